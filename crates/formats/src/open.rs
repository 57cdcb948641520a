//! Opens a file of any kind: looks at its head, picks the format, reads it to the end.

use crate::budget::Budget;
use crate::encoding::{self, Detected};
use crate::formats::{self, gzip};
use crate::head::Head;
use crate::hint::hint;
use crate::input::fill;
use crate::magic;
use crate::map::Decoded;
use crate::reading::{FormatError, Reading, ReadingEnd};
use crate::windows::{self, Setting, Source};
use std::io::Read;
use std::ops::ControlFlow;
use tidegate_domain::text::Window;

/// Bytes on which kind, encoding and layout are decided.
pub(crate) const HEAD: usize = 64 * 1024;

/// A file, or a member of a packed one.
#[derive(Clone, Copy)]
pub(crate) struct File<'a> {
    pub(crate) name: &'a str,
    /// Its path inside the outermost file.
    pub(crate) member: Option<&'a str>,
    /// Packed files around it.
    pub(crate) depth: usize,
}

/// Reads `file`. `examined` is left at 0: only the caller sees the outermost bytes.
pub(crate) fn read(
    file: File<'_>,
    input: &mut dyn Read,
    budget: &Budget,
    visit: &mut dyn FnMut(&Window<'_>) -> ControlFlow<()>,
) -> Result<Reading, FormatError> {
    let mut head = vec![0; HEAD];
    let got = fill(input, &mut head).map_err(FormatError::Input)?;
    head.truncate(got);
    let whole = got < HEAD;
    if head.is_empty() {
        return Ok(reading("empty", "", ReadingEnd::Empty));
    }
    if gzip::begins(&head) {
        if file.depth >= budget.max_depth {
            return Ok(reading("gzip", "", ReadingEnd::Unsupported));
        }
        return gzip::read(file, head, input, budget, visit);
    }
    if let Some(kind) = magic::known(&head) {
        return Ok(reading(kind, "", ReadingEnd::Unsupported));
    }
    let Some(Detected { mut decoder, skip }) = encoding::detect(&head, whole) else {
        return Ok(reading("binary", "", ReadingEnd::Unsupported));
    };
    let mut sample = Decoded::default();
    decoder.decode(&head[skip..], whole, &mut sample);
    let Some(Detected { decoder, .. }) = encoding::detect(&head, whole) else {
        return Ok(reading("binary", "", ReadingEnd::Unsupported));
    };
    let file_name = file
        .name
        .rsplit(['/', '\\'])
        .next()
        .unwrap_or(file.name)
        .to_lowercase();
    let (format, mut layout) = formats::layout(&Head {
        file_name: &file_name,
        text: &sample.text,
        whole,
        overlap: budget.overlap,
    });
    drop(sample);
    let hint = hint(file.name);
    let setting = Setting {
        hint: &hint,
        member: file.member,
        budget,
    };
    let mut source = Source::new(input, decoder, head, skip);
    let flow = windows::all(&mut source, layout.as_mut(), &setting, visit).map_err(FormatError::Input)?;
    let end = if flow.is_break() {
        ReadingEnd::Stopped
    } else {
        ReadingEnd::Complete
    };
    Ok(reading(format, source.encoding(), end))
}

fn reading(format: &str, encoding: &str, end: ReadingEnd) -> Reading {
    Reading {
        format: format.to_owned(),
        encoding: encoding.to_owned(),
        examined: 0,
        end,
    }
}
