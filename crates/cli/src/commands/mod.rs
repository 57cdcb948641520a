//! The words of the command line, one file per noun.

mod allow;
mod connector;
mod daemon;
mod detector;
mod doctor;
pub(crate) mod document;
mod export;
mod finding;
mod object;
mod policy;
mod run;
mod sample;
mod scan;
mod schedule;
mod sync;
mod transfer;

use crate::{Failure, Session};
use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Scan a file or folder once; nothing is stored
    Scan(scan::Scan),
    /// Links to your sources: create, test, browse, pause, delete …
    #[command(subcommand)]
    Connector(connector::Connector),
    /// Sync a connector: list it, examine what is new
    Sync(sync::Sync),
    /// Syncs, past and present
    #[command(subcommand)]
    Run(run::Run),
    /// Objects as last seen
    #[command(subcommand)]
    Document(document::Document),
    /// Fetch, send, delete, link: objects of a connector
    #[command(subcommand)]
    Object(object::Object),
    /// Uploads and downloads, past and present
    #[command(subcommand)]
    Transfer(transfer::Transfer),
    /// Redacted copies: made, looked at, gone on with
    #[command(subcommand)]
    Export(export::Export),
    /// What was found
    #[command(subcommand)]
    Finding(finding::Finding),
    /// What is looked for
    #[command(subcommand)]
    Detector(detector::Detector),
    /// What connectors look for, and how sure to be
    #[command(subcommand)]
    Policy(policy::Policy),
    /// What is known not to be sensitive
    #[command(subcommand)]
    Allow(allow::Allow),
    /// When a schedule fires
    #[command(subcommand)]
    Schedule(schedule::Schedule),
    /// Sync on schedule without a window, until interrupted
    Daemon,
    /// Check the data folder, the keychain and the database
    Doctor,
    /// Try Tidegate on made-up files: write them, sync them, show the findings
    Sample(sample::Sample),
}

pub async fn run(session: &Session, command: Command) -> Result<(), Failure> {
    match command {
        Command::Scan(scan) => scan.run(session).await,
        Command::Connector(connector) => connector.run(session).await,
        Command::Sync(sync) => sync.run(session).await,
        Command::Run(run) => run.run(session).await,
        Command::Document(document) => document.run(session).await,
        Command::Object(object) => object.run(session).await,
        Command::Transfer(transfer) => transfer.run(session).await,
        Command::Export(export) => export.run(session).await,
        Command::Finding(finding) => finding.run(session).await,
        Command::Detector(detector) => detector.run(session).await,
        Command::Policy(policy) => policy.run(session).await,
        Command::Allow(allow) => allow.run(session).await,
        Command::Schedule(schedule) => schedule.run(session).await,
        Command::Daemon => daemon::run(session).await,
        Command::Doctor => doctor::run(session).await,
        Command::Sample(sample) => sample.run(session).await,
    }
}
