//! Copies of files without what was found in them, in the same format.
//!
//! [`copy`] is given the values and what stands in the place of each; it knows no detector and no policy. It decides
//! what a file is as reading does. What it cannot write as the same kind of file it refuses, with the reason: a copy
//! is whole or there is none. [`leftovers`] proves a copy with the readers, which share no code with the writers.
//!
//! A document format brings a `copy` function (see `formats/mod.rs`): the file's bytes in, the copy's bytes out. It
//! asks [`Copying`] for each text that its format can hold, and for each file inside.

mod escapes;
mod index;
mod leftovers;
mod literal;
mod markup;
mod names;
mod removals;
mod search;
mod text;
mod zipping;

pub use leftovers::leftovers;
pub(crate) use names::Names;
pub use removals::{Removal, Removals};
pub(crate) use zipping::{Repacked, Rewritten, rewrite as rewrite_zip};

#[cfg(test)]
mod tests;

use crate::account::Account;
use crate::budget::Budget;
use crate::encoding::{self, Detected};
use crate::formats;
use crate::head::Head;
use crate::input::{Counted, fill};
use crate::magic;
use crate::map::Decoded;
use crate::open::{self, HEAD};
use crate::packed::Even;
use crate::parts::Damage;
use crate::reading::ReadingEnd;
use crate::unpacked::{Ended, Unpacked};
use literal::Notation;
use std::io::{self, Read, Write};
use std::ops::Range;

/// Makes the copy of a document: its bytes in, the copy's out.
pub(crate) type Copy = fn(bytes: Vec<u8>, copying: &mut Copying<'_>) -> Result<Vec<u8>, CopyError>;

/// A copy that was written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Copied {
    /// Id of the format, as reading says it.
    pub format: String,
    /// Places where something stands for a value.
    pub replaced: u64,
    /// Files inside that the copy does not have.
    pub left_out: Vec<LeftOut>,
}

/// A file inside a packed one that could not be copied, and is not in the copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    pub member: String,
    /// A sentence without content.
    pub reason: String,
}

/// A place of a text, and what stands there instead.
pub(crate) struct Place {
    pub(crate) span: Range<usize>,
    pub(crate) with: String,
}

/// What the readers say of a file that cannot be copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Searched {
    /// All of it was read, and no value is in it.
    Nothing,
    Found,
    Unread,
}

/// Why there is no copy.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    /// The input's own error.
    #[error("the input failed: {0}")]
    Input(#[source] io::Error),
    /// The output's own error.
    #[error("the output failed: {0}")]
    Output(#[source] io::Error),
    /// The file cannot be copied without its values. A sentence without content.
    #[error("{reason}")]
    Refused { reason: String },
}

impl CopyError {
    pub(crate) fn refused(reason: impl Into<String>) -> Self {
        Self::Refused {
            reason: reason.into(),
        }
    }
}

impl From<Damage> for CopyError {
    fn from(damage: Damage) -> Self {
        Self::Refused {
            reason: damage.message,
        }
    }
}

/// What all layers of one copy share.
pub(crate) struct Copying<'a> {
    pub(crate) removals: &'a Removals,
    pub(crate) budget: &'a Budget,
    pub(crate) account: &'a Account,
    depth: usize,
    /// Path of the file inside the outermost one.
    member: Option<String>,
    replaced: u64,
    left_out: Vec<LeftOut>,
}

impl<'a> Copying<'a> {
    /// A copy that begins.
    pub(crate) fn of(removals: &'a Removals, budget: &'a Budget, account: &'a Account) -> Self {
        Self {
            removals,
            budget,
            account,
            depth: 0,
            member: None,
            replaced: 0,
            left_out: Vec::new(),
        }
    }

    /// `text` without its values, or `None` when it has none.
    pub(crate) fn text(&mut self, text: &str) -> Option<String> {
        let (text, count) = self.removals.applied(text)?;
        self.replaced += count;
        Some(text)
    }

    /// The same for the whole of a cell, field or attribute.
    pub(crate) fn cell(&mut self, cell: &str) -> Option<String> {
        let (cell, count) = self.removals.applied_to_cell(cell)?;
        self.replaced += count;
        Some(cell)
    }

    /// Counts places that are removed as a whole.
    pub(crate) fn removed(&mut self, places: u64) {
        self.replaced += places;
    }

    /// The same for text that has nothing but text in it: short values that stand as words of their own go as well.
    pub(crate) fn words(&mut self, text: &str) -> Option<String> {
        let places = self.word_places(text);
        if places.is_empty() {
            return None;
        }
        let mut written = String::with_capacity(text.len());
        let mut at = 0;
        for place in &places {
            written.push_str(text.get(at..place.span.start).unwrap_or_default());
            written.push_str(&place.with);
            at = place.span.end;
        }
        written.push_str(text.get(at..).unwrap_or_default());
        Some(written)
    }

    /// Counts places from which a value was taken out in another way.
    pub(crate) fn taken_out(&mut self, places: u64) {
        self.replaced += places;
    }

    /// The places of values in `text`, short ones that stand as words of their own among them.
    pub(crate) fn word_places(&mut self, text: &str) -> Vec<Place> {
        let places: Vec<Place> = self
            .removals
            .hits_and_words(text, 0..text.len())
            .map(|hit| Place {
                span: hit.span.clone(),
                with: hit.with.to_owned(),
            })
            .collect();
        self.replaced += places.len() as u64;
        places
    }

    /// The places of values in `text`, in its order, none of which overlap.
    pub(crate) fn places(&mut self, text: &str) -> Vec<Place> {
        self.places_where(text, &|_| true)
    }

    /// Those of them that `counts` says yes to.
    pub(crate) fn places_where(&mut self, text: &str, counts: &dyn Fn(&Range<usize>) -> bool) -> Vec<Place> {
        let places: Vec<Place> = self
            .removals
            .hits(text, 0..text.len())
            .filter(|hit| counts(&hit.span))
            .map(|hit| Place {
                span: hit.span.clone(),
                with: hit.with.to_owned(),
            })
            .collect();
        self.replaced += places.len() as u64;
        places
    }

    /// Whether `text` holds a value, plainly or by one of the ways in which a value can hide in text.
    pub(crate) fn holds(&self, text: &str) -> bool {
        leftovers::count(self.removals, text) > 0
    }

    /// Whether the readers find a value in the file `name`, or cannot read it.
    pub(crate) fn found_in(&self, name: &str, bytes: &[u8]) -> Searched {
        let mut input = bytes;
        match leftovers(name, &mut input, self.removals, self.budget) {
            Ok((_, found)) if found > 0 => Searched::Found,
            Ok((reading, _)) if matches!(reading.end, ReadingEnd::Complete | ReadingEnd::Empty) => {
                Searched::Nothing
            }
            _ => Searched::Unread,
        }
    }

    /// The copy of a file inside, as the file it is.
    ///
    /// # Errors
    /// [`CopyError::Refused`] when it cannot be copied: leave it out with [`Copying::leave_out`] where the format allows
    /// that, or refuse the whole.
    pub(crate) fn member(&mut self, name: &str, bytes: &[u8]) -> Result<Vec<u8>, CopyError> {
        self.account
            .entry(self.budget)
            .map_err(|excess| CopyError::refused(excess.words()))?;
        let outer = self.member.clone();
        let path = outer
            .as_ref()
            .map_or_else(|| name.to_owned(), |outer| format!("{outer}!/{name}"));
        self.member = Some(path);
        self.depth += 1;
        let mut out = Vec::new();
        let mut input = bytes;
        let copied = layer(name, &mut input, self, &mut out);
        self.depth -= 1;
        self.member = outer;
        copied.map(|_| out)
    }

    /// Says that the copy does not have the file `name` inside.
    pub(crate) fn leave_out(&mut self, name: &str, reason: &str) {
        let member = self
            .member
            .as_ref()
            .map_or_else(|| name.to_owned(), |outer| format!("{outer}!/{name}"));
        self.left_out.push(LeftOut {
            member,
            reason: reason.to_owned(),
        });
    }
}

/// Writes the copy of the file `name` to `out`.
///
/// # Errors
/// What was written to `out` before an error is no copy.
pub fn copy(
    name: &str,
    input: &mut dyn Read,
    removals: &Removals,
    budget: &Budget,
    out: &mut dyn Write,
) -> Result<Copied, CopyError> {
    let account = Account::default();
    let mut input = Counted::new(input, &account);
    let mut copying = Copying::of(removals, budget, &account);
    let format = layer(name, &mut input, &mut copying, out)?;
    Ok(Copied {
        format,
        replaced: copying.replaced,
        left_out: copying.left_out,
    })
}

/// Copies one file of whatever layer and says what it is.
fn layer(
    name: &str,
    input: &mut dyn Read,
    copying: &mut Copying<'_>,
    out: &mut dyn Write,
) -> Result<String, CopyError> {
    let budget = copying.budget;
    let mut head = vec![0; HEAD];
    let got = fill(input, &mut head).map_err(CopyError::Input)?;
    head.truncate(got);
    let whole = got < HEAD;
    if head.is_empty() {
        return Ok("empty".to_owned());
    }
    if let Some((id, packer)) = formats::packer(&head) {
        let pack = packer.pack.ok_or_else(|| {
            CopyError::refused(format!("Copies packed with {} cannot be written.", packer.title))
        })?;
        if copying.depth >= budget.max_depth {
            return Err(CopyError::refused("Files are packed inside files too deep."));
        }
        let inner = packer.member_name(name);
        let mut unpacked = Unpacked::new(packer, head, input, budget);
        let mut packing = Even::new(pack(out).map_err(CopyError::Output)?);
        copying.depth += 1;
        let copied = layer(&inner, &mut unpacked, copying, &mut packing);
        copying.depth -= 1;
        let (ended, _) = unpacked.finish();
        match ended {
            Ended::Input(error) => return Err(CopyError::Input(error)),
            Ended::Early(message) => return Err(CopyError::refused(message)),
            Ended::Whole => {}
        }
        let format = copied?;
        packing.finish().map_err(CopyError::Output)?;
        return Ok(format!("{format} in {id}"));
    }
    if let Some((id, copy)) = open::copier(&head, name) {
        if !budget.complex {
            return Err(CopyError::refused(
                "Files of this kind are copied in a reader of their own.",
            ));
        }
        if copying.depth >= budget.max_depth {
            return Err(CopyError::refused("Files are packed inside files too deep."));
        }
        let limit = budget.max_held_bytes;
        let mut bytes = head;
        input
            .take(limit.saturating_sub(bytes.len() as u64) + 1)
            .read_to_end(&mut bytes)
            .map_err(CopyError::Input)?;
        if bytes.len() as u64 > limit {
            return Err(CopyError::refused(
                "It is larger than a file of its kind may be to be copied.",
            ));
        }
        let copy =
            copy.ok_or_else(|| CopyError::refused("Copies of files of this kind cannot be written."))?;
        let copied = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| copy(bytes, copying)))
            .unwrap_or_else(|_| {
                Err(CopyError::refused(
                    "It is damaged in a way that its writer could not cope with.",
                ))
            })?;
        out.write_all(&copied).map_err(CopyError::Output)?;
        return Ok(id.to_owned());
    }
    if let Some(kind) = magic::known(&head) {
        return Err(CopyError::refused(format!(
            "Files of this kind ({kind}) cannot be copied."
        )));
    }
    let unknown = || CopyError::refused("It is not a kind of file that can be read.");
    let Detected { mut decoder, skip } = encoding::detect(&head, whole).ok_or_else(unknown)?;
    let mut sample = Decoded::default();
    decoder.decode(&head[skip..], whole, &mut sample);
    let Detected { decoder, .. } = encoding::detect(&head, whole).ok_or_else(unknown)?;
    let file_name = name.rsplit(['/', '\\']).next().unwrap_or(name).to_lowercase();
    let (format, _) = formats::layout(&Head {
        file_name: &file_name,
        text: &sample.text,
        whole,
        overlap: budget.overlap,
    });
    drop(sample);
    let notation = Notation::of(format, &file_name);
    text::copy(decoder, notation, head, skip, input, copying, out)?;
    Ok(format.to_owned())
}
