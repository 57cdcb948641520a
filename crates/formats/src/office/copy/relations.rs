//! Lists of a package: what its parts refer to, what kinds they are of, and what is in it. What is not in the copy
//! is in none of them, and what has another name has it there too.

use super::Parts;
use super::attributes::{Attributes, identifier, replaced};
use super::nodes::{Edits, Node, Nodes, Open, escaped, quoted};
use crate::redact::{CopyError, Copying};
use percent_encoding::percent_decode_str;
use std::collections::{HashMap, HashSet};

/// Relations of the package itself.
const OWN: &str = "_rels/.rels";

/// What became of the package's parts.
#[derive(Default)]
pub(crate) struct Fate {
    pub(crate) gone: HashSet<String>,
    /// New paths by old ones.
    pub(crate) moved: HashMap<String, String>,
}

/// New paths for the parts whose paths hold values.
pub(crate) fn moved(
    names: &[String],
    copying: &mut Copying<'_>,
) -> Result<HashMap<String, String>, CopyError> {
    let mut taken: HashSet<String> = names.iter().map(|name| name.to_lowercase()).collect();
    let mut moved = HashMap::new();
    for name in names {
        let plain = percent_decode_str(name).decode_utf8_lossy().into_owned();
        let new = replaced(copying, name, identifier).or_else(|| replaced(copying, &plain, identifier));
        let Some(new) = new else {
            if copying.holds(name) {
                return Err(CopyError::refused("The name of a part of it hides a value."));
            }
            continue;
        };
        let (stem, end) = match new.rsplit_once('.') {
            Some((stem, end)) => (stem.to_owned(), format!(".{end}")),
            None => (new.clone(), String::new()),
        };
        let mut path = new.clone();
        let mut number = 1;
        while !taken.insert(path.to_lowercase()) {
            number += 1;
            path = format!("{stem}_{number}{end}");
        }
        moved.insert(name.clone(), path);
    }
    Ok(moved)
}

/// Parts that the package's own relations name as its picture or its signatures, wherever they are.
pub(super) fn views(parts: &mut Parts<'_>, copying: &Copying<'_>) -> Result<HashSet<String>, CopyError> {
    let mut found = HashSet::new();
    if !parts.names.iter().any(|name| name == OWN) {
        return Ok(found);
    }
    let text = parts.xml(OWN, copying)?;
    let mut nodes = Nodes::new(&text);
    while let Some(node) = nodes.next()? {
        let Node::Open(open) = node else { continue };
        if let (Some(kind), Some(target)) = (open.value("Type"), open.value("Target"))
            && (kind.ends_with("/thumbnail") || kind.contains("/digital-signature/"))
        {
            let plain = percent_decode_str(target).decode_utf8_lossy().into_owned();
            found.insert(resolved("", &plain));
        }
    }
    Ok(found)
}

/// Which list it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum List {
    Relations,
    ContentTypes,
    Manifest,
}

/// What changes in the list `name` of the XML `text`.
pub(crate) fn changes(
    list: List,
    name: &str,
    text: &str,
    fate: &Fate,
    attributes: &Attributes<'_>,
    copying: &mut Copying<'_>,
) -> Result<Edits, CopyError> {
    let mut edits = Edits::default();
    let mut nodes = Nodes::new(text);
    let mut going: Option<(usize, usize)> = None;
    let mut depth = 0;
    let mut ids = HashSet::new();
    while let Some(node) = nodes.next()? {
        match node {
            Node::Open(open) => {
                depth += 1;
                if going.is_some() {
                    continue;
                }
                if entry(list, name, &open, fate, attributes, copying, &mut edits, &mut ids)? {
                    going = Some((depth, open.span.start));
                }
            }
            Node::Close(span) => {
                if let Some((outer, start)) = going
                    && outer == depth
                {
                    edits.remove(start..span.end);
                    going = None;
                }
                depth -= 1;
            }
            Node::Text(text, span) => {
                if let Some(new) = copying.text(&text) {
                    edits.replace(span, escaped(&new));
                }
            }
            Node::Aside(text, span) => {
                if copying.holds(text) {
                    edits.remove(span);
                }
            }
            Node::Declaration(text) => {
                if copying.holds(text) {
                    return Err(CopyError::refused("The type of its XML holds a value."));
                }
            }
        }
    }
    Ok(edits)
}

/// Looks at one element; says whether it goes.
#[allow(
    clippy::too_many_arguments,
    reason = "all that one entry of a list is looked at with"
)]
fn entry(
    list: List,
    name: &str,
    open: &Open<'_>,
    fate: &Fate,
    attributes: &Attributes<'_>,
    copying: &mut Copying<'_>,
    edits: &mut Edits,
    ids: &mut HashSet<String>,
) -> Result<bool, CopyError> {
    let key = match list {
        List::Relations => "Target",
        List::ContentTypes => "PartName",
        List::Manifest => "full-path",
    };
    attributes.named(open, copying)?;
    for attribute in &open.attributes {
        let value = attribute.value.as_ref();
        let inside = attribute.local() == key && open.value("TargetMode") != Some("External");
        if inside {
            let plain = percent_decode_str(value).decode_utf8_lossy().into_owned();
            let path = match list {
                List::Relations => resolved(folder(name), &plain),
                _ => plain.trim_start_matches('/').to_owned(),
            };
            if fate.gone.contains(&path) {
                return Ok(true);
            }
            if let Some(new) = fate.moved.get(&path) {
                let slash = if list == List::Manifest { "" } else { "/" };
                edits.replace(attribute.span.clone(), quoted(&format!("{slash}{new}")));
                continue;
            }
        }
        let new = if attribute.local() == key {
            super::attributes::address(value, copying)
        } else if list == List::Relations && attribute.local() == "Id" {
            replaced(copying, value, identifier)
        } else {
            attributes.changed(open, attribute, copying)?
        };
        if list == List::Relations && attribute.local() == "Id" {
            let id = new.as_deref().unwrap_or(value).to_owned();
            if !ids.insert(id) {
                return Err(CopyError::refused(
                    "Two relations in it would have the same name without the values.",
                ));
            }
        }
        if let Some(new) = new {
            edits.replace(attribute.span.clone(), quoted(&new));
        }
    }
    Ok(false)
}

/// Folder of the part whose relations the list `name` tells.
fn folder(name: &str) -> &str {
    let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
    folder
        .strip_suffix("_rels")
        .unwrap_or(folder)
        .trim_end_matches('/')
}

/// A target as a path of the package.
pub(crate) fn resolved(folder: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut path: Vec<&str> = folder.split('/').filter(|step| !step.is_empty()).collect();
    for step in target.split('/') {
        match step {
            ".." => {
                path.pop();
            }
            "." | "" => {}
            _ => path.push(step),
        }
    }
    path.join("/")
}
