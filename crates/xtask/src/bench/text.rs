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

/// Each kind by itself, as it is where nothing is to be found on most lines.
pub const KINDS: [Kind; 6] = [
    Kind {
        name: "service.log",
        line: log,
    },
    Kind {
        name: "access.log",
        line: access,
    },
    Kind {
        name: "numbers.csv",
        line: numbers,
    },
    Kind {
        name: "metrics.jsonl",
        line: metrics,
    },
    Kind {
        name: "prose.txt",
        line: prose,
    },
    Kind {
        name: "random.base64.txt",
        line: random,
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

fn access(dice: &mut Dice, _: u64, out: &mut Vec<u8>) -> std::io::Result<()> {
    writeln!(
        out,
        "10.{}.{}.{} - - [{:02}/Mar/2026:{:02}:{:02}:{:02} +0000] \"GET /static/js/{:08x}.js?v={} HTTP/1.1\" 200 {} \
         \"https://shop.test/cart\" \"Mozilla/5.0 (X11; Linux x86_64; rv:115.0) Gecko/20100101 Firefox/115.0\"",
        dice.below(256),
        dice.below(256),
        dice.below(256),
        1 + dice.below(28),
        dice.below(24),
        dice.below(60),
        dice.below(60),
        dice.below(u64::from(u32::MAX)),
        dice.below(1_000_000_000),
        dice.below(1_000_000),
    )
}

fn numbers(dice: &mut Dice, number: u64, out: &mut Vec<u8>) -> std::io::Result<()> {
    if number == 1 {
        return writeln!(out, "id;batch;machine;reference;weight;created;state");
    }
    writeln!(
        out,
        "{number};{:011};{:014};{:09};{}.{:03};2026-0{}-1{} 10:{:02}:00;{}",
        dice.below(100_000_000_000),
        dice.below(100_000_000_000_000),
        dice.below(1_000_000_000),
        dice.below(100),
        dice.below(1000),
        1 + dice.below(9),
        dice.below(10),
        dice.below(60),
        if dice.below(2) == 0 { "open" } else { "closed" }
    )
}

fn metrics(dice: &mut Dice, number: u64, out: &mut Vec<u8>) -> std::io::Result<()> {
    writeln!(
        out,
        "{{\"id\":{number},\"host\":\"web-{:02}\",\"at\":\"2026-03-1{}T10:00:{:02}Z\",\"load\":{}.{:02},\"bytes\":{},\
         \"tags\":[\"north\",\"blue\"],\"note\":\"left at the door\"}}",
        dice.below(40),
        dice.below(10),
        dice.below(60),
        dice.below(16),
        dice.below(100),
        dice.below(10_000_000_000),
    )
}

/// Frequent words of English, so that a text of them has its letters and its spaces.
const PROSE: &str = "the of and to in that is was for it with as his on be at by had not are but from or have an they \
    which one you were all her she there would their we him been has when who will no more if out so up said what its \
    about than into them can only other time new some could these two may first then do any like my now over such our \
    man even most made after also did many off before must well back through years much where your way down should \
    because long each just state people those too little good world make very year still see own work men day get here \
    old both life being under three never know same last another while us great";

fn prose(dice: &mut Dice, number: u64, out: &mut Vec<u8>) -> std::io::Result<()> {
    let words: Vec<&str> = PROSE.split_whitespace().collect();
    let mut any = || usize::try_from(dice.below(words.len() as u64)).map_or("", |at| words[at]);
    write!(out, "And")?;
    for place in 0..40 {
        let end = match place % 13 {
            12 => ". Then",
            6 => ",",
            _ => "",
        };
        write!(out, " {}{end}", any())?;
    }
    if number.is_multiple_of(20) {
        write!(out, " in {}", 1700 + number % 320)?;
    }
    writeln!(out, ".")
}

fn random(dice: &mut Dice, _: u64, out: &mut Vec<u8>) -> std::io::Result<()> {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for _ in 0..76 {
        out.push(DIGITS[usize::try_from(dice.below(64)).unwrap_or(0)]);
    }
    writeln!(out)
}

/// Joins files below `from` whose names end so until there are `bytes`, in the order of their names; keeps a file that
/// is there. Fewer bytes when there is no more.
///
/// # Errors
/// When it cannot be written.
pub fn gather(from: &Path, end: &str, to: &Path, bytes: u64) -> Result<u64> {
    if let Ok(there) = to.metadata() {
        return Ok(there.len());
    }
    let mut file = BufWriter::new(File::create(to)?);
    let mut written = 0;
    let mut waiting = vec![from.to_owned()];
    while let Some(path) = waiting.pop() {
        if written >= bytes {
            break;
        }
        if path.is_dir() {
            let mut inside: Vec<_> = (std::fs::read_dir(&path)?.flatten())
                .map(|entry| entry.path())
                .collect();
            inside.sort_by(|a, b| b.cmp(a));
            waiting.extend(inside);
        } else if path.extension().is_some_and(|extension| extension == end)
            && let Ok(text) = std::fs::read_to_string(&path)
        {
            file.write_all(text.as_bytes())?;
            written += text.len() as u64;
        }
    }
    file.flush()?;
    Ok(written)
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
