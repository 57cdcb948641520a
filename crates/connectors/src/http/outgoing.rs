//! A request's body on its way out, in pieces that are counted: a slow line is no silence.

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};
use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

/// Small enough that a line of 4 KiB a second takes one within any time-out.
const PIECE: usize = 64 * 1024;

/// Bytes that are handed to the connection piece by piece.
pub(super) struct Outgoing {
    rest: Bytes,
    taken: Arc<AtomicU64>,
}

/// How much of a body the connection has taken.
pub(super) struct Taken(Arc<AtomicU64>);

impl Outgoing {
    pub fn new(bytes: Bytes) -> (Self, Taken) {
        let taken = Arc::new(AtomicU64::new(0));
        let body = Self {
            rest: bytes,
            taken: taken.clone(),
        };
        (body, Taken(taken))
    }
}

impl Taken {
    /// Waits for the answer as long as the body moves, and `stall` after it has stopped. `None` when that is over.
    pub async fn wait<T>(&self, stall: Duration, answer: impl Future<Output = T>) -> Option<T> {
        let mut answer = std::pin::pin!(answer);
        let mut seen = 0;
        loop {
            match tokio::time::timeout(stall, &mut answer).await {
                Ok(answer) => return Some(answer),
                Err(_) => {
                    let taken = self.0.load(Ordering::Relaxed);
                    if taken == seen {
                        return None;
                    }
                    seen = taken;
                }
            }
        }
    }
}

impl Body for Outgoing {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if self.rest.is_empty() {
            return Poll::Ready(None);
        }
        let most = self.rest.len().min(PIECE);
        let piece = self.rest.split_to(most);
        self.taken.fetch_add(most as u64, Ordering::Relaxed);
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.rest.len() as u64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_body_that_moves_is_waited_for() {
        let stall = Duration::from_secs(30);
        let (mut body, taken) = Outgoing::new(Bytes::from(vec![7; 5 * PIECE + 1]));
        let slow = async {
            let mut sent = 0;
            while let Some(Ok(frame)) = http_body_util::BodyExt::frame(&mut body).await {
                sent += frame.into_data().unwrap().len();
                tokio::time::sleep(Duration::from_secs(25)).await;
            }
            sent
        };
        assert_eq!(taken.wait(stall, slow).await, Some(5 * PIECE + 1));
        assert_eq!(taken.wait(stall, std::future::pending::<()>()).await, None);
    }
}
