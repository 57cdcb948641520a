//! Damaged pictures, many of each kind: whatever is written holds no value, and nothing panics. Tesseract is not asked.

use super::{Kind, check, kind, paint, told_nothing};
use crate::account::Account;
use crate::budget::Budget;
use crate::ocr::Area;
use crate::redact::{Copying, Removal, Removals, leftovers};

const FILES: [&str; 6] = [
    "everything.jpg",
    "chunks.png",
    "comment.gif",
    "exif.webp",
    "tags.tif",
    "plain.bmp",
];
/// What those files hold, as far as it is removed.
const VALUES: [&str; 9] = [
    "u@site.test",
    "c@site.test",
    "x@site.test",
    "i@site.test",
    "z@site.test",
    "t@site.test",
    "g@site.test",
    "Ann Lee",
    "-33.856800, 151.215300",
];
const ROUNDS: u64 = 400;

struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit.max(1)
    }

    /// Some bytes changed, a stretch cut out or doubled, or the end cut off.
    fn hurt(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut hurt = bytes.to_vec();
        let (from, length) = (self.below(hurt.len()), self.below(40));
        let to = (from + length).min(hurt.len());
        match self.below(5) {
            0 => hurt.truncate(from),
            1 => drop(hurt.drain(from..to)),
            2 => {
                let again = hurt[from..to].to_vec();
                hurt.splice(from..from, again);
            }
            _ => {
                for _ in 0..=self.below(5) {
                    let at = self.below(hurt.len());
                    let any = u8::try_from(self.below(256)).unwrap();
                    hurt[at] = [0, 1, 0x7f, 0xff, any][self.below(5)];
                }
            }
        }
        hurt
    }
}

/// The picture `file` and many damaged ones made of it.
fn each(file: &str, tried: &mut dyn FnMut(Kind, &[u8], &mut Copying<'_>)) {
    let path = format!("{}/tests/files/images/{file}", env!("CARGO_MANIFEST_DIR"));
    let bytes = std::fs::read(path).unwrap();
    let removals = Removals::new(
        VALUES
            .iter()
            .map(|value| Removal {
                value: (*value).to_owned(),
                with: String::new(),
            })
            .collect(),
    );
    let (budget, mut dice) = (Budget::default(), Dice(5));
    for round in 0..ROUNDS {
        let picture = if round == 0 {
            bytes.clone()
        } else {
            dice.hurt(&bytes)
        };
        let account = Account::default();
        let mut copying = Copying::of(&removals, &budget, &account);
        if let Some(kind) = kind(&picture) {
            tried(kind, &picture, &mut copying);
        }
    }
}

#[test]
fn what_is_written_of_damaged_pictures_holds_no_value() {
    let worker = Budget {
        complex: true,
        ..Budget::default()
    };
    for file in FILES {
        let mut written = 0;
        each(file, &mut |kind, picture, copying| {
            if check(kind, picture, copying).is_err() {
                return;
            }
            let Ok(out) = told_nothing(kind, picture, false, copying) else {
                return;
            };
            written += 1;
            let (_, left) = leftovers(file, &mut out.as_slice(), copying.removals, &worker).unwrap();
            assert_eq!(left, 0, "{file}");
            let again = told_nothing(kind, &out, false, copying).unwrap();
            assert!(again == out, "{file}: once more changes something");
        });
        assert!(written > 20, "{file}: {written}");
    }
}

#[test]
fn pixels_of_damaged_pictures_are_blackened_or_refused() {
    let area = Area {
        page: 0,
        left: 3,
        top: 5,
        width: 400,
        height: 2,
    };
    for file in FILES {
        let mut written = 0;
        each(file, &mut |kind, picture, copying| {
            if check(kind, picture, copying).is_ok()
                && let Ok(out) = paint::blackened(kind, picture, &[(16, 16)], &[area], copying)
            {
                written += 1;
                assert!(check(kind, &out, copying).is_ok(), "{file}");
            }
        });
        assert!(written > 20, "{file}: {written}");
    }
}
