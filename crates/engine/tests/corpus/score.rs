//! Compares what was found with what was planted: counts by detector and by format, and places that are not true.

use super::{
    file::{File, Planted},
    kinds::{Class, class},
};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use tidegate_domain::finding::Location;

#[derive(Debug)]
pub struct Found {
    pub detector: String,
    /// As the scanner read it.
    pub text: String,
    pub location: Location,
}

#[derive(Debug, Default, Clone, Copy)]
pub struct Tally {
    right: usize,
    missed: usize,
    wrong: usize,
}

impl Tally {
    pub fn recall(&self) -> f64 {
        share(self.right, self.missed)
    }

    pub fn precision(&self) -> f64 {
        share(self.right, self.wrong)
    }

    fn line(&self, name: &str) -> String {
        let (planted, recall, precision) = (self.right + self.missed, self.recall(), self.precision());
        let (found, missed, wrong) = (self.right, self.missed, self.wrong);
        format!("{name:32} {planted:6} {found:6} {missed:7} {wrong:6}   {recall:.3}      {precision:.3}\n")
    }
}

fn share(right: usize, other: usize) -> f64 {
    match right + other {
        0 => 1.0,
        all => right as f64 / all as f64,
    }
}

#[derive(Debug, Default)]
pub struct Score {
    detectors: BTreeMap<String, Tally>,
    formats: BTreeMap<&'static str, Tally>,
    /// What was missed and what was found wrongly, a few of each detector and format.
    notes: BTreeMap<String, usize>,
    pub misplaced: Vec<String>,
}

impl Score {
    pub fn add(&mut self, file: &File, found: &[Found]) {
        let mut hit = BTreeSet::new();
        for found in found {
            let known = (file.planted.iter().enumerate()).filter(|(_, planted)| {
                planted.detector == found.detector && same(&planted.value, &found.text)
            });
            let known: Vec<usize> = known.map(|(at, _)| at).collect();
            self.place(file, found, &known);
            if known.is_empty() {
                self.count(file, &found.detector, |tally| tally.wrong += 1);
                let of = (file.planted.iter()).find(|planted| same(&planted.value, &found.text));
                let what = of.map_or("nothing", |planted| planted.detector);
                self.note(format!("{}: {} on {what}", file.format, found.detector));
            }
            hit.extend(known);
        }
        for (at, planted) in file.planted.iter().enumerate() {
            if hit.contains(&at) {
                self.count(file, planted.detector, |tally| tally.right += 1);
            } else {
                self.count(file, planted.detector, |tally| tally.missed += 1);
                self.note(format!("{}: {} missed", file.format, planted.detector));
            }
        }
        // A format or detector without either is in no list.
        self.formats.entry(file.format).or_default();
    }

    /// Whether the place told is the value's: its bytes in text, its cell in a table.
    fn place(&mut self, file: &File, found: &Found, known: &[usize]) {
        let place = &found.location;
        let flat =
            place.page.is_none() && place.sheet.is_none() && place.part.is_none() && place.member.is_none();
        if flat && !super::all::TABLES_OF_CELLS.contains(&file.format) {
            let range = usize::try_from(place.byte_start).unwrap()..usize::try_from(place.byte_end).unwrap();
            let there = file
                .bytes
                .get(range)
                .map(|bytes| file.encoding.decode_without_bom_handling(bytes).0);
            let unescaped = there.map(|text| text.replace("\\n", "\n"));
            if unescaped.as_deref() != Some(&found.text) {
                self.misplaced.push(format!(
                    "{}: {} is not at {place:?}: {unescaped:?}",
                    file.name, found.text
                ));
            }
        }
        if !super::all::TABLES_OF_CELLS.contains(&file.format) {
            return;
        }
        let at_cell = |planted: &Planted| {
            planted.cell.is_none_or(|(row, column)| {
                let row = row - u64::from(["avro", "parquet", "arrow", "sqlite"].contains(&file.format));
                place.row == Some(row) && place.column_name.as_deref() == Some(column)
            })
        };
        if !known.is_empty() && !known.iter().any(|at| at_cell(&file.planted[*at])) {
            self.misplaced.push(format!(
                "{}: {} is not in the cell {place:?}",
                file.name, found.text
            ));
        }
    }

    fn count(&mut self, file: &File, detector: &str, change: impl Fn(&mut Tally)) {
        change(self.detectors.entry(detector.to_owned()).or_default());
        change(self.formats.entry(file.format).or_default());
    }

    fn note(&mut self, text: String) {
        *self.notes.entry(text).or_default() += 1;
    }

    /// Detectors of which something was planted.
    pub fn kinds(&self) -> usize {
        self.detectors
            .values()
            .filter(|tally| tally.right + tally.missed > 0)
            .count()
    }

    pub fn total(&self, wanted: Class) -> Tally {
        let of_class = self
            .detectors
            .iter()
            .filter(|(detector, _)| class(detector) == wanted);
        of_class.fold(Tally::default(), |sum, (_, tally)| Tally {
            right: sum.right + tally.right,
            missed: sum.missed + tally.missed,
            wrong: sum.wrong + tally.wrong,
        })
    }

    pub fn told(&self) -> String {
        let mut text = String::new();
        let head = |of: &str| format!("{of:32} planted found  missed  wrong   recall  precision\n");
        text.push_str(&head("Of all"));
        for class in [Class::Validated, Class::People, Class::Contact] {
            text.push_str(&self.total(class).line(&format!("{class:?}")));
        }
        let _ = write!(text, "\n{}", head("By detector"));
        text.extend(self.detectors.iter().map(|(name, tally)| tally.line(name)));
        let _ = write!(text, "\n{}", head("By format"));
        text.extend(self.formats.iter().map(|(name, tally)| tally.line(name)));
        text.push_str("\nWhat was missed or found wrongly\n");
        for (note, times) in &self.notes {
            let _ = writeln!(text, "{times:4} × {note}");
        }
        text
    }
}

/// Whether what was found is the planted value, or a part of it or more than it: a detector may leave out a prefix.
fn same(planted: &str, found: &str) -> bool {
    let (planted, found) = (bare(planted), bare(found));
    found.len() >= 3 && (planted.contains(&found) || found.contains(&planted))
}

fn bare(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .collect::<String>()
        .to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text_files::file;

    fn found(detector: &str, text: &str, start: u64) -> Found {
        let location = Location {
            byte_start: start,
            byte_end: start + text.len() as u64,
            ..Location::default()
        };
        Found {
            detector: detector.to_owned(),
            text: text.to_owned(),
            location,
        }
    }

    #[test]
    fn what_is_missed_wrong_and_misplaced_counts() {
        let planted = |detector, value: &str| Planted {
            detector,
            value: value.to_owned(),
            cell: None,
        };
        let file = file(
            "a.txt".into(),
            "txt",
            "a 12-34 b 5678 c",
            vec![planted("iban", "12-34"), planted("bic", "5678")],
        );
        let mut score = Score::default();
        score.add(
            &file,
            &[
                found("iban", "12-34", 2),
                found("iban", "5678", 10),
                found("iban", "12-34", 3),
            ],
        );
        let total = score.total(Class::Validated);
        assert_eq!((total.right, total.missed, total.wrong), (1, 1, 1));
        assert_eq!(score.misplaced.len(), 1);
        assert!(score.told().contains("txt: iban on bic"), "{}", score.told());
    }
}
