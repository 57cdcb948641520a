//! What is noted on a page: comments with their authors, links, and what stamps and text boxes show.

use super::content::{Kept, Painter};
use super::font::name;
use super::lines;
use super::matrix::Matrix;
use super::stream::Limits;
use super::words;
use crate::parts::{Labelled, PartPlace, Parts};
use hayro_syntax::object::{Array, Dict, Object, Stream, String as PdfString};
use hayro_syntax::page::Page;
use std::ops::ControlFlow;

/// Notes of one page.
const MAX_NOTES: usize = 50_000;
/// Fields around a field.
const MAX_PARENTS: usize = 16;

pub(super) fn tell(
    page: &Page<'_>,
    number: u32,
    page_text: &str,
    kept: &mut Kept,
    limits: Limits<'_>,
    parts: &mut Parts<'_>,
) -> ControlFlow<()> {
    let Some(annotations) = page.raw().get::<Array<'_>>("Annots") else {
        return parts.flow();
    };
    let (mut notes, mut links) = (Stretches::default(), Stretches::default());
    for annotation in annotations.iter::<Dict<'_>>().take(MAX_NOTES) {
        let before = notes.text.len();
        for (key, label) in [("Contents", "Comment"), ("T", "Author"), ("Subj", "Subject")] {
            // The names of form fields are told with their values.
            if key == "T" && name(&annotation, "Subtype") == "Widget" {
                continue;
            }
            if let Some(text) = annotation.get::<PdfString<'_>>(key) {
                notes.add(label, &words::text(text.as_bytes()));
            }
        }
        if let Some(rich) = rich(&annotation) {
            let plain = crate::xmp::plain(rich.as_bytes());
            if !notes.text[before..].contains(plain.trim()) {
                notes.add("Comment", &plain);
            }
        }
        link(&annotation, &mut links);
        // A field that has a value is told as a field.
        let shown = if filled(&annotation) {
            String::new()
        } else {
            shown(page, &annotation, kept, limits)
        };
        for line in shown.lines().map(str::trim) {
            if line.is_empty() || page_text.contains(line) || notes.text[before..].contains(line) {
                continue;
            }
            let label = match name(&annotation, "Subtype").as_str() {
                "Widget" => "Form field",
                _ => "Shown",
            };
            notes.add(label, line);
        }
    }
    notes.tell(PartPlace::page(number).and_part("annotation"), parts)?;
    links.tell(PartPlace::page(number).and_part("hyperlinks"), parts)
}

fn filled(annotation: &Dict<'_>) -> bool {
    let mut field = Some(annotation.clone());
    for _ in 0..MAX_PARENTS {
        let Some(here) = field else { return false };
        if here.contains_key("V") {
            return true;
        }
        field = here.get::<Dict<'_>>("Parent");
    }
    false
}

fn rich(annotation: &Dict<'_>) -> Option<String> {
    annotation
        .get::<PdfString<'_>>("RC")
        .map(|text| words::text(text.as_bytes()))
}

fn link(annotation: &Dict<'_>, links: &mut Stretches) {
    let Some(action) = annotation.get::<Dict<'_>>("A") else {
        return;
    };
    for key in ["URI", "JS"] {
        if let Some(text) = action.get::<PdfString<'_>>(key) {
            let label = if key == "URI" { "Link" } else { "Script" };
            links.add(label, &words::text(text.as_bytes()));
        }
    }
    match action.get::<Object<'_>>("F") {
        Some(Object::String(file)) => links.add("Link", &words::text(file.as_bytes())),
        Some(Object::Dict(file)) => {
            if let Some(file) = file
                .get::<PdfString<'_>>("UF")
                .or_else(|| file.get::<PdfString<'_>>("F"))
            {
                links.add("Link", &words::text(file.as_bytes()));
            }
        }
        _ => {}
    }
}

/// The text of its normal look.
fn shown(page: &Page<'_>, annotation: &Dict<'_>, kept: &mut Kept, limits: Limits<'_>) -> String {
    let look = annotation
        .get::<Dict<'_>>("AP")
        .and_then(|looks| match looks.get::<Object<'_>>("N")? {
            Object::Stream(look) => Some(look),
            Object::Dict(states) => states.get::<Stream<'_>>(name(annotation, "AS")),
            _ => None,
        });
    let Some(look) = look else {
        return String::new();
    };
    let mut painter = Painter::new(kept, limits);
    painter.form(&look, page.resources(), Matrix::IDENTITY);
    lines::text(&painter.drawn.letters)
}

/// Values under names, one a line.
#[derive(Default)]
pub(super) struct Stretches {
    text: String,
    labels: Vec<Labelled>,
}

impl Stretches {
    pub(super) fn add(&mut self, label: &str, value: &str) {
        let value = value.trim();
        if value.is_empty() {
            return;
        }
        let from = self.text.len();
        self.text.push_str(value);
        self.labels.push(Labelled {
            span: from..self.text.len(),
            label: label.to_owned(),
        });
        self.text.push('\n');
    }

    pub(super) fn tell(&self, place: PartPlace, parts: &mut Parts<'_>) -> ControlFlow<()> {
        parts.labelled(&place, &self.text, &self.labels)
    }
}
