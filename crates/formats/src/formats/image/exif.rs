//! EXIF: what the camera and its owner wrote.

use super::{plain, position, push};
use crate::xmp::Value;
use exif::{Context, Exif, Field, In, Reader, Tag, Value as Written};
use std::io::Cursor;

/// Texts that Windows writes, in UTF-16.
const WINDOWS: &[(u16, &str)] = &[
    (0x9c9b, "Title"),
    (0x9c9c, "Comment"),
    (0x9c9d, "Author"),
    (0x9c9e, "Keywords"),
    (0x9c9f, "Subject"),
];

/// Texts that tell of the picture, not of people: times, directions, ids.
const OF_THE_PICTURE: &[Tag] = &[
    Tag::DateTime,
    Tag::DateTimeOriginal,
    Tag::DateTimeDigitized,
    Tag::OffsetTime,
    Tag::OffsetTimeOriginal,
    Tag::OffsetTimeDigitized,
    Tag::SubSecTime,
    Tag::SubSecTimeOriginal,
    Tag::SubSecTimeDigitized,
    Tag::GPSDateStamp,
    Tag::GPSLatitudeRef,
    Tag::GPSLongitudeRef,
    Tag::GPSImgDirectionRef,
    Tag::GPSSpeedRef,
    Tag::GPSDestBearingRef,
    Tag::GPSTrackRef,
    Tag::GPSStatus,
    Tag::GPSMapDatum,
    Tag::GPSMeasureMode,
    Tag::ImageUniqueID,
    Tag::InteroperabilityIndex,
    Tag::RelatedSoundFile,
];

pub(super) fn read(picture: &[u8], values: &mut Vec<Value>) {
    if let Some(exif) = whole(reader().read_from_container(&mut Cursor::new(picture))) {
        fields(&exif, values);
    }
}

/// A block that was taken out of its picture.
pub(super) struct Block(Exif);

impl Block {
    pub(super) fn of(block: &[u8]) -> Option<Self> {
        let block = block.strip_prefix(b"Exif\0\0").unwrap_or(block);
        whole(reader().read_raw(block.to_vec())).map(Self)
    }

    pub(super) fn values(&self, values: &mut Vec<Value>) {
        fields(&self.0, values);
    }

    pub(super) fn position(&self) -> Option<String> {
        position::of(&self.0)
    }

    /// How the picture is turned before it is shown: 1 to 8, 1 for not at all.
    pub(super) fn orientation(&self) -> Option<u32> {
        let field = self.0.get_field(Tag::Orientation, In::PRIMARY)?;
        field.value.get_uint(0)
    }

    /// Whether there is more than the picture's own fields: those of a small picture of it.
    pub(super) fn has_small(&self) -> bool {
        self.0.fields().any(|field| field.ifd_num != In::PRIMARY)
    }
}

fn reader() -> Reader {
    let mut reader = Reader::new();
    reader.continue_on_error(true);
    reader
}

fn whole(read: Result<Exif, exif::Error>) -> Option<Exif> {
    match read {
        Ok(exif) => Some(exif),
        Err(exif::Error::PartialResult(partial)) => Some(partial.into_inner().0),
        Err(_) => None,
    }
}

fn fields(exif: &Exif, values: &mut Vec<Value>) {
    for field in exif.fields() {
        // The same of the small picture inside.
        if field.ifd_num != In::PRIMARY || OF_THE_PICTURE.contains(&field.tag) {
            continue;
        }
        if let Some((name, text)) = text(field) {
            push(values, &name, &text);
        }
    }
    if let Some(position) = position::of(exif) {
        push(values, "GPS position", &position);
    }
}

fn text(field: &Field) -> Option<(String, String)> {
    let Tag(context, number) = field.tag;
    let bytes = match &field.value {
        Written::Byte(bytes) => bytes.as_slice(),
        Written::Undefined(bytes, _) => bytes.as_slice(),
        Written::Ascii(texts) => {
            let texts: Vec<String> = texts.iter().map(|text| plain(text)).collect();
            return Some((field.tag.to_string(), texts.join(" ")));
        }
        _ => return None,
    };
    if context == Context::Tiff
        && let Some((_, name)) = WINDOWS.iter().find(|(known, _)| *known == number)
    {
        let text = encoding_rs::UTF_16LE.decode_without_bom_handling(bytes).0;
        return Some(((*name).to_owned(), text.replace('\0', "")));
    }
    if field.tag == Tag::UserComment {
        return Some(("Comment".to_owned(), comment(bytes)?));
    }
    None
}

/// Eight bytes name the encoding.
fn comment(bytes: &[u8]) -> Option<String> {
    let (encoding, text) = bytes.split_at_checked(8)?;
    Some(match encoding {
        b"UNICODE\0" => {
            // Written in either order; what is mostly Latin has its zeros on one side.
            let zeros = |from: usize| {
                text.iter()
                    .skip(from)
                    .step_by(2)
                    .filter(|byte| **byte == 0)
                    .count()
            };
            let encoding = if zeros(0) > zeros(1) {
                encoding_rs::UTF_16BE
            } else {
                encoding_rs::UTF_16LE
            };
            encoding.decode_with_bom_removal(text).0.replace('\0', "")
        }
        b"JIS\0\0\0\0\0" => encoding_rs::ISO_2022_JP
            .decode_without_bom_handling(text)
            .0
            .into_owned(),
        _ => plain(text),
    })
}
