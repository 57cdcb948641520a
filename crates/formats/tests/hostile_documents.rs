//! PDF files and pictures made to harm: loops, bombs, nonsense. Each ends soon, and none is taken for clean
//! where something of it was not read.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "test code")]

#[path = "common/pdf.rs"]
mod pdf;
#[path = "common/told.rs"]
mod told;

use pdf::{Pdf, deflated};
use std::fmt::Write;
use tidegate_formats::{Budget, FormatError};
use told::{page, partial, told, try_told, worker};

fn file(folder: &str, name: &str) -> Vec<u8> {
    std::fs::read(format!(
        "{}/tests/files/{folder}/{name}",
        env!("CARGO_MANIFEST_DIR")
    ))
    .unwrap()
}

#[test]
fn forms_that_draw_themselves_end() {
    let mut file = Pdf::new();
    let form = file.next();
    let content = "BT /F1 12 Tf 50 700 Td (once) Tj ET /A Do /B Do";
    let resources = format!(
        "/Font << /F1 3 0 R >> /XObject << /A {form} 0 R /B {} 0 R >>",
        form + 1
    );
    for _ in 0..2 {
        file.stream(
            &format!("/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << {resources} >>"),
            content.as_bytes(),
        );
    }
    file.page_with(
        "/A Do",
        &format!("/XObject << /A {form} 0 R /B {} 0 R >>", form + 1),
        "",
    );
    let (told, _) = told("a.pdf", &file.bytes());
    assert!(page(&told, 1).contains("once"));
}

/// Ten levels of forms that draw the next one ten times: ten thousand million in all.
#[test]
fn forms_that_multiply_are_cut_and_told() {
    let mut file = Pdf::new();
    let first = file.next();
    for level in 0..10 {
        let mut content = "/N Do ".repeat(10);
        if level == 9 {
            content = "BT /F1 12 Tf (x) Tj ET".to_owned();
        }
        file.stream(
            &format!(
                "/Type /XObject /Subtype /Form /BBox [0 0 9 9] \
                 /Resources << /Font << /F1 3 0 R >> /XObject << /N {} 0 R >> >>",
                first + level + 1
            ),
            content.as_bytes(),
        );
    }
    file.page_with("/N Do", &format!("/XObject << /N {first} 0 R >>"), "");
    let (_, reading) = told("a.pdf", &file.bytes());
    assert!(partial(&reading).contains("forms"), "{reading:?}");
}

#[test]
fn bombs_are_told() {
    let zeros = deflated(&vec![b' '; 80 * 1024 * 1024]);
    let mut file = Pdf::new();
    file.line("before the bomb");
    let bomb = file.stream("/Filter /FlateDecode", &zeros);
    let page_number = file.page("");
    let _ = page_number;
    file.catalog(&format!("/Metadata {bomb} 0 R"));
    let (all, reading) = told("a.pdf", &file.bytes());
    assert!(partial(&reading).contains("like a bomb"), "{reading:?}");
    drop(all);

    // Twice packed.
    let mut file = Pdf::new();
    let bomb = file.stream("/Filter [/FlateDecode /FlateDecode]", &deflated(&zeros));
    file.page_with("", "", "");
    file.catalog(&format!("/Metadata {bomb} 0 R"));
    let small = Budget {
        max_held_bytes: 1024 * 1024,
        ..worker()
    };
    let (_, reading) = try_told("a.pdf", &file.bytes(), &small).unwrap_or_else(|error| {
        let FormatError::Unreadable { message } = error else {
            panic!()
        };
        panic!("{message}")
    });
    assert!(partial(&reading).contains("larger than"), "{reading:?}");
}

#[test]
fn deep_nesting_ends() {
    for (open, close) in [("[", "]"), ("<< /A ", ">>"), ("(", ")")] {
        let mut file = Pdf::new();
        let deep = format!("{}{}", open.repeat(10_000), close.repeat(10_000));
        let object = file.object(deep.clone());
        file.page_with(
            &format!("BT /F1 12 Tf (text) Tj {deep} TJ ET"),
            "",
            &format!("/Annots {object} 0 R"),
        );
        file.catalog(&format!(
            "/AcroForm << /Fields {object} 0 R >> /Outlines {object} 0 R"
        ));
        let (told, _) = told("a.pdf", &file.bytes());
        assert!(page(&told, 1).contains("text"));
    }
}

#[test]
fn loops_of_pages_fields_and_names_end() {
    let mut file = Pdf::new();
    file.line("a page");
    let field = file.next();
    file.object(format!(
        "<< /T (a) /V (value) /Kids [{field} 0 R {} 0 R] >>",
        field + 1
    ));
    file.object(format!("<< /T (b) /Kids [{field} 0 R] /Parent {field} 0 R >>"));
    let names = file.next();
    file.object(format!("<< /Kids [{names} 0 R {names} 0 R] >>"));
    file.catalog(&format!(
        "/AcroForm << /Fields [{field} 0 R] >> /Names << /EmbeddedFiles {names} 0 R >>"
    ));
    let (all, _) = told("a.pdf", &file.bytes());
    assert_eq!(page(&all, 1), "a page\n");

    // The page tree is its own kid.
    let mut bytes = Pdf::new();
    bytes.line("a page");
    let text = String::from_utf8_lossy(&bytes.bytes()).into_owned();
    let looped = text.replace("/Kids [", "/Kids [2 0 R ");
    let _ = try_told("a.pdf", looped.as_bytes(), &worker());
}

#[test]
fn fonts_that_lie_cost_little() {
    let mut file = Pdf::new();
    let mut map = "1 begincodespacerange <00> <ffffffff> endcodespacerange ".to_owned();
    for _ in 0..50_000 {
        map.push_str("1 beginbfrange <00000000> <ffffffff> <0041> endbfrange ");
    }
    let map = file.packed("", map.as_bytes());
    let mut widths = String::new();
    for at in 0..20_000 {
        write!(widths, "0 65535 {at} ").unwrap();
    }
    let inner = file.object(format!(
        "<< /Type /Font /Subtype /CIDFontType2 /DW 1e30 /W [{widths} 4294967295 [1 2 3] 5 4294967295 1] >>"
    ));
    let font = file.object(format!(
        "<< /Type /Font /Subtype /Type0 /Encoding /Identity-H /DescendantFonts [{inner} 0 R] /ToUnicode {map} 0 R >>"
    ));
    let simple = file.object(format!(
        "<< /Type /Font /Subtype /Type3 /FontMatrix [1e300 0 0 0 0 0] /FirstChar -5 /Widths [1e300 1e300] \
         /Encoding << /Differences [4294967295 /A -1 /B {} ] >> >>",
        "/C ".repeat(10_000)
    ));
    file.page_with(
        "BT /F2 1e30 Tf 1e30 0 0 1e30 1e30 1e30 Tm <000100020003> Tj /F3 12 Tf (abc) Tj /F1 12 Tf 1 0 0 1 0 0 Tm (end) Tj ET",
        &format!("/Font << /F1 3 0 R /F2 {font} 0 R /F3 {simple} 0 R >>"),
        "",
    );
    let (told, _) = told("a.pdf", &file.bytes());
    assert!(page(&told, 1).contains("end"), "{told:?}");
}

#[test]
fn many_pages_are_read_one_by_one() {
    let mut file = Pdf::new();
    let kid = file.line("same page");
    let _ = kid;
    for _ in 0..3_000 {
        file.line("p");
    }
    let (told, _) = told("a.pdf", &file.bytes());
    assert_eq!(page(&told, 3_001), "p\n");
}

/// Copies of all files, cut and with bytes changed: none may panic, hang, or be held for more than it is.
#[test]
fn damaged_copies_end() {
    let mut built = Pdf::new();
    built.line("of the object stream");
    let files: Vec<(String, Vec<u8>)> = [
        "tables",
        "columns",
        "form",
        "type0",
        "type0-without-tounicode",
        "object-streams-linearised",
        "encrypted-aes128",
        "encrypted-rc4",
    ]
    .iter()
    .map(|name| (format!("{name}.pdf"), file("pdf", &format!("{name}.pdf"))))
    .chain(
        [
            "everything.jpg",
            "chunks.png",
            "exif.webp",
            "exif.heic",
            "tags.tif",
            "comment.gif",
            "plain.bmp",
        ]
        .iter()
        .map(|name| ((*name).to_owned(), file("images", name))),
    )
    .chain([("built.pdf".to_owned(), built.bytes_in_object_stream())])
    .collect();
    let mut random = Random(20);
    let mut copies = 0;
    for (name, bytes) in &files {
        for round in 0..30 {
            let mut copy = bytes.clone();
            match round % 3 {
                0 => copy.truncate(random.below(copy.len())),
                1 => {
                    for _ in 0..=random.below(20) {
                        let at = random.below(copy.len());
                        copy[at] = u8::try_from(random.below(256)).unwrap();
                    }
                }
                _ => {
                    // A stretch moves to another place, digits become others.
                    let (from, to) = (random.below(copy.len()), random.below(copy.len()));
                    let length = random.below(200).min(copy.len() - from.max(to));
                    copy.copy_within(from..from + length, to);
                    for byte in copy.iter_mut().filter(|byte| byte.is_ascii_digit()) {
                        if random.below(50) == 0 {
                            *byte = b'0' + u8::try_from(random.below(10)).unwrap();
                        }
                    }
                }
            }
            let _ = try_told(name, &copy, &worker());
            copies += 1;
        }
    }
    assert!(copies >= 300, "{copies}");
}

/// Knuth's generator: the same copies in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit.max(1)
    }
}
