//! Copies of pictures: values in everything that a picture says of itself, and in the text that can be seen in it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "test code")]

mod copies;
#[path = "common/letters.rs"]
mod letters;
#[path = "copies/pixels.rs"]
mod pixels;

use copies::{Planted, Seed, Told, folder, python};
use std::io::{Cursor, Read, Write};
use std::ops::ControlFlow;
use std::time::Duration;
use tidegate_formats::{
    Budget, Copied, CopyError, Ocr, Reading, ReadingEnd, Removal, Removals, copy, leftovers, read,
};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

/// What a picture's file says of its position.
const POSITION: &str = "-33.856667, 151.215278";

/// With the Tesseract that the suite installs.
fn worker() -> Budget {
    Budget {
        ocr: Some(Ocr {
            program: "tesseract".into(),
            languages: "eng".to_owned(),
            time: Duration::from_secs(900),
        }),
        ..copies::worker()
    }
}

fn base(kind: &str) -> String {
    let name = match kind {
        "jpeg" => "everything.jpg",
        "png" => "chunks.png",
        "gif" => "comment.gif",
        "webp" => "exif.webp",
        _ => "plain.bmp",
    };
    format!("{}/tests/files/images/{name}", env!("CARGO_MANIFEST_DIR"))
}

/// The picture of `kind` with the values in its places.
fn made(kind: &str, planted: &Planted) -> Vec<u8> {
    let folder = folder(&format!("picture-{kind}"));
    let (values, file) = (folder.join("values.json"), folder.join("file"));
    std::fs::write(&values, planted.json()).unwrap();
    python(
        "pictures.py",
        &[
            "make",
            kind,
            &base(kind),
            values.to_str().unwrap(),
            file.to_str().unwrap(),
        ],
    );
    std::fs::read(file).unwrap()
}

fn searched(kind: &str, test: &str, bytes: &[u8], planted: &Planted) -> Told {
    let folder = folder(&format!("picture-{kind}-{test}"));
    let (values, file) = (folder.join("values.json"), folder.join("file"));
    std::fs::write(&values, planted.json()).unwrap();
    std::fs::write(&file, bytes).unwrap();
    let told = python(
        "pictures.py",
        &["search", kind, values.to_str().unwrap(), file.to_str().unwrap()],
    );
    let of = |mark: &str| -> Vec<String> {
        told.lines()
            .filter_map(|line| line.strip_prefix(mark))
            .map(str::to_owned)
            .collect()
    };
    Told {
        left: of("left: "),
        facts: of("fact: "),
    }
}

fn copied(name: &str, bytes: &[u8], removals: &Removals) -> Result<(Vec<u8>, Copied), CopyError> {
    let mut out = Vec::new();
    let copied = copy(name, &mut &bytes[..], removals, &worker(), &mut out)?;
    Ok((out, copied))
}

fn left(name: &str, bytes: &[u8], removals: &Removals) -> (Reading, u64) {
    leftovers(name, &mut &bytes[..], removals, &worker()).unwrap()
}

/// Copies, and proves the copy.
fn proved(name: &str, bytes: &[u8], removals: &Removals) -> (Vec<u8>, Copied) {
    assert!(
        left(name, bytes, removals).1 > 0,
        "the readers find nothing in {name}"
    );
    let (out, told) = copied(name, bytes, removals).unwrap();
    let (reading, left) = left(name, &out, removals);
    assert_eq!((left, &reading.end), (0, &ReadingEnd::Complete), "{name}");
    assert!(told.replaced > 0);
    let (again, _) = copied(name, bytes, removals).unwrap();
    assert!(again == out, "{name}: the same gives other bytes");
    let (twice, second) = copied(name, &out, removals).unwrap();
    assert_eq!(second.replaced, 0, "{name}: the copy's copy is changed");
    assert!(twice == out, "{name}: the copy's copy has other bytes");
    (out, told)
}

fn refused(name: &str, bytes: &[u8], removals: &Removals) -> String {
    match copied(name, bytes, removals) {
        Err(CopyError::Refused { reason }) => reason,
        Err(error) => panic!("{error:?}"),
        Ok(_) => panic!("{name} was copied"),
    }
}

/// The values, and the position.
fn removals(planted: &Planted) -> Removals {
    let values = planted.texts.iter().map(String::as_str).chain([POSITION]);
    Removals::new(
        values
            .map(|value| Removal {
                value: value.to_owned(),
                with: "[X]".to_owned(),
            })
            .collect(),
    )
}

fn loses_its_values(kind: &str, least: usize) -> Vec<String> {
    let planted = Planted::new(7, 120, 0);
    let picture = made(kind, &planted);
    let before = searched(kind, "before", &picture, &planted);
    assert!(before.left.len() >= least, "{kind}: {}", before.left.len());
    let removals = removals(&planted);
    let (copy, told) = proved(kind, &picture, &removals);
    let after = searched(kind, "after", &copy, &planted);
    after.kept(&before);
    if kind != "gif" && kind != "bmp" {
        let place = String::from_utf8_lossy(&copy).contains("151.215278");
        assert!(!place, "{kind}");
    }
    survives_damage(kind, &picture, &removals, 9);
    told.left_out.into_iter().map(|left| left.member).collect()
}

/// Damaged pictures are refused or copied without values; nothing panics.
fn survives_damage(name: &str, bytes: &[u8], removals: &Removals, rounds: u64) {
    let mut seed = Seed::new(31);
    let mut below = |limit: usize| usize::try_from(seed.below(limit as u64)).unwrap();
    for round in 0..rounds {
        let mut hurt = bytes.to_vec();
        if round % 3 == 0 {
            hurt.truncate(below(bytes.len()));
        } else {
            for _ in 0..=below(6) {
                hurt[below(bytes.len())] = u8::try_from(below(256)).unwrap();
            }
        }
        if let Ok((out, told)) = copied(name, &hurt, removals)
            && told.format == "image"
            && let Ok((_, left)) = leftovers(name, &mut out.as_slice(), removals, &worker())
        {
            assert_eq!(left, 0, "{name}: values are left after damage in round {round}");
        }
    }
}

const BEHIND: &str = "data behind the picture";

#[test]
fn a_jpeg_keeps_its_pixels_and_loses_its_values() {
    assert_eq!(loses_its_values("jpeg", 18), [BEHIND]);
}

#[test]
fn a_png_keeps_its_pixels_and_loses_its_values() {
    assert_eq!(loses_its_values("png", 20), [BEHIND]);
}

#[test]
fn a_gif_keeps_its_pixels_and_loses_its_values() {
    assert_eq!(loses_its_values("gif", 9), [BEHIND]);
}

#[test]
fn a_webp_keeps_its_pixels_and_loses_its_values() {
    assert_eq!(loses_its_values("webp", 12), [BEHIND]);
}

#[test]
fn a_tiff_keeps_its_pages_and_loses_its_values() {
    for kind in ["tiff", "tiff-big"] {
        assert!(loses_its_values(kind, 18).is_empty());
    }
}

/// What is seen in the pictures of these tests, and what of it is removed.
const LINES: [&str; 3] = ["ANN LEE 1980", "CARD 4111 1111 1111 1111", "LEE ANN 0941"];
const CARD: &str = "4111 1111 1111 1111";

fn text_in(name: &str, bytes: &[u8]) -> String {
    let mut text = String::new();
    let reading = read(name, &mut &bytes[..], &worker(), &mut |window| {
        text.push_str(&window.text[window.owned.clone()]);
        ControlFlow::Continue(())
    });
    assert_eq!(reading.unwrap().end, ReadingEnd::Complete, "{name}");
    text
}

#[test]
fn what_can_be_seen_is_blackened_in_every_kind_of_picture() {
    let picture = letters::picture(&LINES);
    for (name, bytes) in pixels::files(&picture) {
        let before = pixels::gray(name, &bytes);
        let (copy, told) = proved(name, &bytes, &copies::removal(CARD, "[CARD]"));
        assert_eq!(
            (told.replaced, told.left_out.len()),
            (before.len() as u64, 0),
            "{name}"
        );
        let seen = text_in(name, &copy);
        assert!(!seen.contains("1111") && seen.contains("LEE"), "{name}: {seen:?}");
        let after = pixels::gray(name, &copy);
        assert_eq!(before.len(), after.len(), "{name}");
        for (page, (before, after)) in before.iter().zip(&after).enumerate() {
            changed_only_there(&format!("{name}, page {page}"), &picture, before, after);
        }
    }
}

/// The digits' place is of one colour; all other pixels are as they were, or nearly so in a JPEG file.
fn changed_only_there(name: &str, picture: &letters::Picture, before: &[u8], after: &[u8]) {
    assert_eq!(before.len(), picture.gray.len(), "{name}");
    let near = if name.contains("jpg") { 40 } else { 0 };
    let (digits, row) = (letters::place(1, 5), letters::place(1, 0).1);
    let mut inside = Vec::new();
    for y in 0..picture.height {
        for x in 0..picture.width {
            let at = y * picture.width + x;
            let there = x + 20 >= digits.0 && (row.saturating_sub(20)..row + 55).contains(&y);
            if !there {
                let apart = before[at].abs_diff(after[at]);
                assert!(apart <= near, "{name}: {x}, {y}: {} is {}", before[at], after[at]);
            }
            // From the first digit's top to the last one's bottom.
            if (digits.0..letters::place(1, 23).0).contains(&x) && (row..row + 35).contains(&y) {
                inside.push(after[at]);
            }
        }
    }
    let (least, most) = (inside.iter().min().unwrap(), inside.iter().max().unwrap());
    assert!(*most <= near && most - least <= near, "{name}: {least} to {most}");
}

#[test]
fn damaged_pixels_are_refused_or_blackened() {
    let removals = copies::removal(CARD, "[CARD]");
    for (name, bytes) in pixels::files(&letters::picture(&LINES)) {
        survives_damage(name, &bytes, &removals, 3);
    }
}

#[test]
fn metadata_and_pixels_go_together() {
    // The small picture in the metadata would still show what is black in the large one.
    let planted = Planted::new(7, 120, 0);
    for kind in ["jpeg", "png", "webp"] {
        let (name, picture) = pixels::files(&letters::picture(&LINES))
            .into_iter()
            .find(|(name, _)| name.starts_with(kind))
            .unwrap();
        let picture = match kind {
            "webp" => pixels::extended(&picture),
            _ => picture,
        };
        let folder = folder(&format!("picture-{kind}-both"));
        let (seen, values, file) = (
            folder.join("base"),
            folder.join("values.json"),
            folder.join("file"),
        );
        std::fs::write(&seen, &picture).unwrap();
        std::fs::write(&values, planted.json()).unwrap();
        let [seen, values, file] = [&seen, &values, &file].map(|path| path.to_str().unwrap());
        python("pictures.py", &["make", kind, seen, values, file]);
        let bytes = std::fs::read(file).unwrap();
        let (copy, told) = proved(name, &bytes, &copies::removal(CARD, "[CARD]"));
        assert_eq!(told.replaced, 1, "{name}");
        let text = String::from_utf8_lossy(&copy).into_owned();
        assert!(!text.contains("keep this") && !text.contains("xmpmeta"), "{name}");
        let told = searched(kind, "both", &copy, &planted);
        let turned: Vec<_> = told.facts.iter().filter(|fact| fact.contains("turned")).collect();
        assert_eq!(turned, ["turned 6"], "{name}");
        // The profile of colours stays: it says how the pixels are to be shown.
        assert_eq!(told.left.len(), 1, "{name}: {:?}", told.left);
    }
}

#[test]
fn a_picture_without_values_keeps_its_bytes() {
    let removals = copies::removal("nobody@site.test", "x");
    for name in [
        "everything.jpg",
        "chunks.png",
        "comment.gif",
        "exif.webp",
        "tags.tif",
        "plain.bmp",
    ] {
        let bytes = std::fs::read(format!(
            "{}/tests/files/images/{name}",
            env!("CARGO_MANIFEST_DIR")
        ))
        .unwrap();
        let (copy, told) = copied(name, &bytes, &removals).unwrap();
        assert!(copy == bytes, "{name}");
        assert_eq!((told.replaced, told.left_out.len()), (0, 0), "{name}");
    }
}

#[test]
fn a_short_word_in_a_field_goes_as_well() {
    let bytes = std::fs::read(base("jpeg")).unwrap();
    let (copy, _) = proved("a.jpg", &bytes, &copies::removal("Lee", "[NAME]"));
    assert!(!String::from_utf8_lossy(&copy).contains("Ann Lee"));
}

#[test]
fn what_nobody_read_is_not_copied() {
    let removals = copies::removal("nobody@site.test", "x");
    let jpeg = std::fs::read(base("jpeg")).unwrap();
    let mut out = Vec::new();
    let error = copy(
        "a.jpg",
        &mut jpeg.as_slice(),
        &removals,
        &copies::worker(),
        &mut out,
    )
    .unwrap_err();
    assert_eq!(
        error.to_string(),
        "Pictures were not read: Tesseract is not installed."
    );
    let heic = std::fs::read(base("heic").replace("plain.bmp", "exif.heic")).unwrap();
    assert!(refused("a.heic", &heic, &removals).contains("HEIC"));
    for (name, bytes) in pixels::moving(&letters::picture(&["ANN"])) {
        let reason = refused(name, &bytes, &removals);
        assert_eq!(
            reason, "Only the first of several pictures in it was read.",
            "{name}"
        );
        let reading = read(name, &mut bytes.as_slice(), &worker(), &mut |_| {
            ControlFlow::Continue(())
        });
        let ReadingEnd::Partial { message } = reading.unwrap().end else {
            panic!("{name}");
        };
        assert!(message.contains("Only the first"), "{name}: {message}");
    }
    // Tesseract does not take what has more behind its pixels.
    let bmp = [std::fs::read(base("bmp")).unwrap(), b"behind".to_vec()].concat();
    assert!(refused("a.bmp", &bmp, &removals).contains("does not read this kind"));
    let mut cut = jpeg.clone();
    cut.truncate(jpeg.len() - 2);
    assert!(refused("a.jpg", &cut, &removals).contains("cut off"));
}

#[test]
fn pictures_in_documents_are_copied_as_what_they_are() {
    let planted = Planted::new(7, 120, 0);
    let scan = letters::picture(&LINES).bmp();
    let parts = [
        ("[Content_Types].xml", CONTENT_TYPES.as_bytes().to_vec()),
        ("_rels/.rels", RELATIONS.as_bytes().to_vec()),
        ("word/document.xml", DOCUMENT.as_bytes().to_vec()),
        ("word/media/image1.jpg", made("jpeg", &planted)),
        ("word/media/image2.bmp", scan),
    ];
    let mut removals: Vec<Removal> = planted
        .texts
        .iter()
        .map(|value| Removal {
            value: value.clone(),
            with: "[X]".to_owned(),
        })
        .collect();
    removals.push(Removal {
        value: CARD.to_owned(),
        with: "[CARD]".to_owned(),
    });
    let removals = Removals::new(removals);
    for name in ["letter.docx", "all.zip"] {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (path, bytes) in &parts {
            if name == "all.zip" && !path.starts_with("word/media") {
                continue;
            }
            zip.start_file(*path, SimpleFileOptions::default()).unwrap();
            zip.write_all(bytes).unwrap();
        }
        let (copy, told) = proved(name, &zip.finish().unwrap().into_inner(), &removals);
        assert_eq!(told.left_out.len(), 1, "{name}");
        let mut copy = ZipArchive::new(Cursor::new(copy)).unwrap();
        let mut unpacked = |path: &str| {
            let mut bytes = Vec::new();
            copy.by_name(path).unwrap().read_to_end(&mut bytes).unwrap();
            bytes
        };
        let jpeg = unpacked("word/media/image1.jpg");
        let left = searched("jpeg", name, &jpeg, &planted).left;
        assert!(left.is_empty(), "{name}: {left:?}");
        assert!(
            !text_in(name, &unpacked("word/media/image2.bmp")).contains("1111"),
            "{name}"
        );
    }
}

const CONTENT_TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="jpg" ContentType="image/jpeg"/><Default Extension="bmp" ContentType="image/bmp"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#;
const RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"#;
const DOCUMENT: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>card 4111 1111 1111 1111</w:t></w:r></w:p></w:body></w:document>"#;
