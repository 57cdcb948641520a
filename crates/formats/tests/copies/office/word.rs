//! Copies of Word documents.

use super::letter::document;
use super::proof::{copied, entry, packed, proved, refused, unpacked, with};
use super::seed::Seed;

#[test]
fn values_in_every_place_of_a_document_are_gone() {
    let mut seed = Seed::new(1);
    let bytes = document(&mut seed);
    assert!(seed.values.len() > 250, "{}", seed.values.len());
    let out = proved("letter.docx", &bytes, &seed);
    let names: Vec<String> = unpacked(&out).into_iter().map(|(name, _)| name).collect();
    assert!(
        !names
            .iter()
            .any(|name| name.contains("thumbnail") || name.contains("signatures")),
        "{names:?}"
    );
    let body = entry(&out, "word/document.xml");
    assert!(body.contains("Mail [EMAIL_ADDRESS], please"));
    assert!(body.contains("<w:rPr><w:b/></w:rPr>"), "how it looks stays");
    assert_eq!(
        body.matches("<w:p>").count(),
        entry(&bytes, "word/document.xml").matches("<w:p>").count()
    );
    assert!(
        !body.contains("<w:t>100</w:t>"),
        "short values are gone from cells"
    );
    let before = unpacked(&bytes);
    let font = |parts: &[(String, Vec<u8>)]| parts.iter().find(|(name, _)| name.ends_with("odttf")).cloned();
    assert_eq!(font(&before), font(&unpacked(&out)));
}

#[test]
fn a_document_without_values_keeps_its_parts() {
    let mut seed = Seed::new(2);
    seed.email();
    let bytes = include_bytes!("../../files/office/letter.docx");
    let (out, told) = copied("letter.docx", bytes, &seed.removals()).unwrap();
    assert_eq!(told.replaced, 0);
    assert!(unpacked(&out) == unpacked(bytes));
}

#[test]
fn what_cannot_be_searched_makes_no_copy() {
    let mut seed = Seed::new(3);
    let bytes = document(&mut seed);
    let value = seed.email();
    let removals = seed.removals();
    let document = entry(&bytes, "word/document.xml");
    for (name, content) in [
        ("word/document.xml", document[..document.len() / 2].to_owned()),
        ("word/document.xml", document.replace("</w:body>", "")),
        ("word/header1.xml", "no markup".to_owned()),
        (
            "word/header1.xml",
            format!("<!DOCTYPE a [<!ENTITY x \"{value}\">]><a>&x;</a>"),
        ),
        ("word/header1.xml", "<a>&x;</a>".to_owned()),
        ("word/header1.xml", "<a/><b/>".to_owned()),
        ("word/header1.xml", "<a>".repeat(1000)),
        ("customXml/item3.xml", format!("<a.{value}/>").replace('@', ".")),
        ("word/vbaProject.bin", format!("\u{1}{value}")),
        ("word/media/image1.png", format!("\u{89}PNG{value}")),
        ("word/media/image1.emf", format!("EMF{value}")),
    ] {
        let value = value.replace('@', ".");
        let mut list = seed.list.clone();
        list.push(tidegate_formats::Removal {
            value,
            with: "x".to_owned(),
        });
        let removals = tidegate_formats::Removals::new(list);
        let packed = with(&bytes, name, content.as_bytes());
        if name.ends_with(".bin") || name.contains("media") {
            // What is text is copied as text.
            if let Ok((out, _)) = copied("a.docx", &packed, &removals) {
                assert_eq!(super::proof::checked(&out, &seed.values), "", "{name}");
            }
            continue;
        }
        let reason = refused("a.docx", &packed, &removals);
        assert!(!reason.is_empty() && !reason.contains("example"), "{reason}");
    }
    for length in [bytes.len() / 3, bytes.len() - 10] {
        refused("a.docx", &bytes[..length], &removals);
    }
    let mut wide = b"\x01\xff\xfe\x00\x81\x00".to_vec();
    wide.extend(value.encode_utf16().flat_map(u16::to_le_bytes));
    refused(
        "a.docx",
        &with(&bytes, "word/activeX/activeX1.bin", &wide),
        &removals,
    );
    let twice = [unpacked(&bytes), unpacked(&bytes)].concat();
    assert!(
        std::panic::catch_unwind(|| packed(&twice)).is_err(),
        "the writer writes no name twice"
    );
}
