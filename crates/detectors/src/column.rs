//! What the values of a column say together of each of them. One in ten random numbers has the right check digit; a
//! column in which nearly all have it holds such numbers, whatever it is called, and one in which a tenth has it does
//! not. Knows no format: the values come from the table's first rows, the same for every window, so a column is judged
//! once for its file.

use crate::{contexts::Near, shape::Shapes};
use std::{
    collections::HashMap,
    hash::{DefaultHasher, Hash, Hasher},
};
use tidegate_domain::text::{Column, Window};

/// Fewer values say nothing.
const LEAST: usize = 10;
/// Columns of a file whose judgement is remembered.
const REMEMBERED: usize = 10_000;

/// How the values of a column do under a detector's check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rating {
    /// They say nothing: too few, or a mixture.
    Unknown,
    /// Nearly all pass: so many, of so many values.
    Right(usize, usize),
    /// Hardly more pass than chance has: so many, of those that are written so.
    Chance(usize, usize),
}

impl Rating {
    /// By a verdict on each value: whether its check digits are right, or nothing when it is written otherwise.
    pub(crate) fn of(sample: &[String], verdict: impl Fn(&str) -> Option<bool>) -> Self {
        let (mut right, mut alike) = (0, 0);
        for verdict in sample.iter().filter_map(|value| verdict(value)) {
            alike += 1;
            right += usize::from(verdict);
        }
        if enough(right, sample.len()) {
            Self::Right(right, sample.len())
        } else if alike >= LEAST && right * 10 <= alike * 3 {
            Self::Chance(right, alike)
        } else {
            Self::Unknown
        }
    }

    pub(crate) fn is_right(self) -> bool {
        matches!(self, Self::Right(..))
    }
}

/// Whether so many of a column's values are nearly all of them.
pub(crate) fn enough(right: usize, of: usize) -> bool {
    right >= LEAST && right * 5 >= of * 4
}

/// Whether [`Rating::of`] is [`Rating::Right`], given up as soon as it cannot be.
pub(crate) fn nearly_all_right(sample: &[String], verdict: impl Fn(&str) -> Option<bool>) -> bool {
    let mut right = sample.len();
    enough(right, sample.len())
        && sample.iter().all(|value| {
            right -= usize::from(verdict(value) != Some(true));
            enough(right, sample.len())
        })
}

/// What was found out about a file's columns, by their samples.
#[derive(Debug, Default)]
pub(crate) struct Judged {
    ratings: HashMap<(u64, &'static str), Rating>,
    right: HashMap<u64, Near>,
}

/// The columns of one window.
pub(crate) struct Columns<'a> {
    window: &'a Window<'a>,
    judged: &'a mut Judged,
    /// What each column's sample is known by.
    samples: HashMap<usize, u64>,
    /// The written codes that columns are full of, once that was asked.
    right: Option<Right>,
}

/// The detectors by whose check nearly all values of a column are right.
#[derive(Default)]
struct Right {
    any: Near,
    by_column: HashMap<usize, Near>,
}

impl<'a> Columns<'a> {
    pub(crate) fn new(window: &'a Window<'a>, judged: &'a mut Judged) -> Self {
        Self {
            window,
            judged,
            samples: HashMap::new(),
            right: None,
        }
    }

    /// Those of the detectors `wanted` by whose check nearly all values of the column at `start` are right. The
    /// window's structure is asked about the place only when any column has such values.
    pub(crate) fn right_at(&mut self, shapes: &Shapes, wanted: Near, start: usize) -> Near {
        let structure = self.window.structure;
        if self.right.is_none() {
            let mut right = Right::default();
            for column in structure.columns() {
                let near = self.judge(shapes, column);
                if !near.is_none() {
                    right.any.join(near);
                    right.by_column.insert(column.number, near);
                }
            }
            self.right = Some(right);
        }
        let right = match &self.right {
            Some(right) if !right.any.both(wanted).is_none() => right,
            _ => return Near::default(),
        };
        let column = structure.column(start).map(|column| column.number);
        let near = column.and_then(|number| right.by_column.get(&number));
        near.map_or(Near::default(), |near| near.both(wanted))
    }

    fn judge(&mut self, shapes: &Shapes, column: Column<'_>) -> Near {
        if column.sample.len() < LEAST {
            return Near::default();
        }
        let sample = self.sample(column);
        if self.judged.right.len() >= REMEMBERED {
            self.judged.right.clear();
        }
        let right = self.judged.right.entry(sample);
        *right.or_insert_with(|| shapes.right_in(column.sample))
    }

    /// What the column at `at` says of a detector's values, by a verdict on each of its sample.
    pub(crate) fn rating(
        &mut self,
        at: usize,
        detector: &'static str,
        verdict: impl Fn(&str) -> Option<bool>,
    ) -> Rating {
        let Some(column) = self.window.structure.column(at) else {
            return Rating::Unknown;
        };
        let sample = self.sample(column);
        if self.judged.ratings.len() >= REMEMBERED {
            self.judged.ratings.clear();
        }
        let rating = self.judged.ratings.entry((sample, detector));
        *rating.or_insert_with(|| Rating::of(column.sample, verdict))
    }

    fn sample(&mut self, column: Column<'_>) -> u64 {
        *self.samples.entry(column.number).or_insert_with(|| {
            let mut hasher = DefaultHasher::new();
            column.sample.hash(&mut hasher);
            hasher.finish()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Rating, nearly_all_right};

    fn rated(right: usize, wrong: usize, other: usize) -> Rating {
        let values = |text: &str, count| std::iter::repeat_n(text.to_owned(), count);
        let sample: Vec<String> = (values("r", right)
            .chain(values("w", wrong))
            .chain(values("o", other)))
        .collect();
        let verdict = |value: &str| match value {
            "r" => Some(true),
            "w" => Some(false),
            _ => None,
        };
        let rating = Rating::of(&sample, verdict);
        assert_eq!(nearly_all_right(&sample, verdict), rating.is_right());
        rating
    }

    #[test]
    fn columns_are_judged_by_their_values() {
        for (right, wrong, other, wanted) in [
            (98, 1, 1, Rating::Right(98, 100)),
            (10, 0, 0, Rating::Right(10, 10)),
            (9, 0, 0, Rating::Unknown),
            (80, 0, 30, Rating::Unknown),
            (11, 89, 0, Rating::Chance(11, 100)),
            (0, 10, 90, Rating::Chance(0, 10)),
            (1, 8, 90, Rating::Unknown),
            (5, 5, 0, Rating::Unknown),
            (0, 0, 0, Rating::Unknown),
        ] {
            assert_eq!(rated(right, wrong, other), wanted, "{right} {wrong} {other}");
        }
    }
}
