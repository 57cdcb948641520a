//! Pictures: what they say of themselves (EXIF, IPTC, XMP, comments) and the text that can be seen in them,
//! where Tesseract is installed. Reading decodes no pixels; only copies do, to blacken some.

mod copy;
mod exif;
mod frames;
mod iptc;
mod position;
mod segments;

use super::{Document, FormatInfo};
use crate::account::Account;
use crate::body::Body;
use crate::budget::Budget;
use crate::magic::looks_binary;
use crate::ocr;
use crate::parts::{Damage, PartPlace, Parts};
use crate::xmp::{self, Value};
use std::ops::ControlFlow;

pub(super) const INFO: FormatInfo = FormatInfo {
    id: "image",
    title: "Picture",
    extensions: &[
        "jpg", "jpeg", "png", "tif", "tiff", "webp", "gif", "heic", "heif", "avif", "bmp",
    ],
};

pub(super) const DOCUMENT: Document = Document {
    begins: |head, _| kind(head).is_some(),
    read,
    copy: Some(copy::copy),
};

/// Brands of the container that films have too (ISO/IEC 23008-12 and AVIF).
const STILL_BRANDS: &[&[u8; 4]] = &[
    b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1", b"avif", b"avis",
];

/// Values of one picture.
const MAX_VALUES: usize = 10_000;
/// Bytes of an XMP packet.
const LONGEST_PACKET: usize = 16 * 1024 * 1024;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Jpeg,
    Png,
    Tiff,
    WebP,
    Gif,
    Heif,
    Bmp,
}

fn kind(head: &[u8]) -> Option<Kind> {
    let at = |from: usize, mark: &[u8]| head.get(from..).is_some_and(|rest| rest.starts_with(mark));
    Some(match () {
        () if at(0, b"\xff\xd8\xff") => Kind::Jpeg,
        () if at(0, b"\x89PNG\r\n\x1a\n") => Kind::Png,
        () if at(0, b"II*\0") || at(0, b"MM\0*") => Kind::Tiff,
        () if at(0, b"RIFF") && at(8, b"WEBP") && looks_binary(head) => Kind::WebP,
        () if (at(0, b"GIF87a") || at(0, b"GIF89a")) && looks_binary(head) => Kind::Gif,
        () if at(4, b"ftyp") && STILL_BRANDS.iter().any(|brand| at(8, *brand)) => Kind::Heif,
        // Its length, and four bytes that are nothing.
        () if at(0, b"BM") && at(6, &[0; 4]) && head.len() > 26 => Kind::Bmp,
        () => return None,
    })
}

fn read(body: &mut Body<'_>, parts: &mut Parts<'_>) -> Result<(), Damage> {
    let bytes = body.whole(parts.budget())?;
    let Some(kind) = kind(&bytes) else {
        return Err(Damage::new("The picture is damaged."));
    };
    // The visitor wants no more, or all is told.
    let _ = told(kind, &bytes, parts);
    Ok(())
}

fn told(kind: Kind, bytes: &[u8], parts: &mut Parts<'_>) -> ControlFlow<()> {
    let values = values(kind, bytes, parts.budget(), parts.account());
    let mut told: Vec<&Value> = Vec::new();
    for value in &values {
        if told.iter().any(|known| known.text == value.text) {
            continue;
        }
        let place = PartPlace::part(format!("metadata: {}", value.name));
        parts.value(&place, &value.name, &value.text)?;
        told.push(value);
    }
    seen(kind, bytes, parts)
}

/// What it says of itself.
fn values(kind: Kind, bytes: &[u8], budget: &Budget, account: &Account) -> Vec<Value> {
    let mut values = Vec::new();
    exif::read(bytes, &mut values);
    match kind {
        Kind::Jpeg => segments::jpeg(bytes, &mut values),
        Kind::Png => segments::png(bytes, budget, account, &mut values),
        Kind::Gif => segments::gif(bytes, &mut values),
        _ => {}
    }
    packets(bytes, &mut values);
    values
}

/// XMP packets, which are written as they are in every kind of picture.
fn packets(bytes: &[u8], values: &mut Vec<Value>) {
    let mut from = 0;
    while let Some(at) = memchr::memmem::find(&bytes[from..], b"<x:xmpmeta") {
        let packet = &bytes[from + at..];
        let packet = &packet[..packet.len().min(LONGEST_PACKET)];
        let end = memchr::memmem::find(packet, b"</x:xmpmeta>").map(|end| end + b"</x:xmpmeta>".len());
        let Some(end) = end else { return };
        values.extend(xmp::properties(&packet[..end]));
        values.truncate(MAX_VALUES);
        from += at + end;
    }
}

/// The text that can be seen in it.
fn seen(kind: Kind, bytes: &[u8], parts: &mut Parts<'_>) -> ControlFlow<()> {
    if frames::several(kind, bytes) && parts.budget().ocr.is_some() {
        parts.unread(frames::UNREAD);
    }
    let why = match &parts.budget().ocr {
        None => ocr::NOT_INSTALLED,
        Some(ocr) => match ocr::lines(ocr, bytes, parts.account()) {
            Ok(text) => return parts.text(&PartPlace::part("text in the picture"), &text),
            Err(trouble) => trouble.reason(),
        },
    };
    parts.unread(&format!("Pictures were not read: {why}."));
    parts.flow()
}

/// Text whose encoding nobody wrote down.
fn plain(bytes: &[u8]) -> String {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => encoding_rs::WINDOWS_1252
            .decode_without_bom_handling(bytes)
            .0
            .into_owned(),
    };
    text.replace('\0', " ").trim().to_owned()
}

fn push(values: &mut Vec<Value>, name: &str, text: &str) {
    let text = text.trim();
    if !text.is_empty() && values.len() < MAX_VALUES {
        values.push(Value {
            name: name.to_owned(),
            text: text.to_owned(),
        });
    }
}
