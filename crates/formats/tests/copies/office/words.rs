//! Values that are also words and numbers of the formats themselves: names of colours, years, counts.

use super::open::{R, S};
use super::proof::{checked, copied, entry, unpacked, with};
use tidegate_formats::{Budget, Removal, Removals};

fn removals(values: &[&str]) -> Removals {
    Removals::new(
        values
            .iter()
            .map(|value| Removal {
                value: (*value).to_owned(),
                with: "[X]".to_owned(),
            })
            .collect(),
    )
}

#[test]
fn a_format_keeps_its_own_words_and_numbers() {
    let removals = removals(&[
        "black", "white", "auto", "main", "center", "left", "both", "2006", "1234", "12192000", "document",
        "styles", "Normal", "100", "1", "true", "text", "rId1", "sheet", "office", "standard", "9397",
    ]);
    for (name, bytes) in [
        (
            "letter.docx",
            &include_bytes!("../../files/office/letter.docx")[..],
        ),
        ("people.xlsx", include_bytes!("../../files/office/people.xlsx")),
        ("letter.odt", include_bytes!("../../files/office/letter.odt")),
        ("people.ods", include_bytes!("../../files/office/people.ods")),
        ("team.odp", include_bytes!("../../files/office/team.odp")),
    ] {
        let (out, _) = copied(name, bytes, &removals).unwrap_or_else(|error| panic!("{name}: {error}"));
        let names = |bytes: &[u8]| {
            unpacked(bytes)
                .into_iter()
                .map(|(name, _)| name)
                .collect::<Vec<_>>()
        };
        assert_eq!(names(&out).len(), names(bytes).len(), "{name}");
        let mut before = checked(bytes, &[]);
        before.push_str("same");
        let mut after = checked(&out, &[]);
        after.push_str("same");
        assert_eq!(after, before, "{name}");
        for (part, content) in unpacked(&out) {
            let text = String::from_utf8_lossy(&content);
            for broken in [
                "/[X]/",
                "xmlns:w=\"[X]",
                "val=\"[X]\"/><w:sz",
                "ContentType=\"[X]",
            ] {
                assert!(!text.contains(broken), "{name} {part}: {broken}");
            }
        }
    }
}

fn book(workbook: &str, sheet: &str) -> Vec<u8> {
    let bytes = with(
        include_bytes!("../../files/office/people.xlsx"),
        "xl/worksheets/sheet1.xml",
        format!("<worksheet xmlns=\"{S}\" xmlns:r=\"{R}\">{sheet}</worksheet>").as_bytes(),
    );
    let old = entry(&bytes, "xl/workbook.xml");
    let new = old.replacen("<sheets>", &format!("{workbook}<sheets>"), 1);
    with(&bytes, "xl/workbook.xml", new.as_bytes())
}

#[test]
fn days_since_1904_are_days_too() {
    let old = entry(include_bytes!("../../files/office/people.xlsx"), "xl/styles.xml");
    // A style of the file that shows days.
    let styles: Vec<&str> = old
        .split("<cellXfs")
        .nth(1)
        .unwrap()
        .split("<xf ")
        .skip(1)
        .collect();
    let style = styles
        .iter()
        .position(|style| style.contains("numFmtId=\"14\"") || style.contains("numFmtId=\"164\""))
        .unwrap();
    let sheet = format!(
        "<sheetData><row r=\"1\"><c r=\"A1\" s=\"{style}\"><v>31470</v></c><c r=\"B1\"><v>31470</v></c></row></sheetData>"
    );
    let (out, _) = copied(
        "a.xlsx",
        &book("<workbookPr date1904=\"1\"/>", &sheet),
        &removals(&["1990-02-28"]),
    )
    .unwrap();
    let text = entry(&out, "xl/worksheets/sheet1.xml");
    assert!(
        text.contains("<c r=\"A1\" t=\"str\"") || text.contains("<c t=\"str\" r=\"A1\""),
        "{text}"
    );
    assert!(
        text.contains("<c r=\"B1\"><v>31470</v></c>"),
        "a number that is no day stays: {text}"
    );
}

#[test]
fn formulas_stay_formulas() {
    for (formula, expected) in [
        ("MARK(A1)+Mark", "MARK(A1)+_X_"),
        ("\"Mark\"&amp;'Mark'!B2", "\"[X]\"&amp;'(X)'!B2"),
        ("IF(A1=9123456789,1,2)", "IF(A1=\"[X]\",1,2)"),
        ("A1*9.123456789E9", "A1*\"[X]\""),
        (
            "HYPERLINK(\"mailto:anna@mail.example\",\"a \"\"Mark\"\"\")",
            "HYPERLINK(\"mailto:[X]\",\"a \"\"[X]\"\"\")",
        ),
        ("T[[#All],[Mark]]", "T[[#All],['[X']]]"),
        ("SUM(A1:B9)", "SUM(A1:B9)"),
    ] {
        let sheet =
            format!("<sheetData><row r=\"1\"><c r=\"A1\"><f>{formula}</f><v>1.5</v></c></row></sheetData>");
        let values = removals(&["Mark", "9123456789", "anna@mail.example"]);
        let (out, _) = copied("a.xlsx", &book("", &sheet), &values).unwrap();
        let text = entry(&out, "xl/worksheets/sheet1.xml");
        assert!(text.contains(&format!("<f>{expected}</f>")), "{formula}: {text}");
    }
}

#[test]
fn a_large_document_is_no_bomb_and_a_bomb_is_none() {
    let budget = |ratio| Budget {
        complex: true,
        ratio_free_total: 1_000,
        max_total_ratio: ratio,
        ..Budget::default()
    };
    for (name, bytes) in [
        (
            "letter.docx",
            &include_bytes!("../../files/office/letter.docx")[..],
        ),
        ("people.xlsx", include_bytes!("../../files/office/people.xlsx")),
        ("people.ods", include_bytes!("../../files/office/people.ods")),
    ] {
        let tried = |ratio| {
            let mut out = Vec::new();
            let mut input = bytes;
            tidegate_formats::copy(name, &mut input, &removals(&["nobody"]), &budget(ratio), &mut out)
        };
        assert!(tried(100).is_ok(), "{name}");
        assert!(tried(1).is_err(), "{name}");
    }
}

#[test]
fn days_in_rules_and_constants_are_gone() {
    let sheet = "<sheetData><row r=\"1\"><c r=\"A1\"><f>DATE(1985,12,31)*1+4E0</f><v>9123456789</v></c>\
         <c r=\"B1\" t=\"str\"><f>\"anna\"&amp;\"@mail.example\"</f><v>anna@mail.example</v></c>\
         <c r=\"C1\" t=\"str\"><f>A2&amp;\"@mail.example\"</f><v>anna@mail.example</v></c>\
         <c r=\"D1\"><f>PI()*2</f><v>6.28</v></c></row></sheetData>\
         <autoFilter ref=\"A1:A9\"><filterColumn colId=\"0\"><customFilters><customFilter operator=\"greaterThan\" val=\"31412\"/></customFilters></filterColumn></autoFilter>\
         <dataValidations><dataValidation type=\"date\" sqref=\"A1\"><formula1>31412</formula1><formula2>40000</formula2></dataValidation>\
         <dataValidation type=\"whole\" sqref=\"B1\"><formula1>31412</formula1></dataValidation></dataValidations>";
    let values = removals(&["1985-12-31", "9123456789", "anna@mail.example"]);
    let (out, _) = copied("a.xlsx", &book("", sheet), &values).unwrap();
    let text = entry(&out, "xl/worksheets/sheet1.xml");
    for expected in [
        "<c t=\"str\" r=\"A1\"><v>[X]</v></c>",
        "<c r=\"B1\" t=\"str\"><v>[X]</v></c>",
        "<f>A2&amp;\"@mail.example\"</f><v>[X]</v>",
        "<f>PI()*2</f><v>6.28</v>",
        "val=\"[X]\"",
        "<formula1>\"[X]\"</formula1><formula2>40000</formula2>",
        "<formula1>31412</formula1>",
    ] {
        assert!(text.contains(expected), "{expected}: {text}");
    }
}
