//! Cells of sheets: a number or a date that is a value becomes text, whether it was typed or calculated.

use crate::formats::xlsx::styles::Styles;
use crate::office::cells::{date, shown};
use crate::office::copy::{Edits, Open, Sheets, Special, escaped, formula, is_constant, quoted};
use crate::redact::{CopyError, Copying};
use std::collections::HashSet;
use std::ops::Range;

/// Digits from which on a number is that of no shared string.
const COUNTED: usize = 8;

/// What a cell's value is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Written {
    Number,
    /// A date as text.
    Date,
    /// The number of a shared string, a boolean, an error.
    Nothing,
    Text,
}

struct Cell {
    written: Written,
    style: usize,
    /// Its type, or where one can be added.
    kind: Range<usize>,
    has_kind: bool,
    value: String,
    spans: Vec<Range<usize>>,
    formula: String,
    /// The formula's element.
    formula_span: Option<Range<usize>>,
}

pub(super) struct Cells<'b> {
    styles: &'b Styles,
    sheets: &'b Sheets,
    since_1904: bool,
    cell: Option<Cell>,
    /// New names of a table's columns.
    columns: HashSet<String>,
    /// Within a rule for days, and what limits them.
    days: bool,
    limit: String,
    limit_spans: Vec<Range<usize>>,
}

impl<'b> Cells<'b> {
    pub(super) fn new(styles: &'b Styles, sheets: &'b Sheets, since_1904: bool) -> Self {
        Self {
            styles,
            sheets,
            since_1904,
            cell: None,
            columns: HashSet::new(),
            days: false,
            limit: String::new(),
            limit_spans: Vec::new(),
        }
    }

    /// What stands for the number of a day that is a value.
    fn day(&self, number: &str, copying: &mut Copying<'_>) -> Option<String> {
        let day = date(number.trim().parse().ok()?, self.since_1904)?;
        copying.cell(&day)
    }

    /// The limit of a rule for days: the number of one, or a formula.
    fn end_limit(&mut self, copying: &mut Copying<'_>, edits: &mut Edits) {
        let limit = std::mem::take(&mut self.limit);
        let spans = std::mem::take(&mut self.limit_spans);
        let new = match self.day(&limit, copying) {
            Some(new) => Some(format!("\"{}\"", new.replace('"', "\"\""))),
            None => formula(&limit, self.sheets, copying),
        };
        let Some(new) = new else { return };
        let mut spans = spans.into_iter();
        if let Some(first) = spans.next() {
            edits.replace(first, escaped(&new));
        }
        spans.for_each(|span| edits.remove(span));
    }

    /// What stands for the number, if it is a value: as a date where it shows one, or as it is read or written.
    fn replaced(&self, cell: &Cell, copying: &mut Copying<'_>) -> Option<String> {
        let value = cell.value.trim();
        let day = (cell.written == Written::Number && self.styles.is_date(cell.style))
            .then(|| date(value.parse().ok()?, self.since_1904))
            .flatten();
        if let Some(day) = day {
            return copying.cell(&day).or_else(|| copying.cell(value));
        }
        copying.cell(&shown(value)).or_else(|| copying.cell(value))
    }
}

impl Special for Cells<'_> {
    fn open(
        &mut self,
        open: &Open<'_>,
        copying: &mut Copying<'_>,
        edits: &mut Edits,
    ) -> Result<&'static [&'static str], CopyError> {
        match open.local() {
            "c" | "nc" | "oc" | "cell" => {
                let kind = open.attribute("t");
                self.cell = Some(Cell {
                    written: match kind.map(|kind| kind.value.as_ref()) {
                        None | Some("n") => Written::Number,
                        Some("d") => Written::Date,
                        Some("s" | "b" | "e") => Written::Nothing,
                        Some(_) => Written::Text,
                    },
                    style: open.value("s").and_then(|style| style.parse().ok()).unwrap_or(0),
                    kind: kind.map_or(open.end_of_name()..open.end_of_name(), |kind| kind.span.clone()),
                    has_kind: kind.is_some(),
                    value: String::new(),
                    spans: Vec::new(),
                    formula: String::new(),
                    formula_span: None,
                });
            }
            "f" => {
                // One that other cells share stays.
                if let Some(cell) = self.cell.as_mut().filter(|_| open.value("t").is_none()) {
                    cell.formula_span = Some(open.span.clone());
                }
            }
            "dataValidation" => self.days = open.value("type") == Some("date"),
            "customFilter" | "dynamicFilter" => {
                for name in ["val", "maxVal"] {
                    if let Some(attribute) = open.attribute(name)
                        && let Some(new) = self.day(&attribute.value, copying)
                    {
                        edits.replace(attribute.span.clone(), quoted(&new));
                    }
                }
            }
            "tableColumn" => {
                if let Some(name) = open.value("name") {
                    let new = copying.removals.applied_to_cell(name).map(|(new, _)| new);
                    if !self
                        .columns
                        .insert(new.unwrap_or_else(|| name.to_owned()).to_lowercase())
                    {
                        return Err(CopyError::refused(
                            "Two columns of a table would have the same name without the values.",
                        ));
                    }
                }
            }
            "dateGroupItem" => {
                let part = |name: &str| open.value(name).and_then(|part| part.parse::<u32>().ok());
                if let (Some(year), Some(month), Some(day)) = (part("year"), part("month"), part("day"))
                    && copying.cell(&format!("{year:04}-{month:02}-{day:02}")).is_some()
                {
                    if !open.empty {
                        return Err(CopyError::refused("A filter of a sheet shows a value."));
                    }
                    edits.remove(open.span.clone());
                }
            }
            _ => {}
        }
        Ok(&[])
    }

    fn text(&mut self, inside: &str, text: &str, span: &Range<usize>, _edits: &mut Edits) -> bool {
        if self.days && matches!(inside, "formula1" | "formula2") {
            self.limit.push_str(text);
            self.limit_spans.push(span.clone());
            return true;
        }
        let Some(cell) = &mut self.cell else {
            return false;
        };
        match inside {
            "f" => cell.formula.push_str(text),
            "v" => cell.value.push_str(text),
            _ => {}
        }
        if inside != "v" || cell.written == Written::Text {
            return false;
        }
        cell.spans.push(span.clone());
        true
    }

    fn close(
        &mut self,
        name: &str,
        end: usize,
        copying: &mut Copying<'_>,
        edits: &mut Edits,
    ) -> Result<(), CopyError> {
        match name {
            "f" => {
                if let Some(span) = self.cell.as_mut().and_then(|cell| cell.formula_span.as_mut()) {
                    span.end = end;
                }
            }
            "formula1" | "formula2" if self.days => self.end_limit(copying, edits),
            "dataValidation" => self.days = false,
            _ => {}
        }
        if !matches!(name, "c" | "nc" | "oc" | "cell") {
            return Ok(());
        }
        let Some(cell) = self.cell.take() else {
            return Ok(());
        };
        let value = cell.value.trim();
        let new = match cell.written {
            _ if value.is_empty() => None,
            Written::Number | Written::Date => self.replaced(&cell, copying),
            // The number of a string is none of the values.
            Written::Nothing if value.len() >= COUNTED && copying.holds(value) => copying.cell(value),
            Written::Nothing | Written::Text => None,
        };
        // What is calculated from nothing but itself would come back, unless the value stood in the formula.
        let gone =
            new.is_some() || cell.written == Written::Text && copying.removals.applied(value).is_some();
        let again = gone && is_constant(&cell.formula) && copying.removals.applied(&cell.formula).is_none();
        if let Some(span) = cell.formula_span.clone().filter(|_| again) {
            edits.remove(span);
        }
        let Some(new) = new else { return Ok(()) };
        let mut spans = cell.spans.into_iter();
        if let Some(first) = spans.next() {
            edits.replace(first, escaped(&new));
        }
        spans.for_each(|span| edits.remove(span));
        edits.replace(cell.kind, if cell.has_kind { "str" } else { " t=\"str\"" });
        Ok(())
    }
}
