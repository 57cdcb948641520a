//! The pages in order: their text, the notes on them, and the pictures that stand in place of text.

use super::annotations;
use super::content::{Drawn, Kept, Painter};
use super::lines;
use super::matrix::Matrix;
use super::pictures::Pictures;
use super::stream::{self, Limits, Trouble};
use crate::parts::{PartPlace, Parts};
use hayro_syntax::Pdf;
use hayro_syntax::object::{Array, Stream};
use hayro_syntax::page::Page;
use std::ops::ControlFlow;

/// Letters below which a page with a picture is taken for a picture of its text.
const FEW_LETTERS: usize = 24;

pub(super) fn tell(pdf: &Pdf, limits: Limits<'_>, parts: &mut Parts<'_>) -> ControlFlow<()> {
    let mut kept = Kept::default();
    let mut pictures = Pictures::default();
    for (number, page) in (1_u32..).zip(pdf.pages().iter()) {
        let place = PartPlace::page(number);
        let drawn = match drawn(page, &mut kept, limits) {
            Ok(drawn) => drawn,
            Err(trouble @ Trouble::Excess(_)) => {
                parts.unread(&trouble.words());
                return parts.flow();
            }
            Err(trouble) => {
                parts.unread(&trouble.words());
                Drawn::default()
            }
        };
        if let Some(trouble) = drawn.trouble {
            parts.unread(&trouble.words());
        }
        if drawn.letters.lost() {
            parts.unread("Some of its text is in fonts that do not tell their letters and was not read.");
        }
        if drawn.cut {
            parts.unread(
                "A page draws more forms inside each other than are followed; the rest was not read.",
            );
        }
        if drawn.letters.full() {
            parts.unread("A page holds more text than is read; the rest of it was not read.");
        }
        let text = lines::text(&drawn.letters);
        parts.text(&place, &text)?;
        let replacements = drawn.replacements.join("\n");
        parts.text(&place.clone().and_part("hidden text"), &replacements)?;
        annotations::tell(page, number, &text, &mut kept, limits, parts)?;
        let letters = text
            .chars()
            .filter(|c| !c.is_whitespace())
            .take(FEW_LETTERS)
            .count();
        if letters < FEW_LETTERS {
            pictures.page(number, &drawn, limits, parts)?;
        }
    }
    pictures.finish(parts);
    parts.flow()
}

fn drawn<'a>(page: &Page<'a>, kept: &mut Kept, limits: Limits<'_>) -> Result<Drawn<'a>, Trouble> {
    let content = content(page, limits)?;
    let mut painter = Painter::new(kept, limits);
    painter.paint(&content, page.resources(), Matrix::IDENTITY);
    Ok(painter.drawn)
}

/// The page's operators, which may be in several streams.
fn content(page: &Page<'_>, limits: Limits<'_>) -> Result<Vec<u8>, Trouble> {
    if let Some(stream) = page.raw().get::<Stream<'_>>("Contents") {
        return stream::decoded(&stream, limits);
    }
    let mut content = Vec::new();
    let mut damaged = None;
    if let Some(streams) = page.raw().get::<Array<'_>>("Contents") {
        for stream in streams.iter::<Stream<'_>>() {
            match stream::decoded(&stream, limits) {
                Ok(bytes) => {
                    content.extend(bytes);
                    content.push(b'\n');
                }
                Err(trouble @ Trouble::Excess(_)) => return Err(trouble),
                Err(trouble) => damaged = Some(trouble),
            }
            if content.len() as u64 > limits.budget.max_held_bytes {
                return Err(Trouble::Excess(crate::account::Excess::Held));
            }
        }
    }
    match damaged {
        Some(trouble) if content.is_empty() => Err(trouble),
        _ => Ok(content),
    }
}
