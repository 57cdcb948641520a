//! Values by a seed, all different, and what stands for each.

use tidegate_formats::{Removal, Removals};

/// Gives values one after the other, and keeps them.
pub struct Seed {
    state: u64,
    pub values: Vec<String>,
    pub list: Vec<Removal>,
}

impl Seed {
    pub fn new(seed: u64) -> Self {
        Self {
            state: seed,
            values: Vec::new(),
            list: Vec::new(),
        }
    }

    fn random(&mut self, below: u64) -> u64 {
        // A linear congruential generator (Knuth, MMIX) is random enough for values.
        self.state = self
            .state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.state >> 33) % below
    }

    fn word(&mut self, letters: usize) -> String {
        (0..letters)
            .map(|_| char::from(b'a' + u8::try_from(self.random(26)).unwrap()))
            .collect()
    }

    fn digits(&mut self, count: usize) -> String {
        (0..count)
            .map(|at| {
                char::from(
                    b'0' + u8::try_from(if at == 0 {
                        1 + self.random(9)
                    } else {
                        self.random(10)
                    })
                    .unwrap(),
                )
            })
            .collect()
    }

    fn keep(&mut self, value: String, with: &str) -> String {
        self.values.push(value.clone());
        self.list.push(Removal {
            value: value.clone(),
            with: with.to_owned(),
        });
        value
    }

    pub fn email(&mut self) -> String {
        let value = format!("{}.{}@{}.example", self.word(6), self.word(7), self.word(8));
        self.keep(value, "[EMAIL_ADDRESS]")
    }

    /// Sixteen digits that begin as no real card's do.
    pub fn card(&mut self) -> String {
        let value = format!("9{}", self.digits(14));
        self.keep(value, "[CARD]")
    }

    pub fn phone(&mut self) -> String {
        let value = format!("+49 {} {}-{}", self.digits(3), self.digits(4), self.digits(4));
        self.keep(value, "XXXX1111")
    }

    pub fn name(&mut self) -> String {
        let value = format!("Jürgen {}ß & {}", self.word(7), self.word(8));
        self.keep(value, "")
    }

    /// Any of these in turn.
    pub fn value(&mut self) -> String {
        match self.values.len() % 4 {
            0 => self.email(),
            1 => self.name(),
            2 => self.phone(),
            _ => self.card(),
        }
    }

    /// A day, as ISO writes it, and its serial number since 1900.
    pub fn day(&mut self) -> (String, u64) {
        let (year, month, day) = (1940 + self.random(60), 1 + self.random(12), 1 + self.random(28));
        let value = format!("{year:04}-{month:02}-{day:02}");
        let serial = serial(
            i64::try_from(year).unwrap(),
            i64::try_from(month).unwrap(),
            i64::try_from(day).unwrap(),
        );
        (self.keep(value, "[DATE]"), serial)
    }

    pub fn short(&mut self) -> String {
        let value = format!("{}", 100 + self.list.len() % 900);
        self.list.push(Removal {
            value: value.clone(),
            with: "[CODE]".to_owned(),
        });
        value
    }

    pub fn removals(&self) -> Removals {
        Removals::new(self.list.clone())
    }
}

/// Days since the last of December 1899, with a leap day in 1900, by counting.
fn serial(year: i64, month: i64, day: i64) -> u64 {
    let leap = |year: i64| year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let years: i64 = (1900..year).map(|year| if leap(year) { 366 } else { 365 }).sum();
    let lengths = [
        31,
        if leap(year) { 29 } else { 28 },
        31,
        30,
        31,
        30,
        31,
        31,
        30,
        31,
        30,
        31,
    ];
    let months: i64 = lengths.iter().take(usize::try_from(month - 1).unwrap()).sum();
    u64::try_from(years + months + day + 1).unwrap()
}

/// Text between tags or quotes.
pub fn xml(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('"', "&quot;")
        .replace('\'', "&apos;")
}

/// A value's halves, as XML.
pub fn halves(value: &str) -> (String, String) {
    let middle = value
        .char_indices()
        .map(|(at, _)| at)
        .nth(value.chars().count() / 2)
        .unwrap();
    (xml(&value[..middle]), xml(&value[middle..]))
}

pub fn base64(text: &str) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    text.as_bytes()
        .chunks(3)
        .flat_map(|chunk| {
            let bits = chunk
                .iter()
                .fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte))
                << (8 * (3 - chunk.len()));
            (0..4)
                .map(|at| {
                    if at > chunk.len() {
                        '='
                    } else {
                        char::from(LETTERS[(bits >> (18 - 6 * at) & 63) as usize])
                    }
                })
                .collect::<Vec<_>>()
        })
        .collect()
}
