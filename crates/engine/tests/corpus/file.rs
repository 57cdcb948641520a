//! A file of the corpus with what is planted in it. Knows no detector.

use super::{dice::Dice, kinds::Kind};

/// A value and where it was put.
#[derive(Debug, Clone)]
pub struct Planted {
    pub detector: &'static str,
    pub value: String,
    /// In tables: the row, the header included, and the column.
    pub cell: Option<(u64, &'static str)>,
}

#[derive(Debug)]
pub struct File {
    pub name: String,
    /// As the snapshot names it.
    pub format: &'static str,
    pub bytes: Vec<u8>,
    pub encoding: &'static encoding_rs::Encoding,
    pub planted: Vec<Planted>,
}

/// Records of planted columns, with a number before and an amount behind, as people keep them.
#[derive(Debug)]
pub struct Table {
    pub columns: Vec<&'static str>,
    pub rows: Vec<Vec<String>>,
    pub planted: Vec<Planted>,
}

impl Table {
    pub fn new(dice: &mut Dice, kinds: &[&Kind], rows: usize) -> Self {
        let mut table = Self {
            columns: vec!["record"],
            rows: Vec::new(),
            planted: Vec::new(),
        };
        table.columns.extend(kinds.iter().map(|kind| kind.column));
        table.columns.push("amount");
        for row in 0..rows {
            let mut cells = vec![(7_000 + row).to_string()];
            for kind in kinds {
                let value = (kind.make)(dice);
                table.planted.push(Planted {
                    detector: kind.detector,
                    value: value.clone(),
                    cell: Some((row as u64 + 2, kind.column)),
                });
                cells.push(value);
            }
            cells.push(format!("{}.{:02}", dice.between(10, 900), dice.below(100)));
            table.rows.push(cells);
        }
        table
    }

    /// The header and the rows, joined.
    pub fn joined(&self, cell: &str, line: &str, quote: &str) -> String {
        let mut lines = vec![self.columns.join(cell)];
        for row in &self.rows {
            let cells: Vec<String> = (row.iter())
                .map(|value| match value.contains([',', ';']) {
                    true => format!("{quote}{value}{quote}"),
                    false => value.clone(),
                })
                .collect();
            lines.push(cells.join(cell));
        }
        lines.join(line) + line
    }

    /// Each row's columns and cells, written by `field` and joined.
    pub fn records(&self, field: impl Fn(&str, &str) -> String, between: &str) -> Vec<String> {
        (self.rows.iter())
            .map(|row| {
                let fields: Vec<String> = (self.columns.iter().zip(row))
                    .map(|(column, value)| field(column, value))
                    .collect();
                fields.join(between)
            })
            .collect()
    }
}

/// Lines of a letter or note.
#[derive(Debug)]
pub struct Prose {
    pub lines: Vec<String>,
    pub planted: Vec<Planted>,
}

impl Prose {
    pub fn new(dice: &mut Dice, kinds: &[&Kind], times: usize) -> Self {
        let mut prose = Self {
            lines: vec!["Please keep this note with the file of the case.".to_owned()],
            planted: Vec::new(),
        };
        for _ in 0..times {
            for kind in kinds {
                let value = (kind.make)(dice);
                let words = kind.words;
                prose.lines.push(match dice.below(3) {
                    0 => format!("{words}: {value}"),
                    1 => format!("{words}: {value} (checked in March)"),
                    _ => format!("- {words}: {value}"),
                });
                prose.planted.push(Planted {
                    detector: kind.detector,
                    value,
                    cell: None,
                });
            }
            prose.lines.push(String::new());
            prose.lines.push(format!(
                "The parcel {} left on the second day.",
                super::kinds::code(dice, 2, 7)
            ));
        }
        prose
    }

    pub fn text(&self) -> String {
        self.lines.join("\n") + "\n"
    }
}
