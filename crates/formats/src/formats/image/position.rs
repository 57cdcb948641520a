//! Where a picture was taken, as degrees.

use exif::{Exif, In, Rational, Tag, Value};

/// `latitude, longitude` in decimal degrees, six places: a tenth of a metre.
pub(super) fn of(exif: &Exif) -> Option<String> {
    let latitude = degrees(exif, Tag::GPSLatitude, Tag::GPSLatitudeRef, b'S')?;
    let longitude = degrees(exif, Tag::GPSLongitude, Tag::GPSLongitudeRef, b'W')?;
    let there = latitude.abs() <= 90.0 && longitude.abs() <= 180.0;
    // Cameras that found no satellite write zeros.
    (there && (latitude != 0.0 || longitude != 0.0)).then(|| format!("{latitude:.6}, {longitude:.6}"))
}

fn degrees(exif: &Exif, tag: Tag, side: Tag, negative: u8) -> Option<f64> {
    let Value::Rational(parts) = &exif.get_field(tag, In::PRIMARY)?.value else {
        return None;
    };
    let part = |at: usize, unit: f64| match parts.get(at) {
        Some(Rational { denom: 0, .. }) | None => 0.0,
        Some(part) => f64::from(part.num) / f64::from(part.denom) / unit,
    };
    let value = part(0, 1.0) + part(1, 60.0) + part(2, 3600.0);
    let side = exif.get_field(side, In::PRIMARY).map(|field| &field.value);
    let turned = matches!(side, Some(Value::Ascii(texts))
        if texts.first().and_then(|text| text.first()).is_some_and(|byte| byte.eq_ignore_ascii_case(&negative)));
    Some(if turned { -value } else { value })
}
