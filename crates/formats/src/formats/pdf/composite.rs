//! Fonts of many-byte codes: code lengths, widths, and text where the font itself or its encoding tells it.

use super::cmap::CMap;
use super::font::{Letter, name};
use super::stream::{self, Limits};
use encoding_rs::{BIG5, EUC_JP, EUC_KR, Encoding, GBK, SHIFT_JIS};
use hayro_syntax::object::{Array, Dict, Object, Stream};
use std::borrow::Cow;
use std::collections::HashMap;

/// Glyphs of one font.
const MAX_GLYPHS: usize = 65_536;

/// How a string is cut into codes.
enum Codes {
    /// A map inside the file.
    Map(Box<CMap>),
    /// Two bytes that are the glyph's number.
    Identity,
    /// UTF-16 with its text at once.
    Utf16,
    Utf32,
    /// An older encoding of East Asia.
    Legacy(&'static Encoding),
}

/// A composite font.
pub(super) struct Composite {
    codes: Codes,
    vertical: bool,
    to_unicode: Option<CMap>,
    /// Text by glyph number, from the embedded font's own table.
    reverse: HashMap<u32, char>,
    widths: HashMap<u32, f64>,
    default_width: f64,
}

impl Composite {
    pub(super) fn read(dict: &Dict<'_>, to_unicode: Option<CMap>, limits: Limits<'_>) -> Self {
        let descendant = dict
            .get::<Array<'_>>("DescendantFonts")
            .and_then(|fonts| fonts.iter::<Dict<'_>>().next())
            .unwrap_or_default();
        let (codes, vertical) = codes(dict, limits);
        let reverse = if to_unicode.is_none() {
            reversed(&descendant, limits)
        } else {
            HashMap::new()
        };
        Self {
            codes,
            vertical,
            to_unicode,
            reverse,
            widths: widths(&descendant),
            default_width: descendant.get::<f64>("DW").unwrap_or(1000.0),
        }
    }

    pub(super) fn vertical(&self) -> bool {
        self.vertical
    }

    pub(super) fn letters(&self, string: &[u8], mut each: impl FnMut(Letter<'_>)) {
        let mut rest = string;
        while !rest.is_empty() {
            let length = self.length(rest).clamp(1, rest.len());
            let (code, after) = rest.split_at(length);
            rest = after;
            let number = code.iter().fold(0, |value, byte| value << 8 | u32::from(*byte));
            each(Letter {
                text: self.text(code, number).map(Cow::Owned),
                length,
                width: self.width(code, number),
                space: code == b" ",
            });
        }
    }

    fn length(&self, rest: &[u8]) -> usize {
        match &self.codes {
            Codes::Map(map) => map.code_length(rest).unwrap_or(2),
            Codes::Identity => 2,
            Codes::Utf16 => match rest.first() {
                Some(0xd8..=0xdb) => 4,
                _ => 2,
            },
            Codes::Utf32 => 4,
            Codes::Legacy(encoding) => match rest.first() {
                Some(0xa1..=0xdf) if *encoding == SHIFT_JIS => 1,
                Some(0x81..) => 2,
                _ => 1,
            },
        }
    }

    fn text(&self, code: &[u8], number: u32) -> Option<String> {
        if let Some(text) = self.to_unicode.as_ref().and_then(|map| map.text(number)) {
            return Some(text).filter(|text| !text.is_empty());
        }
        match &self.codes {
            Codes::Utf16 => Some(
                encoding_rs::UTF_16BE
                    .decode_without_bom_handling(code)
                    .0
                    .into_owned(),
            ),
            Codes::Utf32 => char::from_u32(number).map(String::from),
            Codes::Legacy(encoding) => Some(encoding.decode_without_bom_handling(code).0.into_owned()),
            Codes::Map(_) | Codes::Identity => self.reverse.get(&self.cid(number)).map(char::to_string),
        }
        .filter(|text| !text.contains('\u{fffd}'))
    }

    fn cid(&self, number: u32) -> u32 {
        match &self.codes {
            Codes::Map(map) => map.cid(number).unwrap_or(number),
            _ => number,
        }
    }

    fn width(&self, code: &[u8], number: u32) -> f64 {
        let width = match &self.codes {
            Codes::Map(_) | Codes::Identity => self.widths.get(&self.cid(number)).copied(),
            // Their glyph numbers are in tables that are not in the file.
            _ if code.len() == 1 => Some(self.default_width / 2.0),
            _ => None,
        };
        width.unwrap_or(self.default_width) / 1000.0
    }
}

fn codes(dict: &Dict<'_>, limits: Limits<'_>) -> (Codes, bool) {
    match dict.get::<Object<'_>>("Encoding") {
        Some(Object::Stream(stream)) => {
            let map = stream::decoded(&stream, limits)
                .map(|bytes| CMap::parse(&bytes))
                .unwrap_or_default();
            let vertical = stream.dict().get::<i32>("WMode") == Some(1);
            (Codes::Map(Box::new(map)), vertical)
        }
        Some(Object::Name(name)) => {
            let name = name.as_str();
            let legacy = |name: &str| {
                Some(match name {
                    _ if name.contains("RKSJ") => SHIFT_JIS,
                    _ if name.starts_with("GB") => GBK,
                    _ if name.starts_with("ETen") || name.starts_with("B5") || name.starts_with("HK") => BIG5,
                    _ if name.starts_with("KSC") => EUC_KR,
                    "EUC-H" | "EUC-V" => EUC_JP,
                    _ => return None,
                })
            };
            let codes = if name.contains("UTF16") || name.contains("UCS2") {
                Codes::Utf16
            } else if name.contains("UTF32") {
                Codes::Utf32
            } else {
                legacy(name).map_or(Codes::Identity, Codes::Legacy)
            };
            (codes, name.ends_with("-V"))
        }
        _ => (Codes::Identity, false),
    }
}

/// `[first [w w w] first last w …]`.
fn widths(descendant: &Dict<'_>) -> HashMap<u32, f64> {
    let mut widths = HashMap::new();
    let Some(given) = descendant.get::<Array<'_>>("W") else {
        return widths;
    };
    let mut numbers: Vec<f64> = Vec::new();
    for entry in given.iter::<Object<'_>>() {
        match entry {
            Object::Number(number) => numbers.push(number.as_f64()),
            Object::Array(list) => {
                if let Some(first) = numbers.pop().and_then(glyph) {
                    for (cid, width) in (first..).zip(list.iter::<f64>().take(MAX_GLYPHS)) {
                        widths.insert(cid, width);
                    }
                }
                numbers.clear();
            }
            _ => {}
        }
        if let [first, last, width] = numbers[..] {
            if let (Some(first), Some(last)) = (glyph(first), glyph(last)) {
                for cid in first..=last {
                    widths.insert(cid, width);
                }
            }
            numbers.clear();
        }
        if widths.len() > MAX_GLYPHS {
            break;
        }
    }
    widths
}

fn glyph(number: f64) -> Option<u32> {
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "its range is checked before"
    )]
    (0.0..=65_535.0).contains(&number).then_some(number as u32)
}

/// Letters by glyph number, from the character table of the embedded font. Only for fonts whose codes are
/// glyph numbers; a font that maps them again gives no text.
fn reversed(descendant: &Dict<'_>, limits: Limits<'_>) -> HashMap<u32, char> {
    let mut letters = HashMap::new();
    let to_glyph = match descendant.get::<Object<'_>>("CIDToGIDMap") {
        Some(Object::Stream(map)) => match stream::decoded(&map, limits) {
            Ok(bytes) => Some(bytes),
            Err(_) => return letters,
        },
        _ => None,
    };
    let Some(descriptor) = descendant.get::<Dict<'_>>("FontDescriptor") else {
        return letters;
    };
    let program = ["FontFile2", "FontFile3"]
        .iter()
        .find_map(|key| descriptor.get::<Stream<'_>>(key));
    let Some(Ok(bytes)) = program.map(|program| stream::decoded(&program, limits)) else {
        return letters;
    };
    if name(descendant, "Subtype") == "CIDFontType0" {
        return letters;
    }
    let Ok(face) = ttf_parser::Face::parse(&bytes, 0) else {
        return letters;
    };
    let mut by_glyph: HashMap<u32, char> = HashMap::new();
    for table in face.tables().cmap.iter().flat_map(|cmap| cmap.subtables) {
        if !table.is_unicode() {
            continue;
        }
        // Asked code by code: a hostile table claims billions of them.
        for letter in '\u{20}'..'\u{20000}' {
            if let Some(glyph) = table.glyph_index(u32::from(letter)) {
                by_glyph.entry(u32::from(glyph.0)).or_insert(letter);
            }
        }
    }
    match to_glyph {
        None => by_glyph,
        Some(map) => {
            for (cid, glyph) in (0_u32..).zip(map.chunks_exact(2).take(MAX_GLYPHS)) {
                let glyph = u32::from(u16::from_be_bytes([glyph[0], glyph[1]]));
                if let Some(letter) = by_glyph.get(&glyph) {
                    letters.insert(cid, *letter);
                }
            }
            letters
        }
    }
}
