//! Values in the XML that documents and pictures carry: properties of XMP packets, fields of forms, notes.
//! Only values are handed out: namespaces, ids and dates of the packet itself belong to nobody.

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};

/// Elements inside elements.
const MAX_DEPTH: usize = 256;
/// Values of one packet.
const MAX_VALUES: usize = 200_000;
/// Bytes of one value.
const LONGEST: usize = 1024 * 1024;

/// Properties that tell of the file's making, not of people: ids, dates, versions, thumbnails, colour tables.
const OF_THE_FILE: &[&str] = &[
    "about",
    "CreateDate",
    "DocumentID",
    "History",
    "InstanceID",
    "MetadataDate",
    "ModifyDate",
    "OriginalDocumentID",
    "PDFVersion",
    "RenditionClass",
    "Thumbnails",
    "VersionID",
    "action",
    "changed",
    "conformance",
    "documentID",
    "format",
    "image",
    "instanceID",
    "lang",
    "originalDocumentID",
    "parseType",
    "part",
    "resource",
    "softwareAgent",
    "when",
    "xmptk",
];

/// Elements of lists and descriptions, whose values belong to what is around them.
const AROUND: &[&str] = &[
    "RDF",
    "Description",
    "Alt",
    "Bag",
    "Seq",
    "li",
    "xmpmeta",
    "xapmeta",
];

/// A value under its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Value {
    pub(crate) name: String,
    pub(crate) text: String,
}

/// What an XMP packet tells of the document.
pub(crate) fn properties(xml: &[u8]) -> Vec<Value> {
    let mut values = Vec::new();
    walk(xml, &mut |piece| {
        let (Piece::Text { path, text } | Piece::Attribute { path, text, .. }) = &piece;
        let name = match &piece {
            Piece::Attribute { name, .. } => Some(*name),
            Piece::Text { .. } => None,
        };
        let of_the_file = |name: &str| OF_THE_FILE.contains(&name);
        if path.iter().any(|name| of_the_file(name)) || name.is_some_and(of_the_file) {
            return;
        }
        let own = path
            .iter()
            .rev()
            .map(String::as_str)
            .find(|name| !AROUND.contains(name));
        if let Some(name) = name.or(own) {
            push(&mut values, name, text);
        }
    });
    values
}

/// The text of every element under the element's name.
pub(crate) fn fields(xml: &[u8]) -> Vec<Value> {
    let mut values = Vec::new();
    walk(xml, &mut |piece| {
        if let Piece::Text { path, text } = piece {
            push(&mut values, path.last().map_or("", String::as_str), text);
        }
    });
    values
}

/// All text, without the elements around it.
pub(crate) fn plain(xml: &[u8]) -> String {
    let texts: Vec<String> = fields(xml).into_iter().map(|value| value.text).collect();
    texts.join("\n")
}

fn push(values: &mut Vec<Value>, name: &str, text: &str) {
    let text = text.trim();
    if !text.is_empty() && values.len() < MAX_VALUES {
        values.push(Value {
            name: name.to_owned(),
            text: text.to_owned(),
        });
    }
}

enum Piece<'p> {
    Text {
        path: &'p [String],
        text: &'p str,
    },
    Attribute {
        path: &'p [String],
        name: &'p str,
        text: &'p str,
    },
}

/// Hands out what it can; damaged XML ends it.
fn walk(xml: &[u8], each: &mut dyn FnMut(Piece<'_>)) {
    let xml = decoded(xml);
    let mut reader = Reader::from_str(&xml);
    reader.config_mut().check_end_names = false;
    let (mut path, mut text): (Vec<String>, String) = (Vec::new(), String::new());
    loop {
        let event = match reader.read_event() {
            Ok(Event::Eof) | Err(_) => break,
            Ok(event) => event,
        };
        match event {
            Event::Text(part) => add(&mut text, &part.xml10_content()),
            Event::CData(part) => add(&mut text, &part.xml10_content()),
            Event::GeneralRef(reference) => {
                if let Ok(Some(letter)) = reference.resolve_char_ref() {
                    text.push(letter);
                } else if let Some(known) = resolve_predefined_entity(&reference.xml10_content()) {
                    add(&mut text, known);
                }
            }
            Event::Start(start) => {
                give(&mut text, &path, each);
                if path.len() >= MAX_DEPTH {
                    break;
                }
                path.push(local(&start));
                attributes(&start, &path, each);
            }
            Event::Empty(start) => {
                give(&mut text, &path, each);
                path.push(local(&start));
                attributes(&start, &path, each);
                path.pop();
            }
            Event::End(_) => {
                give(&mut text, &path, each);
                path.pop();
            }
            _ => {}
        }
    }
    give(&mut text, &path, each);
}

fn add(text: &mut String, more: &str) {
    if text.len() + more.len() <= LONGEST {
        text.push_str(more);
    }
}

fn give(text: &mut String, path: &[String], each: &mut dyn FnMut(Piece<'_>)) {
    if !text.trim().is_empty() {
        each(Piece::Text { path, text });
    }
    text.clear();
}

fn attributes(start: &BytesStart<'_>, path: &[String], each: &mut dyn FnMut(Piece<'_>)) {
    for attribute in start.attributes().with_checks(false).flatten().take(1000) {
        let name = attribute.key.local_name().as_ref().to_owned();
        let key = attribute.key.as_ref();
        if key == "xmlns" || key.starts_with("xmlns:") {
            continue;
        }
        let text = quick_xml::escape::unescape(&attribute.value).unwrap_or_default();
        each(Piece::Attribute {
            path,
            name: &name,
            text: &text,
        });
    }
}

fn local(start: &BytesStart<'_>) -> String {
    start.local_name().as_ref().to_owned()
}

/// Packets are UTF-8, and UTF-16 where their first bytes say so.
fn decoded(xml: &[u8]) -> String {
    let encoding = match xml {
        [0xfe, 0xff, ..] | [0, b'<', ..] => encoding_rs::UTF_16BE,
        [0xff, 0xfe, ..] | [b'<', 0, ..] => encoding_rs::UTF_16LE,
        _ => encoding_rs::UTF_8,
    };
    encoding.decode_with_bom_removal(xml).0.into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PACKET: &str = r#"<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="Core 5.6-c140 79.160451, 2017/05/06-01:08:21">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="uuid:1" xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/" pdf:Producer="Maker &amp; Co">
<xmpMM:DocumentID>uuid:0c6aba0b-5ef5-4b3c-8a38-6d8e2a4b1f11</xmpMM:DocumentID>
<xmpMM:History><rdf:Seq><rdf:li stEvt:instanceID="xmp.iid:4111111111111111"/></rdf:Seq></xmpMM:History>
<dc:creator><rdf:Seq><rdf:li>Ann Lee</rdf:li><rdf:li>Bo &#65; &lt;b@site.test&gt;</rdf:li></rdf:Seq></dc:creator>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">Plan</rdf:li></rdf:Alt></dc:title>
</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>"#;

    #[test]
    fn values_are_told_and_the_packets_own_ids_are_not() {
        let told: Vec<(String, String)> = properties(PACKET.as_bytes())
            .into_iter()
            .map(|value| (value.name, value.text))
            .collect();
        let expected = [
            ("Producer", "Maker & Co"),
            ("creator", "Ann Lee"),
            ("creator", "Bo A <b@site.test>"),
            ("title", "Plan"),
        ];
        assert_eq!(
            told,
            expected.map(|(name, text)| (name.to_owned(), text.to_owned()))
        );
    }

    #[test]
    fn damaged_and_deep_xml_ends() {
        assert_eq!(plain(b"<p>one</p><p>two"), "one\ntwo");
        assert_eq!(plain("<a>".repeat(100_000).as_bytes()), "");
        assert_eq!(plain(b"<a b=\"<\" &"), "");
    }
}
