//! Fonts as far as text needs them: which letters a code stands for and how wide it is. Draws nothing.

use super::cmap::CMap;
use super::composite::Composite;
use super::names;
use super::stream::{self, Limits};
use super::widths;
use super::words::{Base, base_char};
use hayro_syntax::object::{Array, Dict, Name, Object, Stream};
use std::borrow::Cow;

/// One code of a shown string.
pub(super) struct Letter<'f> {
    /// `None` when the font does not tell.
    pub(super) text: Option<Cow<'f, str>>,
    /// Bytes of the code.
    pub(super) length: usize,
    /// In the unit of the font's size.
    pub(super) width: f64,
    /// Whether word spacing applies to it.
    pub(super) space: bool,
}

/// A font of the document.
pub(super) enum Font {
    Simple(Box<Simple>),
    Composite(Box<Composite>),
}

/// A font of single bytes.
pub(super) struct Simple {
    letters: Vec<Option<String>>,
    widths: Vec<f64>,
}

impl Font {
    pub(super) fn read(dict: &Dict<'_>, limits: Limits<'_>) -> Self {
        let to_unicode = dict
            .get::<Stream<'_>>("ToUnicode")
            .and_then(|stream| stream::decoded(&stream, limits).ok())
            .map(|bytes| CMap::parse(&bytes))
            .filter(CMap::has_text);
        let subtype = name(dict, "Subtype");
        if subtype == "Type0" {
            return Self::Composite(Box::new(Composite::read(dict, to_unicode, limits)));
        }
        Self::Simple(Box::new(Simple::read(
            dict,
            &subtype,
            to_unicode.as_ref(),
            limits,
        )))
    }

    /// Whether lines run downwards.
    pub(super) fn vertical(&self) -> bool {
        match self {
            Self::Simple(_) => false,
            Self::Composite(font) => font.vertical(),
        }
    }

    /// Hands each code of a string to `each`.
    pub(super) fn letters(&self, string: &[u8], mut each: impl FnMut(Letter<'_>)) {
        match self {
            Self::Simple(font) => {
                for byte in string {
                    each(font.letter(*byte));
                }
            }
            Self::Composite(font) => font.letters(string, each),
        }
    }
}

impl Simple {
    fn read(dict: &Dict<'_>, subtype: &str, to_unicode: Option<&CMap>, limits: Limits<'_>) -> Self {
        let encoding = Encoding::read(dict, subtype, limits);
        let letters = (0..=255_u8)
            .map(|byte| {
                to_unicode
                    .and_then(|map| map.text(u32::from(byte)))
                    .filter(|text| !text.is_empty())
                    .or_else(|| encoding.text(byte))
            })
            .collect();
        Self {
            letters,
            widths: simple_widths(dict, subtype),
        }
    }

    fn letter(&self, byte: u8) -> Letter<'_> {
        let index = usize::from(byte);
        Letter {
            text: self
                .letters
                .get(index)
                .and_then(Option::as_deref)
                .map(Cow::Borrowed),
            length: 1,
            width: self.widths.get(index).copied().unwrap_or(0.5),
            space: byte == b' ',
        }
    }
}

fn simple_widths(dict: &Dict<'_>, subtype: &str) -> Vec<f64> {
    let scale = match subtype {
        // In the font's own unit.
        "Type3" => dict
            .get::<Array<'_>>("FontMatrix")
            .and_then(|matrix| matrix.iter::<f64>().next())
            .filter(|scale| scale.is_finite() && *scale != 0.0)
            .map_or(0.001, f64::abs),
        _ => 0.001,
    };
    let Some(given) = dict.get::<Array<'_>>("Widths") else {
        return widths::standard(&name(dict, "BaseFont"));
    };
    let first = usize::try_from(dict.get::<i32>("FirstChar").unwrap_or(0)).unwrap_or(0);
    let missing = dict
        .get::<Dict<'_>>("FontDescriptor")
        .and_then(|descriptor| descriptor.get::<f64>("MissingWidth"))
        .unwrap_or(0.0);
    let mut all = vec![missing * scale; 256];
    for (slot, width) in all.iter_mut().skip(first).zip(given.iter::<f64>()) {
        if width.is_finite() {
            *slot = width * scale;
        }
    }
    all
}

/// What a simple font says of its codes.
struct Encoding {
    base: Base,
    /// Names of single codes.
    differences: Vec<(u8, String)>,
}

impl Encoding {
    fn read(dict: &Dict<'_>, subtype: &str, limits: Limits<'_>) -> Self {
        let mut encoding = Self {
            base: if subtype == "TrueType" {
                Base::WinAnsi
            } else {
                Base::Standard
            },
            differences: Vec::new(),
        };
        match dict.get::<Object<'_>>("Encoding") {
            Some(Object::Name(name)) => encoding.set_base(name.as_str()),
            Some(Object::Dict(given)) => {
                match given.get::<Name<'_>>("BaseEncoding") {
                    Some(name) => encoding.set_base(name.as_str()),
                    None => encoding.built_in(dict, limits),
                }
                if let Some(differences) = given.get::<Array<'_>>("Differences") {
                    encoding.add(&differences);
                }
            }
            _ => encoding.built_in(dict, limits),
        }
        encoding
    }

    fn set_base(&mut self, name: &str) {
        self.base = match name {
            "WinAnsiEncoding" => Base::WinAnsi,
            "MacRomanEncoding" => Base::MacRoman,
            "StandardEncoding" => Base::Standard,
            _ => self.base,
        };
    }

    fn add(&mut self, differences: &Array<'_>) {
        let mut code = 0_u32;
        for entry in differences.iter::<Object<'_>>().take(4096) {
            match entry {
                Object::Number(number) => code = u32::try_from(number.as_i64()).unwrap_or(u32::MAX),
                Object::Name(name) => {
                    if let Ok(code) = u8::try_from(code) {
                        self.differences.push((code, name.as_str().to_owned()));
                    }
                    code = code.saturating_add(1);
                }
                _ => {}
            }
        }
    }

    /// The encoding that an embedded Type 1 font has of its own: `dup 65 /A put` in its readable part.
    fn built_in(&mut self, dict: &Dict<'_>, limits: Limits<'_>) {
        let Some(program) = dict
            .get::<Dict<'_>>("FontDescriptor")
            .and_then(|descriptor| descriptor.get::<Stream<'_>>("FontFile"))
            .and_then(|stream| stream::decoded(&stream, limits).ok())
        else {
            return;
        };
        let head = &program[..program.len().min(64 * 1024)];
        let end = memchr::memmem::find(head, b"eexec").unwrap_or(head.len());
        let head = String::from_utf8_lossy(&head[..end]);
        let mut words = head.split_ascii_whitespace();
        while let Some(word) = words.next() {
            if word != "dup" {
                continue;
            }
            let (code, name) = (words.next(), words.next());
            if let (Some(Ok(code)), Some(name)) = (
                code.map(str::parse::<u8>),
                name.and_then(|name| name.strip_prefix('/')),
            ) {
                self.differences.push((code, name.to_owned()));
            }
        }
    }

    fn text(&self, byte: u8) -> Option<String> {
        if let Some((_, name)) = self.differences.iter().rev().find(|(code, _)| *code == byte) {
            return names::text(name);
        }
        base_char(self.base, byte).map(String::from)
    }
}

/// A name's text, empty when there is none.
pub(super) fn name(dict: &Dict<'_>, key: &str) -> String {
    dict.get::<Name<'_>>(key)
        .map(|name| name.as_str().to_owned())
        .unwrap_or_default()
}
