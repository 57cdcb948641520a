//! Forms: every field's value under its name, on the page where it stands; XFA forms' data.

use super::annotations::Stretches;
use super::stream::{self, Limits};
use super::words;
use crate::parts::{PartPlace, Parts};
use crate::xmp;
use hayro_syntax::Pdf;
use hayro_syntax::object::{Array, Dict, MaybeRef, Object, ObjectIdentifier, Stream, String as PdfString};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::ControlFlow;

/// Fields inside fields.
const MAX_DEPTH: usize = 64;
/// Fields of one form.
const MAX_FIELDS: usize = 200_000;

pub(super) fn tell(
    pdf: &Pdf,
    catalog: &Dict<'_>,
    limits: Limits<'_>,
    parts: &mut Parts<'_>,
) -> ControlFlow<()> {
    let Some(form) = catalog.get::<Dict<'_>>("AcroForm") else {
        return parts.flow();
    };
    if let Some(fields) = form.get::<Array<'_>>("Fields") {
        let mut reader = Reader {
            pdf,
            limits,
            pages: pages(pdf),
            told: BTreeMap::new(),
            visited: HashSet::new(),
        };
        reader.fields(&fields, &Outer::default(), 0);
        for (page, stretches) in &reader.told {
            let place = PartPlace {
                page: *page,
                ..PartPlace::part("form field")
            };
            stretches.tell(place, parts)?;
        }
    }
    xfa(&form, limits, parts)
}

/// The page of each widget.
fn pages(pdf: &Pdf) -> HashMap<ObjectIdentifier, u32> {
    let mut pages = HashMap::new();
    for (number, page) in (1_u32..).zip(pdf.pages().iter()) {
        let Some(annotations) = page.raw().get::<Array<'_>>("Annots") else {
            continue;
        };
        for annotation in annotations.raw_iter() {
            if pages.len() > MAX_FIELDS {
                return pages;
            }
            if let Some(id) = annotation.as_obj_ref() {
                pages.insert(id.into(), number);
            }
        }
    }
    pages
}

/// What a field has from those around it.
#[derive(Default, Clone)]
struct Outer<'a> {
    name: String,
    title: Option<String>,
    options: Option<Array<'a>>,
}

struct Reader<'a> {
    pdf: &'a Pdf,
    limits: Limits<'a>,
    pages: HashMap<ObjectIdentifier, u32>,
    told: BTreeMap<Option<u32>, Stretches>,
    visited: HashSet<ObjectIdentifier>,
}

impl<'a> Reader<'a> {
    fn fields(&mut self, fields: &Array<'a>, outer: &Outer<'a>, depth: usize) {
        for field in fields.raw_iter() {
            if self.visited.len() > MAX_FIELDS {
                return;
            }
            let (id, field) = match field {
                MaybeRef::Ref(reference) => {
                    let id = ObjectIdentifier::from(reference);
                    if !self.visited.insert(id) {
                        continue;
                    }
                    (Some(id), self.pdf.xref().get::<Dict<'_>>(id))
                }
                MaybeRef::NotRef(object) => (None, object.into_dict()),
            };
            if let Some(field) = field {
                self.field(id, &field, outer, depth);
            }
        }
    }

    fn field(&mut self, id: Option<ObjectIdentifier>, field: &Dict<'a>, outer: &Outer<'a>, depth: usize) {
        let string = |key: &str| {
            field
                .get::<PdfString<'_>>(key)
                .map(|text| words::text(text.as_bytes()))
        };
        let mut own = outer.clone();
        if let Some(part) = string("T") {
            if !own.name.is_empty() {
                own.name.push('.');
            }
            own.name.push_str(&part);
        }
        own.title = string("TU").filter(|title| !title.is_empty()).or(own.title);
        own.options = field.get::<Array<'_>>("Opt").or(own.options);
        let given = field.get::<Object<'_>>("V");
        let default = field.get::<Object<'_>>("DV");
        let kids = field.get::<Array<'_>>("Kids");
        let page = id.and_then(|id| self.pages.get(&id)).copied();
        // A field's own value is told once, where its first widget stands.
        let page = page.or_else(|| {
            let first = kids.as_ref()?.raw_iter().next()?.as_obj_ref()?;
            self.pages.get(&first.into()).copied()
        });
        let label = own.title.clone().unwrap_or_else(|| own.name.clone());
        let mut told: Vec<String> = Vec::new();
        for value in [given, default].into_iter().flatten() {
            for text in texts(&value, own.options.as_ref(), self.limits) {
                if !told.contains(&text) {
                    self.told.entry(page).or_default().add(&label, &text);
                    told.push(text);
                }
            }
        }
        if let Some(kids) = kids
            && depth < MAX_DEPTH
        {
            self.fields(&kids, &own, depth + 1);
        }
    }
}

/// A value as people see it; of a choice, what is written and what is shown.
fn texts(value: &Object<'_>, options: Option<&Array<'_>>, limits: Limits<'_>) -> Vec<String> {
    match value {
        Object::String(text) => {
            let text = words::text(text.as_bytes());
            let shown = options.and_then(|options| option(options, &text));
            std::iter::once(text).chain(shown).collect()
        }
        Object::Name(name) if name.as_str() != "Off" => vec![name.as_str().to_owned()],
        Object::Array(values) => values
            .iter::<PdfString<'_>>()
            .take(1000)
            .flat_map(|text| texts(&Object::String(text), options, limits))
            .collect(),
        Object::Stream(text) => stream::decoded(text, limits)
            .map(|bytes| vec![words::text(&bytes)])
            .unwrap_or_default(),
        _ => Vec::new(),
    }
}

/// What is shown for the option that is written as `value`.
fn option(options: &Array<'_>, value: &str) -> Option<String> {
    options.iter::<Array<'_>>().take(10_000).find_map(|pair| {
        let mut pair = pair.iter::<PdfString<'_>>();
        let (written, shown) = (pair.next()?, pair.next()?);
        let shown = words::text(shown.as_bytes());
        (words::text(written.as_bytes()) == value && shown != value).then_some(shown)
    })
}

fn xfa(form: &Dict<'_>, limits: Limits<'_>, parts: &mut Parts<'_>) -> ControlFlow<()> {
    let mut document = Vec::new();
    let packets: Vec<Stream<'_>> = match form.get::<Object<'_>>("XFA") {
        Some(Object::Stream(whole)) => vec![whole],
        Some(Object::Array(packets)) => packets.iter::<Stream<'_>>().take(64).collect(),
        _ => return parts.flow(),
    };
    for packet in packets {
        match stream::decoded(&packet, limits) {
            Ok(bytes) => document.extend(bytes),
            Err(trouble) => parts.unread(&trouble.words()),
        }
    }
    let mut stretches = Stretches::default();
    for value in xmp::fields(&document) {
        stretches.add(&value.name, &value.text);
    }
    stretches.tell(PartPlace::part("form field"), parts)
}
