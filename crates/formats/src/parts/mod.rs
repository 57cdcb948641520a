//! What a document that is no plain text hands out: texts of its parts, cells of its tables, files inside it.
//!
//! A format takes its file apart and tells each part with its place; windows, structure and limits are made
//! here. What could not be read is told too, with [`Parts::unread`]: the reading then ends as partial.

mod notes;
mod table;
mod text;

use crate::account::{Account, Excess, Metered};
use crate::budget::Budget;
use crate::hint::hint;
use crate::open::{self, File};
use crate::reading::{FormatError, ReadingEnd};
use notes::Notes;
use std::io::Read;
use std::ops::{ControlFlow, Range};
use tidegate_domain::finding::Location;
use tidegate_domain::text::{SourceHint, Window};

pub(crate) use table::{Header, Rows};

/// Longer names of files inside are shown shortened.
const LONGEST_NAME: usize = 1_000;

/// Takes the windows of a reading.
pub(crate) type Visit<'a> = dyn FnMut(&Window<'_>) -> ControlFlow<()> + 'a;

/// Where a part stands in its document. The default is the document itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct PartPlace {
    /// 1-based.
    pub(crate) page: Option<u32>,
    /// Sheet of a workbook, or table of a database.
    pub(crate) sheet: Option<String>,
    /// Such as `body`, `header`, `comments` or `metadata: Author`.
    pub(crate) part: Option<String>,
}

impl PartPlace {
    pub(crate) fn page(number: u32) -> Self {
        Self {
            page: Some(number),
            ..Self::default()
        }
    }

    pub(crate) fn sheet(name: impl Into<String>) -> Self {
        Self {
            sheet: Some(name.into()),
            ..Self::default()
        }
    }

    pub(crate) fn part(name: impl Into<String>) -> Self {
        Self {
            part: Some(name.into()),
            ..Self::default()
        }
    }

    /// The same place's part of another name, such as the comments of a sheet.
    pub(crate) fn and_part(self, name: impl Into<String>) -> Self {
        Self {
            part: Some(name.into()),
            ..self
        }
    }

    fn location(&self, member: Option<&str>) -> Location {
        Location {
            page: self.page,
            sheet: self.sheet.clone(),
            part: self.part.clone(),
            member: member.map(str::to_owned),
            ..Location::default()
        }
    }
}

/// A stretch of a part's text that has a name of its own, such as a form's field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Labelled {
    /// Bytes of the part's text; stretches come in order and do not overlap.
    pub(crate) span: Range<usize>,
    pub(crate) label: String,
}

/// Takes the parts of one document.
pub(crate) struct Parts<'a> {
    file: File<'a>,
    budget: &'a Budget,
    account: &'a Account,
    hint: SourceHint,
    visit: &'a mut Visit<'a>,
    handed_out: bool,
    stopped: bool,
    unread: Notes,
}

impl<'a> Parts<'a> {
    pub(crate) fn new(
        file: File<'a>,
        budget: &'a Budget,
        account: &'a Account,
        visit: &'a mut Visit<'a>,
    ) -> Self {
        Self {
            file,
            budget,
            account,
            hint: hint(file.name),
            visit,
            handed_out: false,
            stopped: false,
            unread: Notes::default(),
        }
    }

    pub(crate) fn budget(&self) -> &'a Budget {
        self.budget
    }

    /// Hands out the text of a part: lines are records. `Break` when the visitor wants no more.
    pub(crate) fn text(&mut self, place: &PartPlace, text: &str) -> ControlFlow<()> {
        self.labelled(place, text, &[])
    }

    /// The same with named stretches, each of which is a value of its own.
    pub(crate) fn labelled(&mut self, place: &PartPlace, text: &str, labels: &[Labelled]) -> ControlFlow<()> {
        if text.trim().is_empty() {
            return self.flow();
        }
        self.handed_out = true;
        let flow = text::windows(
            text,
            labels,
            &place.location(self.file.member),
            &self.hint,
            self.budget,
            self.visit,
        );
        self.stopped |= flow.is_break();
        flow
    }

    /// A single named value, such as the author in the metadata.
    pub(crate) fn value(&mut self, place: &PartPlace, label: &str, value: &str) -> ControlFlow<()> {
        let labels = [Labelled {
            span: 0..value.len(),
            label: label.to_owned(),
        }];
        self.labelled(place, value, &labels)
    }

    /// Begins a table; its rows are pushed to what comes back, which must be finished.
    pub(crate) fn table(&mut self, place: PartPlace, header: Header) -> Rows<'_, 'a> {
        Rows::new(self, place, header)
    }

    /// Reads a file inside this one as the file it is. Its own trouble is noted, not an error: the others go on.
    pub(crate) fn member(&mut self, name: &str, input: &mut dyn Read) -> ControlFlow<()> {
        self.flow()?;
        if let Err(excess) = self.account.entry(self.budget) {
            self.unread(&excess.words());
            return ControlFlow::Continue(());
        }
        let shown = notes::shown(name, LONGEST_NAME);
        let path = match self.file.member {
            Some(outer) => format!("{outer}!/{shown}"),
            None => shown.clone(),
        };
        let inner = File {
            name: &shown,
            member: Some(&path),
            depth: self.file.depth + 1,
        };
        let mut metered = Metered::new(input, self.account, self.budget);
        let mut handed_out = false;
        let visit = &mut *self.visit;
        let read = open::read(inner, &mut metered, self.budget, self.account, &mut |window| {
            handed_out = true;
            visit(window)
        });
        let (excess, damage) = (metered.excess(), metered.damage());
        self.handed_out |= handed_out;
        let early = excess.map(Excess::words).or(damage.map(str::to_owned));
        match (early, read) {
            (Some(message), _) => self.unread_member(name, &message),
            (None, Ok(reading)) => match reading.end {
                ReadingEnd::Complete | ReadingEnd::Empty => {}
                ReadingEnd::Partial { message } => self.unread_member(name, &message),
                ReadingEnd::Unsupported => {
                    self.unread_member(name, &format!("Of a kind that is not read ({}).", reading.format));
                }
                ReadingEnd::Stopped => self.stopped = true,
            },
            // The outer file's own reader tells what is wrong with it when it goes on.
            (None, Err(FormatError::Input(_))) => self.unread_member(name, "Damaged."),
            (None, Err(FormatError::Unreadable { message } | FormatError::Stopped { message })) => {
                self.unread_member(name, &message)
            }
        }
        self.flow()
    }

    /// Notes something that was not read, in a sentence that names no content. The same note is counted.
    pub(crate) fn unread(&mut self, message: &str) {
        self.unread.note(None, message);
    }

    /// The same of a file inside.
    pub(crate) fn unread_member(&mut self, name: &str, message: &str) {
        self.unread.note(Some(name), message);
    }

    /// `Break` once the visitor wants no more.
    pub(crate) fn flow(&self) -> ControlFlow<()> {
        if self.stopped {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    }

    /// Whether anything was handed out yet.
    pub(crate) fn read_any(&self) -> bool {
        self.handed_out
    }

    pub(crate) fn account(&self) -> &'a Account {
        self.account
    }

    /// How the document's reading ended; `damage` is what kept its format from going on.
    pub(crate) fn end(self, damage: Option<Damage>) -> Result<ReadingEnd, FormatError> {
        if self.stopped {
            return Ok(ReadingEnd::Stopped);
        }
        if let Some(Damage { message }) = damage {
            let message = match self.unread.sentences() {
                Some(noted) => format!("{message} {noted}"),
                None => message,
            };
            return if self.handed_out {
                Ok(ReadingEnd::Partial { message })
            } else {
                Err(FormatError::Unreadable { message })
            };
        }
        Ok(match self.unread.sentences() {
            None => ReadingEnd::Complete,
            Some(message) => ReadingEnd::Partial { message },
        })
    }
}

/// Why a document could not be read on, in a sentence that names no content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Damage {
    pub(crate) message: String,
}

impl Damage {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
        }
    }
}

impl From<Excess> for Damage {
    fn from(excess: Excess) -> Self {
        Self::new(excess.words())
    }
}
