//! Files inside documents, and what stands beside the parts of a package: copied, searched, or no copy.

use super::proof::{checked, copied, entry, refused, unpacked, with};
use super::seed::{Seed, base64};
use std::io::{Cursor, Write};
use tidegate_formats::Removals;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const LETTER: &[u8] = include_bytes!("../../files/office/letter.docx");

/// A compound file of these streams.
fn compound(streams: &[(&str, &[u8])]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    file.create_storage("/VBA").unwrap();
    for (path, bytes) in streams {
        file.create_stream(path).unwrap().write_all(bytes).unwrap();
    }
    file.flush().unwrap();
    file.into_inner().into_inner()
}

/// Source text as macros are packed: every eight letters after a byte that says that they are letters.
fn packed_source(text: &[u8]) -> Vec<u8> {
    let tokens: Vec<u8> = text
        .chunks(8)
        .flat_map(|letters| [&[0][..], letters].concat())
        .collect();
    let header = 0xb000 | u16::try_from(tokens.len() - 1).unwrap();
    [&[1][..], &header.to_le_bytes(), &tokens].concat()
}

/// A project of one module, and one more stream.
fn macros(source: &[u8], path: &str, bytes: &[u8]) -> Vec<u8> {
    let mut list = Vec::new();
    for (kind, data) in [(0x1a_u16, &b"Module1"[..]), (0x31, &0_u32.to_le_bytes())] {
        list.extend(kind.to_le_bytes());
        list.extend(u32::try_from(data.len()).unwrap().to_le_bytes());
        list.extend(data);
    }
    compound(&[
        ("/VBA/dir", &packed_source(&list)),
        ("/VBA/Module1", &packed_source(source)),
        (path, bytes),
    ])
}

fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// The removals of one value, and the value.
fn one() -> (Seed, String, Removals) {
    let mut seed = Seed::new(51);
    let value = seed.email();
    let removals = seed.removals();
    (seed, value, removals)
}

#[test]
fn binaries_that_hold_no_value_stay_and_others_make_no_copy() {
    let (_, value, removals) = one();
    let source = format!("Const Mail = \"{value}\"");
    let clean = macros(b"Sub Main", "/PROJECT", b"Name=x");
    let wrapped = compound(&[("/CONTENTS", b"a note")]);
    for (name, clean) in [
        ("word/vbaProject.bin", &clean),
        ("word/embeddings/oleObject1.bin", &wrapped),
        ("word/activeX/activeX1.bin", &clean),
    ] {
        let (out, told) = copied("letter.docm", &with(LETTER, name, clean), &removals).unwrap();
        assert!(told.left_out.is_empty());
        let kept = unpacked(&out)
            .into_iter()
            .find(|(known, _)| known == name)
            .unwrap();
        assert!(kept.1 == *clean, "{name}");
        refused(
            "letter.docm",
            &with(LETTER, name, &clean[..clean.len() / 2]),
            &removals,
        );
    }
    let long = [vec![1; 5001], wide(&value)].concat();
    for hidden in [
        macros(source.as_bytes(), "/PROJECT", b"Name=x"),
        macros(b"Sub Main", "/PROJECT", value.as_bytes()),
        macros(b"Sub Main", "/PROJECT", &wide(&value)),
        macros(b"Sub Main", "/PROJECT", &long),
        compound(&[("/CONTENTS", value.as_bytes())]),
        compound(&[("/anything", b"that is not known")]),
    ] {
        for name in ["word/vbaProject.bin", "word/embeddings/oleObject1.bin"] {
            let reason = refused("letter.docm", &with(LETTER, name, &hidden), &removals);
            assert!(!reason.contains(&value), "{name}");
        }
    }
}

#[test]
fn files_inside_are_copied_as_the_files_they_are() {
    let (seed, value, removals) = one();
    let csv = format!("a;b\r\n{value};1\r\n");
    let inner = with(LETTER, "word/comments.xml", format!("<a>{value}</a>").as_bytes());
    let outer = with(
        &with(LETTER, "word/embeddings/a.csv", csv.as_bytes()),
        "word/embeddings/b.docx",
        &inner,
    );
    let (out, told) = copied("letter.docx", &outer, &removals).unwrap();
    assert_eq!(told.replaced, 2);
    assert_eq!(
        entry(&out, "word/embeddings/a.csv"),
        "a;b\r\n[EMAIL_ADDRESS];1\r\n"
    );
    let wrong = checked(&out, &seed.values);
    assert!(!wrong.contains(" left"), "{wrong}");
}

#[test]
fn what_stands_beside_the_parts_is_gone() {
    let (seed, value, removals) = one();
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.set_comment(format!("for {value}")).unwrap();
    for (name, bytes) in unpacked(LETTER) {
        let options = SimpleFileOptions::default()
            .into_full_options()
            .with_file_comment(value.as_str());
        zip.start_file(name, options).unwrap();
        zip.write_all(&bytes).unwrap();
    }
    let mut bytes = format!("{value}\n").into_bytes();
    let packed = zip.finish().unwrap().into_inner();
    assert!(checked(&packed, &seed.values).contains("(comment)"));
    let (out, _) = copied("letter.docx", &packed, &removals).unwrap();
    assert_eq!(checked(&out, &seed.values), "");
    assert!(unpacked(&out) == unpacked(LETTER));
    // Before the first entry.
    bytes.extend(LETTER);
    if let Ok((out, _)) = copied("letter.docx", &bytes, &removals) {
        assert_eq!(checked(&out, &seed.values), "");
    }
}

#[test]
fn a_file_in_base64_within_xml_is_copied_too() {
    let (_, value, removals) = one();
    let odt = include_bytes!("../../files/office/letter.odt");
    let content = entry(odt, "content.xml");
    let wrapped = |text: &str| {
        let data = base64(text);
        let (a, b) = data.split_at(data.len() / 2);
        let frame = format!(
            "<draw:image><office:binary-data>\n{a}\n{b}\n</office:binary-data></draw:image></office:text>"
        );
        with(
            odt,
            "content.xml",
            content.replace("</office:text>", &frame).as_bytes(),
        )
    };
    let (out, told) = copied("letter.odt", &wrapped(&format!("note,{value}")), &removals).unwrap();
    assert_eq!(told.replaced, 1);
    assert!(entry(&out, "content.xml").contains(&base64("note,[EMAIL_ADDRESS]")));
    refused(
        "letter.odt",
        &wrapped("\u{1}\0\0\0 EMF and more that nobody can read"),
        &removals,
    );
}

#[test]
fn parts_in_pieces_make_no_copy() {
    let (_, value, removals) = one();
    refused(
        "a.docx",
        &with(LETTER, "word/header9.xml/[0].piece", value.as_bytes()),
        &removals,
    );
}

#[test]
fn a_picture_of_the_old_content_is_dropped_wherever_it_is() {
    let (_, value, removals) = one();
    let relations = entry(LETTER, "_rels/.rels");
    let kind = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/thumbnail";
    let line =
        format!("<Relationship Id=\"rId99\" Type=\"{kind}\" Target=\"looks/like.dat\"/></Relationships>");
    let shown = with(
        LETTER,
        "_rels/.rels",
        relations.replace("</Relationships>", &line).as_bytes(),
    );
    let shown = with(&shown, "looks/like.dat", b"\x01\x02 what nobody can read");
    let said = with(&shown, "word/comments.xml", format!("<a>{value}</a>").as_bytes());
    let (out, told) = copied("letter.docx", &said, &removals).unwrap();
    assert_eq!(told.replaced, 1);
    assert!(!unpacked(&out).iter().any(|(name, _)| name.starts_with("looks")));
    assert!(!entry(&out, "_rels/.rels").contains("thumbnail"));
    assert!(entry(&out, "_rels/.rels").contains("docProps/core.xml"));
}
