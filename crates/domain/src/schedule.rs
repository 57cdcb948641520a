//! A schedule as it is shown back to the person who typed it.

use crate::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The echo of a cron line: what it means in words and when it fires next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ScheduleEcho {
    pub cron: String,
    /// IANA zone that the line is read in.
    pub timezone: String,
    /// Such as "At 02:30, Monday to Friday".
    pub in_words: String,
    /// The next moments, soonest first; fewer than asked when the line runs out.
    pub next: Vec<Timestamp>,
}
