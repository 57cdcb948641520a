//! A short-lived credential (a role's keys, a bearer token), fetched once however many requests want it, and
//! renewed before it ends.

use crate::connector::SourceError;
use std::fmt;
use std::future::Future;
use tidegate_domain::{Timestamp, context::RunContext};
use tokio::sync::Mutex;

/// How long before its end a credential is renewed.
const AHEAD: chrono::Duration = chrono::Duration::minutes(5);

/// What was fetched, and when it ends (`None`: never).
#[derive(Clone)]
pub(crate) struct Fetched<T> {
    pub value: T,
    pub ends_at: Option<Timestamp>,
}

impl<T> fmt::Debug for Fetched<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fetched")
            .field("ends_at", &self.ends_at)
            .finish_non_exhaustive()
    }
}

/// Keeps one credential. Whoever asks while it is being fetched waits for that same answer.
pub(crate) struct Cached<T> {
    held: Mutex<Option<Fetched<T>>>,
}

impl<T> fmt::Debug for Cached<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[cached credential]")
    }
}

impl<T: Clone> Cached<T> {
    pub fn new() -> Self {
        Self {
            held: Mutex::new(None),
        }
    }

    /// The credential, fetched anew when there is none or it ends within five minutes (within half its life,
    /// when it lives shorter than ten).
    pub async fn get<F, R>(&self, ctx: &RunContext, fetch: F) -> Result<Fetched<T>, SourceError>
    where
        F: FnOnce() -> R,
        R: Future<Output = Result<Fetched<T>, SourceError>>,
    {
        let mut held = self.held.lock().await;
        let now = ctx.clock.now();
        if let Some(fetched) = held.as_ref()
            && fetched.ends_at.is_none_or(|end| now < end)
        {
            return Ok(fetched.clone());
        }
        let fetched = fetch().await?;
        let renew_at = fetched.ends_at.map(|end| {
            let ahead = ((end - now) / 2).min(AHEAD);
            end - ahead
        });
        *held = Some(Fetched {
            value: fetched.value.clone(),
            ends_at: renew_at,
        });
        Ok(fetched)
    }

    /// Forgets the credential after it was refused, so that the next request fetches another; nothing
    /// happens when somebody else has renewed it since. `is_refused` tells whether the one held is meant.
    pub async fn refused(&self, is_refused: impl FnOnce(&T) -> bool) {
        let mut held = self.held.lock().await;
        if held.as_ref().is_some_and(|fetched| is_refused(&fetched.value)) {
            *held = None;
        }
    }
}
