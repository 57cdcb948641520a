//! What is seen where letters were: black fields, drawn after all else. A picture in which the letters may still be
//! seen cannot be edited, and the page is refused.

use super::super::letters::Placed;
use super::super::track::{Origin, Track};
use super::write;
use crate::redact::CopyError;

/// Below and above the baseline, in the letter's size.
const BELOW: f64 = 0.25;
const ABOVE: f64 = 0.85;

/// A field along a line of text that is turned by steps of five degrees.
#[derive(Debug, Clone, PartialEq)]
struct Field {
    turn: i16,
    from: f64,
    to: f64,
    across: f64,
    size: f64,
}

/// The operators that draw black fields over `removed`, which are letters of one page.
pub(super) fn fields(removed: &[&Placed]) -> Vec<u8> {
    let mut fields: Vec<Field> = Vec::new();
    for letter in removed {
        let (from, to) = (letter.along, letter.along + letter.width);
        match fields.last_mut() {
            Some(field)
                if field.turn == letter.turn
                    && (field.across - letter.across).abs() < 0.1 * field.size
                    && (field.size - letter.size).abs() < 0.1 * field.size
                    && (from - field.to).abs() < 0.5 * field.size =>
            {
                field.to = field.to.max(to);
            }
            _ => fields.push(Field {
                turn: letter.turn,
                from,
                to,
                across: letter.across,
                size: letter.size,
            }),
        }
    }
    let mut out = Vec::new();
    if fields.is_empty() {
        return out;
    }
    out.extend(b"/Artifact BMC\n0 g\n");
    for field in &fields {
        let (sin, cos) = (f64::from(field.turn) * 5.0).to_radians().sin_cos();
        out.extend(b"q ");
        numbers(&mut out, &[cos, sin, -sin, cos, 0.0, 0.0]);
        out.extend(b"cm ");
        let size = field.size;
        numbers(
            &mut out,
            &[
                field.from,
                field.across - BELOW * size,
                field.to - field.from,
                (BELOW + ABOVE) * size,
            ],
        );
        out.extend(b"re f Q\n");
    }
    out.extend(b"EMC\n");
    out
}

fn numbers(out: &mut Vec<u8>, numbers: &[f64]) {
    for number in numbers {
        write::real(out, (number * 10_000.0).round() / 10_000.0);
        out.push(b' ');
    }
}

/// # Errors
/// When a removed letter was drawn invisibly over a picture, or under one: the picture shows it.
pub(super) fn seen(track: &Track, at: usize, letter: &Placed) -> Result<(), CopyError> {
    let invisible = matches!(track.origins.get(at), Some(Origin::Code { invisible: true, .. }));
    let (sin, cos) = (f64::from(letter.turn) * 5.0).to_radians().sin_cos();
    let (along, across) = (
        letter.along + letter.width / 2.0,
        letter.across + letter.size * 0.3,
    );
    let (x, y) = (along * cos - across * sin, along * sin + across * cos);
    let shown = track.pictures.iter().any(|picture| {
        (invisible || picture.letters > at)
            && (picture.left..=picture.right).contains(&x)
            && (picture.bottom..=picture.top).contains(&y)
    });
    if shown {
        return Err(CopyError::refused(
            "A page is a picture of its text: what is removed would still be seen in the picture.",
        ));
    }
    Ok(())
}
