//! Presentations with values in every place that the format has.

use super::excel::workbook;
use super::open::{A, P, Package, R};
use super::proof::{copied, entry, proved, unpacked};
use super::seed::{Seed, halves, xml};

fn paragraphs(seed: &mut Seed, count: usize) -> String {
    (0..count)
        .map(|at| {
            let (a, b) = halves(&seed.value());
            match at % 3 {
                0 => format!("<a:p><a:r><a:t>{a}</a:t></a:r><a:r><a:rPr b=\"1\"/><a:t>{b}</a:t></a:r></a:p>"),
                1 => format!("<a:p><a:r><a:t>Call {a}{b} now</a:t></a:r><a:br/><a:r><a:t>next</a:t></a:r></a:p>"),
                _ => format!("<a:p><a:r><a:rPr><a:hlinkClick tooltip=\"{}\"/></a:rPr><a:t>{a}</a:t></a:r><a:fld type=\"slidenum\"><a:t>{b}</a:t></a:fld></a:p>", xml(&seed.value())),
            }
        })
        .collect()
}

fn slide(root: &str, seed: &mut Seed) -> String {
    let table: String = (0..3)
        .map(|_| {
            format!(
                "<a:tr><a:tc><a:txBody><a:p><a:r><a:t>{}</a:t></a:r></a:p></a:txBody></a:tc></a:tr>",
                seed.card()
            )
        })
        .collect();
    format!(
        "<p:{root} xmlns:p=\"{P}\" xmlns:a=\"{A}\" xmlns:r=\"{R}\"><p:cSld name=\"{}\"><p:spTree><p:sp><p:nvSpPr><p:cNvPr id=\"2\" name=\"{}\" descr=\"{}\" title=\"{}\"/></p:nvSpPr>\
         <p:spPr><a:xfrm><a:off x=\"12192000\" y=\"6858000\"/><a:ext cx=\"914400\" cy=\"914400\"/></a:xfrm></p:spPr>\
         <p:txBody>{}</p:txBody></p:sp><p:graphicFrame><a:tbl>{table}</a:tbl></p:graphicFrame></p:spTree></p:cSld></p:{root}>",
        xml(&seed.value()),
        xml(&seed.value()),
        xml(&seed.value()),
        xml(&seed.value()),
        paragraphs(seed, 12)
    )
}

fn presentation(seed: &mut Seed) -> Vec<u8> {
    let mut package = Package::default();
    let main = "ppt/presentation.xml";
    package.relation("", "rId1", "officeDocument", main);
    let mut ids = String::new();
    for number in 1..=4 {
        let path = format!("ppt/slides/slide{number}.xml");
        ids += &format!("<p:sldId id=\"{}\" r:id=\"rId{number}\"/>", 255 + number);
        package
            .part(&path, "presentationml.slide", &slide("sld", seed))
            .relation(main, &format!("rId{number}"), "slide", &format!("slides/slide{number}.xml"))
            .relation(&path, "rId1", "notesSlide", &format!("../notesSlides/notesSlide{number}.xml"))
            .relation(&path, "rId2", "hyperlink", &format!("mailto:{}", seed.email()))
            .relation(&path, "rId3", "comments", &format!("../comments/comment{number}.xml"))
            .part(&format!("ppt/notesSlides/notesSlide{number}.xml"), "presentationml.notesSlide", &slide("notes", seed))
            .part(
                &format!("ppt/comments/comment{number}.xml"),
                "presentationml.comments",
                &format!("<p:cmLst xmlns:p=\"{P}\"><p:cm authorId=\"0\" dt=\"{}T10:00:00.000\" idx=\"1\"><p:pos x=\"10\" y=\"10\"/><p:text>{}</p:text></p:cm></p:cmLst>", seed.day().0, xml(&seed.value())),
            );
    }
    for (at, (name, kind, root)) in [
        ("slideMasters/slideMaster1", "slideMaster", "sldMaster"),
        ("slideLayouts/slideLayout1", "slideLayout", "sldLayout"),
        ("notesMasters/notesMaster1", "notesMaster", "notesMaster"),
        ("handoutMasters/handoutMaster1", "handoutMaster", "handoutMaster"),
    ]
    .into_iter()
    .enumerate()
    {
        package
            .part(
                &format!("ppt/{name}.xml"),
                &format!("presentationml.{kind}"),
                &slide(root, seed),
            )
            .relation(main, &format!("rId{}", 20 + at), kind, &format!("{name}.xml"));
    }
    let (named, tag) = (xml(&seed.value()), xml(&seed.value()));
    package
        .part(
            main,
            "presentationml.presentation.main",
            &format!("<p:presentation xmlns:p=\"{P}\" xmlns:r=\"{R}\"><p:sldIdLst>{ids}</p:sldIdLst><p:sldSz cx=\"12192000\" cy=\"6858000\"/><p:custShowLst><p:custShow name=\"{named}\" id=\"0\"/></p:custShowLst></p:presentation>"),
        )
        .part("ppt/tags/tag1.xml", "presentationml.tags", &format!("<p:tagLst xmlns:p=\"{P}\"><p:tag name=\"WHO\" val=\"{tag}\"/></p:tagLst>"))
        .relation(main, "rId30", "tags", "tags/tag1.xml")
        .part(
            "ppt/commentAuthors.xml",
            "presentationml.commentAuthors",
            &format!("<p:cmAuthorLst xmlns:p=\"{P}\"><p:cmAuthor id=\"0\" name=\"{}\" initials=\"{}\" lastIdx=\"1\" clrIdx=\"0\"/></p:cmAuthorLst>", xml(&seed.value()), xml(&seed.value())),
        )
        .relation(main, "rId31", "commentAuthors", "commentAuthors.xml")
        .part(
            "ppt/diagrams/data1.xml",
            "drawingml.diagramData",
            &format!("<dgm:dataModel xmlns:dgm=\"http://schemas.openxmlformats.org/drawingml/2006/diagram\" xmlns:a=\"{A}\"><dgm:ptLst><dgm:pt><dgm:t>{}</dgm:t></dgm:pt></dgm:ptLst></dgm:dataModel>", paragraphs(seed, 6)),
        )
        .relation("ppt/slides/slide1.xml", "rId9", "diagramData", "../diagrams/data1.xml");
    let (book, _) = workbook(seed);
    package.bytes("ppt/embeddings/book1.xlsx", &book).relation(
        "ppt/slides/slide2.xml",
        "rId9",
        "package",
        "../embeddings/book1.xlsx",
    );
    package.file()
}

#[test]
fn values_in_every_place_of_a_presentation_are_gone() {
    let mut seed = Seed::new(21);
    let bytes = presentation(&mut seed);
    assert!(seed.values.len() > 1000, "{}", seed.values.len());
    let out = proved("team.pptx", &bytes, &seed);
    let slide = entry(&out, "ppt/slides/slide1.xml");
    assert!(slide.contains("<a:off x=\"12192000\" y=\"6858000\"/>") && slide.contains("<a:rPr b=\"1\"/>"));
    assert!(slide.contains("<a:t>next</a:t>"));
    assert!(entry(&out, "ppt/comments/comment1.xml").contains("dt=\"1900-01-01T00:00:00.000\""));
}

#[test]
fn a_presentation_without_values_keeps_its_parts() {
    let bytes = include_bytes!("../../files/office/team.pptx");
    let mut seed = Seed::new(22);
    seed.email();
    let (out, told) = copied("team.pptx", bytes, &seed.removals()).unwrap();
    assert_eq!(told.replaced, 0);
    assert!(unpacked(&out) == unpacked(bytes));
}
