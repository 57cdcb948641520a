//! `tidegate document …`

use crate::{
    Failure, Session,
    commands::connector::exposure::reasons,
    output::{bytes, moment, word},
};
use clap::{Args, Subcommand};
use serde::Serialize;
use std::path::PathBuf;
use tidegate_domain::{
    document::{Document as Stored, DocumentQuery, DocumentState, NotExaminedQuery},
    exposure::Exposure,
    id::DocumentId,
    key::ObjectKey,
    page::PageRequest,
    risk::Risk,
};

#[derive(Debug, Subcommand)]
pub enum Document {
    /// Objects as last seen
    List(List),
    /// One document with the terms of its risk
    Show(Named),
    /// Objects that were not fully examined, with why
    Unexamined(Unexamined),
    /// Forget a document and its findings; the object itself stays where it is
    Forget(Named),
}

#[derive(Debug, Args)]
pub struct List {
    /// Only of this connector
    #[arg(long)]
    connector: Option<String>,
    #[arg(long)]
    bucket: Option<String>,
    #[arg(long)]
    prefix: Option<String>,
    /// pending, scanned, partial, skipped, failed or gone; may be given several times
    #[arg(long = "state", value_name = "STATE")]
    states: Vec<String>,
    /// Only those with open findings
    #[arg(long)]
    with_findings: bool,
    /// Part of the key
    #[arg(long)]
    text: Option<String>,
}

#[derive(Debug, Args)]
pub struct Unexamined {
    /// Only of this connector
    #[arg(long)]
    connector: Option<String>,
    /// Only of the connectors of this collection
    #[arg(long)]
    collection: Option<String>,
    /// Only in this bucket
    #[arg(long)]
    bucket: Option<String>,
    /// Only keys that start so
    #[arg(long)]
    prefix: Option<String>,
    /// Write them to this CSV file instead
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct Named {
    /// Its id, doc_…
    document: String,
}

#[derive(Serialize)]
struct Detail {
    document: Stored,
    risk: Risk,
    /// What was read of the object itself, besides its bucket.
    #[serde(skip_serializing_if = "Option::is_none")]
    own_exposure: Option<Exposure>,
}

impl Named {
    fn id(&self) -> Result<DocumentId, Failure> {
        DocumentId::parse(&self.document).map_err(|_| {
            Failure::usage("A document's id looks like doc_01j9…; see `tidegate document list`.")
        })
    }
}

impl Document {
    pub async fn run(self, session: &Session) -> Result<(), Failure> {
        match self {
            Self::List(list) => list.run(session).await,
            Self::Show(named) => {
                let (engine, id) = (session.reader().await?, named.id()?);
                let (document, risk) = engine.document_show(&id).await?;
                let own_exposure = engine.document_exposure(&id).await?;
                let detail = Detail {
                    document,
                    risk,
                    own_exposure,
                };
                Ok(session.output().object(&detail, describe)?)
            }
            Self::Unexamined(unexamined) => unexamined.run(session).await,
            Self::Forget(named) => {
                let id = named.id()?;
                session.engine().await?.document_forget(&id).await?;
                let told = serde_json::json!({ "forgotten": id });
                Ok(session.output().object(&told, |_| format!("Forgotten: {id}"))?)
            }
        }
    }
}

impl List {
    async fn run(self, session: &Session) -> Result<(), Failure> {
        let engine = session.reader().await?;
        let connector_id = match &self.connector {
            Some(name) => Some(engine.connector_find(name).await?.id),
            None => None,
        };
        let states = self
            .states
            .iter()
            .map(|word| {
                serde_json::from_value::<DocumentState>(word.as_str().into())
                    .map_err(|_| Failure::usage(format!("There is no state \u{201c}{word}\u{201d}.")))
            })
            .collect::<Result<Vec<_>, _>>()?;
        let mut query = DocumentQuery {
            connector_id,
            bucket: self.bucket,
            prefix: self.prefix.as_deref().map(ObjectKey::from_text),
            states,
            with_findings: self.with_findings.then_some(true),
            text: self.text,
            run_id: None,
            page: PageRequest::first(500),
        };
        let mut output = session.output();
        loop {
            let page = engine.document_list(query.clone()).await?;
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
}

impl Unexamined {
    async fn run(self, session: &Session) -> Result<(), Failure> {
        let engine = session.reader().await?;
        let connector_id = match &self.connector {
            Some(name) => Some(engine.connector_find(name).await?.id),
            None => None,
        };
        let mut query = NotExaminedQuery {
            connector_id,
            collection: self.collection,
            bucket: self.bucket,
            prefix: self.prefix.as_deref().map(ObjectKey::from_text),
            page: PageRequest::first(500),
        };
        let mut output = session.output();
        if let Some(file) = self.csv {
            let shown = file.display().to_string();
            let exported = engine.not_examined_export(query, file).await?;
            return Ok(output.object(&exported, |exported| {
                format!("{} objects were written to {shown}.", exported.rows)
            })?);
        }
        loop {
            let page = engine.not_examined(query.clone()).await?;
            for row in &page.rows {
                if output.is_json() {
                    output.json_line(row)?;
                } else {
                    output.line(&format!("{}  {}", line(row), why(row)))?;
                }
            }
            match page.next_cursor {
                Some(cursor) => query.page.cursor = Some(cursor),
                None => return Ok(output.flush()?),
            }
        }
    }
}

fn why(row: &Stored) -> String {
    match (&row.message, &row.skip_reason, row.state) {
        (Some(message), ..) => message.clone(),
        (None, Some(reason), _) => word(reason),
        (None, None, DocumentState::Scanned) => "it changed since it was examined".to_owned(),
        (None, None, _) => String::new(),
    }
}

/// A risk with its terms, one to a line.
pub fn risk_lines(risk: &Risk) -> Vec<String> {
    let mut lines = vec![format!("  risk      {}", risk.score)];
    for term in &risk.terms {
        lines.push(format!(
            "            {:.1} points: {} {} at {:.0} % on average",
            term.points,
            term.count,
            term.detector,
            term.mean_confidence * 100.0
        ));
    }
    if let Some(raised) = &risk.exposure {
        lines.push(format!("            times {}: {}", raised.factor, raised.text));
    }
    if let Some(coverage) = risk.coverage {
        lines.push(format!("  examined  {:.0} % of the bytes", coverage * 100.0));
    }
    lines
}

fn line(row: &Stored) -> String {
    let place = if row.bucket.is_empty() {
        String::new()
    } else {
        format!("{}/", row.bucket)
    };
    format!(
        "{}  {:<8}  {:>10}  {:>6} findings  {place}{}",
        row.id,
        word(&row.state),
        bytes(row.size),
        row.findings_count,
        row.key
    )
}

fn describe(detail: &Detail) -> String {
    let Detail {
        document,
        risk,
        own_exposure,
    } = detail;
    let mut lines = vec![
        line(document),
        format!(
            "  format    {}",
            if document.format.is_empty() {
                "-"
            } else {
                &document.format
            }
        ),
        format!("  modified  {}", moment(document.modified)),
        format!("  processed {}", moment(document.last_processed)),
    ];
    lines.extend(risk_lines(risk));
    lines.push(format!("  exposure  {}", word(&document.exposure)));
    if let Some(exposure) = own_exposure {
        for line in reasons(exposure) {
            lines.push(format!("            {line}"));
        }
    }
    if let Some(reason) = &document.skip_reason {
        lines.push(format!("  skipped   {}", word(reason)));
    }
    if let Some(message) = &document.message {
        lines.push(format!("  note      {message}"));
    }
    if let Some(copy) = &document.copy {
        let older = if copy.current {
            ""
        } else {
            ", of an earlier version"
        };
        let place = copy
            .target
            .as_ref()
            .map(|target| format!(": {target}"))
            .unwrap_or_default();
        let reason = copy
            .reason
            .as_ref()
            .map(|reason| format!(": {reason}"))
            .unwrap_or_default();
        lines.push(format!(
            "  copy      {}{older}{place}{reason} ({})",
            word(&copy.state),
            copy.export_id
        ));
    }
    lines.join("\n")
}
