//! Rich Text Format: its text, notes, comments, properties and the files inside.
//!
//! The words are those of Microsoft's RTF specification 1.9.1. What a group that nobody knows holds is passed
//! over, as the specification asks of its readers.

mod copy;
mod flows;
mod lexer;
mod state;
#[cfg(test)]
mod tests;

use super::{Document, FormatInfo};
use crate::body::Body;
use crate::parts::{Damage, PartPlace, Parts};
use lexer::{Lexer, Token};
use state::{Into, State, Told};

pub(super) const INFO: FormatInfo = FormatInfo {
    id: "rtf",
    title: "Rich Text Format",
    extensions: &["rtf"],
};

const MAGIC: &[u8] = b"{\\rtf";
/// Groups inside groups; deeper ones are read as if they did not begin anew.
const DEEPEST: usize = 1024;

pub(super) const DOCUMENT: Document = Document {
    begins: |head, _| head.trim_ascii_start().starts_with(MAGIC),
    read,
    copy: Some(copy::copy),
};

fn read(body: &mut Body<'_>, parts: &mut Parts<'_>) -> Result<(), Damage> {
    let bytes = body.whole(parts.budget())?;
    let mut told = Told::default();
    let cut = take(&bytes, &mut told);
    let Told {
        texts,
        properties,
        files,
        ..
    } = told;
    for (part, text) in &texts {
        if parts.text(&PartPlace::part(*part), text).is_break() {
            return Ok(());
        }
    }
    for (field, value) in &properties {
        let place = PartPlace::part(format!("metadata: {field}"));
        if parts.value(&place, field, value).is_break() {
            return Ok(());
        }
    }
    for (number, file) in (1..).zip(files) {
        let name = format!("{} {number}", file.kind);
        if parts
            .account()
            .unpacked(file.bytes.len() as u64, parts.budget())
            .is_err()
        {
            parts.unread_member(&name, "It is one file inside too many.");
            continue;
        }
        if parts.member(&name, &mut file.bytes.as_slice()).is_break() {
            return Ok(());
        }
    }
    if cut {
        return Err(Damage::new(
            "The document is cut off: its last group does not end.",
        ));
    }
    Ok(())
}

/// Takes the document apart; says whether its end is missing.
fn take(bytes: &[u8], told: &mut Told) -> bool {
    let mut lexer = Lexer::new(bytes);
    let mut stack: Vec<State> = Vec::new();
    let mut state = State::default();
    let mut depth = 0_usize;
    while let Some(token) = lexer.next() {
        match token {
            Token::Open => {
                depth += 1;
                if depth <= DEEPEST {
                    stack.push(state.clone());
                    state.begin();
                }
            }
            Token::Close => {
                if depth <= DEEPEST {
                    told.end(&state);
                    state = stack.pop().unwrap_or_default();
                }
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return false;
                }
            }
            Token::Word(word, number) => {
                if let Some(length) = state.word(word, number, told) {
                    let bytes = lexer.binary(length);
                    told.binary(&state, bytes);
                }
            }
            Token::Byte(byte) => state.byte(byte, told),
            Token::Text(text) => {
                if matches!(state.into, Into::File(_)) {
                    told.hex(text);
                } else {
                    for byte in text {
                        state.byte(*byte, told);
                    }
                }
            }
        }
    }
    true
}
