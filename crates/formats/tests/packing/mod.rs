//! Packs bytes with writers that share nothing with the readers under test but their format.
#![allow(dead_code, reason = "each test file uses its part")]

use std::io::{Cursor, Write};
use tidegate_formats::Budget;
use zip::write::SimpleFileOptions;

/// The budget of the worker process, where all formats are read.
pub fn worker() -> Budget {
    Budget {
        complex: true,
        ..Budget::default()
    }
}

pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

pub fn bzip2(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

pub fn xz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = lzma_rust2::XzWriter::new(Vec::new(), lzma_rust2::XzOptions::with_preset(3)).unwrap();
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

pub fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 3).unwrap()
}

pub fn lz4(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = lz4_flex::frame::FrameEncoder::new(Vec::new());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

pub fn tar(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut builder = ::tar::Builder::new(Vec::new());
    for (name, content) in files {
        let mut header = ::tar::Header::new_gnu();
        header.set_size(content.len() as u64);
        builder.append_data(&mut header, name, *content).unwrap();
    }
    builder.into_inner().unwrap()
}

pub fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ::zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// An Outlook message, written with a library that shares nothing with the reader.
pub fn outlook() -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(std::io::Cursor::new(Vec::new())).unwrap();
    let utf16 = |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
    let rtf = b"{\\rtf1 rita@site.test}";
    let mut packed = Vec::new();
    packed.extend((rtf.len() as u32 + 12).to_le_bytes());
    packed.extend((rtf.len() as u32).to_le_bytes());
    packed.extend(b"MELA\0\0\0\0");
    packed.extend(rtf);
    // The code page of 8-bit texts.
    let mut list = vec![0; 32];
    list.extend([0x03, 0x00, 0xfd, 0x3f, 0, 0, 0, 0]);
    list.extend(1251_u32.to_le_bytes());
    list.extend([0; 4]);
    let embedded = "/__attach_version1.0_#00000001/__substg1.0_3701000D";
    let streams: Vec<(String, Vec<u8>)> = [
        ("/__properties_version1.0", list),
        ("/__substg1.0_0037001F", utf16("Subject of ann@site.test")),
        ("/__substg1.0_0C1A001E", b"\xc0\xed\xed\xe0".to_vec()),
        ("/__substg1.0_0C1F001F", utf16("anna@site.test")),
        ("/__substg1.0_0E04001F", utf16("Bob")),
        (
            "/__substg1.0_1000001F",
            utf16("Dear Bob,\r\ncall carl@site.test\r\n"),
        ),
        ("/__substg1.0_10090102", packed),
        ("/__substg1.0_3A1C001F", utf16("+49 30 1234567")),
        (
            "/__recip_version1.0_#00000000/__properties_version1.0",
            vec![0; 8],
        ),
        (
            "/__recip_version1.0_#00000000/__substg1.0_39FE001F",
            utf16("bob@site.test"),
        ),
        (
            "/__attach_version1.0_#00000000/__properties_version1.0",
            vec![0; 8],
        ),
        (
            "/__attach_version1.0_#00000000/__substg1.0_3707001F",
            utf16("people.csv"),
        ),
        (
            "/__attach_version1.0_#00000000/__substg1.0_37010102",
            b"id,email\n1,dora@site.test\n".to_vec(),
        ),
        (
            "/__attach_version1.0_#00000001/__properties_version1.0",
            vec![0; 8],
        ),
        (
            "/__attach_version1.0_#00000001/__substg1.0_3001001F",
            utf16("Inner"),
        ),
    ]
    .into_iter()
    .map(|(path, bytes)| (path.to_owned(), bytes))
    .chain([
        (format!("{embedded}/__properties_version1.0"), vec![0; 24]),
        (
            format!("{embedded}/__substg1.0_1000001F"),
            utf16("emil@site.test"),
        ),
        (
            format!("{embedded}/__substg1.0_10130102"),
            b"<p>fred@site.test</p>".to_vec(),
        ),
    ])
    .collect();
    for (path, bytes) in streams {
        let (folder, _) = path.rsplit_once('/').unwrap();
        file.create_storage_all(if folder.is_empty() { "/" } else { folder })
            .unwrap();
        file.create_stream(&path).unwrap().write_all(&bytes).unwrap();
    }
    file.flush().unwrap();
    file.into_inner().into_inner()
}
