//! Makes the documents that `cargo xtask bench documents` reads: the same bytes on every machine. One row, line or
//! paragraph in a hundred holds an address.

use parquet::{
    basic::{Compression, ZstdLevel},
    data_type::{ByteArray, ByteArrayType, Int64Type},
    file::{properties::WriterProperties, writer::SerializedFileWriter},
    schema::parser::parse_message_type,
};
use std::fs::File;
use std::io::{Error, Result, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use zip::{ZipWriter, write::SimpleFileOptions};

const ROWS: usize = 200_000;
const PARAGRAPHS: usize = 60_000;
const PAGES: usize = 400;
const LINES: usize = 45;

fn main() -> Result<()> {
    let dir: PathBuf = std::env::args_os()
        .nth(1)
        .ok_or_else(|| Error::other("name the folder for the documents"))?
        .into();
    std::fs::create_dir_all(&dir)?;
    sheet(&dir.join("sheet.xlsx"))?;
    letter(&dir.join("letter.docx"))?;
    table(&dir.join("table.parquet"))?;
    pages(&dir.join("pages.pdf"))
}

/// What a row says: mostly of nobody.
fn sentence(number: usize) -> String {
    if number.is_multiple_of(100) {
        format!("order {number} was asked for by customer{number}@northwind.test on the phone")
    } else {
        format!("order {number} was packed, weighed and put on the second shelf from the left")
    }
}

fn package(path: &Path, parts: &[(&str, String)]) -> Result<()> {
    let mut zip = ZipWriter::new(File::create(path)?);
    for (name, text) in parts {
        zip.start_file(*name, SimpleFileOptions::default())?;
        zip.write_all(text.as_bytes())?;
    }
    zip.finish()?;
    Ok(())
}

const TYPES: &str = "<?xml version=\"1.0\"?><Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
    <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
    <Default Extension=\"xml\" ContentType=\"application/xml\"/>";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

fn relations(kind: &str, target: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?><Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
         <Relationship Id=\"r1\" Type=\"{OFFICE}/{kind}\" Target=\"{target}\"/></Relationships>"
    )
}

fn sheet(path: &Path) -> Result<()> {
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let mut rows = format!("<?xml version=\"1.0\"?><worksheet xmlns=\"{main}\"><sheetData>");
    for row in 1..=ROWS {
        rows += &format!(
            "<row r=\"{row}\"><c r=\"A{row}\"><v>{}</v></c><c r=\"B{row}\" t=\"inlineStr\"><is><t>{}</t></is></c>\
             <c r=\"C{row}\"><v>{}.25</v></c></row>",
            100_000 + row,
            sentence(row),
            row % 977
        );
    }
    rows += "</sheetData></worksheet>";
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml";
    package(
        path,
        &[
            (
                "[Content_Types].xml",
                format!(
                    "{TYPES}<Override PartName=\"/xl/workbook.xml\" ContentType=\"{kind}.sheet.main+xml\"/>\
                     <Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"{kind}.worksheet+xml\"/></Types>"
                ),
            ),
            ("_rels/.rels", relations("officeDocument", "xl/workbook.xml")),
            (
                "xl/workbook.xml",
                format!(
                    "<?xml version=\"1.0\"?><workbook xmlns=\"{main}\" xmlns:r=\"{OFFICE}\"><sheets>\
                     <sheet name=\"Orders\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
                ),
            ),
            (
                "xl/_rels/workbook.xml.rels",
                relations("worksheet", "worksheets/sheet1.xml"),
            ),
            ("xl/worksheets/sheet1.xml", rows),
        ],
    )
}

fn letter(path: &Path) -> Result<()> {
    let main = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    let mut body = format!("<?xml version=\"1.0\"?><w:document xmlns:w=\"{main}\"><w:body>");
    for number in 1..=PARAGRAPHS {
        let text = sentence(number);
        let (one, two) = text.split_at(text.len() / 2);
        body += &format!(
            "<w:p><w:r><w:t xml:space=\"preserve\">{one}</w:t></w:r><w:r><w:rPr><w:b/></w:rPr>\
             <w:t xml:space=\"preserve\">{two}</w:t></w:r></w:p>"
        );
    }
    body += "</w:body></w:document>";
    package(
        path,
        &[
            (
                "[Content_Types].xml",
                format!(
                    "{TYPES}<Override PartName=\"/word/document.xml\" ContentType=\"\
                     application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/></Types>"
                ),
            ),
            ("_rels/.rels", relations("officeDocument", "word/document.xml")),
            ("word/document.xml", body),
        ],
    )
}

fn table(path: &Path) -> Result<()> {
    let schema = parse_message_type("message orders { required int64 number; required binary note (UTF8); }")
        .map_err(Error::other)?;
    let level = ZstdLevel::try_new(3).map_err(Error::other)?;
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(level))
        .build();
    let mut writer = SerializedFileWriter::new(File::create(path)?, Arc::new(schema), Arc::new(properties))
        .map_err(Error::other)?;
    for group in 0..5 {
        let numbers: Vec<i64> = (0..ROWS)
            .filter_map(|row| i64::try_from(group * ROWS + row).ok())
            .collect();
        let notes: Vec<ByteArray> = (0..ROWS)
            .map(|row| ByteArray::from(sentence(group * ROWS + row).into_bytes()))
            .collect();
        let mut rows = writer.next_row_group().map_err(Error::other)?;
        if let Some(mut column) = rows.next_column().map_err(Error::other)? {
            (column.typed::<Int64Type>().write_batch(&numbers, None, None)).map_err(Error::other)?;
            column.close().map_err(Error::other)?;
        }
        if let Some(mut column) = rows.next_column().map_err(Error::other)? {
            (column.typed::<ByteArrayType>().write_batch(&notes, None, None)).map_err(Error::other)?;
            column.close().map_err(Error::other)?;
        }
        rows.close().map_err(Error::other)?;
    }
    writer.close().map_err(Error::other)?;
    Ok(())
}

fn pages(path: &Path) -> Result<()> {
    let mut out = b"%PDF-1.4\n".to_vec();
    let mut places = Vec::new();
    let mut object = |out: &mut Vec<u8>, text: &str| {
        places.push(out.len());
        out.extend_from_slice(format!("{} 0 obj\n{text}\nendobj\n", places.len()).as_bytes());
    };
    object(&mut out, "<</Type/Catalog/Pages 2 0 R>>");
    let kids: String = (0..PAGES).map(|page| format!("{} 0 R ", 4 + 2 * page)).collect();
    object(&mut out, &format!("<</Type/Pages/Count {PAGES}/Kids[{kids}]>>"));
    object(&mut out, "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>");
    for page in 0..PAGES {
        let content = 5 + 2 * page;
        object(
            &mut out,
            &format!(
                "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>>>/Contents {content} 0 R>>"
            ),
        );
        let lines: String = (0..LINES)
            .map(|line| format!("({}) Tj T*\n", sentence(1 + page * LINES + line)))
            .collect();
        let stream = format!("BT /F 11 Tf 14 TL 50 800 Td\n{lines}ET");
        object(
            &mut out,
            &format!("<</Length {}>>stream\n{stream}\nendstream", stream.len()),
        );
    }
    let at = out.len();
    let mut end = format!("xref\n0 {}\n0000000000 65535 f \n", places.len() + 1);
    for place in &places {
        end += &format!("{place:010} 00000 n \n");
    }
    end += &format!(
        "trailer<</Size {}/Root 1 0 R>>\nstartxref\n{at}\n%%EOF\n",
        places.len() + 1
    );
    out.extend_from_slice(end.as_bytes());
    std::fs::write(path, out)
}
