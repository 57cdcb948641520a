//! Documents, workbooks, databases and packed files, written part by part.

use super::file::{Prose, Table};
use std::io::{Cursor, Write};
use zip::{ZipWriter, write::SimpleFileOptions};

pub fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

pub fn tar(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut tar = tar::Builder::new(Vec::new());
    for (name, bytes) in entries {
        let mut header = tar::Header::new_ustar();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        tar.append_data(&mut header, name, *bytes).unwrap();
    }
    tar.into_inner().unwrap()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

fn office(main: &str, path: &str, entries: &[(&str, String)]) -> Vec<u8> {
    let types = format!(
        "<?xml version='1.0'?><Types><Default Extension='xml' ContentType='application/xml'/><Override PartName='/{path}' \
         ContentType='application/vnd.openxmlformats-officedocument.{main}.main+xml'/></Types>"
    );
    let mut parts: Vec<(&str, &[u8])> = vec![("[Content_Types].xml", types.as_bytes())];
    parts.extend(entries.iter().map(|(name, text)| (*name, text.as_bytes())));
    zip(&parts)
}

pub fn docx(prose: &Prose) -> Vec<u8> {
    let lines: String = (prose.lines.iter())
        .map(|line| {
            format!(
                "<w:p><w:r><w:t xml:space='preserve'>{}</w:t></w:r></w:p>",
                escaped(line)
            )
        })
        .collect();
    word(&lines)
}

pub fn docx_table(table: &Table) -> Vec<u8> {
    let row = |cells: String| format!("<w:tr>{cells}</w:tr>");
    let cell = |text: &str| format!("<w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>", escaped(text));
    let mut rows = row(table.columns.iter().map(|column| cell(column)).collect());
    rows.extend(
        table
            .rows
            .iter()
            .map(|cells| row(cells.iter().map(|value| cell(value)).collect())),
    );
    word(&format!("<w:tbl>{rows}</w:tbl>"))
}

fn word(body: &str) -> Vec<u8> {
    let xml = format!(
        "<?xml version='1.0' encoding='UTF-8'?><w:document xmlns:w='w' xmlns:r='r'><w:body>{body}</w:body></w:document>"
    );
    office(
        "wordprocessingml.document",
        "word/document.xml",
        &[("word/document.xml", xml)],
    )
}

pub fn xlsx(table: &Table) -> Vec<u8> {
    let row = |number: usize, cells: &mut dyn Iterator<Item = &str>| {
        let cells: String = (b'A'..)
            .zip(cells)
            .map(|(column, text)| {
                let at = char::from(column);
                format!(
                    "<c r='{at}{number}' t='inlineStr'><is><t>{}</t></is></c>",
                    escaped(text)
                )
            })
            .collect();
        format!("<row r='{number}'>{cells}</row>")
    };
    let mut rows = row(1, &mut table.columns.iter().copied());
    for (number, cells) in (2..).zip(&table.rows) {
        rows.push_str(&row(number, &mut cells.iter().map(String::as_str)));
    }
    let entries = [
        (
            "xl/worksheets/sheet1.xml",
            format!("<worksheet><sheetData>{rows}</sheetData></worksheet>"),
        ),
        (
            "xl/workbook.xml",
            "<workbook><sheets><sheet name='Staff' sheetId='1' r:id='r1'/></sheets></workbook>".to_owned(),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            "<Relationships><Relationship Id='r1' Target='worksheets/sheet1.xml'/></Relationships>"
                .to_owned(),
        ),
    ];
    office("spreadsheetml.sheet", "xl/workbook.xml", &entries)
}

pub fn pptx(prose: &Prose) -> Vec<u8> {
    let lines: String = (prose.lines.iter())
        .map(|line| format!("<a:p><a:r><a:t>{}</a:t></a:r></a:p>", escaped(line)))
        .collect();
    let entries = [
        (
            "ppt/presentation.xml",
            "<p:presentation><p:sldIdLst><p:sldId id='256' r:id='r1'/></p:sldIdLst></p:presentation>"
                .to_owned(),
        ),
        (
            "ppt/_rels/presentation.xml.rels",
            "<Relationships><Relationship Id='r1' Target='slides/slide1.xml'/></Relationships>".to_owned(),
        ),
        (
            "ppt/slides/slide1.xml",
            format!(
                "<p:sld><p:cSld><p:spTree><p:sp><p:txBody>{lines}</p:txBody></p:sp></p:spTree></p:cSld></p:sld>"
            ),
        ),
    ];
    office("presentationml.presentation", "ppt/presentation.xml", &entries)
}

pub fn open_document(kind: &str, body: &str) -> Vec<u8> {
    let kind = format!("application/vnd.oasis.opendocument.{kind}");
    let xml = format!(
        "<?xml version='1.0' encoding='UTF-8'?><office:document-content xmlns:office='o' xmlns:text='t' xmlns:table='b'>\
         <office:body>{body}</office:body></office:document-content>"
    );
    zip(&[("mimetype", kind.as_bytes()), ("content.xml", xml.as_bytes())])
}

pub fn odt(prose: &Prose) -> Vec<u8> {
    let lines: String = prose
        .lines
        .iter()
        .map(|line| format!("<text:p>{}</text:p>", escaped(line)))
        .collect();
    open_document("text", &format!("<office:text>{lines}</office:text>"))
}

pub fn ods(table: &Table) -> Vec<u8> {
    let cell = |text: &str| {
        format!(
            "<table:table-cell office:value-type='string'><text:p>{}</text:p></table:table-cell>",
            escaped(text)
        )
    };
    let row = |cells: String| format!("<table:table-row>{cells}</table:table-row>");
    let mut rows = row(table.columns.iter().map(|column| cell(column)).collect());
    rows.extend(
        table
            .rows
            .iter()
            .map(|cells| row(cells.iter().map(|value| cell(value)).collect())),
    );
    open_document(
        "spreadsheet",
        &format!(
            "<office:spreadsheet><table:table table:name='Staff'>{rows}</table:table></office:spreadsheet>"
        ),
    )
}

pub fn rtf(prose: &Prose) -> Vec<u8> {
    let mut text = String::from("{\\rtf1\\ansi\\ansicpg1252\\deff0{\\fonttbl{\\f0 Arial;}}\\f0\\fs22\n");
    for line in &prose.lines {
        for c in line.chars() {
            match c {
                '\\' | '{' | '}' => text.extend(['\\', c]),
                c if c.is_ascii() => text.push(c),
                c => text.push_str(&format!("\\u{}?", u32::from(c))),
            }
        }
        text.push_str("\\par\n");
    }
    (text + "}\n").into_bytes()
}

/// One page of lines in a font that every reader has (ISO 32000-1, 9.6.2.2).
pub fn pdf(prose: &Prose) -> Vec<u8> {
    let mut content = String::from("BT /F1 10 Tf 14 TL 50 800 Td\n");
    for line in &prose.lines {
        let line: String = line.chars().filter(|c| !matches!(c, '(' | ')' | '\\')).collect();
        content.push_str(&format!("({line}) Tj T*\n"));
    }
    content.push_str("ET");
    let (content, _, _) = encoding_rs::WINDOWS_1252.encode(&content);
    let mut stream = format!("<< /Length {} >>\nstream\n", content.len()).into_bytes();
    stream.extend_from_slice(&content);
    stream.extend_from_slice(b"\nendstream");
    let objects: [&[u8]; 5] = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        &stream,
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ];
    let (mut pdf, mut places) = (b"%PDF-1.7\n".to_vec(), String::new());
    for (number, object) in (1..).zip(objects) {
        places.push_str(&format!("{:010} 00000 n \n", pdf.len()));
        pdf.extend_from_slice(format!("{number} 0 obj\n").as_bytes());
        pdf.extend_from_slice(object);
        pdf.extend_from_slice(b"\nendobj\n");
    }
    let end = pdf.len();
    pdf.extend_from_slice(
        format!("xref\n0 6\n0000000000 65535 f \n{places}trailer << /Size 6 /Root 1 0 R >>\nstartxref\n{end}\n%%EOF\n")
            .as_bytes(),
    );
    pdf
}

pub fn avro(table: &Table) -> Vec<u8> {
    let fields: Vec<String> = (table.columns.iter())
        .map(|column| format!(r#"{{"name":"{column}","type":"string"}}"#))
        .collect();
    let schema = format!(
        r#"{{"type":"record","name":"person","fields":[{}]}}"#,
        fields.join(",")
    );
    let schema = apache_avro::Schema::parse_str(&schema).unwrap();
    let mut writer = apache_avro::Writer::new(&schema, Vec::new()).unwrap();
    for row in &table.rows {
        let mut record = apache_avro::types::Record::new(&schema).unwrap();
        for (column, value) in table.columns.iter().zip(row) {
            record.put(column, value.as_str());
        }
        writer.append_value(record).unwrap();
    }
    writer.into_inner().unwrap()
}

pub fn parquet(table: &Table) -> Vec<u8> {
    use parquet::data_type::{ByteArray, ByteArrayType};
    let fields: String = (table.columns.iter())
        .map(|column| format!("REQUIRED BYTE_ARRAY {column} (UTF8);"))
        .collect();
    let schema =
        parquet::schema::parser::parse_message_type(&format!("message person {{ {fields} }}")).unwrap();
    let mut bytes = Vec::new();
    let mut writer =
        parquet::file::writer::SerializedFileWriter::new(&mut bytes, schema.into(), Default::default())
            .unwrap();
    let mut group = writer.next_row_group().unwrap();
    for at in 0..table.columns.len() {
        let values: Vec<ByteArray> = table.rows.iter().map(|row| row[at].as_str().into()).collect();
        let mut column = group.next_column().unwrap().unwrap();
        column
            .typed::<ByteArrayType>()
            .write_batch(&values, None, None)
            .unwrap();
        column.close().unwrap();
    }
    group.close().unwrap();
    writer.close().unwrap();
    bytes
}

pub fn arrow(table: &Table) -> Vec<u8> {
    use arrow_array::{ArrayRef, RecordBatch, StringArray};
    let columns = (table.columns.iter().enumerate()).map(|(at, column)| {
        let values: StringArray = table.rows.iter().map(|row| Some(row[at].as_str())).collect();
        (*column, std::sync::Arc::new(values) as ArrayRef)
    });
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let mut writer = arrow_ipc::writer::FileWriter::try_new(Vec::new(), &batch.schema()).unwrap();
    writer.write(&batch).unwrap();
    writer.into_inner().unwrap()
}
