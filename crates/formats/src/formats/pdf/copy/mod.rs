//! The copy of a PDF file without values. Its newest revision is written anew, object by object, and nothing else:
//! earlier revisions and objects that nothing refers to are not in the copy. Glyphs of values are taken out of the
//! operators that draw them, and black fields drawn where they were.
//!
//! Fonts tell the letters as they tell them to the reader. A file with text in fonts that do not tell theirs is
//! refused: nothing is drawn here, so no page can become a picture.

mod attached;
mod clean;
mod content;
mod cover;
mod find;
mod gather;
mod marks;
mod scenes;
mod shown;
mod streams;
mod trees;
mod value;
mod vocabulary;
mod write;
mod xfa;

use super::properties;
use super::stream::Limits;
use crate::redact::{CopyError, Copying};
use clean::Clean;
use gather::Objects;
use hayro_syntax::object::Dict;
use hayro_syntax::{LoadPdfError, Pdf, PdfData};
use scenes::Scenes;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use streams::Left;
use value::Value;

/// Nobody's password: a file that opens with none and not with this one is encrypted.
const NO_PASSWORD: &str = "\u{1}no password\u{1}";

pub(super) fn copy(bytes: Vec<u8>, copying: &mut Copying<'_>) -> Result<Vec<u8>, CopyError> {
    let data: PdfData = Arc::new(bytes).into();
    let pdf = opened(data)?;
    let limits = Limits {
        budget: copying.budget,
        account: copying.account,
    };
    whole(&pdf)?;
    let information = properties::information(&pdf).and_then(|information| information.obj_id());
    let mut objects = Objects::gather(&pdf, information)?;
    let mut clean = Clean::new(copying);
    xfa::searched(&mut objects, limits, &mut clean)?;
    let mut scenes = Scenes::new(limits);
    let mut contents: HashMap<usize, usize> = HashMap::new();
    for page in pdf.pages().iter() {
        let Some(operators) = scenes.page(page, &mut clean)? else {
            continue;
        };
        let at = page.raw().obj_id().and_then(|id| objects.at(id));
        let at =
            at.ok_or_else(|| CopyError::refused("One of its pages has no place of its own in the file."))?;
        let mut value = Value::Dict(value::Entries::default());
        let packed = streams::packed(&mut value, &operators);
        let stream = objects.add(packed);
        if let Some(held) = objects.list.get_mut(stream) {
            held.value = value;
        }
        contents.insert(at, stream);
    }
    for (at, stream) in &contents {
        if let Some(Value::Dict(entries)) = objects.list.get_mut(*at).map(|held| &mut held.value) {
            entries.set("Contents", Value::Ref(*stream));
        }
    }
    objects.of_pages(&pdf);
    let reached = objects.reached();
    scenes.others(&objects, &reached, &mut clean)?;
    let mut gone = HashSet::new();
    for at in reached {
        if let Some(held) = objects.list.get_mut(at) {
            if streams::stream(held, &scenes.marks, limits, &mut clean)? == Left::Out {
                gone.insert(at);
            }
            clean.value(&mut held.value, "");
        }
    }
    attached::forget(&mut objects, &gone);
    trees::sort(&mut objects);
    let bytes = written(&pdf, &objects);
    drop(objects);
    opens(&pdf, bytes)
}

fn opened(data: PdfData) -> Result<Pdf, CopyError> {
    let encrypted =
        || CopyError::refused("It is encrypted: copies of encrypted PDF files cannot be written.");
    let pdf = Pdf::new(data.clone()).map_err(|error| match error {
        LoadPdfError::Decryption(_) => encrypted(),
        LoadPdfError::Invalid => {
            CopyError::refused("The PDF file is damaged: its list of objects cannot be read.")
        }
    })?;
    match Pdf::new_with_password(data, NO_PASSWORD) {
        Err(LoadPdfError::Decryption(_)) => Err(encrypted()),
        _ => Ok(pdf),
    }
}

/// # Errors
/// When the reader does not see all of the file.
fn whole(pdf: &Pdf) -> Result<(), CopyError> {
    let end = pdf.data().as_ref();
    let end = end.get(end.len().saturating_sub(super::END)..).unwrap_or(end);
    if memchr::memmem::find(end, b"startxref").is_none() {
        return Err(CopyError::refused("The PDF file is damaged: its end is missing."));
    }
    let counted = pdf
        .xref()
        .get::<Dict<'_>>(pdf.xref().root_id())
        .and_then(|catalog| catalog.get::<Dict<'_>>("Pages"))
        .and_then(|pages| pages.get::<u32>("Count"))
        .and_then(|count| usize::try_from(count).ok());
    if counted.is_some_and(|count| count > pdf.pages().len()) {
        return Err(CopyError::refused(
            "The PDF file is damaged: some of its pages cannot be found.",
        ));
    }
    Ok(())
}

/// # Errors
/// When the copy does not have the pages that the file has: damage was taken for something else.
fn opens(pdf: &Pdf, bytes: Vec<u8>) -> Result<Vec<u8>, CopyError> {
    let bytes = Arc::new(bytes);
    let same = Pdf::new(bytes.clone()).is_ok_and(|copy| copy.pages().len() == pdf.pages().len());
    match Arc::try_unwrap(bytes) {
        Ok(bytes) if same => Ok(bytes),
        _ => Err(CopyError::refused(
            "The PDF file is damaged: not all of it can be written again.",
        )),
    }
}

fn written(pdf: &Pdf, objects: &Objects<'_>) -> Vec<u8> {
    let order = objects.reached();
    let numbers: HashMap<usize, usize> = order.iter().copied().zip(1..).collect();
    let number = |at: usize| numbers.get(&at).copied();
    let mut file = write::File::new(&version(pdf));
    for held in order.iter().filter_map(|at| objects.list.get(*at)) {
        let raw;
        let stream = match (&held.bytes, &held.stream) {
            (Some(bytes), _) => Some(bytes.as_slice()),
            (None, Some(stream)) => {
                raw = stream.raw_data();
                Some(raw.as_ref())
            }
            (None, None) => None,
        };
        match (stream, &held.value) {
            (Some(stream), Value::Dict(entries)) => {
                let mut entries = entries.clone();
                let length = i64::try_from(stream.len()).unwrap_or(i64::MAX);
                entries.set("Length", Value::Integer(length));
                file.object(&Value::Dict(entries), Some(stream), &number);
            }
            (_, value) => file.object(value, None, &number),
        }
    }
    file.finished(
        number(objects.root).unwrap_or(1),
        objects.information.and_then(number),
    )
}

/// `1.7`. The version's own name is all that tells it.
fn version(pdf: &Pdf) -> String {
    let name = format!("{:?}", pdf.version());
    let digits: Vec<String> = name
        .chars()
        .filter(char::is_ascii_digit)
        .map(String::from)
        .collect();
    digits.join(".")
}
