//! Excel workbooks, templates and those with macros, as packages of XML: sheets as tables, hidden ones too, and
//! every other part that holds text. Formulas count by their last values.

mod copy;
mod notes;
mod pivot;
mod sheet;
mod strings;
mod styles;

use super::{FormatInfo, Zip};
use crate::office::{self, Package, Program};
use crate::parts::{Damage, PartPlace, Parts};
use crate::xml::{Token, Xml, XmlTrouble};
use crate::zipped::Zipped;
use sheet::Book;
use std::collections::BTreeSet;
use std::ops::ControlFlow;

pub(super) const INFO: FormatInfo = FormatInfo {
    id: "xlsx",
    title: "Excel workbook",
    extensions: &["xlsx", "xlsm", "xltx", "xltm", "xlam"],
};

pub(super) const ZIP: Zip = Zip {
    is: |zipped| {
        matches!(
            office::program(zipped),
            Some(Program::Excel | Program::ExcelBinary)
        )
    },
    read,
    copy: Some(copy::copy),
};

/// Main part of a workbook whose parts are binary records.
const BINARY: &str = "xl/workbook.bin";

/// What the workbook's main part says.
#[derive(Debug, Default)]
struct Workbook {
    /// Names of sheets and ids of the relations to their parts.
    sheets: Vec<(String, String)>,
    /// Names and what they stand for.
    names: Vec<(String, String)>,
    since_1904: bool,
}

fn read(zipped: &mut Zipped, parts: &mut Parts<'_>) -> Result<(), Damage> {
    let mut package = Package::open(zipped, parts);
    if package.pass(|name| {
        name.starts_with("xl/")
            && name.ends_with(".bin")
            && !name.contains("/embeddings/")
            && !name.ends_with("vbaProject.bin")
    }) && package.has(BINARY)
    {
        parts.unread("Its sheets are binary (xlsb), which is not read; saved as xlsx they are.");
    }
    // The rest stops by itself when the visitor wants no more.
    let _ = all(&mut package, parts);
    Ok(())
}

fn all(package: &mut Package<'_>, parts: &mut Parts<'_>) -> ControlFlow<()> {
    let mut workbook = Workbook::default();
    let mut sheets = Vec::new();
    for name in package.of_kind("main") {
        let text = package.xml(&name, parts).unwrap_or_default();
        if let Err(trouble) = workbook.read(&text) {
            parts.unread_member(&name, trouble.words());
        }
        let relations = package.relations(&name, parts);
        for (title, id) in &workbook.sheets {
            if let Some(relation) = relations.iter().find(|relation| relation.id == *id) {
                sheets.push((title.clone(), relation.target.clone()));
            }
        }
    }
    // Sheets that no list names are still in the file.
    let listed: BTreeSet<String> = sheets.iter().map(|(_, path)| path.clone()).collect();
    for path in package.of_kind("sheet") {
        if !listed.contains(&path) {
            let file = path.rsplit('/').next().unwrap_or(&path);
            sheets.push((file.trim_end_matches(".xml").to_owned(), path));
        }
    }
    // A sheet that is listed twice is read once.
    let mut seen = BTreeSet::new();
    sheets.retain(|(_, path)| seen.insert(path.clone()));
    let mut book = Book {
        since_1904: workbook.since_1904,
        ..Book::default()
    };
    for name in package.of_kind("sharedStrings") {
        let text = package.xml(&name, parts).unwrap_or_default();
        if let Err(trouble) = strings::read(&text, &mut book.strings) {
            parts.unread_member(&name, trouble.words());
        }
    }
    for name in package.of_kind("styles") {
        let text = package.xml(&name, parts).unwrap_or_default();
        // Without styles dates are the numbers that they are.
        let _ = book.styles.read(&text);
    }
    for (title, path) in &sheets {
        let text = package.xml(path, parts).unwrap_or_default();
        book.tell(title, path, &text, parts)?;
        for relation in package.relations(path, parts) {
            notes::tell(package, title, &relation, parts)?;
        }
    }
    drop(book);
    let titles: Vec<&str> = sheets.iter().map(|(title, _)| title.as_str()).collect();
    parts.text(&PartPlace::part("metadata: Sheets"), &titles.join("\n"))?;
    for (name, meaning) in &workbook.names {
        parts.value(&PartPlace::part("defined names"), name, meaning)?;
    }
    notes::people(package, parts)?;
    pivot::tell(package, parts)?;
    package.rest(parts)
}

impl Workbook {
    fn read(&mut self, text: &str) -> Result<(), XmlTrouble> {
        let mut xml = Xml::new(text);
        while let Some(token) = xml.next()? {
            let Token::Open(tag) = token else { continue };
            match tag.name() {
                "sheet" => {
                    if let (Some(name), Some(id)) = (tag.attribute("name"), tag.prefixed("id")) {
                        self.sheets.push((name, id));
                    }
                }
                "workbookPr" => {
                    self.since_1904 = matches!(tag.attribute("date1904").as_deref(), Some("1" | "true"));
                }
                "definedName" => {
                    let name = tag.attribute("name").unwrap_or_default();
                    let meaning = xml.inner_text()?;
                    self.names.push((name, meaning));
                }
                _ => {}
            }
        }
        Ok(())
    }
}
