//! Comma-separated values, one line for each finding, which no spreadsheet takes for formulas.

use super::{Report, inside};
use crate::csv::csv_cell;
use std::io::{self, Write};
use tidegate_domain::finding::Finding;

pub(super) struct Csv;

impl Report for Csv {
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(
            out,
            "connector,bucket,key,place,detector,category,severity,confidence,occurrences,status,sample,fingerprint,first_seen,last_seen,id"
        )
    }

    fn finding(&mut self, finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
        let line = [
            finding.connector_name.clone(),
            finding.bucket.clone(),
            finding.key.to_string(),
            inside(finding),
            finding.detector.clone(),
            word(&finding.category),
            word(&finding.severity),
            format!("{:.2}", finding.confidence),
            finding.occurrences.to_string(),
            word(&finding.status),
            finding.sample.clone(),
            finding.fingerprint.clone(),
            finding.first_seen.to_rfc3339(),
            finding.last_seen.to_rfc3339(),
            finding.id.to_string(),
        ]
        .map(|cell| csv_cell(&cell))
        .join(",");
        writeln!(out, "{line}")
    }

    fn end(&mut self, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}

/// An enum's word, as JSON spells it.
pub(super) fn word<T: serde::Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}
