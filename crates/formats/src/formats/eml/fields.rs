//! Fields of a mail's header as they are shown: names, addresses and texts decoded.

use crate::parts::{PartPlace, Parts};
use mail_parser::{Address, HeaderName, HeaderValue, Message, MessageParser};
use std::ops::ControlFlow;

/// Longer headers are read so far.
const LONGEST: usize = 1 << 20;

/// The field's name at the beginning of a line (RFC 5322, 2.2), if it is a field.
pub(super) fn name(line: &[u8]) -> Option<&str> {
    let colon = line.iter().take(78).position(|byte| *byte == b':')?;
    let name = line.get(..colon)?.trim_ascii_end();
    let allowed = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    let first = name.first().is_some_and(u8::is_ascii_alphabetic);
    (first && name.iter().all(allowed))
        .then(|| std::str::from_utf8(name).ok())
        .flatten()
}

/// Where the header of a message or of one of its parts ends and its body begins.
pub(super) fn body_start(bytes: &[u8]) -> usize {
    // A part may have no header at all.
    if bytes.starts_with(b"\n") {
        return 1;
    }
    if bytes.starts_with(b"\r\n") {
        return 2;
    }
    for at in memchr::memchr_iter(b'\n', bytes) {
        match bytes.get(at + 1..) {
            Some([b'\n', ..]) => return at + 2,
            Some([b'\r', b'\n', ..]) => return at + 3,
            _ => {}
        }
    }
    bytes.len()
}

/// The header in `header`, which ends with its empty line.
pub(super) fn parse(header: &[u8]) -> Option<Message<'_>> {
    let header = header.get(..header.len().min(LONGEST)).unwrap_or(header);
    MessageParser::default().parse_headers(header)
}

/// Hands out the fields that people wrote or read. What mail servers add for themselves, such as the way a message
/// took and signatures, is no content.
pub(super) fn tell(header: &Message<'_>, parts: &mut Parts<'_>) -> ControlFlow<()> {
    for (place, label, text) in shown(header) {
        parts.value(&PartPlace::part(place), &label.to_lowercase(), text.trim())?;
    }
    ControlFlow::Continue(())
}

/// Those fields: their part, their name and what they say.
pub(super) fn shown<'m>(header: &'m Message<'_>) -> impl Iterator<Item = (&'static str, &'m str, String)> {
    header.headers().iter().filter_map(|field| {
        let text = text(&field.value)?;
        match &field.name {
            HeaderName::From => Some(("from", "from", text)),
            HeaderName::To => Some(("to", "to", text)),
            HeaderName::Subject => Some(("subject", "subject", text)),
            name if told(name) => Some(("headers", name.as_str(), text)),
            _ => None,
        }
    })
}

fn told(name: &HeaderName<'_>) -> bool {
    match name {
        HeaderName::Cc
        | HeaderName::Bcc
        | HeaderName::Sender
        | HeaderName::ReplyTo
        | HeaderName::Date
        | HeaderName::MessageId
        | HeaderName::Comments
        | HeaderName::Keywords
        | HeaderName::ReturnPath
        | HeaderName::ResentFrom
        | HeaderName::ResentTo
        | HeaderName::ResentCc
        | HeaderName::ResentBcc
        | HeaderName::ResentSender => true,
        HeaderName::Other(name) => {
            let name = name.to_lowercase();
            matches!(
                name.as_str(),
                "delivered-to" | "organization" | "thread-topic" | "x-original-to"
            )
        }
        _ => false,
    }
}

fn text(value: &HeaderValue<'_>) -> Option<String> {
    let text = match value {
        HeaderValue::Address(address) => addresses(address),
        HeaderValue::Text(text) => text.to_string(),
        HeaderValue::TextList(texts) => texts.join(", "),
        HeaderValue::DateTime(date) => date.to_rfc3339(),
        HeaderValue::ContentType(_) | HeaderValue::Received(_) | HeaderValue::Empty => return None,
    };
    (!text.trim().is_empty()).then_some(text)
}

/// Addresses as a person would write them.
fn addresses(address: &Address<'_>) -> String {
    let written: Vec<String> = address
        .iter()
        .map(|one| match (one.name(), one.address()) {
            (Some(name), Some(address)) => format!("{name} <{address}>"),
            (Some(one), None) | (None, Some(one)) => one.to_owned(),
            (None, None) => String::new(),
        })
        .filter(|one| !one.is_empty())
        .collect();
    written.join(", ")
}
