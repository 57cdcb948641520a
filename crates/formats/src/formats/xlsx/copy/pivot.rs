//! Caches of pivot tables: a number or a date that is a value becomes text there too, and its field says so.

use crate::office::cells::shown;
use crate::office::copy::{Edits, Node, Nodes, Open, Parts, Special, date, quoted};
use crate::redact::{CopyError, Copying};
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// Fields that have texts in the copy which they did not have, by the definition's path.
#[derive(Default)]
pub(super) struct Caches(HashMap<String, HashSet<usize>>);

impl Caches {
    pub(super) fn prepare(
        &mut self,
        parts: &mut Parts<'_>,
        copying: &mut Copying<'_>,
    ) -> Result<(), CopyError> {
        let names = parts.names.clone();
        for name in names
            .iter()
            .filter(|name| name.ends_with(".xml") && name.contains("pivotCacheDefinition"))
        {
            let mut fields = HashSet::new();
            let text = parts.xml(name, copying)?;
            let mut field = None;
            let mut nodes = Nodes::new(&text);
            while let Some(node) = nodes.next()? {
                let Node::Open(open) = node else { continue };
                match open.local() {
                    "cacheField" => field = Some(field.map_or(0, |field: usize| field + 1)),
                    _ if value(&open, copying).is_some() => fields.extend(field),
                    _ => {}
                }
            }
            let (folder, file) = name.rsplit_once('/').unwrap_or(("", name));
            let list = format!("{folder}/_rels/{file}.rels");
            if names.contains(&list) {
                let list = parts.xml(&list, copying)?;
                for records in names.iter().filter(|name| name.ends_with(".xml")) {
                    let file = records.rsplit('/').next().unwrap_or(records);
                    if file.starts_with("pivotCacheRecords") && list.contains(file) {
                        records_of(&parts.xml(records, copying)?, &mut fields, copying)?;
                    }
                }
            }
            self.0.insert(name.clone(), fields);
        }
        Ok(())
    }
}

/// Adds the fields of which a record has a value.
fn records_of(text: &str, fields: &mut HashSet<usize>, copying: &Copying<'_>) -> Result<(), CopyError> {
    let mut nodes = Nodes::new(text);
    let (mut depth, mut field) = (0, 0);
    while let Some(node) = nodes.next()? {
        match node {
            Node::Open(open) => {
                depth += 1;
                if depth == 2 {
                    field = 0;
                } else if depth == 3 {
                    if value(&open, copying).is_some() {
                        fields.insert(field);
                    }
                    field += 1;
                }
            }
            Node::Close(_) => depth -= 1,
            _ => {}
        }
    }
    Ok(())
}

/// What stands for the number or date of an item.
fn value(open: &Open<'_>, copying: &Copying<'_>) -> Option<String> {
    let written = open.value("v")?;
    let text = match open.local() {
        "n" => shown(written).into_owned(),
        // A day's time says nothing.
        "d" => written.strip_suffix("T00:00:00").unwrap_or(written).to_owned(),
        _ => return None,
    };
    copying.removals.applied_to_cell(&text).map(|(new, _)| new)
}

pub(super) struct Pivot<'b> {
    fields: Option<&'b HashSet<usize>>,
    field: Option<usize>,
    /// Within the values that a field's records share, no two of which may be alike.
    shared: bool,
    taken: HashSet<String>,
    names: HashSet<String>,
}

/// `text`, or with a number after it, that is not among `taken`.
fn unique(text: &str, taken: &mut HashSet<String>) -> String {
    let mut unique = text.to_owned();
    let mut number = 1;
    while !taken.insert(unique.to_lowercase()) {
        number += 1;
        unique = format!("{text} ({number})");
    }
    unique
}

impl<'b> Pivot<'b> {
    pub(super) fn new(name: &str, caches: &'b Caches) -> Self {
        Self {
            fields: caches.0.get(name),
            field: None,
            shared: false,
            taken: HashSet::new(),
            names: HashSet::new(),
        }
    }
}

impl Special for Pivot<'_> {
    fn open(
        &mut self,
        open: &Open<'_>,
        copying: &mut Copying<'_>,
        edits: &mut Edits,
    ) -> Result<&'static [&'static str], CopyError> {
        match open.local() {
            "cacheField" => {
                self.field = Some(self.field.map_or(0, |field| field + 1));
                if let Some(attribute) = open.attribute("name") {
                    match copying.cell(&attribute.value) {
                        Some(new) => {
                            let new = unique(&new, &mut self.names);
                            edits.replace(attribute.span.clone(), quoted(&new));
                            return Ok(&["name"]);
                        }
                        None => {
                            self.names.insert(attribute.value.to_lowercase());
                        }
                    }
                }
            }
            "s" if self.shared => {
                if let Some(attribute) = open.attribute("v") {
                    match copying.cell(&attribute.value) {
                        Some(new) => {
                            let new = unique(&new, &mut self.taken);
                            edits.replace(attribute.span.clone(), quoted(&new));
                            return Ok(&["v"]);
                        }
                        None => {
                            self.taken.insert(attribute.value.to_lowercase());
                        }
                    }
                }
            }
            "sharedItems" => {
                self.shared = true;
                self.taken.clear();
                self.limits(open, copying, edits);
                return Ok(&["minValue", "maxValue", "minDate", "maxDate"]);
            }
            "n" | "d" => {
                let Some(with) = value(open, copying) else {
                    return Ok(&["v"]);
                };
                if !open.empty {
                    return Err(CopyError::refused("A value of a pivot table cannot be replaced."));
                }
                // Counted as one.
                let _ = open.value("v").and_then(|value| copying.cell(&shown(value)));
                let name = open.span.start + 1..open.end_of_name();
                let prefix = open.name.strip_suffix(open.local()).unwrap_or_default();
                edits.replace(name, format!("{prefix}s"));
                if let Some(attribute) = open.attribute("v") {
                    let with = if self.shared {
                        unique(&with, &mut self.taken)
                    } else {
                        with
                    };
                    edits.replace(attribute.span.clone(), quoted(&with));
                }
                return Ok(&["v"]);
            }
            _ => {}
        }
        Ok(&[])
    }

    fn text(&mut self, _inside: &str, _text: &str, _span: &Range<usize>, _edits: &mut Edits) -> bool {
        false
    }

    fn close(
        &mut self,
        name: &str,
        _end: usize,
        _copying: &mut Copying<'_>,
        _edits: &mut Edits,
    ) -> Result<(), CopyError> {
        if name == "sharedItems" {
            self.shared = false;
        }
        Ok(())
    }
}

impl Pivot<'_> {
    /// What a field says of its items: their least and greatest, and of what types they are.
    fn limits(&self, open: &Open<'_>, copying: &mut Copying<'_>, edits: &mut Edits) {
        for attribute in &open.attributes {
            let value = attribute.value.as_ref();
            let new = match attribute.local() {
                "minValue" | "maxValue" => copying.cell(&shown(value)).map(|_| "0".to_owned()),
                "minDate" | "maxDate" => date(value, copying),
                _ => None,
            };
            if let Some(new) = new {
                edits.replace(attribute.span.clone(), new);
            }
        }
        let changed = self
            .fields
            .zip(self.field)
            .is_some_and(|(fields, field)| fields.contains(&field));
        if !changed {
            return;
        }
        for name in ["containsSemiMixedTypes", "containsString", "containsMixedTypes"] {
            if let Some(attribute) = open.attribute(name) {
                edits.remove(attribute.whole());
            }
        }
        edits.insert(open.end_of_name(), " containsMixedTypes=\"1\"");
    }
}
