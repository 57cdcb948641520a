//! Copies of workbooks without some values: cells of every type, what is cached of them elsewhere, names and formulas.

mod cells;
mod pivot;

use super::styles::Styles;
use crate::office::copy::{
    Charts, Family, Node, Nodes, Parts, Plain, Sheets, Special, Vocabulary, package, rename_sheets,
};
use crate::redact::{CopyError, Copying};
use cells::Cells;
use pivot::{Caches, Pivot};

/// What the parts of a workbook need to know of each other.
#[derive(Default)]
struct Book {
    sheets: Sheets,
    styles: Styles,
    since_1904: bool,
    caches: Caches,
}

pub(super) fn copy(bytes: Vec<u8>, copying: &mut Copying<'_>) -> Result<Vec<u8>, CopyError> {
    package(bytes, &mut Book::default(), copying)
}

impl Family for Book {
    fn vocabulary(&self) -> Vocabulary {
        Vocabulary::Open
    }

    fn sheets(&self) -> &Sheets {
        &self.sheets
    }

    fn prepare(&mut self, parts: &mut Parts<'_>, copying: &mut Copying<'_>) -> Result<(), CopyError> {
        let names = parts.names.clone();
        if names.iter().any(|name| name == super::BINARY) {
            return Err(CopyError::refused(
                "Its sheets are binary (xlsb), which cannot be copied; saved as xlsx they can.",
            ));
        }
        for name in names.iter().filter(|name| name.ends_with(".xml")) {
            let file = name.rsplit('/').next().unwrap_or(name).to_lowercase();
            if file.starts_with("styles") {
                // Damage is found when the part is copied.
                let _ = self.styles.read(&parts.xml(name, copying)?);
            } else if file.starts_with("workbook") {
                let text = parts.xml(name, copying)?;
                self.workbook(&text, copying)?;
            }
        }
        self.caches.prepare(parts, copying)
    }

    fn special(&mut self, name: &str) -> Box<dyn Special + '_> {
        let small = name.to_lowercase();
        if small.contains("pivotcache") {
            Box::new(Pivot::new(name, &self.caches))
        } else if small.contains("chart") {
            Box::new(Charts::default())
        } else if small.ends_with(".xml") && small.starts_with("xl/") {
            Box::new(Cells::new(&self.styles, &self.sheets, self.since_1904))
        } else {
            Box::new(Plain)
        }
    }
}

impl Book {
    fn workbook(&mut self, text: &str, copying: &mut Copying<'_>) -> Result<(), CopyError> {
        let mut nodes = Nodes::new(text);
        let mut names = Vec::new();
        while let Some(node) = nodes.next()? {
            let Node::Open(open) = node else { continue };
            match open.local() {
                "workbookPr" => {
                    self.since_1904 |= matches!(open.value("date1904"), Some("1" | "true"));
                }
                "sheet" => names.extend(open.value("name").map(str::to_owned)),
                _ => {}
            }
        }
        rename_sheets(&names, &mut self.sheets, copying);
        Ok(())
    }
}
