//! One line of the table for all that a detector found in one column of a file.

use super::place;
use crate::output::word;
use std::collections::HashMap;
use tidegate_domain::{
    detector::{LocatedMatch, Severity},
    finding::Location,
    key::ObjectKey,
};

/// The sums of one file, in the order in which they were first met.
#[derive(Default)]
pub(super) struct Sums {
    pub(super) all: Vec<Sum>,
    /// By detector and logical place.
    known: HashMap<(String, String), usize>,
}

impl Sums {
    pub(super) fn add(&mut self, located: &LocatedMatch) {
        let identity = (
            located.found.detector.to_string(),
            located.location.logical_place(),
        );
        let next = self.all.len();
        let at = *self.known.entry(identity).or_insert(next);
        match self.all.get_mut(at) {
            Some(sum) => sum.add(located),
            None => self.all.push(Sum::new(located)),
        }
    }
}

/// What one detector found in one place of one file: a column, a key, or the text.
pub(super) struct Sum {
    detector: String,
    severity: Severity,
    confidence: f32,
    count: u64,
    first: Location,
    sample: String,
}

impl Sum {
    pub(super) fn new(located: &LocatedMatch) -> Self {
        Self {
            detector: located.found.detector.to_string(),
            severity: located.found.severity,
            confidence: located.found.confidence,
            count: 1,
            first: located.location.clone(),
            sample: located.sample.clone(),
        }
    }

    fn add(&mut self, located: &LocatedMatch) {
        self.count += 1;
        self.severity = self.severity.max(located.found.severity);
        self.confidence = self.confidence.max(located.found.confidence);
    }

    pub(super) fn line(&self, path: &ObjectKey) -> String {
        let more = match self.count {
            1 => String::new(),
            count => format!("  and {} more", count - 1),
        };
        format!(
            "{:<8}  {:<16}  {:>3.0} %  {path}{}  {}{more}",
            word(&self.severity),
            self.detector,
            self.confidence * 100.0,
            place(&self.first),
            self.sample
        )
    }
}
