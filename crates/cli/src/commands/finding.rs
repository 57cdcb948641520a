//! `tidegate finding …`

use crate::{Failure, Session, output::word};
use clap::{Args, Subcommand, ValueEnum};
use serde::de::DeserializeOwned;
use std::path::PathBuf;
use tidegate_domain::{
    finding::{Finding as Stored, FindingFilter, FindingQuery, FindingStatus, TriageTarget},
    id::FindingId,
    key::ObjectKey,
    page::PageRequest,
};
use tidegate_engine::ReportFormat;

#[derive(Debug, Subcommand)]
pub enum Finding {
    /// Findings, most severe first
    List(Filter),
    /// One line for all that a detector found in one column of an object
    Columns(Filter),
    /// One finding with its reasons
    Show(Named),
    /// Write a report of all findings that match: CSV, JSON, SARIF 2.1.0 or a page of HTML. No value is in it
    Export(Export),
    /// Set the status of one finding, or of all that match
    Triage(Triage),
}

#[derive(Debug, Args)]
pub struct Filter {
    /// Only of this connector
    #[arg(long)]
    connector: Option<String>,
    #[arg(long)]
    bucket: Option<String>,
    #[arg(long)]
    prefix: Option<String>,
    /// Only of this detector; may be given several times
    #[arg(long = "detector", value_name = "ID")]
    detectors: Vec<String>,
    /// low, medium, high or critical; may be given several times
    #[arg(long = "severity", value_name = "SEVERITY")]
    severities: Vec<String>,
    /// open, resolved, ignored or false_positive; may be given several times
    #[arg(long = "status", value_name = "STATUS")]
    statuses: Vec<String>,
    #[arg(long, value_name = "X")]
    min_confidence: Option<f32>,
    /// Part of the key
    #[arg(long)]
    text: Option<String>,
    /// Those that a threshold or an allow rule hides, instead of those that are shown
    #[arg(long)]
    hidden: bool,
}

#[derive(Debug, Args)]
pub struct Named {
    /// Its id, fnd_…
    finding: String,
}

#[derive(Debug, Args)]
pub struct Export {
    #[arg(long, value_enum, default_value_t = Form::Csv)]
    format: Form,
    /// The file [default: stdout]
    #[arg(long, value_name = "FILE")]
    to: Option<PathBuf>,
    #[command(flatten)]
    filter: Filter,
}

/// Forms of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    Csv,
    Json,
    Sarif,
    Html,
}

impl From<Form> for ReportFormat {
    fn from(form: Form) -> Self {
        match form {
            Form::Csv => Self::Csv,
            Form::Json => Self::Json,
            Form::Sarif => Self::Sarif,
            Form::Html => Self::Html,
        }
    }
}

#[derive(Debug, Args)]
pub struct Triage {
    /// open, resolved, ignored or false_positive
    #[arg(value_name = "NEW_STATUS")]
    becomes: String,
    /// A finding's id; may be given several times. Without any, the filters decide
    #[arg(long = "id", value_name = "ID")]
    ids: Vec<String>,
    /// All findings that the filters match
    #[arg(long, conflicts_with = "ids")]
    all: bool,
    #[command(flatten)]
    filter: Filter,
}

impl Filter {
    async fn read(self, engine: &tidegate_engine::Engine) -> Result<FindingFilter, Failure> {
        let connector_id = match &self.connector {
            Some(name) => Some(engine.connector_find(name).await?.id),
            None => None,
        };
        Ok(FindingFilter {
            connector_id,
            bucket: self.bucket,
            prefix: self.prefix.as_deref().map(ObjectKey::from_text),
            detectors: self.detectors,
            severities: words(&self.severities)?,
            statuses: words(&self.statuses)?,
            min_confidence: self.min_confidence,
            text: self.text,
            hidden: self.hidden.then_some(true),
            ..FindingFilter::default()
        })
    }
}

fn words<T: DeserializeOwned>(words: &[String]) -> Result<Vec<T>, Failure> {
    words.iter().map(|word| one(word)).collect()
}

fn one<T: DeserializeOwned>(word: &str) -> Result<T, Failure> {
    serde_json::from_value(word.into())
        .map_err(|_| Failure::usage(format!("\u{201c}{word}\u{201d} is not one of the words.")))
}

fn id(text: &str) -> Result<FindingId, Failure> {
    FindingId::parse(text)
        .map_err(|_| Failure::usage("A finding's id is in the first column of `tidegate finding list`."))
}

impl Finding {
    pub async fn run(self, session: &Session) -> Result<(), Failure> {
        match self {
            Self::List(filter) => list(session, filter).await,
            Self::Columns(filter) => columns(session, filter).await,
            Self::Show(named) => {
                let finding = session.reader().await?.finding_show(&id(&named.finding)?).await?;
                Ok(session.output().object(&finding, describe)?)
            }
            Self::Export(export) => export.run(session).await,
            Self::Triage(triage) => triage.run(session).await,
        }
    }
}

impl Export {
    async fn run(self, session: &Session) -> Result<(), Failure> {
        let engine = session.reader().await?;
        let filter = self.filter.read(&engine).await?;
        let form = self.format.into();
        match self.to {
            Some(path) => {
                let written = engine.finding_export(filter, form, path.clone()).await?;
                Ok(session.output().object(&written, |written| {
                    format!("{} findings written to {}", written.rows, path.display())
                })?)
            }
            None => {
                let out = Box::new(std::io::BufWriter::new(std::io::stdout()));
                engine.finding_report(filter, form, out).await?;
                Ok(())
            }
        }
    }
}

async fn list(session: &Session, filter: Filter) -> Result<(), Failure> {
    let engine = session.reader().await?;
    let mut query = FindingQuery {
        filter: filter.read(&engine).await?,
        descending: true,
        page: PageRequest::first(500),
        ..FindingQuery::default()
    };
    let mut output = session.output();
    loop {
        let page = engine.finding_list(query.clone()).await?;
        for row in &page.rows {
            if output.is_json() {
                output.json_line(row)?;
            } else {
                output.line(&line(row))?;
            }
        }
        match page.next_cursor {
            Some(cursor) => query.page.cursor = Some(cursor),
            None => return Ok(output.flush()?),
        }
    }
}

async fn columns(session: &Session, filter: Filter) -> Result<(), Failure> {
    let engine = session.reader().await?;
    let mut query = FindingQuery {
        filter: filter.read(&engine).await?,
        descending: true,
        page: PageRequest::first(500),
        ..FindingQuery::default()
    };
    let mut output = session.output();
    loop {
        let page = engine.finding_columns(query.clone()).await?;
        for row in &page.rows {
            if output.is_json() {
                output.json_line(row)?;
                continue;
            }
            let column = match &row.column_name {
                Some(name) => format!(" {}", name.replace(char::is_control, " ")),
                None => String::new(),
            };
            output.line(&format!(
                "{:<8}  {:<16}  {:>3.0} %  {:>7} values  {}{column}  {}",
                word(&row.severity),
                row.detector,
                row.max_confidence * 100.0,
                row.findings,
                row.key,
                row.first.sample
            ))?;
        }
        match page.next_cursor {
            Some(cursor) => query.page.cursor = Some(cursor),
            None => return Ok(output.flush()?),
        }
    }
}

impl Triage {
    async fn run(self, session: &Session) -> Result<(), Failure> {
        let engine = session.engine().await?;
        let status: FindingStatus = one(&self.becomes)?;
        let target = if self.all {
            TriageTarget::Filter {
                filter: Box::new(self.filter.read(&engine).await?),
            }
        } else if self.ids.is_empty() {
            return Err(Failure::usage("Say which: --id ID, or --all with filters."));
        } else {
            TriageTarget::Ids {
                ids: self.ids.iter().map(|text| id(text)).collect::<Result<_, _>>()?,
            }
        };
        let result = engine.finding_triage(target, status).await?;
        Ok(session.output().object(&result, |result| {
            format!(
                "{} findings are now {}.",
                result.changed,
                self.becomes.replace('_', " ")
            )
        })?)
    }
}

fn line(row: &Stored) -> String {
    let place = if row.bucket.is_empty() {
        String::new()
    } else {
        format!("{}/", row.bucket)
    };
    format!(
        "{}  {:<8}  {:<16}  {:>3.0} %  {:<14}  {place}{}  {}",
        row.id,
        word(&row.severity),
        row.detector,
        row.confidence * 100.0,
        word(&row.status),
        row.key,
        row.sample
    )
}

fn describe(finding: &Stored) -> String {
    let mut lines = vec![line(finding)];
    for reason in &finding.reasons {
        lines.push(format!("  {:+.2}  {}", reason.weight, reason.detail));
    }
    let place = &finding.location;
    lines.push(format!("  bytes {} to {}", place.byte_start, place.byte_end));
    if let (Some(row), name) = (place.row, &place.column_name) {
        lines.push(format!("  row {row}, column {}", name.as_deref().unwrap_or("-")));
    } else if let Some(number) = place.line {
        lines.push(format!("  line {number}"));
    }
    if let Some(path) = &place.json_path {
        lines.push(format!("  {path}"));
    }
    match finding.hidden_by.as_deref() {
        Some("threshold") => lines.push("  hidden: below its policy's threshold".to_owned()),
        Some(rule) => lines.push(format!("  hidden: by the allow rule {rule}")),
        None => {}
    }
    lines.push(format!(
        "  seen {} times here, fingerprint {}",
        finding.occurrences, finding.fingerprint
    ));
    lines.join("\n")
}
