//! Schedules: five-field Unix cron, read in a zone, and said back in words.
//!
//! The `cron` crate has seconds first and counts Sunday as 1; this front gives it what the five fields
//! mean to Unix: Sunday is 0 or 7, and when both day fields are restricted either one suffices
//! (IEEE 1003.1, crontab).

pub(crate) mod scheduler;
mod words;

use chrono::TimeZone;
use chrono_tz::Tz;
use cron::Schedule;
use std::str::FromStr;
use tidegate_domain::{
    Timestamp,
    problem::{ErrorClass, Problem},
    schedule::ScheduleEcho,
};

/// Next moments that one question may ask for.
const MOST_NEXT: usize = 100;

/// A schedule that was understood.
#[derive(Debug, Clone)]
pub struct UnixCron {
    fields: [String; 5],
    zone: Tz,
    /// One schedule, or two when day of month and day of week are both restricted.
    either: Vec<Schedule>,
}

/// Reads a zone's IANA name.
pub(crate) fn zone(name: &str) -> Result<Tz, Problem> {
    Tz::from_str(name).map_err(|_| {
        Problem::new(
            ErrorClass::ConfigInvalid,
            format!("There is no time zone \u{201c}{name}\u{201d}."),
            "Use an IANA name such as Europe/Berlin or UTC.",
        )
        .on_field("timezone")
    })
}

impl UnixCron {
    /// Reads five fields (or a word such as `@daily`).
    pub fn parse(text: &str, timezone: &str) -> Result<Self, Problem> {
        let zone = zone(timezone)?;
        let text = match text.trim() {
            "@hourly" => "0 * * * *",
            "@daily" | "@midnight" => "0 0 * * *",
            "@weekly" => "0 0 * * 0",
            "@monthly" => "0 0 1 * *",
            "@yearly" | "@annually" => "0 0 1 1 *",
            other => other,
        };
        let parts: Vec<_> = text.split_whitespace().map(str::to_ascii_lowercase).collect();
        let fields: [String; 5] = parts.try_into().map_err(|parts: Vec<_>| {
            wrong(format!(
                "A schedule has five fields; this one has {}.",
                parts.len()
            ))
        })?;
        let minute = numbers(&fields[0], "minute", 0, 59, &[])?;
        let hour = numbers(&fields[1], "hour", 0, 23, &[])?;
        let day = numbers(&fields[2], "day of month", 1, 31, &[])?;
        let month = numbers(&fields[3], "month", 1, 12, &words::MONTHS)?;
        let mut weekday = numbers(&fields[4], "day of week", 0, 7, &words::WEEKDAYS)?;
        if weekday.last() == Some(&7) {
            weekday.pop();
            if weekday.first() != Some(&0) {
                weekday.insert(0, 0);
            }
        }
        // Any field that does not begin with a star restricts, as in Vixie cron.
        let (day_restricts, weekday_restricts) = (!fields[2].starts_with('*'), !fields[4].starts_with('*'));
        let build = |days: &str, weekdays: &str| {
            let line = format!(
                "0 {} {} {days} {} {weekdays}",
                list(&minute),
                list(&hour),
                list(&month)
            );
            Schedule::from_str(&line).map_err(|_| wrong("This schedule cannot be read.".into()))
        };
        let names: Vec<_> = weekday
            .iter()
            .map(|day| words::WEEKDAYS[usize::from(*day)].to_uppercase())
            .collect();
        let names = if weekday.len() == 7 {
            "*".to_owned()
        } else {
            names.join(",")
        };
        let days = list(&day);
        let either = if day_restricts && weekday_restricts {
            vec![build(&days, "*")?, build("*", &names)?]
        } else {
            vec![build(&days, &names)?]
        };
        let schedule = Self { fields, zone, either };
        let start = chrono::Utc.timestamp_opt(1_767_225_600, 0).single();
        if start.is_some_and(|start| schedule.next_after(start).is_none()) {
            return Err(wrong("This schedule never comes: no month has that day.".into()));
        }
        Ok(schedule)
    }

    /// The first moment after `moment`.
    pub fn next_after(&self, moment: Timestamp) -> Option<Timestamp> {
        let local = moment.with_timezone(&self.zone);
        self.either
            .iter()
            .filter_map(|schedule| schedule.after(&local).next())
            .min()
            .map(|next| next.with_timezone(&chrono::Utc))
    }

    /// The next `count` moments.
    pub fn next(&self, after: Timestamp, count: usize) -> Vec<Timestamp> {
        std::iter::successors(self.next_after(after), |last| self.next_after(*last))
            .take(count.min(MOST_NEXT))
            .collect()
    }

    /// What it means, such as "At 02:30, Monday to Friday".
    pub fn in_words(&self) -> String {
        words::describe(&self.fields)
    }
}

/// The echo of a line of cron: words and the next `count` moments after `now`.
pub fn echo(cron: &str, timezone: &str, count: usize, now: Timestamp) -> Result<ScheduleEcho, Problem> {
    let schedule = UnixCron::parse(cron, timezone)?;
    Ok(ScheduleEcho {
        cron: cron.trim().to_owned(),
        timezone: timezone.to_owned(),
        in_words: schedule.in_words(),
        next: schedule.next(now, count),
    })
}

impl crate::Engine {
    pub fn schedule_echo(&self, cron: &str, timezone: &str, count: usize) -> Result<ScheduleEcho, Problem> {
        echo(cron, timezone, count, self.inner.clock.now())
    }
}

fn wrong(message: String) -> Problem {
    Problem::new(
        ErrorClass::ConfigInvalid,
        message,
        "Write minute, hour, day of month, month and day of week, such as \u{201c}30 2 * * 1-5\u{201d}.",
    )
    .on_field("schedule_cron")
}

/// The numbers that a field names, in order: lists, ranges, steps and names.
fn numbers(field: &str, what: &str, low: u8, high: u8, names: &[&str]) -> Result<Vec<u8>, Problem> {
    let bad = || {
        wrong(format!(
            "\u{201c}{field}\u{201d} is not a {what} ({low} to {high})."
        ))
    };
    let number = |text: &str| {
        if let Some(at) = names.iter().position(|name| *name == text) {
            return u8::try_from(at).map(|at| at + low).map_err(|_| bad());
        }
        let digits = !text.is_empty() && text.len() <= 2 && text.bytes().all(|byte| byte.is_ascii_digit());
        let value: u8 = digits.then(|| text.parse().ok()).flatten().ok_or_else(bad)?;
        if (low..=high).contains(&value) {
            Ok(value)
        } else {
            Err(bad())
        }
    };
    let mut found = Vec::new();
    for part in field.split(',') {
        let (range, step) = match part.split_once('/') {
            Some((range, step)) => {
                let step: u8 = step.parse().map_err(|_| bad())?;
                if step == 0 {
                    return Err(bad());
                }
                (range, step)
            }
            None => (part, 1),
        };
        let (from, to) = match range.split_once('-') {
            _ if range == "*" => (low, if high == 7 { 6 } else { high }),
            Some((from, to)) => (number(from)?, number(to)?),
            None if part.contains('/') => (number(range)?, high),
            None => (number(range)?, number(range)?),
        };
        // "sat-sun" runs over the week's end, where Sunday is 7.
        let to = if high == 7 && to == 0 && from > 0 { 7 } else { to };
        if from > to {
            return Err(bad());
        }
        found.extend((from..=to).step_by(usize::from(step)));
    }
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

fn list(numbers: &[u8]) -> String {
    numbers.iter().map(u8::to_string).collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn unix_meaning() {
        // 2026-11-21 is a Saturday.
        let check = |cron: &str, expected: &[&str]| {
            let schedule = UnixCron::parse(cron, "UTC").unwrap();
            let next: Vec<_> = schedule.next(at("2026-11-21T12:00:00Z"), expected.len());
            assert_eq!(
                next,
                expected.iter().map(|text| at(text)).collect::<Vec<_>>(),
                "{cron}"
            );
        };
        check("30 2 * * 1-5", &["2026-11-23T02:30:00Z", "2026-11-24T02:30:00Z"]);
        check("0 9 * * 0", &["2026-11-22T09:00:00Z", "2026-11-29T09:00:00Z"]);
        check("0 9 * * 7", &["2026-11-22T09:00:00Z"]);
        check(
            "0 9 * * sat-sun",
            &["2026-11-22T09:00:00Z", "2026-11-28T09:00:00Z"],
        );
        check(
            "0 0 1 * 1",
            &[
                "2026-11-23T00:00:00Z",
                "2026-11-30T00:00:00Z",
                "2026-12-01T00:00:00Z",
            ],
        );
        check(
            "*/20 * * * *",
            &[
                "2026-11-21T12:20:00Z",
                "2026-11-21T12:40:00Z",
                "2026-11-21T13:00:00Z",
            ],
        );
        check("0 0 29 2 *", &["2028-02-29T00:00:00Z"]);
        check("@daily", &["2026-11-22T00:00:00Z"]);
    }

    #[test]
    fn zones_are_honoured() {
        let schedule = UnixCron::parse("0 9 * * *", "Europe/Berlin").unwrap();
        assert_eq!(
            schedule.next_after(at("2026-11-21T12:00:00Z")),
            Some(at("2026-11-22T08:00:00Z"))
        );
        assert_eq!(
            schedule.next_after(at("2026-07-01T12:00:00Z")),
            Some(at("2026-07-02T07:00:00Z"))
        );
    }

    #[test]
    fn what_cannot_be_is_refused() {
        for cron in [
            "",
            "* * * *",
            "60 * * * *",
            "* 24 * * *",
            "* * 0 * *",
            "* * * 13 *",
            "* * * * 8",
            "a * * * *",
            "*/0 * * * *",
            "5-1 * * * *",
            "0 0 30 2 *",
            "* * * * * *",
        ] {
            let problem = UnixCron::parse(cron, "UTC").unwrap_err();
            assert_eq!(problem.field.as_deref(), Some("schedule_cron"), "{cron}");
        }
        assert_eq!(
            UnixCron::parse("* * * * *", "Mars/Base")
                .unwrap_err()
                .field
                .as_deref(),
            Some("timezone")
        );
    }
}
