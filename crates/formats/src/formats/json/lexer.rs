//! Where a place stands in JSON: the containers around it and their keys, kept from window to window.
//!
//! Only quotes, brackets and colons are looked at. A line end inside of a string ends the string, so that a
//! stray quote disturbs one line and not the rest of the file.

use memchr::memchr3;
use std::ops::Range;
use std::rc::Rc;

/// Containers that are told apart; deeper ones are only counted.
const MAX_DEPTH: usize = 128;
/// Bytes of a key that is remembered; longer ones are no names.
const MAX_KEY: usize = 256;

/// A key, where it is written or as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Key {
    None,
    /// Offsets in the file's whole text, without quotes.
    At(u64, u64),
    Kept(Rc<str>),
}

/// One container around a place.
#[derive(Debug, Clone)]
pub(super) struct Frame {
    pub(super) object: bool,
    /// Offset of its bracket in the file's whole text.
    pub(super) open: u64,
    /// The key whose value comes or is being read.
    pub(super) key: Key,
}

/// What is open at a place.
#[derive(Debug, Clone)]
pub(super) struct State {
    pub(super) frames: Vec<Frame>,
    /// Containers beyond the deepest frame.
    pub(super) deeper: u64,
    /// Offset after the opening quote of the string that is open.
    pub(super) string: Option<u64>,
    /// What stands in that string, when a part of it is not in the text any more.
    pub(super) opened: Option<Rc<str>>,
    /// The byte that comes is escaped.
    pub(super) escaped: bool,
    /// The string that ended last, which a colon makes a key.
    pub(super) last: Key,
    pub(super) lines: bool,
}

impl State {
    /// At the beginning of a file; `lines` when each line is a value of its own.
    pub(super) fn new(lines: bool) -> Self {
        Self {
            frames: Vec::new(),
            deeper: 0,
            string: None,
            opened: None,
            escaped: false,
            last: Key::None,
            lines,
        }
    }

    /// Reads `bytes[from..to]`; `base` is the offset of `bytes` in the file's whole text. Returns whether
    /// what was read alone tells the innermost key.
    pub(super) fn read(&mut self, bytes: &[u8], base: u64, from: usize, to: usize) -> bool {
        let bytes = &bytes[..to.min(bytes.len())];
        let means = if self.lines { &WITH_LINES } else { &MEANS };
        let mut at = from;
        let mut told = false;
        while at < bytes.len() {
            if std::mem::take(&mut self.escaped) && bytes[at] != b'\n' {
                at += 1;
                continue;
            }
            if let Some(start) = self.string {
                let Some(found) = memchr3(b'"', b'\\', b'\n', &bytes[at..]) else {
                    break;
                };
                at += found;
                match bytes[at] {
                    b'\\' => {
                        self.escaped = true;
                        at += 1;
                    }
                    b'"' => {
                        self.last = match self.opened.take() {
                            Some(kept) => Key::Kept(kept),
                            None => Key::At(start, base + at as u64),
                        };
                        self.string = None;
                        at += 1;
                    }
                    _ => {
                        self.last = Key::None;
                        self.string = None;
                        self.opened = None;
                    }
                }
                continue;
            }
            let Some(found) = bytes[at..].iter().position(|byte| means[usize::from(*byte)]) else {
                break;
            };
            at += found;
            let place = base + at as u64;
            match bytes[at] {
                b'"' => self.string = Some(place + 1),
                b'\\' => self.escaped = true,
                b':' => told |= self.key(),
                b',' => {
                    self.comma();
                    told = true;
                }
                b'\n' if self.lines => *self = Self::new(true),
                b'{' => self.open(true, place),
                b'[' => self.open(false, place),
                b'}' | b']' => self.close(),
                _ => {}
            }
            at += 1;
        }
        told
    }

    /// Takes the last string for a key; false when there is none.
    fn key(&mut self) -> bool {
        let key = std::mem::replace(&mut self.last, Key::None);
        let some = key != Key::None;
        if self.deeper == 0
            && let Some(frame) = self.frames.last_mut()
            && frame.object
        {
            frame.key = key;
        }
        some
    }

    fn comma(&mut self) {
        self.last = Key::None;
        self.forget_key();
    }

    /// The value of the innermost key is over.
    fn forget_key(&mut self) {
        if self.deeper == 0
            && let Some(frame) = self.frames.last_mut()
        {
            frame.key = Key::None;
        }
    }

    pub(super) fn open(&mut self, object: bool, open: u64) {
        if self.frames.len() < MAX_DEPTH {
            self.frames.push(Frame {
                object,
                open,
                key: Key::None,
            });
        } else {
            self.deeper += 1;
        }
        self.last = Key::None;
    }

    pub(super) fn close(&mut self) {
        match self.deeper {
            0 => drop(self.frames.pop()),
            _ => self.deeper -= 1,
        }
        self.last = Key::None;
        self.forget_key();
    }

    /// Keeps what lies before `limit`, and will not be in the text any more, by itself.
    pub(super) fn keep(&mut self, text: &str, base: u64, limit: u64) {
        let keys = self
            .frames
            .iter_mut()
            .map(|frame| &mut frame.key)
            .chain([&mut self.last]);
        for key in keys {
            if matches!(key, Key::At(start, _) if *start < limit) {
                // A key too long to keep stays a key without a name.
                if let Some(kept) = key.text(text, base).map(Rc::from) {
                    *key = Key::Kept(kept);
                }
            }
        }
        if let Some(start) = self.string.filter(|start| *start < limit)
            && self.opened.is_none()
            && let Some(from) = start
                .checked_sub(base)
                .and_then(|from| usize::try_from(from).ok())
        {
            self.opened = string_end(text.as_bytes(), from)
                .and_then(|end| text.get(from..end))
                .filter(|opened| opened.len() <= MAX_KEY)
                .map(Rc::from);
        }
    }
}

impl Key {
    /// The key as written, if there is one that may be a name.
    pub(super) fn text<'t>(&'t self, text: &'t str, base: u64) -> Option<&'t str> {
        match self {
            Self::None => None,
            Self::Kept(kept) => Some(kept),
            Self::At(start, end) => {
                let range: Range<usize> =
                    usize::try_from(start.checked_sub(base)?).ok()?..usize::try_from(end - base).ok()?;
                text.get(range).filter(|key| key.len() <= MAX_KEY)
            }
        }
    }
}

/// Where the string that begins at `from` ends.
pub(super) fn string_end(bytes: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        at += memchr3(b'"', b'\\', b'\n', bytes.get(at..)?)?;
        match bytes[at] {
            b'"' => return Some(at),
            b'\\' => at += 2,
            _ => return None,
        }
    }
}

/// Bytes that mean something outside of strings.
static MEANS: [bool; 256] = table(b"\"\\{}[]:,");
/// The same where a line end ends a value.
static WITH_LINES: [bool; 256] = table(b"\"\\{}[]:,\n");

const fn table(bytes: &[u8]) -> [bool; 256] {
    let mut table = [false; 256];
    let mut at = 0;
    while at < bytes.len() {
        table[bytes[at] as usize] = true;
        at += 1;
    }
    table
}
