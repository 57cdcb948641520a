//! Files packed with gzip. The member is read as the file it would be without `.gz`.

mod unpacked;

use super::FormatInfo;
use crate::account::Account;
use crate::budget::Budget;
use crate::open::{self, File};
use crate::reading::{FormatError, Reading, ReadingEnd};
use std::io::Read;
use std::ops::ControlFlow;
use tidegate_domain::text::Window;
use unpacked::{Ended, Unpacked};

pub(super) const INFO: FormatInfo = FormatInfo {
    id: "gzip",
    title: "gzip",
    extensions: &["gz", "gzip"],
};

/// Whether a file that begins so is packed with gzip (RFC 1952: magic and the only method there is).
pub(crate) fn begins(head: &[u8]) -> bool {
    head.starts_with(b"\x1f\x8b\x08")
}

/// Reads the member of `file`, whose first bytes are `head`.
pub(crate) fn read(
    file: File<'_>,
    head: Vec<u8>,
    input: &mut dyn Read,
    budget: &Budget,
    account: &Account,
    visit: &mut dyn FnMut(&Window<'_>) -> ControlFlow<()>,
) -> Result<Reading, FormatError> {
    let name = member_name(file.name);
    let member = file
        .member
        .map_or_else(|| name.clone(), |outer| format!("{outer}!/{name}"));
    let inner = File {
        name: &name,
        member: Some(&member),
        depth: file.depth + 1,
    };
    let mut unpacked = Unpacked::new(head, input, budget);
    let read = open::read(inner, &mut unpacked, budget, account, visit);
    let (ended, produced) = unpacked.finish();
    let mut reading = match (read, ended) {
        (_, Ended::Input(error)) => return Err(FormatError::Input(error)),
        (_, Ended::Early(message)) if produced == 0 => return Err(FormatError::Unreadable { message }),
        (Ok(mut reading), Ended::Early(message)) => {
            if !matches!(reading.end, ReadingEnd::Stopped | ReadingEnd::Unsupported) {
                reading.end = ReadingEnd::Partial { message };
            }
            reading
        }
        (read, _) => read?,
    };
    reading.format = match reading.end {
        ReadingEnd::Empty => INFO.id.to_owned(),
        _ => format!("{} in {}", reading.format, INFO.id),
    };
    Ok(reading)
}

/// The name that a packed file had before it was packed, without folders.
pub(crate) fn member_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or(name);
    match last.rsplit_once('.') {
        Some((stem, end)) if end.eq_ignore_ascii_case("gz") || end.eq_ignore_ascii_case("gzip") => {
            stem.to_owned()
        }
        Some((stem, end)) if end.eq_ignore_ascii_case("tgz") => format!("{stem}.tar"),
        _ => last.to_owned(),
    }
}
