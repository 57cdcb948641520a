//! One page that needs nothing else, runs nothing and prints well. Its own policy lets a browser load nothing.

use super::{Report, csv::word, inside, object};
use crate::policies::Titles;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::io::{self, Write};
use tidegate_domain::{Timestamp, finding::Finding};

const STYLE: &str = "\
:root{color-scheme:light dark}\
body{font:14px/1.45 system-ui,sans-serif;margin:2rem auto;max-width:72rem;padding:0 1rem}\
h1{font-size:1.5rem;margin:0 0 .25rem}h2{font-size:1.1rem;margin:2rem 0 .5rem}p{margin:.25rem 0}\
table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.3rem .6rem;border-bottom:1px solid #8886;vertical-align:top}\
td{overflow-wrap:anywhere}td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}\
.s{white-space:nowrap}.critical{font-weight:700}thead{display:table-header-group}tr{break-inside:avoid}\
@media print{body{margin:0;max-width:none;font-size:11px}}";

pub(super) struct Html {
    made: Timestamp,
    titles: Titles,
    sums: BTreeMap<(std::cmp::Reverse<tidegate_domain::detector::Severity>, String), u64>,
    rows: u64,
}

impl Html {
    pub(super) fn new(made: Timestamp, titles: Titles) -> Self {
        Self {
            made,
            titles,
            sums: BTreeMap::new(),
            rows: 0,
        }
    }
}

impl Report for Html {
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        use base64::{Engine as _, prelude::BASE64_STANDARD};
        let style = BASE64_STANDARD.encode(Sha256::digest(STYLE.as_bytes()));
        write!(
            out,
            "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{style}'; base-uri 'none'; form-action 'none'\">\
             <meta name=\"referrer\" content=\"no-referrer\"><meta name=\"viewport\" content=\"width=device-width\">\
             <title>Findings</title><style>{STYLE}</style></head><body>\n\
             <h1>Findings</h1><p>Made by Tidegate on {}. Values are masked; they are in no report.</p>\n\
             <h2>Each finding</h2><table><thead><tr><th>Severity</th><th>Detector</th><th>Object</th><th>Place</th><th>Sample</th>\
             <th class=\"n\">Sure</th><th class=\"n\">Times</th><th>Status</th></tr></thead><tbody>\n",
            self.made.format("%-d %B %Y, %H:%M UTC")
        )
    }

    fn finding(&mut self, finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
        self.rows += 1;
        let title = self.titles.of(&finding.detector);
        *self
            .sums
            .entry((std::cmp::Reverse(finding.severity), title.clone()))
            .or_default() += 1;
        let severity = word(&finding.severity);
        writeln!(
            out,
            "<tr><td class=\"s {severity}\">{severity}</td><td>{}</td><td>{}<br><small>{}</small></td><td>{}</td><td>{}</td>\
             <td class=\"n\">{:.0} %</td><td class=\"n\">{}</td><td>{}</td></tr>",
            escaped(&title),
            escaped(&object(finding)),
            escaped(&finding.connector_name),
            escaped(&inside(finding)),
            escaped(&finding.sample),
            finding.confidence * 100.0,
            finding.occurrences,
            escaped(&word(&finding.status).replace('_', " ")),
        )
    }

    fn end(&mut self, out: &mut dyn Write) -> io::Result<()> {
        write!(
            out,
            "</tbody></table>\n<h2>In sum: {} findings</h2><table><thead><tr><th>Severity</th><th>Detector</th>\
             <th class=\"n\">Findings</th></tr></thead><tbody>\n",
            self.rows
        )?;
        for ((severity, detector), count) in &self.sums {
            writeln!(
                out,
                "<tr><td>{}</td><td>{}</td><td class=\"n\">{count}</td></tr>",
                word(&severity.0),
                escaped(detector)
            )?;
        }
        writeln!(out, "</tbody></table></body></html>")
    }
}

/// Text as HTML shows it; characters that steer a terminal or the direction of writing are shown as such.
fn escaped(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => written.push_str("&amp;"),
            '<' => written.push_str("&lt;"),
            '>' => written.push_str("&gt;"),
            '"' => written.push_str("&quot;"),
            '\'' => written.push_str("&#39;"),
            c if c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}') => {
                written.push_str(&format!("\u{27e8}U+{:04X}\u{27e9}", u32::from(c)));
            }
            c => written.push(c),
        }
    }
    written
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn a_key_is_text_and_nothing_else() {
        assert_eq!(
            escaped("<script>alert(1)</script>\u{202e}\0&'\""),
            "&lt;script&gt;alert(1)&lt;/script&gt;\u{27e8}U+202E\u{27e9}\u{27e8}U+0000\u{27e9}&amp;&#39;&quot;"
        );
    }
}
