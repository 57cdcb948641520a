//! Properties of a message, recipient or attachment in its storage ([MS-OXMSG], 2.2 and 2.4).

use crate::compound::Compound;
use crate::parts::{Damage, Parts};
use encoding_rs::Encoding;

/// Types of properties, the second half of a stream's name.
const UNICODE: &str = "001F";
const ANSI: &str = "001E";
const BINARY: &str = "0102";

/// The properties of one storage.
pub(super) struct Properties<'c> {
    compound: &'c Compound,
    /// Path of the storage with a slash at its end, or nothing for the file itself.
    pub(super) storage: String,
    encoding: &'static Encoding,
}

impl<'c> Properties<'c> {
    /// Of a message; `header` is the length of what comes before its list of properties.
    pub(super) fn message(compound: &'c Compound, storage: &str, header: usize, parts: &Parts<'_>) -> Self {
        let mut properties = Self {
            compound,
            storage: storage.to_owned(),
            encoding: encoding_rs::WINDOWS_1252,
        };
        let list = properties.stream("__properties_version1.0", parts).ok().flatten();
        let list = list.unwrap_or_default();
        let entries = list.get(header..).unwrap_or_default().as_chunks::<16>().0;
        // The code page of the message's texts.
        let page = entries
            .iter()
            .find(|entry| entry.starts_with(&[0x03, 0x00, 0xfd, 0x3f]))
            .and_then(|entry| entry.get(8..12)?.try_into().ok())
            .map(u32::from_le_bytes);
        if let Some(encoding) = page.and_then(encoding) {
            properties.encoding = encoding;
        }
        properties
    }

    /// Of a recipient or attachment of the message.
    pub(super) fn inside(&self, storage: String) -> Self {
        Self {
            compound: self.compound,
            storage,
            encoding: self.encoding,
        }
    }

    pub(super) fn text(&self, id: &str, parts: &Parts<'_>) -> Result<Option<String>, Damage> {
        if let Some(bytes) = self.stream(&format!("__substg1.0_{id}{UNICODE}"), parts)? {
            let units: Vec<u16> = bytes
                .as_chunks::<2>()
                .0
                .iter()
                .map(|pair| u16::from_le_bytes(*pair))
                .collect();
            return Ok(Some(ended(String::from_utf16_lossy(&units))));
        }
        let bytes = self.stream(&format!("__substg1.0_{id}{ANSI}"), parts)?;
        Ok(bytes.map(|bytes| ended(self.encoding.decode_without_bom_handling(&bytes).0.into_owned())))
    }

    pub(super) fn binary(&self, id: &str, parts: &Parts<'_>) -> Result<Option<Vec<u8>>, Damage> {
        self.stream(&format!("__substg1.0_{id}{BINARY}"), parts)
    }

    fn stream(&self, name: &str, parts: &Parts<'_>) -> Result<Option<Vec<u8>>, Damage> {
        let path = format!("{}{name}", self.storage);
        match self.compound.stream(&path, parts.budget(), parts.account()) {
            None => Ok(None),
            Some(Ok(stream)) => Ok(Some(stream.bytes)),
            Some(Err(excess)) => Err(excess.into()),
        }
    }
}

/// Texts may end with NULs.
fn ended(text: String) -> String {
    text.trim_end_matches('\0').to_owned()
}

/// The encoding of a Windows code page.
fn encoding(page: u32) -> Option<&'static Encoding> {
    let label = match page {
        874 | 1250..=1258 => format!("windows-{page}"),
        932 => "shift_jis".to_owned(),
        936 => "gbk".to_owned(),
        949 => "euc-kr".to_owned(),
        950 => "big5".to_owned(),
        20866 => "koi8-r".to_owned(),
        21866 => "koi8-u".to_owned(),
        28591..=28606 => format!("iso-8859-{}", page - 28590),
        65001 => "utf-8".to_owned(),
        _ => return None,
    };
    Encoding::for_label(label.as_bytes())
}
