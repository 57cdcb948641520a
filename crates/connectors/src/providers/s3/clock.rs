//! A clock that goes wrong: how far it is from the service's, and signing by the service's.

use crate::connector::SourceError;
use http::{HeaderMap, header};
use std::sync::atomic::{AtomicI64, Ordering};
use tidegate_domain::{Timestamp, problem::ErrorClass};

/// Amazon takes signatures that are up to fifteen minutes off; nearer than this it is not about time.
const MUCH: chrono::Duration = chrono::Duration::minutes(10);

/// How far the service's clock is ahead of this computer's, once that has mattered.
#[derive(Debug, Default)]
pub(super) struct Clock {
    ahead_seconds: AtomicI64,
}

impl Clock {
    pub fn ahead(&self) -> chrono::Duration {
        chrono::Duration::seconds(self.ahead_seconds.load(Ordering::Relaxed))
    }

    pub fn set(&self, ahead: chrono::Duration) {
        self.ahead_seconds.store(ahead.num_seconds(), Ordering::Relaxed);
    }
}

/// How far the service's clock is ahead, by an answer's `Date`, when that is much.
pub(super) fn ahead(headers: &HeaderMap, now: Timestamp) -> Option<chrono::Duration> {
    let date = headers.get(header::DATE)?.to_str().ok()?;
    let service = chrono::DateTime::parse_from_rfc2822(date).ok()?.to_utc();
    let ahead = service - now;
    (ahead.abs() > MUCH).then_some(ahead)
}

/// What a person is told.
pub(super) fn wrong(ahead: Option<chrono::Duration>) -> SourceError {
    let message = match ahead {
        None => "This computer's clock differs too much from the service's.".to_owned(),
        Some(ahead) => {
            let way = if ahead > chrono::Duration::zero() {
                "behind"
            } else {
                "ahead of"
            };
            format!(
                "This computer's clock is {} {way} the service's.",
                length(ahead.abs())
            )
        }
    };
    SourceError::new(
        ErrorClass::ConfigInvalid,
        message,
        "Set this computer's clock, then try again.",
    )
}

fn length(time: chrono::Duration) -> String {
    let (number, unit) = match time.num_minutes() {
        minutes @ ..120 => (minutes, "minute"),
        minutes @ ..2880 => (minutes / 60, "hour"),
        minutes => (minutes / 1440, "day"),
    };
    let s = if number == 1 { "" } else { "s" };
    format!("{number} {unit}{s}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_how_far_and_which_way() {
        for (minutes, words) in [
            (17, "17 minutes behind"),
            (-61, "61 minutes ahead of"),
            (60 * 24, "24 hours behind"),
            (-60 * 24 * 400, "400 days ahead of"),
        ] {
            let said = wrong(Some(chrono::Duration::minutes(minutes))).message;
            assert!(said.contains(words), "{said}");
        }
    }
}
