//! The part of a workbook that holds the strings that its cells share.

use crate::office::Strings;
use crate::xml::{Token, Xml, XmlTrouble};

pub(super) fn read(text: &str, strings: &mut Strings) -> Result<(), XmlTrouble> {
    let mut xml = Xml::new(text);
    let mut writing = false;
    while let Some(token) = xml.next()? {
        match token {
            // How a name is pronounced.
            Token::Open(tag) if tag.name() == "rPh" => xml.skip()?,
            Token::Open(tag) => writing = tag.name() == "t",
            Token::Text(text) if writing => strings.write(&text),
            Token::Text(_) => {}
            Token::Close(name) => {
                writing = false;
                if name == "si" {
                    strings.end();
                }
            }
        }
    }
    Ok(())
}
