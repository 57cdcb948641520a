//! Tables, databases, compound files and pictures with counts and offsets that cannot be.

use super::Kind;
use super::Kind::{Any, Told};
use super::zip;

pub fn all() -> Vec<(&'static str, Kind, Vec<u8>)> {
    vec![
        ("magic_only.parquet", Any, b"PAR1PAR1".to_vec()),
        (
            "footer_of_gigabytes.parquet",
            Told,
            [b"PAR1".as_slice(), &[0x15; 64], b"\xff\xff\xff\x7fPAR1"].concat(),
        ),
        ("footer_of_lists.parquet", Told, footer_of_lists()),
        ("magic_only.avro", Told, b"Obj\x01".to_vec()),
        ("blocks_without_end.avro", Told, avro("\"string\"", &[0xff; 64])),
        (
            "schema_of_itself.avro",
            Any,
            avro(&"{\"type\":\"array\",\"items\":".repeat(20_000), &[2, 2]),
        ),
        (
            "nothing_by_the_million.avro",
            Any,
            avro("\"null\"", &[0xfe, 0xff, 0xff, 0xff, 0x0f, 0]),
        ),
        ("magic_only.arrow", Told, b"ARROW1\0\0".to_vec()),
        (
            "footer_of_gigabytes.arrow",
            Told,
            [b"ARROW1\0\0".as_slice(), &[0xff; 64], b"\xff\xff\xff\x7fARROW1"].concat(),
        ),
        ("magic_only.sqlite", Told, b"SQLite format 3\0".to_vec()),
        ("pages_in_circles.sqlite", Told, sqlite(5)),
        ("page_without_sense.sqlite", Told, sqlite(0xff)),
        ("sectors_in_circles.xls", Told, compound(1)),
        ("sectors_beyond_the_end.doc", Told, compound(0x00ff_ffff)),
        (
            "magic_only.msg",
            Told,
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec(),
        ),
        ("bomb.png", Any, png()),
        (
            "cut.jpg",
            Told,
            [
                b"\xff\xd8\xff\xe1\xff\xffExif\0\0MM\0\x2a".as_slice(),
                &[0xff; 64],
            ]
            .concat(),
        ),
        (
            "exif_in_circles.tif",
            Told,
            b"II\x2a\0\x08\0\0\0\x01\0\x69\x87\x04\0\x01\0\0\0\x08\0\0\0\x08\0\0\0".to_vec(),
        ),
    ]
}

fn footer_of_lists() -> Vec<u8> {
    // Thrift's compact form: a struct whose list says it holds two thousand million lists.
    let footer = [&[0x19, 0xf9, 0xff, 0xff, 0xff, 0xff, 0x07].repeat(100)[..], &[0]].concat();
    let length = footer.len() as u32;
    [b"PAR1".as_slice(), &footer, &length.to_le_bytes(), b"PAR1"].concat()
}

fn avro(schema: &str, blocks: &[u8]) -> Vec<u8> {
    let long = |number: usize| {
        let mut number = number << 1;
        let mut out = Vec::new();
        while number >= 0x80 {
            out.push(number as u8 | 0x80);
            number >>= 7;
        }
        out.push(number as u8);
        out
    };
    let mut out = b"Obj\x01\x02".to_vec();
    out.extend(long(11));
    out.extend(b"avro.schema");
    out.extend(long(schema.len()));
    out.extend(schema.as_bytes());
    out.push(0);
    out.extend([7; 16]);
    out.extend(blocks);
    out
}

/// A database whose first page is an inner page that names itself as its child, or nonsense.
fn sqlite(kind: u8) -> Vec<u8> {
    let mut page = vec![0u8; 4096];
    page[..16].copy_from_slice(b"SQLite format 3\0");
    page[16..24].copy_from_slice(&[0x10, 0, 1, 1, 0, 64, 32, 32]);
    page[28..32].copy_from_slice(&1u32.to_be_bytes());
    page[44..48].copy_from_slice(&4u32.to_be_bytes());
    page[56..60].copy_from_slice(&1u32.to_be_bytes());
    page[100] = kind;
    page[103..107].copy_from_slice(&[0, 1, 0x0f, 0xf0]);
    page[108..112].copy_from_slice(&1u32.to_be_bytes());
    page[112..114].copy_from_slice(&[0x0f, 0xf0]);
    page[4080..4085].copy_from_slice(&[0, 0, 0, 1, 9]);
    page
}

/// A compound file (Word, Excel and Outlook of before 2007) whose chains of sectors go on at `next`.
fn compound(next: u32) -> Vec<u8> {
    let mut head = vec![0u8; 512];
    head[..8].copy_from_slice(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1");
    head[24..34].copy_from_slice(&[0x3e, 0, 3, 0, 0xfe, 0xff, 9, 0, 6, 0]);
    head[44..48].copy_from_slice(&1u32.to_le_bytes());
    head[48..52].copy_from_slice(&1u32.to_le_bytes());
    head[56..60].copy_from_slice(&4096u32.to_le_bytes());
    head[60..64].copy_from_slice(&1u32.to_le_bytes());
    head[68..72].copy_from_slice(&next.to_le_bytes());
    head[72..76].copy_from_slice(&9u32.to_le_bytes());
    head[76..].fill(0xff);
    head[76..80].copy_from_slice(&0u32.to_le_bytes());
    let table = next.to_le_bytes().repeat(128);
    [head, table, vec![0; 512]].concat()
}

fn png() -> Vec<u8> {
    let chunk = |kind: &[u8], body: &[u8]| {
        let told = [kind, body].concat();
        let sum = crc32fast::hash(&told);
        [
            (body.len() as u32).to_be_bytes().as_slice(),
            &told,
            &sum.to_be_bytes(),
        ]
        .concat()
    };
    let packed = zip::zlib(&zip::repeated(b'a', 400));
    [
        b"\x89PNG\r\n\x1a\n".to_vec(),
        chunk(b"IHDR", &[0, 0, 0xff, 0xff, 0, 0, 0xff, 0xff, 8, 6, 0, 0, 0]),
        chunk(b"zTXt", &[b"Comment\0\0".as_slice(), &packed].concat()),
        chunk(b"IDAT", &packed),
        chunk(b"IEND", b""),
    ]
    .concat()
}
