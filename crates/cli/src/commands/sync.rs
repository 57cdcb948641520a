//! `tidegate sync`: one run, watched to its end.

use crate::{
    Failure, Session,
    commands::run::{summary, watch},
};
use clap::{Args, ValueEnum};
use tidegate_domain::{
    key::ObjectKey,
    run::{FileRef, RunMode, RunOptions, Trigger},
};

#[derive(Debug, Args)]
pub struct Sync {
    /// The connector's name or id
    connector: String,
    #[arg(long, value_enum, default_value_t = Mode::Auto)]
    mode: Mode,
    /// With incremental: a key to process, as BUCKET/KEY or, with one bucket or a folder, KEY
    #[arg(long = "file", value_name = "KEY")]
    files: Vec<String>,
    /// The bucket of --file keys
    #[arg(long, default_value = "")]
    bucket: String,
    /// Process no more than this
    #[arg(long, value_name = "N")]
    max_files: Option<u64>,
    /// Only this type, such as csv; may be given several times
    #[arg(long = "file-type", value_name = "TYPE")]
    file_types: Vec<String>,
    /// Wait for the end; the default, kept for scripts
    #[arg(long)]
    wait: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Mode {
    /// What is new or changed
    Auto,
    /// Every object
    Full,
    /// Only the files given with --file
    Incremental,
}

impl Sync {
    pub async fn run(self, session: &Session) -> Result<(), Failure> {
        let engine = session.engine().await?;
        let connector = engine.connector_find(&self.connector).await?;
        let options = RunOptions {
            mode: match self.mode {
                Mode::Auto => RunMode::Auto,
                Mode::Full => RunMode::Full,
                Mode::Incremental => RunMode::Incremental,
            },
            file_filter: self
                .files
                .iter()
                .map(|key| FileRef {
                    bucket: self.bucket.clone(),
                    key: ObjectKey::from_text(key),
                })
                .collect(),
            max_files: self.max_files,
            file_types: self.file_types,
        };
        session.watch_interrupts();
        let run = engine
            .sync_start(&connector.id, options, Trigger::Manual, None)
            .await?;
        let run = watch(session, &engine, &run.id).await?;
        session.output().object(&run, summary)?;
        super::run::ended(&run)
    }
}
