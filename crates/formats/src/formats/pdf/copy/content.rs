//! A stream of operators without values: removed glyphs leave their width behind, so that what stands around them
//! stays where it is. What is changed is written anew from its operators; comments and unknown words go then.

use super::super::words::{Base, base_char};
use super::clean::Clean;
use super::marks::{Marks, Owner};
use super::shown::{Shown, shown};
use super::value::{self, Entries, NoReferences, Value};
use super::write;
use crate::redact::CopyError;
use hayro_syntax::content::{Instruction, TypedIter, UntypedIter};
use hayro_syntax::object::{Object, Stream};
use std::ops::Range;

/// An operator at the end of what is read: a stream whose operators cannot be followed does not come to it.
const END: &[u8] = b"\n/TidegateEnd MP\n";
/// Marked contents inside each other.
const MAX_SPANS: usize = 10_000;

/// A stream of operators that was gone through.
pub(super) struct Written {
    pub(super) bytes: Vec<u8>,
    pub(super) changed: bool,
    /// States that are saved and not restored, and the other way round.
    pub(super) open: usize,
    pub(super) excess: usize,
}

/// Goes through `content`, whose marks are those of `owner`.
///
/// # Errors
/// When its operators cannot be followed to the end, or something in it cannot be taken out.
pub(super) fn rewritten(
    content: &[u8],
    owner: Owner,
    marks: &Marks,
    clean: &mut Clean<'_, '_>,
) -> Result<Written, CopyError> {
    let mut ended = Vec::with_capacity(content.len() + END.len());
    ended.extend_from_slice(content);
    ended.extend_from_slice(END);
    let mut rewriting = Rewriting {
        owner,
        marks,
        clean,
        written: Written {
            bytes: Vec::with_capacity(content.len()),
            // In comments and what else is no operator.
            changed: false,
            open: 0,
            excess: 0,
        },
        spans: Vec::new(),
    };
    rewriting.written.changed = rewriting.clean.copying.holds_in(content);
    let mut followed = TypedIter::new(&ended);
    let mut operators = UntypedIter::new(&ended);
    let mut number = 0_u32;
    loop {
        let (Some(_), Some(instruction)) = (followed.next(), operators.next()) else {
            return Err(damaged());
        };
        if ends(&instruction) {
            return Ok(rewriting.written);
        }
        rewriting.operator(&instruction, number)?;
        number = number.saturating_add(1);
    }
}

fn damaged() -> CopyError {
    CopyError::refused("The operators of a page are damaged: they cannot be gone through to their end.")
}

fn ends(instruction: &Instruction<'_, '_>) -> bool {
    &**instruction.operator == b"MP"
        && matches!(instruction.operands().next(), Some(Object::Name(name)) if name.as_ref() == b"TidegateEnd")
}

struct Rewriting<'r, 'c, 'a> {
    owner: Owner,
    marks: &'r Marks,
    clean: &'r mut Clean<'c, 'a>,
    written: Written,
    /// Marked contents that are open, and whether all that they show goes.
    spans: Vec<bool>,
}

impl Rewriting<'_, '_, '_> {
    fn operator(&mut self, instruction: &Instruction<'_, '_>, number: u32) -> Result<(), CopyError> {
        let operator: &[u8] = instruction.operator;
        let operands: Vec<Object<'_>> = instruction.operands().cloned().collect();
        match operator {
            b"BI" => return self.inline_picture(&operands),
            b"q" => self.written.open += 1,
            b"Q" => match self.written.open.checked_sub(1) {
                Some(open) => self.written.open = open,
                None => self.written.excess += 1,
            },
            b"EMC" => {
                self.spans.pop();
            }
            b"Tj" | b"TJ" | b"'" | b"\"" => return self.show(operator, &operands, number),
            _ => {}
        }
        let mut values = operands
            .iter()
            .map(|operand| value::value(operand, &mut NoReferences, 0))
            .collect::<Result<Vec<_>, _>>()?;
        if matches!(operator, b"BMC" | b"BDC") {
            self.begin_span(&mut values, number)?;
        }
        let mut dirty = false;
        for value in &mut values {
            dirty |= self.clean.value(value, "");
        }
        self.written.changed |= dirty;
        let name = String::from_utf8_lossy(operator);
        if self.clean.hit(&name) {
            self.written.changed = true;
            return Ok(());
        }
        self.write(&values, operator);
        Ok(())
    }

    fn write(&mut self, operands: &[Value], operator: &[u8]) {
        for operand in operands {
            write::value(&mut self.written.bytes, operand, &|_| None);
            self.written.bytes.push(b' ');
        }
        self.written.bytes.extend(operator);
        self.written.bytes.push(b'\n');
    }

    fn begin_span(&mut self, values: &mut [Value], number: u32) -> Result<(), CopyError> {
        if self.spans.len() >= MAX_SPANS {
            return Err(CopyError::refused("Its marked contents are nested too deep."));
        }
        let marked = self.marks.span(self.owner, number);
        self.spans.push(marked.is_some());
        let Some(alone) = marked else { return Ok(()) };
        self.written.changed = true;
        match values.get_mut(1) {
            Some(Value::Dict(properties)) => without_texts(properties),
            // The text is in the resources, and goes there when a value is all in it.
            _ if alone => {}
            _ => {
                return Err(CopyError::refused(
                    "A page says in pieces, in a place for replacement texts, what is removed.",
                ));
            }
        }
        Ok(())
    }

    fn show(&mut self, operator: &[u8], operands: &[Object<'_>], number: u32) -> Result<(), CopyError> {
        let strings: Vec<Object<'_>> = match (operator, operands) {
            (b"TJ", [Object::Array(items)]) => items.iter::<Object<'_>>().collect(),
            (b"\"", [_, _, text @ Object::String(_)]) | (b"Tj" | b"'", [text @ Object::String(_)]) => {
                vec![text.clone()]
            }
            // What readers make of it differs.
            _ => return Err(damaged()),
        };
        if strings
            .iter()
            .any(|string| !matches!(string, Object::String(_) | Object::Number(_)))
        {
            return Err(damaged());
        }
        let all = self.spans.contains(&true);
        let Shown { items, changed } = shown(&strings, all, &mut |item, bytes| {
            let codes = self.marks.codes(self.owner, number, item);
            let removed = self.marks.removed(self.owner, number, item);
            (codes.cloned(), removed.cloned(), self.plain(bytes))
        });
        if !changed {
            let values = operands
                .iter()
                .map(|operand| value::value(operand, &mut NoReferences, 0))
                .collect::<Result<Vec<_>, _>>()?;
            self.write(&values, operator);
            return Ok(());
        }
        self.written.changed = true;
        if let (b"\"", [words, letters, ..]) = (operator, operands) {
            let words = value::value(words, &mut NoReferences, 0)?;
            let letters = value::value(letters, &mut NoReferences, 0)?;
            self.write(&[words], b"Tw");
            self.write(&[letters], b"Tc");
        }
        if matches!(operator, b"'" | b"\"") {
            self.write(&[], b"T*");
        }
        self.write(&[Value::Array(items)], b"TJ");
        Ok(())
    }

    /// The places of values in a string taken as text, whatever its font makes of it.
    fn plain(&self, bytes: &[u8]) -> Vec<Range<usize>> {
        let (mut text, mut places) = (
            String::with_capacity(bytes.len()),
            Vec::with_capacity(bytes.len()),
        );
        for (at, byte) in bytes.iter().enumerate() {
            text.push(base_char(Base::WinAnsi, *byte).unwrap_or('\u{fffd}'));
            places.resize(text.len(), at);
        }
        self.clean
            .copying
            .removals
            .hits(&text, 0..text.len())
            .filter_map(|hit| {
                let last = hit.span.end.checked_sub(1)?;
                Some(*places.get(hit.span.start)?..places.get(last)? + 1)
            })
            .collect()
    }

    fn inline_picture(&mut self, operands: &[Object<'_>]) -> Result<(), CopyError> {
        let [Object::Stream(picture)] = operands else {
            return Err(CopyError::refused(
                "A picture inside a page's operators is damaged.",
            ));
        };
        let picture: &Stream<'_> = picture;
        let mut entries = value::entries(picture.dict(), &mut NoReferences, 0)?;
        self.written.changed |= self.clean.entries(&mut entries);
        let out = &mut self.written.bytes;
        out.extend(b"BI\n");
        for (key, entry) in &entries.0 {
            write::name(out, key);
            out.push(b' ');
            write::value(out, entry, &|_| None);
            out.push(b'\n');
        }
        out.extend(b"ID ");
        let data = picture.raw_data();
        out.extend(data.as_ref());
        if !data.last().is_some_and(u8::is_ascii_whitespace) {
            out.push(b'\n');
        }
        out.extend(b"EI\n");
        if super::streams::hit_in_binary(self.clean, &data) {
            return Err(CopyError::refused(
                "A picture holds something that is removed, and pictures are not written again.",
            ));
        }
        Ok(())
    }
}

fn without_texts(properties: &mut Entries) {
    for key in ["ActualText", "Alt", "E"] {
        properties.remove(key);
    }
}
