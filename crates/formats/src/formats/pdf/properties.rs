//! What the file tells of itself: the document information and the XMP packet.

use super::stream::{self, Limits};
use super::words;
use crate::parts::{PartPlace, Parts};
use crate::xmp::{self, Value};
use hayro_syntax::Pdf;
use hayro_syntax::object::{Dict, ObjectIdentifier, Stream, String as PdfString};
use std::ops::ControlFlow;

/// Places of the file that may name the dictionary.
const MAX_MENTIONS: usize = 100;
/// Properties of one document.
const MAX_PROPERTIES: usize = 10_000;

pub(super) fn tell(
    pdf: &Pdf,
    catalog: &Dict<'_>,
    limits: Limits<'_>,
    parts: &mut Parts<'_>,
) -> ControlFlow<()> {
    let mut told: Vec<Value> = Vec::new();
    let information = information(pdf).unwrap_or_default();
    for (key, _) in information.entries().take(MAX_PROPERTIES) {
        let name = key.as_str();
        // When it was made, and how its colours were prepared.
        if matches!(name, "CreationDate" | "ModDate" | "Trapped") {
            continue;
        }
        if let Some(text) = information.get::<PdfString<'_>>(name) {
            told.push(Value {
                name: name.to_owned(),
                text: words::text(text.as_bytes()),
            });
        }
    }
    if let Some(packet) = catalog.get::<Stream<'_>>("Metadata") {
        match stream::decoded(&packet, limits) {
            Ok(bytes) => {
                for value in xmp::properties(&bytes) {
                    // Most are in both.
                    if told.len() < MAX_PROPERTIES && !told.iter().any(|known| known.text == value.text) {
                        told.push(value);
                    }
                }
            }
            Err(trouble) => parts.unread(&trouble.words()),
        }
    }
    for Value { name, text } in &told {
        parts.value(&PartPlace::part(format!("metadata: {name}")), name, text)?;
    }
    parts.flow()
}

/// The information dictionary, which the file's last trailer names.
pub(super) fn information(pdf: &Pdf) -> Option<Dict<'_>> {
    let bytes = pdf.data().as_ref();
    let mut end = bytes.len();
    for _ in 0..MAX_MENTIONS {
        let at = memchr::memmem::rfind(&bytes[..end], b"/Info")?;
        if let Some(id) = reference(&bytes[at + b"/Info".len()..])
            && let Some(information) = pdf.xref().get::<Dict<'_>>(id)
        {
            return Some(information);
        }
        end = at;
    }
    None
}

/// `12 0 R` at the beginning of `bytes`.
fn reference(bytes: &[u8]) -> Option<ObjectIdentifier> {
    let head = bytes.get(..bytes.len().min(40))?;
    let text: String = head.iter().map(|byte| char::from(*byte)).collect();
    let mut words = text.split_ascii_whitespace();
    let number = words.next()?.parse().ok()?;
    let generation = words.next()?.parse().ok()?;
    words
        .next()?
        .starts_with('R')
        .then(|| ObjectIdentifier::new(number, generation))
}
