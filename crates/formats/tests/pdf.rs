//! PDF files: text with its pages, the other places where text is, and what is said of what was not read.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "test code")]

#[path = "common/mod.rs"]
mod common;
#[path = "common/pdf.rs"]
mod pdf;
#[path = "common/told.rs"]
mod told;

use common::hits;
use pdf::Pdf;
use tidegate_formats::{FormatError, ReadingEnd};
use told::{page, part, partial, told, try_told, worker};

#[test]
fn pages_are_told_with_their_numbers_and_places() {
    let mut file = Pdf::new();
    file.line("nothing here");
    file.page(
        "BT /F1 12 Tf 14 TL 50 700 Td (second page) Tj T* [(write to an)-20(n@si)5(te.te)] TJ (st) Tj ET",
    );
    let bytes = file.bytes();
    let (found, reading) = hits("a/letter.pdf", &bytes, &worker(), "ann@site.test");
    assert_eq!(reading.format, "pdf");
    assert_eq!(reading.end, ReadingEnd::Complete);
    assert_eq!(reading.examined, bytes.len() as u64);
    let [hit] = &found[..] else { panic!("{found:?}") };
    let place = &hit.location;
    assert_eq!(
        (place.page, place.line, place.part.as_deref()),
        (Some(2), Some(2), None)
    );
    assert_eq!((place.byte_start, place.byte_end), (21, 34));
    assert_eq!(hit.record, "write to ann@site.test");
}

#[test]
fn letters_placed_one_by_one_are_words() {
    let mut content = String::from("BT /F1 10 Tf ");
    for (at, letter) in "4111 1111 1111 1111".chars().enumerate() {
        if letter != ' ' {
            content.push_str(&format!("1 0 0 1 {} 500 Tm ({letter}) Tj ", 100 + at * 6));
        }
    }
    content.push_str("1 0 0 1 74 500 Tm (card) Tj ET");
    let mut file = Pdf::new();
    file.page(&content);
    let (told, _) = told("a.pdf", &file.bytes());
    assert_eq!(page(&told, 1), "card 4111 1111 1111 1111\n");
}

#[test]
fn composite_fonts_are_read_by_their_maps() {
    let mut file = Pdf::new();
    let map = file.packed(
        "",
        b"/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange \
          2 beginbfrange <0001> <001A> <0061> <0030> <0039> <0030> endbfrange \
          2 beginbfchar <0050> <0040> <0051> <002E> endbfchar endcmap",
    );
    let inner = file.object(
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Made /DW 600 /W [1 [500 500] 3 26 550] \
         /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
    );
    let font = file.object(format!(
        "<< /Type /Font /Subtype /Type0 /BaseFont /Made /Encoding /Identity-H \
         /DescendantFonts [{inner} 0 R] /ToUnicode {map} 0 R >>"
    ));
    let nameless = file.object(format!(
        "<< /Type /Font /Subtype /Type0 /BaseFont /Made /Encoding /Identity-H /DescendantFonts [{inner} 0 R] >>"
    ));
    let fonts = format!("/Font << /F1 3 0 R /F2 {font} 0 R /F3 {nameless} 0 R >>");
    file.page_with(
        "BT /F2 12 Tf 50 700 Td <000100020050001300090014000500510014> Tj ET",
        &fonts,
        "",
    );
    file.page_with(
        "BT /F3 12 Tf 50 700 Td <000100020003000400050006> Tj ET",
        &fonts,
        "",
    );
    let (told, reading) = told("a.pdf", &file.bytes());
    assert_eq!(page(&told, 1), "ab@site.t\n");
    assert_eq!(page(&told, 2), "");
    assert!(
        partial(&reading).contains("fonts that do not tell their letters"),
        "{reading:?}"
    );
}

#[test]
fn forms_tell_their_values_under_their_names() {
    let mut file = Pdf::new();
    file.line("one");
    let field = file.next();
    file.object("<< /Subtype /Widget /FT /Tx /T (mail) /V (ann@site.test) /Parent 0 0 R /Rect [0 0 9 9] >>");
    let choice = file.object(
        "<< /Subtype /Widget /FT /Ch /T (land) /TU (Country of birth) /V (AT) /Opt [[(DE) (Germany)] [(AT) (Austria)]] >>",
    );
    let group = file.object(format!("<< /T (person) /Kids [{field} 0 R] >>"));
    let xfa = file.packed(
        "",
        b"<xdp:xdp xmlns:xdp='http://ns.adobe.com/xdp/'><xfa:data><Iban>DE89370400440532013000</Iban></xfa:data></xdp:xdp>",
    );
    file.page_with(
        "BT /F1 12 Tf (two) Tj ET",
        "",
        &format!("/Annots [{field} 0 R {choice} 0 R]"),
    );
    file.catalog(&format!(
        "/AcroForm << /Fields [{group} 0 R {choice} 0 R {group} 0 R] /XFA {xfa} 0 R >>"
    ));
    let bytes = file.bytes();
    let (found, reading) = hits("form.pdf", &bytes, &worker(), "ann@site.test");
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].label.as_deref(), Some("person.mail"));
    assert_eq!(found[0].value.as_deref(), Some("ann@site.test"));
    assert_eq!(found[0].location.page, Some(2));
    assert_eq!(found[0].location.part.as_deref(), Some("form field"));
    assert_eq!(reading.end, ReadingEnd::Complete);
    let (found, _) = hits("form.pdf", &bytes, &worker(), "Austria");
    assert_eq!(found[0].label.as_deref(), Some("Country of birth"));
    let (found, _) = hits("form.pdf", &bytes, &worker(), "DE89370400440532013000");
    assert_eq!(found[0].label.as_deref(), Some("Iban"));
}

#[test]
fn notes_links_and_what_stamps_show_are_told() {
    let mut file = Pdf::new();
    let look = file.stream(
        "/Type /XObject /Subtype /Form /BBox [0 0 99 99] /Resources << /Font << /F1 3 0 R >> >>",
        b"BT /F1 9 Tf (stamp of s@site.test) Tj ET",
    );
    let note = file.object(format!(
        "<< /Subtype /Text /Contents (see n@site.test) /T (Ann Lee) /AP << /N {look} 0 R >> \
         /RC (<body><p>rich r@site.test</p></body>) >>"
    ));
    let link = file.object("<< /Subtype /Link /A << /S /URI /URI (mailto:l@site.test) >> >>");
    file.page_with(
        "BT /F1 12 Tf (page) Tj ET",
        "",
        &format!("/Annots [{note} 0 R {link} 0 R]"),
    );
    let (told, _) = told("a.pdf", &file.bytes());
    assert_eq!(
        part(&told, "annotation"),
        "see n@site.test\nAnn Lee\nrich r@site.test\nstamp of s@site.test\n"
    );
    assert_eq!(part(&told, "hyperlinks"), "mailto:l@site.test\n");
    assert!(told.iter().all(|told| told.page == Some(1)));
}

#[test]
fn properties_are_told_without_the_packets_own_ids() {
    let mut file = Pdf::new();
    file.line("page");
    let packet = file.stream(
        "/Type /Metadata /Subtype /XML",
        b"<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>\
          <rdf:Description rdf:about='' xmlns:xmpMM='http://ns.adobe.com/xap/1.0/mm/'>\
          <xmpMM:DocumentID>uuid:4111111111111111</xmpMM:DocumentID>\
          <dc:creator><rdf:Seq><rdf:li>Ann Lee</rdf:li></rdf:Seq></dc:creator></rdf:Description></rdf:RDF></x:xmpmeta>",
    );
    let information = file
        .object("<< /Title (Plan) /Author (\\376\\377\\000J\\000\\366) /CreationDate (D:20240101120000Z) >>");
    file.catalog(&format!("/Metadata {packet} 0 R"));
    file.trailer = format!("/Info {information} 0 R");
    let (told, reading) = told("a.pdf", &file.bytes());
    assert_eq!(reading.end, ReadingEnd::Complete);
    let metadata: Vec<(&str, &str)> = told
        .iter()
        .filter(|told| told.page.is_none())
        .map(|told| (told.part.as_deref().unwrap(), told.text.as_str()))
        .collect();
    assert_eq!(
        metadata,
        [
            ("metadata: Author", "Jö"),
            ("metadata: Title", "Plan"),
            ("metadata: creator", "Ann Lee")
        ]
    );
}

#[test]
fn attachments_are_read_as_the_files_they_are() {
    let mut file = Pdf::new();
    file.line("page");
    let table = file.packed("/Type /EmbeddedFile", b"id,email\n1,ann@site.test\n");
    let spec = file.object(format!(
        "<< /Type /Filespec /F (people.csv) /UF (people.csv) /EF << /F {table} 0 R >> >>"
    ));
    let kid = file.object(format!("<< /Names [(people.csv) {spec} 0 R] >>"));
    file.catalog(&format!(
        "/Names << /EmbeddedFiles << /Kids [{kid} 0 R {kid} 0 R] >> >>"
    ));
    let (found, _) = hits("a.pdf", &file.bytes(), &worker(), "ann@site.test");
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].location.member.as_deref(), Some("people.csv"));
    assert_eq!(found[0].location.column_name.as_deref(), Some("email"));
}

#[test]
fn hidden_layers_invisible_text_and_replacements_are_told() {
    let mut file = Pdf::new();
    let layer = file.object("<< /Type /OCG /Name (Draft) >>");
    file.catalog(&format!(
        "/OCProperties << /OCGs [{layer} 0 R] /D << /OFF [{layer} 0 R] >> >>"
    ));
    file.page_with(
        "/OC /L BDC BT /F1 12 Tf 50 700 Td (layer l@site.test) Tj ET EMC \
         BT 3 Tr /F1 12 Tf 50 650 Td (unseen u@site.test) Tj ET \
         /Span << /ActualText (a@site.test) >> BDC BT /F1 12 Tf 50 600 Td (shown) Tj ET EMC \
         /Span << /ActualText (same) >> BDC BT /F1 12 Tf 50 580 Td (same) Tj ET EMC",
        &format!("/Properties << /L {layer} 0 R >>"),
        "",
    );
    let (told, _) = told("a.pdf", &file.bytes());
    assert_eq!(
        page(&told, 1),
        "layer l@site.test\nunseen u@site.test\nshown\nsame\n"
    );
    assert_eq!(part(&told, "hidden text"), "a@site.test");
}

#[test]
fn outlines_are_told_and_their_loops_end() {
    let mut file = Pdf::new();
    file.line("page");
    let first = file.next();
    file.object(format!("<< /Title (Chapter of Ann) /Next {} 0 R >>", first + 1));
    file.object(format!(
        "<< /Title (Chapter of Bo) /Next {first} 0 R /First {first} 0 R >>"
    ));
    file.catalog(&format!("/Outlines << /First {first} 0 R >>"));
    let (told, _) = told("a.pdf", &file.bytes());
    assert_eq!(part(&told, "bookmarks"), "Chapter of Ann\nChapter of Bo\n");
}

#[test]
fn object_streams_and_later_revisions_are_read() {
    let mut file = Pdf::new();
    file.line("inside of a stream");
    let (all, reading) = told("a.pdf", &file.bytes_in_object_stream());
    assert_eq!(page(&all, 1), "inside of a stream\n");
    assert_eq!(reading.end, ReadingEnd::Complete);

    let mut file = Pdf::new();
    file.line("first revision");
    let mut bytes = file.bytes();
    let list = memchr_last(&bytes, b"xref\n0");
    let added = bytes.len();
    bytes.extend(b"4 0 obj\n<< /Length 46 >>\nstream\nBT /F1 12 Tf 50 700 Td (second revision) Tj ET\nendstream\nendobj\n");
    let new_list = bytes.len();
    bytes.extend(
        format!(
            "xref\n4 1\n{added:010} 00000 n \ntrailer\n<< /Size 6 /Root 1 0 R /Prev {list} >>\nstartxref\n{new_list}\n%%EOF\n"
        )
        .bytes(),
    );
    let (all, _) = told("a.pdf", &bytes);
    assert_eq!(page(&all, 1), "second revision\n");
}

fn memchr_last(bytes: &[u8], what: &[u8]) -> usize {
    (0..bytes.len())
        .rev()
        .find(|at| bytes[*at..].starts_with(what))
        .unwrap()
}

#[test]
fn pages_that_are_pictures_are_told() {
    let mut file = Pdf::new();
    file.line("a page with a text that is long enough");
    for _ in 0..2 {
        let picture = file.packed(
            "/Type /XObject /Subtype /Image /Width 100 /Height 100 /ColorSpace /DeviceGray /BitsPerComponent 8",
            &[255; 10_000],
        );
        file.page_with(
            "q 100 0 0 100 0 0 cm /P Do Q",
            &format!("/XObject << /P {picture} 0 R >>"),
            "",
        );
    }
    let (_, reading) = told("a.pdf", &file.bytes());
    assert_eq!(
        partial(&reading),
        "2 pages are pictures (2, 3); their text was not read: Tesseract is not installed."
    );
}

#[test]
fn without_the_worker_nothing_is_parsed() {
    let mut file = Pdf::new();
    file.line("page");
    let bytes = file.bytes();
    let (_, reading) = hits("a.pdf", &bytes, &tidegate_formats::Budget::default(), "page");
    assert_eq!(
        (reading.format.as_str(), reading.end),
        ("pdf", ReadingEnd::Unsupported)
    );
    assert!(tidegate_formats::complex("a.pdf", &bytes));
    let junk: Vec<u8> = b"junk before\n".iter().chain(&bytes).copied().collect();
    assert!(tidegate_formats::complex("a.pdf", &junk));
    assert!(!tidegate_formats::complex(
        "a.txt",
        b"A text about %PDF-1.7 files\n"
    ));
}

#[test]
fn damaged_files_are_not_clean() {
    let error = try_told("a.pdf", b"%PDF-1.7\nnothing of it", &worker()).unwrap_err();
    let FormatError::Unreadable { message } = error else {
        panic!()
    };
    assert!(message.contains("damaged"), "{message}");
    let mut bytes = file("tables");
    bytes.truncate(2000);
    let (told, reading) = told("a.pdf", &bytes);
    assert!(page(&told, 1).contains("4111 1111 1111 1111"));
    assert!(partial(&reading).contains("end is missing"), "{reading:?}");

    let mut file = Pdf::new();
    file.line("first");
    file.line("second");
    let mut bytes = file.bytes();
    let at = memchr_last(&bytes, b"7 0 R]");
    bytes[at] = b'9';
    let (_, reading) = told::told("a.pdf", &bytes);
    assert!(
        partial(&reading).contains("pages could not be found"),
        "{reading:?}"
    );
}

/// Tesseract's own searchable files map every code to itself, beginning with nothing.
#[test]
fn text_laid_under_a_scan_is_read() {
    let mut file = Pdf::new();
    let map = file.stream("", b"1 begincodespacerange <0000> <FFFF> endcodespacerange 1 beginbfrange <0000> <FFFF> <0000> endbfrange");
    let inner = file.object("<< /Type /Font /Subtype /CIDFontType2 /BaseFont /GlyphLessFont /DW 500 >>");
    let font = file.object(format!(
        "<< /Type /Font /Subtype /Type0 /BaseFont /GlyphLessFont /Encoding /Identity-H /DescendantFonts [{inner} 0 R] /ToUnicode {map} 0 R >>"
    ));
    let codes: String = "IBAN DE89 3704"
        .bytes()
        .map(|byte| format!("00{byte:02x}"))
        .collect();
    file.page_with(
        &format!("BT 3 Tr /F2 12 Tf 50 700 Td <{codes}> Tj ET"),
        &format!("/Font << /F2 {font} 0 R >>"),
        "",
    );
    let (told, _) = told("a.pdf", &file.bytes());
    assert_eq!(page(&told, 1), "IBAN DE89 3704\n");
}

fn file(name: &str) -> Vec<u8> {
    std::fs::read(format!(
        "{}/tests/files/pdf/{name}.pdf",
        env!("CARGO_MANIFEST_DIR")
    ))
    .unwrap()
}

/// The same words that `pdftotext -layout` gives.
#[test]
fn files_of_other_programs_give_their_pages() {
    for name in [
        "tables",
        "object-streams-linearised",
        "encrypted-aes256",
        "encrypted-aes128",
        "encrypted-rc4",
    ] {
        let (told, reading) = told("a.pdf", &file(name));
        assert_eq!(reading.end, ReadingEnd::Complete, "{name}");
        assert_eq!(
            page(&told, 1),
            "First page has a title and a paragraph whose words are set with justified spacing, so that the gaps\n\
             between them differ from line to line, and a card 4111 1111 1111 1111 in it.\n",
            "{name}"
        );
        assert_eq!(
            page(&told, 2),
            "No.\tName\tE-mail\tBorn\n1\tAnn Lee\tann.lee@site.test\t1980-02-03\n\
             2\tBo Ek\tbo.ek@site.test\t1991-12-24\n3\tCy Roy\tcy.roy@site.test\t1975-07-30\n",
            "{name}"
        );
        assert_eq!(
            page(&told, 3),
            "Last page: write to last.page@site.test.\n",
            "{name}"
        );
        assert_eq!(part(&told, "metadata: Author"), "Vera Muster", "{name}");
    }
}

#[test]
fn letters_beyond_latin_are_read_with_and_without_a_map() {
    for name in ["type0", "type0-without-tounicode"] {
        let (told, reading) = told("a.pdf", &file(name));
        assert_eq!(reading.end, ReadingEnd::Complete, "{name}");
        assert_eq!(
            page(&told, 1),
            "Jörg Müßig, Straße 7, ЖИВ café\njoerg@site.test DE89 3704 0044 0532 0130 00\n",
            "{name}"
        );
    }
}

#[test]
fn columns_are_read_one_after_the_other() {
    let (told, _) = told("a.pdf", &file("columns"));
    let flowing = page(&told, 1).replace('\n', " ");
    let mut from = 0;
    for number in 1..60 {
        let sentence = format!(
            "Sentence {number} of the left and then the right column tells a little more of the same old story."
        );
        let at = flowing[from..].find(&sentence);
        from += at.unwrap_or_else(|| panic!("sentence {number} is split: {flowing}"));
    }
}

#[test]
fn a_form_of_another_program_is_told_once() {
    let bytes = file("form");
    let (found, _) = hits("form.pdf", &bytes, &worker(), "form.person@site.test");
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].label.as_deref(), Some("E-mail of the applicant"));
    assert_eq!(found[0].location.page, Some(2));
    let (told, _) = told("form.pdf", &bytes);
    assert!(part(&told, "form field").contains("Austria"), "{told:?}");
    assert_eq!(part(&told, "bookmarks"), "Chapter of Ann Lee\n");
    assert_eq!(
        part(&told, "hyperlinks"),
        "https://site.test/person?mail=link%40site.test\n"
    );
}

#[test]
fn a_password_is_asked_for() {
    let error = try_told("a.pdf", &file("needs-password"), &worker()).unwrap_err();
    let FormatError::Unreadable { message } = error else {
        panic!()
    };
    assert_eq!(message, "It is encrypted: it needs its password.");
}
