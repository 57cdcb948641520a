//! Comments of cells, old and threaded, at the cells that they speak of, and the people who wrote them.

use crate::office::{Package, Relation, cells::reference, told};
use crate::parts::{Header, PartPlace, Parts};
use crate::xml::{Token, Xml, XmlTrouble};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::ControlFlow;

/// Comments by row and column.
type Comments = BTreeMap<(u64, usize), String>;

/// Tells what the sheet `title` refers to, when it is its comments or its drawing.
pub(super) fn tell(
    package: &mut Package<'_>,
    title: &str,
    relation: &Relation,
    parts: &mut Parts<'_>,
) -> ControlFlow<()> {
    if relation.external {
        return ControlFlow::Continue(());
    }
    let place = PartPlace::sheet(title);
    match package.kind(&relation.target).as_str() {
        "comments" | "threadedComment" => {
            let text = package.xml(&relation.target, parts).unwrap_or_default();
            let (mut comments, mut authors) = (Comments::new(), Vec::new());
            if let Err(trouble) = read(&text, &mut comments, &mut authors) {
                parts.unread_member(&relation.target, trouble.words());
            }
            let mut rows = parts.table(place.and_part("comments"), Header::Known(Vec::new()));
            for ((row, column), comment) in comments {
                rows.row(row, [(column, Cow::Owned(comment))])?;
            }
            rows.finish()?;
            for author in authors {
                parts.value(&PartPlace::part("metadata: Author"), "Author", &author)?;
            }
            ControlFlow::Continue(())
        }
        "drawing" => {
            let text = package.xml(&relation.target, parts).unwrap_or_default();
            told(&relation.target, &text, parts).tell(&place.and_part("body"), parts)
        }
        _ => ControlFlow::Continue(()),
    }
}

fn read(text: &str, comments: &mut Comments, authors: &mut Vec<String>) -> Result<(), XmlTrouble> {
    let mut xml = Xml::new(text);
    let mut at = None;
    while let Some(token) = xml.next()? {
        let Token::Open(tag) = token else { continue };
        match tag.name() {
            "author" => {
                let author = xml.inner_text()?;
                // Threaded comments put a mark where the author's name was.
                if !author.trim().is_empty() && !author.starts_with("tc={") {
                    authors.push(author);
                }
            }
            "comment" | "threadedComment" => {
                at = tag.attribute("ref").and_then(|text| reference(&text));
            }
            "text" => {
                let text = xml.inner_text()?;
                let comment = comments.entry(at.unwrap_or((1, 0))).or_default();
                if !comment.is_empty() {
                    comment.push('\n');
                }
                comment.push_str(text.trim());
            }
            _ => {}
        }
    }
    Ok(())
}

/// Names and accounts of the people who wrote threaded comments.
pub(super) fn people(package: &mut Package<'_>, parts: &mut Parts<'_>) -> ControlFlow<()> {
    for name in package.of_kind("person") {
        let text = package.xml(&name, parts).unwrap_or_default();
        let mut xml = Xml::new(&text);
        loop {
            match xml.next() {
                Ok(Some(Token::Open(tag))) if tag.name() == "person" => {
                    for attribute in ["displayName", "userId"] {
                        let value = tag.attribute(attribute).unwrap_or_default();
                        parts.value(&PartPlace::part("metadata: Person"), "Person", &value)?;
                    }
                }
                Ok(Some(_)) => {}
                Ok(None) => break,
                Err(trouble) => {
                    parts.unread_member(&name, trouble.words());
                    break;
                }
            }
        }
    }
    ControlFlow::Continue(())
}
