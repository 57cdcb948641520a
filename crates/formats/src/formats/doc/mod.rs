//! Word documents of the years before packages (Word 6 to 2003, [MS-DOC]): main text, footnotes, headers,
//! comments, endnotes and text boxes, properties and embedded files.
//!
//! Text that was deleted with changes tracked, and hidden text, are told with the text around them.

mod pieces;
mod plain;

use super::{FormatInfo, Ole};
use crate::compound::{Compound, u16_at, u32_at};
use crate::office::ole::{self, encrypted, stream};
use crate::parts::{Damage, PartPlace, Parts};
use std::ops::ControlFlow;

pub(super) const INFO: FormatInfo = FormatInfo {
    id: "doc",
    title: "Word document (97–2003)",
    extensions: &["doc", "dot"],
};

pub(super) const OLE: Ole = Ole {
    is: |compound| compound.has(MAIN),
    read,
};

const MAIN: &str = "WordDocument";
/// The first version whose text lies in a table of pieces that is found as here.
const WORD_97: u16 = 0xc1;
/// Where the header counts the characters of each story, in the order in which they follow each other.
const STORIES: [(usize, &str); 7] = [
    (0x4c, "body"),
    (0x50, "footnotes"),
    (0x54, "header"),
    (0x5c, "comments"),
    (0x60, "endnotes"),
    (0x64, "body"),
    (0x68, "header"),
];
/// Where the header says where the owners of comments are named.
const OWNERS: usize = 0x1ba;

fn read(compound: &Compound, parts: &mut Parts<'_>) -> Result<(), Damage> {
    let main = stream(compound, MAIN, parts).unwrap_or_default();
    let damaged = || Damage::new("The document is damaged: its header cannot be read.");
    let flags = u16_at(&main, 0x0a).ok_or_else(damaged)?;
    if flags & 0x0100 != 0 {
        return Err(encrypted());
    }
    let table = if flags & 0x0200 != 0 { "1Table" } else { "0Table" };
    let table = stream(compound, table, parts).unwrap_or_default();
    let old = u16_at(&main, 2).ok_or_else(damaged)? < WORD_97;
    let text = if old {
        pieces::old(&main)
    } else {
        pieces::text(&main, &table)
    };
    let text = text.ok_or_else(|| Damage::new("The document is damaged: its text cannot be found."))?;
    // The rest stops by itself when the visitor wants no more.
    let _ = all(compound, &main, &table, &text, old, parts);
    Ok(())
}

fn all(
    compound: &Compound,
    main: &[u8],
    table: &[u8],
    text: &[u16],
    old: bool,
    parts: &mut Parts<'_>,
) -> ControlFlow<()> {
    let mut rest = text;
    for (at, part) in STORIES {
        let count = if old && part == "body" {
            usize::MAX
        } else {
            u32_at(main, at).unwrap_or(0) as usize
        };
        let (story, after) = rest.split_at(count.min(rest.len()));
        rest = after;
        tell(story, part, parts)?;
    }
    // What no count covers is text all the same.
    tell(rest, "body", parts)?;
    for owner in pieces::names(main, table, OWNERS) {
        parts.value(&PartPlace::part("metadata: Author"), "Author", &owner)?;
    }
    ole::metadata(compound, parts)?;
    ole::embedded(compound, parts)
}

fn tell(story: &[u16], part: &str, parts: &mut Parts<'_>) -> ControlFlow<()> {
    let plain::Plain { text, fields } = plain::plain(story);
    parts.text(&PartPlace::part(part), &text)?;
    parts.text(&PartPlace::part("hyperlinks"), &fields)
}
