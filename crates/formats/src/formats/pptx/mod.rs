//! PowerPoint presentations, templates and shows, as packages of XML: slides as pages, hidden ones too, with their
//! notes, comments, charts and diagrams, and what their masters say.

mod copy;

use super::{FormatInfo, Zip};
use crate::office::{self, Package, Program, told};
use crate::parts::{Damage, PartPlace, Parts};
use crate::xml::{Token, Xml, XmlTrouble};
use crate::zipped::Zipped;
use std::collections::HashSet;
use std::ops::ControlFlow;

pub(super) const INFO: FormatInfo = FormatInfo {
    id: "pptx",
    title: "PowerPoint presentation",
    extensions: &["pptx", "pptm", "potx", "potm", "ppsx", "ppsm", "ppam"],
};

pub(super) const ZIP: Zip = Zip {
    is: |zipped| office::program(zipped) == Some(Program::PowerPoint),
    read,
    copy: Some(copy::copy),
};

/// Kinds of parts whose text all slides show.
const MASTERS: &[&str] = &["slideMaster", "slideLayout", "notesMaster", "handoutMaster"];

fn read(zipped: &mut Zipped, parts: &mut Parts<'_>) -> Result<(), Damage> {
    let mut package = Package::open(zipped, parts);
    // The rest stops by itself when the visitor wants no more.
    let _ = all(&mut package, parts);
    Ok(())
}

fn all(package: &mut Package<'_>, parts: &mut Parts<'_>) -> ControlFlow<()> {
    for (number, name) in (1..).zip(slides(package, parts)) {
        let place = PartPlace::page(number);
        let text = package.xml(&name, parts).unwrap_or_default();
        told(&name, &text, parts).tell(&place, parts)?;
        for relation in package.relations(&name, parts) {
            if relation.external {
                continue;
            }
            let part = match package.kind(&relation.target).as_str() {
                "notesSlide" => "speaker notes",
                "chart" | "chartex" | "diagramData" => "body",
                "comments" | "comment" => {
                    comments(package, &relation.target, &place, parts)?;
                    continue;
                }
                _ => continue,
            };
            let text = package.xml(&relation.target, parts).unwrap_or_default();
            told(&relation.target, &text, parts).tell(&place.clone().and_part(part), parts)?;
        }
    }
    for kind in MASTERS {
        for name in package.of_kind(kind) {
            let text = package.xml(&name, parts).unwrap_or_default();
            told(&name, &text, parts).tell(&PartPlace::part("master"), parts)?;
        }
    }
    for kind in ["commentAuthors", "authors"] {
        for name in package.of_kind(kind) {
            authors(package, &name, parts)?;
        }
    }
    package.rest(parts)
}

/// Paths of the slides in the order of the show; those that no list names come last.
fn slides(package: &mut Package<'_>, parts: &mut Parts<'_>) -> Vec<String> {
    let mut ordered = Vec::new();
    for name in package.of_kind("main") {
        let text = package.xml(&name, parts).unwrap_or_default();
        let relations = package.relations(&name, parts);
        let mut ids = Vec::new();
        if let Err(trouble) = listed(&text, &mut ids) {
            parts.unread_member(&name, trouble.words());
        }
        ordered.extend(ids.iter().filter_map(|id| {
            let relation = relations.iter().find(|relation| relation.id == *id)?;
            Some(relation.target.clone())
        }));
    }
    ordered.extend(package.of_kind("slide"));
    let mut seen = HashSet::new();
    ordered.retain(|path| seen.insert(path.clone()));
    ordered
}

fn listed(text: &str, ids: &mut Vec<String>) -> Result<(), XmlTrouble> {
    let mut xml = Xml::new(text);
    while let Some(token) = xml.next()? {
        if let Token::Open(tag) = token
            && tag.name() == "sldId"
        {
            ids.extend(tag.prefixed("id"));
        }
    }
    Ok(())
}

/// Comments old and threaded, one line each.
fn comments(
    package: &mut Package<'_>,
    name: &str,
    place: &PartPlace,
    parts: &mut Parts<'_>,
) -> ControlFlow<()> {
    let text = package.xml(name, parts).unwrap_or_default();
    let mut xml = Xml::new(&text);
    let mut out = String::new();
    loop {
        match xml.next() {
            Ok(Some(Token::Open(tag))) if matches!(tag.name(), "text" | "txBody") => match xml.inner_text() {
                Ok(comment) => {
                    out.push_str(comment.trim());
                    out.push('\n');
                }
                Err(trouble) => parts.unread_member(name, trouble.words()),
            },
            Ok(Some(_)) => {}
            Ok(None) => break,
            Err(trouble) => {
                parts.unread_member(name, trouble.words());
                break;
            }
        }
    }
    parts.text(&place.clone().and_part("comments"), &out)
}

fn authors(package: &mut Package<'_>, name: &str, parts: &mut Parts<'_>) -> ControlFlow<()> {
    let text = package.xml(name, parts).unwrap_or_default();
    let mut xml = Xml::new(&text);
    loop {
        match xml.next() {
            Ok(Some(Token::Open(tag))) if matches!(tag.name(), "cmAuthor" | "author") => {
                for attribute in ["name", "userId"] {
                    let value = tag.attribute(attribute).unwrap_or_default();
                    parts.value(&PartPlace::part("metadata: Person"), "Person", &value)?;
                }
            }
            Ok(Some(_)) => {}
            Ok(None) => return ControlFlow::Continue(()),
            Err(trouble) => {
                parts.unread_member(name, trouble.words());
                return ControlFlow::Continue(());
            }
        }
    }
}
