//! Parts of packages that are no XML: files inside are copied as the files they are; what cannot be copied stays
//! only when it was searched and holds no value.

use super::flows::HIDDEN;
use super::nodes::malformed;
use crate::compound::{Compound, MAGIC};
use crate::redact::{CopyError, Copying, Rewritten, Searched};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use encoding_rs::{UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// Bytes of the shortest value that is looked for in packed bytes, where a shorter one can come about by chance.
const LEAST: usize = 8;

/// What becomes of the part `name`.
pub(crate) fn rewritten(name: &str, bytes: &[u8], copying: &mut Copying<'_>) -> Result<Rewritten, CopyError> {
    if bytes.is_empty() {
        return Ok(Rewritten::Same);
    }
    let reason = match copying.member(name, bytes) {
        Ok(copied) if copied == bytes => return Ok(Rewritten::Same),
        Ok(copied) => return Ok(Rewritten::Other(copied)),
        Err(CopyError::Refused { reason }) => reason,
        Err(error) => return Err(error),
    };
    let searched = if is_look(name) {
        Searched::Nothing
    } else {
        copying.found_in(name, bytes)
    };
    match searched {
        Searched::Nothing if !holds(bytes, copying)? => Ok(Rewritten::Same),
        Searched::Unread => Err(CopyError::refused(format!(
            "A file inside it cannot be copied: {reason}"
        ))),
        _ => Err(CopyError::refused(
            "A file inside it holds a value, and cannot be copied without it.",
        )),
    }
}

/// What becomes of a file that is written in Base64 within XML.
pub(super) fn packed(text: &str, copying: &mut Copying<'_>) -> Result<Option<String>, CopyError> {
    let letters: String = text.split_whitespace().collect();
    let Ok(bytes) = STANDARD.decode(&letters) else {
        return Ok(copying
            .text(text)
            .or_else(|| copying.holds(text).then(|| HIDDEN.to_owned())));
    };
    // Queries of workbooks are a package after a version and a length ([MS-QDEFF]).
    let query = bytes
        .get(8..)
        .filter(|rest| rest.starts_with(crate::zipped::ENTRY));
    if let Some(query) = query {
        let length = bytes
            .get(4..8)
            .and_then(|length| length.try_into().ok())
            .map_or(0, u32::from_le_bytes);
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        let (package, rest) = query.split_at_checked(length).ok_or_else(malformed)?;
        return match copying.found_in("query.zip", package) {
            Searched::Nothing if !shows(rest, copying) => Ok(None),
            _ => Err(CopyError::refused(
                "Its queries hold a value, or cannot be searched for one, and cannot be written again.",
            )),
        };
    }
    match rewritten("file", &bytes, copying)? {
        Rewritten::Other(new) => Ok(Some(STANDARD.encode(new))),
        Rewritten::Same | Rewritten::LeftOut(_) => Ok(None),
    }
}

/// Fonts, settings of printers and controls: they say how something looks.
fn is_look(name: &str) -> bool {
    let name = name.to_lowercase();
    ["printersettings", "activex", "[trash]"]
        .iter()
        .any(|looks| name.contains(looks))
        || [".odttf", ".fntdata", ".ttf", ".otf"]
            .iter()
            .any(|end| name.ends_with(end))
        || name == "layout-cache"
}

/// Whether the bytes, or those of a stream in them, show a value as text.
fn holds(bytes: &[u8], copying: &Copying<'_>) -> Result<bool, CopyError> {
    if shows(bytes, copying) {
        return Ok(true);
    }
    if !bytes.starts_with(MAGIC) {
        return Ok(false);
    }
    let compound = Compound::open(bytes.to_vec(), copying.budget)?;
    let paths: Vec<String> = compound.paths().map(str::to_owned).collect();
    for path in paths {
        if copying.holds(&path) {
            return Ok(true);
        }
        match compound.stream(&path, copying.budget, copying.account) {
            Some(Ok(stream)) if stream.whole => {
                if shows(&stream.bytes, copying) {
                    return Ok(true);
                }
            }
            Some(Err(excess)) => return Err(CopyError::refused(excess.words())),
            _ => return Err(CopyError::refused("A file inside it is damaged.")),
        }
    }
    Ok(false)
}

fn shows(bytes: &[u8], copying: &Copying<'_>) -> bool {
    let long = |text: &str| {
        let mut hits = copying.removals.hits(text, 0..text.len());
        hits.any(|hit| hit.span.len() >= LEAST)
    };
    let shifted = bytes.get(1..).unwrap_or_default();
    [
        (UTF_8, bytes),
        (WINDOWS_1252, bytes),
        (UTF_16LE, bytes),
        (UTF_16LE, shifted),
        (UTF_16BE, bytes),
        (UTF_16BE, shifted),
    ]
    .into_iter()
    .any(|(encoding, bytes)| long(&encoding.decode_without_bom_handling(bytes).0))
}
