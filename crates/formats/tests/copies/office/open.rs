//! Office Open XML packages written by hand: parts, their types and their relations.

use super::proof::packed;

pub const W: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
pub const A: &str = "http://schemas.openxmlformats.org/drawingml/2006/main";
pub const C: &str = "http://schemas.openxmlformats.org/drawingml/2006/chart";
pub const P: &str = "http://schemas.openxmlformats.org/presentationml/2006/main";
pub const S: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
pub const R: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const TYPES: &str = "http://schemas.openxmlformats.org/package/2006/content-types";
const RELATIONS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";

/// A package that is being written.
#[derive(Default)]
pub struct Package {
    parts: Vec<(String, Vec<u8>)>,
    types: String,
    relations: Vec<(String, String)>,
}

impl Package {
    /// Adds a part: path, end of its content type, XML.
    pub fn part(&mut self, path: &str, kind: &str, xml: &str) -> &mut Self {
        if !kind.is_empty() {
            let family = if kind.contains("application/") {
                ""
            } else {
                "application/vnd.openxmlformats-officedocument."
            };
            self.types.push_str(&format!(
                "<Override PartName=\"/{}\" ContentType=\"{family}{kind}+xml\"/>",
                super::seed::xml(path)
            ));
        }
        let text = format!("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\r\n{xml}");
        self.bytes(path, text.as_bytes())
    }

    pub fn bytes(&mut self, path: &str, bytes: &[u8]) -> &mut Self {
        self.parts.push((path.to_owned(), bytes.to_vec()));
        self
    }

    /// Adds a relation of the part `from` (none for the package's own): id, end of the type, target.
    pub fn relation(&mut self, from: &str, id: &str, kind: &str, target: &str) -> &mut Self {
        let (folder, file) = from.rsplit_once('/').unwrap_or(("", from));
        let slash = if folder.is_empty() { "" } else { "/" };
        let list = format!("{folder}{slash}_rels/{file}.rels");
        let mode = if target.contains(':') {
            " TargetMode=\"External\""
        } else {
            ""
        };
        let line = format!(
            "<Relationship Id=\"{id}\" Type=\"{R}/{kind}\" Target=\"{}\"{mode}/>",
            super::seed::xml(target)
        );
        match self.relations.iter_mut().find(|(known, _)| *known == list) {
            Some((_, lines)) => lines.push_str(&line),
            None => self.relations.push((list, line)),
        }
        self
    }

    pub fn file(&self) -> Vec<u8> {
        let types = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\r\n<Types xmlns=\"{TYPES}\">\
             <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
             <Default Extension=\"xml\" ContentType=\"application/xml\"/>\
             <Default Extension=\"png\" ContentType=\"image/png\"/>\
             <Default Extension=\"docx\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document\"/>\
             <Default Extension=\"xlsx\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet\"/>\
             <Default Extension=\"txt\" ContentType=\"text/plain\"/>\
             <Default Extension=\"odttf\" ContentType=\"application/vnd.openxmlformats-officedocument.obfuscatedFont\"/>\
             <Default Extension=\"bin\" ContentType=\"application/octet-stream\"/>\
             <Default Extension=\"vml\" ContentType=\"application/vnd.openxmlformats-officedocument.vmlDrawing\"/>{}</Types>",
            self.types
        );
        let mut entries = vec![("[Content_Types].xml".to_owned(), types.into_bytes())];
        for (list, lines) in &self.relations {
            let text = format!(
                "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\r\n<Relationships xmlns=\"{RELATIONS}\">{lines}</Relationships>"
            );
            entries.push((list.clone(), text.into_bytes()));
        }
        entries.extend(self.parts.iter().cloned());
        packed(&entries)
    }
}
