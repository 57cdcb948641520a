//! OpenDocument, Rich Text and the documents of old: places of planted words, and hostile files.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "test code")]

mod common;
#[path = "office/mutated.rs"]
mod mutated;
#[path = "office/packed.rs"]
mod packed;

use packed::{complex, file, hits, one, part};
use std::io::{Cursor, Write};
use tidegate_formats::{FormatError, ReadingEnd};

const WORD: &str = "ann@site.test";
const ODT: &[u8] = include_bytes!("files/office/letter.odt");
const ODS: &[u8] = include_bytes!("files/office/people.ods");
const ODP: &[u8] = include_bytes!("files/office/team.odp");
const RTF: &[u8] = include_bytes!("files/office/letter.rtf");
const XLS: &[u8] = include_bytes!("files/office/people.xls");
const DOC: &[u8] = include_bytes!("files/office/letter.doc");

fn odf(kind: &str, body: &str, more: &[(&str, &str)]) -> Vec<u8> {
    let mimetype = format!("application/vnd.oasis.opendocument.{kind}");
    let content = format!(
        "<office:document-content><office:body><office:any>{body}</office:any></office:body></office:document-content>"
    );
    let mut entries = vec![
        ("mimetype", mimetype.as_bytes()),
        ("content.xml", content.as_bytes()),
    ];
    entries.extend(more.iter().map(|(name, text)| (*name, text.as_bytes())));
    file(&entries)
}

fn compound(streams: &[(&str, &[u8])]) -> Vec<u8> {
    let mut compound = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    for (path, bytes) in streams {
        compound.create_stream(path).unwrap().write_all(bytes).unwrap();
    }
    compound.flush().unwrap();
    compound.into_inner().into_inner()
}

#[test]
fn letters_say_the_same_in_every_format() {
    for (name, letter) in [("odt", ODT), ("rtf", RTF), ("doc", DOC)] {
        let (found, reading) = hits(letter, WORD);
        assert_eq!(reading.format, name);
        assert_eq!(reading.end, ReadingEnd::Complete, "{name}");
        assert_eq!(found.len(), 1, "{name}");
        assert_eq!(found[0].record, "Write to ann@site.test today.", "{name}");
        assert_eq!(part(&found[0]), Some("body"), "{name}");
        let hit = one(letter, "DE89 3704 0044 0532 0130 00");
        assert_eq!(
            hit.record.trim_end(),
            "Bo Beispiel\tDE89 3704 0044 0532 0130 00\t+49 30 5550 1234",
            "{name}"
        );
        assert_eq!(part(&one(letter, "note@site.test")), Some("comments"), "{name}");
        let (found, _) = hits(letter, "head@site.test");
        assert_eq!(part(&found[0]), Some("header"), "{name}");
        let (found, _) = hits(letter, "Mara Testmann");
        assert_eq!(part(&found[0]), Some("metadata: Author"), "{name}");
    }
}

#[test]
fn real_spreadsheets_are_read() {
    let hit = one(ODS, "ann@site.test\t");
    assert_eq!(hit.location.sheet.as_deref(), Some("People"));
    assert_eq!(
        (hit.location.row, hit.location.column_name.as_deref()),
        (Some(2), Some("Email"))
    );
    let hit = one(ODS, "4111111111111111");
    assert!(
        hit.record
            .starts_with("Bo Beispiel\tann@site.test\t4111111111111111\t1990-02-28\t0.25")
    );
    let hit = one(ODS, "last@site.test");
    assert_eq!(
        (hit.location.sheet.as_deref(), hit.location.row),
        (Some("Hidden"), Some(1_048_576))
    );
    let hit = one(ODS, "note@site.test");
    assert_eq!(
        (part(&hit), hit.location.row, hit.location.column_number),
        (Some("comments"), Some(2), Some(2))
    );
    assert_eq!(part(&one(ODS, "link@site.test")), Some("hyperlinks"));
    assert_eq!(part(&one(ODS, "Sheet head@site.test")), Some("header"));
}

#[test]
fn old_workbooks_are_read() {
    let (found, reading) = hits(XLS, "4111111111111111");
    assert_eq!(
        (reading.format.as_str(), &reading.end),
        ("xls", &ReadingEnd::Complete)
    );
    assert!(
        found[0]
            .record
            .starts_with("Bo Beispiel\tann@site.test\t4111111111111111\t1990-02-28\t0.25")
    );
    assert_eq!(found[0].location.column_name.as_deref(), Some("Card number"));
    let hit = one(XLS, "ann@site.test\t");
    assert_eq!(hit.location.sheet.as_deref(), Some("People"));
    assert_eq!(
        (hit.location.row, hit.location.column_name.as_deref()),
        (Some(2), Some("Email"))
    );
    let hit = one(XLS, "hidden@site.test");
    assert_eq!(
        (hit.location.sheet.as_deref(), hit.location.row),
        (Some("Hidden"), Some(7))
    );
    let hit = one(XLS, "note@site.test");
    assert_eq!(
        (part(&hit), hit.location.row, hit.location.column_number),
        (Some("comments"), Some(2), Some(2))
    );
    assert_eq!(part(&one(XLS, "link@site.test")), Some("hyperlinks"));
    assert_eq!(part(&one(XLS, "Sheet head@site.test")), Some("header"));
    assert_eq!(one(XLS, "owner@site.test").label.as_deref(), Some("Owner"));
}

/// The list of modules and the module, packed as literal bytes.
fn packed_source(text: &[u8]) -> Vec<u8> {
    let mut chunk = Vec::new();
    for eight in text.chunks(8) {
        chunk.push(0);
        chunk.extend_from_slice(eight);
    }
    let mut packed = vec![1];
    packed.extend((0xb000 | u16::try_from(chunk.len() - 1).unwrap()).to_le_bytes());
    packed.extend(chunk);
    packed
}

#[test]
fn macros_are_text() {
    let mut list = Vec::new();
    for (kind, data) in [(0x1a_u16, &b"Module1"[..]), (0x31, &3_u32.to_le_bytes())] {
        list.extend(kind.to_le_bytes());
        list.extend(u32::try_from(data.len()).unwrap().to_le_bytes());
        list.extend(data);
    }
    let mut module = b"any".to_vec();
    module.extend(packed_source(b"Const Mail = \"ann@site.test\""));
    let mut project = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    project.create_storage("/VBA").unwrap();
    for (path, bytes) in [("/VBA/dir", packed_source(&list)), ("/VBA/Module1", module)] {
        project.create_stream(path).unwrap().write_all(&bytes).unwrap();
    }
    project.flush().unwrap();
    let project = project.into_inner().into_inner();
    let hit = one(&project, WORD);
    assert_eq!(
        (part(&hit), hit.record.as_str()),
        (Some("macros"), "Const Mail = \"ann@site.test\"")
    );
}

#[test]
fn real_slides_are_pages() {
    let hit = one(ODP, WORD);
    assert_eq!((hit.location.page, part(&hit)), (Some(2), Some("body")));
    let hit = one(ODP, "note@site.test");
    assert_eq!((hit.location.page, part(&hit)), (Some(2), Some("speaker notes")));
    assert_eq!(part(&one(ODP, "link@site.test")), Some("hyperlinks"));
}

#[test]
fn every_part_of_an_opendocument_text_is_named() {
    let paragraph = "<text:p>ann@<text:span>site</text:span>.test</text:p>";
    for (body, part_name) in [
        (paragraph.to_owned(), "body"),
        (
            format!(
                "<text:p>x<text:note text:note-class='footnote'><text:note-body>{paragraph}</text:note-body></text:note></text:p>"
            ),
            "footnotes",
        ),
        (
            format!(
                "<text:p>x<text:note text:note-class='endnote'><text:note-body>{paragraph}</text:note-body></text:note></text:p>"
            ),
            "endnotes",
        ),
        (
            format!("<text:p>x<office:annotation>{paragraph}</office:annotation></text:p>"),
            "comments",
        ),
        (
            format!(
                "<text:tracked-changes><text:changed-region><text:deletion>{paragraph}</text:deletion></text:changed-region></text:tracked-changes>"
            ),
            "deleted text",
        ),
        (
            "<text:p><text:a xlink:href='mailto:ann@site.test'>x</text:a></text:p>".to_owned(),
            "hyperlinks",
        ),
        (
            "<text:p><text:hidden-text text:string-value='ann@site.test'/></text:p>".to_owned(),
            "hidden text",
        ),
        (
            "<form:text form:current-value='ann@site.test'/>".to_owned(),
            "form field",
        ),
    ] {
        let hit = one(&odf("text", &body, &[]), WORD);
        assert_eq!(part(&hit), Some(part_name), "{body}");
    }
    let box_inside = format!(
        "<text:p>bo@<draw:frame><draw:text-box>{paragraph}</draw:text-box></draw:frame>site.test</text:p>"
    );
    let bytes = odf("text", &box_inside, &[]);
    assert_eq!(one(&bytes, "bo@site.test").record, "bo@site.test");
    assert_eq!(one(&bytes, WORD).record, WORD);
}

#[test]
fn repeated_and_far_cells_stay_where_they_are() {
    let body = "<table:table table:name='T'><table:table-row><table:table-cell><text:p>Name</text:p></table:table-cell>\
                <table:table-cell table:number-columns-repeated='3'/><table:table-cell><text:p>Email</text:p></table:table-cell></table:table-row>\
                <table:table-row table:number-rows-repeated='1048000'><table:table-cell table:number-columns-repeated='16384'/></table:table-row>\
                <table:table-row><table:table-cell table:number-columns-repeated='4' office:value-type='float' office:value='4.2E1'/>\
                <table:table-cell table:number-columns-repeated='99999999999'><text:p>ann@site.test</text:p></table:table-cell></table:table-row></table:table>";
    let hit = one(&odf("spreadsheet", body, &[]), WORD);
    assert_eq!(
        (hit.location.row, hit.location.column_number),
        (Some(1_048_002), Some(5))
    );
    assert_eq!(hit.location.column_name.as_deref(), Some("Email"));
}

#[test]
fn encrypted_documents_say_so() {
    let manifest = "<manifest:manifest><manifest:file-entry><manifest:encryption-data/></manifest:file-entry></manifest:manifest>";
    let mut doc = DOC.to_vec();
    let at = memchr::memmem::find(&doc, b"\xec\xa5").unwrap();
    doc[at + 0x0b] |= 1;
    for bytes in [
        odf("text", "", &[("META-INF/manifest.xml", manifest)]),
        compound(&[("/EncryptionInfo", b"x"), ("/EncryptedPackage", b"y")]),
        doc,
    ] {
        let read = common::try_hits("a.dat", &mut bytes.as_slice(), &complex(), WORD);
        let Err(FormatError::Unreadable { message }) = read else {
            panic!("{read:?}");
        };
        assert_eq!(message, "It is encrypted: it needs its password to be read.");
    }
}

#[test]
fn embedded_objects_are_read_as_what_they_are() {
    let inner = packed::docx("<w:p><w:r><w:t>ann@site.test</w:t></w:r></w:p>", &[]);
    let hit = one(&compound(&[("/Package", &inner)]), WORD);
    assert_eq!(hit.location.member.as_deref(), Some("Package"));
    let mut native = b"\0\0\0\0\x02\0note.txt\0C:\\note.txt\0\0\0\x03\0\x05\0\0\0path\0".to_vec();
    native.extend(13_u32.to_le_bytes());
    native.extend(WORD.as_bytes());
    let hit = one(&compound(&[("/\u{1}Ole10Native", &native)]), WORD);
    assert_eq!(hit.location.member.as_deref(), Some("note.txt"));
    let (_, reading) = hits(&compound(&[("/Any", b"x")]), WORD);
    assert_eq!(
        (reading.format.as_str(), reading.end),
        ("ole", ReadingEnd::Unsupported)
    );
}

#[test]
fn flipped_and_cut_files_end() {
    for made in [ODT, ODS, ODP, RTF, DOC, XLS] {
        mutated::all_end(made, 320);
    }
}
