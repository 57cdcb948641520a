//! `tidegate run …`, and how a run is watched.

use crate::{
    Failure, Session,
    output::{Progress, bytes, moment, word},
};
use clap::{Args, Subcommand};
use tidegate_domain::{
    id::RunId,
    page::PageRequest,
    problem::{ErrorClass, Problem},
    run::{Run as Stored, RunQuery, RunSnapshot, RunStatus},
};
use tidegate_engine::{Engine, EngineEvent};

#[derive(Debug, Subcommand)]
pub enum Run {
    /// Runs, newest first
    List(List),
    /// One run with its counts
    Show(Named),
    /// What happened in it, line by line
    Logs(Named),
    /// Give up a run that was interrupted
    Cancel(Named),
    /// Take an interrupted run up again and wait for its end
    Resume(Named),
}

#[derive(Debug, Args)]
pub struct List {
    /// Only of this connector
    #[arg(long)]
    connector: Option<String>,
    /// At most this many
    #[arg(short = 'n', long, default_value_t = 20)]
    limit: u32,
}

#[derive(Debug, Args)]
pub struct Named {
    /// Its id, run_…
    run: String,
}

impl Named {
    fn id(&self) -> Result<RunId, Failure> {
        RunId::parse(&self.run)
            .map_err(|_| Failure::usage("A run's id looks like run_01j9…; see `tidegate run list`."))
    }
}

impl Run {
    pub async fn run(self, session: &Session) -> Result<(), Failure> {
        match self {
            Self::List(list) => list.run(session).await,
            Self::Show(named) => {
                let run = session.reader().await?.run_show(&named.id()?).await?.run;
                Ok(session.output().object(&run, summary)?)
            }
            Self::Logs(named) => logs(session, &named.id()?).await,
            Self::Cancel(named) => {
                let run = session.engine().await?.run_cancel(&named.id()?).await?;
                Ok(session.output().object(&run, summary)?)
            }
            Self::Resume(named) => {
                let engine = session.engine().await?;
                session.watch_interrupts();
                let run = engine.run_resume(&named.id()?).await?;
                let run = watch(session, &engine, &run.id).await?;
                session.output().object(&run, summary)?;
                ended(&run)
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
        let query = RunQuery {
            connector_id,
            statuses: Vec::new(),
            page: PageRequest::first(self.limit),
        };
        let page = engine.run_list(query).await?;
        let heads = [
            "id",
            "connector",
            "status",
            "started",
            "listed",
            "scanned",
            "findings",
            "failed",
        ];
        Ok(session.output().rows(&page.rows, heads, |run| {
            [
                run.id.to_string(),
                run.connector_name.clone(),
                word(&run.status),
                moment(run.started_at),
                run.counts.listed.to_string(),
                run.counts.scanned.to_string(),
                run.counts.findings.to_string(),
                run.counts.failed_total().to_string(),
            ]
        })?)
    }
}

async fn logs(session: &Session, id: &RunId) -> Result<(), Failure> {
    let engine = session.reader().await?;
    let mut output = session.output();
    let mut page = PageRequest::first(500);
    loop {
        let events = engine.run_events(id, page).await?;
        for event in &events.rows {
            if output.is_json() {
                output.json_line(event)?;
            } else {
                let key = event
                    .key
                    .as_ref()
                    .map(|key| format!(" {key}:"))
                    .unwrap_or_default();
                output.line(&format!(
                    "{} {}{key} {}",
                    moment(Some(event.at)),
                    word(&event.level),
                    event.message
                ))?;
            }
        }
        match events.next_cursor {
            Some(cursor) => {
                page = PageRequest {
                    cursor: Some(cursor),
                    ..PageRequest::first(500)
                }
            }
            None => return Ok(output.flush()?),
        }
    }
}

/// Shows a run's progress on stderr until it ends. Ctrl+C stops it at a safe point; it can be resumed.
pub async fn watch(session: &Session, engine: &Engine, id: &RunId) -> Result<Stored, Failure> {
    let progress = Progress::new();
    let mut events = engine.events();
    let cancel = session.context().cancel.clone();
    let wait = engine.run_wait(id);
    tokio::pin!(wait);
    let run = loop {
        tokio::select! {
            run = &mut wait => break run,
            event = events.recv() => {
                if let Ok(EngineEvent::Run(snapshot)) = event && snapshot.run.id == *id {
                    progress.show(&picture(&snapshot));
                }
            }
            () = cancel.cancelled() => {
                engine.shut_down().await;
                progress.clear();
                return Err(Problem::new(
                    ErrorClass::Cancelled,
                    "Interrupted. What was finished is kept.",
                    format!("Go on with `tidegate run resume {id}`."),
                )
                .into());
            }
        }
    };
    progress.clear();
    Ok(run?)
}

fn picture(snapshot: &RunSnapshot) -> String {
    let counts = &snapshot.run.counts;
    let listed = if snapshot.run.listing_complete {
        "listed"
    } else {
        "listed so far"
    };
    let left = snapshot
        .seconds_left
        .map(|seconds| format!(", {seconds} s left"))
        .unwrap_or_default();
    if counts.to_copy > 0 {
        return format!(
            "{} of {} copied, {} findings",
            counts.copied, counts.to_copy, counts.findings
        );
    }
    format!(
        "{} {listed}, {} to do, {} findings, {}/s{left}",
        counts.listed,
        counts.pending,
        counts.findings,
        bytes(snapshot.bytes_per_second)
    )
}

/// Whether a run's end is a success for scripts.
pub fn ended(run: &Stored) -> Result<(), Failure> {
    match run.status {
        RunStatus::Completed => Ok(()),
        _ => Err(Failure::has_errors()),
    }
}

/// A run in a few lines; the states add up to what was listed.
pub fn summary(run: &Stored) -> String {
    let counts = &run.counts;
    let mut lines = vec![
        format!("{} of {}: {}", run.id, run.connector_name, word(&run.status)),
        format!(
            "  listed   {}{}",
            counts.listed,
            if run.listing_complete { "" } else { " so far" }
        ),
        format!("  scanned  {}", counts.scanned),
    ];
    if counts.partial > 0 {
        lines.push(format!("  partial  {}", counts.partial));
    }
    for (reason, count) in &counts.skipped {
        lines.push(format!("  skipped  {count} ({})", word(reason)));
    }
    for (class, count) in &counts.failed {
        lines.push(format!("  failed   {count} ({})", word(class)));
    }
    if let Some(export) = &run.export_id {
        lines.push(format!(
            "  copied   {} of {} ({} redacted), see {export}",
            counts.copied, counts.to_copy, counts.redacted
        ));
    }
    if counts.not_copied > 0 {
        lines.push(format!("  no copy  {}", counts.not_copied));
    }
    if counts.gone > 0 {
        lines.push(format!("  gone     {}", counts.gone));
    }
    if counts.pending > 0 {
        lines.push(format!("  pending  {}", counts.pending));
    }
    lines.push(format!(
        "  findings {} ({} new)",
        counts.findings, counts.findings_new
    ));
    lines.push(format!("  read     {}", bytes(counts.bytes_read)));
    if let Some(problem) = &run.problem {
        lines.push(format!("  stopped: {problem}"));
    }
    for problem in &run.first_errors {
        lines.push(format!("  first {}: {problem}", word(&problem.class)));
    }
    lines.join("\n")
}
