//! OpenDocument texts, spreadsheets and presentations with values in every place that the formats have.

use super::proof::{checked, copied, entry, packed, proved, refused, unpacked, with};
use super::seed::{Seed, halves, xml};

const NAMES: &str = "xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" \
    xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" xmlns:draw=\"urn:oasis:names:tc:opendocument:xmlns:drawing:1.0\" \
    xmlns:xlink=\"http://www.w3.org/1999/xlink\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:meta=\"urn:oasis:names:tc:opendocument:xmlns:meta:1.0\" \
    xmlns:svg=\"urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0\" xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\" \
    xmlns:presentation=\"urn:oasis:names:tc:opendocument:xmlns:presentation:1.0\" xmlns:form=\"urn:oasis:names:tc:opendocument:xmlns:form:1.0\" \
    xmlns:config=\"urn:oasis:names:tc:opendocument:xmlns:config:1.0\" xmlns:calcext=\"urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0\"";

fn root(name: &str, body: &str) -> Vec<u8> {
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<office:{name} {NAMES} office:version=\"1.3\">{body}</office:{name}>").into_bytes()
}

/// Paragraphs with values in spans, notes, comments, boxes, links, deletions and fields.
fn paragraphs(seed: &mut Seed, count: usize) -> String {
    let mut out = String::new();
    for at in 0..count {
        let (a, b) = halves(&seed.value());
        out += &match at % 10 {
            0 => {
                format!("<text:p>Mail {a}<text:span text:style-name=\"T1\">{b}</text:span>, please</text:p>")
            }
            1 => format!("<text:h text:outline-level=\"1\">{a}<text:bookmark text:name=\"x\"/>{b}</text:h>"),
            2 => {
                let phone = seed.phone();
                format!(
                    "<text:p>{}<text:note text:note-class=\"footnote\"><text:note-citation>1</text:note-citation><text:note-body><text:p>{a}{b}</text:p></text:note-body></text:note></text:p>",
                    phone.replace(' ', "<text:s/>")
                )
            }
            3 => format!(
                "<text:p>{a}<office:annotation office:name=\"{}\"><dc:creator>{}</dc:creator><dc:date>2026-01-05T10:00:00</dc:date><text:p>{}</text:p></office:annotation>{b}</text:p>",
                xml(&seed.value()),
                xml(&seed.value()),
                xml(&seed.value())
            ),
            4 => format!(
                "<text:p>{a}<draw:frame draw:name=\"{}\"><draw:text-box><text:p>{}</text:p></draw:text-box><svg:title>{}</svg:title><svg:desc>{}</svg:desc></draw:frame>{b}</text:p>",
                xml(&seed.value()),
                xml(&seed.value()),
                xml(&seed.value()),
                xml(&seed.value())
            ),
            5 => format!(
                "<text:p><text:a xlink:href=\"mailto:{}\" office:title=\"{}\">{a}{b}</text:a></text:p>",
                seed.email(),
                xml(&seed.value())
            ),
            6 => format!(
                "<text:p>x<text:hidden-text text:condition=\"ooow:1\" text:string-value=\"{a}{b}\">{}</text:hidden-text></text:p>",
                xml(&seed.value())
            ),
            7 => format!(
                "<text:list><text:list-item><text:p>{a}<text:soft-page-break/>{b}</text:p></text:list-item></text:list><text:p><text:user-field-get text:name=\"f\">{}</text:user-field-get></text:p>",
                xml(&seed.value())
            ),
            8 => {
                let card = seed.card();
                let day = seed.day().0;
                format!(
                    "<text:p>{a}{b}</text:p><table:table table:name=\"t{at}\"><table:table-row><table:table-cell office:value-type=\"float\" office:value=\"{card}\"><text:p>{card}</text:p></table:table-cell>\
                     <table:table-cell office:value-type=\"date\" office:date-value=\"{day}\"><text:p>a day</text:p></table:table-cell><table:table-cell><text:p>{}</text:p></table:table-cell></table:table-row></table:table>",
                    seed.short()
                )
            }
            _ => format!(
                "<!-- {} --><text:p><![CDATA[{}]]>{a}{b}</text:p>",
                seed.email(),
                seed.email()
            ),
        };
    }
    out
}

fn metadata(seed: &mut Seed) -> Vec<u8> {
    root(
        "document-meta",
        &format!(
            "<office:meta><meta:initial-creator>{}</meta:initial-creator><dc:creator>{}</dc:creator><dc:title>{}</dc:title><dc:subject>{}</dc:subject>\
             <dc:description>{}</dc:description><meta:keyword>{}</meta:keyword><meta:printed-by>{}</meta:printed-by><meta:creation-date>{}T01:02:03</meta:creation-date>\
             <meta:user-defined meta:name=\"{}\">{}</meta:user-defined><meta:user-defined meta:name=\"n\" meta:value-type=\"float\">{}</meta:user-defined>\
             <meta:template xlink:href=\"file:///C:/{}/a.ott\" xlink:title=\"{}\"/><meta:document-statistic meta:word-count=\"1234567\"/></office:meta>",
            xml(&seed.value()),
            xml(&seed.value()),
            xml(&seed.value()),
            xml(&seed.value()),
            xml(&seed.value()),
            xml(&seed.value()),
            xml(&seed.value()),
            seed.day().0,
            xml(&seed.value()),
            xml(&seed.value()),
            seed.card(),
            seed.email(),
            xml(&seed.value())
        ),
    )
}

fn styles(seed: &mut Seed) -> Vec<u8> {
    let email = seed.email();
    let named = email.replace('@', "_40_").replace('.', "_2e_");
    root(
        "document-styles",
        &format!(
            "<office:styles><style:style style:name=\"{named}\" style:display-name=\"{email}\" style:family=\"paragraph\"/></office:styles>\
             <office:master-styles><style:master-page style:name=\"Standard\"><style:header>{}</style:header><style:footer><text:p>{}</text:p></style:footer></style:master-page></office:master-styles>",
            paragraphs(seed, 10),
            xml(&seed.value())
        ),
    )
}

/// A package of this kind: its body, and what all have.
fn document(seed: &mut Seed, kind: &str, body: &str) -> Vec<u8> {
    let named = seed.email();
    let picture = format!("Pictures/{named}.svg");
    let fields = format!(
        "<text:user-field-decls><text:user-field-decl office:value-type=\"string\" office:string-value=\"{}\" text:name=\"f\"/>\
         <text:user-field-decl office:value-type=\"float\" office:value=\"{}\" text:name=\"g\"/></text:user-field-decls>",
        xml(&seed.value()),
        seed.card()
    );
    let deleted = format!(
        "<text:tracked-changes><text:changed-region text:id=\"c1\"><text:deletion><office:change-info><dc:creator>{}</dc:creator><dc:date>2026-01-01T00:00:00</dc:date></office:change-info>\
         <text:p>{}</text:p></text:deletion></text:changed-region></text:tracked-changes>",
        xml(&seed.value()),
        xml(&seed.value())
    );
    let (first, last) = if kind == "text" {
        (deleted + &fields, "")
    } else {
        (String::new(), "")
    };
    let content = root(
        "document-content",
        &format!(
            "<office:body><office:{kind}>{first}<draw:frame><draw:image xlink:href=\"{picture}\"/></draw:frame>{body}{last}</office:{kind}></office:body>"
        ),
    );
    let inner = root(
        "document-content",
        &format!(
            "<office:body><office:text>{}</office:text></office:body>",
            paragraphs(seed, 10)
        ),
    );
    let mut entries: Vec<(String, Vec<u8>)> = vec![
        ("mimetype".to_owned(), format!("application/vnd.oasis.opendocument.{kind}").into_bytes()),
        ("content.xml".to_owned(), content),
        ("styles.xml".to_owned(), styles(seed)),
        ("meta.xml".to_owned(), metadata(seed)),
        (
            "settings.xml".to_owned(),
            root(
                "document-settings",
                &format!(
                    "<office:settings><config:config-item-set config:name=\"x\"><config:config-item config:name=\"PrinterName\" config:type=\"string\">{}</config:config-item></config:config-item-set></office:settings>",
                    xml(&seed.value())
                ),
            ),
        ),
        ("Object 1/content.xml".to_owned(), inner),
        ("ObjectReplacements/Object 1".to_owned(), b"\x01\x02 a picture of the old content".to_vec()),
        (
            picture.clone(),
            format!("<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\"><text>{}</text></svg>", xml(&seed.value())).into_bytes(),
        ),
        (
            "Basic/Standard/Module1.xml".to_owned(),
            format!(
                "<?xml version=\"1.0\"?><script:module xmlns:script=\"http://openoffice.org/2000/script\" script:name=\"Module1\">x = \"{}\"</script:module>",
                xml(&seed.value())
            )
            .into_bytes(),
        ),
        ("Thumbnails/thumbnail.png".to_owned(), b"\x89PNG\r\n\x1a\nnot looked at".to_vec()),
        (
            "META-INF/documentsignatures.xml".to_owned(),
            b"<document-signatures xmlns=\"urn:oasis:names:tc:opendocument:xmlns:digitalsignature:1.0\"/>".to_vec(),
        ),
    ];
    let list: String = entries
        .iter()
        .filter(|(name, _)| name != "mimetype" && !name.starts_with("META-INF"))
        .map(|(name, _)| {
            format!(
                "<manifest:file-entry manifest:full-path=\"{}\" manifest:media-type=\"text/xml\"/>",
                xml(name)
            )
        })
        .collect();
    entries.push((
        "META-INF/manifest.xml".to_owned(),
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\">\
             <manifest:file-entry manifest:full-path=\"/\" manifest:media-type=\"application/vnd.oasis.opendocument.{kind}\"/>{list}</manifest:manifest>"
        )
        .into_bytes(),
    ));
    packed(&entries)
}

fn sheets(seed: &mut Seed) -> String {
    let named = seed.email();
    let mut out = String::new();
    for title in ["Sheet1", named.as_str()] {
        let mut rows = String::new();
        for row in 1..=30 {
            let (card, money) = (seed.card(), seed.card());
            let (day, timed) = (seed.day().0, seed.day().0);
            let (a, b) = halves(&seed.value());
            rows += &format!(
                "<table:table-row><table:table-cell office:value-type=\"float\" calcext:value-type=\"float\" office:value=\"{}.{}E+14\"><text:p>{}E+14</text:p></table:table-cell>\
                 <table:table-cell office:value-type=\"date\" office:date-value=\"{day}\" calcext:value-type=\"date\"><text:p>31.12.85</text:p></table:table-cell>\
                 <table:table-cell office:value-type=\"date\" office:date-value=\"{timed}T00:00:00\"><text:p>one day</text:p></table:table-cell>\
                 <table:table-cell office:value-type=\"currency\" office:value=\"{money}\"><office:annotation><dc:creator>{}</dc:creator><text:p>{}</text:p></office:annotation><text:p>much</text:p></table:table-cell>\
                 <table:table-cell office:value-type=\"string\"><text:p>{a}<text:span>{b}</text:span></text:p></table:table-cell>\
                 <table:table-cell office:value-type=\"string\" office:string-value=\"{}\" table:formula=\"of:=&quot;{}&quot;&amp;[$'{named}'.A1]\"><text:p>{}</text:p></table:table-cell>\
                 <table:table-cell office:value-type=\"float\" office:value=\"{row}.5\"><text:p>{row}.5</text:p></table:table-cell></table:table-row>",
                &card[..1],
                &card[1..],
                &card[..3],
                xml(&seed.value()),
                xml(&seed.value()),
                xml(&seed.value()),
                xml(&seed.value()),
                xml(&seed.value()),
            );
        }
        out += &format!("<table:table table:name=\"{title}\">{rows}</table:table>");
    }
    out + &format!(
        "<table:named-expressions><table:named-range table:name=\"n\" table:cell-range-address=\"$'{named}'.$A$1\"/></table:named-expressions>\
         <table:database-ranges><table:database-range table:name=\"{}\" table:target-range-address=\"'{named}'.A1:'{named}'.B2\"/></table:database-ranges>",
        xml(&seed.value())
    )
}

/// Paragraphs stay, and what the document looked like and vouched for is gone.
fn kept(before: &[u8], after: &[u8]) {
    for what in ["<text:p", "<table:table-cell", "<text:span", "<table:table-row"] {
        let count = |bytes: &[u8]| entry(bytes, "content.xml").matches(what).count();
        assert_eq!(count(before), count(after), "{what}");
    }
    let names: Vec<String> = unpacked(after).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names.first().map(String::as_str), Some("mimetype"));
    for gone in ["Thumbnails", "signatures", "ObjectReplacements"] {
        assert!(!names.iter().any(|name| name.contains(gone)), "{names:?}");
        assert!(!entry(after, "META-INF/manifest.xml").contains(gone));
    }
    assert!(
        names.contains(&"Pictures/_EMAIL_ADDRESS_.svg".to_owned()),
        "{names:?}"
    );
    assert!(entry(after, "content.xml").contains("xlink:href=\"Pictures/_EMAIL_ADDRESS_.svg\""));
}

#[test]
fn values_in_every_place_of_a_text_are_gone() {
    let mut seed = Seed::new(31);
    let body = paragraphs(&mut seed, 100);
    let bytes = document(&mut seed, "text", &body);
    assert!(seed.values.len() > 250, "{}", seed.values.len());
    let out = proved("letter.odt", &bytes, &seed);
    kept(&bytes, &out);
    assert!(entry(&out, "content.xml").contains("[CODE]"));
    let cell = "<table:table-cell office:value-type=\"string\" office:string-value=\"[CARD]\"><text:p>[CARD]</text:p></table:table-cell>";
    assert!(entry(&out, "content.xml").contains(cell));
    assert!(entry(&out, "meta.xml").contains("meta:value-type=\"string\">[CARD]<"));
}

#[test]
fn values_in_every_place_of_a_spreadsheet_are_gone() {
    let mut seed = Seed::new(32);
    let body = sheets(&mut seed);
    let bytes = document(&mut seed, "spreadsheet", &body);
    assert!(seed.values.len() > 550, "{}", seed.values.len());
    let out = proved("people.ods", &bytes, &seed);
    kept(&bytes, &out);
    let content = entry(&out, "content.xml");
    assert!(
        !content.contains("E+14") && !content.contains("31.12.85") && !content.contains("much"),
        "what shows a value goes with it"
    );
    assert!(content.contains("office:value=\"1.5\"") && content.contains("<text:p>30.5</text:p>"));
    assert!(
        content.contains("table:name=\"(EMAIL_ADDRESS)\"")
            && content.contains("[$&apos;(EMAIL_ADDRESS)&apos;.A1]")
    );
}

#[test]
fn values_in_every_place_of_slides_are_gone() {
    let mut seed = Seed::new(33);
    let mut body = String::new();
    for _ in 0..5 {
        body += &format!(
            "<draw:page draw:name=\"{}\"><draw:frame><draw:text-box>{}</draw:text-box></draw:frame><presentation:notes><draw:frame><draw:text-box>{}</draw:text-box></draw:frame></presentation:notes></draw:page>",
            xml(&seed.value()),
            paragraphs(&mut seed, 20),
            paragraphs(&mut seed, 10)
        );
    }
    let bytes = document(&mut seed, "presentation", &body);
    assert!(seed.values.len() > 300, "{}", seed.values.len());
    let out = proved("team.odp", &bytes, &seed);
    kept(&bytes, &out);
}

#[test]
fn files_of_programs_without_values_keep_their_parts() {
    let mut seed = Seed::new(34);
    seed.email();
    for (name, bytes) in [
        ("letter.odt", &include_bytes!("../../files/office/letter.odt")[..]),
        ("people.ods", include_bytes!("../../files/office/people.ods")),
        ("team.odp", include_bytes!("../../files/office/team.odp")),
    ] {
        let (out, told) = copied(name, bytes, &seed.removals()).unwrap();
        assert_eq!(told.replaced, 0);
        assert!(unpacked(&out) == unpacked(bytes), "{name}");
        assert_eq!(
            checked(&out, &seed.values),
            checked(bytes, &seed.values),
            "{name}"
        );
    }
}

#[test]
fn what_is_encrypted_or_damaged_makes_no_copy() {
    let mut seed = Seed::new(35);
    let body = paragraphs(&mut seed, 20);
    let bytes = document(&mut seed, "text", &body);
    let removals = seed.removals();
    let content = entry(&bytes, "content.xml");
    let manifest = entry(&bytes, "META-INF/manifest.xml");
    let encrypted = manifest.replace(
        "</manifest:manifest>",
        "<manifest:encryption-data/></manifest:manifest>",
    );
    for (name, text) in [
        ("META-INF/manifest.xml", encrypted.as_str()),
        ("META-INF/manifest.xml", &manifest[..50]),
        ("content.xml", &content[..content.len() / 2]),
        ("content.xml", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"),
        ("meta.xml", "\u{1}"),
        ("Pictures/drawing.emf", "\u{1}\0\0\0 EMF"),
    ] {
        refused("letter.odt", &with(&bytes, name, text.as_bytes()), &removals);
    }
    for step in 1..10 {
        refused("letter.odt", &bytes[..bytes.len() * step / 10], &removals);
    }
}
