//! The structure of one window of a program, looked up line by line where it is asked for.

use super::line::{Literal, literal};
use crate::fields::Name;
use crate::stretch::{Plain, Stretch};
use std::borrow::Cow;
use std::cell::RefCell;
use std::ops::Range;
use tidegate_domain::finding::Location;
use tidegate_domain::text::Structure;

/// Bytes of a line before a place in which its name is looked for: the lines of packed programs have no end.
const FAR: usize = 400;

pub(super) struct Assigned<'a> {
    stretch: &'a Stretch<'a>,
    /// The place last asked for: questions come in groups about one place.
    last: RefCell<Option<(usize, Found)>>,
}

#[derive(Clone)]
struct Found {
    name: Option<Range<usize>>,
    value: Option<Range<usize>>,
}

impl<'a> Assigned<'a> {
    pub(super) fn new(stretch: &'a Stretch<'a>) -> Self {
        Self {
            stretch,
            last: RefCell::new(None),
        }
    }

    fn find(&self, at: usize) -> Found {
        if let Some((place, found)) = self.last.borrow().as_ref()
            && *place == at
        {
            return found.clone();
        }
        let line = self.stretch.line(at);
        let text = self.stretch.text.get(line.clone()).unwrap_or_default();
        let found = match at.checked_sub(line.start) {
            Some(within) if within <= FAR && within <= text.len() => {
                let Literal { quoted, name } = literal(text, within);
                let in_text = |range: Range<usize>| line.start + range.start..line.start + range.end;
                Found {
                    name: name.map(in_text),
                    value: quoted.map(in_text),
                }
            }
            _ => Found {
                name: None,
                value: None,
            },
        };
        *self.last.borrow_mut() = Some((at, found.clone()));
        found
    }

    fn name(&self, at: usize) -> Option<&str> {
        self.stretch.text.get(self.find(at).name?)
    }
}

impl Structure for Assigned<'_> {
    fn label(&self, at: usize) -> Option<Cow<'_, str>> {
        self.name(at).map(Cow::Borrowed)
    }

    fn record(&self, at: usize) -> Range<usize> {
        self.stretch.line(at)
    }

    fn value(&self, at: usize) -> Option<Range<usize>> {
        let found = self.find(at);
        let value = found.value.filter(|_| found.name.is_some())?;
        // A key of many lines goes on in the next literal.
        let begins = self.stretch.text.get(value.clone())?.starts_with("-----BEGIN");
        (!begins).then_some(value)
    }

    fn labels(&self) -> &[String] {
        &[]
    }

    fn label_reach(&self) -> usize {
        FAR
    }

    fn locate(&self, span: Range<usize>) -> Location {
        Location {
            json_path: self
                .name(span.start)
                .map(|name| Name::root("$").below(".", name).path().to_owned()),
            ..Plain(self.stretch).locate(span)
        }
    }
}
