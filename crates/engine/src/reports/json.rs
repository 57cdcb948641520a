//! A JSON array of findings, as `tidegate finding list --json` shapes each.

use super::Report;
use std::io::{self, Write};
use tidegate_domain::finding::Finding;

#[derive(Default)]
pub(super) struct Json {
    any: bool,
}

impl Report for Json {
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        write!(out, "[")
    }

    fn finding(&mut self, finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
        let comma = if std::mem::replace(&mut self.any, true) {
            ",\n"
        } else {
            "\n"
        };
        write!(out, "{comma}")?;
        serde_json::to_writer(&mut *out, finding).map_err(io::Error::from)
    }

    fn end(&mut self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "\n]")
    }
}
