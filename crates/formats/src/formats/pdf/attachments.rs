//! Files inside the document: those of its list of attachments, and those pinned to its pages.

use super::stream;
use super::words;
use crate::parts::Parts;
use hayro_syntax::Pdf;
use hayro_syntax::object::{Array, Dict, Object, ObjectIdentifier, Stream, String as PdfString};
use std::collections::HashSet;
use std::ops::ControlFlow;

/// Levels of the list of names.
const MAX_DEPTH: usize = 32;
/// Nodes of the list of names.
const MAX_NODES: usize = 100_000;

pub(super) fn tell(pdf: &Pdf, catalog: &Dict<'_>, parts: &mut Parts<'_>) -> ControlFlow<()> {
    let mut files = Files {
        told: HashSet::new(),
        nodes: 0,
    };
    if let Some(list) = catalog
        .get::<Dict<'_>>("Names")
        .and_then(|names| names.get::<Dict<'_>>("EmbeddedFiles"))
    {
        files.list(&list, 0, parts)?;
    }
    if let Some(associated) = catalog.get::<Array<'_>>("AF") {
        for file in associated.iter::<Dict<'_>>() {
            files.file(&file, None, parts)?;
        }
    }
    for page in pdf.pages().iter() {
        let Some(annotations) = page.raw().get::<Array<'_>>("Annots") else {
            continue;
        };
        for annotation in annotations.iter::<Dict<'_>>() {
            if let Some(file) = annotation.get::<Dict<'_>>("FS") {
                files.file(&file, None, parts)?;
            }
        }
    }
    parts.flow()
}

struct Files {
    told: HashSet<ObjectIdentifier>,
    nodes: usize,
}

impl Files {
    fn list(&mut self, node: &Dict<'_>, depth: usize, parts: &mut Parts<'_>) -> ControlFlow<()> {
        self.nodes += 1;
        if depth >= MAX_DEPTH || self.nodes > MAX_NODES {
            return parts.flow();
        }
        if let Some(names) = node.get::<Array<'_>>("Names") {
            let mut name = None;
            for entry in names.iter::<Object<'_>>() {
                match entry {
                    Object::String(text) => name = Some(words::text(text.as_bytes())),
                    Object::Dict(file) => self.file(&file, name.take(), parts)?,
                    _ => {}
                }
            }
        }
        if let Some(kids) = node.get::<Array<'_>>("Kids") {
            for kid in kids.iter::<Dict<'_>>() {
                self.list(&kid, depth + 1, parts)?;
            }
        }
        parts.flow()
    }

    /// Reads what a file specification holds, once.
    fn file(&mut self, file: &Dict<'_>, listed: Option<String>, parts: &mut Parts<'_>) -> ControlFlow<()> {
        let Some(holders) = file.get::<Dict<'_>>("EF") else {
            return parts.flow();
        };
        let Some(stream) = ["UF", "F", "Unix", "Mac", "DOS"]
            .iter()
            .find_map(|key| holders.get::<Stream<'_>>(key))
        else {
            return parts.flow();
        };
        if !self.told.insert(stream.obj_id()) {
            return parts.flow();
        }
        let name = ["UF", "F"]
            .iter()
            .find_map(|key| file.get::<PdfString<'_>>(key))
            .map(|name| words::text(name.as_bytes()))
            .or(listed)
            .filter(|name| !name.trim().is_empty())
            .unwrap_or_else(|| format!("attachment {}", self.told.len()));
        // What comes out of it is counted where it is read.
        match stream::to_picture(&stream, parts.budget()) {
            Ok((bytes, _)) => parts.member(&name, &mut bytes.as_slice()),
            Err(trouble) => {
                parts.unread_member(&name, &trouble.words());
                parts.flow()
            }
        }
    }
}
