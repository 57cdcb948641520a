//! How much a file may cost: window sizes, and the limits of unpacking untrusted bytes.

use std::path::PathBuf;
use std::time::Duration;

/// Limits of one reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Budget {
    /// Bytes of text that one window owns at most. At least 16.
    pub window_bytes: usize,
    /// Bytes of text before and after what a window owns, where the file has them.
    pub overlap: usize,
    /// Unpacked bytes per packed byte that are refused as a bomb, once `ratio_free_bytes` are unpacked.
    pub max_ratio: u64,
    /// Unpacked bytes below which the ratio is not asked.
    pub ratio_free_bytes: u64,
    /// Unpacked bytes of one member at most.
    pub max_unpacked_bytes: u64,
    /// Packed files inside packed files, the outermost included.
    pub max_depth: usize,
    /// Whether formats may be read whose parsers are not trusted with this process: only in the worker.
    pub complex: bool,
    /// Bytes of a document that is held in memory as a whole, and of one of its parts.
    pub max_held_bytes: u64,
    /// Files inside a file, over all layers.
    pub max_entries: u64,
    /// Unpacked bytes of all files inside a file, over all layers.
    pub max_total_bytes: u64,
    /// The same per byte of the outermost file, once `ratio_free_total` are unpacked.
    pub max_total_ratio: u64,
    /// Unpacked bytes over all layers below which their ratio is not asked.
    pub ratio_free_total: u64,
    /// What reads the text in pictures, where it is installed.
    pub ocr: Option<Ocr>,
}

/// Tesseract, which is run as a process of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ocr {
    pub program: PathBuf,
    /// As its option `-l` takes them, such as `eng+deu`.
    pub languages: String,
    /// For all pictures of one file.
    pub time: Duration,
}

impl Default for Budget {
    fn default() -> Self {
        Self {
            window_bytes: 1024 * 1024,
            overlap: 32 * 1024,
            max_ratio: 1_000,
            ratio_free_bytes: 10 * 1024 * 1024,
            max_unpacked_bytes: 64 * 1024 * 1024 * 1024,
            max_depth: 8,
            complex: false,
            max_held_bytes: 256 * 1024 * 1024,
            max_entries: 100_000,
            max_total_bytes: 4 * 1024 * 1024 * 1024,
            max_total_ratio: 100,
            ratio_free_total: 64 * 1024 * 1024,
            ocr: None,
        }
    }
}
