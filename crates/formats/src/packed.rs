//! Files that are packed as one stream, such as with gzip: what a packer is, and the reading of the one file in it.
//! Knows no packing itself: that is in the formats' folders.

use crate::account::{Account, Metered};
use crate::budget::Budget;
use crate::open::{self, File};
use crate::reading::{FormatError, Reading, ReadingEnd};
use crate::unpacked::{Ended, Input, Unpacked};
use std::io::{self, Read, Write};
use std::ops::ControlFlow;
use tidegate_domain::text::Window;

/// How files of one packed format are known and unpacked.
pub(crate) struct Packer {
    /// As it is called in sentences.
    pub(crate) title: &'static str,
    /// Whether a file that begins so is one.
    pub(crate) begins: fn(head: &[u8]) -> bool,
    /// Whether a stream may begin with this byte: another may follow the first.
    pub(crate) follows: fn(byte: u8) -> bool,
    /// Ends of names, without the dot, and what the name without it ends with: `tgz` stands for `.tar`.
    pub(crate) ends: &'static [(&'static str, &'static str)],
    /// Whether it may be unpacked in the process that holds credentials.
    pub(crate) trusted: bool,
    /// Packs a copy; `None` where it cannot be packed again.
    pub(crate) pack: Option<Pack>,
    pub(crate) decoder: for<'a> fn(Input<'a>) -> io::Result<Box<dyn Decoder<'a> + 'a>>,
}

/// Unpacks one stream and leaves what follows it unread.
pub(crate) trait Decoder<'a>: Read {
    fn input(&mut self) -> &mut Input<'a>;

    fn into_input(self: Box<Self>) -> Input<'a>;
}

/// Begins a packed stream into what is written to. The same input gives the same bytes: no name, no time.
pub(crate) type Pack = for<'a> fn(&'a mut dyn Write) -> io::Result<Box<dyn Packing + 'a>>;

/// Packs what is written to it.
pub(crate) trait Packing: Write {
    /// Writes the stream's end.
    fn finish(self: Box<Self>) -> io::Result<()>;
}

/// Hands bytes to a packer in blocks of one size: what it makes of them depends on how they come.
pub(crate) struct Even<'a> {
    packing: Box<dyn Packing + 'a>,
    held: Vec<u8>,
}

impl<'a> Even<'a> {
    const BLOCK: usize = 64 * 1024;

    pub(crate) fn new(packing: Box<dyn Packing + 'a>) -> Self {
        Self {
            packing,
            held: Vec::with_capacity(Self::BLOCK),
        }
    }

    /// Writes what is held and the stream's end.
    pub(crate) fn finish(mut self) -> io::Result<()> {
        self.packing.write_all(&self.held)?;
        self.packing.finish()
    }
}

impl Write for Even<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = bytes.len().min(Self::BLOCK - self.held.len());
        self.held
            .extend_from_slice(bytes.get(..taken).unwrap_or_default());
        if self.held.len() == Self::BLOCK {
            self.packing.write_all(&self.held)?;
            self.held.clear();
        }
        Ok(taken)
    }

    /// Nothing is given out early.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Packer {
    /// The name that a packed file had before it was packed, without folders.
    pub(crate) fn member_name(&self, name: &str) -> String {
        let last = name.rsplit(['/', '\\']).next().unwrap_or(name);
        let Some((stem, end)) = last.rsplit_once('.').filter(|(stem, _)| !stem.is_empty()) else {
            return last.to_owned();
        };
        self.ends
            .iter()
            .find(|(known, _)| end.eq_ignore_ascii_case(known))
            .map_or_else(|| last.to_owned(), |(_, before)| format!("{stem}{before}"))
    }

    /// Reads the member of `file`, whose first bytes are `head`, as the file it was; `id` is the format's.
    #[allow(clippy::too_many_arguments, reason = "what open::read takes, and the format")]
    pub(crate) fn read(
        &'static self,
        id: &str,
        file: File<'_>,
        head: Vec<u8>,
        input: &mut dyn Read,
        budget: &Budget,
        account: &Account,
        visit: &mut dyn FnMut(&Window<'_>) -> ControlFlow<()>,
    ) -> Result<Reading, FormatError> {
        let name = self.member_name(file.name);
        let member = file
            .member
            .map_or_else(|| name.clone(), |outer| format!("{outer}!/{name}"));
        let inner = File {
            name: &name,
            member: Some(&member),
            depth: file.depth + 1,
        };
        let mut unpacked = Unpacked::new(self, head, input, budget);
        // A packed file on its own has the limits of its stream; inside another, those of all layers too.
        let (read, excess) = if file.depth == 0 {
            (open::read(inner, &mut unpacked, budget, account, visit), None)
        } else {
            let mut metered = Metered::new(&mut unpacked, account, budget);
            let read = open::read(inner, &mut metered, budget, account, visit);
            (read, metered.excess())
        };
        let (ended, produced) = unpacked.finish();
        let early = match (ended, excess) {
            (Ended::Input(error), _) => return Err(FormatError::Input(error)),
            (_, Some(excess)) => Some(excess.words()),
            (Ended::Early(message), None) => Some(message),
            (Ended::Whole, None) => None,
        };
        let mut reading = match (read, early) {
            (_, Some(message)) if produced == 0 => return Err(FormatError::Unreadable { message }),
            (Ok(mut reading), Some(message)) => {
                if !matches!(reading.end, ReadingEnd::Stopped | ReadingEnd::Unsupported) {
                    reading.end = ReadingEnd::Partial { message };
                }
                reading
            }
            (read, _) => read?,
        };
        reading.format = match reading.end {
            ReadingEnd::Empty => id.to_owned(),
            _ => format!("{} in {id}", reading.format),
        };
        Ok(reading)
    }
}
