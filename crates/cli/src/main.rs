//! `tidegate`: the engine without a display.
//!
//! Converts words of a command line into use cases of the engine and their answers into lines of text or
//! JSON. Answers go to stdout; progress, logs and errors to stderr.

mod commands;
mod failure;
mod output;
mod session;

use clap::Parser;
use commands::Command;
use failure::Failure;
use output::Output;
use session::{Global, Session};
use std::process::ExitCode;

/// Finds sensitive data in your storage, on your own machine.
#[derive(Debug, Parser)]
#[command(name = "tidegate", version, propagate_version = true, max_term_width = 100)]
#[command(
    after_help = "Exit codes: 0 ok, 1 the job failed or has errors, 2 usage, 3 bad configuration, \
    4 locked by another instance, 130 interrupted."
)]
struct Arguments {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

fn main() -> ExitCode {
    // A worker is no command: it reads no settings and opens nothing.
    if std::env::args_os()
        .nth(1)
        .is_some_and(|first| first == tidegate_engine::worker::ARGUMENT)
    {
        return tidegate_engine::worker::serve();
    }
    let arguments = Arguments::parse();
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_env("TIDEGATE_LOG").unwrap_or_else(|_| "warn".into()),
        )
        .with_target(false)
        .init();
    let json = arguments.global.json;
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return Failure::internal(format!("no threads could be started: {error}")).report(json),
    };
    let session = Session::new(arguments.global);
    let ended = runtime.block_on(async {
        let work = commands::run(&session, arguments.command);
        let ended = work.await;
        session.close().await;
        ended
    });
    // Blocking work that was cancelled may still hang in a system call; the answer is out already.
    runtime.shutdown_background();
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(json),
    }
}
