//! Finds AWS access keys: the key id (`AKIA`, `ASIA`, `ABIA` or `ACCA` and 16 characters), and the secret of 40
//! characters near it. The pair signs requests in its owner's name.
//!
//! **How.** Key ids are base32 (AWS IAM, "Unique identifiers"), so only A–Z and 2–7. The secret has no prefix:
//! a lone run of exactly 40 base64 characters with small and capital letters and digits, within five lines and
//! 400 bytes of the id, is reported as a match of its own, more severe than the id.
//!
//! **Limits.** A secret without its id in sight is left to *generic_secret*. Ids of AWS's own documentation
//! (`…EXAMPLE`) and placeholders are reported low. Whether the key is active is not asked of AWS.

use crate::{
    evidence::Evidence,
    spec::{Sink, Spec, Trigger, wordy},
    words::Words,
};
use std::ops::Range;
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "aws_access_key",
    title: "AWS access key",
    category: Category::Credential,
    severity: Severity::High,
    version: 1,
    source: include_str!("aws_access_key.rs"),
    examples: &[
        "aws_access_key_id = AKIATIDEGATE2TEST7Q3",
        "ASIAQWERTY234567MADE",
        "AKIAMADEUPFORTESTS23:mAdeUp/ForTheTests+OfThisCrate0nly1234567",
    ],
    counterexamples: &[
        "AKIAIOSFODNN7EXAMPLE",
        "AKIAXXXXXXXXXXXXXXXX",
        "AKIA1234",
        "XAKIATIDEGATE2TEST7Q3",
        "AKIATIDEGATE2TEST7Q3Z",
    ],
    trigger: Trigger::Literals(&["AKIA", "ASIA", "ABIA", "ACCA"], check),
};

static WORDS: Words = Words::new(&[
    "aws",
    "access key",
    "access key id",
    "aws access key id",
    "key id",
    "amazon",
    "credentials",
    "zugriffsschlüssel",
    "clé",
    "clave",
    "chiave",
    "sleutel",
    "chave",
]);

static SECRET_WORDS: Words = Words::new(&[
    "secret",
    "secret key",
    "secret access key",
    "aws secret access key",
    "geheim",
    "clave secreta",
]);

fn check(sink: &mut Sink<'_>, start: usize) {
    let end = start + 20;
    let Some(id) = sink.bytes.get(start..end) else {
        return;
    };
    if wordy(sink.before(start)) || wordy(sink.at(end)) {
        return;
    }
    if !id
        .iter()
        .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
    {
        return;
    }
    let base32 = id[4..]
        .iter()
        .all(|byte| matches!(byte, b'A'..=b'Z' | b'2'..=b'7'));
    let mut seen = [false; 256];
    id[4..].iter().for_each(|byte| seen[*byte as usize] = true);
    let few = seen.iter().filter(|seen| **seen).count() < 7;
    let sample = memchr::memmem::find(id, b"EXAMPLE").is_some();
    let Some(place) = sink.place(start..end) else {
        return;
    };
    let evidence = Evidence::new("an access key id's prefix and length", 0.55)
        .pattern("only characters of base32", if base32 { 0.2 } else { 0.0 })
        .context(place.context(&WORDS), 0.2, 0.2)
        .penalty_if(!base32, "characters outside base32", 0.2)
        .penalty_if(few, "few different characters, like a placeholder", 0.45)
        .penalty_if(sample, "the sample of AWS's documentation", 0.5);
    let value = String::from_utf8_lossy(id).into_owned();
    sink.push(&SPEC, start..end, value, evidence);
    if let Some(secret) = secret_near(sink.bytes, start..end) {
        report_secret(sink, secret, sample);
    }
}

fn report_secret(sink: &mut Sink<'_>, span: Range<usize>, sample: bool) {
    let Some(place) = sink.place(span.clone()) else {
        return;
    };
    let Some(value) = sink.window.text.get(span.clone()).map(str::to_owned) else {
        return;
    };
    let evidence = Evidence::new("40 characters of base64 of every kind", 0.4)
        .pattern("an access key id is near", 0.35)
        .context(place.context(&SECRET_WORDS), 0.2, 0.2)
        .penalty_if(
            sample || value.contains("EXAMPLE"),
            "the sample of AWS's documentation",
            0.5,
        );
    sink.push_as(
        SPEC.id.into(),
        SPEC.category,
        Severity::Critical,
        span,
        value,
        evidence,
    );
}

fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'+')
}

/// The secret's place: the first after the id, or else the last before it.
fn secret_near(bytes: &[u8], id: Range<usize>) -> Option<Range<usize>> {
    let mut to = (id.end + 400).min(bytes.len());
    if let Some(line) = memchr::memchr_iter(b'\n', &bytes[id.end..to]).nth(5) {
        to = id.end + line;
    }
    let mut from = id.start.saturating_sub(400);
    if let Some(line) = memchr::memrchr_iter(b'\n', &bytes[from..id.start]).nth(5) {
        from += line;
    }
    runs(bytes, id.end..to)
        .next()
        .or_else(|| runs(bytes, from..id.start).last())
}

/// Lone runs of 40 that look random. A run may begin after `=` or `:`, and ends before anything but base64.
fn runs(bytes: &[u8], range: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let mut at = range.start;
    std::iter::from_fn(move || {
        while at < range.end {
            if !is_base64(bytes[at]) {
                at += 1;
                continue;
            }
            let start = at;
            while at < bytes.len() && is_base64(bytes[at]) {
                at += 1;
            }
            let run = &bytes[start..at];
            let edge = |byte: Option<&u8>| {
                byte.is_none_or(|byte| !matches!(byte, b'-' | b'_' | b'.') && *byte < 0x80)
            };
            if run.len() == 40
                && edge(start.checked_sub(1).map(|i| &bytes[i]))
                && edge(bytes.get(at))
                && run.iter().any(u8::is_ascii_lowercase)
                && run.iter().any(u8::is_ascii_uppercase)
                && run.iter().any(u8::is_ascii_digit)
                && !run.iter().all(u8::is_ascii_hexdigit)
            {
                return Some(start..at);
            }
        }
        None
    })
}
