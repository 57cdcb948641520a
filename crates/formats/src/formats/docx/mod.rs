//! Word documents, templates and those with macros, as packages of XML: every part that holds text.

mod copy;

use super::{FormatInfo, Zip};
use crate::office::{self, Package, Program, told};
use crate::parts::{Damage, PartPlace, Parts};
use crate::xml::{Token, Xml, XmlTrouble};
use crate::zipped::Zipped;
use std::ops::ControlFlow;

pub(super) const INFO: FormatInfo = FormatInfo {
    id: "docx",
    title: "Word document",
    extensions: &["docx", "docm", "dotx", "dotm"],
};

pub(super) const ZIP: Zip = Zip {
    is: |zipped| office::program(zipped) == Some(Program::Word),
    read,
    copy: Some(copy::copy),
};

/// Kinds of parts and what they are called.
const STORIES: &[(&str, &str)] = &[
    ("main", "body"),
    ("header", "header"),
    ("footer", "footer"),
    ("footnotes", "footnotes"),
    ("endnotes", "endnotes"),
    ("glossary", "body"),
];

fn read(zipped: &mut Zipped, parts: &mut Parts<'_>) -> Result<(), Damage> {
    let mut package = Package::open(zipped, parts);
    // The rest stops by itself when the visitor wants no more.
    let _ = all(&mut package, parts);
    Ok(())
}

fn all(package: &mut Package<'_>, parts: &mut Parts<'_>) -> ControlFlow<()> {
    for (kind, part) in STORIES {
        for name in package.of_kind(kind) {
            let text = package.xml(&name, parts).unwrap_or_default();
            told(&name, &text, parts).tell(&PartPlace::part(*part), parts)?;
        }
    }
    for name in package.of_kind("comments") {
        let text = package.xml(&name, parts).unwrap_or_default();
        told(&name, &text, parts).tell(&PartPlace::part("comments"), parts)?;
    }
    for kind in ["people", "settings"] {
        for name in package.of_kind(kind) {
            let text = package.xml(&name, parts).unwrap_or_default();
            let mut values = Vec::new();
            if let Err(trouble) = named(&text, &mut values) {
                parts.unread_member(&name, trouble.words());
            }
            for (field, value) in values {
                parts.value(&PartPlace::part(format!("metadata: {field}")), &field, &value)?;
            }
        }
    }
    package.rest(parts)
}

/// People who changed the document, its variables, and the source of a mail merge.
fn named(text: &str, values: &mut Vec<(String, String)>) -> Result<(), XmlTrouble> {
    let mut xml = Xml::new(text);
    while let Some(token) = xml.next()? {
        let Token::Open(tag) = token else { continue };
        let (field, value) = match tag.name() {
            "person" => (Some("Person".to_owned()), tag.attribute("author")),
            "presenceInfo" => (Some("Person".to_owned()), tag.attribute("userId")),
            "docVar" => (tag.attribute("name"), tag.attribute("val")),
            "connectString" | "query" | "mailSubject" => {
                (Some("Mail merge".to_owned()), tag.attribute("val"))
            }
            _ => continue,
        };
        if let (Some(field), Some(value)) = (field, value) {
            values.push((field, value));
        }
    }
    Ok(())
}
