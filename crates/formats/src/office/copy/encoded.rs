//! The text of an XML part and back to bytes, in the encoding in which it was written.

use super::nodes::malformed;
use crate::redact::CopyError;
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// Bytes in which a declaration of the encoding must end.
const DECLARATION: usize = 256;

/// An XML part's text.
pub(crate) struct Text {
    pub(crate) text: String,
    encoding: &'static Encoding,
    mark: Vec<u8>,
}

impl Text {
    /// The text of `bytes`, all of which must be characters.
    pub(crate) fn of(bytes: &[u8]) -> Result<Self, CopyError> {
        let (encoding, mark) = match Encoding::for_bom(bytes) {
            Some((encoding, length)) => (encoding, bytes.get(..length).unwrap_or_default().to_vec()),
            None => (declared(bytes), Vec::new()),
        };
        let body = bytes.get(mark.len()..).unwrap_or_default();
        let text = encoding
            .decode_without_bom_handling_and_without_replacement(body)
            .ok_or_else(malformed)?
            .into_owned();
        if text.contains('\0') {
            return Err(malformed());
        }
        let read = Self { text, encoding, mark };
        if read.bytes(&read.text) != bytes {
            return Err(CopyError::refused("The encoding of its XML cannot be written."));
        }
        Ok(read)
    }

    /// `text` as bytes.
    pub(crate) fn bytes(&self, text: &str) -> Vec<u8> {
        let mut out = self.mark.clone();
        if self.encoding == UTF_16LE {
            out.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
        } else if self.encoding == UTF_16BE {
            out.extend(text.encode_utf16().flat_map(u16::to_be_bytes));
        } else {
            // What the encoding lacks becomes a reference.
            out.extend_from_slice(&self.encoding.encode(text).0);
        }
        out
    }
}

fn declared(bytes: &[u8]) -> &'static Encoding {
    let head = bytes.get(..bytes.len().min(DECLARATION)).unwrap_or_default();
    String::from_utf8_lossy(head)
        .split_once("encoding=")
        .and_then(|(_, rest)| {
            let quote = rest.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
            let label = rest.get(1..)?.split(quote).next()?;
            Encoding::for_label(label.as_bytes())
        })
        // Without a mark it cannot be: its declaration could not be read.
        .filter(|encoding| *encoding != UTF_16LE && *encoding != UTF_16BE)
        .unwrap_or(UTF_8)
}

/// Whether a part is XML, by its name or its beginning.
pub(crate) fn is_xml(name: &str, bytes: &[u8]) -> bool {
    let name = name.to_lowercase();
    if [".xml", ".rels", ".vml", ".rdf", ".svg"]
        .iter()
        .any(|end| name.ends_with(end))
    {
        return true;
    }
    let head = bytes.get(..bytes.len().min(64)).unwrap_or_default();
    let head: Vec<u8> = head.iter().copied().filter(|byte| *byte != 0).collect();
    let head = head.strip_prefix(b"\xef\xbb\xbf".as_slice()).unwrap_or(&head);
    let head = head
        .strip_prefix(b"\xff\xfe".as_slice())
        .or_else(|| head.strip_prefix(b"\xfe\xff".as_slice()))
        .unwrap_or(head);
    head.trim_ascii_start().starts_with(b"<?xml")
}
