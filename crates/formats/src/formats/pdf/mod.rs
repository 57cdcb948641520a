//! PDF: text of the pages with their numbers, forms, notes, properties, outline, attachments and pictures.
//! Only the newest revision of a file that was saved in steps is read. Draws nothing.

mod annotations;
mod attachments;
mod cmap;
mod columns;
mod composite;
mod content;
mod copy;
mod font;
mod form;
mod letters;
mod lines;
mod matrix;
mod names;
mod operators;
mod outline;
mod pages;
mod pictures;
mod properties;
mod stream;
mod track;
mod widths;
mod words;

use super::{Document, FormatInfo};
use crate::body::Body;
use crate::parts::{Damage, Parts};
use hayro_syntax::object::Dict;
use hayro_syntax::{LoadPdfError, Pdf};
use std::ops::ControlFlow;
use stream::Limits;

pub(super) const INFO: FormatInfo = FormatInfo {
    id: "pdf",
    title: "PDF document",
    extensions: &["pdf"],
};

pub(super) const DOCUMENT: Document = Document {
    begins,
    read,
    copy: Some(copy::copy),
};

/// Bytes that may stand before the mark (ISO 32000-1, annex H).
const BEFORE: usize = 1024;

/// Bytes at the end of the file in which its last words stand.
const END: usize = 4096;

fn begins(head: &[u8], file_name: &str) -> bool {
    let mark = b"%PDF-";
    let trimmed = head
        .strip_prefix(b"\xef\xbb\xbf")
        .unwrap_or(head)
        .trim_ascii_start();
    trimmed.starts_with(mark)
        || (file_name.ends_with(".pdf")
            && memchr::memmem::find(&head[..head.len().min(BEFORE)], mark).is_some())
}

fn read(body: &mut Body<'_>, parts: &mut Parts<'_>) -> Result<(), Damage> {
    let bytes = body.whole(parts.budget())?;
    let pdf = Pdf::new(bytes).map_err(|error| {
        Damage::new(match error {
            LoadPdfError::Decryption(_) => "It is encrypted: it needs its password.",
            LoadPdfError::Invalid => "The PDF file is damaged: its list of objects cannot be read.",
        })
    })?;
    // The visitor wants no more, or all is told.
    let _ = told(&pdf, parts);
    Ok(())
}

fn told(pdf: &Pdf, parts: &mut Parts<'_>) -> ControlFlow<()> {
    let limits = Limits {
        budget: parts.budget(),
        account: parts.account(),
    };
    let catalog = pdf
        .xref()
        .get::<Dict<'_>>(pdf.xref().root_id())
        .unwrap_or_default();
    let end = pdf.data().as_ref();
    let end = &end[end.len().saturating_sub(END)..];
    if memchr::memmem::find(end, b"startxref").is_none() {
        parts.unread("The file's end is missing: what could be found in it was read.");
    }
    let counted = catalog
        .get::<Dict<'_>>("Pages")
        .and_then(|pages| pages.get::<u32>("Count"))
        .and_then(|count| usize::try_from(count).ok());
    if counted.is_some_and(|count| count > pdf.pages().len()) {
        parts.unread("Some of its pages could not be found and were not read.");
    }
    properties::tell(pdf, &catalog, limits, parts)?;
    pages::tell(pdf, limits, parts)?;
    form::tell(pdf, &catalog, limits, parts)?;
    outline::tell(&catalog, parts)?;
    attachments::tell(pdf, &catalog, parts)
}
