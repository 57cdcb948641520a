//! Texts of hand-written documents, part by part.

use super::*;

fn told(rtf: &str) -> Told {
    let mut told = Told::default();
    take(rtf.as_bytes(), &mut told);
    told
}

fn body(rtf: &str) -> String {
    told(rtf).texts.remove("body").unwrap_or_default()
}

#[test]
fn text_loses_its_words_and_keeps_its_lines() {
    assert_eq!(
        body(
            "{\\rtf1\\ansi{\\fonttbl{\\f0 Arial;}}{\\*\\generator Any;}\\f0 Mail {\\b ann@}site\r\n.test\\par next\\tab cell\\cell end\\row}"
        ),
        "Mail ann@site.test\nnext\tcell\tend\n"
    );
    assert_eq!(body("{\\rtf1 a\\\\b\\{c\\}d\\~e\\_f}"), "a\\b{c}d\u{a0}e-f");
}

#[test]
fn characters_are_decoded_by_page_font_and_number() {
    assert_eq!(body("{\\rtf1\\ansicpg1252 caf\\'e9}"), "café");
    assert_eq!(
        body("{\\rtf1{\\fonttbl{\\f0\\fcharset0 A;}{\\f1\\fcharset204 B;}}\\f1\\'cf\\f0\\'e9}"),
        "Пé"
    );
    assert_eq!(body("{\\rtf1\\ansicpg932 \\'8a\\'bf}"), "漢");
    assert_eq!(
        body("{\\rtf1\\u8364?\\uc2\\u233\\'c3\\'a9 x\\uc0\\u-10179\\u-8704 }"),
        "€é x😀"
    );
}

#[test]
fn parts_are_kept_apart() {
    let told = told(
        "{\\rtf1{\\info{\\author Mara}{\\*\\company Any}}{\\*\\userprops{\\propname Client}\\proptype30{\\staticval Bo}}\
         {\\header head}{\\footerf foot}text{\\footnote note}{\\*\\annotation {a}{sk}}{\\field{\\*\\fldinst HYPERLINK \"mailto:a@b.test\"}\
         {\\fldrslt shown}}{\\deleted gone}{\\v secret}{\\*\\unknown never}}",
    );
    let expected = [
        ("body", "textshown"),
        ("comments", "ask\n"),
        ("deleted text", "gone"),
        ("footer", "foot\n"),
        ("footnotes", "note\n"),
        ("header", "head\n"),
        ("hidden text", "secret"),
        ("hyperlinks", "HYPERLINK \"mailto:a@b.test\"\n"),
    ];
    let texts: Vec<(&str, &str)> = told
        .texts
        .iter()
        .map(|(part, text)| (*part, text.as_str()))
        .collect();
    assert_eq!(texts, expected);
    let properties: Vec<(&str, &str)> = told
        .properties
        .iter()
        .map(|(field, value)| (field.as_str(), value.as_str()))
        .collect();
    assert_eq!(
        properties,
        [("Author", "Mara"), ("Company", "Any"), ("Client", "Bo")]
    );
}

#[test]
fn files_inside_are_found_in_digits_and_in_bytes() {
    let told = told(
        "{\\rtf1{\\pict\\pngblip 8950\r\n4e47}{\\object{\\*\\objdata 0105000050 4b0304ff}}{\\pict\\bin3 a}b}}",
    );
    let files: Vec<(&str, &[u8])> = told
        .files
        .iter()
        .map(|file| (file.kind, file.bytes.as_slice()))
        .collect();
    assert_eq!(
        files,
        [
            ("picture", &b"\x89PNG"[..]),
            ("object", b"PK\x03\x04\xff"),
            ("picture", b"a}b"),
        ]
    );
}

#[test]
fn cut_and_deep_documents_end() {
    let mut told = Told::default();
    assert!(take(b"{\\rtf1 text {\\b bold", &mut told));
    assert_eq!(told.texts["body"], "text bold");
    let deep = format!(
        "{{\\rtf1{}ann@site.test{}}}",
        "{".repeat(100_000),
        "}".repeat(100_000)
    );
    assert_eq!(body(&deep), "ann@site.test");
    assert_eq!(body("{\\rtf1\\bin99999999 x"), "");
    assert_eq!(body("{\\rtf1\\u99999999999? \\'zz}"), "\0 zz");
}
