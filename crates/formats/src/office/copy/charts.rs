//! What charts keep of the cells that they draw: a number that is a value becomes one that is not there.

use super::nodes::{Edits, Open};
use super::part::Special;
use crate::office::cells::{date, is_date_code, shown};
use crate::redact::{CopyError, Copying};
use std::ops::Range;

/// What programs write for a number that there is none of.
const NONE: &str = "#N/A";

#[derive(Default)]
pub(crate) struct Charts {
    /// Within a cache of numbers.
    numbers: bool,
    dates: bool,
    code: String,
    value: String,
    spans: Vec<Range<usize>>,
}

impl Special for Charts {
    fn open(
        &mut self,
        open: &Open<'_>,
        _copying: &mut Copying<'_>,
        _edits: &mut Edits,
    ) -> Result<&'static [&'static str], CopyError> {
        if matches!(open.local(), "numCache" | "numLit") {
            self.numbers = true;
            self.dates = false;
            self.code.clear();
        }
        Ok(&[])
    }

    fn text(&mut self, inside: &str, text: &str, span: &Range<usize>, _edits: &mut Edits) -> bool {
        match inside {
            "v" if self.numbers => {
                self.value.push_str(text);
                self.spans.push(span.clone());
                true
            }
            "formatCode" if self.numbers => {
                self.code.push_str(text);
                false
            }
            _ => false,
        }
    }

    fn close(
        &mut self,
        name: &str,
        _end: usize,
        copying: &mut Copying<'_>,
        edits: &mut Edits,
    ) -> Result<(), CopyError> {
        match name {
            "numCache" | "numLit" => self.numbers = false,
            "formatCode" => self.dates = is_date_code(&self.code),
            "v" if self.numbers => {
                let value = std::mem::take(&mut self.value);
                let spans = std::mem::take(&mut self.spans);
                let number = value.trim().parse::<f64>().ok();
                let days = self.dates.then_some(number).flatten();
                let found = [false, true]
                    .into_iter()
                    .filter_map(|epoch| date(days?, epoch))
                    .any(|day| copying.cell(&day).is_some())
                    || copying.cell(&shown(value.trim())).is_some()
                    || copying.holds(&value);
                if found {
                    let mut spans = spans.into_iter();
                    if let Some(first) = spans.next() {
                        edits.replace(first, NONE);
                    }
                    spans.for_each(|span| edits.remove(span));
                }
            }
            _ => {}
        }
        Ok(())
    }
}
