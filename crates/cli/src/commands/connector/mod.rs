//! `tidegate connector …`

mod browse;
pub(super) mod exposure;
mod form;
mod import;
mod policy;
mod risk;

use crate::{
    Failure, Session,
    output::{moment, note, word},
};
pub use browse::Browse;
use clap::{Args, Subcommand};
use form::{Fields, Source, credential, keys, schema_of, settings};
use serde_json::{Map, Value};
use tidegate_domain::{
    connector::{
        Connector as Stored, ConnectorDraft, ConnectorPatch, ConnectorQuery, ImportMode, Scope, Use,
    },
    export::ExportTo,
    page::PageRequest,
    policy::everything,
    problem::{ErrorClass, Problem},
    provider::{CheckReport, Probe, ProbeOutcome},
};
use tidegate_engine::Engine;

#[derive(Debug, Subcommand)]
pub enum Connector {
    /// Which kinds of source there are, and their settings
    Providers,
    /// Test and save a new connector
    Create(Box<Create>),
    /// All connectors
    List(List),
    /// One connector
    Show(Named),
    /// Change the given fields only
    Update(Box<Update>),
    /// Test it again, probe by probe
    Test(Named),
    /// What lies at one level, or what matches a pattern below it
    Browse(Browse),
    /// Take over connections of other tools: AWS profiles, rclone, mc, Cyberduck
    Import(import::Import),
    /// Who can reach its buckets
    Exposure(exposure::Exposure),
    /// What to grant it, as texts to paste where the service keeps its rules
    Policy(policy::Policy),
    /// Its risk with the terms, and how much was examined; also of a part of it, or of a collection
    Risk(risk::Risk),
    /// Hold its schedule
    Pause(Named),
    /// Let its schedule run again
    Resume(Named),
    /// Forget the credential, keep the history
    Disconnect(Named),
    /// Delete it; it can be restored for 30 days
    Delete(Named),
    /// Take a deletion back
    Restore(Named),
    /// Remove it with its documents, runs, findings and credential, for good
    Purge(Purge),
}

#[derive(Debug, Args)]
pub struct Named {
    /// Its name or id
    connector: String,
}

#[derive(Debug, Args)]
pub struct Create {
    #[arg(long)]
    name: String,
    /// Kind of source, such as s3 or local
    #[arg(long)]
    provider: String,
    #[command(flatten)]
    source: Source,
    #[command(flatten)]
    fields: Fields,
    /// Save it without testing
    #[arg(long)]
    no_test: bool,
    /// The same key with the same settings gives the first answer again
    #[arg(long, value_name = "KEY")]
    idempotency_key: Option<String>,
}

#[derive(Debug, Args)]
pub struct Update {
    /// Its name or id
    connector: String,
    #[arg(long)]
    name: Option<String>,
    #[command(flatten)]
    source: Source,
    #[command(flatten)]
    fields: Fields,
}

#[derive(Debug, Args)]
pub struct List {
    #[arg(long)]
    provider: Option<String>,
    /// Such as active or needs_reauth
    #[arg(long)]
    status: Option<String>,
    #[arg(long)]
    collection: Option<String>,
    /// Part of the name
    #[arg(long)]
    text: Option<String>,
    /// Only deleted ones that can still be restored
    #[arg(long)]
    deleted: bool,
}

#[derive(Debug, Args)]
pub struct Purge {
    /// Its name or id
    connector: String,
    /// Do it; without this only the counts are shown
    #[arg(long)]
    yes: bool,
}

impl Connector {
    pub async fn run(self, session: &Session) -> Result<(), Failure> {
        match self {
            Self::Providers => providers(session).await,
            Self::Create(create) => create.run(session).await,
            Self::List(list) => list.run(session).await,
            Self::Show(named) => {
                let engine = session.reader().await?;
                let connector = engine.connector_find(&named.connector).await?;
                let policy = match &connector.policy_id {
                    Some(id) => Some(engine.policy_get(id).await?.draft.name),
                    None => None,
                };
                Ok(session
                    .output()
                    .object(&connector, |shown| describe(shown, policy.as_deref()))?)
            }
            Self::Update(update) => update.run(session).await,
            Self::Test(named) => test(session, &named.connector).await,
            Self::Browse(browse) => browse.run(session).await,
            Self::Exposure(exposure) => exposure.run(session).await,
            Self::Policy(policy) => policy.run(session).await,
            Self::Risk(risk) => risk.run(session).await,
            Self::Import(import) => import.run(session).await,
            Self::Purge(purge) => purge.run(session).await,
            Self::Pause(named) => {
                let (engine, id) = named.find(session).await?;
                told(session, engine.connector_pause(&id).await?, "Paused")
            }
            Self::Resume(named) => {
                let (engine, id) = named.find(session).await?;
                told(session, engine.connector_resume(&id).await?, "Resumed")
            }
            Self::Disconnect(named) => {
                let (engine, id) = named.find(session).await?;
                told(session, engine.connector_disconnect(&id).await?, "Disconnected")
            }
            Self::Delete(named) => {
                let (engine, id) = named.find(session).await?;
                told(
                    session,
                    engine.connector_delete(&id).await?,
                    "Deleted (restorable for 30 days)",
                )
            }
            Self::Restore(named) => {
                let engine = session.engine().await?;
                let id = find_deleted(&engine, &named.connector).await?;
                told(session, engine.connector_restore(&id).await?, "Restored")
            }
        }
    }
}

impl Named {
    async fn find(&self, session: &Session) -> Result<(Engine, tidegate_domain::id::ConnectorId), Failure> {
        let engine = session.engine().await?;
        let id = engine.connector_find(&self.connector).await?.id;
        Ok((engine, id))
    }
}

fn told(session: &Session, connector: Stored, what: &str) -> Result<(), Failure> {
    Ok(session.output().object(&connector, |connector| {
        format!("{what}: {} ({})", connector.name, connector.id)
    })?)
}

/// A deleted connector by its id or exact name.
async fn find_deleted(engine: &Engine, wanted: &str) -> Result<tidegate_domain::id::ConnectorId, Failure> {
    let query = ConnectorQuery {
        deleted: Some(true),
        page: Some(PageRequest::first(100)),
        ..ConnectorQuery::default()
    };
    let rows = engine.connector_list(query).await?.rows;
    rows.into_iter()
        .find(|row| row.id.as_str() == wanted || row.name.eq_ignore_ascii_case(wanted))
        .map(|row| row.id)
        .ok_or_else(|| {
            Problem::new(
                ErrorClass::ConfigInvalid,
                format!("No deleted connector is called \u{201c}{wanted}\u{201d}."),
                "See `tidegate connector list --deleted`.",
            )
            .into()
        })
}

async fn providers(session: &Session) -> Result<(), Failure> {
    let engine = session.reader().await?;
    Ok(session
        .output()
        .rows(&engine.provider_list(), ["id", "title", "settings"], |provider| {
            let settings = provider.config_schema["properties"]
                .as_object()
                .map(|fields| fields.keys().cloned().collect::<Vec<_>>().join(", "))
                .unwrap_or_default();
            [provider.id.clone(), provider.title.clone(), settings]
        })?)
}

impl Create {
    async fn run(self, session: &Session) -> Result<(), Failure> {
        let engine = session.engine().await?;
        let schema = schema_of(&engine, &self.provider)?;
        let policy_id = self.fields.policy_id(&engine).await?.flatten();
        let copies = self.fields.copies(&engine).await?.flatten();
        let draft = ConnectorDraft {
            name: self.name,
            config: Value::Object(settings(&self.source.settings, &schema, Map::new())?),
            provider: self.provider,
            credential: credential(self.source.credential_file.as_deref())?,
            scope: Scope {
                buckets: self.fields.buckets,
                prefixes: keys(&self.fields.prefixes),
                patterns: self.fields.patterns,
                exclude: self.fields.exclude,
                file_types: self.fields.file_types,
                max_object_size: self.fields.max_object_size,
            },
            scopes: uses(self.fields.export_to.is_some()),
            export_base_path: place(self.fields.export_to),
            import_mode: if self.fields.new_only {
                ImportMode::NewOnly
            } else {
                ImportMode::All
            },
            schedule_cron: self.fields.schedule_cron.filter(|cron| !cron.is_empty()),
            timezone: self.fields.timezone,
            collection: self.fields.collection,
            policy_id,
            copies,
        };
        if !self.no_test {
            session.watch_interrupts();
            let report = engine
                .connector_test_draft(session.context(), &draft, &mut say_probe)
                .await?;
            refuse_unproven(&report)?;
        }
        let mut created = engine.connector_create(draft, self.idempotency_key).await?;
        if !self.no_test {
            // The saved connector gets its status from its own test.
            let report = engine
                .connector_test(session.context(), &created.connector.id, &mut |_| {})
                .await?;
            created.connector = engine.connector_show(&created.connector.id).await?;
            created.check = Some(report);
        }
        note_copies(&engine, &created.connector).await?;
        Ok(session.output().object(&created, |created| {
            format!("Created: {} ({})", created.connector.name, created.connector.id)
        })?)
    }
}

/// Says so when copies are wanted and the policy changes nothing in them.
async fn note_copies(engine: &Engine, connector: &Stored) -> Result<(), Failure> {
    if connector.copies.is_none() {
        return Ok(());
    }
    let policy = match &connector.policy_id {
        Some(id) => engine.policy_get(id).await?,
        None => engine.policy_find(everything().as_str()).await?,
    };
    if policy.draft.actions.only_report() {
        note(&format!(
            "The policy \u{201c}{}\u{201d} only reports, so no copies are made. Choose one with other actions.",
            policy.draft.name
        ));
    }
    Ok(())
}

fn uses(export: bool) -> Vec<Use> {
    if export {
        vec![Use::Import, Use::Export]
    } else {
        vec![Use::Import]
    }
}

/// Where writes go; an empty place is all of it.
fn place(export_to: Option<String>) -> Option<String> {
    export_to.filter(|place| !place.is_empty())
}

/// A connector is saved after a test only when the test saw it work.
fn refuse_unproven(report: &CheckReport) -> Result<(), Failure> {
    let failed = report
        .probes
        .iter()
        .find(|probe| probe.outcome == ProbeOutcome::Failed);
    match failed {
        Some(probe) => Err(Problem::new(
            probe.class.unwrap_or(ErrorClass::ConfigInvalid),
            format!("The test failed, so nothing was saved. {}", probe.detail),
            format!("{} Use --no-test to save it as it is.", probe.remedy),
        )
        .into()),
        None if report.connected => Ok(()),
        None => {
            let open = report
                .probes
                .iter()
                .find(|probe| probe.outcome == ProbeOutcome::Indeterminate);
            let (class, detail, remedy) = open.map_or((ErrorClass::Transient, "", ""), |probe| {
                (
                    probe.class.unwrap_or(ErrorClass::Transient),
                    probe.detail.as_str(),
                    probe.remedy.as_str(),
                )
            });
            let message =
                format!("The connection could not be shown to work now, so nothing was saved. {detail}");
            let remedy = format!("{remedy} Try again later, or use --no-test to save it as it is.");
            Err(Problem::new(class, message.trim_end(), remedy.trim_start()).into())
        }
    }
}

impl Update {
    async fn run(self, session: &Session) -> Result<(), Failure> {
        let engine = session.engine().await?;
        let connector = engine.connector_find(&self.connector).await?;
        let config = if self.source.settings.is_empty() {
            None
        } else {
            let schema = schema_of(&engine, &connector.provider)?;
            let kept = connector.config.as_object().cloned().unwrap_or_default();
            Some(Value::Object(settings(&self.source.settings, &schema, kept)?))
        };
        let exporting = self.fields.export_to.as_ref().map(|_| uses(true));
        let given = |list: Vec<String>| (!list.is_empty()).then_some(list);
        let policy_id = self.fields.policy_id(&engine).await?;
        let copies = self.fields.copies(&engine).await?;
        let told_of_copies = copies.is_some() || policy_id.is_some();
        let patch = ConnectorPatch {
            name: self.name,
            config,
            credential: credential(self.source.credential_file.as_deref())?,
            buckets: given(self.fields.buckets),
            prefixes: given(self.fields.prefixes).map(|prefixes| keys(&prefixes)),
            patterns: given(self.fields.patterns),
            exclude: given(self.fields.exclude),
            file_types: given(self.fields.file_types),
            max_object_size: self.fields.max_object_size.map(Some),
            schedule_cron: self
                .fields
                .schedule_cron
                .map(|cron| (!cron.is_empty()).then_some(cron)),
            timezone: self.fields.timezone,
            import_mode: self.fields.new_only.then_some(ImportMode::NewOnly),
            collection: self
                .fields
                .collection
                .map(|label| (!label.is_empty()).then_some(label)),
            scopes: exporting,
            policy_id,
            copies,
            export_base_path: self.fields.export_to.map(|base| place(Some(base))),
        };
        let updated = engine.connector_update(&connector.id, patch).await?;
        if told_of_copies {
            note_copies(&engine, &updated).await?;
        }
        told(session, updated, "Updated")
    }
}

impl List {
    async fn run(self, session: &Session) -> Result<(), Failure> {
        let engine = session.reader().await?;
        let status = match &self.status {
            Some(word) => Some(serde_json::from_value(Value::from(word.as_str())).map_err(|_| {
                Failure::usage(format!(
                    "There is no status \u{201c}{word}\u{201d}. Use pending_test, active, paused, needs_reauth, error or disconnected."
                ))
            })?),
            None => None,
        };
        let mut query = ConnectorQuery {
            provider: self.provider,
            status,
            collection: self.collection,
            text: self.text,
            deleted: Some(self.deleted),
            page: Some(PageRequest::first(100)),
        };
        let mut rows = Vec::new();
        loop {
            let page = engine.connector_list(query.clone()).await?;
            rows.extend(page.rows);
            match page.next_cursor {
                Some(cursor) => {
                    query.page = Some(PageRequest {
                        cursor: Some(cursor),
                        ..PageRequest::first(100)
                    })
                }
                None => break,
            }
        }
        let heads = [
            "id",
            "name",
            "provider",
            "status",
            "findings",
            "risk",
            "last sync",
            "next sync",
        ];
        Ok(session.output().rows(&rows, heads, |row| {
            [
                row.id.to_string(),
                row.name.clone(),
                row.provider.clone(),
                word(&row.status),
                row.findings_count.to_string(),
                row.risk_score.to_string(),
                moment(row.last_sync_at),
                moment(row.next_sync_at),
            ]
        })?)
    }
}

async fn test(session: &Session, connector: &str) -> Result<(), Failure> {
    let engine = session.engine().await?;
    let id = engine.connector_find(connector).await?.id;
    session.watch_interrupts();
    let report = engine
        .connector_test(session.context(), &id, &mut say_probe)
        .await?;
    session.output().object(&report, |report| {
        if report.connected {
            format!("Connected in {} ms.", report.latency_ms)
        } else {
            "Not connected.".to_owned()
        }
    })?;
    if report.connected {
        Ok(())
    } else {
        Err(Failure::has_errors())
    }
}

fn say_probe(probe: Probe) {
    let sign = match probe.outcome {
        ProbeOutcome::Passed => "ok  ",
        ProbeOutcome::Failed => "FAIL",
        ProbeOutcome::Indeterminate => "?   ",
        ProbeOutcome::Skipped => "-   ",
    };
    let Probe {
        title,
        detail,
        remedy,
        latency_ms,
        ..
    } = probe;
    note(format!("{sign} {title} ({latency_ms} ms): {detail} {remedy}").trim_end());
}

impl Purge {
    async fn run(self, session: &Session) -> Result<(), Failure> {
        let engine = session.engine().await?;
        let id = match find_deleted(&engine, &self.connector).await {
            Ok(id) => id,
            Err(_) => engine.connector_find(&self.connector).await?.id,
        };
        let counts = if self.yes {
            engine.connector_purge(&id).await?
        } else {
            engine.connector_purge_counts(&id).await?
        };
        session.output().object(&counts, |counts| {
            let what = if self.yes {
                "Removed for good:"
            } else {
                "This would remove for good:"
            };
            let credential = if counts.credential { ", the credential" } else { "" };
            format!(
                "{what} {} documents, {} runs, {} findings{credential}.",
                counts.documents, counts.runs, counts.findings
            )
        })?;
        if self.yes {
            Ok(())
        } else {
            Err(Failure::usage(
                "Nothing was removed. Say --yes to remove it for good.",
            ))
        }
    }
}

fn describe(connector: &Stored, policy: Option<&str>) -> String {
    let mut lines = vec![
        format!("{} ({})", connector.name, connector.id),
        format!("  provider   {}", connector.provider),
        format!("  settings   {}", connector.config),
        format!(
            "  credential {}",
            if connector.has_credential {
                "stored, sealed"
            } else {
                "none"
            }
        ),
        format!("  status     {}", word(&connector.status)),
    ];
    if let Some(message) = &connector.status_message {
        lines.push(format!("             {message}"));
    }
    let list = |name: &str, values: Vec<String>| {
        (!values.is_empty()).then(|| format!("  {name:<10} {}", values.join(", ")))
    };
    lines.extend(list("buckets", connector.scope.buckets.clone()));
    lines.extend(list(
        "prefixes",
        connector.scope.prefixes.iter().map(ToString::to_string).collect(),
    ));
    lines.extend(list("patterns", connector.scope.patterns.clone()));
    lines.extend(list("exclude", connector.scope.exclude.clone()));
    lines.extend(list("types", connector.scope.file_types.clone()));
    if let Some(policy) = policy {
        lines.push(format!("  policy     {policy}"));
    }
    if let Some(copies) = &connector.copies {
        let place = match copies {
            ExportTo::Folder { path } => path.clone(),
            ExportTo::Connector {
                connector_id,
                bucket,
                prefix,
            } => format!("{connector_id}:{bucket}/{prefix}"),
        };
        lines.push(format!("  copies     {place}"));
    }
    if let Some(cron) = &connector.schedule_cron {
        lines.push(format!("  schedule   {cron} ({})", connector.timezone));
        lines.push(format!("  next sync  {}", moment(connector.next_sync_at)));
    }
    lines.push(format!("  last sync  {}", moment(connector.last_sync_at)));
    lines.push(format!(
        "  findings   {} open, risk {}",
        connector.findings_count, connector.risk_score
    ));
    let exposure = connector
        .exposure
        .map_or_else(|| "not read yet".to_owned(), |level| word(&level));
    lines.push(format!("  exposure   {exposure}"));
    lines.join("\n")
}
