//! The objects that the newest revision of a file reaches, with what their place says of them. Left behind are
//! signatures, thumbnails, private data of programs, and pages that the document does not have.

use super::value::{self, Entries, Numbering, Value};
use crate::redact::CopyError;
use hayro_syntax::Pdf;
use hayro_syntax::object::{Dict, Object, ObjectIdentifier, Stream};
use std::collections::{HashMap, HashSet};

/// Objects of one file.
const MAX_OBJECTS: usize = 4_000_000;

/// What a stream is used for, where its own entries do not say it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Role {
    Unknown,
    /// Operators of a page, which are gone through with their page.
    Page,
    /// Operators that draw a glyph.
    Glyph,
    Font,
    /// Tables of fonts and colours: numbers, no text.
    Binary,
    Text,
    Metadata,
    /// A file inside, with its name.
    File(String),
    /// Searched already.
    Searched,
}

/// An object of the copy.
pub(super) struct Held<'a> {
    pub(super) value: Value,
    pub(super) stream: Option<Stream<'a>>,
    /// Bytes that stand in the stream's place, packed already.
    pub(super) bytes: Option<Vec<u8>>,
    pub(super) role: Role,
    /// Resources of a glyph's operators.
    pub(super) resources: Option<Dict<'a>>,
}

/// All objects, by their numbers.
pub(super) struct Objects<'a> {
    pub(super) list: Vec<Held<'a>>,
    pub(super) root: usize,
    pub(super) information: Option<usize>,
    numbers: Numbers,
}

#[derive(Default)]
struct Numbers {
    known: HashMap<ObjectIdentifier, usize>,
    order: Vec<ObjectIdentifier>,
}

impl Numbering for Numbers {
    fn number(&mut self, id: ObjectIdentifier) -> usize {
        *self.known.entry(id).or_insert_with(|| {
            self.order.push(id);
            self.order.len() - 1
        })
    }
}

impl<'a> Objects<'a> {
    /// # Errors
    /// When there are too many, or they are nested too deep.
    pub(super) fn gather(pdf: &'a Pdf, information: Option<ObjectIdentifier>) -> Result<Self, CopyError> {
        let pages: HashSet<ObjectIdentifier> = pdf
            .pages()
            .iter()
            .filter_map(|page| page.raw().obj_id())
            .collect();
        let mut numbers = Numbers::default();
        let root = numbers.number(pdf.xref().root_id());
        let information = information.map(|id| numbers.number(id));
        let mut list = Vec::new();
        let mut roles = Vec::new();
        let mut glyphs = Vec::new();
        while let Some(id) = numbers.order.get(list.len()).copied() {
            if list.len() >= MAX_OBJECTS {
                return Err(CopyError::refused("It has too many objects."));
            }
            let object = pdf.xref().get::<Object<'a>>(id);
            let mut held = Held {
                value: Value::Null,
                stream: None,
                bytes: None,
                role: Role::Unknown,
                resources: None,
            };
            if let Some(object) = object {
                held.value = value::value(&object, &mut numbers, 0)?;
                keep(&mut held.value, id, &pages);
                if let (Value::Dict(entries), Object::Dict(dict)) = (&held.value, &object)
                    && entries.is("Subtype", "Type3")
                {
                    glyphs.push((refs(entries.get("CharProcs")), dict.get::<Dict<'a>>("Resources")));
                }
                assign(&held.value, &mut roles);
                if let Object::Stream(stream) = object {
                    held.stream = Some(stream);
                }
            }
            list.push(held);
        }
        for (at, role) in roles {
            for at in streams(&list, at) {
                if let Some(held) = list.get_mut(at)
                    && held.role == Role::Unknown
                {
                    held.role = role.clone();
                }
            }
        }
        for (ats, resources) in glyphs {
            for at in ats
                .into_iter()
                .flat_map(|at| streams(&list, at))
                .collect::<Vec<_>>()
            {
                if let Some(held) = list.get_mut(at) {
                    held.resources = resources.clone();
                }
            }
        }
        Ok(Self {
            list,
            root,
            information,
            numbers,
        })
    }

    pub(super) fn at(&self, id: ObjectIdentifier) -> Option<usize> {
        self.numbers.known.get(&id).copied()
    }

    /// Streams of operators that are none of a page's are of no known use.
    pub(super) fn of_pages(&mut self, pdf: &Pdf) {
        let mut own = HashSet::new();
        for page in pdf.pages().iter() {
            let Some(Value::Dict(page)) = page
                .raw()
                .obj_id()
                .and_then(|id| self.at(id))
                .and_then(|at| self.list.get(at))
                .map(|held| &held.value)
            else {
                continue;
            };
            for at in refs(page.get("Contents")) {
                own.extend(streams(&self.list, at));
            }
        }
        for (at, held) in self.list.iter_mut().enumerate() {
            if held.role == Role::Page && !own.contains(&at) {
                held.role = Role::Unknown;
            }
        }
    }

    /// A new stream; its place among the objects.
    pub(super) fn add(&mut self, bytes: Vec<u8>) -> usize {
        self.list.push(Held {
            value: Value::Dict(Entries::default()),
            stream: None,
            bytes: Some(bytes),
            role: Role::Searched,
            resources: None,
        });
        self.list.len() - 1
    }

    /// The objects that can be reached, in the order in which they are.
    pub(super) fn reached(&self) -> Vec<usize> {
        let mut seen = HashSet::new();
        let mut order: Vec<usize> = Vec::new();
        for at in std::iter::once(self.root).chain(self.information) {
            if seen.insert(at) {
                order.push(at);
            }
        }
        let mut next = 0;
        while let Some(at) = order.get(next).copied() {
            next += 1;
            let Some(held) = self.list.get(at) else { continue };
            for at in refs(Some(&held.value)) {
                if self.list.get(at).is_some_and(|held| held.value != Value::Null) && seen.insert(at) {
                    order.push(at);
                }
            }
        }
        order
    }
}

/// The object `at` when it is a stream, or what a list of streams lists.
fn streams(list: &[Held<'_>], at: usize) -> Vec<usize> {
    match list.get(at) {
        Some(held) if held.stream.is_some() => vec![at],
        Some(held) => refs(Some(&held.value)),
        None => Vec::new(),
    }
}

/// All references in `value`.
pub(super) fn refs(value: Option<&Value>) -> Vec<usize> {
    let mut found = Vec::new();
    let mut open: Vec<&Value> = value.into_iter().collect();
    while let Some(value) = open.pop() {
        match value {
            Value::Ref(at) => found.push(*at),
            Value::Array(values) => open.extend(values.iter().rev()),
            Value::Dict(entries) => open.extend(entries.0.iter().rev().map(|(_, value)| value)),
            _ => {}
        }
    }
    found
}

/// Takes out of an object what the copy does not have.
fn keep(value: &mut Value, id: ObjectIdentifier, pages: &HashSet<ObjectIdentifier>) {
    let Value::Dict(entries) = value else {
        if let Value::Array(values) = value {
            for value in values {
                keep(value, id, pages);
            }
        }
        return;
    };
    let signature =
        entries.get("ByteRange").is_some() || entries.is("Type", "Sig") || entries.is("Type", "DocTimeStamp");
    let lost_page = entries.is("Type", "Page") && !pages.contains(&id);
    if signature || lost_page {
        *value = Value::Null;
        return;
    }
    if entries.is("Type", "Catalog") {
        for key in ["Perms", "DSS", "Legal"] {
            entries.remove(key);
        }
    }
    for key in ["Thumb", "PieceInfo", "SigFlags"] {
        entries.remove(key);
    }
    for (_, value) in &mut entries.0 {
        keep(value, id, pages);
    }
}

/// Says of the objects that `value` refers to what they are used for.
fn assign(value: &Value, roles: &mut Vec<(usize, Role)>) {
    match value {
        Value::Array(values) => {
            if let [Value::Name(kind), Value::Ref(at), ..] = values.as_slice()
                && kind == b"ICCBased"
            {
                roles.push((*at, Role::Binary));
            }
            values.iter().for_each(|value| assign(value, roles));
        }
        Value::Dict(entries) => {
            let name = file_name(entries);
            for (key, value) in &entries.0 {
                let role = match key.as_slice() {
                    b"Contents" => Role::Page,
                    b"CharProcs" => Role::Glyph,
                    b"FontFile" | b"FontFile2" | b"FontFile3" => Role::Font,
                    b"CIDToGIDMap" | b"CIDSet" | b"DestOutputProfile" | b"JBIG2Globals" => Role::Binary,
                    b"JS" | b"V" | b"DV" | b"RV" | b"RC" => Role::Text,
                    b"Metadata" => Role::Metadata,
                    b"EF" | b"RF" => Role::File(name.clone()),
                    _ => Role::Unknown,
                };
                let direct = match key.as_slice() {
                    b"CharProcs" | b"EF" | b"RF" | b"Contents" => refs(Some(value)),
                    _ => match value {
                        Value::Ref(at) => vec![*at],
                        _ => Vec::new(),
                    },
                };
                if role != Role::Unknown {
                    roles.extend(direct.into_iter().map(|at| (at, role.clone())));
                }
                assign(value, roles);
            }
        }
        _ => {}
    }
}

fn file_name(entries: &Entries) -> String {
    ["UF", "F", "Desc"]
        .iter()
        .find_map(|key| match entries.get(key) {
            Some(Value::Text(text)) => Some(super::super::words::text(text)),
            _ => None,
        })
        .filter(|name| !name.trim().is_empty())
        .unwrap_or_else(|| "attachment".to_owned())
}
