//! Which styles of cells show dates.

use crate::office::cells::{is_date_code, is_date_format};
use crate::xml::{Token, Xml, XmlTrouble};
use std::collections::HashSet;

#[derive(Debug, Default)]
pub(super) struct Styles {
    /// By the number of the style.
    dates: Vec<bool>,
}

impl Styles {
    pub(super) fn read(&mut self, text: &str) -> Result<(), XmlTrouble> {
        let mut xml = Xml::new(text);
        let mut own: HashSet<u32> = HashSet::new();
        let mut cells = false;
        while let Some(token) = xml.next()? {
            match token {
                Token::Open(tag) => match tag.name() {
                    "numFmt" => {
                        let id = tag.attribute("numFmtId").and_then(|id| id.parse().ok());
                        if let (Some(id), Some(code)) = (id, tag.attribute("formatCode"))
                            && is_date_code(&code)
                        {
                            own.insert(id);
                        }
                    }
                    "cellXfs" => cells = true,
                    "xf" if cells => {
                        let id: u32 = tag
                            .attribute("numFmtId")
                            .and_then(|id| id.parse().ok())
                            .unwrap_or(0);
                        self.dates.push(is_date_format(id) || own.contains(&id));
                    }
                    _ => {}
                },
                Token::Close(name) if name == "cellXfs" => cells = false,
                _ => {}
            }
        }
        Ok(())
    }

    pub(super) fn is_date(&self, style: usize) -> bool {
        self.dates.get(style).copied().unwrap_or(false)
    }
}
