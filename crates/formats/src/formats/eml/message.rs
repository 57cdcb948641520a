//! One message and its parts, however they are nested.

use super::{decode, fields, part_name, split};
use crate::parts::{PartPlace, Parts};
use mail_parser::{ContentType, MimeHeaders};
use std::ops::ControlFlow;

/// Parts inside parts; proper mails have five at most.
const DEEPEST: usize = 64;

/// Where a part stands.
#[derive(Clone, Copy)]
struct Within {
    depth: usize,
    /// A part without a type is a message of its own.
    digest: bool,
}

/// Reads the message in `bytes`.
pub(super) fn read(bytes: &[u8], parts: &mut Parts<'_>) {
    let mut walk = Walk { parts, parts_seen: 0 };
    let (header, body) = bytes.split_at(fields::body_start(bytes));
    if let Some(parsed) = fields::parse(header)
        && fields::tell(&parsed, walk.parts).is_break()
    {
        return;
    }
    let within = Within {
        depth: 0,
        digest: false,
    };
    // The visitor that wants no more is known to `parts`.
    let _ = walk.part(header, body, within);
}

struct Walk<'p, 'a> {
    parts: &'p mut Parts<'a>,
    parts_seen: u64,
}

impl Walk<'_, '_> {
    fn part(&mut self, header: &[u8], body: &[u8], within: Within) -> ControlFlow<()> {
        if self.parts.account().full(self.parts.budget()) {
            return ControlFlow::Break(());
        }
        self.parts_seen += 1;
        let parsed = fields::parse(header);
        let kind = parsed.as_ref().and_then(|part| part.content_type());
        let (main, sub) = match kind {
            Some(kind) => (
                kind.ctype().to_ascii_lowercase(),
                kind.subtype().unwrap_or_default().to_ascii_lowercase(),
            ),
            None if within.digest => ("message".to_owned(), "rfc822".to_owned()),
            None => ("text".to_owned(), "plain".to_owned()),
        };
        if main == "multipart"
            && let Some(boundary) = kind.and_then(|kind| kind.attribute("boundary"))
            && !boundary.is_empty()
        {
            return self.multipart(body, boundary, &sub, within);
        }
        let encoding = parsed
            .as_ref()
            .and_then(|part| part.content_transfer_encoding())
            .unwrap_or_default();
        let (bytes, whole) = decode::bytes(body, encoding);
        if !whole {
            self.parts
                .unread("A part is damaged; what could be decoded of it was read.");
        }
        let attached = parsed.as_ref().is_some_and(|part| {
            part.content_disposition().is_some_and(ContentType::is_attachment)
                || part.attachment_name().is_some()
        });
        let charset = kind.and_then(|kind| kind.attribute("charset"));
        if main == "application" && matches!(sub.as_str(), "pkcs7-mime" | "x-pkcs7-mime" | "pgp-encrypted") {
            self.parts
                .unread("A part of it is encrypted or wrapped in a signature.");
        }
        if main == "text" && sub == "plain" && !attached {
            return self
                .parts
                .text(&PartPlace::part("body"), &decode::text(&bytes, charset));
        }
        let name = parsed
            .as_ref()
            .and_then(|part| part.attachment_name())
            .map_or_else(
                || part_name(self.parts_seen, &main, &sub, attached),
                str::to_owned,
            );
        if main == "text" && (sub == "html" && !attached || decode::unusual(charset)) {
            // Marked as what it now is, whatever it says of itself.
            let text = format!("\u{feff}{}", decode::text(&bytes, charset));
            return self.parts.member(&name, &mut text.as_bytes());
        }
        self.parts.member(&name, &mut &bytes[..])
    }

    fn multipart(&mut self, body: &[u8], boundary: &str, sub: &str, within: Within) -> ControlFlow<()> {
        if within.depth == DEEPEST {
            self.parts.unread("Its parts are nested deeper than is read.");
            return self.parts.flow();
        }
        let pieces = split::pieces(body, boundary);
        for range in &pieces.outside {
            let text = decode::text(body.get(range.clone()).unwrap_or_default(), None);
            let place = if pieces.parts.is_empty() {
                "body"
            } else {
                "hidden text"
            };
            self.parts.text(&PartPlace::part(place), &text)?;
        }
        let within = Within {
            depth: within.depth + 1,
            digest: sub == "digest",
        };
        for range in &pieces.parts {
            let piece = body.get(range.clone()).unwrap_or_default();
            let (header, body) = piece.split_at(fields::body_start(piece));
            self.part(header, body, within)?;
        }
        if !pieces.closed {
            self.parts
                .unread("It is cut off: the end mark of its parts is missing.");
        }
        if sub == "encrypted" {
            self.parts.unread("It is encrypted.");
        }
        self.parts.flow()
    }
}
