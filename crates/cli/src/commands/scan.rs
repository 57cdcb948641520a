//! `tidegate scan`: one shot over a file or folder.

mod sums;

use crate::{
    Failure, Session,
    commands::policy::draft_from,
    output::{Output, Progress, bytes, note, word},
};
use clap::{Args, ValueEnum};
use serde::Serialize;
use std::collections::HashMap;
use std::io;
use std::path::PathBuf;
use sums::{Sum, Sums};
use tidegate_domain::{
    action::Action,
    detector::{Category, LocatedMatch, Reason, Severity},
    document::Outcome,
    export::{CopyItem, CopyTotals},
    finding::Location,
    key::ObjectKey,
    policy::{CustomDetector, DetectorChoice, PolicyDraft},
};
use tidegate_engine::{
    CopiesTo, ScanEvent, ScanOptions, ScannedFile, csv_cell, sarif_result, scan_path, worker::WorkerCommand,
};

#[derive(Debug, Args)]
pub struct Scan {
    /// A file or folder
    path: PathBuf,
    /// How findings are printed
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// What to look for: a policy as JSON, as `tidegate policy show --json` prints it [default: everything]
    #[arg(long, value_name = "FILE")]
    policy: Option<PathBuf>,
    /// Leave out findings that are less certain, 0 to 1 [default: the policy's threshold, or 0.5]
    #[arg(long, value_name = "X")]
    min_confidence: Option<f32>,
    /// Look only for this; may be given several times
    #[arg(long = "detector", value_name = "ID")]
    detectors: Vec<String>,
    /// Print each place, not one line for all that a detector found in one column of a file
    #[arg(long)]
    all: bool,
    /// Files read at once [default: one per processor core]
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
    /// Write redacted copies into this folder, in the same format, each proved before it appears, with a manifest
    #[arg(long, value_name = "DIR")]
    redact_to: Option<PathBuf>,
    /// What stands for found values where the policy names no action
    #[arg(long, value_enum, default_value_t = RedactWith::Replace, requires = "redact_to")]
    redact_with: RedactWith,
}

/// The actions that need no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum RedactWith {
    /// A label such as [EMAIL_ADDRESS]
    Replace,
    /// Nothing
    Redact,
    /// As many X
    Mask,
    /// The value itself: only what the policy names is changed
    Report,
}

impl From<RedactWith> for Action {
    fn from(with: RedactWith) -> Self {
        match with {
            RedactWith::Replace => Self::Replace { label: None },
            RedactWith::Redact => Self::Redact,
            RedactWith::Mask => Self::Mask { keep_last: 0 },
            RedactWith::Report => Self::Report,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Table,
    Jsonl,
    Json,
    Csv,
    Sarif,
}

/// One line of `--format jsonl`.
#[derive(Serialize)]
struct FoundLine<'a> {
    path: &'a ObjectKey,
    detector: &'a str,
    category: Category,
    severity: Severity,
    confidence: f32,
    reasons: &'a [Reason],
    location: &'a Location,
    sample: &'a str,
    fingerprint: &'a str,
}

/// A file that was not fully examined.
#[derive(Serialize)]
struct GapLine<'a> {
    path: &'a ObjectKey,
    /// `partial`, `skipped` or `failed`.
    not_examined: &'static str,
    reason: String,
}

#[derive(Default, Serialize)]
struct Summary {
    files: u64,
    bytes: u64,
    examined_bytes: u64,
    findings: u64,
    not_examined: u64,
    errors: u64,
}

impl Scan {
    pub async fn run(self, session: &Session) -> Result<(), Failure> {
        if self
            .min_confidence
            .is_some_and(|least| !(0.0..=1.0).contains(&least))
        {
            return Err(Failure::usage("--min-confidence is a number from 0 to 1."));
        }
        let policy = self.looked_for()?;
        session.watch_interrupts();
        let mut output = session.output();
        let format = if output.is_json() && self.format == Format::Table {
            Format::Jsonl
        } else {
            self.format
        };
        let mut printer = Printer::new(format, self.all);
        printer.begin(&mut output)?;
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let options = ScanOptions {
            policy,
            threads: self.threads.unwrap_or(cores),
            worker: WorkerCommand::of_this_program().ok(),
            copies: self.redact_to.clone().map(|folder| CopiesTo {
                folder,
                otherwise: self.redact_with.into(),
            }),
        };
        let mut broken = None;
        let cancel = session.context().cancel.clone();
        let progress = Progress::new();
        let scanned = scan_path(session.context(), &self.path, &options, &mut |event| {
            if broken.is_none()
                && let Err(error) = printer.take(event, &mut output, &progress)
            {
                broken = Some(error);
                cancel.cancel();
            }
        })
        .await;
        progress.clear();
        if let Some(error) = broken {
            return Err(error.into());
        }
        scanned?;
        printer.end(&mut output)?;
        output.flush()?;
        let without_copy = printer
            .copies
            .as_ref()
            .is_some_and(|totals| totals.without_copy() > 0);
        if printer.summary.errors > 0 || without_copy {
            Err(Failure::has_errors())
        } else {
            Ok(())
        }
    }
}

impl Scan {
    fn looked_for(&self) -> Result<PolicyDraft, Failure> {
        let mut policy = match &self.policy {
            Some(file) => draft_from(file)?,
            None => PolicyDraft::everything(),
        };
        if let Some(least) = self.min_confidence {
            policy.min_confidence = least;
        }
        if !self.detectors.is_empty() {
            let named = |custom: &CustomDetector| {
                let id = format!("custom_{}", custom.id);
                self.detectors.contains(&id)
            };
            policy.custom_detectors.retain(named);
            let own: Vec<_> = policy
                .custom_detectors
                .iter()
                .map(|custom| format!("custom_{}", custom.id))
                .collect();
            policy.detectors = DetectorChoice::Some {
                categories: Vec::new(),
                ids: self
                    .detectors
                    .iter()
                    .filter(|id| !own.contains(id))
                    .cloned()
                    .collect(),
                except: Vec::new(),
            };
        }
        Ok(policy)
    }
}

struct Printer {
    format: Format,
    /// Each place has its line, in the table.
    all: bool,
    sums: HashMap<ObjectKey, Sums>,
    first: bool,
    gaps: Vec<(ObjectKey, &'static str, String)>,
    summary: Summary,
    /// Of copies, when some are made.
    copies: Option<CopyTotals>,
}

/// The copy of a file, in `--format jsonl`.
#[derive(Serialize)]
struct CopyLine<'a> {
    path: &'a ObjectKey,
    copy: &'a CopyItem,
}

impl Printer {
    fn new(format: Format, all: bool) -> Self {
        Self {
            format,
            all,
            sums: HashMap::new(),
            first: true,
            gaps: Vec::new(),
            summary: Summary::default(),
            copies: None,
        }
    }

    fn begin(&mut self, output: &mut Output) -> io::Result<()> {
        match self.format {
            Format::Csv => output.line(
                "path,detector,category,severity,confidence,line,column,row,column_name,json_path,member,page,sheet,part,byte_start,byte_end,sample,fingerprint",
            ),
            Format::Json => output.line("{\"findings\":["),
            Format::Sarif => output.line(
                "{\"version\":\"2.1.0\",\"$schema\":\"https://json.schemastore.org/sarif-2.1.0.json\",\"runs\":[{\"tool\":{\"driver\":{\"name\":\"Tidegate\"}},\"results\":[",
            ),
            Format::Table | Format::Jsonl => Ok(()),
        }
    }

    fn take(&mut self, event: ScanEvent, output: &mut Output, progress: &Progress) -> io::Result<()> {
        match event {
            ScanEvent::Found {
                path,
                located,
                fingerprint,
            } => {
                self.summary.findings += 1;
                progress.clear();
                self.found(&path, &located, &fingerprint, output)
            }
            ScanEvent::File(file) => {
                if let Some(sums) = self.sums.remove(&file.path) {
                    progress.clear();
                    for sum in sums.all {
                        output.line(&sum.line(&file.path))?;
                    }
                }
                self.file(file);
                progress.show(&format!(
                    "{} files, {}, {} findings",
                    self.summary.files,
                    bytes(self.summary.bytes),
                    self.summary.findings
                ));
                Ok(())
            }
            ScanEvent::Copy(item) => {
                self.copies.get_or_insert_default().add(&item);
                if self.format == Format::Jsonl {
                    progress.clear();
                    let line = CopyLine {
                        path: &item.key,
                        copy: &item,
                    };
                    return output.json_line(&line);
                }
                if !item.state.is_copy() {
                    progress.clear();
                    let reason = item.reason.unwrap_or_default();
                    note(&format!(
                        "no copy ({}): {}: {reason}",
                        word(&item.state),
                        item.key
                    ));
                }
                for left in item.left_out {
                    note(&format!(
                        "left out of the copy: {}!/{}: {}",
                        item.key, left.member, left.reason
                    ));
                }
                Ok(())
            }
            ScanEvent::Unlisted { path, problem } => {
                self.summary.errors += 1;
                self.gaps
                    .push((path.unwrap_or_default(), "failed", problem.to_string()));
                Ok(())
            }
        }
    }

    fn found(
        &mut self,
        path: &ObjectKey,
        located: &LocatedMatch,
        fingerprint: &str,
        output: &mut Output,
    ) -> io::Result<()> {
        let LocatedMatch {
            found,
            sample,
            location,
        } = located;
        let line = FoundLine {
            path,
            detector: &found.detector,
            category: found.category,
            severity: found.severity,
            confidence: found.confidence,
            reasons: &found.reasons,
            location,
            sample,
            fingerprint,
        };
        match self.format {
            Format::Jsonl => output.json_line(&line),
            Format::Json => {
                self.comma(output)?;
                output.json_line(&line)
            }
            Format::Sarif => {
                self.comma(output)?;
                output.json_line(&sarif(&line))
            }
            Format::Csv => output.line(&csv(&line)),
            Format::Table if self.all => output.line(&Sum::new(located).line(path)),
            Format::Table => {
                let sums = self.sums.entry(path.clone()).or_default();
                sums.add(located);
                Ok(())
            }
        }
    }

    fn comma(&mut self, output: &mut Output) -> io::Result<()> {
        if std::mem::take(&mut self.first) {
            Ok(())
        } else {
            output.line(",")
        }
    }

    fn file(&mut self, file: ScannedFile) {
        self.summary.files += 1;
        self.summary.bytes += file.size;
        self.summary.examined_bytes += file.examined;
        let (state, reason) = match file.outcome {
            Outcome::Scanned | Outcome::Skipped(tidegate_domain::object::SkipReason::Empty) => return,
            Outcome::Partial { message } => ("partial", message),
            Outcome::Skipped(reason) => ("skipped", word(&reason)),
            Outcome::Failed { message, .. } => ("failed", message),
            Outcome::Gone => ("failed", "it went away".to_owned()),
        };
        if state != "skipped" {
            self.summary.errors += 1;
        }
        self.summary.not_examined += 1;
        self.gaps.push((file.path, state, reason));
    }

    fn end(&mut self, output: &mut Output) -> io::Result<()> {
        let gaps = self.gaps.iter().map(|(path, not_examined, reason)| GapLine {
            path,
            not_examined,
            reason: reason.clone(),
        });
        match self.format {
            Format::Jsonl => {
                for gap in gaps {
                    output.json_line(&gap)?;
                }
                return Ok(());
            }
            Format::Json => {
                output.line("],\"not_examined\":")?;
                output.json_line(&gaps.collect::<Vec<_>>())?;
                output.line(",\"summary\":")?;
                output.json_line(&self.summary)?;
                return output.line("}");
            }
            Format::Sarif => output.line(&format!(
                "],\"invocations\":[{{\"executionSuccessful\":{},\"toolExecutionNotifications\":{}}}]}}]}}",
                self.summary.errors == 0,
                serde_json::Value::from(
                    gaps.map(|gap| serde_json::json!({
                        "level": if gap.not_examined == "skipped" { "note" } else { "error" },
                        "message": { "text": format!("{}: {} ({})", gap.path, gap.reason, gap.not_examined) },
                    }))
                    .collect::<Vec<_>>()
                )
            ))?,
            Format::Table | Format::Csv => {
                for gap in gaps {
                    note(&format!("{}: {}: {}", gap.not_examined, gap.path, gap.reason));
                }
            }
        }
        let Summary {
            files,
            bytes: size,
            findings,
            not_examined,
            ..
        } = &self.summary;
        let gap = match not_examined {
            0 => "all of them examined".to_owned(),
            count => format!("{count} of them not fully examined"),
        };
        note(&format!(
            "{findings} findings in {files} files ({}), {gap}.",
            bytes(*size)
        ));
        if let Some(totals) = &self.copies {
            note(&format!(
                "{} copies written and proved, with {} values replaced; {} files had nothing to remove and were copied \
                 as they are; {} have no copy.",
                totals.verified,
                totals.replaced,
                totals.unchanged,
                totals.without_copy()
            ));
        }
        Ok(())
    }
}

/// Such as `:12:5`, `:row 3 email`, `:page 2:5:1` or `!/b.csv:1:1`.
fn place(location: &Location) -> String {
    let mut text = String::new();
    if let Some(member) = &location.member {
        text.push_str(&format!("!/{member}"));
    }
    if let Some(page) = location.page {
        text.push_str(&format!(":page {page}"));
    }
    for name in [&location.sheet, &location.part].into_iter().flatten() {
        text.push_str(&format!(":{}", printable(name)));
    }
    match (location.row, location.line, location.column) {
        (Some(row), ..) => {
            text.push_str(&format!(":row {row}"));
            if let Some(name) = &location.column_name {
                text.push_str(&format!(" {}", printable(name)));
            }
        }
        (None, Some(line), Some(column)) => text.push_str(&format!(":{line}:{column}")),
        (None, Some(line), None) => text.push_str(&format!(":{line}")),
        _ => text.push_str(&format!(" at byte {}", location.byte_start)),
    }
    if let Some(path) = &location.json_path {
        text.push_str(&format!(" {}", printable(path)));
    }
    text
}

fn printable(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).collect()
}

fn csv(line: &FoundLine<'_>) -> String {
    let number = |value: Option<u64>| value.map(|value| value.to_string()).unwrap_or_default();
    let place = line.location;
    [
        line.path.to_string(),
        line.detector.to_owned(),
        word(&line.category),
        word(&line.severity),
        format!("{:.2}", line.confidence),
        number(place.line),
        number(place.column),
        number(place.row),
        place.column_name.clone().unwrap_or_default(),
        place.json_path.clone().unwrap_or_default(),
        place.member.clone().unwrap_or_default(),
        number(place.page.map(u64::from)),
        place.sheet.clone().unwrap_or_default(),
        place.part.clone().unwrap_or_default(),
        place.byte_start.to_string(),
        place.byte_end.to_string(),
        line.sample.to_owned(),
        line.fingerprint.to_owned(),
    ]
    .map(|cell| csv_cell(&cell))
    .join(",")
}

fn sarif(line: &FoundLine<'_>) -> serde_json::Value {
    let mut result = sarif_result(
        line.detector,
        line.severity,
        line.path,
        line.location,
        line.sample,
        line.fingerprint,
    );
    result["properties"] = serde_json::json!({ "confidence": line.confidence, "category": line.category });
    result
}
