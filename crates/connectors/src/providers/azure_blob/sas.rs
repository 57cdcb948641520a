//! A shared access signature that somebody gave: appended to addresses as it is, and read only for what it says
//! of itself when it is refused.

use super::config::invalid;
use std::fmt;
use tidegate_domain::{Timestamp, problem::Problem, secret::Secret};

/// Longer ones are no tokens.
const LONGEST: usize = 8 * 1024;
/// Every parameter that a signature may bring. Others would change what is asked.
const KNOWN: [&str; 28] = [
    "sv", "ss", "srt", "sr", "st", "se", "sp", "sip", "spr", "si", "sig", "sdd", "ses", "skoid", "sktid",
    "skt", "ske", "sks", "skv", "skdutid", "sduoid", "saoid", "suoid", "scid", "rscc", "rscd", "rsct", "tn",
];

#[derive(Clone)]
pub(super) struct SasToken {
    query: Secret,
    /// When it ends, by `se`.
    pub ends_at: Option<Timestamp>,
    /// The letters of `sp`; empty when a stored policy has them.
    pub permissions: String,
}

impl fmt::Debug for SasToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[SAS]")
    }
}

impl SasToken {
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let bad = |message: &str| {
            invalid(
                "sas_token",
                message,
                "Copy the whole token: it begins with sv= or sp= and holds sig=.",
            )
        };
        let text = text.trim();
        let text = text.strip_prefix('?').unwrap_or(text);
        let plain = text.bytes().all(|b| b.is_ascii_graphic() && b != b'#');
        if text.is_empty() || text.len() > LONGEST || !plain {
            return Err(bad("This is not a SAS token."));
        }
        let mut token = Self {
            query: Secret::new(text),
            ends_at: None,
            permissions: String::new(),
        };
        let mut seen: Vec<&str> = Vec::new();
        for pair in text.split('&') {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            if !KNOWN.contains(&name) && !matches!(name, "rsce" | "rscl") {
                return Err(bad("The token holds something that is not part of a SAS."));
            }
            if seen.contains(&name) {
                return Err(bad("The token says something twice."));
            }
            seen.push(name);
            let value = percent_encoding::percent_decode_str(value).decode_utf8_lossy();
            match name {
                "se" => token.ends_at = time(&value),
                "sp" => token.permissions = letters(&value),
                "sig" | "sv" if value.is_empty() => return Err(bad("The token is not whole.")),
                _ => {}
            }
        }
        if !seen.contains(&"sig") || !seen.contains(&"sv") {
            return Err(bad("The token is not whole."));
        }
        Ok(token)
    }

    /// The query's text, as it was given.
    pub fn expose(&self) -> &str {
        self.query.expose()
    }

    /// What the token says of itself, for a refusal's remedy.
    pub fn says(&self, now: Timestamp) -> String {
        let end = match self.ends_at {
            Some(end) if end <= now => format!("it ended at {}", shown(end)),
            Some(end) => format!("it ends at {}", shown(end)),
            None => "its end is not in it".to_owned(),
        };
        if self.permissions.is_empty() {
            format!("{end}; its permissions are in a stored policy")
        } else {
            format!("{end}; its permissions are {}", self.permissions)
        }
    }

    pub fn has_ended(&self, now: Timestamp) -> bool {
        self.ends_at.is_some_and(|end| end <= now)
    }
}

pub(super) fn shown(time: Timestamp) -> String {
    time.format("%Y-%m-%d %H:%M UTC").to_string()
}

fn letters(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphabetic).take(32).collect()
}

/// Azure takes whole times, times without seconds, and dates alone.
fn time(text: &str) -> Option<Timestamp> {
    let whole = match text.len() {
        10 => format!("{text}T00:00:00Z"),
        17 => format!("{}:00Z", text.strip_suffix('Z')?),
        _ => text.to_owned(),
    };
    chrono::DateTime::parse_from_rfc3339(&whole)
        .ok()
        .map(|time| time.to_utc())
}
