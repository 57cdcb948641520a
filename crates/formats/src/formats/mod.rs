//! The formats, in the order in which they are asked whether a file is theirs.

mod arrow;
mod avro;
mod bzip2;
mod csv;
mod doc;
mod docx;
mod eml;
mod gzip;
mod image;
mod json;
mod lz4;
mod mbox;
mod msg;
mod odp;
mod ods;
mod odt;
mod ole;
mod parquet;
mod pdf;
mod pptx;
mod rtf;
mod settings;
#[path = "7z/mod.rs"]
mod sevenz;
mod source;
mod sql;
mod sqlite;
mod tar;
mod text;
mod vba;
mod vcard;
mod xls;
mod xlsx;
mod xml;
mod xz;
mod yaml;
mod zip;
mod zstd;

pub(crate) use zip::in_order as zip_in_order;

use crate::body::Body;
use crate::compound::Compound;
use crate::head::Head;
use crate::packed::Packer;
use crate::parts::{Damage, Parts};
use crate::redact::Copy;
use crate::stretch::Stretch;
use crate::zipped::Zipped;
use std::ops::ControlFlow;
use tidegate_domain::text::{SourceHint, Window};

/// A format as it is shown to people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormatInfo {
    pub id: &'static str,
    pub title: &'static str,
    /// Usual ends of names, without the dot.
    pub extensions: &'static [&'static str],
}

/// What a format adds to the text of one file. It sees every window once, in order.
pub(crate) trait Layout {
    /// Hands the window out with its structure.
    fn visit(
        &self,
        stretch: &Stretch<'_>,
        hint: &SourceHint,
        visit: &mut dyn FnMut(&Window<'_>) -> ControlFlow<()>,
    ) -> ControlFlow<()>;

    /// `at`, or a place at most 64 bytes after it where a window may begin or end.
    fn begin(&self, _text: &str, at: usize) -> usize {
        at
    }

    /// Learns the window's text up to `to`, where the next window's text begins.
    fn advance(&mut self, stretch: &Stretch<'_>, to: usize);
}

/// How a format recognises its files by their decoded head.
type Recognise = fn(&Head<'_>) -> Option<Box<dyn Layout>>;

/// A format whose files are taken apart in the worker process.
pub(crate) struct Document {
    /// Whether a file of this name (without folders, in lower case) that begins so is one.
    pub(crate) begins: fn(head: &[u8], file_name: &str) -> bool,
    /// Tells the parts. An error is what kept it from going on; what was told before it stays.
    pub(crate) read: fn(body: &mut Body<'_>, parts: &mut Parts<'_>) -> Result<(), Damage>,
    /// Writes a copy without some values; `None` where no such copy can be written.
    pub(crate) copy: Option<Copy>,
}

/// A format whose files are zip files.
pub(crate) struct Zip {
    pub(crate) is: fn(&mut Zipped) -> bool,
    pub(crate) read: fn(zipped: &mut Zipped, parts: &mut Parts<'_>) -> Result<(), Damage>,
    /// As of [`Document`].
    pub(crate) copy: Option<Copy>,
}

/// A format whose files are compound files.
pub(crate) struct Ole {
    pub(crate) is: fn(&Compound) -> bool,
    pub(crate) read: fn(compound: &Compound, parts: &mut Parts<'_>) -> Result<(), Damage>,
}

/// How a format's files are known and read.
enum How {
    /// Decoded text, with the format's layout.
    Text(Recognise),
    /// One packed file.
    Packed(Packer),
    Document(Document),
    Zip(Zip),
    Ole(Ole),
}

/// Id of zip files that are of no other format.
pub(crate) const ZIP: &str = zip::INFO.id;

struct Format {
    info: FormatInfo,
    how: How,
}

/// Kept by hand; a test compares it with the folders beside this file. The first that says yes takes the file:
/// text and zip come last of their kinds, since they take all.
const FORMATS: &[Format] = &[
    Format {
        info: gzip::INFO,
        how: How::Packed(gzip::PACKER),
    },
    Format {
        info: bzip2::INFO,
        how: How::Packed(bzip2::PACKER),
    },
    Format {
        info: xz::INFO,
        how: How::Packed(xz::PACKER),
    },
    Format {
        info: zstd::INFO,
        how: How::Packed(zstd::PACKER),
    },
    Format {
        info: lz4::INFO,
        how: How::Packed(lz4::PACKER),
    },
    Format {
        info: tar::INFO,
        how: How::Document(tar::DOCUMENT),
    },
    Format {
        info: sevenz::INFO,
        how: How::Document(sevenz::DOCUMENT),
    },
    Format {
        info: msg::INFO,
        how: How::Ole(msg::OLE),
    },
    Format {
        info: eml::INFO,
        how: How::Document(eml::DOCUMENT),
    },
    Format {
        info: mbox::INFO,
        how: How::Document(mbox::DOCUMENT),
    },
    Format {
        info: parquet::INFO,
        how: How::Document(parquet::DOCUMENT),
    },
    Format {
        info: avro::INFO,
        how: How::Document(avro::DOCUMENT),
    },
    Format {
        info: arrow::INFO,
        how: How::Document(arrow::DOCUMENT),
    },
    Format {
        info: sqlite::INFO,
        how: How::Document(sqlite::DOCUMENT),
    },
    Format {
        info: docx::INFO,
        how: How::Zip(docx::ZIP),
    },
    Format {
        info: xlsx::INFO,
        how: How::Zip(xlsx::ZIP),
    },
    Format {
        info: pptx::INFO,
        how: How::Zip(pptx::ZIP),
    },
    Format {
        info: odt::INFO,
        how: How::Zip(odt::ZIP),
    },
    Format {
        info: ods::INFO,
        how: How::Zip(ods::ZIP),
    },
    Format {
        info: odp::INFO,
        how: How::Zip(odp::ZIP),
    },
    Format {
        info: rtf::INFO,
        how: How::Document(rtf::DOCUMENT),
    },
    Format {
        info: doc::INFO,
        how: How::Ole(doc::OLE),
    },
    Format {
        info: xls::INFO,
        how: How::Ole(xls::OLE),
    },
    Format {
        info: vba::INFO,
        how: How::Ole(vba::OLE),
    },
    Format {
        info: ole::INFO,
        how: How::Ole(ole::OLE),
    },
    Format {
        info: image::INFO,
        how: How::Document(image::DOCUMENT),
    },
    Format {
        info: pdf::INFO,
        how: How::Document(pdf::DOCUMENT),
    },
    Format {
        info: zip::INFO,
        how: How::Zip(zip::ZIP),
    },
    Format {
        info: json::INFO,
        how: How::Text(json::recognise),
    },
    Format {
        info: csv::INFO,
        how: How::Text(csv::recognise),
    },
    Format {
        info: vcard::INFO,
        how: How::Text(vcard::recognise),
    },
    Format {
        info: xml::INFO,
        how: How::Text(xml::recognise),
    },
    Format {
        info: sql::INFO,
        how: How::Text(sql::recognise),
    },
    Format {
        info: source::INFO,
        how: How::Text(source::recognise),
    },
    Format {
        info: yaml::INFO,
        how: How::Text(yaml::recognise),
    },
    Format {
        info: settings::INFO,
        how: How::Text(settings::recognise),
    },
    Format {
        info: text::INFO,
        how: How::Text(text::recognise),
    },
];

/// All formats, as they are asked.
pub fn formats() -> Vec<FormatInfo> {
    FORMATS.iter().map(|format| format.info.clone()).collect()
}

/// The layout of the text that `head` begins, and its format's id.
pub(crate) fn layout(head: &Head<'_>) -> (&'static str, Box<dyn Layout>) {
    FORMATS
        .iter()
        .find_map(|format| match &format.how {
            How::Text(recognise) => Some((format.info.id, recognise(head)?)),
            _ => None,
        })
        .unwrap_or_else(|| (text::INFO.id, text::layout()))
}

/// The packer of the file that begins so, if it is one packed file.
pub(crate) fn packer(head: &[u8]) -> Option<(&'static str, &'static Packer)> {
    FORMATS.iter().find_map(|format| match &format.how {
        How::Packed(packer) if (packer.begins)(head) => Some((format.info.id, packer)),
        _ => None,
    })
}

/// The format that takes apart the file that begins so, if there is one; zip files are [`ZIP`]'s.
pub(crate) fn document(head: &[u8], file_name: &str) -> Option<(&'static str, &'static Document)> {
    FORMATS.iter().find_map(|format| match &format.how {
        How::Document(document) if (document.begins)(head, file_name) => Some((format.info.id, document)),
        _ => None,
    })
}

/// The format of a zip file, by what is in it.
pub(crate) fn zip_format(zipped: &mut Zipped) -> Option<(&'static str, &'static Zip)> {
    FORMATS.iter().find_map(|format| match &format.how {
        How::Zip(zip) if (zip.is)(zipped) => Some((format.info.id, zip)),
        _ => None,
    })
}

/// The format of a compound file, by what is in it.
pub(crate) fn ole_format(compound: &Compound) -> Option<(&'static str, &'static Ole)> {
    FORMATS.iter().find_map(|format| match &format.how {
        How::Ole(ole) if (ole.is)(compound) => Some((format.info.id, ole)),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    #[test]
    fn the_list_is_the_folders() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/formats");
        let folders: BTreeSet<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap())
            .filter(|entry| entry.path().is_dir())
            .map(|entry| entry.file_name().into_string().unwrap())
            .collect();
        let listed: BTreeSet<String> = super::formats().iter().map(|info| info.id.to_owned()).collect();
        assert_eq!(listed, folders);
    }
}
