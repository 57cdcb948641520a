//! What cannot be gone through text by text is searched as a whole: names that a file's own description gives,
//! bytes of an unknown kind, files inside a cell.

use super::{CopyError, Copying, Searched};
use crate::{formats, magic, open};

/// Shorter byte strings that are no file are keys and hashes, whatever they begin with.
const SHORT: usize = 64;

impl Copying<'_> {
    /// Whether bytes of any kind hold a value, also as UTF-16.
    pub(crate) fn holds_in(&self, bytes: &[u8]) -> bool {
        let plain = String::from_utf8_lossy(bytes);
        if self.holds(&plain) {
            return true;
        }
        if plain.is_ascii() {
            return false;
        }
        let units: [fn([u8; 2]) -> u16; 2] = [u16::from_le_bytes, u16::from_be_bytes];
        units.iter().any(|unit| {
            (0..2).any(|skip| {
                let pairs = bytes.get(skip..).unwrap_or_default().chunks_exact(2);
                let units: Vec<u16> = pairs
                    .map(|pair| {
                        unit([
                            pair.first().copied().unwrap_or(0),
                            pair.get(1).copied().unwrap_or(0),
                        ])
                    })
                    .collect();
                self.removals.applied(&String::from_utf16_lossy(&units)).is_some()
            })
        })
    }

    /// The bytes of a cell without values: as text when they are some, as the file that they are, or searched. `None`
    /// when nothing in them is changed.
    ///
    /// # Errors
    /// [`CopyError::Refused`] when they may hold a value that cannot be taken out.
    pub(crate) fn bytes(&mut self, name: &str, bytes: &[u8]) -> Result<Option<Vec<u8>>, CopyError> {
        match std::str::from_utf8(bytes) {
            Ok(text) if !text.contains('\0') => return Ok(self.cell(text).map(String::into_bytes)),
            _ => {}
        }
        let head = bytes.get(..bytes.len().min(open::HEAD)).unwrap_or(bytes);
        let known = formats::packer(head).is_some()
            || open::copier(head, name).is_some()
            || magic::known(head).is_some();
        if known {
            match self.member(name, bytes) {
                Ok(copied) => return Ok((copied != bytes).then_some(copied)),
                Err(CopyError::Refused { .. }) if bytes.len() <= SHORT => {}
                Err(CopyError::Refused { .. }) if self.found_in(name, bytes) == Searched::Nothing => {
                    return Ok(None);
                }
                Err(error) => return Err(error),
            }
        }
        if self.holds_in(bytes) {
            return Err(CopyError::refused(
                "It has binary data in which something that is removed stands, and which cannot be written again.",
            ));
        }
        Ok(None)
    }
}
