//! What every command shares: the global options, the engine once it is needed, and Ctrl+C.

use crate::{Failure, Output};
use clap::Args;
use std::path::PathBuf;
use std::sync::Mutex;
use tidegate_domain::{
    context::{RunContext, SystemClock},
    problem::{ErrorClass, Problem},
    secret::Secret,
};
use tidegate_engine::{Access, Engine, EngineOptions, default_data_dir, other_tools, worker::WorkerCommand};

#[derive(Debug, Clone, Args)]
pub struct Global {
    /// Where Tidegate keeps its database [default: your data folder, shared with the window]
    #[arg(long, global = true, value_name = "DIR", env = "TIDEGATE_DATA_DIR")]
    data_dir: Option<PathBuf>,
    /// Print JSON: one object, or one line per row
    #[arg(long, global = true)]
    pub json: bool,
    /// A file with the passphrase of the vault, where there is no keychain
    #[arg(
        long,
        global = true,
        value_name = "FILE",
        env = "TIDEGATE_PASSPHRASE_FILE",
        hide_env_values = true
    )]
    passphrase_file: Option<PathBuf>,
}

pub struct Session {
    global: Global,
    ctx: RunContext,
    engine: Mutex<Option<Engine>>,
}

impl Session {
    pub fn new(global: Global) -> Self {
        Self {
            global,
            ctx: RunContext::new(std::sync::Arc::new(SystemClock)),
            engine: Mutex::new(None),
        }
    }

    pub fn output(&self) -> Output {
        Output::new(self.global.json)
    }

    /// Cancelled by Ctrl+C or by a request to end, once [`Self::watch_interrupts`] was called.
    pub fn context(&self) -> &RunContext {
        &self.ctx
    }

    /// From now on Ctrl+C and SIGTERM cancel the context instead of ending the process; a second one ends it.
    pub fn watch_interrupts(&self) {
        let cancel = self.ctx.cancel.clone();
        tokio::spawn(async move {
            interrupted().await;
            cancel.cancel();
            interrupted().await;
            std::process::exit(130);
        });
    }

    /// The engine, to change things: takes the lock of the data folder.
    pub async fn engine(&self) -> Result<Engine, Failure> {
        self.open(Access::Exclusive).await
    }

    /// The engine, to look: works beside a window that is open.
    pub async fn reader(&self) -> Result<Engine, Failure> {
        self.open(Access::ReadOnly).await
    }

    async fn open(&self, access: Access) -> Result<Engine, Failure> {
        let data_dir = match &self.global.data_dir {
            Some(dir) => dir.clone(),
            None => default_data_dir()?,
        };
        let mut options = EngineOptions::new(data_dir);
        options.access = access;
        (options.home, options.variables) = other_tools();
        options.worker = WorkerCommand::of_this_program().ok();
        if let Some(file) = &self.global.passphrase_file {
            options.passphrase = Some(passphrase(file)?);
            options.use_keychain = false;
        }
        let opened = tokio::task::spawn_blocking(move || Engine::open(options)).await;
        let engine = match opened {
            Ok(Ok(engine)) => engine,
            Ok(Err(problem)) if problem.class == ErrorClass::Conflict => {
                return Err(Failure::locked(problem));
            }
            Ok(Err(problem)) => return Err(problem.into()),
            Err(error) => {
                return Err(Failure::internal(format!(
                    "opening the data folder stopped: {error}"
                )));
            }
        };
        if let Ok(mut kept) = self.engine.lock() {
            *kept = Some(engine.clone());
        }
        Ok(engine)
    }

    /// Lets runs that are under way reach a safe point.
    pub async fn close(&self) {
        let engine = self.engine.lock().ok().and_then(|mut kept| kept.take());
        if let Some(engine) = engine {
            engine.shut_down().await;
        }
    }
}

fn passphrase(file: &std::path::Path) -> Result<Secret, Problem> {
    let text = std::fs::read_to_string(file).map_err(|error| {
        Problem::new(
            ErrorClass::ConfigInvalid,
            format!("The passphrase file {} cannot be read: {error}.", file.display()),
            "Check the path in --passphrase-file or TIDEGATE_PASSPHRASE_FILE.",
        )
    })?;
    Ok(Secret::new(text.trim_end_matches(['\r', '\n'])))
}

async fn interrupted() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}
