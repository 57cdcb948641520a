//! Opens a file of any kind: looks at its head, picks the format, reads it to the end.

use crate::account::Account;
use crate::body::{Body, Held};
use crate::budget::Budget;
use crate::compound::{self, Compound};
use crate::encoding::{self, Detected};
use crate::formats;
use crate::head::Head;
use crate::hint::hint;
use crate::input::fill;
use crate::magic;
use crate::map::Decoded;
use crate::parts::{Damage, Parts, Visit};
use crate::reading::{FormatError, Reading, ReadingEnd};
use crate::redact::{Copy, CopyError, Copying};
use crate::unpacked::Unpacked;
use crate::windows::{self, Setting, Source};
use crate::zipped::{self, ZipBytes, Zipped};
use std::io::{Cursor, Read};
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use tidegate_domain::text::Window;

/// Bytes on which kind, encoding and layout are decided.
pub const HEAD: usize = 64 * 1024;
/// Room made for it at first: most files of a bucket are small, and large room costs more than reading them.
const FIRST: usize = 8 * 1024;

/// A file, or a member of a packed one.
#[derive(Clone, Copy)]
pub(crate) struct File<'a> {
    pub(crate) name: &'a str,
    /// Its path inside the outermost file.
    pub(crate) member: Option<&'a str>,
    /// Packed files around it.
    pub(crate) depth: usize,
}

/// Reads `file`. `examined` is left at 0: only the caller sees the outermost bytes.
pub(crate) fn read(
    file: File<'_>,
    input: &mut dyn Read,
    budget: &Budget,
    account: &Account,
    visit: &mut dyn FnMut(&Window<'_>) -> ControlFlow<()>,
) -> Result<Reading, FormatError> {
    let mut head = Vec::with_capacity(FIRST);
    input
        .take(HEAD as u64)
        .read_to_end(&mut head)
        .map_err(FormatError::Input)?;
    let whole = head.len() < HEAD;
    if head.is_empty() {
        return Ok(reading("empty", "", ReadingEnd::Empty));
    }
    if let Some((id, packer)) = formats::packer(&head) {
        if !packer.trusted && !budget.complex {
            return Ok(reading(id, "", ReadingEnd::Unsupported));
        }
        if file.depth >= budget.max_depth {
            return Ok(too_deep(id, budget));
        }
        return packer.read(id, file, head, input, budget, account, visit);
    }
    if let Some(kind) = taken_apart(&head, file.name) {
        if !budget.complex {
            return Ok(reading(kind.id(), "", ReadingEnd::Unsupported));
        }
        if file.depth >= budget.max_depth {
            return Ok(too_deep(kind.id(), budget));
        }
        return document(kind, file, head, input, budget, account, visit);
    }
    if let Some(kind) = magic::known(&head) {
        return Ok(reading(kind, "", ReadingEnd::Unsupported));
    }
    let Some(Detected { mut decoder, skip }) = encoding::detect(&head, whole) else {
        return Ok(reading("binary", "", ReadingEnd::Unsupported));
    };
    let mut sample = Decoded::default();
    decoder.decode(&head[skip..], whole, &mut sample);
    let Some(Detected { decoder, .. }) = encoding::detect(&head, whole) else {
        return Ok(reading("binary", "", ReadingEnd::Unsupported));
    };
    let file_name = file
        .name
        .rsplit(['/', '\\'])
        .next()
        .unwrap_or(file.name)
        .to_lowercase();
    let (format, mut layout) = formats::layout(&Head {
        file_name: &file_name,
        text: &sample.text,
        whole,
        overlap: budget.overlap,
    });
    drop(sample);
    let hint = hint(file.name);
    let setting = Setting {
        hint: &hint,
        member: file.member,
        budget,
    };
    let mut source = Source::new(input, decoder, head, skip).whole(whole);
    let flow = windows::all(&mut source, layout.as_mut(), &setting, visit).map_err(FormatError::Input)?;
    let end = if flow.is_break() {
        ReadingEnd::Stopped
    } else {
        ReadingEnd::Complete
    };
    Ok(reading(format, source.encoding(), end))
}

/// What takes a file apart.
#[derive(Clone, Copy)]
enum Kind {
    Document(&'static str, &'static formats::Document),
    Zip,
    Compound,
}

impl Kind {
    fn id(self) -> &'static str {
        match self {
            Self::Document(id, _) => id,
            Self::Zip => formats::ZIP,
            Self::Compound => "ole",
        }
    }
}

fn taken_apart(head: &[u8], name: &str) -> Option<Kind> {
    let file_name = name.rsplit(['/', '\\']).next().unwrap_or(name).to_lowercase();
    if let Some((id, document)) = formats::document(head, &file_name) {
        return Some(Kind::Document(id, document));
    }
    if head.starts_with(compound::MAGIC) {
        return Some(Kind::Compound);
    }
    match magic::known(head) {
        Some("zip") => Some(Kind::Zip),
        None | Some("exe" | "elf") if magic::looks_binary(head) && zipped::after_prefix(head) => {
            Some(Kind::Zip)
        }
        _ => None,
    }
}

/// Whether the file `name` that begins with `head` (up to [`HEAD`] bytes) must be read in the worker process:
/// its format's parser is not trusted with a process that holds credentials. what gzip packs is looked at.
pub fn complex(name: &str, head: &[u8]) -> bool {
    let mut name = name.to_owned();
    let mut head = head.to_vec();
    for _ in 0..Budget::default().max_depth {
        let Some((_, packer)) = formats::packer(&head) else {
            break;
        };
        if !packer.trusted {
            return true;
        }
        let budget = Budget::default();
        let mut packed = head.as_slice();
        let mut unpacked = vec![0; HEAD];
        let got = fill(
            &mut Unpacked::new(packer, Vec::new(), &mut packed, &budget),
            &mut unpacked,
        );
        // Damaged or cut: the reader that takes it for text will say so.
        unpacked.truncate(got.unwrap_or(0));
        head = unpacked;
        name = packer.member_name(&name);
    }
    taken_apart(&head, &name).is_some()
}

/// What writes copies of the document that begins so: its format's id and, where there is one, its function. `None`
/// when it is no document.
pub(crate) fn copier(head: &[u8], name: &str) -> Option<(&'static str, Option<Copy>)> {
    Some(match taken_apart(head, name)? {
        Kind::Document(id, document) => (id, document.copy),
        Kind::Zip => (formats::ZIP, Some(copy_zip as Copy)),
        Kind::Compound => ("ole", None),
    })
}

/// Copies a zip file as what its members make it.
fn copy_zip(bytes: Vec<u8>, copying: &mut Copying<'_>) -> Result<Vec<u8>, CopyError> {
    let held = ZipBytes::new(bytes);
    let mut zipped = Zipped::open(&held, copying.budget)?;
    let (_, zip) = formats::zip_format(&mut zipped)
        .ok_or_else(|| CopyError::refused("It is a zip file of a kind that is not read."))?;
    let copy = zip
        .copy
        .ok_or_else(|| CopyError::refused("Copies of files of this kind cannot be written."))?;
    drop(zipped);
    copy(held.as_ref().to_vec(), copying)
}

fn document(
    kind: Kind,
    file: File<'_>,
    head: Vec<u8>,
    input: &mut dyn Read,
    budget: &Budget,
    account: &Account,
    visit: &mut Visit<'_>,
) -> Result<Reading, FormatError> {
    let mut body = Body::new(head, input);
    let mut parts = Parts::new(file, budget, account, visit);
    let mut format = kind.id();
    let mut known = true;
    // Parsers of other hands panic on damaged files now and then: that is the file's damage, not the program's.
    let read = catch_unwind(AssertUnwindSafe(|| match kind {
        Kind::Document(_, document) => (document.read)(&mut body, &mut parts),
        Kind::Zip => zip(&mut body, &mut parts, &mut format),
        Kind::Compound => body
            .whole(budget)
            .and_then(|bytes| Compound::open(bytes, budget))
            .and_then(|compound| {
                if compound.has("EncryptedPackage") || compound.has("EncryptionInfo") {
                    return Err(Damage::new("It is encrypted: it needs its password to be read."));
                }
                match formats::ole_format(&compound) {
                    Some((id, ole)) => {
                        format = id;
                        (ole.read)(&compound, &mut parts)
                    }
                    None => {
                        known = false;
                        Ok(())
                    }
                }
            }),
    }))
    .unwrap_or_else(|_| {
        Err(Damage::new(
            "It is damaged in a way that its reader could not cope with.",
        ))
    });
    if !known {
        return Ok(reading(format, "", ReadingEnd::Unsupported));
    }
    let end = parts.end(read.err());
    if let Some(failure) = body.failure() {
        return Err(failure);
    }
    Ok(reading(format, "", end?))
}

/// Reads a zip file by its list; without one, or when it is too large to be held, in the order of its bytes.
fn zip(body: &mut Body<'_>, parts: &mut Parts<'_>, format: &mut &'static str) -> Result<(), Damage> {
    let bytes = match body.held(parts.budget())? {
        Held::Whole(bytes) => ZipBytes::new(bytes),
        Held::Beginning(bytes) => return formats::zip_in_order(&mut Cursor::new(bytes).chain(body), parts),
    };
    let mut zipped = match Zipped::open(&bytes, parts.budget()) {
        Ok(zipped) => zipped,
        Err(damage) => {
            parts.unread(&damage.message);
            return formats::zip_in_order(&mut bytes.as_ref(), parts);
        }
    };
    let (id, zip) = formats::zip_format(&mut zipped)
        .ok_or_else(|| Damage::new("It is a zip file of a kind that is not read."))?;
    *format = id;
    if zipped.repeats_names() && id != formats::ZIP {
        parts.unread("Several files in it have the same name; only the last of them was read.");
    }
    (zip.read)(&mut zipped, parts)
}

/// The end of files that are packed inside files without end.
fn too_deep(format: &str, budget: &Budget) -> Reading {
    let message = format!(
        "Files are packed inside files more than {} deep; what is deeper was not read.",
        budget.max_depth
    );
    reading(format, "", ReadingEnd::Partial { message })
}

fn reading(format: &str, encoding: &str, end: ReadingEnd) -> Reading {
    Reading {
        format: format.to_owned(),
        encoding: encoding.to_owned(),
        examined: 0,
        end,
    }
}
