//! OpenDocument packages, as LibreOffice and others write them: which kind one is, and all of its parts.

mod copy;
mod sheet;
mod story;

use crate::parts::{Damage, PartPlace, Parts};
use crate::xml::{Token, Xml, XmlTrouble, decoded};
use crate::zipped::{EntryTrouble, Zipped};
use std::ops::ControlFlow;
use story::{Mode, Story};

pub(crate) use copy::copy;

/// What a package's mimetype says that it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Spreadsheet,
    Presentation,
}

const MIMETYPE: &str = "mimetype";
const FAMILY: &[u8] = b"application/vnd.oasis.opendocument.";

/// Which kind of document a zip file is, if it is one.
pub(crate) fn kind(zipped: &mut Zipped) -> Option<Kind> {
    if !zipped.has(MIMETYPE) {
        return None;
    }
    let mimetype = zipped.beginning(MIMETYPE, 256);
    let kind = mimetype.strip_prefix(FAMILY)?;
    // Templates and masters have the same beginning.
    [
        (&b"text"[..], Kind::Text),
        (b"spreadsheet", Kind::Spreadsheet),
        (b"presentation", Kind::Presentation),
        (b"graphics", Kind::Presentation),
    ]
    .into_iter()
    .find(|(name, _)| kind.starts_with(name))
    .map(|(_, kind)| kind)
}

pub(crate) fn read(kind: Kind, zipped: &mut Zipped, parts: &mut Parts<'_>) -> Result<(), Damage> {
    let manifest = xml("META-INF/manifest.xml", zipped, parts);
    if manifest.is_some_and(|text| text.contains("encryption-data")) {
        return Err(Damage::new("It is encrypted: it needs its password to be read."));
    }
    // The rest stops by itself when the visitor wants no more.
    let _ = all(kind, zipped, parts);
    Ok(())
}

fn all(kind: Kind, zipped: &mut Zipped, parts: &mut Parts<'_>) -> ControlFlow<()> {
    let names: Vec<String> = zipped
        .names()
        .filter(|name| !name.ends_with('/'))
        .map(str::to_owned)
        .collect();
    for name in names {
        let file = name.rsplit('/').next().unwrap_or(&name);
        let inside = name.contains('/');
        match file {
            _ if name.starts_with("Basic/") => {
                let text = xml(&name, zipped, parts).unwrap_or_default();
                let text = all_text(&name, &text, parts);
                parts.text(&PartPlace::part("macros"), &text)?;
            }
            "content.xml" => {
                let text = xml(&name, zipped, parts).unwrap_or_default();
                let mode = match kind {
                    _ if inside => Mode::Text,
                    Kind::Text => Mode::Text,
                    Kind::Presentation => Mode::Pages,
                    Kind::Spreadsheet => {
                        sheet::tell(&name, &text, parts)?;
                        Mode::AroundCells
                    }
                };
                Story::tell(mode, &name, &text, parts)?;
            }
            "styles.xml" => {
                let text = xml(&name, zipped, parts).unwrap_or_default();
                Story::tell(Mode::Styles, &name, &text, parts)?;
            }
            "meta.xml" => {
                let text = xml(&name, zipped, parts).unwrap_or_default();
                metadata(&name, &text, parts)?;
            }
            // How things look, and what the package holds.
            MIMETYPE | "settings.xml" | "manifest.xml" | "manifest.rdf" | "layout-cache" => {}
            _ if name.starts_with("Configurations2/") => {}
            _ => {
                if let Some(bytes) = bytes(&name, zipped, parts) {
                    parts.member(&name, &mut bytes.as_slice())?;
                }
            }
        }
    }
    ControlFlow::Continue(())
}

fn bytes(name: &str, zipped: &mut Zipped, parts: &mut Parts<'_>) -> Option<Vec<u8>> {
    match zipped.bytes(name, parts.budget(), parts.account()) {
        Ok(bytes) => Some(bytes),
        Err(EntryTrouble::Missing) => None,
        Err(trouble) => {
            parts.unread_member(name, &trouble.words());
            None
        }
    }
}

fn xml(name: &str, zipped: &mut Zipped, parts: &mut Parts<'_>) -> Option<String> {
    let bytes = bytes(name, zipped, parts)?;
    Some(decoded(&bytes).into_owned())
}

fn all_text(name: &str, text: &str, parts: &mut Parts<'_>) -> String {
    let mut xml = Xml::new(text);
    let mut out = String::new();
    loop {
        match xml.next() {
            Ok(Some(Token::Text(text))) => out.push_str(&text),
            Ok(Some(_)) => {}
            Ok(None) => return out,
            Err(trouble) => {
                parts.unread_member(name, trouble.words());
                return out;
            }
        }
    }
}

fn metadata(name: &str, text: &str, parts: &mut Parts<'_>) -> ControlFlow<()> {
    let mut fields = Vec::new();
    if let Err(trouble) = fields_of(text, &mut fields) {
        parts.unread_member(name, trouble.words());
    }
    for (field, value) in fields {
        parts.value(&PartPlace::part(format!("metadata: {field}")), &field, &value)?;
    }
    ControlFlow::Continue(())
}

fn fields_of(text: &str, fields: &mut Vec<(String, String)>) -> Result<(), XmlTrouble> {
    let mut xml = Xml::new(text);
    while let Some(token) = xml.next()? {
        let Token::Open(tag) = token else { continue };
        let field = match tag.name() {
            "creator" => "Last author".to_owned(),
            "initial-creator" => "Author".to_owned(),
            "printed-by" => "Printed by".to_owned(),
            "title" => "Title".to_owned(),
            "subject" => "Subject".to_owned(),
            "description" => "Description".to_owned(),
            "keyword" => "Keywords".to_owned(),
            "generator" => "Application".to_owned(),
            "user-defined" => tag.attribute("name").unwrap_or_else(|| "Property".to_owned()),
            "template" => {
                if let Some(address) = tag.attribute("href") {
                    fields.push(("Template".to_owned(), address));
                }
                continue;
            }
            _ => continue,
        };
        let value = xml.inner_text()?;
        fields.push((field, value));
    }
    Ok(())
}
