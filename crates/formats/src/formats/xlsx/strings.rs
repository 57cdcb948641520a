//! Strings that cells share, as one text.

use crate::xml::{Token, Xml, XmlTrouble};

/// The shared strings by number.
#[derive(Debug, Default)]
pub(super) struct Strings {
    text: String,
    /// Where each one ends.
    ends: Vec<usize>,
}

impl Strings {
    pub(super) fn read(&mut self, text: &str) -> Result<(), XmlTrouble> {
        let mut xml = Xml::new(text);
        let mut writing = false;
        while let Some(token) = xml.next()? {
            match token {
                // How a name is pronounced.
                Token::Open(tag) if tag.name() == "rPh" => xml.skip()?,
                Token::Open(tag) => writing = tag.name() == "t",
                Token::Text(text) if writing => self.text.push_str(&text),
                Token::Text(_) => {}
                Token::Close(name) => {
                    writing = false;
                    if name == "si" {
                        self.ends.push(self.text.len());
                    }
                }
            }
        }
        Ok(())
    }

    pub(super) fn get(&self, number: usize) -> Option<&str> {
        let end = *self.ends.get(number)?;
        let start = match number.checked_sub(1) {
            Some(before) => *self.ends.get(before)?,
            None => 0,
        };
        self.text.get(start..end)
    }
}
