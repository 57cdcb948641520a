//! Office files, PDF and mail that want to be expanded, followed in circles or descended into for ever.

use super::Kind;
use super::Kind::{Any, Told};
use super::zip::{self, Entry, zip};

pub fn all() -> Vec<(&'static str, Kind, Vec<u8>)> {
    let mut all = office();
    all.extend(pdf());
    all.extend(mail());
    all
}

fn office() -> Vec<(&'static str, Kind, Vec<u8>)> {
    let paragraph = "<w:p><w:r><w:t>x</w:t></w:r></w:p>";
    vec![
        (
            "laughs.docx",
            Any,
            docx(&laughs(&body("<w:p><w:r><w:t>&i;</w:t></w:r></w:p>"))),
        ),
        (
            "reads_other_files.docx",
            Any,
            docx(&format!(
                "<?xml version=\"1.0\"?><!DOCTYPE d [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>{}",
                body("<w:p><w:r><w:t>&x;</w:t></w:r></w:p>")
            )),
        ),
        ("deep.docx", Any, docx(&body(&"<w:tbl>".repeat(300_000)))),
        (
            "huge_attribute.docx",
            Any,
            docx(&body(&format!("<w:p w:x=\"{}\"/>", "x".repeat(16 << 20)))),
        ),
        (
            "many_attributes.docx",
            Any,
            docx(&body(&format!(
                "<w:p {}/>",
                (0..60_000).map(|n| format!("a{n}=\"\" ")).collect::<String>()
            ))),
        ),
        (
            "many_namespaces.docx",
            Any,
            docx(&body(&format!(
                "<w:p {}/>",
                (0..60_000)
                    .map(|n| format!("xmlns:n{n}=\"u:{n}\" "))
                    .collect::<String>()
            ))),
        ),
        (
            "cut_in_the_middle.docx",
            Any,
            docx(&body(&paragraph.repeat(10))[..300]),
        ),
        (
            "without_a_body.docx",
            Any,
            zip::of(&[("[Content_Types].xml", TYPES)]),
        ),
        (
            "bomb.docx",
            Told,
            zip(&[
                Entry::new("[Content_Types].xml", TYPES.as_bytes()),
                Entry::bomb("word/document.xml", b' ', 700),
            ]),
        ),
        (
            "laughs.xlsx",
            Any,
            xlsx(
                "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c></row>",
                &laughs("<sst><si><t>&i;</t></si></sst>"),
            ),
        ),
        (
            "one_string_everywhere.xlsx",
            Any,
            xlsx(
                &"<row><c t=\"s\"><v>0</v></c></row>".repeat(300),
                &format!("<sst><si><t>{}</t></si></sst>", "x".repeat(1 << 20)),
            ),
        ),
        (
            "string_beyond_the_list.xlsx",
            Any,
            xlsx(
                "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>4294967295</v></c></row>",
                "<sst/>",
            ),
        ),
        (
            "last_cell_only.xlsx",
            Any,
            xlsx(
                "<row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row>",
                "<sst/>",
            ),
        ),
        (
            "cell_beyond_the_sheet.xlsx",
            Any,
            xlsx(
                "<row r=\"99999999999\"><c r=\"ZZZZZZZ99999999999\"><v>1</v></c></row>",
                "<sst/>",
            ),
        ),
        ("relations_in_circles.pptx", Any, pptx()),
        (
            "repeated_columns.ods",
            Any,
            opened(
                "<table:table><table:table-row table:number-rows-repeated=\"1000000000\"><table:table-cell table:number-columns-repeated=\"1000000000\"><text:p>x</text:p></table:table-cell></table:table-row></table:table>",
            ),
        ),
        (
            "repeated_spaces.odt",
            Any,
            opened("<text:p>a<text:s text:c=\"4000000000\"/>b</text:p>"),
        ),
        ("deep.odt", Any, opened(&"<text:span>".repeat(300_000))),
        (
            "a_million_braces.rtf",
            Any,
            [b"{\\rtf1 ".as_slice(), &b"{".repeat(1_000_000)].concat(),
        ),
        (
            "binary_of_gigabytes.rtf",
            Any,
            b"{\\rtf1 \\bin2147483647 x}".to_vec(),
        ),
    ]
}

const TYPES: &str = "<?xml version=\"1.0\"?><Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/></Types>";

fn body(inner: &str) -> String {
    format!(
        "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>{inner}</w:body></w:document>"
    )
}

/// Entities that expand to a thousand million of the innermost.
pub fn laughs(root: &str) -> String {
    let mut text = "<?xml version=\"1.0\"?><!DOCTYPE d [<!ENTITY a \"ha\">".to_owned();
    for (of, name) in "abcdefgh".chars().zip("bcdefghi".chars()) {
        text += &format!("<!ENTITY {name} \"{}\">", format!("&{of};").repeat(10));
    }
    text + "]>" + root
}

pub fn docx(document: &str) -> Vec<u8> {
    zip::of(&[
        ("[Content_Types].xml", TYPES),
        (
            "_rels/.rels",
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"word/document.xml\"/></Relationships>",
        ),
        ("word/document.xml", document),
    ])
}

pub fn xlsx(rows: &str, strings: &str) -> Vec<u8> {
    zip::of(&[
        ("[Content_Types].xml", TYPES),
        (
            "_rels/.rels",
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>",
        ),
        (
            "xl/workbook.xml",
            "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"One\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>",
        ),
        (
            "xl/_rels/workbook.xml.rels",
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"r2\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings\" Target=\"sharedStrings.xml\"/></Relationships>",
        ),
        (
            "xl/worksheets/sheet1.xml",
            &format!(
                "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>{rows}</sheetData></worksheet>"
            ),
        ),
        ("xl/sharedStrings.xml", strings),
    ])
}

fn pptx() -> Vec<u8> {
    let circle = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/slide\" Target=\"../slides/slide1.xml\"/><Relationship Id=\"r2\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/notesSlide\" Target=\"slide1.xml\"/></Relationships>";
    zip::of(&[
        ("[Content_Types].xml", TYPES),
        (
            "ppt/presentation.xml",
            "<p:presentation xmlns:p=\"http://schemas.openxmlformats.org/presentationml/2006/main\"/>",
        ),
        ("ppt/_rels/presentation.xml.rels", circle),
        (
            "ppt/slides/slide1.xml",
            "<p:sld xmlns:p=\"http://schemas.openxmlformats.org/presentationml/2006/main\"/>",
        ),
        ("ppt/slides/_rels/slide1.xml.rels", circle),
    ])
}

fn opened(inner: &str) -> Vec<u8> {
    zip(&[
        Entry::stored("mimetype", b"application/vnd.oasis.opendocument.text"),
        Entry::new("content.xml", format!(
            "<office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\"><office:body>{inner}</office:body></office:document-content>"
        ).as_bytes()),
    ])
}

fn pdf() -> Vec<(&'static str, Kind, Vec<u8>)> {
    let page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>";
    let stream = |dictionary: &str, bytes: &[u8]| {
        let head = format!("<<{dictionary}/Length {}>>stream\n", bytes.len());
        [head.as_bytes(), bytes, b"\nendstream"].concat()
    };
    let of = |objects: &[&[u8]]| pdf_of(objects, "/Root 1 0 R");
    let catalog: &[u8] = b"<</Type/Catalog/Pages 2 0 R>>";
    let pages: &[u8] = b"<</Type/Pages/Kids[3 0 R]/Count 1>>";
    let text = stream("", b"BT /F 9 Tf (pdf@northwind.test) Tj ET");
    let good = of(&[catalog, pages, page.as_bytes(), &text]);
    vec![
        ("magic_only.pdf", Told, b"%PDF-1.7\n".to_vec()),
        ("cut.pdf", Any, good[..good.len() / 2].to_vec()),
        (
            "pages_in_circles.pdf",
            Any,
            of(&[catalog, b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>"]),
        ),
        (
            "a_hundred_thousand_arrays.pdf",
            Any,
            of(&[catalog, pages, &b"[".repeat(100_000)]),
        ),
        (
            "dictionaries_without_end.pdf",
            Any,
            of(&[catalog, pages, &b"<</A".repeat(100_000)]),
        ),
        (
            "length_of_itself.pdf",
            Any,
            of(&[
                catalog,
                pages,
                page.as_bytes(),
                b"<</Length 4 0 R>>stream\nx\nendstream",
            ]),
        ),
        (
            "table_before_itself.pdf",
            Any,
            pdf_of(&[catalog, pages], "/Root 1 0 R/Prev 9"),
        ),
        (
            "bomb.pdf",
            Any,
            of(&[
                catalog,
                pages,
                page.as_bytes(),
                &stream("/Filter/FlateDecode", &zip::zlib(&zip::repeated(b' ', 700))),
            ]),
        ),
        (
            "filters_by_the_thousand.pdf",
            Any,
            of(&[
                catalog,
                pages,
                page.as_bytes(),
                &stream(&format!("/Filter[{}]", "/FlateDecode".repeat(10_000)), b"x"),
            ]),
        ),
        (
            "objects_in_themselves.pdf",
            Any,
            of(&[
                catalog,
                pages,
                page.as_bytes(),
                &stream("/Type/ObjStm/N 2/First 8/Extends 4 0 R", b"4 0 5 0 4 0 R"),
            ]),
        ),
        (
            "two_thousand_million_pages.pdf",
            Any,
            of(&[
                catalog,
                b"<</Type/Pages/Kids[3 0 R]/Count 2147483647>>",
                page.as_bytes(),
                &text,
            ]),
        ),
        (
            "encrypted.pdf",
            Any,
            pdf_of(
                &[catalog, pages, page.as_bytes(), &text],
                "/Root 1 0 R/Encrypt<</Filter/Standard/V 9/R 9/O()/U()/P 0>>",
            ),
        ),
        (
            "form_in_itself.pdf",
            Any,
            of(&[
                catalog,
                pages,
                page.as_bytes(),
                &stream(
                    "/Type/XObject/Subtype/Form/Resources<</XObject<</X 4 0 R>>>>",
                    b"/X Do /X Do",
                ),
            ]),
        ),
    ]
}

fn pdf_of(objects: &[&[u8]], trailer: &str) -> Vec<u8> {
    let mut out = b"%PDF-1.7\n".to_vec();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (number, object) in objects.iter().enumerate() {
        table += &format!("{:010} 00000 n \n", out.len());
        out.extend(format!("{} 0 obj\n", number + 1).as_bytes());
        out.extend(*object);
        out.extend(b"\nendobj\n");
    }
    let at = out.len();
    let size = objects.len() + 1;
    out.extend(format!("{table}trailer\n<</Size {size}{trailer}>>\nstartxref\n{at}\n%%EOF\n").as_bytes());
    out
}

fn mail() -> Vec<(&'static str, Kind, Vec<u8>)> {
    let head = "From: a@northwind.test\r\nTo: b@northwind.test\r\nSubject: x\r\nMIME-Version: 1.0\r\n";
    let deep: String = (0..5_000)
        .map(|n| format!("Content-Type: multipart/mixed; boundary=\"b{n}\"\r\n\r\n--b{n}\r\n"))
        .collect();
    let inside: String = "Content-Type: message/rfc822\r\n\r\n".repeat(5_000);
    let attached = base64(&zip(&[Entry::bomb("a.txt", b'a', 400)]));
    vec![
        ("five_thousand_parts_deep.eml", Any, format!("{head}{deep}x").into_bytes()),
        ("five_thousand_mails_deep.eml", Any, format!("{head}{inside}x").into_bytes()),
        ("header_of_megabytes.eml", Any, format!("{head}X-Long: {}\r\n\r\nx", "x".repeat(12 << 20)).into_bytes()),
        ("boundary_without_end.eml", Any, format!("{head}Content-Type: multipart/mixed; boundary=b\r\n\r\n{}", "--b\r\n".repeat(500_000)).into_bytes()),
        ("bomb_attached.eml", Any, format!(
            "{head}Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: application/zip; name=a.zip\r\nContent-Transfer-Encoding: base64\r\n\r\n{attached}\r\n--b--\r\n"
        ).into_bytes()),
        ("words_in_circles.eml", Any, format!("Subject: {}\r\n{head}\r\nx", "=?utf-8?B?".repeat(200_000)).into_bytes()),
    ]
}

fn base64(bytes: &[u8]) -> String {
    use base64::Engine;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}
