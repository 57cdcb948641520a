//! Pages of a bucket, in byte order of the names.

use super::objects::Bucket;
use serde_json::{Value, json};

pub(super) struct Wanted {
    pub prefix: String,
    pub delimiter: String,
    pub start: String,
    pub token: Option<String>,
    pub most: usize,
}

/// A page, or `None` for a token that this server did not make.
pub(super) fn list(name: &str, bucket: &Bucket, wanted: &Wanted) -> Option<Value> {
    // The token holds the last name or prefix that was given out.
    let after = match &wanted.token {
        None => None,
        Some(token) => Some(String::from_utf8(unhex(token.strip_prefix("t-")?)?).ok()?),
    };
    let mut items = Vec::new();
    let mut prefixes: Vec<String> = Vec::new();
    let mut last = String::new();
    for (key, object) in &bucket.objects {
        if !key.starts_with(&wanted.prefix) || *key < wanted.start {
            continue;
        }
        let rest = &key[wanted.prefix.len()..];
        let folder = match rest.find(wanted.delimiter.as_str()) {
            Some(at) if !wanted.delimiter.is_empty() => {
                Some(&key[..wanted.prefix.len() + at + wanted.delimiter.len()])
            }
            _ => None,
        };
        let shown = folder.unwrap_or(key);
        if after.as_ref().is_some_and(|after| shown <= after.as_str())
            || prefixes.iter().any(|known| known == shown)
        {
            continue;
        }
        if items.len() + prefixes.len() == wanted.most {
            return Some(json!({
                "items": items,
                "prefixes": prefixes,
                "nextPageToken": format!("t-{}", hex(last.as_bytes())),
            }));
        }
        last = shown.to_owned();
        match folder {
            Some(folder) => prefixes.push(folder.to_owned()),
            None => items.push(object.resource(name, key)),
        }
    }
    // Google leaves empty lists out.
    let mut page = json!({ "kind": "storage#objects" });
    if !items.is_empty() {
        page["items"] = items.into();
    }
    if !prefixes.is_empty() {
        page["prefixes"] = prefixes.into();
    }
    Some(page)
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

pub(super) fn unhex(text: &str) -> Option<Vec<u8>> {
    (text.len().is_multiple_of(2) && text.is_ascii()).then_some(())?;
    (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&text[at..at + 2], 16).ok())
        .collect()
}
