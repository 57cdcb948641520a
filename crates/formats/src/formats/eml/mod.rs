//! Mail messages (RFC 5322 and MIME): fields of the header as values, the body's texts, HTML and attachments as the
//! files they are. Knows nothing of how mail is stored or sent.

mod copy;
mod decode;
mod encode;
mod fields;
mod header;
mod message;
mod split;
mod words;

use super::{Document, FormatInfo};
use crate::body::Body;
use crate::parts::{Damage, Parts};

pub(super) const INFO: FormatInfo = FormatInfo {
    id: "eml",
    title: "Mail message",
    extensions: &["eml"],
};

pub(super) const DOCUMENT: Document = Document {
    begins,
    read,
    copy: Some(copy::copy),
};

/// Fields that a mail has and few other files, in lower case. A file that is not called a mail needs two of them,
/// one of which tells who or how, the other when or which.
const WHO: &[&str] = &[
    "from",
    "received",
    "return-path",
    "delivered-to",
    "reply-to",
    "sender",
];
const WHICH: &[&str] = &["date", "message-id", "mime-version", "subject", "received"];

/// Whether a file begins with the header of a mail.
pub(super) fn begins(head: &[u8], file_name: &str) -> bool {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let (mut who, mut which) = (0, 0);
    let mut fields = 0;
    for line in head.split_inclusive(|byte| *byte == b'\n') {
        let ended = line.ends_with(b"\n");
        let line = line.trim_ascii_end();
        if line.is_empty() || !ended {
            break;
        }
        // A field that goes on.
        if matches!(line.first(), Some(b' ' | b'\t')) && fields > 0 {
            continue;
        }
        let Some(name) = fields::name(line) else {
            return false;
        };
        fields += 1;
        let name = name.to_ascii_lowercase();
        who += usize::from(WHO.contains(&name.as_str()));
        which += usize::from(WHICH.contains(&name.as_str()));
    }
    if file_name.ends_with(".eml") || file_name.ends_with(".mht") || file_name.ends_with(".mhtml") {
        return who + which > 0;
    }
    // "Received" is both, and counts once for each.
    who > 0 && which > 0 && fields > 2
}

fn read(body: &mut Body<'_>, parts: &mut Parts<'_>) -> Result<(), Damage> {
    let bytes = body.whole(parts.budget())?;
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    message::read(bytes, parts);
    Ok(())
}

/// A name for the part of this number and type that has none.
fn part_name(number: u64, main: &str, sub: &str, attached: bool) -> String {
    let end = match (main, sub) {
        ("text", "html") if !attached => return "body.html".to_owned(),
        ("message", "rfc822" | "global") => "eml",
        ("text", "html") => "html",
        ("text", "calendar") => "ics",
        ("text", "csv") => "csv",
        ("text", "vcard" | "x-vcard") => "vcf",
        ("text", _) => "txt",
        (_, "json" | "pdf" | "xml" | "zip" | "rtf" | "png" | "gif") => sub,
        (_, "jpeg") => "jpg",
        _ => "bin",
    };
    format!("part {number}.{end}")
}
