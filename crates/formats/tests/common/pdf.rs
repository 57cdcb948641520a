//! PDF files written by hand: objects, their list with true offsets, and a trailer.
#![allow(dead_code, reason = "each test file uses its part")]

use flate2::{Compression, write::ZlibEncoder};
use std::io::Write;

/// A file being written. Object 1 is the catalogue, object 2 the page tree, object 3 Helvetica.
pub struct Pdf {
    objects: Vec<Vec<u8>>,
    pages: Vec<usize>,
    catalog: String,
    pub trailer: String,
}

impl Pdf {
    pub fn new() -> Self {
        let mut pdf = Self {
            objects: vec![Vec::new(); 2],
            pages: Vec::new(),
            catalog: String::new(),
            trailer: String::new(),
        };
        pdf.object("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>");
        pdf
    }

    /// Adds an object; its number.
    pub fn object(&mut self, body: impl Into<Vec<u8>>) -> usize {
        self.objects.push(body.into());
        self.objects.len()
    }

    /// The number that the next object gets.
    pub fn next(&self) -> usize {
        self.objects.len() + 1
    }

    pub fn stream(&mut self, entries: &str, bytes: &[u8]) -> usize {
        let mut body = format!("<< {entries} /Length {} >>\nstream\n", bytes.len()).into_bytes();
        body.extend(bytes);
        body.extend(b"\nendstream");
        self.object(body)
    }

    pub fn packed(&mut self, entries: &str, bytes: &[u8]) -> usize {
        self.stream(&format!("/Filter /FlateDecode {entries}"), &deflated(bytes))
    }

    /// A page with these operators; more entries and resources may be given.
    pub fn page_with(&mut self, content: &str, resources: &str, entries: &str) -> usize {
        let content = self.packed("", content.as_bytes());
        let page = self.object(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents {content} 0 R \
             /Resources << /Font << /F1 3 0 R >> {resources} >> {entries} >>"
        ));
        self.pages.push(page);
        page
    }

    /// A page with these entries beside the usual ones.
    pub fn page_of(&mut self, entries: &str) -> usize {
        let page = self.object(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] {entries} >>"
        ));
        self.pages.push(page);
        page
    }

    pub fn page(&mut self, content: &str) -> usize {
        self.page_with(content, "", "")
    }

    /// A page that shows one line.
    pub fn line(&mut self, text: &str) -> usize {
        self.page(&format!("BT /F1 12 Tf 50 700 Td ({text}) Tj ET"))
    }

    /// Adds entries to the catalogue.
    pub fn catalog(&mut self, entries: &str) {
        self.catalog.push_str(entries);
    }

    fn finished(&mut self) {
        self.objects[0] = format!("<< /Type /Catalog /Pages 2 0 R {} >>", self.catalog).into_bytes();
        let kids: Vec<String> = self.pages.iter().map(|page| format!("{page} 0 R")).collect();
        self.objects[1] = format!(
            "<< /Type /Pages /Count {} /Kids [{}] >>",
            kids.len(),
            kids.join(" ")
        )
        .into_bytes();
    }

    pub fn bytes(mut self) -> Vec<u8> {
        self.finished();
        let mut out = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n".to_vec();
        let mut offsets = Vec::new();
        for (index, object) in self.objects.iter().enumerate() {
            offsets.push(out.len());
            writeln!(out, "{} 0 obj", index + 1).unwrap();
            out.extend(object);
            out.extend(b"\nendobj\n");
        }
        let list = out.len();
        writeln!(out, "xref\n0 {}\n0000000000 65535 f ", offsets.len() + 1).unwrap();
        for offset in &offsets {
            writeln!(out, "{offset:010} 00000 n ").unwrap();
        }
        writeln!(
            out,
            "trailer\n<< /Size {} /Root 1 0 R {} >>\nstartxref\n{list}\n%%EOF",
            offsets.len() + 1,
            self.trailer
        )
        .unwrap();
        out
    }

    /// The same with all plain objects in one object stream and the list in a stream of its own.
    pub fn bytes_in_object_stream(mut self) -> Vec<u8> {
        self.finished();
        let mut out = b"%PDF-1.7\n".to_vec();
        let (mut head, mut inner, mut packed) = (String::new(), Vec::new(), Vec::new());
        let mut entries: Vec<(u8, usize, usize)> = vec![(0, 0, 0xff)];
        let holder = self.objects.len() + 1;
        for (index, object) in self.objects.iter().enumerate() {
            if object.windows(6).any(|window| window == b"stream") {
                entries.push((1, out.len(), 0));
                writeln!(out, "{} 0 obj", index + 1).unwrap();
                out.extend(object);
                out.extend(b"\nendobj\n");
            } else {
                head.push_str(&format!("{} {} ", index + 1, inner.len()));
                entries.push((2, holder, packed.len()));
                packed.push(index);
                inner.extend(object);
                inner.push(b'\n');
            }
        }
        let first = head.len();
        let mut body = head.into_bytes();
        body.extend(inner);
        let body = deflated(&body);
        entries.push((1, out.len(), 0));
        writeln!(
            out,
            "{holder} 0 obj\n<< /Type /ObjStm /N {} /First {first} /Filter /FlateDecode /Length {} >>\nstream",
            packed.len(),
            body.len()
        )
        .unwrap();
        out.extend(body);
        out.extend(b"\nendstream\nendobj\n");
        let list = out.len();
        entries.push((1, list, 0));
        let mut rows = Vec::new();
        for (kind, place, extra) in &entries {
            rows.push(*kind);
            rows.extend(u32::try_from(*place).unwrap().to_be_bytes());
            rows.push(u8::try_from(*extra).unwrap());
        }
        writeln!(
            out,
            "{} 0 obj\n<< /Type /XRef /Size {} /W [1 4 1] /Root 1 0 R {} /Length {} >>\nstream",
            holder + 1,
            entries.len(),
            self.trailer,
            rows.len()
        )
        .unwrap();
        out.extend(rows);
        writeln!(out, "\nendstream\nendobj\nstartxref\n{list}\n%%EOF").unwrap();
        out
    }
}

pub fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}
