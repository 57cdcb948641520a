//! Packages of parts (Open Packaging Conventions): what each part is, what it refers to, and the parts that all
//! programs write alike: properties, custom XML, addresses outside, and files inside.

use super::kind::CONTENT_TYPES;
use super::told;
use crate::account::Account;
use crate::budget::Budget;
use crate::parts::{PartPlace, Parts};
use crate::xml::{Token, Xml, decoded};
use crate::zipped::{EntryTrouble, Zipped};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::ControlFlow;

/// Parts that hold how things look, not what they say.
const LOOKS: &[&str] = &[
    "theme",
    "themeOverride",
    "styles",
    "stylesWithEffects",
    "fontTable",
    "webSettings",
    "numbering",
    "tableStyles",
    "presProps",
    "viewProps",
    "calcChain",
    "diagramLayout",
    "diagramStyle",
    "diagramColors",
    "customXmlProperties",
    "commentsExtended",
    "commentsIds",
    "commentsExtensible",
    "layout",
    "quickStyle",
    "colors",
    "chartstyle",
    "chartcolorstyle",
    "style",
    "itemProps",
    "volatileDependencies",
    "metadata",
    "sheetMetadata",
    "revisionInfo",
    "chartsheet",
    "dialogsheet",
    "table",
    "pivotTable",
];

/// One line of a part's list of relations.
#[derive(Debug, Clone)]
pub(crate) struct Relation {
    pub(crate) id: String,
    /// Path of a part, or an address outside.
    pub(crate) target: String,
    pub(crate) external: bool,
}

/// A package whose parts are taken one after the other.
pub(crate) struct Package<'z> {
    zipped: &'z mut Zipped,
    types: HashMap<String, String>,
    by_extension: HashMap<String, String>,
    taken: HashSet<String>,
}

impl<'z> Package<'z> {
    pub(crate) fn open(zipped: &'z mut Zipped, parts: &mut Parts<'_>) -> Self {
        let mut package = Self {
            zipped,
            types: HashMap::new(),
            by_extension: HashMap::new(),
            taken: HashSet::new(),
        };
        if let Some(text) = package.xml(CONTENT_TYPES, parts) {
            let mut xml = Xml::new(&text);
            while let Ok(Some(token)) = xml.next() {
                let Token::Open(tag) = token else { continue };
                let Some(kind) = tag.attribute("ContentType") else {
                    continue;
                };
                if let Some(part) = tag.attribute("PartName") {
                    package
                        .types
                        .insert(part.trim_start_matches('/').to_owned(), kind);
                } else if let Some(extension) = tag.attribute("Extension") {
                    package.by_extension.insert(extension.to_lowercase(), kind);
                }
            }
        }
        package
    }

    /// Names of all parts, in the order of the zip file's list.
    pub(crate) fn names(&self) -> Vec<String> {
        self.zipped
            .names()
            .filter(|name| !name.ends_with('/'))
            .map(str::to_owned)
            .collect()
    }

    /// What a part is: `main`, `header`, `sheet`: the end of its content type, or else of its name.
    pub(crate) fn kind(&self, name: &str) -> String {
        let file = name.rsplit('/').next().unwrap_or(name);
        let (stem, extension) = file.rsplit_once('.').unwrap_or((file, ""));
        if extension.eq_ignore_ascii_case("vml") {
            return "vml".to_owned();
        }
        let known = self
            .types
            .get(name)
            .or_else(|| self.by_extension.get(&extension.to_lowercase()))
            .filter(|kind| !matches!(kind.as_str(), "application/xml" | "text/xml"));
        if let Some(kind) = known
            && let Some(kind) = kind.strip_suffix("+xml")
        {
            let end = kind.rsplit(['.', '/']).next().unwrap_or(kind);
            return match end {
                "worksheet" => "sheet",
                "threadedcomments" => "threadedComment",
                other => other,
            }
            .to_owned();
        }
        match stem.trim_end_matches(|c: char| c.is_ascii_digit()) {
            "document" | "workbook" | "presentation" => "main".to_owned(),
            other => other.to_owned(),
        }
    }

    /// Names of all parts of one kind, in the order of the numbers in their names.
    pub(crate) fn of_kind(&self, kind: &str) -> Vec<String> {
        let mut names: Vec<String> = self
            .names()
            .into_iter()
            .filter(|name| is_xml(name) && self.kind(name) == kind)
            .collect();
        names.sort_by_key(|name| (name.len(), name.clone()));
        names
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.zipped.has(name)
    }

    /// Passes over the parts that `is` names; says whether there are any.
    pub(crate) fn pass(&mut self, is: impl Fn(&str) -> bool) -> bool {
        let passed: Vec<String> = self.names().into_iter().filter(|name| is(name)).collect();
        let any = !passed.is_empty();
        self.taken.extend(passed);
        any
    }

    /// All bytes of a part; its trouble is noted.
    pub(crate) fn bytes(&mut self, name: &str, parts: &mut Parts<'_>) -> Option<Vec<u8>> {
        self.taken.insert(name.to_owned());
        let (budget, account): (&Budget, &Account) = (parts.budget(), parts.account());
        match self.zipped.bytes(name, budget, account) {
            Ok(bytes) => Some(bytes),
            Err(EntryTrouble::Missing) => None,
            Err(trouble) => {
                parts.unread_member(name, &trouble.words());
                None
            }
        }
    }

    /// The XML text of a part.
    pub(crate) fn xml(&mut self, name: &str, parts: &mut Parts<'_>) -> Option<String> {
        let bytes = self.bytes(name, parts)?;
        Some(decoded(&bytes).into_owned())
    }

    /// What the part `name` refers to.
    pub(crate) fn relations(&mut self, name: &str, parts: &mut Parts<'_>) -> Vec<Relation> {
        let (folder, file) = name.rsplit_once('/').unwrap_or(("", name));
        let slash = if folder.is_empty() { "" } else { "/" };
        let list = format!("{folder}{slash}_rels/{file}.rels");
        let taken = self.taken.contains(&list);
        let text = self.xml(&list, parts);
        if !taken {
            // Its addresses outside are still to be told.
            self.taken.remove(&list);
        }
        text.map(|text| relations(&text, folder)).unwrap_or_default()
    }

    /// Everything that no program-specific reader has taken.
    pub(crate) fn rest(&mut self, parts: &mut Parts<'_>) -> ControlFlow<()> {
        let mut outside = BTreeSet::new();
        for name in self.names() {
            if self.taken.contains(&name) {
                continue;
            }
            let kind = self.kind(&name);
            if name.ends_with(".rels") {
                let text = self.xml(&name, parts).unwrap_or_default();
                for relation in relations(&text, "") {
                    if relation.external {
                        outside.insert(relation.target);
                    }
                }
            } else if !is_xml(&name) {
                self.binary(&name, parts)?;
            } else if name.starts_with("docProps/") || kind.ends_with("-properties") {
                self.properties(&name, parts)?;
            } else if !LOOKS.contains(&kind.as_str()) {
                let text = self.xml(&name, parts).unwrap_or_default();
                self.unknown(&name, &kind, &text, parts)?;
            }
        }
        let addresses: Vec<String> = outside.into_iter().collect();
        parts.text(&PartPlace::part("hyperlinks"), &addresses.join("\n"))
    }

    /// Charts, diagrams and drawings have paragraphs; of what nobody knows, every text and attribute is told.
    fn unknown(&self, name: &str, kind: &str, text: &str, parts: &mut Parts<'_>) -> ControlFlow<()> {
        match kind {
            "chart" | "chartex" | "diagramData" | "data" | "drawing" | "vml" | "chartshapes"
            | "chartUserShapes" => told(name, text, parts).tell(&PartPlace::part("body"), parts),
            _ => {
                let place = PartPlace::part("custom xml");
                let text = everything(name, text, parts);
                parts.text(&place, &text)
            }
        }
    }

    fn properties(&mut self, name: &str, parts: &mut Parts<'_>) -> ControlFlow<()> {
        let text = self.xml(name, parts).unwrap_or_default();
        let mut xml = Xml::new(&text);
        let mut path: Vec<String> = Vec::new();
        let mut custom = None;
        let mut value = String::new();
        loop {
            match xml.next() {
                Ok(Some(Token::Open(tag))) => {
                    if tag.name() == "property" {
                        custom = tag.attribute("name");
                    }
                    path.push(tag.name().to_owned());
                    value.clear();
                }
                Ok(Some(Token::Close(_))) => {
                    let text = std::mem::take(&mut value);
                    let field = custom.as_deref().or(path.get(1).map(String::as_str));
                    let field = title(field.unwrap_or("Property"));
                    path.pop();
                    // What programs count is no content.
                    if !text.trim().is_empty() && !COUNTED.contains(&field.as_str()) {
                        parts.value(&PartPlace::part(format!("metadata: {field}")), &field, &text)?;
                    }
                }
                Ok(Some(Token::Text(text))) => value.push_str(&text),
                Ok(None) => return ControlFlow::Continue(()),
                Err(trouble) => {
                    parts.unread_member(name, trouble.words());
                    return ControlFlow::Continue(());
                }
            }
        }
    }

    /// Pictures and embedded files are read as the files they are.
    fn binary(&mut self, name: &str, parts: &mut Parts<'_>) -> ControlFlow<()> {
        let file = name.rsplit('/').next().unwrap_or(name).to_lowercase();
        let looks = ["printersettings", "activex", "[trash]"]
            .iter()
            .any(|looks| name.to_lowercase().contains(looks));
        if looks || file.ends_with(".odttf") || file.ends_with(".fntdata") {
            return ControlFlow::Continue(());
        }
        let Some(bytes) = self.bytes(name, parts) else {
            return ControlFlow::Continue(());
        };
        parts.member(name, &mut bytes.as_slice())
    }
}

/// Properties that count or name what the program itself made.
const COUNTED: &[&str] = &[
    "TotalTime",
    "Pages",
    "Words",
    "Characters",
    "CharactersWithSpaces",
    "Lines",
    "Paragraphs",
    "DocSecurity",
    "ScaleCrop",
    "LinksUpToDate",
    "SharedDoc",
    "HyperlinksChanged",
    "AppVersion",
    "Slides",
    "Notes",
    "HiddenSlides",
    "MMClips",
    "Revision",
    "HeadingPairs",
];

fn title(field: &str) -> String {
    match field {
        // Names of core properties are Dublin Core's.
        "creator" => "Author".to_owned(),
        _ => {
            let mut letters = field.chars();
            letters
                .next()
                .map(|first| first.to_uppercase().collect::<String>() + letters.as_str())
                .unwrap_or_default()
        }
    }
}

fn is_xml(name: &str) -> bool {
    let name = name.to_lowercase();
    [".xml", ".rels", ".vml"].iter().any(|end| name.ends_with(end))
}

/// Every text and every attribute's value, line by line.
fn everything(name: &str, text: &str, parts: &mut Parts<'_>) -> String {
    let mut xml = Xml::new(text);
    let mut out = String::new();
    loop {
        match xml.next() {
            Ok(Some(Token::Open(tag))) => {
                for (attribute, value) in tag.attributes() {
                    out.push_str(&format!("{attribute}: {value}\n"));
                }
            }
            Ok(Some(Token::Text(text))) => out.push_str(&text),
            Ok(Some(Token::Close(_))) => {
                if !out.ends_with('\n') {
                    out.push('\n');
                }
            }
            Ok(None) => return out,
            Err(trouble) => {
                parts.unread_member(name, trouble.words());
                return out;
            }
        }
    }
}

fn relations(text: &str, folder: &str) -> Vec<Relation> {
    let mut xml = Xml::new(text);
    let mut found = Vec::new();
    while let Ok(Some(token)) = xml.next() {
        let Token::Open(tag) = token else { continue };
        let (Some(id), Some(target)) = (tag.attribute("Id"), tag.attribute("Target")) else {
            continue;
        };
        let external = tag.attribute("TargetMode").as_deref() == Some("External");
        found.push(Relation {
            id,
            target: if external {
                target
            } else {
                resolved(folder, &target)
            },
            external,
        });
    }
    found
}

/// A target as a path of the package.
fn resolved(folder: &str, target: &str) -> String {
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
