//! Packages written part by part, and what is found in them.
#![allow(dead_code, reason = "each test file uses its part")]

use crate::common::{self, Hit};
use std::io::{Cursor, Write};
use tidegate_formats::{Budget, Reading};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

pub fn complex() -> Budget {
    Budget {
        complex: true,
        ..Budget::default()
    }
}

/// Every place of `word`; the name says nothing about what the file is.
pub fn hits(bytes: &[u8], word: &str) -> (Vec<Hit>, Reading) {
    common::hits("a/b/file.dat", bytes, &complex(), word)
}

/// The only place of `word`.
pub fn one(bytes: &[u8], word: &str) -> Hit {
    let (mut found, reading) = hits(bytes, word);
    assert_eq!(found.len(), 1, "{found:?} {reading:?}");
    found.remove(0)
}

pub fn part(hit: &Hit) -> Option<&str> {
    hit.location.part.as_deref()
}

/// A zip file of these entries.
pub fn file(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A list of content types: the main part's, and those of parts that have one (`path`, end of the type).
pub fn package(main: &str, parts: &[(&str, &str)]) -> String {
    let office = "application/vnd.openxmlformats-officedocument";
    let mut list = format!(
        "<?xml version='1.0'?><Types><Default Extension='xml' ContentType='application/xml'/>\
         <Override PartName='/main' ContentType='{office}.{main}'/>"
    );
    for (path, kind) in parts.iter().filter(|(_, kind)| !kind.is_empty()) {
        list.push_str(&format!(
            "<Override PartName='/{path}' ContentType='{office}.any.{kind}+xml'/>"
        ));
    }
    list.push_str("</Types>");
    list
}

pub fn document(root: &str, body: &str) -> String {
    format!("<?xml version='1.0' encoding='UTF-8'?><w:{root} xmlns:w='w' xmlns:r='r'>{body}</w:{root}>")
}

fn with(main: &str, mut entries: Vec<(String, String)>, parts: &[(&str, &str, &str)]) -> Vec<u8> {
    let kinds: Vec<(&str, &str)> = parts.iter().map(|(path, kind, _)| (*path, *kind)).collect();
    entries.push(("[Content_Types].xml".to_owned(), package(main, &kinds)));
    entries.extend(
        parts
            .iter()
            .map(|(path, _, text)| ((*path).to_owned(), (*text).to_owned())),
    );
    let entries: Vec<(&str, &[u8])> = entries
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_bytes()))
        .collect();
    file(&entries)
}

/// A Word document with more parts: path, kind and XML.
pub fn docx(body: &str, parts: &[(&str, &str, &str)]) -> Vec<u8> {
    with(
        "wordprocessingml.document.main+xml",
        vec![("word/document.xml".to_owned(), document("document", body))],
        parts,
    )
}

/// A workbook of these sheets.
pub fn xlsx(sheets: &[(&str, &str)], parts: &[(&str, &str, &str)]) -> Vec<u8> {
    let (mut list, mut relations, mut entries) = (String::new(), String::new(), Vec::new());
    for (number, (title, xml)) in (1..).zip(sheets) {
        list.push_str(&format!(
            "<sheet name='{title}' sheetId='{number}' state='hidden' r:id='r{number}'/>"
        ));
        relations.push_str(&format!(
            "<Relationship Id='r{number}' Target='worksheets/sheet{number}.xml'/>"
        ));
        entries.push((format!("xl/worksheets/sheet{number}.xml"), (*xml).to_owned()));
    }
    entries.push((
        "xl/workbook.xml".to_owned(),
        format!("<workbook><sheets>{list}</sheets></workbook>"),
    ));
    entries.push((
        "xl/_rels/workbook.xml.rels".to_owned(),
        format!("<Relationships>{relations}</Relationships>"),
    ));
    with("spreadsheetml.sheet.main+xml", entries, parts)
}

/// A presentation that shows these slides.
pub fn pptx(slides: &[&str], parts: &[(&str, &str, &str)]) -> Vec<u8> {
    let (mut list, mut relations) = (String::new(), String::new());
    for (number, slide) in (1..).zip(slides) {
        list.push_str(&format!("<p:sldId id='25{number}' r:id='r{number}'/>"));
        relations.push_str(&format!(
            "<Relationship Id='r{number}' Target='slides/{slide}.xml'/>"
        ));
    }
    with(
        "presentationml.presentation.main+xml",
        vec![
            (
                "ppt/presentation.xml".to_owned(),
                format!("<p:presentation><p:sldIdLst>{list}</p:sldIdLst></p:presentation>"),
            ),
            (
                "ppt/_rels/presentation.xml.rels".to_owned(),
                format!("<Relationships>{relations}</Relationships>"),
            ),
        ],
        parts,
    )
}
