//! Workbooks with values in every place that the format has.

use super::open::{A, C, Package, R, S};
use super::proof::{copied, entry, proved, refused, unpacked, with};
use super::seed::{Seed, halves, xml};

/// Days of the sheets, whose serial numbers must be gone where they show as days.
struct Days(Vec<u64>);

fn cells(seed: &mut Seed, days: &mut Days) -> String {
    let mut rows = String::new();
    for row in 1..=40 {
        let card = seed.card();
        // As programs write long numbers.
        let exponent = format!("{}.{}E14", &card[..1], &card[1..]);
        let number: u64 = card.parse().unwrap();
        let (_, serial) = seed.day();
        let (_, timed) = seed.day();
        days.0.extend([serial, timed]);
        let (a, b) = halves(&seed.value());
        let whole = seed.card();
        rows += &format!(
            "<row r=\"{row}\"><c r=\"A{row}\" s=\"0\"><v>{exponent}</v></c><c r=\"B{row}\" s=\"1\"><v>{serial}</v></c>\
             <c r=\"C{row}\" s=\"2\"><v>{timed}.5</v></c><c r=\"D{row}\" t=\"inlineStr\"><is><r><t>{a}</t></r><r><rPr><b/></rPr><t>{b}</t></r></is></c>\
             <c r=\"E{row}\" t=\"str\"><f>\"to \"&amp;\"{}\"</f><v>to {}</v></c><c r=\"F{row}\"><f>{number}*1</f><v>{number}</v></c>\
             <c r=\"G{row}\" t=\"s\"><v>{}</v></c><c r=\"H{row}\" t=\"n\"><v>{whole}</v></c><c r=\"I{row}\"><v>{row}.5</v></c>\
             <c r=\"J{row}\" t=\"b\"><v>1</v></c><c r=\"K{row}\"><f>SUM(I1:I{row})</f><v>7</v></c></row>",
            xml(&seed.value()),
            xml(&seed.value()),
            row - 1,
        );
    }
    rows
}

fn strings(seed: &mut Seed) -> String {
    let mut out = String::new();
    for at in 0..40 {
        out += &match at % 4 {
            0 => format!("<si><t>{}</t></si>", xml(&seed.value())),
            1 => {
                let (a, b) = halves(&seed.value());
                format!(
                    "<si><r><t>x {a}</t></r><r><rPr><i/></rPr><t>{b} y</t></r><phoneticPr fontId=\"1\"/></si>"
                )
            }
            2 if at % 8 == 2 => {
                // How it is pronounced stands in the middle of it.
                let (a, b) = halves(&seed.value());
                format!("<si><r><t>{a}</t></r><rPh sb=\"0\" eb=\"1\"><t>no</t></rPh><r><t>{b}</t></r></si>")
            }
            2 => format!(
                "<si><t>a</t><rPh sb=\"0\" eb=\"1\"><t>{}</t></rPh></si>",
                xml(&seed.value())
            ),
            _ => format!("<si><t>{}</t></si>", seed.short()),
        };
    }
    format!("<sst xmlns=\"{S}\" count=\"40\" uniqueCount=\"40\">{out}</sst>")
}

fn sheet(seed: &mut Seed, days: &mut Days, named: &str) -> String {
    let (a, b) = halves(&seed.value());
    let email = seed.email();
    let (c, d) = email.split_at(8);
    let (_, filtered) = (0, seed.day().0);
    let (year, month, day) = (
        &filtered[..4],
        filtered[5..7].trim_start_matches('0'),
        filtered[8..].trim_start_matches('0'),
    );
    format!(
        "<worksheet xmlns=\"{S}\" xmlns:r=\"{R}\"><sheetPr codeName=\"Sheet1\"/><sheetData>{}</sheetData>\
         <autoFilter ref=\"A1:B4\"><filterColumn colId=\"0\"><filters><filter val=\"{}\"/>\
         <dateGroupItem year=\"{year}\" month=\"{month}\" day=\"{day}\" dateTimeGrouping=\"day\"/></filters></filterColumn></autoFilter>\
         <conditionalFormatting sqref=\"A1\"><cfRule type=\"cellIs\" priority=\"1\"><formula>\"{}\"</formula><formula>{}</formula></cfRule></conditionalFormatting>\
         <dataValidations count=\"1\"><dataValidation type=\"list\" sqref=\"A1\" promptTitle=\"{}\" prompt=\"{}\" errorTitle=\"{}\" error=\"{}\">\
         <formula1>\"{},b\"</formula1></dataValidation></dataValidations>\
         <hyperlinks><hyperlink ref=\"A1\" r:id=\"rId1\" display=\"{}\" tooltip=\"{}\"/><hyperlink ref=\"A2\" location=\"'{named}'!A1\"/></hyperlinks>\
         <headerFooter><oddHeader>&amp;L{a}&amp;B{b}&amp;R{}</oddHeader><evenFooter>&amp;C{c}&amp;\"Arial,Bold\"{d}</evenFooter></headerFooter></worksheet>",
        cells(seed, days),
        xml(&seed.value()),
        xml(&seed.value()),
        seed.card(),
        xml(&seed.value()),
        xml(&seed.value()),
        xml(&seed.value()),
        xml(&seed.value()),
        seed.email(),
        xml(&seed.value()),
        xml(&seed.value()),
        seed.phone(),
    )
}

fn pivot(seed: &mut Seed) -> (String, String) {
    let mut shared = String::new();
    let mut records = String::new();
    let least = seed.card();
    let (first, last) = (seed.day().0, seed.day().0);
    for _ in 0..6 {
        shared += &format!("<s v=\"{}\"/>", xml(&seed.value()));
        records += &format!(
            "<r><x v=\"0\"/><n v=\"{}\"/><d v=\"{}T00:00:00\"/><s v=\"{}\"/></r>",
            seed.card(),
            seed.day().0,
            xml(&seed.value())
        );
    }
    records += &format!("<r><x v=\"1\"/><n v=\"{least}\"/><d v=\"{first}T00:00:00\"/><s v=\"x\"/></r>");
    let definition = format!(
        "<pivotCacheDefinition xmlns=\"{S}\" xmlns:r=\"{R}\" r:id=\"rId1\" refreshedBy=\"{}\" recordCount=\"7\"><cacheSource type=\"worksheet\">\
         <worksheetSource ref=\"A1:D9\" sheet=\"Sheet1\"/></cacheSource><cacheFields count=\"4\">\
         <cacheField name=\"{}\" numFmtId=\"0\"><sharedItems>{shared}</sharedItems></cacheField>\
         <cacheField name=\"Card\" numFmtId=\"0\"><sharedItems containsSemiMixedTypes=\"0\" containsString=\"0\" containsNumber=\"1\" minValue=\"{least}\" maxValue=\"9999999999999999\"/></cacheField>\
         <cacheField name=\"Day\" numFmtId=\"14\"><sharedItems containsSemiMixedTypes=\"0\" containsNonDate=\"0\" containsDate=\"1\" containsString=\"0\" minDate=\"{first}T00:00:00\" maxDate=\"{last}T00:00:00\"/></cacheField>\
         <cacheField name=\"Rest\" numFmtId=\"0\"><sharedItems/></cacheField></cacheFields></pivotCacheDefinition>",
        xml(&seed.value()),
        xml(&seed.value())
    );
    (
        definition,
        format!("<pivotCacheRecords xmlns=\"{S}\" count=\"7\">{records}</pivotCacheRecords>"),
    )
}

pub fn workbook(seed: &mut Seed) -> (Vec<u8>, Vec<u64>) {
    let mut days = Days(Vec::new());
    let mut package = Package::default();
    let main = "xl/workbook.xml";
    let (named, quoted) = (seed.email(), seed.phone());
    package.relation("", "rId1", "officeDocument", main).part(
        main,
        "spreadsheetml.sheet.main",
        &format!(
            "<workbook xmlns=\"{S}\" xmlns:r=\"{R}\"><workbookPr/><sheets><sheet name=\"Sheet1\" sheetId=\"1\" r:id=\"rId1\"/>\
             <sheet name=\"{named}\" sheetId=\"2\" state=\"hidden\" r:id=\"rId2\"/><sheet name=\"{quoted}\" sheetId=\"3\" state=\"veryHidden\" r:id=\"rId3\"/></sheets>\
             <definedNames><definedName name=\"who\">\"{}\"</definedName><definedName name=\"where\" comment=\"{}\">'{named}'!$A$1</definedName>\
             <definedName name=\"sum\">{}</definedName></definedNames><pivotCaches><pivotCache cacheId=\"1\" r:id=\"rId9\"/></pivotCaches></workbook>",
            xml(&seed.value()),
            xml(&seed.value()),
            seed.card()
        ),
    );
    for number in 1..=3 {
        let path = format!("xl/worksheets/sheet{number}.xml");
        let text = sheet(seed, &mut days, &named);
        package
            .part(&path, "spreadsheetml.worksheet", &text)
            .relation(
                main,
                &format!("rId{number}"),
                "worksheet",
                &format!("worksheets/sheet{number}.xml"),
            )
            .relation(&path, "rId1", "hyperlink", &format!("mailto:{}", seed.email()));
    }
    let first = "xl/worksheets/sheet1.xml";
    package
        .part("xl/sharedStrings.xml", "spreadsheetml.sharedStrings", &strings(seed))
        .relation(main, "rId4", "sharedStrings", "sharedStrings.xml")
        .part(
            "xl/styles.xml",
            "spreadsheetml.styles",
            &format!(
                "<styleSheet xmlns=\"{S}\"><numFmts count=\"1\"><numFmt numFmtId=\"164\" formatCode=\"dd\\.mm\\.yyyy hh:mm\"/></numFmts>\
                 <cellXfs count=\"3\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"164\"/></cellXfs></styleSheet>"
            ),
        )
        .relation(main, "rId5", "styles", "styles.xml");
    let mut comments = String::new();
    for row in 1..=10 {
        let (a, b) = halves(&seed.value());
        comments += &format!(
            "<comment ref=\"A{row}\" authorId=\"0\"><text><r><t>{a}</t></r><r><t>{b}</t></r></text></comment>"
        );
    }
    package
        .part(
            "xl/comments1.xml",
            "spreadsheetml.comments",
            &format!("<comments xmlns=\"{S}\"><authors><author>{}</author></authors><commentList>{comments}</commentList></comments>", xml(&seed.value())),
        )
        .relation(first, "rId2", "comments", "../comments1.xml")
        .bytes(
            "xl/drawings/vmlDrawing1.vml",
            format!(
                "<xml xmlns:v=\"urn:schemas-microsoft-com:vml\"><v:shape alt=\"{}\"><v:textbox><div>a<br/>{}</div></v:textbox></v:shape></xml>",
                xml(&seed.value()),
                xml(&seed.value())
            )
            .as_bytes(),
        )
        .relation(first, "rId3", "vmlDrawing", "../drawings/vmlDrawing1.vml");
    let threads = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments";
    package
        .part(
            "xl/threadedComments/threadedComment1.xml",
            "application/vnd.ms-excel.threadedcomments",
            &format!("<ThreadedComments xmlns=\"{threads}\"><threadedComment ref=\"B2\" id=\"{{1}}\"><text>{}</text></threadedComment></ThreadedComments>", xml(&seed.value())),
        )
        .relation(first, "rId4", "threadedComment", "../threadedComments/threadedComment1.xml")
        .part(
            "xl/persons/person.xml",
            "application/vnd.ms-excel.person",
            &format!("<personList xmlns=\"{threads}\"><person displayName=\"{}\" id=\"{{1}}\" userId=\"{}\" providerId=\"AD\"/></personList>", xml(&seed.value()), xml(&seed.value())),
        )
        .relation(main, "rId6", "person", "persons/person.xml");
    package
        .part(
            "xl/tables/table1.xml",
            "spreadsheetml.table",
            &format!(
                "<table xmlns=\"{S}\" id=\"1\" name=\"T\" displayName=\"T\" ref=\"A1:B4\" comment=\"{}\"><tableColumns count=\"2\"><tableColumn id=\"1\" name=\"{}\"/>\
                 <tableColumn id=\"2\" name=\"b\"><calculatedColumnFormula>\"{}\"</calculatedColumnFormula></tableColumn></tableColumns></table>",
                xml(&seed.value()),
                xml(&seed.value()),
                xml(&seed.value())
            ),
        )
        .relation(first, "rId5", "table", "../tables/table1.xml");
    let (definition, records) = pivot(seed);
    package
        .part(
            "xl/pivotCache/pivotCacheDefinition1.xml",
            "spreadsheetml.pivotCacheDefinition",
            &definition,
        )
        .relation(
            main,
            "rId9",
            "pivotCacheDefinition",
            "pivotCache/pivotCacheDefinition1.xml",
        )
        .part(
            "xl/pivotCache/pivotCacheRecords1.xml",
            "spreadsheetml.pivotCacheRecords",
            &records,
        )
        .relation(
            "xl/pivotCache/pivotCacheDefinition1.xml",
            "rId1",
            "pivotCacheRecords",
            "pivotCacheRecords1.xml",
        );
    package
        .part(
            "xl/externalLinks/externalLink1.xml",
            "spreadsheetml.externalLink",
            &format!(
                "<externalLink xmlns=\"{S}\" xmlns:r=\"{R}\"><externalBook r:id=\"rId1\"><sheetNames><sheetName val=\"{}\"/></sheetNames><definedNames>\
                 <definedName name=\"n\" refersTo=\"='{}'!$A$1\"/></definedNames><sheetDataSet><sheetData sheetId=\"0\"><row r=\"1\"><cell r=\"A1\" t=\"str\"><v>{}</v></cell>\
                 <cell r=\"A2\"><v>{}</v></cell></row></sheetData></sheetDataSet></externalBook></externalLink>",
                xml(&seed.value()),
                seed.email(),
                xml(&seed.value()),
                seed.card()
            ),
        )
        .relation(main, "rId10", "externalLink", "externalLinks/externalLink1.xml")
        .relation("xl/externalLinks/externalLink1.xml", "rId1", "externalLinkPath", &format!("file:///C:/{}/book.xlsx", seed.email()));
    package
        .part(
            "xl/connections.xml",
            "spreadsheetml.connections",
            &format!("<connections xmlns=\"{S}\"><connection id=\"1\" name=\"{}\"><dbPr connection=\"User={};\" command=\"select '{}'\"/></connection></connections>", xml(&seed.value()), seed.email(), seed.email()),
        )
        .relation(main, "rId11", "connections", "connections.xml");
    let mut points = String::new();
    for at in 0..4 {
        points += &format!("<c:pt idx=\"{at}\"><c:v>{}</c:v></c:pt>", seed.card());
    }
    let (_, serial) = seed.day();
    days.0.push(serial);
    package
        .part(
            "xl/drawings/drawing1.xml",
            "drawing",
            &format!("<xdr:wsDr xmlns:xdr=\"http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing\" xmlns:a=\"{A}\"><xdr:sp textlink=\"\"><xdr:txBody><a:p><a:r><a:t>{}</a:t></a:r></a:p></xdr:txBody></xdr:sp></xdr:wsDr>", xml(&seed.value())),
        )
        .relation(first, "rId6", "drawing", "../drawings/drawing1.xml")
        .part(
            "xl/charts/chart1.xml",
            "drawingml.chart",
            &format!(
                "<c:chartSpace xmlns:c=\"{C}\" xmlns:a=\"{A}\"><c:f>'{named}'!$A$1</c:f><c:strCache><c:pt idx=\"0\"><c:v>{}</c:v></c:pt></c:strCache>\
                 <c:numCache><c:formatCode>General</c:formatCode>{points}</c:numCache><c:numCache><c:formatCode>yyyy\\-mm\\-dd</c:formatCode><c:pt idx=\"0\"><c:v>{serial}</c:v></c:pt>\
                 <c:pt idx=\"1\"><c:v>12</c:v></c:pt></c:numCache></c:chartSpace>",
                xml(&seed.value())
            ),
        )
        .relation("xl/drawings/drawing1.xml", "rId1", "chart", "../charts/chart1.xml");
    package.bytes("xl/printerSettings/printerSettings1.bin", &[3; 40]);
    (package.file(), days.0)
}

#[test]
fn values_in_every_place_of_a_workbook_are_gone() {
    let mut seed = Seed::new(11);
    let (bytes, days) = workbook(&mut seed);
    assert!(seed.values.len() > 800, "{}", seed.values.len());
    let out = proved("people.xlsx", &bytes, &seed);
    for number in 1..=3 {
        let path = format!("xl/worksheets/sheet{number}.xml");
        let (before, after) = (entry(&bytes, &path), entry(&out, &path));
        for serial in &days {
            for end in ["", ".5"] {
                assert!(
                    !after.contains(&format!("<v>{serial}{end}</v>")),
                    "a day is left in {path}"
                );
            }
        }
        for what in ["<row ", "<c ", "<f>SUM(I1:I", "<c r=\"J", "<v>7</v>"] {
            assert_eq!(
                before.matches(what).count(),
                after.matches(what).count(),
                "{what}"
            );
        }
        assert!(
            after.contains("<c r=\"A1\" s=\"0\" t=\"str\"><v>[CARD]</v></c>")
                || after.contains("<c t=\"str\" r=\"A1\" s=\"0\"><v>[CARD]</v></c>")
        );
        assert!(
            after.contains("<f>\"[CARD]\"*1</f><v>[CARD]</v>"),
            "a number in a formula becomes a text"
        );
        assert!(
            after.contains("location=\"&apos;(EMAIL_ADDRESS)&apos;!A1\""),
            "a link to a sheet that has another name"
        );
    }
    assert!(entry(&out, "xl/workbook.xml").contains("name=\"(EMAIL_ADDRESS)\""));
    assert!(entry(&out, "xl/workbook.xml").contains("'(EMAIL_ADDRESS)'!$A$1"));
    assert!(entry(&out, "xl/charts/chart1.xml").contains("<c:v>12</c:v>"));
    assert_eq!(entry(&out, "xl/sharedStrings.xml").matches("[CODE]").count(), 10);
    let definition = entry(&out, "xl/pivotCache/pivotCacheDefinition1.xml");
    assert_eq!(
        definition.matches("containsMixedTypes=\"1\"").count(),
        2,
        "{definition}"
    );
    let kept = |bytes: &[u8]| {
        unpacked(bytes)
            .into_iter()
            .find(|(name, _)| name.ends_with("styles.xml"))
    };
    assert_eq!(kept(&bytes), kept(&out));
}

#[test]
fn a_workbook_of_a_library_is_copied_whole() {
    let bytes = include_bytes!("../../files/office/people.xlsx");
    let mut seed = Seed::new(12);
    seed.email();
    let (out, told) = copied("people.xlsx", bytes, &seed.removals()).unwrap();
    assert_eq!(told.replaced, 0);
    assert!(unpacked(&out) == unpacked(bytes));
    assert_eq!(super::proof::checked(&out, &seed.values), "");
}

#[test]
fn a_workbook_that_cannot_be_gone_through_is_refused() {
    let mut seed = Seed::new(13);
    let (bytes, _) = workbook(&mut seed);
    let value = seed.email();
    let removals = seed.removals();
    let sheet = entry(&bytes, "xl/worksheets/sheet1.xml");
    let table = entry(&bytes, "xl/tables/table1.xml");
    for (name, content) in [
        ("xl/worksheets/sheet1.xml", sheet[..sheet.len() / 2].to_owned()),
        ("xl/worksheets/sheet1.xml", sheet.replacen("<v>", "<v", 1)),
        ("xl/workbook.bin", "binary".to_owned()),
        ("xl/styles.xml", "<a".to_owned()),
        (
            "xl/tables/table1.xml",
            table
                .replace("name=\"b\"", &format!("name=\"{value}\""))
                .replacen(
                    "tableColumn id=\"1\" name=\"",
                    &format!("tableColumn id=\"1\" name=\"{value}\" x=\""),
                    1,
                ),
        ),
    ] {
        let packed = with(&bytes, name, content.as_bytes());
        refused("a.xlsx", &packed, &removals);
    }
    for step in 1..20 {
        refused("a.xlsx", &bytes[..bytes.len() * step / 20], &removals);
    }
}
