//! Turns an arriving stream of bytes into a `Read` for the format readers, which work on blocking threads.

use bytes::Bytes;
use futures::StreamExt;
use std::collections::VecDeque;
use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tidegate_connectors::{ByteStream, SourceError};
use tokio::sync::mpsc;

/// Chunks that may wait between network and scanner: bounds the memory of one object to a few MiB.
const CHUNKS_WAITING: usize = 8;

/// An object up to this size is there as a whole before its reader begins, who then need not be woken for each chunk.
const WHOLE: u64 = 64 << 10;

/// The reading end. Give it to a blocking thread.
#[derive(Debug)]
pub(crate) struct Feed {
    /// What came before the reader began.
    come: VecDeque<Result<Bytes, SourceError>>,
    /// What comes after that.
    chunks: Option<mpsc::Receiver<Result<Bytes, SourceError>>>,
    current: Bytes,
    /// Bytes handed to the reader so far.
    read: u64,
    meter: Arc<AtomicU64>,
}

impl Feed {
    /// Waits for the whole of a small object of `size` bytes; a larger one is pumped.
    pub(crate) async fn start(mut stream: ByteStream, size: u64, meter: Arc<AtomicU64>) -> Self {
        if size > WHOLE {
            return Self::pump(stream, meter);
        }
        let (mut come, mut bytes) = (VecDeque::new(), 0);
        while let Some(chunk) = stream.next().await {
            bytes += chunk.as_ref().map_or(0, Bytes::len) as u64;
            let failed = chunk.is_err();
            come.push_back(chunk);
            if failed {
                break;
            }
            // More than was promised is no reason to hold it all.
            if bytes > WHOLE {
                return Self {
                    come,
                    ..Self::pump(stream, meter)
                };
            }
        }
        Self {
            come,
            chunks: None,
            current: Bytes::new(),
            read: 0,
            meter,
        }
    }

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
            come: VecDeque::new(),
            chunks: Some(chunks),
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
        while let Some(chunk) = self.next() {
            self.count(chunk?.len());
        }
        Ok(())
    }

    fn next(&mut self) -> Option<Result<Bytes, SourceError>> {
        let come = self.come.pop_front();
        come.or_else(|| self.chunks.as_mut()?.blocking_recv())
    }

    fn count(&mut self, bytes: usize) {
        self.read += bytes as u64;
        self.meter.fetch_add(bytes as u64, Ordering::Relaxed);
    }
}

impl Read for Feed {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.current.is_empty() {
            match self.next() {
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

#[cfg(test)]
mod tests {
    use super::*;
    use tidegate_domain::problem::ErrorClass;

    fn stream(pieces: usize, size: usize, broken: bool) -> ByteStream {
        let pieces = (0..pieces).map(move |number| Ok(Bytes::from(vec![number as u8; size])));
        let end = broken.then(|| Err(SourceError::new(ErrorClass::Transient, "Broken.", "")));
        futures::stream::iter(pieces.chain(end)).boxed()
    }

    /// Reads a feed as the format readers do, on a blocking thread.
    async fn read(stream: ByteStream, size: u64) -> (usize, bool, u64) {
        let meter = Arc::new(AtomicU64::new(0));
        let mut feed = Feed::start(stream, size, meter.clone()).await;
        tokio::task::spawn_blocking(move || {
            let mut all = Vec::new();
            let whole = feed.read_to_end(&mut all).is_ok();
            assert_eq!(feed.bytes_read(), all.len() as u64);
            (all.len(), whole, meter.load(Ordering::Relaxed))
        })
        .await
        .unwrap()
    }

    #[tokio::test]
    async fn all_bytes_come_whatever_the_size() {
        assert_eq!(read(stream(0, 0, false), 0).await, (0, true, 0));
        assert_eq!(read(stream(3, 1000, false), 3000).await, (3000, true, 3000));
        assert_eq!(
            read(stream(100, 9000, false), 900_000).await,
            (900_000, true, 900_000)
        );
        // A source that sends more than it promised is held in memory no longer.
        assert_eq!(read(stream(100, 9000, false), 10).await, (900_000, true, 900_000));
    }

    #[tokio::test]
    async fn a_break_is_told_where_it_happened() {
        for size in [3000, 900_000] {
            assert_eq!(read(stream(3, 1000, true), size).await, (3000, false, 3000));
        }
    }

    #[tokio::test]
    async fn what_is_not_read_is_drained_to_its_end() {
        for (size, broken) in [(3000, false), (900_000, false), (3000, true), (900_000, true)] {
            let mut feed = Feed::start(stream(3, 1000, broken), size, Arc::default()).await;
            let drained = tokio::task::spawn_blocking(move || feed.drain().map(|()| feed.bytes_read()));
            assert_eq!(drained.await.unwrap().ok(), (!broken).then_some(3000));
        }
    }
}
