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
    (0, b"7z\xbc\xaf\x27\x1c", "7z"),
    (0, b"\xfd7zXZ\0", "xz"),
    (0, b"BZh", "bzip2"),
    (0, b"\x28\xb5\x2f\xfd", "zstd"),
    (0, b"\x04\x22\x4d\x18", "lz4"),
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
    (257, b"ustar", "tar"),
];

/// The kind of file that `head` begins, if it is one that holds no plain text.
pub(crate) fn known(head: &[u8]) -> Option<&'static str> {
    let kind = MAGICS
        .iter()
        .find(|(at, magic, _)| head.get(*at..).is_some_and(|rest| rest.starts_with(magic)))
        .map(|(.., kind)| *kind)?;
    match kind {
        // Words that a text may begin with: only what follows them tells.
        "bzip2" => (head.get(4..10) == Some(b"1AY&SY")
            || head.get(4..10) == Some(b"\x17\x72\x45\x38\x50\x90"))
        .then_some(kind),
        "encrypted parquet" | "orc" | "mp3" | "mp4" | "tar" | "webp" | "wav" | "gif" | "ogg" | "flac" => {
            looks_binary(head).then_some(kind)
        }
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
