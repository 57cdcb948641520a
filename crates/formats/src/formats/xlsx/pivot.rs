//! Caches of pivot tables: copies of data whose sheet may long be gone.

use crate::office::{Package, cells::Cells, cells::shown};
use crate::parts::{Header, PartPlace, Parts};
use crate::xml::{Tag, Token, Xml, XmlTrouble};
use std::borrow::Cow;
use std::ops::ControlFlow;

const PART: &str = "pivot cache";

/// A field of a cache and the values that its records share.
#[derive(Debug, Default)]
struct Field {
    name: String,
    shared: Vec<String>,
}

pub(super) fn tell(package: &mut Package<'_>, parts: &mut Parts<'_>) -> ControlFlow<()> {
    for name in package.of_kind("pivotCacheDefinition") {
        let text = package.xml(&name, parts).unwrap_or_default();
        let mut fields = Vec::new();
        if let Err(trouble) = definition(&text, &mut fields) {
            parts.unread_member(&name, trouble.words());
        }
        let names: Vec<String> = fields.iter().map(|field| field.name.clone()).collect();
        for field in &fields {
            // One column of values, under the field's name.
            let mut rows = parts.table(PartPlace::part(PART), Header::Known(vec![field.name.clone()]));
            for (number, value) in (1..).zip(&field.shared) {
                rows.row(number, [(0, Cow::Borrowed(value.as_str()))])?;
            }
            rows.finish()?;
        }
        for relation in package.relations(&name, parts) {
            if relation.external || package.kind(&relation.target) != "pivotCacheRecords" {
                continue;
            }
            let text = package.xml(&relation.target, parts).unwrap_or_default();
            let mut stopped = ControlFlow::Continue(());
            let mut rows = parts.table(PartPlace::part(PART), Header::Known(names.clone()));
            let read = records(&text, &mut |number, cells| {
                stopped = rows.row(number, cells);
                stopped
            });
            if stopped.is_continue() {
                stopped = rows.finish();
            }
            if let Err(trouble) = read {
                parts.unread_member(&relation.target, trouble.words());
            }
            stopped?;
        }
    }
    ControlFlow::Continue(())
}

fn definition(text: &str, fields: &mut Vec<Field>) -> Result<(), XmlTrouble> {
    let mut xml = Xml::new(text);
    let mut shared = false;
    while let Some(token) = xml.next()? {
        match token {
            Token::Open(tag) => match tag.name() {
                "cacheField" => fields.push(Field {
                    name: tag.attribute("name").unwrap_or_default(),
                    shared: Vec::new(),
                }),
                "sharedItems" => shared = true,
                _ if shared => {
                    if let (Some(value), Some(field)) = (value(&tag), fields.last_mut()) {
                        field.shared.push(value);
                    }
                }
                _ => {}
            },
            Token::Close(name) if name == "sharedItems" => shared = false,
            _ => {}
        }
    }
    Ok(())
}

/// Values that the records do not share.
fn records(
    text: &str,
    take: &mut dyn FnMut(u64, Cells<'static>) -> ControlFlow<()>,
) -> Result<(), XmlTrouble> {
    let mut xml = Xml::new(text);
    let (mut number, mut column) = (0, 0);
    let mut cells = Vec::new();
    while let Some(token) = xml.next()? {
        match token {
            Token::Open(tag) if tag.name() == "r" => {
                number += 1;
                column = 0;
            }
            Token::Open(tag) if matches!(tag.name(), "x" | "s" | "n" | "d" | "b" | "e" | "m") => {
                if let Some(value) = value(&tag) {
                    cells.push((column, Cow::Owned(value)));
                }
                column += 1;
            }
            Token::Close(name) if name == "r" => {
                let flow = take(number, std::mem::take(&mut cells));
                if flow.is_break() {
                    return Ok(());
                }
            }
            _ => {}
        }
    }
    Ok(())
}

fn value(tag: &Tag<'_>) -> Option<String> {
    match tag.name() {
        "s" | "d" => tag.attribute("v"),
        "n" => tag.attribute("v").map(|number| shown(&number).into_owned()),
        _ => None,
    }
}
