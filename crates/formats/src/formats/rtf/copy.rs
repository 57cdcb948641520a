//! Copies of RTF documents: texts, notes, properties, fields and what is shown to nobody without their values, in
//! the bytes that wrote them. Pictures and objects that cannot be copied are emptied and told.

use super::flows::{self, Flow, Inside};
use crate::redact::{CopyError, Copying, Place};
use std::collections::BTreeMap;
use std::ops::Range;

/// What is written in the place of bytes, by where these begin: the end, and the new bytes.
type Edits = BTreeMap<usize, (usize, Vec<u8>)>;

pub(super) fn copy(bytes: Vec<u8>, copying: &mut Copying<'_>) -> Result<Vec<u8>, CopyError> {
    let found = flows::take(&bytes);
    let end = found
        .end
        .ok_or_else(|| CopyError::refused("The document is cut off: its last group does not end."))?;
    let mut edits = Edits::new();
    for flow in &found.flows {
        if flow.passed && copying.holds(&flow.text) && copying.removals.applied(&flow.text).is_none() {
            // Digits of what programs keep for themselves.
            for letter in &flow.letters {
                edits.insert(letter.bytes.start, (letter.bytes.end, Vec::new()));
            }
            continue;
        }
        for place in places(flow, copying) {
            replace(flow, &place, &mut edits);
        }
    }
    for (number, file) in (1..).zip(&found.files) {
        inside(file, number, &mut edits, copying)?;
    }
    let mut written = Vec::with_capacity(bytes.len());
    let mut at = 0;
    for (start, (stop, new)) in &edits {
        // A file inside may be written within what was cut out.
        if *start < at {
            continue;
        }
        written.extend_from_slice(bytes.get(at..*start).unwrap_or_default());
        written.extend_from_slice(new);
        at = *stop;
    }
    written.extend_from_slice(bytes.get(at..end).unwrap_or_default());
    // What follows the document is read by nobody.
    let rest = bytes.get(end..).unwrap_or_default();
    if !copying.holds_in(rest) {
        written.extend_from_slice(rest);
    }
    Ok(written)
}

/// The places of values in a text, and in the runs of it that are words of their own only without their neighbours.
fn places(flow: &Flow, copying: &mut Copying<'_>) -> Vec<Place> {
    let mut places = copying.places(&flow.text);
    let mut runs: Vec<Range<usize>> = Vec::new();
    let mut last = None;
    for letter in &flow.letters {
        match runs.last_mut().filter(|_| last == Some(letter.run)) {
            Some(run) => run.end = letter.at,
            None => {
                if let Some(run) = runs.last_mut() {
                    run.end = letter.at;
                }
                runs.push(letter.at..letter.at);
            }
        }
        last = Some(letter.run);
    }
    if let Some(run) = runs.last_mut() {
        run.end = flow.text.len();
    }
    let mut more = Vec::new();
    for (run, next) in runs
        .iter()
        .zip(runs.iter().skip(1).map(|run| run.start).chain([flow.text.len()]))
    {
        let Some(text) = flow.text.get(run.start..next) else {
            continue;
        };
        if copying.removals.applied(text).is_none() {
            continue;
        }
        let overlaps = |span: &Range<usize>| {
            places
                .iter()
                .any(|known| known.span.start < span.end && known.span.end > span.start)
        };
        let found: Vec<Place> = copying
            .removals
            .hits(text, 0..text.len())
            .map(|hit| Place {
                span: run.start + hit.span.start..run.start + hit.span.end,
                with: hit.with.to_owned(),
            })
            .filter(|place| !overlaps(&place.span))
            .collect();
        if !found.is_empty() {
            // Counted as places of their own.
            copying.places(text);
            more.extend(found);
        }
    }
    places.extend(more);
    places
}

/// Writes what stands for a value in the place of its first letter, and cuts out the others.
fn replace(flow: &Flow, place: &Place, edits: &mut Edits) {
    let first = flow
        .letters
        .partition_point(|letter| letter.at < place.span.start);
    // A letter may have been several, of which the value takes some: all of it goes.
    let first = match flow.letters.get(first) {
        Some(letter) if letter.at == place.span.start => first,
        _ => first.saturating_sub(1),
    };
    let letters = flow.letters.get(first..).unwrap_or_default();
    let mut with = Some(escaped(&place.with));
    for letter in letters.iter().take_while(|letter| letter.at < place.span.end) {
        let mut new = Vec::new();
        // A control word before it must end.
        if letter.after_word {
            new.push(b' ');
        }
        new.extend(with.take().unwrap_or_default());
        edits.insert(letter.bytes.start, (letter.bytes.end, new));
    }
}

fn escaped(text: &str) -> Vec<u8> {
    let mut written = Vec::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | '{' | '}' => written.extend([b'\\', c as u8]),
            c if c.is_ascii_graphic() || c == ' ' => written.push(c as u8),
            _ => written.push(b'?'),
        }
    }
    written
}

/// Copies a picture or object as the file that it is, or empties it.
fn inside(file: &Inside, number: u64, edits: &mut Edits, copying: &mut Copying<'_>) -> Result<(), CopyError> {
    let name = format!("{} {number}", file.kind);
    let new = match copying.member(&name, &file.content) {
        Ok(copied) if copied == file.content => return Ok(()),
        // An object's wrapping tells the sizes of what is in it.
        Ok(copied) if file.kind == "picture" => copied,
        Ok(_) => {
            copying.leave_out(&name, "It is embedded in a way that cannot be written again.");
            Vec::new()
        }
        Err(CopyError::Refused { reason }) => {
            copying.leave_out(&name, &reason);
            Vec::new()
        }
        Err(error) => return Err(error),
    };
    let mut digits: Option<Vec<u8>> = Some(
        new.iter()
            .flat_map(|byte| format!("{byte:02x}").into_bytes())
            .collect(),
    );
    for range in &file.bytes {
        edits.insert(range.start, (range.end, digits.take().unwrap_or_default()));
    }
    Ok(())
}
