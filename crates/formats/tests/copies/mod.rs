//! Files with values planted in all their places, their copies, and a search by readers that share no code with ours:
//! Python's standard library makes the files and searches the copies.
#![allow(dead_code, reason = "each test file uses its part")]

use std::path::PathBuf;
use std::process::Command;
use tidegate_formats::{Budget, Copied, CopyError, Removal, Removals, copy, leftovers};

pub fn worker() -> Budget {
    Budget {
        complex: true,
        ..Budget::default()
    }
}

/// Numbers that look random and are the same every time.
pub struct Seed(u64);

impl Seed {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn below(&mut self, limit: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 20) % limit
    }

    fn word(&mut self, letters: usize) -> String {
        (0..letters)
            .map(|_| char::from(b'a' + u8::try_from(self.below(26)).unwrap()))
            .collect()
    }

    fn digits(&mut self, count: u32) -> String {
        let least = 10_u64.pow(count - 1);
        (least + self.below(9 * least)).to_string()
    }
}

/// Texts and numbers that are removed.
pub struct Planted {
    pub texts: Vec<String>,
    pub numbers: Vec<String>,
}

impl Planted {
    /// Distinct values of many kinds: addresses, names with signs and letters of other alphabets, numbers.
    pub fn new(seed: u64, texts: usize, numbers: usize) -> Self {
        let mut seed = Seed::new(seed);
        let mut planted = Self {
            texts: Vec::new(),
            numbers: Vec::new(),
        };
        for index in 0..texts {
            let (a, b) = (seed.word(6), seed.word(7));
            planted.texts.push(match index % 6 {
                0 => format!("{a}.{b}@{}.test", seed.word(5)),
                1 => format!("Jürgen{a} Möller{b}"),
                2 => format!("+49 30 {}", seed.digits(9)),
                3 => format!("Söhne & O'{a}<{b}>"),
                4 => {
                    let digits = seed.digits(16);
                    format!(
                        "{} {} {} {}",
                        &digits[..4],
                        &digits[4..8],
                        &digits[8..12],
                        &digits[12..]
                    )
                }
                _ => format!("Ольга{a} {b} 李{b}"),
            });
        }
        for _ in 0..numbers {
            planted.numbers.push(seed.digits(15));
        }
        planted
    }

    pub fn removals(&self) -> Removals {
        let instead = ["[EMAIL_ADDRESS]", "XXXX1111", "", "[PERSON]"];
        Removals::new(
            self.texts
                .iter()
                .chain(&self.numbers)
                .zip(instead.iter().cycle())
                .map(|(value, with)| Removal {
                    value: value.clone(),
                    with: (*with).to_owned(),
                })
                .collect(),
        )
    }

    pub fn json(&self) -> String {
        let list = |values: &[String]| {
            let quoted: Vec<String> = values
                .iter()
                .map(|value| format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\"")))
                .collect();
            format!("[{}]", quoted.join(","))
        };
        format!(
            "{{\"texts\":{},\"numbers\":{}}}",
            list(&self.texts),
            list(&self.numbers)
        )
    }
}

/// One value and what stands for it.
pub fn removal(value: &str, with: &str) -> Removals {
    Removals::new(vec![Removal {
        value: value.to_owned(),
        with: with.to_owned(),
    }])
}

/// A folder of this test's own.
pub fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("copies-{name}"));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

pub fn python(script: &str, arguments: &[&str]) -> String {
    let script = format!("{}/tests/copies/{script}", env!("CARGO_MANIFEST_DIR"));
    let output = Command::new("python3")
        .arg("-I")
        .arg("-B")
        .arg(script)
        .args(arguments)
        .output()
        .expect("python3 runs");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

/// The file that `make.py` makes of `kind` with the values in its places.
pub fn made(kind: &str, planted: &Planted) -> Vec<u8> {
    let folder = folder(&format!("made-{kind}"));
    let (values, file) = (folder.join("values.json"), folder.join("file"));
    std::fs::write(&values, planted.json()).unwrap();
    python(
        "make.py",
        &[kind, values.to_str().unwrap(), file.to_str().unwrap()],
    );
    std::fs::read(file).unwrap()
}

/// What Python's readers say of `bytes`: every value still in it, and facts of the file that must stay.
pub struct Told {
    pub left: Vec<String>,
    pub facts: Vec<String>,
}

impl Told {
    /// No value is left, and all facts are those of `before`.
    pub fn kept(&self, before: &Told) {
        assert_eq!(self.left.first(), None, "{} are left", self.left.len());
        let lost: Vec<_> = before
            .facts
            .iter()
            .filter(|fact| !self.facts.contains(fact))
            .collect();
        let new: Vec<_> = self
            .facts
            .iter()
            .filter(|fact| !before.facts.contains(fact))
            .collect();
        assert!(
            lost.is_empty() && new.is_empty() && self.facts.len() == before.facts.len(),
            "lost: {lost:?}; new: {new:?}"
        );
    }
}

pub fn searched(kind: &str, test: &str, bytes: &[u8], planted: &Planted) -> Told {
    let folder = folder(&format!("searched-{kind}-{test}"));
    let (values, file) = (folder.join("values.json"), folder.join("file"));
    std::fs::write(&values, planted.json()).unwrap();
    std::fs::write(&file, bytes).unwrap();
    let told = python(
        "search.py",
        &[kind, values.to_str().unwrap(), file.to_str().unwrap()],
    );
    let of = |mark: &str| -> Vec<String> {
        told.lines()
            .filter_map(|line| line.strip_prefix(mark))
            .map(str::to_owned)
            .collect()
    };
    Told {
        left: of("left: "),
        facts: of("fact: "),
    }
}

/// The copy of `bytes`.
pub fn copied(name: &str, bytes: &[u8], removals: &Removals) -> Result<(Vec<u8>, Copied), CopyError> {
    let mut out = Vec::new();
    let copied = copy(name, &mut &bytes[..], removals, &worker(), &mut out)?;
    Ok((out, copied))
}

/// Copies, and proves the copy: nothing left for our readers, the same again from the same, nothing new from itself.
pub fn proved(name: &str, bytes: &[u8], removals: &Removals) -> (Vec<u8>, Copied) {
    let (_, before) = leftovers(name, &mut &bytes[..], removals, &worker()).unwrap();
    assert!(before > 0, "the readers find nothing in the file itself");
    let (out, told) = copied(name, bytes, removals).unwrap();
    let (reading, left) = leftovers(name, &mut out.as_slice(), removals, &worker()).unwrap();
    assert_eq!(left, 0, "values are left in {name} ({reading:?})");
    assert!(told.replaced > 0);
    let (again, _) = copied(name, bytes, removals).unwrap();
    assert!(again == out, "{name}: the same gives other bytes");
    let (twice, second) = copied(name, &out, removals).unwrap();
    assert_eq!(second.replaced, 0, "{name}: the copy's copy is changed");
    assert!(twice == out, "{name}: the copy's copy has other bytes");
    (out, told)
}

/// Damaged files are refused or copied without values; nothing panics.
pub fn survives_damage(name: &str, bytes: &[u8], removals: &Removals, rounds: u64) {
    let mut seed = Seed::new(99);
    for round in 0..rounds {
        let mut hurt = bytes.to_vec();
        match round % 3 {
            0 => hurt.truncate(usize::try_from(seed.below(bytes.len() as u64)).unwrap()),
            _ => {
                for _ in 0..=seed.below(6) {
                    let at = usize::try_from(seed.below(bytes.len() as u64)).unwrap();
                    hurt[at] = u8::try_from(seed.below(256)).unwrap();
                }
            }
        }
        // What is taken for plain text after its beginning was hurt is for the proof to refuse.
        if let Ok((out, told)) = copied(name, &hurt, removals)
            && !told.format.starts_with("text")
            && let Ok((_, left)) = leftovers(name, &mut out.as_slice(), removals, &worker())
        {
            assert_eq!(left, 0, "{name}: values are left after damage in round {round}");
        }
    }
}

/// The reason why there is no copy.
pub fn refused(name: &str, bytes: &[u8], removals: &Removals) -> String {
    match copied(name, bytes, removals) {
        Err(CopyError::Refused { reason }) => reason,
        Err(error) => panic!("{error:?}"),
        Ok(_) => panic!("{name} was copied"),
    }
}
