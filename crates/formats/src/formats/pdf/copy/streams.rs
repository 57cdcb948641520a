//! Streams that are no operators of a page: text is written without values, files inside are copied as the files they
//! are, and what cannot be written again is searched.

use super::super::cmap::CMap;
use super::super::stream::{self, Limits};
use super::clean::Clean;
use super::content;
use super::gather::{Held, Role};
use super::marks::{Marks, Owner};
use super::value::{Entries, Value};
use crate::redact::{CopyError, Searched};
use flate2::Compression;
use flate2::write::ZlibEncoder;
use hayro_syntax::Filter;
use hayro_syntax::object::Stream;
use std::io::Write;

/// Bytes of a value that are looked for in what is no text: shorter ones stand there by chance.
const LONG: usize = 8;

/// What becomes of a stream.
enum Outcome {
    Same,
    Other(Vec<u8>),
    Gone,
}

/// Whether the copy has a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Left {
    In,
    Out,
}

/// Goes through one stream. Its entries are gone through elsewhere.
///
/// # Errors
/// When it may hold a value that cannot be taken out.
pub(super) fn stream(
    held: &mut Held<'_>,
    marks: &Marks,
    limits: Limits<'_>,
    clean: &mut Clean<'_, '_>,
) -> Result<Left, CopyError> {
    let Some(stream) = held.stream.clone() else {
        return Ok(Left::In);
    };
    if let Value::Dict(entries) = &held.value
        && unknown_packing(entries, &stream)
    {
        return Err(CopyError::refused(
            "A part of it is packed in a way that is not known.",
        ));
    }
    let outcome = if super::scenes::operators(held, limits)? {
        let bytes = stream::uncounted(&stream, limits.budget)?;
        let written = content::rewritten(&bytes, Owner::Form(stream.obj_id()), marks, clean)?;
        if written.changed {
            Outcome::Other(written.bytes)
        } else {
            Outcome::Same
        }
    } else {
        other(held, &stream, limits, clean)?
    };
    let outcome = match outcome {
        // Something may stand in the packed bytes that unpacking passes over.
        Outcome::Same if held.role != Role::Font && hit_in_binary(clean, &stream.raw_data()) => {
            let (bytes, picture) = stream::to_picture(&stream, limits.budget)?;
            if picture.is_some() || hit_in_binary(clean, &bytes) {
                return Err(unwritable());
            }
            Outcome::Other(bytes)
        }
        outcome => outcome,
    };
    match outcome {
        Outcome::Same => {}
        Outcome::Other(bytes) => held.bytes = Some(packed(&mut held.value, &bytes)),
        Outcome::Gone => {
            held.value = Value::Null;
            held.stream = None;
            return Ok(Left::Out);
        }
    }
    Ok(Left::In)
}

/// Whether a filter of the stream is none that the reader knows.
fn unknown_packing(entries: &Entries, stream: &Stream<'_>) -> bool {
    let named = match entries.get("Filter") {
        Some(Value::Array(filters)) => filters.len(),
        Some(Value::Name(_)) => 1,
        // In another object.
        Some(Value::Ref(_)) => return stream.filters().is_empty(),
        _ => 0,
    };
    stream.filters().len() != named
}

fn other(
    held: &mut Held<'_>,
    stream: &Stream<'_>,
    limits: Limits<'_>,
    clean: &mut Clean<'_, '_>,
) -> Result<Outcome, CopyError> {
    let Value::Dict(entries) = &mut held.value else {
        return Ok(Outcome::Gone);
    };
    if entries.is("Type", "EmbeddedFile") && held.role == Role::Unknown {
        held.role = Role::File("attachment".to_owned());
    }
    if entries.is("Type", "Metadata") {
        held.role = Role::Metadata;
    }
    if picture(entries) {
        searched_picture(stream, limits, clean)?;
        return Ok(Outcome::Same);
    }
    match &held.role {
        Role::Page | Role::Searched | Role::Font => Ok(Outcome::Same),
        Role::Binary => {
            let bytes = stream::decoded(stream, limits)?;
            if hit_in_binary(clean, &bytes) {
                return Err(unwritable());
            }
            Ok(Outcome::Same)
        }
        Role::Metadata => metadata(stream, limits, clean),
        Role::File(name) => {
            let name = name.clone();
            file(&name, entries, stream, limits, clean)
        }
        Role::Text => {
            let bytes = stream::decoded(stream, limits)?;
            Ok(clean.string(&bytes, "").map_or(Outcome::Same, Outcome::Other))
        }
        Role::Unknown | Role::Glyph => {
            let bytes = stream::decoded(stream, limits)?;
            if memchr::memmem::find(&bytes, b"begincmap").is_some() {
                let texts = CMap::parse(&bytes).texts().join("\n");
                if clean.hit(&texts) || hit_in_binary(clean, &bytes) {
                    return Err(CopyError::refused(
                        "A font has a sign for the whole of what is removed, and fonts are not written again.",
                    ));
                }
                return Ok(Outcome::Same);
            }
            let other = clean.copying.bytes("part", &bytes)?;
            Ok(other.map_or(Outcome::Same, Outcome::Other))
        }
    }
}

fn metadata(
    stream: &Stream<'_>,
    limits: Limits<'_>,
    clean: &mut Clean<'_, '_>,
) -> Result<Outcome, CopyError> {
    let bytes = stream::decoded(stream, limits)?;
    match clean.copying.member("metadata.xml", &bytes) {
        Ok(other) => {
            let plain = crate::xmp::plain(&other);
            if clean.hit(&plain) || clean.copying.holds(&plain) || clean.copying.holds_in(&other) {
                clean.copying.taken_out(1);
                return Ok(Outcome::Gone);
            }
            Ok(if other == bytes {
                Outcome::Same
            } else {
                Outcome::Other(other)
            })
        }
        Err(CopyError::Refused { .. }) => Ok(Outcome::Gone),
        Err(error) => Err(error),
    }
}

fn file(
    name: &str,
    entries: &mut Entries,
    stream: &Stream<'_>,
    limits: Limits<'_>,
    clean: &mut Clean<'_, '_>,
) -> Result<Outcome, CopyError> {
    // What comes out of it is counted where it is copied.
    let (bytes, _) = stream::to_picture(stream, limits.budget)?;
    match clean.copying.member(name, &bytes) {
        Ok(other) if other == bytes => Ok(Outcome::Same),
        Ok(other) => {
            if let Some(Value::Dict(parameters)) = entries
                .0
                .iter_mut()
                .find(|(key, _)| key == b"Params")
                .map(|(_, value)| value)
            {
                parameters.remove("CheckSum");
                parameters.set(
                    "Size",
                    Value::Integer(i64::try_from(other.len()).unwrap_or(i64::MAX)),
                );
            }
            Ok(Outcome::Other(other))
        }
        Err(CopyError::Refused { .. }) if clean.copying.found_in(name, &bytes) == Searched::Nothing => {
            Ok(Outcome::Same)
        }
        Err(CopyError::Refused { reason }) => {
            let shown = clean.copying.removals.removed_from(name);
            clean.copying.leave_out(shown.as_deref().unwrap_or(name), &reason);
            Ok(Outcome::Gone)
        }
        Err(error) => Err(error),
    }
}

/// Whether these are the entries of a picture.
pub(super) fn picture(entries: &Entries) -> bool {
    entries.is("Subtype", "Image") || (entries.get("Width").is_some() && entries.get("Height").is_some())
}

fn searched_picture(
    stream: &Stream<'_>,
    limits: Limits<'_>,
    clean: &mut Clean<'_, '_>,
) -> Result<(), CopyError> {
    let (bytes, filter) = stream::to_picture(stream, limits.budget)?;
    let told = match filter {
        Some(Filter::DctDecode) => told_by_jpeg(&bytes),
        _ => Vec::new(),
    };
    if hit_in_binary(clean, &bytes) || clean.copying.holds_in(&told) {
        return Err(CopyError::refused(
            "A picture holds something that is removed, and pictures are not written again.",
        ));
    }
    Ok(())
}

/// The segments before a JPEG picture's pixels (ITU-T T.81, annex B).
fn told_by_jpeg(bytes: &[u8]) -> Vec<u8> {
    let mut told = Vec::new();
    let mut at = 2;
    while let Some([0xff, kind, high, low]) = bytes.get(at..at + 4) {
        let length = usize::from(u16::from_be_bytes([*high, *low]));
        if *kind == 0xda {
            break;
        }
        told.extend_from_slice(bytes.get(at + 4..at + 2 + length).unwrap_or_default());
        told.push(b'\n');
        at += 2 + length;
    }
    told
}

/// Whether a long value stands in bytes that are no text.
pub(super) fn hit_in_binary(clean: &Clean<'_, '_>, bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    clean
        .copying
        .removals
        .hits(&text, 0..text.len())
        .any(|hit| hit.span.len() >= LONG)
}

fn unwritable() -> CopyError {
    CopyError::refused("A part of it holds something that is removed, and cannot be written again.")
}

/// The packed bytes; the entries say how.
pub(super) fn packed(value: &mut Value, bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    // Writing to memory does not fail.
    let packed = encoder
        .write_all(bytes)
        .and_then(|()| encoder.finish())
        .unwrap_or_default();
    if let Value::Dict(entries) = value {
        for key in [
            "Filter",
            "DecodeParms",
            "F",
            "FFilter",
            "FDecodeParms",
            "DP",
            "DL",
        ] {
            entries.remove(key);
        }
        entries.set("Filter", Value::Name(b"FlateDecode".to_vec()));
    }
    packed
}
