//! What long work is handed first: a way to be cancelled and a clock.

use crate::Timestamp;
use std::fmt;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// The wall clock, as a parameter. Durations are measured with `std::time::Instant`, never with this.
pub trait Clock: Send + Sync {
    fn now(&self) -> Timestamp;
}

/// The machine's clock: the only place that reads it.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[allow(
        clippy::disallowed_methods,
        reason = "this is the clock that everything else is handed"
    )]
    fn now(&self) -> Timestamp {
        chrono::Utc::now()
    }
}

/// Handed first to everything that takes long. Clones share one cancel switch.
#[derive(Clone)]
pub struct RunContext {
    pub cancel: CancellationToken,
    pub clock: Arc<dyn Clock>,
}

impl RunContext {
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self {
            cancel: CancellationToken::new(),
            clock,
        }
    }

    pub fn cancelled(&self) -> bool {
        self.cancel.is_cancelled()
    }

    /// A context that ends with this one, and may end before it.
    pub fn child(&self) -> Self {
        Self {
            cancel: self.cancel.child_token(),
            clock: self.clock.clone(),
        }
    }
}

impl fmt::Debug for RunContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RunContext")
            .field("cancelled", &self.cancelled())
            .finish_non_exhaustive()
    }
}
