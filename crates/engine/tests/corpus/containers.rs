//! Packed files of the rarer kinds, a database, a message, slides and a picture, with writers that share nothing with
//! the readers but the format.

use super::file::{Prose, Table};
use super::packed_files::open_document;
use std::io::{Cursor, Write};

pub fn bzip2(bytes: &[u8]) -> Vec<u8> {
    let mut packed = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::best());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

pub fn xz(bytes: &[u8]) -> Vec<u8> {
    let mut packed = lzma_rust2::XzWriter::new(Vec::new(), lzma_rust2::XzOptions::with_preset(3)).unwrap();
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

pub fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 3).unwrap()
}

/// One file, stored as it is (7zFormat.txt of the 7-Zip sources, in the public domain).
pub fn sevenz(name: &str, bytes: &[u8]) -> Vec<u8> {
    let number = |number: usize| -> Vec<u8> {
        let byte = |at: usize| u8::try_from(number >> (8 * at) & 0xff).unwrap();
        match number {
            ..0x80 => vec![byte(0)],
            0x80..0x4000 => vec![0x80 | byte(1), byte(0)],
            _ => vec![0xc0 | byte(2), byte(0), byte(1)],
        }
    };
    let mut header = vec![1, 4, 6, 0, 1, 9];
    header.extend(number(bytes.len()));
    // One folder of one coder that copies.
    header.extend([0, 7, 0x0b, 1, 0, 1, 1, 0, 0x0c]);
    header.extend(number(bytes.len()));
    header.extend([0x0a, 1]);
    header.extend(crc32fast::hash(bytes).to_le_bytes());
    header.extend([0, 8, 0, 0, 5, 1, 0x11]);
    let name: Vec<u8> = (name.encode_utf16().chain([0]))
        .flat_map(u16::to_le_bytes)
        .collect();
    header.extend(number(name.len() + 1));
    header.push(0);
    header.extend(name);
    header.extend([0, 0]);
    let mut start = Vec::new();
    start.extend((bytes.len() as u64).to_le_bytes());
    start.extend((header.len() as u64).to_le_bytes());
    start.extend(crc32fast::hash(&header).to_le_bytes());
    let mut file = b"7z\xbc\xaf\x27\x1c\0\x04".to_vec();
    file.extend(crc32fast::hash(&start).to_le_bytes());
    file.extend(start);
    file.extend(bytes);
    file.extend(header);
    file
}

pub fn sqlite(table: &Table) -> Vec<u8> {
    let mut database = rusqlite::Connection::open_in_memory().unwrap();
    let columns = table.columns.join(", ");
    database
        .execute(&format!("CREATE TABLE staff ({columns})"), [])
        .unwrap();
    let places = vec!["?"; table.columns.len()].join(", ");
    for row in &table.rows {
        database
            .execute(
                &format!("INSERT INTO staff VALUES ({places})"),
                rusqlite::params_from_iter(row),
            )
            .unwrap();
    }
    database.serialize(rusqlite::MAIN_DB).unwrap().to_vec()
}

/// A message of Outlook ([MS-OXMSG]).
pub fn msg(prose: &Prose) -> Vec<u8> {
    let utf16 = |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    for (path, bytes) in [
        ("/__properties_version1.0", vec![0; 32]),
        ("/__substg1.0_0037001F", utf16("The case")),
        (
            "/__substg1.0_1000001F",
            utf16(&prose.text().replace('\n', "\r\n")),
        ),
    ] {
        file.create_stream(path).unwrap().write_all(&bytes).unwrap();
    }
    file.flush().unwrap();
    file.into_inner().into_inner()
}

pub fn odp(prose: &Prose) -> Vec<u8> {
    let lines: String = (prose.lines.iter())
        .map(|line| {
            format!(
                "<text:p>{}</text:p>",
                line.replace('&', "&amp;").replace('<', "&lt;")
            )
        })
        .collect();
    open_document(
        "presentation",
        &format!(
            "<office:presentation><draw:page xmlns:draw='d'><draw:frame><draw:text-box>{lines}</draw:text-box>\
             </draw:frame></draw:page></office:presentation>"
        ),
    )
}

/// A picture of nothing whose camera wrote a description (Exif 2.3, section 4.5).
pub fn jpeg(prose: &Prose) -> Vec<u8> {
    let text = prose.text() + "\0";
    let mut tiff = b"II\x2a\0\x08\0\0\0\x01\0".to_vec();
    // ImageDescription, as text, behind the list of fields.
    tiff.extend([0x0e, 0x01, 2, 0]);
    tiff.extend(u32::try_from(text.len()).unwrap().to_le_bytes());
    tiff.extend(26_u32.to_le_bytes());
    tiff.extend([0; 4]);
    tiff.extend(text.as_bytes());
    let mut file = vec![0xff, 0xd8, 0xff, 0xe1];
    file.extend(u16::try_from(tiff.len() + 8).unwrap().to_be_bytes());
    file.extend(b"Exif\0\0");
    file.extend(tiff);
    file.extend([0xff, 0xd9]);
    file
}
