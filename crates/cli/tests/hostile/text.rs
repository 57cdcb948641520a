//! Plain text as nobody writes it. It is examined all the same, in constant memory.

use super::Kind;
use super::Kind::Any;

pub fn all() -> Vec<(&'static str, Kind, Vec<u8>)> {
    vec![
        ("one_line.txt", Any, vec![b'x'; 24 << 20]),
        (
            "nul_runs.txt",
            Any,
            [b"text\n".repeat(100), vec![0; 1 << 20], b"text\n".repeat(100)].concat(),
        ),
        (
            "no_utf8.txt",
            Any,
            (0..1 << 20)
                .map(|n: u32| (n.wrapping_mul(0x9e37_79b1) >> 24) as u8)
                .collect(),
        ),
        (
            "odd_utf16.txt",
            Any,
            [b"\xff\xfe".as_slice(), &b"a\0b\0\n\0".repeat(1000), b"\xd8"].concat(),
        ),
        (
            "lone_surrogates_utf16.txt",
            Any,
            [b"\xff\xfe".as_slice(), &b"\0\xd8a\0".repeat(1000)].concat(),
        ),
        (
            "beyond_unicode_utf32.txt",
            Any,
            [b"\xff\xfe\0\0".as_slice(), &b"\xff\xff\xff\x7f".repeat(1000)].concat(),
        ),
        ("a_million_brackets.json", Any, b"[".repeat(1_000_000)),
        ("a_million_objects_deep.json", Any, b"{\"a\":".repeat(1_000_000)),
        (
            "string_without_end.json",
            Any,
            [b"{\"a\":\"".as_slice(), &b"\\u00".repeat(1_000_000)].concat(),
        ),
        (
            "quote_without_end.csv",
            Any,
            [b"a,b\n1,\"".as_slice(), &b"x,y\n".repeat(1_000_000)].concat(),
        ),
        (
            "a_million_columns.csv",
            Any,
            [b"a,".repeat(1_000_000), b"\n".to_vec(), b"1,".repeat(1_000_000)].concat(),
        ),
        ("aliases.yaml", Any, yaml()),
        (
            "laughs.xml",
            Any,
            super::documents::laughs("<a>&i;</a>").into_bytes(),
        ),
    ]
}

fn yaml() -> Vec<u8> {
    let mut text = "a0: &a0 [x,x,x,x,x,x,x,x,x]\n".to_owned();
    for level in 1..30 {
        let alias = format!("*a{}", level - 1);
        text += &format!("a{level}: &a{level} [{}]\n", [alias.as_str(); 9].join(","));
    }
    text.into_bytes()
}
