//! Inputs that resemble logs, tables and exports, the same on every machine. Nobody's data: reserved names only.

use anyhow::Result;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

/// A little generator (xorshift).
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % most
    }
}

/// A kind of text: what one line of it looks like.
pub struct Kind {
    /// File name of the input.
    pub name: &'static str,
    line: fn(&mut Dice, u64, &mut Vec<u8>) -> std::io::Result<()>,
}

/// What the 1 GB is mixed of: text as it lies around, with something to find on one line in fifty to two hundred.
pub const MIXED: [Kind; 3] = [
    Kind {
        name: "service.log",
        line: log,
    },
    Kind {
        name: "orders.csv",
        line: csv,
    },
    Kind {
        name: "events.jsonl",
        line: json,
    },
];

/// The worst case: an address, a telephone number and an IP address on every line.
pub const DENSE: Kind = Kind {
    name: "people.csv",
    line: people,
};

/// Writes a file of at least `bytes` bytes, whole lines only; keeps one that is there.
///
/// # Errors
/// When it cannot be written.
pub fn make(kind: &Kind, dir: &Path, bytes: u64) -> Result<u64> {
    let path = dir.join(kind.name);
    if let Ok(there) = path.metadata()
        && there.len() >= bytes
    {
        return Ok(there.len());
    }
    let part = dir.with_extension("part");
    let mut file = BufWriter::with_capacity(1 << 20, File::create(&part)?);
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
    let (mut written, mut number, mut line) = (0, 0, Vec::new());
    while written < bytes {
        number += 1;
        line.clear();
        (kind.line)(&mut dice, number, &mut line)?;
        file.write_all(&line)?;
        written += line.len() as u64;
    }
    file.into_inner().map_err(|error| error.into_error())?;
    std::fs::rename(part, path)?;
    Ok(written)
}

/// Writes `bytes` bytes without one line end: words and sentences, or one JSON array of records.
///
/// # Errors
/// When it cannot be written.
pub fn make_single_line(path: &Path, bytes: u64, records: bool) -> Result<u64> {
    let mut dice = Dice(0x2545_F491_4F6C_DD1D);
    let mut block = Vec::with_capacity(1 << 20);
    let mut number = 0;
    while block.len() < (1 << 20) {
        number += 1;
        if records {
            json(&mut dice, number, &mut block)?;
        } else {
            log(&mut dice, number, &mut block)?;
        }
        let end = if records { b',' } else { b' ' };
        if let Some(last) = block.last_mut() {
            *last = end;
        }
    }
    let mut file = File::create(path)?;
    let mut written = 0;
    if records {
        file.write_all(b"[")?;
    }
    while written < bytes {
        file.write_all(&block)?;
        written += block.len() as u64;
    }
    if records {
        file.write_all(b"{}]")?;
    }
    Ok(file.metadata()?.len())
}

fn log(dice: &mut Dice, number: u64, out: &mut Vec<u8>) -> std::io::Result<()> {
    write!(
        out,
        "2026-03-1{}T{:02}:{:02}:{:02}.{:03}Z INFO northwind::orders ",
        dice.below(10),
        dice.below(24),
        dice.below(60),
        dice.below(60),
        dice.below(1000)
    )?;
    match number % 200 {
        0 => writeln!(out, "user ada.dahl{}@northwind.test signed in", dice.below(5_000)),
        1..20 => writeln!(
            out,
            "GET /api/v1/items/{} 200 {}ms",
            dice.below(100_000),
            dice.below(900)
        ),
        _ => writeln!(
            out,
            "worker-{} handled request {:016x} in {} ms, queue length {}",
            dice.below(16),
            dice.below(u64::MAX),
            dice.below(900),
            dice.below(50)
        ),
    }
}

fn csv(dice: &mut Dice, number: u64, out: &mut Vec<u8>) -> std::io::Result<()> {
    if number == 1 {
        return writeln!(out, "id,customer,contact,total,ordered,street,state");
    }
    write!(out, "{number},Ada Dahl,")?;
    if number.is_multiple_of(50) {
        write!(out, "ada.dahl{}@northwind.test", dice.below(5_000))?;
    }
    writeln!(
        out,
        ",{}.{:02},2026-0{}-1{},Main Street {},{}",
        dice.below(10_000),
        dice.below(100),
        1 + dice.below(9),
        dice.below(10),
        dice.below(200),
        if dice.below(2) == 0 { "open" } else { "closed" }
    )
}

fn json(dice: &mut Dice, number: u64, out: &mut Vec<u8>) -> std::io::Result<()> {
    write!(out, "{{\"id\":{number},\"customer\":\"Ada Dahl\",\"contact\":\"")?;
    if number.is_multiple_of(50) {
        write!(out, "ada.dahl{}@northwind.test", dice.below(5_000))?;
    } else {
        write!(out, "nobody")?;
    }
    writeln!(
        out,
        "\",\"total\":{}.{:02},\"at\":\"2026-03-1{}T10:00:{:02}Z\",\"tags\":[\"a\",\"b\"],\"note\":\"left at the door\"}}",
        dice.below(10_000),
        dice.below(100),
        dice.below(10),
        dice.below(60),
    )
}

fn people(dice: &mut Dice, number: u64, out: &mut Vec<u8>) -> std::io::Result<()> {
    if number == 1 {
        return writeln!(out, "id,name,email,phone,last_ip,note");
    }
    writeln!(
        out,
        "{number},Ada Dahl,ada.dahl{}@northwind.test,+1 212-555-01{:02},198.51.100.{},left at the door",
        dice.below(1_000_000),
        dice.below(100),
        dice.below(256),
    )
}
