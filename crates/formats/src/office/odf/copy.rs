//! Copies of OpenDocument files without some values: a number or date of a cell or field that is a value becomes text,
//! and what is shown of it with it.

use crate::office::cells::shown;
use crate::office::copy::{
    Edits, Family, Node, Nodes, Open, Parts, Sheets, Special, Vocabulary, escaped, is_constant, package,
    quoted, rename_sheets,
};
use crate::redact::{CopyError, Copying};
use std::ops::Range;

pub(crate) fn copy(bytes: Vec<u8>, copying: &mut Copying<'_>) -> Result<Vec<u8>, CopyError> {
    package(bytes, &mut Document::default(), copying)
}

#[derive(Default)]
struct Document(Sheets);

impl Family for Document {
    fn vocabulary(&self) -> Vocabulary {
        Vocabulary::Odf
    }

    fn sheets(&self) -> &Sheets {
        &self.0
    }

    fn prepare(&mut self, parts: &mut Parts<'_>, copying: &mut Copying<'_>) -> Result<(), CopyError> {
        if parts.names.iter().any(|name| name == "META-INF/manifest.xml")
            && parts
                .xml("META-INF/manifest.xml", copying)?
                .contains("encryption-data")
        {
            return Err(CopyError::refused("It is encrypted."));
        }
        if !parts.names.iter().any(|name| name == "content.xml") {
            return Ok(());
        }
        let text = parts.xml("content.xml", copying)?;
        let mut names = Vec::new();
        let mut nodes = Nodes::new(&text);
        while let Some(node) = nodes.next()? {
            if let Node::Open(open) = node
                && open.local() == "table"
            {
                names.extend(open.value("name").map(str::to_owned));
            }
        }
        rename_sheets(&names, &mut self.0, copying);
        Ok(())
    }

    fn special(&mut self, _name: &str) -> Box<dyn Special + '_> {
        Box::new(Values::default())
    }
}

/// A cell or field whose value became text.
struct Changed {
    depth: usize,
    with: Option<String>,
}

/// A property of a type, whose text says its value.
struct Property {
    kind: Range<usize>,
    text: String,
}

#[derive(Default)]
struct Values {
    /// Whether each open element is a paragraph.
    open: Vec<bool>,
    changed: Vec<Changed>,
    property: Option<Property>,
}

impl Special for Values {
    fn open(
        &mut self,
        open: &Open<'_>,
        copying: &mut Copying<'_>,
        edits: &mut Edits,
    ) -> Result<&'static [&'static str], CopyError> {
        self.open.push(matches!(open.local(), "p" | "h"));
        let Some(kind) = open.attribute("value-type") else {
            return Ok(&[]);
        };
        if open.local() == "user-defined" {
            self.property = (kind.value != "string").then(|| Property {
                kind: kind.span.clone(),
                text: String::new(),
            });
            return Ok(&[]);
        }
        let Some(value) = open
            .attributes
            .iter()
            .find(|attribute| matches!(attribute.local(), "value" | "date-value" | "time-value"))
        else {
            return Ok(&[]);
        };
        let text = match value.local() {
            "value" => shown(&value.value).into_owned(),
            _ => value
                .value
                .strip_suffix("T00:00:00")
                .unwrap_or(&value.value)
                .to_owned(),
        };
        let Some(with) = copying.cell(&text).or_else(|| copying.cell(&value.value)) else {
            return Ok(&["value", "date-value", "time-value"]);
        };
        for attribute in open
            .attributes
            .iter()
            .filter(|attribute| attribute.local() == "value-type")
        {
            edits.replace(attribute.span.clone(), "string");
        }
        // What is calculated from nothing but itself would come back, unless the value stands in the formula.
        if let Some(attribute) = open.attribute("formula").filter(|attribute| {
            is_constant(&attribute.value) && copying.removals.applied(&attribute.value).is_none()
        }) {
            edits.remove(attribute.whole());
        }
        let prefix = value.key.strip_suffix(value.local()).unwrap_or_default();
        edits.replace(value.key_span.clone(), format!("{prefix}string-value"));
        edits.replace(value.span.clone(), quoted(&with));
        self.changed.push(Changed {
            depth: self.open.len(),
            with: Some(with),
        });
        Ok(&["value", "date-value", "time-value", "value-type"])
    }

    fn text(&mut self, inside: &str, text: &str, span: &Range<usize>, edits: &mut Edits) -> bool {
        if let Some(property) = self.property.as_mut().filter(|_| inside == "user-defined") {
            property.text.push_str(text);
        }
        let Some(changed) = self.changed.last_mut() else {
            return false;
        };
        let shown = self.open.len() == changed.depth || self.open.get(changed.depth) == Some(&true);
        if !shown || text.trim().is_empty() {
            return false;
        }
        edits.replace(span.clone(), escaped(&changed.with.take().unwrap_or_default()));
        true
    }

    fn close(
        &mut self,
        name: &str,
        _end: usize,
        copying: &mut Copying<'_>,
        edits: &mut Edits,
    ) -> Result<(), CopyError> {
        if self
            .changed
            .last()
            .is_some_and(|changed| changed.depth == self.open.len())
        {
            self.changed.pop();
        }
        self.open.pop();
        if name == "user-defined"
            && let Some(property) = self.property.take()
            && copying.removals.applied_to_cell(&property.text).is_some()
        {
            edits.replace(property.kind, "string");
        }
        Ok(())
    }
}
