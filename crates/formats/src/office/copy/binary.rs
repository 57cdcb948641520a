//! Parts of packages that are no XML: files inside are copied as the files they are; what cannot be copied stays
//! only when it was searched and holds no value.

use crate::compound::{Compound, MAGIC};
use crate::redact::{CopyError, Copying, Rewritten, Searched};
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
