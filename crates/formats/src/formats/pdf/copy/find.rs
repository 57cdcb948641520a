//! Which of a page's letters belong to values. The page is searched in the order in which it is read, and in the
//! order in which it was drawn, until nothing is found any more.

use super::super::letters::{Letters, Placed};
use super::super::lines;
use super::super::track::Track;
use super::clean::Clean;
use super::marks::{Marks, Owner};
use crate::redact::CopyError;
use std::ops::Range;

/// Searches of one page. What is drawn twice is found in the second.
const MAX_ROUNDS: usize = 64;
/// Bytes of a value that is looked for across spaces.
const LONG: usize = 8;
/// Digits of a number that is looked for across lines.
const DIGITS: usize = 10;
/// A gap between letters, in their size, that is a space.
const GAP: f64 = 0.15;

/// Marks the letters of all values in what was drawn for the page `page`.
///
/// # Errors
/// When something is always left.
pub(super) fn mark(
    letters: &Letters,
    track: &Track,
    page: usize,
    marks: &mut Marks,
    clean: &mut Clean<'_, '_>,
) -> Result<(), CopyError> {
    for (stream, operator, text) in &track.replacements {
        let spaced = text.replace(['\n', '\t'], " ");
        if clean.hit(text) || clean.hit(&spaced) || clean.copying.holds(text) {
            marks.remove_span(Owner::of(*stream, page), *operator);
        }
    }
    for _ in 0..MAX_ROUNDS {
        let left: Vec<usize> = track
            .origins
            .iter()
            .enumerate()
            .filter(|(_, origin)| !marks.has(**origin, page))
            .map(|(at, _)| at)
            .collect();
        let found = found(&letters.only(&left), clean);
        if found.is_empty() {
            return Ok(());
        }
        for origin in found.iter().filter_map(|at| track.origins.get(*left.get(*at)?)) {
            marks.remove(*origin, page);
        }
    }
    Err(CopyError::refused(
        "A page draws the same text over and over; not all of it could be removed.",
    ))
}

fn found(letters: &Letters, clean: &mut Clean<'_, '_>) -> Vec<usize> {
    let mut noted: Vec<(Range<usize>, usize)> = Vec::new();
    let text = lines::text_noting(letters, &mut |span, at| noted.push((span, at)));
    let places = clean.copying.word_places(&text);
    let plain = places.len();
    let mut found = within(&noted, places.into_iter().map(|place| place.span));
    // A value that goes on in the next line or cell; a few digits of two cells are two numbers.
    let joined = text.replace(['\n', '\t'], " ");
    let over: Vec<Range<usize>> = clean
        .copying
        .removals
        .hits(&joined, 0..joined.len())
        .map(|hit| hit.span)
        .filter(|span| {
            joined.get(span.clone()).is_some_and(|value| {
                let digits = value.chars().filter(char::is_ascii_digit).count();
                digits >= DIGITS || value.contains(char::is_alphabetic)
            })
        })
        .collect();
    found.extend(within(&noted, over.into_iter()));
    found.extend(spaced_out(&text, &noted, clean));
    if plain == 0 && !found.is_empty() {
        clean.copying.taken_out(1);
    }
    if found.is_empty() {
        let (text, noted) = drawn(letters);
        let places = clean.copying.word_places(&text);
        found = within(&noted, places.into_iter().map(|place| place.span));
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// The letters of words whose letters stand so far apart, or so unevenly, that spaces are seen between them.
fn spaced_out(text: &str, noted: &[(Range<usize>, usize)], clean: &Clean<'_, '_>) -> Vec<usize> {
    let (mut dense, mut places) = (String::with_capacity(text.len()), Vec::with_capacity(text.len()));
    for (at, c) in text.char_indices() {
        if !matches!(c, ' ' | '\t') {
            dense.push(c);
            places.extend(at..at + c.len_utf8());
        }
    }
    let spans: Vec<Range<usize>> = clean
        .copying
        .removals
        .hits(&dense, 0..dense.len())
        .filter(|hit| {
            dense
                .get(hit.span.clone())
                .is_some_and(|value| value.len() >= LONG && value.contains(char::is_alphabetic))
        })
        .filter_map(|hit| {
            let last = hit.span.end.checked_sub(1)?;
            Some(*places.get(hit.span.start)?..places.get(last)? + 1)
        })
        .collect();
    within(noted, spans.into_iter())
}

/// The letters that have a part in one of `spans`, which are in order.
fn within(noted: &[(Range<usize>, usize)], spans: impl Iterator<Item = Range<usize>>) -> Vec<usize> {
    let mut found = Vec::new();
    for span in spans {
        // What was cut off a line's end is noted where the next line begins: it is passed over or taken, and is a space.
        let from = noted.partition_point(|(noted, _)| noted.end + 8 <= span.start);
        found.extend(
            noted
                .get(from..)
                .unwrap_or_default()
                .iter()
                .take_while(|(noted, _)| noted.start < span.end + 8)
                .filter(|(noted, _)| noted.start < span.end && span.start < noted.end)
                .map(|(_, at)| *at),
        );
    }
    found
}

/// The text in the order in which it was drawn: lines where the baseline changes, spaces where there are gaps.
fn drawn(letters: &Letters) -> (String, Vec<(Range<usize>, usize)>) {
    let mut text = String::with_capacity(letters.text.len() * 5 / 4);
    let mut noted = Vec::with_capacity(letters.placed.len());
    let mut last: Option<&Placed> = None;
    for (at, letter) in letters.placed.iter().enumerate() {
        if let Some(last) = last {
            let size = letter.size.max(last.size).max(0.01);
            let gap = (letter.along - last.along - last.width) / size;
            if last.turn != letter.turn || (last.across - letter.across).abs() > 0.5 * size {
                text.push('\n');
            } else if gap > GAP && !text.ends_with(' ') {
                text.push(' ');
            }
        }
        let from = text.len();
        text.push_str(letters.text.get(letter.text.clone()).unwrap_or_default());
        noted.push((from..text.len(), at));
        last = Some(letter);
    }
    (text, noted)
}
