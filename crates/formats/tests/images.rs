//! Pictures: what they say of themselves, the text that can be seen in them, and what is said without Tesseract.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "test code")]

#[path = "common/letters.rs"]
mod letters;
#[path = "common/pdf.rs"]
mod pdf;
#[path = "common/told.rs"]
mod told;

use std::time::Duration;
use tidegate_formats::{Budget, Ocr, ReadingEnd};
use told::{Told, page, part, partial, told, try_told, worker};

const UNREAD: &str = "Pictures were not read: Tesseract is not installed.";

fn file(name: &str) -> Vec<u8> {
    std::fs::read(format!(
        "{}/tests/files/images/{name}",
        env!("CARGO_MANIFEST_DIR")
    ))
    .unwrap()
}

/// With the Tesseract that the suite installs.
fn with_ocr() -> Budget {
    Budget {
        ocr: Some(Ocr {
            program: "tesseract".into(),
            languages: "eng".to_owned(),
            time: Duration::from_secs(300),
        }),
        ..worker()
    }
}

fn of(told: &[Told], field: &str) -> String {
    part(told, &format!("metadata: {field}"))
}

#[test]
fn a_photograph_tells_all_it_knows() {
    let (told, reading) = told("a.jpg", &file("everything.jpg"));
    assert_eq!(reading.format, "image");
    assert_eq!(partial(&reading), UNREAD);
    assert_eq!(of(&told, "Artist"), "Ann Lee");
    assert_eq!(
        of(&told, "ImageDescription"),
        "Müller family, call +49 30 5550 1234"
    );
    assert_eq!(of(&told, "GPS position"), "-33.856800, 151.215300");
    assert!(
        of(&told, "Comment").contains("Windows note w@site.test"),
        "{told:?}"
    );
    assert!(of(&told, "Comment").contains("comment u@site.test"), "{told:?}");
    assert!(of(&told, "Comment").contains("comment c@site.test"), "{told:?}");
    assert_eq!(of(&told, "description"), "XMP x@site.test");
    assert_eq!(
        (of(&told, "Author"), of(&told, "Caption")),
        ("Bo Ek".into(), "IPTC i@site.test".into())
    );
    assert!(told.iter().all(|told| told.label.is_some()));
    for boilerplate in ["4111111111111111", "2024:01", "adobe", "W5M0"] {
        assert!(
            !told.iter().any(|told| told.text.contains(boilerplate)),
            "{boilerplate}"
        );
    }
}

#[test]
fn every_kind_of_picture_tells_its_own() {
    let (all, reading) = told("a.png", &file("chunks.png"));
    assert_eq!(partial(&reading), UNREAD);
    assert!(
        of(&all, "Comment").contains("packed z@site.test packed"),
        "{all:?}"
    );
    assert!(of(&all, "Title").contains("Ünï t@site.test"), "{all:?}");
    assert_eq!(of(&all, "description"), "XMP x@site.test");
    assert_eq!(of(&all, "GPS position"), "-33.856800, 151.215300");
    for name in ["exif.webp", "exif.heic"] {
        let (all, _) = told(name, &file(name));
        assert_eq!(of(&all, "Artist"), "Ann Lee", "{name}");
        assert_eq!(of(&all, "GPS position"), "-33.856800, 151.215300", "{name}");
    }
    let (all, _) = told("a.tif", &file("tags.tif"));
    assert_eq!(of(&all, "Artist"), "Ann Lee");
    assert_eq!(of(&all, "ImageDescription"), "tiff t@site.test");
    assert_eq!(of(&all, "description"), "XMP x@site.test");
    let (all, _) = told("a.gif", &file("comment.gif"));
    assert_eq!(of(&all, "Comment"), "gif g@site.test");
}

#[test]
fn a_picture_that_says_nothing_is_partial_not_clean() {
    let bytes = file("plain.bmp");
    let error = try_told("a.bmp", &bytes, &worker());
    let (told, reading) = error.unwrap();
    assert!(told.is_empty());
    assert_eq!(partial(&reading), UNREAD);
    assert!(tidegate_formats::complex("a.bmp", &bytes));
}

#[test]
fn text_that_can_be_seen_is_read() {
    let picture = letters::picture(&["CARD 4111 1111 1111 1111", "ANN LEE 1980"]);
    let (told, reading) = try_told("scan.bmp", &picture.bmp(), &with_ocr()).unwrap();
    assert_eq!(reading.end, ReadingEnd::Complete);
    let seen = part(&told, "text in the picture");
    assert!(seen.contains("4111 1111 1111 1111"), "{seen:?}");
    assert_eq!(seen.lines().count(), 2, "{seen:?}");
}

#[test]
fn scanned_pages_are_read() {
    let picture = letters::picture(&["CARD 4111 1111 1111 1111", "ANN LEE 1980"]);
    let (width, height) = (picture.width, picture.height);
    let mut file = pdf::Pdf::new();
    file.line("a first page with a text that is long enough to be one");
    let entries = format!(
        "/Type /XObject /Subtype /Image /Width {width} /Height {height} /ColorSpace /DeviceGray /BitsPerComponent 8"
    );
    let scan = file.packed(&entries, &picture.gray);
    file.page_with(
        "q 500 0 0 300 50 400 cm /P Do Q",
        &format!("/XObject << /P {scan} 0 R >>"),
        "",
    );
    let (told, reading) = try_told("a.pdf", &file.bytes(), &with_ocr()).unwrap();
    assert_eq!(reading.end, ReadingEnd::Complete);
    let seen = part(&told, "text in the picture");
    assert!(seen.contains("4111 1111 1111 1111"), "{seen:?}");
    let place = told
        .iter()
        .find(|told| told.part.as_deref() == Some("text in the picture"))
        .unwrap();
    assert_eq!(place.page, Some(2));
    assert_eq!(page(&told, 2), "");
}

#[test]
fn what_tesseract_does_not_read_is_told() {
    let mut bytes = file("chunks.png");
    // The pixels are gone.
    bytes.truncate(bytes.len() - 40);
    let (_, reading) = try_told("a.png", &bytes, &with_ocr()).unwrap();
    assert!(
        partial(&reading).starts_with("Pictures were not read: Tesseract"),
        "{reading:?}"
    );
    let never = Budget {
        ocr: with_ocr().ocr.map(|ocr| Ocr {
            time: Duration::ZERO,
            ..ocr
        }),
        ..worker()
    };
    let (_, reading) = try_told("a.png", &bytes, &never).unwrap();
    assert_eq!(
        partial(&reading),
        "Pictures were not read: Tesseract took too long."
    );
}
