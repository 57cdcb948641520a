//! Copies of mailboxes, message by message. Messages that cannot be copied are left out.

use super::messages::separates;
use crate::redact::{CopyError, Copying, Searched};

pub(super) fn copy(bytes: Vec<u8>, copying: &mut Copying<'_>) -> Result<Vec<u8>, CopyError> {
    let mut written = Vec::with_capacity(bytes.len());
    let starts = starts(&bytes);
    let first = starts.first().copied().unwrap_or(bytes.len());
    if first > 0 {
        return Err(CopyError::refused(
            "It does not begin with a message, as a mailbox does.",
        ));
    }
    let ends = starts.iter().skip(1).copied().chain([bytes.len()]);
    for (number, (start, end)) in (1..).zip(starts.iter().copied().zip(ends)) {
        let message = bytes.get(start..end).unwrap_or_default();
        let line = memchr::memchr(b'\n', message).map_or(message.len(), |at| at + 1);
        let (separator, message) = message.split_at(line);
        let name = format!("message {number}.eml");
        let copied = match copying.member(&name, message) {
            // A message that does not look like one is copied as text, with values in a form that only the readers see.
            Ok(copied) if copying.found_in(&name, &copied) == Searched::Found => {
                copying.leave_out(
                    &name,
                    "It holds something that is removed in a form that cannot be changed.",
                );
                continue;
            }
            Ok(copied) => copied,
            Err(CopyError::Refused { reason }) => {
                copying.leave_out(&name, &reason);
                continue;
            }
            Err(error) => return Err(error),
        };
        match copying.text(&String::from_utf8_lossy(separator)) {
            Some(separator) if separates(separator.as_bytes()) => {
                written.extend_from_slice(separator.as_bytes())
            }
            Some(_) => {
                return Err(CopyError::refused(
                    "What is removed stands in the line between two messages so that they could not be told apart.",
                ));
            }
            None => written.extend_from_slice(separator),
        }
        written.extend(copied);
    }
    if written.is_empty() && !bytes.is_empty() {
        return Err(CopyError::refused("None of its messages can be copied."));
    }
    Ok(written)
}

/// Where messages begin, with the lines that separate them.
fn starts(bytes: &[u8]) -> Vec<usize> {
    let mut starts = Vec::new();
    let mut after_empty = true;
    let mut at = 0;
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        let separator = after_empty && line.ends_with(b"\n") && separates(line);
        if separator {
            starts.push(at);
        }
        after_empty = separator || line.trim_ascii().is_empty();
        at += line.len();
    }
    starts
}
