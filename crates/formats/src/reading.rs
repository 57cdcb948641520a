//! How a reading ended, in words that name no content.

use std::io;

/// What was read of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// Id such as `csv`; for packed files the inner one first, such as `csv in gzip`.
    pub format: String,
    /// Name of the encoding such as `UTF-8`, `UTF-16LE` or `windows-1252`; empty when there is no text.
    pub encoding: String,
    /// Bytes of the input that were examined: packed bytes of a packed file, 0 when nothing was.
    pub examined: u64,
    pub end: ReadingEnd,
}

/// How far a reading came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReadingEnd {
    /// All of the text was handed out.
    Complete,
    /// Some was handed out; the message says why not all.
    Partial { message: String },
    /// Not a kind of file that can be read as text: nothing was examined.
    Unsupported,
    /// There is no byte in it.
    Empty,
    /// The visitor ended it.
    Stopped,
}

/// Why a file gave nothing.
#[derive(Debug, thiserror::Error)]
pub enum FormatError {
    /// The input's own error, untouched: whoever made the input knows what it means.
    #[error("the input failed: {0}")]
    Input(#[source] io::Error),
    /// The data are damaged.
    #[error("{message}")]
    Unreadable { message: String },
    /// The reader itself was lost: it crashed, or took more than it may. Said of workers, never by a reader.
    #[error("{message}")]
    Stopped { message: String },
}
