//! Reports of findings: every finding that a filter meets, as a file that other programs or people read.
//!
//! No report holds a value: samples are masked, fingerprints are keyed. Texts of a person's storage (keys, names of
//! columns) are escaped for the reader that each form has.

mod csv;
mod html;
mod json;
mod sarif;

pub use sarif::sarif_result;

use crate::{
    Engine, off_thread,
    policies::Titles,
    whole_file::{self, Unwritten},
};
use std::io::{self, Write};
use std::path::PathBuf;
use tidegate_domain::{
    Timestamp,
    document::Exported,
    finding::{Finding, FindingFilter, FindingQuery, FindingSort},
    page::PageRequest,
    problem::Problem,
    report::ReportFormat as Form,
};

pub use tidegate_domain::report::ReportFormat;

/// Findings read at once.
const PAGE: u32 = 500;

/// Writes one report: a beginning, each finding in order, an end.
trait Report: Send {
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()>;
    fn finding(&mut self, finding: &Finding, out: &mut dyn Write) -> io::Result<()>;
    fn end(&mut self, out: &mut dyn Write) -> io::Result<()>;
}

fn report(form: Form, made: Timestamp, titles: Titles) -> Box<dyn Report> {
    match form {
        Form::Csv => Box::new(csv::Csv),
        Form::Json => Box::new(json::Json::default()),
        Form::Sarif => Box::new(sarif::Sarif::default()),
        Form::Html => Box::new(html::Html::new(made, titles)),
    }
}

impl Engine {
    /// Writes a report of the findings that `filter` meets to a file: all of it, or no file.
    pub async fn finding_export(
        &self,
        filter: FindingFilter,
        form: Form,
        path: PathBuf,
    ) -> Result<Exported, Problem> {
        let report = report(form, self.inner.clock.now(), self.titles().await?);
        let store = self.inner.store.clone();
        off_thread(move || whole_file::write(&path, |file| written(&store, filter, report, file))).await
    }

    /// The same to a stream, such as the terminal's.
    pub async fn finding_report(
        &self,
        filter: FindingFilter,
        form: Form,
        mut out: Box<dyn Write + Send>,
    ) -> Result<Exported, Problem> {
        let report = report(form, self.inner.clock.now(), self.titles().await?);
        let store = self.inner.store.clone();
        off_thread(move || {
            written(&store, filter, report, out.as_mut()).map_err(|error| match error {
                Unwritten::Store(error) => error.into(),
                Unwritten::File(error) => {
                    crate::internal(&format!("the report could not be written: {error}"))
                }
            })
        })
        .await
    }
}

fn written(
    store: &tidegate_store::Store,
    filter: FindingFilter,
    mut report: Box<dyn Report>,
    out: &mut dyn Write,
) -> Result<Exported, Unwritten> {
    report.begin(out)?;
    let mut query = FindingQuery {
        filter,
        sort: FindingSort::Severity,
        descending: true,
        page: PageRequest::first(PAGE),
    };
    let mut rows = 0;
    loop {
        let page = store.findings().list(&query)?;
        for finding in &page.rows {
            report.finding(finding, out)?;
            rows += 1;
        }
        let Some(cursor) = page.next_cursor else { break };
        query.page = PageRequest {
            cursor: Some(cursor),
            ..PageRequest::first(PAGE)
        };
    }
    report.end(out)?;
    out.flush()?;
    Ok(Exported { rows })
}

/// Where a finding is, for people: connector, bucket and key, and the place inside.
fn object(finding: &Finding) -> String {
    match finding.bucket.as_str() {
        "" => finding.key.to_string(),
        bucket => format!("{bucket}/{}", finding.key),
    }
}

/// The place inside the object.
fn inside(finding: &Finding) -> String {
    let place = &finding.location;
    let mut parts: Vec<String> = [&place.member, &place.sheet, &place.part]
        .into_iter()
        .flatten()
        .cloned()
        .collect();
    if let Some(page) = place.page {
        parts.push(format!("page {page}"));
    }
    match (place.row, &place.column_name, place.line) {
        (Some(row), Some(column), _) => parts.push(format!("row {row}, {column}")),
        (Some(row), None, _) => parts.push(format!("row {row}")),
        (None, _, Some(line)) => parts.push(format!("line {line}")),
        _ => {}
    }
    parts.extend(place.json_path.clone());
    parts.join(", ")
}
