//! Windows over plain text and over one labelled cell, for the tests.
#![allow(dead_code, reason = "each test file uses a part")]

use std::{borrow::Cow, ops::Range};
use tidegate_detectors::{Scanner, Selection};
use tidegate_domain::{
    detector::Match,
    finding::Location,
    text::{SourceHint, Structure, Window},
};

/// Lines of text; or, with a label, one cell that is the whole text.
pub struct Sheet<'a> {
    pub text: &'a str,
    pub label: Option<&'a str>,
    pub labels: Vec<String>,
}

impl Structure for Sheet<'_> {
    fn label(&self, _at: usize) -> Option<Cow<'_, str>> {
        self.label.map(Cow::Borrowed)
    }
    fn record(&self, at: usize) -> Range<usize> {
        let start = self.text[..at].rfind('\n').map_or(0, |i| i + 1);
        let end = self.text[at..].find('\n').map_or(self.text.len(), |i| at + i);
        start..end
    }
    fn value(&self, _at: usize) -> Option<Range<usize>> {
        self.label.map(|_| 0..self.text.len())
    }
    fn labels(&self) -> &[String] {
        &self.labels
    }
    fn locate(&self, span: Range<usize>) -> Location {
        Location {
            byte_start: span.start as u64,
            byte_end: span.end as u64,
            ..Location::default()
        }
    }
}

pub fn scanner(ids: &[&str], min_confidence: f32) -> Scanner {
    Scanner::new(&Selection {
        enabled: (!ids.is_empty()).then(|| ids.iter().map(|id| (*id).to_owned()).collect()),
        min_confidence,
        ..Selection::default()
    })
    .unwrap()
}

pub fn scan(
    scanner: &Scanner,
    text: &str,
    label: Option<&str>,
    owned: Range<usize>,
    configuration: bool,
) -> Vec<Match> {
    let sheet = Sheet {
        text,
        label,
        labels: label.map(str::to_owned).into_iter().collect(),
    };
    let hint = SourceHint {
        name: "sheet".into(),
        configuration,
        assigned: false,
    };
    let mut found = Vec::new();
    scanner.scan(
        &Window {
            text,
            owned,
            structure: &sheet,
            hint: &hint,
        },
        &mut found,
    );
    found
}

pub fn in_text(scanner: &Scanner, text: &str) -> Vec<Match> {
    scan(scanner, text, None, 0..text.len(), true)
}

/// In the text of a program.
pub fn in_program(scanner: &Scanner, text: &str) -> Vec<Match> {
    let sheet = Sheet {
        text,
        label: None,
        labels: Vec::new(),
    };
    let hint = SourceHint {
        name: "sheet".into(),
        configuration: false,
        assigned: true,
    };
    let mut found = Vec::new();
    scanner.scan(
        &Window {
            text,
            owned: 0..text.len(),
            structure: &sheet,
            hint: &hint,
        },
        &mut found,
    );
    found
}
