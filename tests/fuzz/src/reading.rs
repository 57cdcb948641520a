//! Reads an input and checks what holds of every reading, whatever the bytes are.

use crate::Outcome;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::io::{self, Read};
use std::ops::{ControlFlow, Range};
use tidegate_domain::finding::Location;
use tidegate_domain::text::Window;
use tidegate_formats::{Budget, FormatError, Reading, ReadingEnd, read};

/// Text that all windows together may own: what a budget of [`budget`] lets out, and what tables repeat of it.
const MOST_TEXT: usize = 64 * 1024 * 1024;
/// Bytes of a window of rows: as many as are gathered, and one row as large as a file.
const MOST_ROWS: usize = 256 * 1024 + 2 * 1024 * 1024;
/// By as many bytes layouts move the ends of a window.
const NUDGES: usize = 128;
/// A reason is a few sentences.
const LONGEST_REASON: usize = 4_000;
/// Places of a window that are asked about.
const ASKED: usize = 5;

/// Small limits, so that they are met.
pub(crate) fn budget() -> Budget {
    Budget {
        window_bytes: 300,
        overlap: 64,
        max_ratio: 200,
        ratio_free_bytes: 256 * 1024,
        max_unpacked_bytes: 2 * 1024 * 1024,
        max_depth: 4,
        complex: true,
        max_held_bytes: 1024 * 1024,
        max_entries: 200,
        max_total_bytes: 2 * 1024 * 1024,
        max_total_ratio: 100,
        ratio_free_total: 256 * 1024,
        ocr: None,
    }
}

/// What is seen over the windows of one reading.
struct Seen<'a> {
    input: &'a [u8],
    budget: Budget,
    windows: u32,
    text: usize,
    /// What the windows own.
    all: Vec<u8>,
    /// Where the last window of plain text ended.
    end: u64,
    /// Places of plain text and what they are said to hold.
    places: Vec<(Location, String)>,
    parts: DefaultHasher,
    wrong: Option<String>,
}

/// Reads `input` as the file `name`.
pub(crate) fn run(name: &str, input: &[u8]) -> Result<Outcome, String> {
    let mut seen = Seen {
        input,
        budget: budget(),
        windows: 0,
        text: 0,
        all: Vec::new(),
        end: 0,
        places: Vec::new(),
        parts: DefaultHasher::new(),
        wrong: None,
    };
    let budget = budget();
    let reading = read(
        name,
        &mut &input[..],
        &budget,
        &mut |window| match seen.window(window) {
            Ok(()) => ControlFlow::Continue(()),
            Err(wrong) => {
                seen.wrong = Some(wrong);
                ControlFlow::Break(())
            }
        },
    );
    if let Some(wrong) = seen.wrong.take() {
        return Err(wrong);
    }
    let told = Told {
        text: std::mem::take(&mut seen.all),
        end: ending(&reading),
    };
    holds(told == again(name, input), || {
        "another size of windows gives another text".into()
    })?;
    seen.reading(reading)
}

/// What a reading tells apart from where its windows were cut.
#[derive(PartialEq, Eq)]
struct Told {
    text: Vec<u8>,
    end: String,
}

/// Reads the input again with windows of another size, from a file that comes in small pieces.
fn again(name: &str, input: &[u8]) -> Told {
    let budget = Budget {
        window_bytes: 1_000,
        ..budget()
    };
    let mut text = Vec::new();
    let reading = read(name, &mut Pieces(input), &budget, &mut |window| {
        let owned = window.text.get(window.owned.clone()).unwrap_or_default();
        text.extend_from_slice(owned.as_bytes());
        ControlFlow::Continue(())
    });
    Told {
        text,
        end: ending(&reading),
    }
}

fn ending(reading: &Result<Reading, FormatError>) -> String {
    match reading {
        Ok(reading) => format!("{reading:?}"),
        Err(error) => error.to_string(),
    }
}

/// A file that is read a few bytes at a time.
struct Pieces<'a>(&'a [u8]);

impl Read for Pieces<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let most = out.len().min(1 + self.0.len() % 61);
        let got = out.get_mut(..most).map_or(Ok(0), |out| self.0.read(out))?;
        Ok(got)
    }
}

fn holds(it: bool, otherwise: impl FnOnce() -> String) -> Result<(), String> {
    if it { Ok(()) } else { Err(otherwise()) }
}

/// Whether `span` is a stretch of `text`.
fn within(text: &str, span: &Range<usize>) -> bool {
    text.get(span.clone()).is_some()
}

impl Seen<'_> {
    fn window(&mut self, window: &Window<'_>) -> Result<(), String> {
        let (text, owned) = (window.text, &window.owned);
        self.windows += 1;
        self.text += owned.len();
        holds(self.text <= MOST_TEXT, || {
            "more text came out than the budget allows".into()
        })?;
        holds(within(text, owned), || {
            format!("a window of {} bytes owns {owned:?}", text.len())
        })?;
        self.all
            .extend_from_slice(text.get(owned.clone()).unwrap_or_default().as_bytes());
        let all = window.structure.locate(owned.clone());
        self.place(&all)?;
        // Rows of documents' tables are never cut.
        let most = match all.row {
            Some(_) => MOST_ROWS,
            None => self.budget.window_bytes + 2 * self.budget.overlap + NUDGES,
        };
        holds(text.len() <= most, || {
            format!("a window is {} bytes long", text.len())
        })?;
        let plain = all.page.is_none() && all.sheet.is_none() && all.part.is_none() && all.member.is_none();
        (&all.page, &all.sheet, &all.part, &all.member).hash(&mut self.parts);
        if plain {
            let before = self.end;
            holds(all.byte_start >= before, || {
                format!(
                    "a window begins at {}, before the end of the last at {before}",
                    all.byte_start
                )
            })?;
            self.end = all.byte_end;
        }
        for step in 0..=ASKED {
            let at = text.floor_char_boundary(owned.start + owned.len() * step / ASKED);
            if owned.contains(&at) {
                self.asked(window, at, plain)?;
            }
        }
        let mut last = 0;
        for value in window.structure.values(&|_| true).unwrap_or_default() {
            holds(within(text, &value), || {
                format!("a value lies at {value:?} in {} bytes", text.len())
            })?;
            holds(value.start >= last, || {
                format!("a value at {value:?} comes after {last}")
            })?;
            last = value.start;
        }
        window.structure.labels().len().hash(&mut self.parts);
        Ok(())
    }

    /// Everything that a window says of one place.
    fn asked(&mut self, window: &Window<'_>, at: usize, plain: bool) -> Result<(), String> {
        let (text, structure) = (window.text, window.structure);
        structure.label(at).is_some().hash(&mut self.parts);
        let record = structure.record(at);
        // The ends of lines are no part of the record before them.
        let after = text.get(record.end..at).unwrap_or_default();
        holds(
            within(text, &record)
                && record.start <= at
                && (at <= record.end || after.bytes().all(|byte| matches!(byte, b'\r' | b'\n'))),
            || format!("the record of {at} is {record:?} in {} bytes", text.len()),
        )?;
        if let Some(value) = structure.value(at) {
            // Of a quote or separator, the value beside it.
            holds(within(text, &value), || {
                format!("the value of {at} is {value:?} in {} bytes", text.len())
            })?;
        }
        if let Some(column) = structure.column(at) {
            column.number.hash(&mut self.parts);
        }
        let end = text.ceil_char_boundary((at + 20).min(window.owned.end));
        let location = structure.locate(at..end);
        self.place(&location)?;
        if plain && self.places.len() < 200 {
            let piece = text.get(at..end).unwrap_or_default().to_owned();
            self.places.push((location, piece));
        }
        Ok(())
    }

    /// A place in order; of plain text, inside the file.
    fn place(&self, location: &Location) -> Result<(), String> {
        let Location {
            byte_start, byte_end, ..
        } = location;
        holds(byte_start <= byte_end, || {
            format!("a place is {byte_start}..{byte_end}")
        })?;
        let counted = [
            location.line,
            location.column,
            location.row,
            location.column_number,
        ];
        holds(!counted.contains(&Some(0)), || {
            format!("a place counts from 0: {counted:?}")
        })?;
        let outside = location.member.is_none()
            && location.page.is_none()
            && location.sheet.is_none()
            && location.part.is_none()
            && *byte_end > self.input.len() as u64;
        holds(!outside, || {
            format!(
                "a place is {byte_start}..{byte_end} in {} bytes",
                self.input.len()
            )
        })
    }

    fn reading(self, reading: Result<Reading, FormatError>) -> Result<Outcome, String> {
        let mut outcome = self.parts.clone();
        self.windows.checked_ilog2().hash(&mut outcome);
        match reading {
            Ok(reading) => {
                let length = self.input.len() as u64;
                holds(reading.examined <= length, || {
                    format!("{} of {length} bytes were examined", reading.examined)
                })?;
                (&reading.format, &reading.encoding).hash(&mut outcome);
                if let ReadingEnd::Partial { message } = &reading.end {
                    reason(message)?;
                    message.hash(&mut outcome);
                }
                std::mem::discriminant(&reading.end).hash(&mut outcome);
                let nothing = matches!(reading.end, ReadingEnd::Unsupported | ReadingEnd::Empty);
                holds(!nothing || self.windows == 0, || {
                    format!("it is {:?}, and gave {} windows", reading.end, self.windows)
                })?;
                holds(
                    (reading.end == ReadingEnd::Empty) == self.input.is_empty(),
                    || format!("{length} bytes are {:?}", reading.end),
                )?;
                self.bytes_are_the_text(&reading)?;
            }
            Err(FormatError::Unreadable { message }) => {
                reason(&message)?;
                message.hash(&mut outcome);
            }
            Err(error) => return Err(format!("it ended with {error:?}")),
        }
        Ok(Outcome(outcome.finish()))
    }

    /// Of text in an encoding whose characters stand alone, the bytes at a place decode to what the window showed.
    fn bytes_are_the_text(&self, reading: &Reading) -> Result<(), String> {
        let encoding = match reading.encoding.as_str() {
            "UTF-8" => encoding_rs::UTF_8,
            "UTF-16LE" => encoding_rs::UTF_16LE,
            "UTF-16BE" => encoding_rs::UTF_16BE,
            "windows-1252" => encoding_rs::WINDOWS_1252,
            _ => return Ok(()),
        };
        for (location, shown) in &self.places {
            let bytes = usize::try_from(location.byte_start)
                .ok()
                .zip(usize::try_from(location.byte_end).ok())
                .and_then(|(start, end)| self.input.get(start..end))
                .unwrap_or_default();
            let (text, _) = encoding.decode_without_bom_handling(bytes);
            // The escapes of JSON are undone in what windows show.
            if reading.format == "json" && text.contains('\\') {
                continue;
            }
            holds(marked(&text) == marked(shown), || {
                format!(
                    "the bytes at {}..{} are not what the window shows ({}, {})",
                    location.byte_start, location.byte_end, reading.format, reading.encoding
                )
            })?;
        }
        Ok(())
    }
}

/// `text` with one sign for damaged bytes that follow each other: how many there are is everyone's own choice.
fn marked(text: &str) -> String {
    let mut marked: Vec<char> = text.chars().collect();
    marked.dedup_by(|one, other| *one == char::REPLACEMENT_CHARACTER && one == other);
    marked.into_iter().collect()
}

/// A reason is a sentence of bounded length.
pub(crate) fn reason(message: &str) -> Result<(), String> {
    let length = message.chars().count();
    holds(length > 0 && length <= LONGEST_REASON, || {
        format!("a reason is {length} characters long")
    })
}
