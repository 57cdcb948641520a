//! What old documents have in common: their sets of properties, and the files that are embedded in them.

use super::properties::properties;
use crate::compound::{Compound, u16_at, u32_at};
use crate::parts::{Damage, PartPlace, Parts};
use std::ops::ControlFlow;

const SETS: &[&str] = &["\u{5}SummaryInformation", "\u{5}DocumentSummaryInformation"];
/// Streams that are an embedded file as it is.
const FILES: &[&str] = &["Package", "CONTENTS"];
/// A file in a wrapping that keeps its name.
const WRAPPED: &str = "\u{1}Ole10Native";

/// All bytes of a stream; what is missing of them is noted.
pub(crate) fn stream(compound: &Compound, path: &str, parts: &mut Parts<'_>) -> Option<Vec<u8>> {
    match compound.stream(path, parts.budget(), parts.account())? {
        Ok(stream) => {
            if !stream.whole {
                parts.unread("A part of the compound file is cut off or damaged.");
            }
            Some(stream.bytes)
        }
        Err(excess) => {
            parts.unread(&excess.words());
            None
        }
    }
}

/// The error of a document that is encrypted.
pub(crate) fn encrypted() -> Damage {
    Damage::new("It is encrypted: it needs its password to be read.")
}

/// Tells the properties of the whole document.
pub(crate) fn metadata(compound: &Compound, parts: &mut Parts<'_>) -> ControlFlow<()> {
    for set in SETS {
        let Some(bytes) = stream(compound, set, parts) else {
            continue;
        };
        for (field, value) in properties(&bytes, set.contains("Document")) {
            parts.value(&PartPlace::part(format!("metadata: {field}")), &field, &value)?;
        }
    }
    ControlFlow::Continue(())
}

/// Whether a compound file does nothing but wrap another file.
pub(crate) fn wraps(compound: &Compound) -> bool {
    FILES.iter().chain([&WRAPPED]).any(|path| compound.has(path))
}

/// Reads every file that is embedded, and the macros.
pub(crate) fn embedded(compound: &Compound, parts: &mut Parts<'_>) -> ControlFlow<()> {
    super::vba::tell(compound, parts)?;
    let paths: Vec<String> = compound.paths().map(str::to_owned).collect();
    for path in &paths {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        if FILES.contains(&name) {
            if let Some(bytes) = stream(compound, path, parts) {
                parts.member(path, &mut bytes.as_slice())?;
            }
        } else if name == WRAPPED {
            let Some(bytes) = stream(compound, path, parts) else {
                continue;
            };
            match unwrapped(&bytes) {
                Some((name, mut bytes)) => parts.member(&name, &mut bytes)?,
                None => parts.unread("The wrapping of an embedded file is damaged."),
            }
        } else if !folder.is_empty() && matches!(name, "WordDocument" | "Workbook" | "Book") {
            parts.unread_member(folder, "A document embedded in the old way is not read.");
        }
    }
    ControlFlow::Continue(())
}

/// Name and bytes of a wrapped file: size, a mark, label, path, two marks, a second path, and the bytes.
fn unwrapped(bytes: &[u8]) -> Option<(String, &[u8])> {
    let mut at = 6;
    let mut word = || {
        let rest: &[u8] = bytes.get(at..)?;
        let end = memchr::memchr(0, rest)?;
        at += end + 1;
        Some(String::from_utf8_lossy(&rest[..end]).into_owned())
    };
    let label = word()?;
    word()?;
    u16_at(bytes, at)?;
    let path = at + 8;
    let path_length = u32_at(bytes, at + 4)? as usize;
    let size = u32_at(bytes, path.checked_add(path_length)?)? as usize;
    let start = path + path_length + 4;
    let file = bytes.get(start..)?;
    let name = if label.is_empty() {
        "embedded file".to_owned()
    } else {
        label
    };
    Some((name, &file[..size.min(file.len())]))
}
