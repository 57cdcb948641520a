//! The app's log: a file a day in the data folder, fourteen kept. It holds no keys, values or credentials:
//! nothing that is logged carries them.

use std::path::Path;
use tracing_appender::{non_blocking::WorkerGuard, rolling};

/// Starts logging into `<data folder>/logs`. Keep the guard until the app ends.
pub fn start(data_dir: &Path) -> anyhow::Result<WorkerGuard> {
    let files = rolling::Builder::new()
        .rotation(rolling::Rotation::DAILY)
        .filename_prefix("tidegate")
        .filename_suffix("log")
        .max_log_files(14)
        .build(data_dir.join("logs"))?;
    let (writer, guard) = tracing_appender::non_blocking(files);
    // A second start in one process (tests) keeps the first subscriber.
    let _ = tracing_subscriber::fmt()
        .with_writer(writer)
        .with_ansi(false)
        .with_target(false)
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_env("TIDEGATE_LOG")
                .unwrap_or_else(|_| "warn,tidegate_shell=info,tidegate_engine=info".into()),
        )
        .try_init();
    Ok(guard)
}
