//! Finds pairs of latitude and longitude in decimal degrees. Four digits after the point lead to a house.
//!
//! **How.** Two decimals with at least three digits after the point, in the ranges of latitude and longitude (ISO
//! 6709). They count only next to a word such as *coordinates*, *GPS* or *latitude*, or in a column of such a name; in
//! a column named *latitude* or *longitude* one number is enough.
//!
//! **Limits.** Degrees with minutes and seconds are not looked for.

use crate::{
    evidence::Evidence,
    spec::{Sink, Spec, Trigger, wordy},
    words::Words,
};
use std::ops::Range;
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "geo_coordinates",
    title: "Geographic coordinates",
    category: Category::Personal,
    severity: Severity::Medium,
    version: 1,
    source: include_str!("geo_coordinates.rs"),
    examples: &[
        "GPS: 48.85837, 2.29448",
        "coordinates (-33.8568, 151.2153)",
        "location=40.6892;-74.0445",
        "Koordinaten 52.5163 13.3777",
    ],
    counterexamples: &[
        "48.85837, 2.29448",
        "GPS: 98.85837, 2.29448",
        "GPS 1.2, 3.4",
        "gps 48.85837",
        "location 10.20.30.40",
    ],
    trigger: Trigger::Runs(1..=3, check),
};

pub(super) static WORDS: Words = Words::new(&[
    "gps",
    "coordinates",
    "coords",
    "lat",
    "latitude",
    "lng",
    "lon",
    "longitude",
    "latlng",
    "lat lng",
    "lat lon",
    "lat long",
    "geo",
    "geolocation",
    "location",
    "geo point",
    "koordinaten",
    "standort",
    "breitengrad",
    "längengrad",
    "coordonnées",
    "coordenadas",
    "coordinate geografiche",
    "ubicación",
]);
/// Columns whose numbers are half of a pair.
static HALVES: Words = Words::new(&[
    "lat",
    "latitude",
    "lng",
    "lon",
    "longitude",
    "breitengrad",
    "längengrad",
    "latitud",
    "longitud",
]);

fn check(sink: &mut Sink<'_>, start: usize, end: usize) {
    if end - start > 3 || sink.at(end) != b'.' || !sink.bytes[start..end].iter().all(u8::is_ascii_digit) {
        return;
    }
    if !sink.may_have_context(&WORDS, start) {
        return;
    }
    let signed = start - usize::from(sink.before(start) == b'-');
    let before = sink.before(signed);
    let Some((first, end)) = decimal(sink.bytes, signed) else {
        return;
    };
    if wordy(before) || matches!(before, b'.' | b'-' | b'/') || first.abs() > 180.0 {
        return;
    }
    let pair = second(sink.bytes, end).filter(|(second, _)| first.abs() <= 90.0 && second.abs() <= 180.0);
    let span = signed..pair.map_or(end, |(_, end)| end);
    if wordy(sink.at(span.end)) || sink.at(span.end) == b'.' && sink.at(span.end + 1).is_ascii_digit() {
        return;
    }
    let Some(place) = sink.place(span.clone()) else {
        return;
    };
    let half = place.label(&HALVES).is_some();
    let context = place.context(&WORDS);
    let evidence = match pair {
        Some(_) if context.any() => Evidence::new("a pair of decimals in range", 0.4),
        None if half => Evidence::new("a decimal in range", 0.3),
        _ => return,
    };
    let canonical: String = String::from_utf8_lossy(&sink.bytes[span.clone()])
        .split(|c: char| !matches!(c, '0'..='9' | '.' | '-'))
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(",");
    sink.push(&SPEC, span, canonical, evidence.context(context, 0.35, 0.3));
}

/// A decimal with three to twelve digits after the point, and where it ends.
fn decimal(bytes: &[u8], start: usize) -> Option<(f64, usize)> {
    let digits = |from: usize| -> Range<usize> {
        let count = bytes.get(from..).unwrap_or_default().iter().take(16);
        from..from + count.take_while(|byte| byte.is_ascii_digit()).count()
    };
    let whole = digits(start + usize::from(bytes.get(start) == Some(&b'-')));
    let point = bytes.get(whole.end) == Some(&b'.');
    let part = digits(whole.end + 1);
    if !(1..=3).contains(&whole.len()) || !point || !(3..=12).contains(&part.len()) {
        return None;
    }
    let value = std::str::from_utf8(bytes.get(start..part.end)?).ok()?;
    Some((value.parse().ok()?, part.end))
}

/// The other decimal of a pair, after a comma, a semicolon, a slash or spaces.
fn second(bytes: &[u8], end: usize) -> Option<(f64, usize)> {
    let between = bytes.get(end..)?.iter().take(4);
    let gap = between
        .take_while(|byte| matches!(byte, b' ' | b',' | b';' | b'/'))
        .count();
    if gap == 0 {
        return None;
    }
    decimal(bytes, end + gap)
}
