//! Different values of a table's columns, as its first rows have them: by them a column is judged as a whole. They
//! come from a table's beginning alone, never from a window, so that the judgement is the same everywhere in it.

use std::collections::HashMap;
use tidegate_domain::text::Column;

/// Rows that are looked at.
pub(crate) const ROWS: usize = 200;
/// Bytes of a value that are kept: numbers and codes are shorter.
const LONGEST: usize = 64;
/// Columns beyond these are not judged.
const MOST_COLUMNS: usize = 1_000;

/// Values by the number of their column.
#[derive(Default)]
pub(crate) struct Samples(Vec<Vec<String>>);

impl Samples {
    /// Of cells, each with its column.
    pub(crate) fn of<'c>(cells: impl IntoIterator<Item = (usize, &'c str)>) -> Self {
        let mut columns: Vec<Vec<String>> = Vec::new();
        for (column, value) in cells {
            let value = value.trim();
            if column >= MOST_COLUMNS || value.is_empty() {
                continue;
            }
            if columns.len() <= column {
                columns.resize_with(column + 1, Vec::new);
            }
            if let Some(values) = columns.get_mut(column).filter(|values| values.len() < ROWS) {
                let end = value.floor_char_boundary(LONGEST);
                values.push(value.get(..end).unwrap_or_default().to_owned());
            }
        }
        for values in &mut columns {
            values.sort_unstable();
            values.dedup();
        }
        Self(columns)
    }

    pub(crate) fn column(&self, number: usize) -> Option<Column<'_>> {
        let sample = self.0.get(number).filter(|sample| !sample.is_empty())?;
        Some(Column { number, sample })
    }

    pub(crate) fn columns(&self) -> Vec<Column<'_>> {
        (0..self.0.len())
            .filter_map(|number| self.column(number))
            .collect()
    }
}

/// Values by the name or path of their column.
#[derive(Default)]
pub(crate) struct NamedSamples {
    numbers: HashMap<String, usize>,
    samples: Samples,
}

impl NamedSamples {
    pub(crate) fn of<'c>(cells: impl IntoIterator<Item = (&'c str, &'c str)>) -> Self {
        let mut numbers: HashMap<String, usize> = HashMap::new();
        let cells: Vec<(usize, &str)> = cells
            .into_iter()
            .map(|(name, value)| {
                let next = numbers.len();
                let number = match numbers.get(name) {
                    Some(number) => *number,
                    None => *numbers.entry(name.to_owned()).or_insert(next),
                };
                (number, value)
            })
            .collect();
        Self {
            samples: Samples::of(cells),
            numbers,
        }
    }

    /// Of columns that were numbered already.
    pub(crate) fn numbered<'c>(
        numbers: HashMap<String, usize>,
        cells: impl IntoIterator<Item = (usize, &'c str)>,
    ) -> Self {
        Self {
            samples: Samples::of(cells),
            numbers,
        }
    }

    pub(crate) fn column(&self, name: &str) -> Option<Column<'_>> {
        self.samples.column(*self.numbers.get(name)?)
    }

    pub(crate) fn columns(&self) -> Vec<Column<'_>> {
        self.samples.columns()
    }
}

#[cfg(test)]
mod tests {
    use super::{NamedSamples, ROWS, Samples};

    #[test]
    fn samples_are_different_values_and_bounded() {
        let cells = ["b", " a ", "", "b", "c"].map(|value| (1, value));
        let samples = Samples::of(cells);
        assert_eq!(samples.column(1).unwrap().sample, ["a", "b", "c"]);
        assert_eq!(samples.column(0), None);
        assert_eq!(samples.column(7), None);
        let long = "x".repeat(99) + "é";
        let many: Vec<String> = (0..1_000).map(|at| format!("{at}{long}")).collect();
        let samples = NamedSamples::of(many.iter().map(|value| ("$.a", value.as_str())));
        let column = samples.column("$.a").unwrap();
        assert_eq!(column.sample.len(), ROWS);
        assert!(column.sample.iter().all(|value| value.len() <= 64));
        assert_eq!(samples.column("$.b"), None);
    }
}
