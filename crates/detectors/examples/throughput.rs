//! How fast the detectors look at text that resembles logs, CSV and JSON: MB/s on one core. Asserts nothing.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "an example that measures"
)]

use std::{borrow::Cow, hint::black_box, ops::Range, time::Instant};
use tidegate_detectors::{Scanner, Selection, infos};
use tidegate_domain::{
    finding::Location,
    text::{SourceHint, Structure, Window},
};

struct Lines<'a>(&'a str);

impl Structure for Lines<'_> {
    fn label(&self, _at: usize) -> Option<Cow<'_, str>> {
        None
    }
    fn record(&self, at: usize) -> Range<usize> {
        let bytes = self.0.as_bytes();
        let start = memchr::memrchr(b'\n', &bytes[..at]).map_or(0, |i| i + 1);
        let end = memchr::memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |i| at + i);
        start..end
    }
    fn value(&self, _at: usize) -> Option<Range<usize>> {
        None
    }
    fn labels(&self) -> &[String] {
        &[]
    }
    fn locate(&self, _span: Range<usize>) -> Location {
        Location::default()
    }
}

/// A little generator (xorshift), so that the text is the same on every machine.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % most
    }
}

fn text(length: usize, mut line: impl FnMut(&mut Dice, u64) -> String) -> String {
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
    let mut text = String::with_capacity(length + 512);
    let mut number = 0;
    while text.len() < length {
        number += 1;
        text.push_str(&line(&mut dice, number));
    }
    text
}

fn log(dice: &mut Dice, number: u64) -> String {
    let (hour, minute, second, milli) = (dice.below(24), dice.below(60), dice.below(60), dice.below(1000));
    let rest = match number % 200 {
        0 => "user iana@iana.org signed in".to_owned(),
        1..20 => format!(
            "GET /api/v1/items/{} 200 {}ms",
            dice.below(100_000),
            dice.below(900)
        ),
        _ => format!(
            "worker-{} handled request {:016x} in {} ms, queue length {}",
            dice.below(16),
            dice.below(u64::MAX),
            dice.below(900),
            dice.below(50)
        ),
    };
    format!(
        "2026-03-1{}T{hour:02}:{minute:02}:{second:02}.{milli:03}Z INFO tidegate::engine {rest}\n",
        dice.below(10)
    )
}

fn csv(dice: &mut Dice, number: u64) -> String {
    let address = if number.is_multiple_of(50) {
        "iana@iana.org"
    } else {
        ""
    };
    format!(
        "{number},Alex Sample,{address},{}.{:02},2026-0{}-1{},Main Street {},{}\n",
        dice.below(10_000),
        dice.below(100),
        1 + dice.below(9),
        dice.below(10),
        dice.below(200),
        if dice.below(2) == 0 { "open" } else { "closed" }
    )
}

fn json(dice: &mut Dice, number: u64) -> String {
    let address = if number.is_multiple_of(50) {
        "iana@iana.org"
    } else {
        "nobody"
    };
    format!(
        "{{\"id\":{number},\"name\":\"Alex Sample\",\"contact\":\"{address}\",\"total\":{}.{:02},\"at\":\"2026-03-1{}T10:00:{:02}Z\",\"tags\":[\"a\",\"b\"],\"note\":\"left at the door\"}}\n",
        dice.below(10_000),
        dice.below(100),
        dice.below(10),
        dice.below(60),
    )
}

fn main() {
    let megabytes = 32;
    let length = megabytes << 20;
    let texts = [
        ("log", text(length, log)),
        ("csv", text(length, csv)),
        ("json", text(length, json)),
    ];
    println!(
        "{:<16} {:>8} {:>8} {:>8}   MB/s, one core",
        "detectors", "log", "csv", "json"
    );
    measure("all", None, &texts);
    for info in infos() {
        measure(&info.id, Some(vec![info.id.clone()]), &texts);
    }
}

fn measure(name: &str, enabled: Option<Vec<String>>, texts: &[(&str, String)]) {
    let scanner = Scanner::new(&Selection {
        enabled,
        ..Selection::default()
    })
    .unwrap();
    let hint = SourceHint {
        name: "sample".into(),
        configuration: false,
        assigned: false,
    };
    let mut row = format!("{name:<16}");
    for (_, text) in texts {
        let mut best = f64::MAX;
        for _ in 0..3 {
            let mut found = Vec::new();
            let start = Instant::now();
            let mut from = 0;
            while from < text.len() {
                let to = (from + (1 << 20)).min(text.len());
                let piece = &text[from..to];
                let structure = Lines(piece);
                scanner.scan(
                    &Window {
                        text: piece,
                        owned: 0..piece.len(),
                        structure: &structure,
                        hint: &hint,
                    },
                    &mut found,
                );
                from = to;
            }
            best = best.min(start.elapsed().as_secs_f64());
            black_box(&found);
        }
        row.push_str(&format!(" {:>8.0}", text.len() as f64 / best / 1e6));
    }
    println!("{row}");
}
