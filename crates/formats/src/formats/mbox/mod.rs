//! Mailboxes of one file (RFC 4155): every message is read as a file inside, in order, in constant memory.

mod copy;
mod messages;

use super::{Document, FormatInfo};
use crate::body::Body;
use crate::parts::{Damage, Parts};
use messages::{Messages, separates};

pub(super) const INFO: FormatInfo = FormatInfo {
    id: "mbox",
    title: "Mailbox",
    extensions: &["mbox", "mbx"],
};

pub(super) const DOCUMENT: Document = Document {
    begins: |head, _| {
        let mut lines = head.splitn(3, |byte| *byte == b'\n');
        let first = lines.next().unwrap_or_default();
        let field = |line: &[u8]| {
            let name = line.split(|byte| *byte == b':').next().unwrap_or_default();
            name.len() < line.len() && name.len() < 78 && name.iter().all(u8::is_ascii_graphic)
        };
        separates(first) && lines.next().is_some_and(field)
    },
    read,
    copy: Some(copy::copy),
};

fn read(body: &mut Body<'_>, parts: &mut Parts<'_>) -> Result<(), Damage> {
    let mut messages = Messages::new(body);
    let mut number = 0_u64;
    while messages.next() {
        number += 1;
        let flow = parts.member(&format!("message {number}.eml"), &mut messages);
        if flow.is_break() || parts.account().full(parts.budget()) {
            break;
        }
    }
    Ok(())
}
