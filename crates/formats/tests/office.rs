//! Word, Excel and PowerPoint files: places of planted words in every part, and hostile files.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "test code")]

mod common;
#[path = "office/mutated.rs"]
mod mutated;
#[path = "office/packed.rs"]
mod packed;

use common::Hit;
use packed::{document, docx, file, hits, one, package, part, pptx, xlsx};
use tidegate_formats::ReadingEnd;

const WORD: &str = "ann@site.test";

#[test]
fn a_value_over_three_runs_is_one() {
    let body = "<w:p><w:r><w:t>Mail ann@</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>site</w:t></w:r>\
                <w:hyperlink r:id='x'><w:r><w:t>.test</w:t></w:r></w:hyperlink></w:p>";
    let hit = one(&docx(body, &[]), WORD);
    assert_eq!(part(&hit), Some("body"));
    assert_eq!(hit.record, "Mail ann@site.test");
    assert_eq!((hit.location.byte_start, hit.location.line), (5, Some(1)));
}

#[test]
fn paragraphs_are_lines_and_cells_are_parted_by_tabs() {
    let cell = |text: &str| format!("<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>");
    let body = format!(
        "<w:p><w:r><w:t>before</w:t></w:r></w:p><w:tbl><w:tr>{}{}</w:tr><w:tr>{}{}</w:tr></w:tbl>",
        cell("Name"),
        cell("Email"),
        cell("Ann"),
        cell(WORD)
    );
    let hit = one(&docx(&body, &[]), WORD);
    assert_eq!(hit.record, "Ann\tann@site.test");
    assert_eq!(hit.location.line, Some(3));
}

#[test]
fn every_part_of_a_document_is_named() {
    let story = |root: &str| document(root, "<w:p><w:r><w:t>ann@site.test</w:t></w:r></w:p>");
    for (root, path, kind, part_name) in [
        ("hdr", "word/header1.xml", "header", "header"),
        ("ftr", "word/footer2.xml", "footer", "footer"),
        ("footnotes", "word/footnotes.xml", "footnotes", "footnotes"),
        ("endnotes", "word/endnotes.xml", "endnotes", "endnotes"),
        ("comments", "word/comments.xml", "comments", "comments"),
    ] {
        let hit = one(&docx("<w:p/>", &[(path, kind, &story(root))]), WORD);
        assert_eq!(part(&hit), Some(part_name), "{path}");
    }
    let hit = one(
        &docx(
            "<w:p><w:del w:author='A'><w:r><w:delText>ann@site.test</w:delText></w:r></w:del></w:p>",
            &[],
        ),
        WORD,
    );
    assert_eq!(part(&hit), Some("deleted text"));
    let hit = one(
        &docx(
            "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>ann@site.test</w:t></w:r></w:p>",
            &[],
        ),
        WORD,
    );
    assert_eq!(part(&hit), Some("hidden text"));
    let hit = one(
        &docx(
            "<w:p><w:r><w:instrText>HYPERLINK \"mailto:ann@site.test\"</w:instrText></w:r></w:p>",
            &[],
        ),
        WORD,
    );
    assert_eq!(part(&hit), Some("hyperlinks"));
    let relations = "<Relationships><Relationship Id='r1' Type='t' TargetMode='External' \
                     Target='mailto:ann@site.test'/></Relationships>";
    let hit = one(
        &docx("<w:p/>", &[("word/_rels/document.xml.rels", "", relations)]),
        WORD,
    );
    assert_eq!(part(&hit), Some("hyperlinks"));
    let hit = one(
        &docx(
            "<w:p><w:ins w:author='ann@site.test'><w:r><w:t>x</w:t></w:r></w:ins></w:p>",
            &[],
        ),
        WORD,
    );
    assert_eq!(part(&hit), Some("metadata: Author"));
    let settings =
        "<w:settings><w:docVars><w:docVar w:name='Client' w:val='ann@site.test'/></w:docVars></w:settings>";
    let hit = one(
        &docx("<w:p/>", &[("word/settings.xml", "settings", settings)]),
        WORD,
    );
    assert_eq!(
        (part(&hit), hit.label.as_deref()),
        (Some("metadata: Client"), Some("Client"))
    );
    let hit = one(
        &docx(
            "<w:p/>",
            &[("customXml/item1.xml", "", "<a b='x'><c>ann@site.test</c></a>")],
        ),
        WORD,
    );
    assert_eq!(part(&hit), Some("custom xml"));
    let core = "<cp:coreProperties><dc:creator>A &amp; ann@site.test</dc:creator></cp:coreProperties>";
    let hit = one(
        &docx("<w:p/>", &[("docProps/core.xml", "core-properties", core)]),
        WORD,
    );
    assert_eq!(
        (part(&hit), hit.value.as_deref()),
        (Some("metadata: Author"), Some("A & ann@site.test"))
    );
    let custom =
        "<Properties><property name='Client'><vt:lpwstr>ann@site.test</vt:lpwstr></property></Properties>";
    let hit = one(
        &docx("<w:p/>", &[("docProps/custom.xml", "custom-properties", custom)]),
        WORD,
    );
    assert_eq!(hit.location.column_name.as_deref(), Some("Client"));
}

#[test]
fn a_text_box_does_not_cut_the_paragraph_that_holds_it() {
    let boxed = "<w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx><w:txbxContent><w:p><w:r><w:t>box bo@site.test\
                 </w:t></w:r></w:p></w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>\
                 <w:txbxContent><w:p><w:r><w:t>box bo@site.test</w:t></w:r></w:p></w:txbxContent></v:textbox></w:pict>\
                 </mc:Fallback></mc:AlternateContent></w:r>";
    let body = format!("<w:p><w:r><w:t>ann@</w:t></w:r>{boxed}<w:r><w:t>site.test</w:t></w:r></w:p>");
    let bytes = docx(&body, &[]);
    assert_eq!(one(&bytes, WORD).record, WORD);
    assert_eq!(one(&bytes, "bo@site.test").record, "box bo@site.test");
}

#[test]
fn a_content_control_labels_its_text() {
    let body = "<w:p><w:r><w:t>IBAN </w:t></w:r><w:sdt><w:sdtPr><w:alias w:val='Account'/></w:sdtPr><w:sdtContent>\
                <w:r><w:t>ann@site.test</w:t></w:r></w:sdtContent></w:sdt><w:r><w:t> end</w:t></w:r></w:p>";
    let hit = one(&docx(body, &[]), WORD);
    assert_eq!(hit.label.as_deref(), Some("Account"));
    assert_eq!(hit.value.as_deref(), Some(WORD));
}

const STRINGS: &str =
    "<sst><si><t>Email</t></si><si><r><t>ann@</t></r><r><t>site.test</t></r><rPh><t>x</t></rPh></si></sst>";

#[test]
fn cells_have_their_sheet_row_and_column() {
    let sheet = "<worksheet><sheetData><row r='1'><c r='B1' t='s'><v>0</v></c></row>\
                 <row r='1048576'><c r='B1048576' t='s'><v>1</v></c></row></sheetData></worksheet>";
    let bytes = xlsx(
        &[("People", sheet)],
        &[("xl/sharedStrings.xml", "sharedStrings", STRINGS)],
    );
    let hit = one(&bytes, WORD);
    assert_eq!(hit.location.sheet.as_deref(), Some("People"));
    assert_eq!(
        (hit.location.row, hit.location.column_number),
        (Some(1_048_576), Some(2))
    );
    assert_eq!(hit.location.column_name.as_deref(), Some("Email"));
    assert_eq!(hit.value.as_deref(), Some(WORD));
}

#[test]
fn numbers_dates_and_formulas_are_read_as_they_are_shown() {
    let styles = "<styleSheet><numFmts><numFmt numFmtId='170' formatCode='dd/mm/yyyy'/></numFmts><cellStyleXfs>\
                  <xf numFmtId='14'/></cellStyleXfs><cellXfs><xf numFmtId='0'/><xf numFmtId='14'/><xf numFmtId='170'/></cellXfs></styleSheet>";
    let sheet = "<worksheet><sheetData><row><c><v>4111111111111111</v></c><c><v>4.111111111111111E15</v></c>\
                 <c s='1'><v>32932</v></c><c s='2'><v>32932.5</v></c><c t='inlineStr'><is><t>in </t><t>line</t></is></c>\
                 <c t='str'><f>A1&amp;B1</f><v>cached</v></c><c t='b'><v>1</v></c><c t='e'><v>#REF!</v></c></row></sheetData></worksheet>";
    let (found, _) = hits(
        &xlsx(&[("S", sheet)], &[("xl/styles.xml", "styles", styles)]),
        "4111111111111111",
    );
    assert_eq!(found.len(), 2);
    assert_eq!(
        found[0].record,
        "4111111111111111\t4111111111111111\t1990-02-28\t1990-02-28T12:00:00\tin line\tcached"
    );
}

#[test]
fn what_surrounds_cells_is_read_too() {
    let sheet = "<worksheet><sheetData><row r='2'><c r='B2'><v>1</v></c></row></sheetData>\
                 <headerFooter><oddHeader>&amp;L&amp;\"Arial,Bold\"&amp;12by head@site.test&amp;RPage &amp;P</oddHeader></headerFooter></worksheet>";
    let comments = "<comments><authors><author>Cora</author></authors><commentList><comment ref='B2' authorId='0'>\
                    <text><r><t>ask ann@</t></r><r><t>site.test</t></r></text></comment></commentList></comments>";
    let threaded = "<ThreadedComments><threadedComment ref='C9' personId='{1}'><text>bo@site.test</text></threadedComment></ThreadedComments>";
    let persons = "<personList><person displayName='Cora' userId='cora@site.test'/></personList>";
    let relations = "<Relationships><Relationship Id='r1' Target='../comments1.xml'/>\
                     <Relationship Id='r2' Target='/xl/threadedComments/threadedComment1.xml'/></Relationships>";
    let definition = "<pivotCacheDefinition><cacheFields><cacheField name='Email'><sharedItems><s v='pivot@site.test'/>\
                      </sharedItems></cacheField><cacheField name='Phone'><sharedItems/></cacheField></cacheFields></pivotCacheDefinition>";
    let records = "<pivotCacheRecords><r><x v='0'/><s v='record@site.test'/></r></pivotCacheRecords>";
    let bytes = xlsx(
        &[("S", sheet)],
        &[
            ("xl/comments1.xml", "comments", comments),
            (
                "xl/threadedComments/threadedComment1.xml",
                "threadedcomments",
                threaded,
            ),
            ("xl/persons/person.xml", "person", persons),
            ("xl/worksheets/_rels/sheet1.xml.rels", "", relations),
            (
                "xl/pivotCache/pivotCacheDefinition1.xml",
                "pivotCacheDefinition",
                definition,
            ),
            (
                "xl/pivotCache/pivotCacheRecords1.xml",
                "pivotCacheRecords",
                records,
            ),
            (
                "xl/pivotCache/_rels/pivotCacheDefinition1.xml.rels",
                "",
                "<Relationships><Relationship Id='r1' Target='pivotCacheRecords1.xml'/></Relationships>",
            ),
        ],
    );
    let hit = one(&bytes, WORD);
    assert_eq!(
        (part(&hit), hit.location.row, hit.location.column_number),
        (Some("comments"), Some(2), Some(2))
    );
    let hit = one(&bytes, "bo@site.test");
    assert_eq!(
        (part(&hit), hit.location.row, hit.location.column_number),
        (Some("comments"), Some(9), Some(3))
    );
    assert_eq!(part(&one(&bytes, "cora@site.test")), Some("metadata: Person"));
    assert_eq!(one(&bytes, "head@site.test").record, "by head@site.test");
    let hit = one(&bytes, "pivot@site.test");
    assert_eq!(
        (part(&hit), hit.location.column_name.as_deref()),
        (Some("pivot cache"), Some("Email"))
    );
    let hit = one(&bytes, "record@site.test");
    assert_eq!(
        (part(&hit), hit.location.column_name.as_deref()),
        (Some("pivot cache"), Some("Phone"))
    );
}

#[test]
fn slides_are_pages_in_the_order_of_the_show() {
    let slide = |text: &str| format!("<p:sld><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:sld>");
    let notes = "<p:notes><a:p><a:r><a:t>note@</a:t></a:r><a:r><a:t>site.test</a:t></a:r></a:p></p:notes>";
    let relations =
        "<Relationships><Relationship Id='r1' Target='../notesSlides/notesSlide1.xml'/></Relationships>";
    let bytes = pptx(
        &["slide2", "slide1"],
        &[
            ("ppt/slides/slide1.xml", "slide", &slide("ann@site.test")),
            ("ppt/slides/slide2.xml", "slide", &slide("first")),
            ("ppt/slides/_rels/slide1.xml.rels", "", relations),
            ("ppt/notesSlides/notesSlide1.xml", "notesSlide", notes),
            (
                "ppt/slideMasters/slideMaster1.xml",
                "slideMaster",
                &slide("master@site.test"),
            ),
        ],
    );
    assert_eq!(one(&bytes, WORD).location.page, Some(2));
    let hit = one(&bytes, "note@site.test");
    assert_eq!((hit.location.page, part(&hit)), (Some(2), Some("speaker notes")));
    assert_eq!(part(&one(&bytes, "master@site.test")), Some("master"));
}

#[test]
fn files_inside_are_read_as_what_they_are() {
    let inner = docx("<w:p><w:r><w:t>ann@site.test</w:t></w:r></w:p>", &[]);
    let list = package("wordprocessingml.document.main+xml", &[]);
    let bytes = file(&[
        ("[Content_Types].xml", list.as_bytes()),
        ("word/document.xml", b"<w:document/>"),
        ("word/embeddings/any.bin", &inner),
        ("word/media/image1.xyz", b"\x7fELF\x02\x01\x01"),
    ]);
    let (found, reading) = hits(&bytes, WORD);
    assert_eq!(
        found[0].location.member.as_deref(),
        Some("word/embeddings/any.bin")
    );
    assert_eq!(
        reading.end,
        ReadingEnd::Partial {
            message: "word/media/image1.xyz: Of a kind that is not read (elf).".to_owned()
        }
    );
}

#[test]
fn xml_bombs_and_damage_are_told_and_the_rest_is_read() {
    for (part, message) in [
        (
            "<!DOCTYPE a [<!ENTITY x 'ha'>]><a>&x;</a>",
            "word/header1.xml: It defines entities of its own, which are not read.",
        ),
        (
            "<a><b></a>",
            "word/header1.xml: Its XML is damaged; what follows the damage was not read.",
        ),
    ] {
        let (found, reading) = hits(
            &docx(
                "<w:p><w:r><w:t>ann@site.test</w:t></w:r></w:p>",
                &[("word/header1.xml", "header", part)],
            ),
            WORD,
        );
        assert_eq!(found.len(), 1);
        assert_eq!(
            reading.end,
            ReadingEnd::Partial {
                message: message.to_owned()
            }
        );
    }
}

#[test]
fn binary_workbooks_say_that_their_sheets_are_not_read() {
    let list = package("x", &[]).replace(
        "application/vnd.openxmlformats-officedocument.x",
        "application/vnd.ms-excel.sheet.binary.macroEnabled.main",
    );
    let bytes = file(&[
        ("[Content_Types].xml", list.as_bytes()),
        ("xl/workbook.bin", b"\x83\x01\0"),
        ("docProps/core.xml", b"<a><creator>ann@site.test</creator></a>"),
    ]);
    let (found, reading) = hits(&bytes, WORD);
    assert_eq!((found.len(), reading.format.as_str()), (1, "xlsx"));
    let ReadingEnd::Partial { message } = reading.end else {
        panic!("{:?}", reading.end);
    };
    assert!(message.contains("(xlsb), which is not read"), "{message}");
}

#[test]
fn flipped_and_cut_files_end() {
    let slide = "<p:sld><a:p><a:r><a:t>ann@site.test</a:t></a:r></a:p></p:sld>";
    let sheet = "<worksheet><sheetData><row r='1'><c r='B1' t='s'><v>1</v></c></row></sheetData></worksheet>";
    for made in [
        docx(
            "<w:p><w:r><w:t>ann@site.test</w:t></w:r></w:p>",
            &[("word/header1.xml", "header", "<w:hdr/>")],
        ),
        xlsx(
            &[("S", sheet)],
            &[("xl/sharedStrings.xml", "sharedStrings", STRINGS)],
        ),
        pptx(&["slide1"], &[("ppt/slides/slide1.xml", "slide", slide)]),
    ] {
        mutated::all_end(&made, 300);
    }
}

#[test]
fn real_documents_are_read() {
    let letter = include_bytes!("files/office/letter.docx");
    let place = |word: &str| -> Hit { one(letter, word) };
    assert_eq!(part(&place(WORD)), Some("body"));
    assert_eq!(
        place("DE89 3704 0044 0532 0130 00").record,
        "Bo Beispiel\tDE89 3704 0044 0532 0130 00\t+49 30 5550 1234"
    );
    assert_eq!(part(&place("head@site.test")), Some("header"));
    assert_eq!(part(&place("foot@site.test")), Some("footer"));
    assert_eq!(part(&place("note@site.test")), Some("comments"));
    assert_eq!(part(&place("Cora Kommentar")), Some("metadata: Author"));
    assert_eq!(place("Mara Testmann").label.as_deref(), Some("Author"));
}

#[test]
fn real_workbooks_are_read() {
    let people = include_bytes!("files/office/people.xlsx");
    let hit = one(people, WORD);
    assert_eq!(hit.location.sheet.as_deref(), Some("People"));
    assert_eq!(
        (hit.location.row, hit.location.column_name.as_deref()),
        (Some(2), Some("Email"))
    );
    let hit = one(people, "4111111111111111");
    assert_eq!(
        hit.record,
        "Bo Beispiel\tann@site.test\t4111111111111111\t1990-02-28\t0.25"
    );
    let hit = one(people, "hidden@site.test");
    assert_eq!(
        (hit.location.sheet.as_deref(), hit.location.row),
        (Some("Hidden"), Some(7))
    );
    assert_eq!(one(people, "last@site.test").location.row, Some(1_048_576));
    let hit = one(people, "note@site.test");
    assert_eq!((hit.location.row, hit.location.column_number), (Some(2), Some(2)));
    assert_eq!(part(&one(people, "link@site.test")), Some("hyperlinks"));
    assert_eq!(one(people, "owner@site.test").label.as_deref(), Some("Owner"));
}

#[test]
fn real_presentations_are_read() {
    let team = include_bytes!("files/office/team.pptx");
    assert_eq!(one(team, WORD).location.page, Some(1));
    let hit = one(team, "note@site.test");
    assert_eq!((hit.location.page, part(&hit)), (Some(1), Some("speaker notes")));
    assert_eq!(
        one(team, "+49 30 5550 1234").record,
        "Bo Beispiel\t+49 30 5550 1234"
    );
    // Once as the chart shows it, once in the workbook inside that it was made from.
    let (found, _) = hits(team, "chart@site.test");
    assert_eq!(found[0].location.page, Some(2));
    assert!(found[1].location.member.as_deref().unwrap().ends_with(".xlsx"));
}
