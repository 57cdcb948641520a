//! What the values of a column say together of each of them. One in ten random numbers has the right check digit; a
//! column in which nearly all have it holds such numbers, whatever it is called, and one in which a tenth has it does
//! not. Knows no format: the values come from the table's first rows, the same for every window.

use std::collections::HashMap;
use tidegate_domain::text::Column;

/// Fewer values say nothing.
const LEAST: usize = 10;

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
        if right >= LEAST && right * 5 >= sample.len() * 4 {
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

/// The ratings that were asked for in one window.
#[derive(Debug, Default)]
pub(crate) struct Ratings(HashMap<(usize, &'static str), Rating>);

impl Ratings {
    /// The rating of a column by a detector, worked out once.
    pub(crate) fn of(
        &mut self,
        column: Column<'_>,
        detector: &'static str,
        verdict: impl Fn(&str) -> Option<bool>,
    ) -> Rating {
        *(self.0.entry((column.number, detector))).or_insert_with(|| Rating::of(column.sample, verdict))
    }
}

#[cfg(test)]
mod tests {
    use super::Rating;

    fn rated(right: usize, wrong: usize, other: usize) -> Rating {
        let values = |text: &str, count| std::iter::repeat_n(text.to_owned(), count);
        let sample: Vec<String> = (values("r", right)
            .chain(values("w", wrong))
            .chain(values("o", other)))
        .collect();
        Rating::of(&sample, |value| match value {
            "r" => Some(true),
            "w" => Some(false),
            _ => None,
        })
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
