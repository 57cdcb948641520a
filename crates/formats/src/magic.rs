//! Kinds of files that are known by their first bytes and cannot be read as text.

/// First bytes, their offset, and the kind's id.
const MAGICS: &[(usize, &[u8], &str)] = &[
    (0, b"%PDF-", "pdf"),
    (0, b"PK\x03\x04", "zip"),
    (0, b"PK\x05\x06", "zip"),
    (0, b"PK\x07\x08", "zip"),
    (0, b"\x89PNG\r\n\x1a\n", "png"),
    (0, b"\xff\xd8\xff", "jpeg"),
    (0, b"GIF87a", "gif"),
    (0, b"GIF89a", "gif"),
    (0, b"\x7fELF", "elf"),
    (0, b"PARE", "encrypted parquet"),
    (0, b"Rar!\x1a\x07", "rar"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (0, b"ORC", "orc"),
    (0, b"\x1f\x9d", "compress"),
    (0, b"\xca\xfe\xba\xbe", "class"),
    (0, b"\xcf\xfa\xed\xfe", "mach-o"),
    (0, b"\0asm", "wasm"),
    (0, b"OggS", "ogg"),
    (0, b"fLaC", "flac"),
    (0, b"ID3", "mp3"),
    (0, b"II*\0", "tiff"),
    (0, b"MM\0*", "tiff"),
    (4, b"ftyp", "mp4"),
    (8, b"WEBP", "webp"),
    (8, b"WAVE", "wav"),
    (0, b"MZ", "exe"),
    (0, b"!<arch>\n", "ar"),
    (0, b"070701", "cpio"),
    (0, b"070702", "cpio"),
    (0, b"070707", "cpio"),
    (0, b"\xc7\x71", "cpio"),
    (0, b"\xed\xab\xee\xdb", "rpm"),
    (0, b"MSCF\0\0\0\0", "cab"),
    (0x8001, b"CD001", "iso"),
    (0, b"LZIP\x01", "lzip"),
    (0, b"\x1f\xa0", "compress"),
    (0, b"8BPS\0\x01", "psd"),
    (0, b"8BPS\0\x02", "psd"),
    (0, b"wOFF", "font"),
    (0, b"wOF2", "font"),
    (0, b"\0\x01\0\0\0", "font"),
    (0, b"OTTO\0", "font"),
    (0, b"BM", "bmp"),
    (0, b"\0\0\x01\0", "ico"),
    (0, b"RIFF", "riff"),
    (0, b"\x1aE\xdf\xa3", "matroska"),
    (0, b"FLV\x01", "flv"),
    (0, b"MThd\0\0\0\x06", "midi"),
    (0, b"\x37\x7f\x06\x82", "sqlite-wal"),
    (0, b"\x37\x7f\x06\x83", "sqlite-wal"),
    (0, b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7", "sqlite-journal"),
    (0, b"\x89HDF\r\n\x1a\n", "hdf5"),
    (0, b"!BDN", "pst"),
    (0, b"\x78\x9f\x3e\x22", "tnef"),
    (0, b"\xfe\xed\xfa\xce", "mach-o"),
    (0, b"\xfe\xed\xfa\xcf", "mach-o"),
    (0, b"\xce\xfa\xed\xfe", "mach-o"),
    (0, b"dex\n03", "dex"),
    (0, b"KDMV", "disk image"),
    (0, b"QFI\xfb", "disk image"),
    (0, b"conectix", "disk image"),
    (0, b"vhdxfile", "disk image"),
    (0, b"\xfe\xed\xfe\xed\0\0\0", "keystore"),
];

/// The kind of file that `head` begins, if it is one that holds no plain text.
pub(crate) fn known(head: &[u8]) -> Option<&'static str> {
    let kind = MAGICS
        .iter()
        .find(|(at, magic, _)| head.get(*at..).is_some_and(|rest| rest.starts_with(magic)))
        .map(|(.., kind)| *kind)?;
    match kind {
        "mp4" => looks_binary(head).then(|| match head.get(8..12) {
            Some(b"heic" | b"heix" | b"heim" | b"heis" | b"mif1" | b"msf1") => "heic",
            Some(b"avif" | b"avis") => "avif",
            _ => kind,
        }),
        // Words that a text may begin with: only what follows them tells.
        "encrypted parquet" | "orc" | "mp3" | "webp" | "wav" | "gif" | "ogg" | "flac" | "exe" | "bmp"
        | "riff" | "cpio" | "ar" | "dex" | "pst" | "disk image" => looks_binary(head).then_some(kind),
        _ => Some(kind),
    }
}

/// Whether bytes have signs that no text has: NUL, or many control characters.
pub(crate) fn looks_binary(head: &[u8]) -> bool {
    memchr::memchr(0, head).is_some() || controls(head) * 50 > head.len()
}

/// Bytes that stand for controls no text uses.
pub(crate) fn controls(bytes: &[u8]) -> usize {
    let text = |byte: u8| byte >= 0x20 || matches!(byte, b'\t' | b'\n' | b'\r' | 0x08 | 0x0c | 0x1b | 0x1a);
    bytes
        .iter()
        .filter(|byte| !text(**byte) || **byte == 0x7f)
        .count()
}
