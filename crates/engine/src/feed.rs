//! Turns an arriving stream of bytes into a `Read` for the format readers, which work on blocking threads.

use bytes::Bytes;
use futures::StreamExt;
use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tidegate_connectors::{ByteStream, SourceError};
use tokio::sync::mpsc;

/// Chunks that may wait between network and scanner: bounds the memory of one object to a few MiB.
const CHUNKS_WAITING: usize = 8;

/// The reading end. Give it to a blocking thread.
#[derive(Debug)]
pub(crate) struct Feed {
    chunks: mpsc::Receiver<Result<Bytes, SourceError>>,
    current: Bytes,
    /// Bytes handed to the reader so far.
    read: u64,
    meter: Arc<AtomicU64>,
}

impl Feed {
    /// Starts pumping `stream`; `meter` counts bytes as they arrive. The pump ends when the feed is dropped.
    pub(crate) fn pump(mut stream: ByteStream, meter: Arc<AtomicU64>) -> Self {
        let (sender, chunks) = mpsc::channel(CHUNKS_WAITING);
        tokio::spawn(async move {
            while let Some(chunk) = stream.next().await {
                let failed = chunk.is_err();
                if sender.send(chunk).await.is_err() || failed {
                    return;
                }
            }
        });
        Self {
            chunks,
            current: Bytes::new(),
            read: 0,
            meter,
        }
    }

    pub(crate) fn bytes_read(&self) -> u64 {
        self.read
    }

    /// Reads on to the end, so that a short body or a late change is noticed even where the format
    /// reader needed no more bytes.
    pub(crate) fn drain(&mut self) -> Result<(), SourceError> {
        while let Some(chunk) = self.chunks.blocking_recv() {
            self.count(chunk?.len());
        }
        Ok(())
    }

    fn count(&mut self, bytes: usize) {
        self.read += bytes as u64;
        self.meter.fetch_add(bytes as u64, Ordering::Relaxed);
    }
}

impl Read for Feed {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.current.is_empty() {
            match self.chunks.blocking_recv() {
                None => return Ok(0),
                Some(Err(error)) => return Err(io::Error::other(error)),
                Some(Ok(chunk)) => {
                    self.count(chunk.len());
                    self.current = chunk;
                }
            }
        }
        let taken = self.current.split_to(out.len().min(self.current.len()));
        out[..taken.len()].copy_from_slice(&taken);
        Ok(taken.len())
    }
}

/// The source's own error, when `error` carries one through the format reader.
pub(crate) fn source_error(error: io::Error) -> Result<SourceError, io::Error> {
    error.downcast::<SourceError>()
}
