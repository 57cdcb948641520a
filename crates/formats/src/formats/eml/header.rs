//! The header of a message or of one of its parts without its values. Fields that have none keep their bytes.

use super::encode::line_end;
use super::words::{Value, unfolded};
use super::{decode, fields};
use crate::redact::{Copying, Place};
use mail_parser::{ContentType, MessageParser, MimeHeaders};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

/// What becomes of the fields that describe the body.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Edits {
    /// The body is another than before: what was signed or measured of it is not true any more.
    pub(super) changed: bool,
    /// A text in ASCII stands in the body's place.
    pub(super) note: bool,
    /// `multipart/signed` becomes `multipart/mixed`.
    pub(super) unsigned: bool,
    /// The body is now written in UTF-8; `true` when it has letters beyond ASCII and was said to have none.
    pub(super) utf8: Option<bool>,
}

/// Fields that hold addresses, in which some signs have a meaning.
const ADDRESSES: &[&str] = &[
    "from",
    "to",
    "cc",
    "bcc",
    "sender",
    "reply-to",
    "return-path",
    "delivered-to",
    "resent-from",
    "resent-to",
    "resent-cc",
    "resent-bcc",
    "resent-sender",
    "resent-reply-to",
    "disposition-notification-to",
    "x-original-to",
];

/// Fields that sign or measure what was changed.
const SEALS: &[&str] = &[
    "dkim-signature",
    "domainkey-signature",
    "x-google-dkim-signature",
    "arc-seal",
    "arc-message-signature",
    "arc-authentication-results",
    "content-md5",
    "content-length",
    "x-content-length",
    "lines",
];

/// A header cut into its fields, each with its line end; what is no field stays as it is.
fn split(header: &[u8]) -> Vec<&[u8]> {
    let mut found = Vec::new();
    let (mut begun, mut at) = (0, 0);
    while at < header.len() {
        let end = memchr::memchr(b'\n', header.get(at..).unwrap_or_default())
            .map_or(header.len(), |found| at + found + 1);
        let goes_on = matches!(header.get(end), Some(b' ' | b'\t'));
        if !goes_on {
            found.push(header.get(begun..end).unwrap_or_default());
            begun = end;
        }
        at = end;
    }
    if begun < header.len() {
        found.push(header.get(begun..).unwrap_or_default());
    }
    found
}

/// How often `header` has the field.
pub(super) fn count(header: &[u8], name: &str) -> usize {
    split(header)
        .into_iter()
        .filter(|field| fields::name(field).is_some_and(|found| found.eq_ignore_ascii_case(name)))
        .count()
}

/// The header without its values.
pub(super) fn rewrite(header: &[u8], edits: &Edits, copying: &mut Copying<'_>) -> Vec<u8> {
    let end = line_end(header);
    let mut written: Vec<(Option<String>, Vec<u8>)> = Vec::new();
    let mut changed = edits.changed;
    let mut typed = false;
    for raw in split(header) {
        let Some(name) = fields::name(raw) else {
            let text = decode::text(raw, None);
            let other = copying.text(&text);
            changed |= other.is_some();
            written.push((None, other.map_or_else(|| raw.to_vec(), String::into_bytes)));
            continue;
        };
        let low = name.to_ascii_lowercase();
        let colon = memchr::memchr(b':', raw).unwrap_or(0) + 1;
        let value = raw.get(colon..).unwrap_or_default();
        let (before, field) = (raw.get(..colon).unwrap_or_default(), value.trim_ascii_end());
        let tail = value.get(field.len()..).unwrap_or_default();
        if edits.note && low.starts_with("content-") && low != "content-id" {
            continue;
        }
        let new = match low.as_str() {
            "content-type" | "content-disposition" => {
                typed |= low == "content-type";
                parameters(&low, field, edits, end, copying)
            }
            "content-transfer-encoding" if edits.utf8 == Some(true) => New::Value(b" 8bit".to_vec()),
            _ => plain(&low, field, end, copying),
        };
        match new {
            New::Same => written.push((Some(low), raw.to_vec())),
            New::Value(value) => {
                changed = true;
                written.push((Some(low), [before, &value, tail].concat()));
            }
            New::Gone => {
                changed = true;
                copying.leave_out(
                    "a field of the header",
                    "It holds something that is removed in a form that cannot be changed.",
                );
            }
        }
    }
    if edits.note || edits.utf8.is_some() && !typed {
        let charset = if edits.note { "us-ascii" } else { "utf-8" };
        let field = format!("Content-Type: text/plain; charset={charset}{end}").into_bytes();
        // Before the empty line that ends the header.
        let at = written
            .iter()
            .position(|(name, raw)| name.is_none() && raw.trim_ascii().is_empty())
            .unwrap_or(written.len());
        written.insert(at, (None, field));
    }
    written
        .into_iter()
        .filter(|(name, _)| !(changed && name.as_deref().is_some_and(|name| SEALS.contains(&name))))
        .flat_map(|(_, raw)| raw)
        .collect()
}

/// What becomes of a field.
enum New {
    Same,
    Value(Vec<u8>),
    Gone,
}

fn plain(name: &str, raw: &[u8], end: &str, copying: &mut Copying<'_>) -> New {
    if copying.holds(name) {
        return New::Gone;
    }
    let value = Value::parse(raw);
    let text = value.text();
    let mut places = copying.places(&text);
    if places.is_empty()
        && let Some(with) = copying.cell(&text)
    {
        let start = text.len() - text.trim_start().len();
        places.push(Place {
            span: start..start + text.trim().len(),
            with,
        });
    }
    let addresses = ADDRESSES.contains(&name);
    let written = value.written(&places, addresses, name, end);
    let now = if places.is_empty() {
        text
    } else {
        Value::parse(&written).text()
    };
    // Long codes are folded, and a value may begin in one line and end in the next.
    let dense: String = now.split_whitespace().collect();
    if copying.holds(&now) || !addresses && copying.holds(&dense) {
        return New::Gone;
    }
    if places.is_empty() {
        New::Same
    } else {
        New::Value(written)
    }
}

/// A field of a type and parameters, such as `attachment; filename="a.pdf"`.
fn parameters(name: &str, raw: &[u8], edits: &Edits, end: &str, copying: &mut Copying<'_>) -> New {
    let line = [name.as_bytes(), b":", raw, b"\r\n\r\n"].concat();
    let parsed = MessageParser::default().parse_headers(line.as_slice());
    let disposition = name == "content-disposition";
    let kind = parsed.as_ref().and_then(|parsed| {
        if disposition {
            parsed.content_disposition()
        } else {
            parsed.content_type()
        }
    });
    let whole = unfolded(&decode::text(raw, None));
    let Some(kind) = kind else {
        return plain(name, raw, end, copying);
    };
    let mut changed = copying.holds(&whole);
    let mut kept: Vec<(String, String)> = Vec::new();
    for attribute in kind.attributes.iter().flatten() {
        let known = attribute.name.to_ascii_lowercase();
        let value = Value::parse(attribute.value.as_bytes()).text();
        if known == "boundary" && kind.ctype().eq_ignore_ascii_case("multipart") {
            kept.push((attribute.name.to_string(), value));
            continue;
        }
        if edits.unsigned && matches!(known.as_str(), "protocol" | "micalg") {
            continue;
        }
        if edits.utf8.is_some() && known == "charset" {
            continue;
        }
        match copying.cell(&value) {
            Some(new) => {
                changed = true;
                kept.push((attribute.name.to_string(), new));
            }
            None if copying.holds(&value) => changed = true,
            None => kept.push((attribute.name.to_string(), value)),
        }
    }
    let charset = edits.utf8.is_some() && !disposition;
    let unsigned = edits.unsigned && !disposition;
    if !changed && !charset && !unsigned {
        return New::Same;
    }
    if charset {
        kept.push(("charset".to_owned(), "utf-8".to_owned()));
    }
    New::Value(rebuilt(kind, unsigned, &kept, end, copying).into_bytes())
}

fn rebuilt(
    kind: &ContentType<'_>,
    unsigned: bool,
    parameters: &[(String, String)],
    end: &str,
    copying: &mut Copying<'_>,
) -> String {
    let mut written = match (kind.subtype(), unsigned) {
        (Some(_), true) => " multipart/mixed".to_owned(),
        (Some(sub), false) => format!(" {}/{sub}", kind.ctype()),
        (None, _) => format!(" {}", kind.ctype()),
    };
    if copying.holds(&written) {
        written = " application/octet-stream".to_owned();
    }
    for (name, value) in parameters {
        if copying.holds(name) {
            continue;
        }
        written.push_str(&format!(";{end} "));
        if value.bytes().all(|byte| (0x20..0x7f).contains(&byte)) {
            let escaped = value.replace('\\', "\\\\").replace('"', "\\\"");
            written.push_str(&format!("{name}=\"{escaped}\""));
        } else {
            // RFC 2231, 4.
            written.push_str(&format!(
                "{name}*=utf-8''{}",
                utf8_percent_encode(value, NON_ALPHANUMERIC)
            ));
        }
    }
    written
}
