//! A Word document with values in every place that the format has.

use super::open::{A, C, Package, R, W};
use super::seed::{Seed, base64, halves, xml};

fn run(text: &str) -> String {
    format!("<w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r>")
}

fn paragraph(text: &str) -> String {
    format!("<w:p>{}</w:p>", run(text))
}

fn root(name: &str, body: &str) -> String {
    format!(
        "<w:{name} xmlns:w=\"{W}\" xmlns:r=\"{R}\" xmlns:a=\"{A}\" xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\" xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\" xmlns:v=\"urn:schemas-microsoft-com:vml\">{body}</w:{name}>"
    )
}

/// A body with values in runs, cells, fields, boxes, deletions and controls.
fn body(seed: &mut Seed) -> String {
    let mut out = String::new();
    for _ in 0..30 {
        let value = xml(&seed.value());
        out += &paragraph(&format!("Mail {value}, please"));
    }
    for _ in 0..30 {
        let (a, b) = halves(&seed.value());
        out += &format!(
            "<w:p>{}<w:proofErr w:type=\"spellStart\"/><w:r><w:rPr><w:b/></w:rPr><w:t>{b} end</w:t></w:r></w:p>",
            run(&format!("start {a}"))
        );
    }
    for _ in 0..10 {
        // One letter a run, and an element between them.
        let value = seed.value();
        let runs: String = value.chars().map(|c| run(&xml(&c.to_string()))).collect();
        out += &format!(
            "<w:p>{runs}<w:bookmarkStart w:id=\"1\" w:name=\"x\"/><w:bookmarkEnd w:id=\"1\"/></w:p>"
        );
    }
    for _ in 0..20 {
        let (a, b) = halves(&seed.value());
        out += &format!(
            "<w:p><w:del w:id=\"7\" w:author=\"{}\" w:date=\"2026-01-05T10:00:00Z\"><w:r><w:delText>{a}</w:delText></w:r>\
             <w:r><w:delText>{b}</w:delText></w:r></w:del></w:p>",
            xml(&seed.value())
        );
    }
    for _ in 0..10 {
        let (a, b) = halves(&seed.email());
        out += &format!(
            "<w:p><w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText> HYPERLINK \"mailto:{a}</w:instrText></w:r>\
             <w:r><w:instrText>{b}\" </w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r>\
             <w:fldSimple w:instr=\" AUTHOR {} \"><w:r><w:t>x</w:t></w:r></w:fldSimple></w:p>",
            xml(&seed.value())
        );
    }
    for _ in 0..10 {
        let (a, b) = halves(&seed.value());
        out += &format!(
            "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>{a}</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>{b}</w:t></w:r></w:p>"
        );
        // Half of it is hidden.
        let (a, b) = halves(&seed.value());
        out += &format!(
            "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>{a}</w:t></w:r>{}</w:p>",
            run(&b)
        );
        // A deletion within it.
        let (a, b) = halves(&seed.value());
        out += &format!(
            "<w:p>{}<w:del w:id=\"1\" w:author=\"x\"><w:r><w:delText>no</w:delText></w:r></w:del>{}</w:p>",
            run(&a),
            run(&b)
        );
    }
    for _ in 0..8 {
        let (short, card, phone) = (seed.short(), seed.card(), seed.phone());
        let cell = |text: &str| format!("<w:tc>{}</w:tc>", paragraph(&xml(text)));
        out += &format!(
            "<w:tbl><w:tr>{}{}</w:tr><w:tr>{}{}{}</w:tr></w:tbl>",
            cell("Code"),
            cell("Card"),
            cell(&short),
            cell(&card),
            cell(&phone)
        );
    }
    for _ in 0..5 {
        let (a, b) = halves(&seed.value());
        let (c, d) = halves(&seed.value());
        let boxed = format!(
            "<w:txbxContent>{}</w:txbxContent>",
            paragraph(&xml(&seed.value()))
        );
        out += &format!(
            "<w:p>{}<w:r><mc:AlternateContent><mc:Choice Requires=\"wps\">{boxed}</mc:Choice><mc:Fallback><w:pict><v:shape alt=\"{}\">\
             <v:textbox>{boxed}</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>{}</w:p>",
            run(&a),
            xml(&seed.value()),
            run(&b)
        );
        out += &format!(
            "<w:p><w:r><w:drawing><wp:inline><wp:docPr id=\"4\" name=\"{}\" descr=\"{c}{d}\" title=\"{}\"/></wp:inline></w:drawing></w:r></w:p>",
            xml(&seed.value()),
            xml(&seed.value())
        );
        out += &format!(
            "<w:sdt><w:sdtPr><w:alias w:val=\"{}\"/><w:tag w:val=\"{}\"/><w:dropDownList><w:listItem w:displayText=\"{}\" w:value=\"{}\"/>\
             </w:dropDownList></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>",
            xml(&seed.value()),
            xml(&seed.value()),
            xml(&seed.value()),
            xml(&seed.value()),
            paragraph(&xml(&seed.value()))
        );
        out += &format!(
            "<!-- {} --><w:p><w:r><w:t><![CDATA[{}]]></w:t></w:r></w:p>",
            seed.email(),
            seed.email()
        );
        let numbered: String = seed
            .email()
            .chars()
            .map(|c| format!("&#{};", u32::from(c)))
            .collect();
        out += &paragraph(&numbered);
    }
    for _ in 0..5 {
        let phone = seed.phone();
        let (a, b) = phone.split_once('-').unwrap();
        out += &format!("<w:p><w:r><w:t>{a}</w:t><w:noBreakHyphen/><w:t>{b}</w:t></w:r></w:p>");
    }
    let anchor = seed.email();
    out += &format!(
        "<w:p><w:bookmarkStart w:id=\"3\" w:name=\"{anchor}\"/><w:hyperlink w:anchor=\"{anchor}\" w:tooltip=\"{}\">{}</w:hyperlink>\
         <w:hyperlink r:id=\"rId90\">{}</w:hyperlink></w:p>",
        xml(&seed.value()),
        run("link"),
        run("link")
    );
    out
}

pub fn document(seed: &mut Seed) -> Vec<u8> {
    let mut package = Package::default();
    let main = "word/document.xml";
    package
        .relation("", "rId1", "officeDocument", main)
        .relation("", "rId2", "metadata/core-properties", "docProps/core.xml")
        .relation("", "rId3", "extended-properties", "docProps/app.xml")
        .relation("", "rId4", "custom-properties", "docProps/custom.xml")
        .relation("", "rId5", "metadata/thumbnail", "docProps/thumbnail.png")
        .relation(
            "",
            "rId6",
            "digital-signature/origin",
            "_xmlsignatures/origin.sigs",
        );
    package.part(
        main,
        "wordprocessingml.document.main",
        &root("document", &format!("<w:body>{}</w:body>", body(seed))),
    );
    for (number, name) in (1..).zip([
        "header",
        "footer",
        "footnotes",
        "endnotes",
        "comments",
        "glossary/document",
    ]) {
        let path = format!("word/{name}1.xml");
        let mut text = String::new();
        for _ in 0..8 {
            let (a, b) = halves(&seed.value());
            let line = format!("<w:p>{}{}</w:p>", run(&a), run(&b));
            text += &match name {
                "comments" => format!(
                    "<w:comment w:id=\"{number}\" w:author=\"{}\" w:initials=\"{}\" w:date=\"2026-02-03T04:05:06Z\">{line}</w:comment>",
                    xml(&seed.value()),
                    xml(&seed.value())
                ),
                "footnotes" => format!("<w:footnote w:id=\"{number}\">{line}</w:footnote>"),
                "endnotes" => format!("<w:endnote w:id=\"{number}\">{line}</w:endnote>"),
                _ => line,
            };
        }
        let (kind, tag) = match name {
            "header" => ("header", "hdr"),
            "footer" => ("footer", "ftr"),
            "glossary/document" => ("document.glossary", "glossaryDocument"),
            other => (other, other),
        };
        package
            .part(&path, &format!("wordprocessingml.{kind}"), &root(tag, &text))
            .relation(main, &format!("rId{}", 10 + number), kind, &path["word/".len()..]);
    }
    let core = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties";
    package.part(
        "docProps/core.xml",
        "application/vnd.openxmlformats-package.core-properties",
        &format!(
            "<cp:coreProperties xmlns:cp=\"{core}\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" \
             xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><dc:title>{}</dc:title><dc:subject>{}</dc:subject><dc:creator>{}</dc:creator>\
             <cp:keywords>{}</cp:keywords><dc:description>{}</dc:description><cp:lastModifiedBy>{}</cp:lastModifiedBy>\
             <dcterms:created xsi:type=\"dcterms:W3CDTF\">{}T08:00:00Z</dcterms:created></cp:coreProperties>",
            xml(&seed.value()),
            xml(&seed.value()),
            xml(&seed.value()),
            xml(&seed.value()),
            xml(&seed.value()),
            xml(&seed.value()),
            seed.day().0
        ),
    );
    let extended = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties";
    package.part(
        "docProps/app.xml",
        "extended-properties",
        &format!(
            "<Properties xmlns=\"{extended}\"><Template>{}</Template><Manager>{}</Manager><Company>{}</Company><HyperlinkBase>{}</HyperlinkBase></Properties>",
            xml(&seed.value()),
            xml(&seed.value()),
            xml(&seed.value()),
            xml(&seed.value())
        ),
    );
    let custom = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties";
    let types = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes";
    package.part(
        "docProps/custom.xml",
        "custom-properties",
        &format!(
            "<Properties xmlns=\"{custom}\" xmlns:vt=\"{types}\"><property fmtid=\"{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}\" pid=\"2\" name=\"{}\">\
             <vt:lpwstr>{}</vt:lpwstr></property></Properties>",
            xml(&seed.value()),
            xml(&seed.value())
        ),
    );
    let mut variables = String::new();
    for _ in 0..5 {
        variables += &format!(
            "<w:docVar w:name=\"{}\" w:val=\"{}\"/>",
            xml(&seed.value()),
            xml(&seed.value())
        );
    }
    let connection = xml(&seed.value());
    package
        .part(
            "word/settings.xml",
            "wordprocessingml.settings",
            &root(
                "settings",
                &format!("<w:mailMerge><w:connectString w:val=\"User={connection}\"/></w:mailMerge><w:docVars>{variables}</w:docVars><w:rsids><w:rsid w:val=\"00A77427\"/></w:rsids>"),
            ),
        )
        .relation(main, "rId30", "settings", "settings.xml");
    package
        .part(
            "word/people.xml",
            "wordprocessingml.people",
            &format!(
                "<w15:people xmlns:w15=\"http://schemas.microsoft.com/office/word/2012/wordml\"><w15:person w15:author=\"{}\">\
                 <w15:presenceInfo w15:providerId=\"AD\" w15:userId=\"S::{}::1\"/></w15:person></w15:people>",
                xml(&seed.value()),
                seed.email()
            ),
        )
        .relation(main, "rId31", "people", "people.xml");
    package
        .part(
            "word/styles.xml",
            "wordprocessingml.styles",
            &root(
                "styles",
                &format!(
                    "<w:style w:type=\"paragraph\" w:styleId=\"a\"><w:name w:val=\"{}\"/></w:style>",
                    xml(&seed.value())
                ),
            ),
        )
        .relation(main, "rId32", "styles", "styles.xml");
    let mut cache = String::new();
    for at in 0..6 {
        cache += &format!("<c:pt idx=\"{at}\"><c:v>{}</c:v></c:pt>", xml(&seed.value()));
    }
    let mut sums = String::new();
    for at in 0..4 {
        sums += &format!("<c:pt idx=\"{at}\"><c:v>{}</c:v></c:pt>", seed.card());
    }
    package
        .part(
            "word/charts/chart1.xml",
            "drawingml.chart",
            &format!(
                "<c:chartSpace xmlns:c=\"{C}\" xmlns:a=\"{A}\" xmlns:r=\"{R}\"><c:chart><c:title><a:p><a:r><a:t>{}</a:t></a:r></a:p></c:title>\
                 <c:strRef><c:f>Sheet1!$A$1</c:f><c:strCache>{cache}</c:strCache></c:strRef><c:numRef><c:numCache><c:formatCode>General</c:formatCode>{sums}\
                 </c:numCache></c:numRef></c:chart><c:externalData r:id=\"rId1\"/></c:chartSpace>",
                xml(&seed.value())
            ),
        )
        .relation(main, "rId33", "chart", "charts/chart1.xml")
        .relation("word/charts/chart1.xml", "rId1", "package", "../embeddings/book1.docx");
    // A document inside, with a document inside.
    let mut inner = Package::default();
    inner
        .relation("", "rId1", "officeDocument", "word/document.xml")
        .part(
            "word/document.xml",
            "wordprocessingml.document.main",
            &root("document", &paragraph(&xml(&seed.value()))),
        );
    package.bytes("word/embeddings/book1.docx", &inner.file());
    let notes: String = (0..5).map(|_| format!("{}\r\n", seed.value())).collect();
    package
        .bytes("word/embeddings/notes.txt", notes.as_bytes())
        .relation(main, "rId34", "package", "embeddings/notes.txt");
    // A part whose name holds a value.
    let named = seed.email();
    package
        .part(
            &format!("customXml/{named}.xml"),
            "",
            &format!(
                "<a xmlns=\"urn:own\" b=\"{}\">{}<c>{}</c></a>",
                xml(&seed.value()),
                xml(&seed.value()),
                xml(&seed.value())
            ),
        )
        .relation(main, "rId35", "customXml", &format!("../customXml/{named}.xml"));
    let utf16: Vec<u8> = format!(
        "\u{feff}<?xml version=\"1.0\" encoding=\"UTF-16\"?><a><b>{}</b></a>",
        xml(&seed.value())
    )
    .encode_utf16()
    .flat_map(u16::to_le_bytes)
    .collect();
    package.bytes("customXml/item2.xml", &utf16).relation(
        main,
        "rId36",
        "customXml",
        "../customXml/item2.xml",
    );
    let hidden = base64(&seed.email());
    package
        .part(
            "customXml/item3.xml",
            "",
            &format!("<a xmlns=\"urn:own\"><b>{hidden}</b></a>"),
        )
        .relation(main, "rId37", "customXml", "../customXml/item3.xml");
    package
        .relation(
            main,
            "rId90",
            "hyperlink",
            &format!("mailto:{}?subject={}", seed.email(), seed.card()),
        )
        .relation(
            main,
            "rId91",
            "hyperlink",
            &format!("https://site.test/?who={}", seed.email().replace('@', "%40")),
        )
        .relation(
            main,
            "rId92",
            "attachedTemplate",
            &format!("file:///C:/Users/{}/n.dotm", seed.email()),
        );
    package
        .bytes("docProps/thumbnail.png", b"\x89PNG\r\n\x1a\nnot looked at")
        .part(
            "_xmlsignatures/origin.sigs",
            "application/vnd.openxmlformats-package.digital-signature-origin",
            "<x/>",
        )
        .bytes("word/fonts/font1.odttf", &[7; 64]);
    package.file()
}
