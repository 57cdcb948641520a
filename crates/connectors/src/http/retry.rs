//! How long to wait before the next try.

use super::HttpOptions;
use http::{HeaderMap, header::RETRY_AFTER};
use std::time::Duration;
use tidegate_domain::Timestamp;

/// Full jitter: anything from nothing to the exponential limit, so that many clients do not come back at
/// once (AWS Architecture Blog, "Exponential Backoff And Jitter").
pub(super) fn backoff(tried: u32, options: &HttpOptions) -> Duration {
    let most = options
        .retry_base
        .saturating_mul(1_u32 << tried.min(16))
        .min(options.retry_cap);
    // Without randomness the wait is merely not spread.
    let part = getrandom::u32().map_or(1.0, |random| f64::from(random) / f64::from(u32::MAX));
    most.mul_f64(part)
}

/// What `Retry-After` asks for, in seconds or as a date, at most `cap`.
pub(crate) fn asked_to_wait(headers: &HeaderMap, cap: Duration, now: Timestamp) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    let wait = match text.parse::<u64>() {
        Ok(seconds) => Duration::from_secs(seconds),
        Err(_) => {
            let at = chrono::DateTime::parse_from_rfc2822(text).ok()?;
            (at.to_utc() - now).to_std().unwrap_or_default()
        }
    };
    Some(wait.min(cap))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_are_bounded() {
        let options = HttpOptions::default();
        for tried in [1, 4, 16, 31, u32::MAX] {
            assert!(backoff(tried, &options) <= options.retry_cap);
        }
        let now = chrono::DateTime::parse_from_rfc3339("2026-01-01T00:00:00Z")
            .unwrap()
            .to_utc();
        for (text, seconds) in [
            ("3", Some(3)),
            ("100000", Some(120)),
            ("Thu, 01 Jan 2026 00:00:07 GMT", Some(7)),
            ("Wed, 01 Jan 2025 00:00:07 GMT", Some(0)),
            ("soon", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(RETRY_AFTER, text.parse().unwrap());
            assert_eq!(
                asked_to_wait(&headers, options.retry_after_cap, now),
                seconds.map(Duration::from_secs),
                "{text}"
            );
        }
    }
}
