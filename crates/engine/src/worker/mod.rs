//! Untrusted files of complex formats are read in a killable child process.
//!
//! The child is this same program, started with a hidden argument ([`serve`]). It has no credentials, no key, an
//! empty environment, no network, no files of the person's, and limits on memory and time; it gets the bytes of a
//! file through a pipe and answers matches. A file that makes it crash, spin or lie costs that one file: the pool
//! ([`Workers`]) starts another. What a worker says is checked as what a stranger says.
//!
//! On Linux a seccomp filter refuses sockets and everything else that reading needs not, and Landlock closes the
//! person's folders where the kernel has it. Other Unixes have the limits and the empty environment only.
//!
//! Plain text, tables and JSON never come here: `tidegate_formats::complex` decides on a file's first bytes.

mod confine;
mod frame;
mod job;
mod message;
mod pool;
mod process;
mod serve;
mod watch;

pub use pool::Workers;
pub use serve::{ReadFile, serve, serve_reading};

pub(crate) use job::Errand;

use crate::data_dir::tesseract;
use std::path::PathBuf;
use std::time::Duration;
use tidegate_formats::Ocr;

/// The argument that makes a program of Tidegate a worker; not for people.
pub const ARGUMENT: &str = "examine-as-worker";

/// How a worker is started, and what it may cost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkerCommand {
    pub program: PathBuf,
    pub arguments: Vec<String>,
    pub limits: WorkerLimits,
    /// Reads the text in pictures, where it is installed.
    pub ocr: Option<Ocr>,
}

impl WorkerCommand {
    /// The program at `program`, which understands [`ARGUMENT`].
    pub fn new(program: impl Into<PathBuf>) -> Self {
        Self {
            program: program.into(),
            arguments: vec![ARGUMENT.to_owned()],
            limits: WorkerLimits::default(),
            ocr: None,
        }
    }

    /// The running program itself, also when its file was replaced by a newer one since it started.
    ///
    /// # Errors
    /// When the system does not say where the program is.
    pub fn of_this_program() -> std::io::Result<Self> {
        if cfg!(target_os = "linux") {
            // Resolved by the child between fork and exec, when it still is this very program.
            return Ok(Self::new("/proc/self/exe").with_ocr());
        }
        Ok(Self::new(std::env::current_exe()?).with_ocr())
    }
}

impl WorkerCommand {
    /// With Tesseract, when it is installed.
    fn with_ocr(self) -> Self {
        let ocr = tesseract().map(|program| Ocr {
            program,
            languages: OCR_LANGUAGES.to_owned(),
            time: OCR_TIME,
        });
        Self { ocr, ..self }
    }
}

/// The language that every installation of Tesseract brings.
const OCR_LANGUAGES: &str = "eng";
/// For all pictures of one file; below [`WorkerLimits::quiet`], since a worker says nothing meanwhile.
const OCR_TIME: Duration = Duration::from_secs(40);

/// What a worker may cost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkerLimits {
    /// Workers at once; further files wait.
    pub workers: usize,
    /// Address space of one worker. The formats are built for 512 MiB; as much again is for what is only
    /// reserved: stacks, the allocator's arenas, the program itself.
    pub memory_bytes: u64,
    /// Without a sign of life from the reader.
    pub quiet: Duration,
    /// For one file, without the time in which its bytes were awaited.
    pub total: Duration,
    /// Files after which a worker is replaced.
    pub files: u32,
    /// Resident bytes above which it is replaced after a file.
    pub resident_bytes: u64,
}

impl Default for WorkerLimits {
    fn default() -> Self {
        Self {
            workers: std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
            memory_bytes: 1024 * 1024 * 1024,
            quiet: Duration::from_secs(60),
            total: Duration::from_secs(600),
            files: 500,
            resident_bytes: 192 * 1024 * 1024,
        }
    }
}
