//! Copies of packages of XML parts without values: every part in turn, and the lists of the package last. A part that
//! cannot be gone through and cannot be searched makes a copy impossible: there is none with holes in it.

mod attributes;
mod binary;
mod charts;
mod encoded;
mod flows;
mod formula;
mod meanings;
mod nodes;
mod part;
mod relations;
mod sheets;
mod vocabulary;

pub(crate) use attributes::date;
pub(crate) use charts::Charts;
pub(crate) use formula::{Sheets, formula, is_constant};
pub(crate) use nodes::{Edits, Node, Nodes, Open, escaped, quoted};
pub(crate) use part::{Plain, Special};
pub(crate) use sheets::rename_sheets;
pub(crate) use vocabulary::Vocabulary;

use crate::redact::{CopyError, Copying, Repacked, Rewritten};
use crate::zipped::{ZipBytes, Zipped};
use attributes::Attributes;
use encoded::{Text, is_xml};
use part::changes;
use relations::{Fate, List};
use std::collections::{HashMap, HashSet};

/// Beginnings of the names of vocabularies that are somebody's standard: what is in no such is content.
const KNOWN: &[&str] = &[
    "http://schemas.openxmlformats.org/",
    "http://purl.oclc.org/ooxml/",
    "http://schemas.microsoft.com/office/",
    "urn:schemas-microsoft-com:",
    "urn:oasis:names:tc:opendocument",
    "http://www.w3.org/",
    "http://openoffice.org/",
];
/// Bytes of a part in which its vocabularies are named.
const NAMED: usize = 16 * 1024;

/// What a kind of document adds to the copying of its package.
pub(crate) trait Family {
    fn vocabulary(&self) -> Vocabulary;

    /// Reads ahead what the parts need to know of each other.
    fn prepare(&mut self, _package: &mut Parts<'_>, _copying: &mut Copying<'_>) -> Result<(), CopyError> {
        Ok(())
    }

    /// New names of sheets.
    fn sheets(&self) -> &Sheets;

    /// What the elements of the part `name` mean beyond what all documents have in common.
    fn special(&mut self, name: &str) -> Box<dyn Special + '_> {
        if name.contains("chart") {
            Box::new(Charts::default())
        } else {
            Box::new(Plain)
        }
    }
}

/// Parts of a package, by name.
pub(crate) struct Parts<'z> {
    zipped: &'z mut Zipped,
    pub(crate) names: Vec<String>,
    /// Those that were unpacked before.
    seen: HashSet<String>,
}

impl Parts<'_> {
    /// A part's bytes.
    pub(crate) fn bytes(&mut self, name: &str, copying: &Copying<'_>) -> Result<Vec<u8>, CopyError> {
        let bytes = self
            .zipped
            .bytes(name, copying.budget, copying.account)
            .map_err(|trouble| CopyError::refused(trouble.words()))?;
        if !self.seen.insert(name.to_owned()) {
            copying.account.unpacked_again(bytes.len() as u64);
        }
        Ok(bytes)
    }

    /// A part's XML.
    pub(crate) fn xml(&mut self, name: &str, copying: &Copying<'_>) -> Result<String, CopyError> {
        Ok(Text::of(&self.bytes(name, copying)?)?.text)
    }
}

/// Writes the package `bytes` again without the values.
pub(crate) fn package(
    bytes: Vec<u8>,
    family: &mut dyn Family,
    copying: &mut Copying<'_>,
) -> Result<Vec<u8>, CopyError> {
    let held = ZipBytes::new(bytes);
    let mut zipped = Zipped::open(&held, copying.budget)?;
    if zipped.repeats_names() || zipped.overlaps() {
        return Err(CopyError::refused(
            "Parts of it have the same name or share bytes: which of them counts is not sure.",
        ));
    }
    let names: Vec<String> = zipped.names().map(str::to_owned).collect();
    if names.iter().any(|name| name.to_lowercase().ends_with(".piece")) {
        return Err(CopyError::refused("Its parts are in pieces, which is not read."));
    }
    let mut fate = Fate {
        moved: relations::moved(&names, copying)?,
        ..Fate::default()
    };
    let mut parts = Parts {
        zipped: &mut zipped,
        names: names.clone(),
        seen: HashSet::new(),
    };
    family.prepare(&mut parts, copying)?;
    let mut changed: HashMap<&str, Vec<u8>> = HashMap::new();
    let mut views = Vec::new();
    let shown = relations::views(&mut parts, copying)?;
    for name in names
        .iter()
        .filter(|name| !name.ends_with('/') && list(name).is_none())
    {
        let bytes = parts.bytes(name, copying)?;
        if is_view(name) || shown.contains(name) {
            views.push((name, bytes));
            continue;
        }
        match part(name, &bytes, family, &fate, copying)? {
            Rewritten::Same => {}
            Rewritten::Other(new) => {
                changed.insert(name, new);
            }
            Rewritten::LeftOut(_) => {
                fate.gone.insert(name.clone());
            }
        }
    }
    // Pictures of what it looked like and signatures of what it said speak of another document.
    let mut other = !changed.is_empty() || !fate.moved.is_empty() || !fate.gone.is_empty();
    for name in names.iter().filter(|name| list(name).is_some()) {
        other = other || copying.holds(&parts.xml(name, copying)?);
    }
    for (name, bytes) in &views {
        other = other || shows(name, bytes, copying);
    }
    if other {
        fate.gone.extend(views.into_iter().map(|(name, _)| name.clone()));
    }
    let lists = lists(&mut parts, family, &fate, copying)?;
    drop(parts);
    let mut out = Repacked::default();
    for (index, name) in names.iter().enumerate() {
        if fate.gone.contains(name) {
            continue;
        }
        let rewritten = changed
            .remove(name.as_str())
            .or_else(|| lists.get(name).cloned())
            .map_or(Rewritten::Same, Rewritten::Other);
        out.write(
            &mut zipped,
            index,
            fate.moved.get(name).cloned(),
            rewritten,
            copying,
        )?;
    }
    out.finish()
}

/// What becomes of a part that is no list.
fn part(
    name: &str,
    bytes: &[u8],
    family: &mut dyn Family,
    fate: &Fate,
    copying: &mut Copying<'_>,
) -> Result<Rewritten, CopyError> {
    if name == "mimetype" {
        return Ok(Rewritten::Same);
    }
    if !is_xml(name, bytes) {
        return binary::rewritten(name, bytes, copying);
    }
    let text = Text::of(bytes)?;
    let sheets = family.sheets().clone();
    let paths = relative(name, fate);
    let attributes = Attributes {
        free: is_free(name, &text.text),
        sheets: &sheets,
        paths: &paths,
    };
    let vocabulary = family.vocabulary();
    let mut special = family.special(name);
    let edits = changes(&text.text, vocabulary, &attributes, special.as_mut(), copying)?;
    if edits.is_empty() {
        return Ok(Rewritten::Same);
    }
    let new = text.bytes(&edits.applied(&text.text));
    Ok(if new == bytes {
        Rewritten::Same
    } else {
        Rewritten::Other(new)
    })
}

/// The lists that change, by name.
fn lists(
    parts: &mut Parts<'_>,
    family: &dyn Family,
    fate: &Fate,
    copying: &mut Copying<'_>,
) -> Result<HashMap<String, Vec<u8>>, CopyError> {
    let mut found = HashMap::new();
    let none = HashMap::new();
    let attributes = Attributes {
        free: false,
        sheets: family.sheets(),
        paths: &none,
    };
    for name in parts.names.clone() {
        let Some(list) = list(&name) else { continue };
        if fate.gone.contains(&name) {
            continue;
        }
        let bytes = parts.bytes(&name, copying)?;
        let text = Text::of(&bytes)?;
        if list == List::Manifest && text.text.contains("encryption-data") {
            return Err(CopyError::refused("It is encrypted."));
        }
        let edits = relations::changes(list, &name, &text.text, fate, &attributes, copying)?;
        if !edits.is_empty() {
            found.insert(name, text.bytes(&edits.applied(&text.text)));
        }
    }
    Ok(found)
}

fn list(name: &str) -> Option<List> {
    match name {
        "[Content_Types].xml" => Some(List::ContentTypes),
        "META-INF/manifest.xml" => Some(List::Manifest),
        _ if name.ends_with(".rels") && !name.starts_with("_xmlsignatures/") => Some(List::Relations),
        _ => None,
    }
}

/// Parts that show or vouch for the whole document as it was.
fn is_view(name: &str) -> bool {
    let small = name.to_lowercase();
    small.starts_with("_xmlsignatures/")
        || small.starts_with("thumbnails/")
        || small.starts_with("objectreplacements/")
        || small.starts_with("docprops/thumbnail.")
        || (small.starts_with("meta-inf/") && small.contains("signature"))
        || small.starts_with("quicklook/")
        || small == "layout-cache"
}

/// Whether such a part holds a value, or may hold one.
fn shows(name: &str, bytes: &[u8], copying: &mut Copying<'_>) -> bool {
    copying.holds(&String::from_utf8_lossy(bytes))
        || !matches!(binary::rewritten(name, bytes, copying), Ok(Rewritten::Same))
}

/// New paths as the part `name` writes them.
fn relative(name: &str, fate: &Fate) -> HashMap<String, String> {
    let folder = name
        .rsplit_once('/')
        .map_or(String::new(), |(folder, _)| format!("{folder}/"));
    fate.moved
        .iter()
        .map(|(old, new)| {
            let within = |path: &str| path.strip_prefix(folder.as_str()).unwrap_or(path).to_owned();
            (within(old), within(new))
        })
        .collect()
}

fn is_free(name: &str, text: &str) -> bool {
    let head = text.get(..text.floor_char_boundary(NAMED)).unwrap_or(text);
    (name.starts_with("customXml/") && !name.contains("itemProps"))
        || !KNOWN.iter().any(|known| head.contains(known))
}
