//! Finds JSON Web Tokens (RFC 7519): three parts of base64url with dots between. Until it expires, a token is
//! its owner's session.
//!
//! **How.** The first part must decode to a JSON object with an `alg` (RFC 7515, section 4.1.1), which random
//! text never does; a payload that is a JSON object too adds confidence. The end that its `exp` names (section
//! 4.1.4) is told among the reasons.
//!
//! **Limits.** The signature cannot be checked without the key. An expired token counts like a living one: what
//! signed it may have signed others.
//! Tokens with `alg` *none* and the sample of jwt.io are reported lower. Encrypted tokens (five parts, RFC 7516)
//! are matched by their header alone.

use crate::{
    evidence::Evidence,
    spec::{Sink, Spec, Trigger, wordy},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "json_web_token",
    title: "JSON Web Token",
    category: Category::Credential,
    severity: Severity::High,
    version: 2,
    source: include_str!("json_web_token.rs"),
    examples: &[
        "Authorization: Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ0aWRlZ2F0ZSIsImlhdCI6MTUxNjIzOTAyMn0.c2lnbmF0dXJlLW9mLXRoZS1zYW1wbGUtdG9rZW4",
        "token=eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJodHRwczovL2lzc3Vlci5leGFtcGxlIn0.bWFkZS11cC1zaWduYXR1cmUtZm9yLXRlc3Rz",
        "\"eyJhbGciOiJFUzI1NiIsImtpZCI6IjEifQ.eyJzdWIiOiJhIn0.bm90LWEtcmVhbC1zaWduYXR1cmUtMDEyMzQ1Njc4OQ\"",
    ],
    counterexamples: &[
        "eyJhbGciOiJIUzI1NiJ9",
        "eyJmb28iOiJiYXIifQ.eyJzdWIiOiJ0aWRlZ2F0ZSJ9.c2lnbmF0dXJl",
        "eyJxyz.abc.def",
        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2MjM5MDIyfQ.SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c",
    ],
    trigger: Trigger::Literals(&["eyJ"], check),
};

/// Tokens are sent in headers, which servers cut at 8 KiB.
const REACH: usize = 16 * 1024;

fn check(sink: &mut Sink<'_>, start: usize) {
    let before = sink.before(start);
    if wordy(before) || matches!(before, b'.' | b'-') {
        return;
    }
    let until = (start + REACH).min(sink.bytes.len());
    let part = |from: usize| {
        let length = sink.bytes[from..until]
            .iter()
            .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
            .count();
        from + length
    };
    let header_end = part(start);
    if header_end - start < 12 || sink.at(header_end) != b'.' {
        return;
    }
    let mut ends = [header_end; 5];
    let mut parts = 1;
    while parts < 5 && ends[parts - 1] < until && sink.at(ends[parts - 1]) == b'.' {
        let end = part(ends[parts - 1] + 1);
        ends[parts] = end;
        parts += 1;
    }
    if parts < 3 {
        return;
    }
    let end = ends[if parts == 5 { 4 } else { 2 }];
    let Some(alg) = algorithm(&sink.bytes[start..header_end]) else {
        return;
    };
    let payload = &sink.bytes[header_end + 1..ends[1]];
    let claims = decode(payload);
    let readable = claims.as_ref().is_some_and(serde_json::Value::is_object);
    let expires = claims
        .as_ref()
        .and_then(|claims| day(claims.get("exp")?.as_i64()?));
    let signature = ends[2] - ends[1] - 1;
    let span = start..end;
    let Some(value) = sink.window.text.get(span.clone()).map(str::to_owned) else {
        return;
    };
    if sink.place(span.clone()).is_none() {
        return;
    }
    let none = alg.eq_ignore_ascii_case("none");
    let sample = memchr::memmem::find(payload, b"eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9l").is_some();
    let evidence = Evidence::new("a JSON header that names an algorithm", 0.65)
        .pattern("the payload is JSON too", if readable { 0.25 } else { 0.0 })
        .penalty_if(signature < 16 && !none, "the signature is very short", 0.2)
        .penalty_if(none, "not signed: algorithm none", 0.3)
        .penalty_if(sample, "the sample of jwt.io", 0.5);
    let evidence = match expires {
        Some(day) => evidence.pattern(&format!("its exp names {day} as its end"), 0.0),
        None => evidence,
    };
    sink.push(&SPEC, span, value, evidence);
}

/// The day (UTC) of a time in seconds since 1970, for the years 1970 to 2199. The calendar is counted in days
/// since the first of March of the year 0, so that leap days come last.
fn day(seconds: i64) -> Option<String> {
    let days = u64::try_from(seconds).ok()? / 86_400;
    if days > 84_005 {
        return None;
    }
    let days = days + 719_468;
    let era = days / 146_097;
    let of_era = days % 146_097;
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * march + 2) / 5 + 1;
    let month = if march < 10 { march + 3 } else { march - 9 };
    let year = era * 400 + year + u64::from(month <= 2);
    Some(format!("{year:04}-{month:02}-{day:02}"))
}

fn decode(part: &[u8]) -> Option<serde_json::Value> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok()
}

fn algorithm(header: &[u8]) -> Option<String> {
    Some(decode(header)?.get("alg")?.as_str()?.to_owned())
}

#[cfg(test)]
mod tests {
    use super::day;

    #[test]
    fn days() {
        for (seconds, wanted) in [
            (0, Some("1970-01-01")),
            (951_782_400, Some("2000-02-29")),
            (1_516_239_022, Some("2018-01-18")),
            (4_107_542_399, Some("2100-02-28")),
            (4_107_542_400, Some("2100-03-01")),
            (-1, None),
            (i64::MAX, None),
        ] {
            assert_eq!(day(seconds).as_deref(), wanted);
        }
    }
}
