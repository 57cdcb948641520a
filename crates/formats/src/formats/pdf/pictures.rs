//! Pages that are pictures of text, such as scans: given to Tesseract where it is installed, told as unread
//! where it is not. Pixels are put into plain containers here, never decoded from a picture's own format.

use super::content::Drawn;
use super::font::name;
use super::stream::{self, Limits};
use crate::ocr;
use crate::parts::{PartPlace, Parts};
use hayro_syntax::Filter;
use hayro_syntax::object::{Array, Dict, Object, Stream, String as PdfString};
use std::ops::ControlFlow;

/// Pages whose numbers are told.
const MAX_NUMBERS: usize = 10;
/// Pixels to each side of a picture that can hold text.
const SMALLEST: u32 = 24;

/// Pages whose pictures were not read, by why.
#[derive(Default)]
pub(super) struct Pictures {
    unread: Vec<(&'static str, Vec<u32>)>,
}

impl Pictures {
    /// A page that has pictures and hardly any text.
    pub(super) fn page(
        &mut self,
        number: u32,
        drawn: &Drawn<'_>,
        limits: Limits<'_>,
        parts: &mut Parts<'_>,
    ) -> ControlFlow<()> {
        let pictures: Vec<&Stream<'_>> = drawn
            .pictures
            .iter()
            .filter(|picture| large(picture.dict()))
            .collect();
        if drawn.inline_pictures > 0 {
            self.unread(number, "they are written in a way that is not read");
        }
        for picture in pictures {
            let Some(ocr) = &limits.budget.ocr else {
                self.unread(number, ocr::NOT_INSTALLED);
                continue;
            };
            let Some(bytes) = contained(picture, limits) else {
                self.unread(number, "they are written in a way that is not read");
                continue;
            };
            match ocr::lines(ocr, &bytes, limits.account) {
                Ok(text) => {
                    let place = PartPlace::page(number).and_part("text in the picture");
                    parts.text(&place, &text)?;
                }
                Err(trouble) => self.unread(number, trouble.reason()),
            }
        }
        parts.flow()
    }

    fn unread(&mut self, number: u32, why: &'static str) {
        let numbers = match self.unread.iter().position(|(known, _)| *known == why) {
            Some(at) => &mut self.unread[at].1,
            None => {
                self.unread.push((why, Vec::new()));
                match self.unread.last_mut() {
                    Some((_, numbers)) => numbers,
                    None => return,
                }
            }
        };
        if numbers.last() != Some(&number) {
            numbers.push(number);
        }
    }

    /// Tells what was not read.
    pub(super) fn finish(&self, parts: &mut Parts<'_>) {
        for (why, pages) in &self.unread {
            let message = match pages.as_slice() {
                [page] => format!("Page {page} is a picture; its text was not read: {why}."),
                pages => {
                    let numbers: Vec<String> = pages.iter().take(MAX_NUMBERS).map(u32::to_string).collect();
                    let more = if pages.len() > MAX_NUMBERS { ", …" } else { "" };
                    format!(
                        "{} pages are pictures ({}{more}); their text was not read: {why}.",
                        pages.len(),
                        numbers.join(", ")
                    )
                }
            };
            parts.unread(&message);
        }
    }
}

fn size(dict: &Dict<'_>) -> Option<(u32, u32)> {
    Some((dict.get::<u32>("Width")?, dict.get::<u32>("Height")?))
}

fn large(dict: &Dict<'_>) -> bool {
    size(dict).is_some_and(|(width, height)| width >= SMALLEST && height >= SMALLEST)
}

/// The picture as a file that Tesseract reads.
fn contained(picture: &Stream<'_>, limits: Limits<'_>) -> Option<Vec<u8>> {
    let (bytes, format) = stream::to_picture(picture, limits.budget).ok()?;
    limits.account.unpacked(bytes.len() as u64, limits.budget).ok()?;
    match format {
        Some(Filter::DctDecode | Filter::JpxDecode) => Some(bytes),
        Some(Filter::CcittFaxDecode) => fax(picture, &bytes),
        Some(_) => None,
        None => plain(picture.dict(), &bytes),
    }
}

/// Fax data in a TIFF file around it.
fn fax(picture: &Stream<'_>, bytes: &[u8]) -> Option<Vec<u8>> {
    let (width, height) = size(picture.dict())?;
    let parameters = stream::parameters(picture, picture.filters().len().checked_sub(1)?)?;
    let columns = parameters.get::<u32>("Columns").unwrap_or(1728);
    let kind = parameters.get::<i32>("K").unwrap_or(0);
    let black_is_one = parameters.get::<bool>("BlackIs1").unwrap_or(false);
    if columns != width {
        return None;
    }
    let (compression, options) = match kind {
        ..0 => (4, 0),
        0 => (3, 0),
        1.. => (3, 1),
    };
    let length = u32::try_from(bytes.len()).ok()?;
    // Tag, type (4: long, 3: short), value.
    let entries: [(u16, u16, u32); 9] = [
        (256, 4, width),
        (257, 4, height),
        (258, 3, 1),
        (259, 3, compression),
        (262, 3, u32::from(black_is_one)),
        (273, 4, 8 + 2 + 9 * 12 + 4),
        (278, 4, height),
        (279, 4, length),
        (if compression == 4 { 293 } else { 292 }, 4, options),
    ];
    let mut file = b"II*\0\x08\0\0\0".to_vec();
    file.extend(9_u16.to_le_bytes());
    for (tag, kind, value) in entries {
        file.extend(tag.to_le_bytes());
        file.extend(kind.to_le_bytes());
        file.extend(1_u32.to_le_bytes());
        file.extend(value.to_le_bytes());
    }
    file.extend([0; 4]);
    file.extend(bytes);
    Some(file)
}

/// Unpacked pixels in a PNM file around them.
fn plain(dict: &Dict<'_>, bytes: &[u8]) -> Option<Vec<u8>> {
    let (width, height) = size(dict)?;
    let depth = dict.get::<u32>("BitsPerComponent").unwrap_or(1);
    let (space, palette) = space(dict);
    let row = |bits: u32| (u64::from(width) * u64::from(bits)).div_ceil(8);
    let fits = |bits: u32| row(bits) * u64::from(height) <= bytes.len() as u64;
    let taken = |bits: u32| {
        usize::try_from(row(bits) * u64::from(height))
            .ok()
            .and_then(|length| bytes.get(..length))
    };
    match (space.as_str(), depth, palette) {
        ("DeviceGray" | "CalGray" | "", 1, _) if fits(1) => {
            // In PBM a set bit is black.
            let flipped = inverted(dict);
            let mut file = format!("P4\n{width} {height}\n").into_bytes();
            file.extend(taken(1)?.iter().map(|byte| if flipped { *byte } else { !*byte }));
            Some(file)
        }
        ("DeviceGray" | "CalGray", 8, _) if fits(8) => Some(pnm("P5", width, height, taken(8)?)),
        ("DeviceRGB" | "CalRGB", 8, _) if fits(24) => Some(pnm("P6", width, height, taken(24)?)),
        ("Indexed" | "I", 8, Some(palette)) if fits(8) => {
            let colours: Vec<u8> = taken(8)?
                .iter()
                .flat_map(|index| {
                    let at = usize::from(*index) * 3;
                    palette.get(at..at + 3).unwrap_or(&[0, 0, 0]).to_vec()
                })
                .collect();
            Some(pnm("P6", width, height, &colours))
        }
        _ => None,
    }
}

fn pnm(kind: &str, width: u32, height: u32, pixels: &[u8]) -> Vec<u8> {
    let mut file = format!("{kind}\n{width} {height}\n255\n").into_bytes();
    file.extend(pixels);
    file
}

fn inverted(dict: &Dict<'_>) -> bool {
    dict.get::<Array<'_>>("Decode")
        .and_then(|decode| decode.iter::<f32>().next())
        .is_some_and(|first| first > 0.5)
}

/// The name of the colour space, with profiles taken as what they have in common, and a palette of RGB.
fn space(dict: &Dict<'_>) -> (String, Option<Vec<u8>>) {
    match dict.get::<Object<'_>>("ColorSpace") {
        Some(Object::Name(name)) => (name.as_str().to_owned(), None),
        Some(Object::Array(space)) => array_space(&space),
        _ if name(dict, "ColorSpace").is_empty() => (String::new(), None),
        _ => ("unknown".to_owned(), None),
    }
}

fn array_space(space: &Array<'_>) -> (String, Option<Vec<u8>>) {
    let mut entries = space.iter::<Object<'_>>();
    let kind = entries
        .next()
        .and_then(Object::into_name)
        .map(|name| name.as_str().to_owned())
        .unwrap_or_default();
    match kind.as_str() {
        "ICCBased" => {
            let components = entries
                .next()
                .and_then(Object::into_stream)
                .and_then(|profile| profile.dict().get::<u32>("N"));
            let space = match components {
                Some(1) => "DeviceGray",
                Some(3) => "DeviceRGB",
                _ => "unknown",
            };
            (space.to_owned(), None)
        }
        "Indexed" | "I" => {
            let rgb = match entries.next() {
                Some(Object::Name(base)) => matches!(base.as_str(), "DeviceRGB" | "RGB"),
                Some(Object::Array(base)) => array_space(&base).0 == "DeviceRGB",
                _ => false,
            };
            let table = match entries.nth(1) {
                Some(Object::String(table)) => Some(PdfString::as_bytes(&table).to_vec()),
                Some(Object::Stream(table)) => table.decoded_data().ok().map(|table| table.into_owned()),
                _ => None,
            };
            (kind, table.filter(|_| rgb))
        }
        _ => (kind, None),
    }
}
