//! What is no value stays: words, looks, places.

use super::letters::{fonts, halves, latin};
use super::pdf::Pdf;
use super::proof::{complex, copied, proved, shown};
use super::seed::Seed;
use tidegate_formats::{Removal, Removals, leftovers};

const FILES: [(&str, &[u8]); 6] = [
    ("tables", include_bytes!("../../files/pdf/tables.pdf")),
    ("columns", include_bytes!("../../files/pdf/columns.pdf")),
    ("form", include_bytes!("../../files/pdf/form.pdf")),
    ("type0", include_bytes!("../../files/pdf/type0.pdf")),
    (
        "type0-without-tounicode",
        include_bytes!("../../files/pdf/type0-without-tounicode.pdf"),
    ),
    (
        "object-streams-linearised",
        include_bytes!("../../files/pdf/object-streams-linearised.pdf"),
    ),
];

fn removals(values: &[&str]) -> Removals {
    Removals::new(
        values
            .iter()
            .map(|value| Removal {
                value: (*value).to_owned(),
                with: "[GONE]".to_owned(),
            })
            .collect(),
    )
}

#[test]
fn files_without_values_say_and_show_the_same() {
    for (name, bytes) in FILES {
        let (out, told) = copied(bytes, &removals(&["nobody@nowhere.test"])).unwrap();
        assert_eq!((told.replaced, told.left_out.len()), (0, 0), "{name}");
        assert_eq!(shown(&out), shown(bytes), "{name}");
        let (again, _) = copied(&out, &removals(&["nobody@nowhere.test"])).unwrap();
        assert!(again == out, "{name}: the copy's copy is another file");
    }
}

#[test]
fn words_beside_values_stay_where_they_are() {
    // Poppler does not read the one whose font has no map.
    for (name, bytes) in FILES.into_iter().filter(|(name, _)| !name.contains("without")) {
        let before = shown(bytes);
        // Every seventh long word is a value.
        let mut words: Vec<&str> = before
            .split_whitespace()
            .filter(|word| word.chars().count() >= 5 && word.chars().all(char::is_alphanumeric))
            .collect();
        words.sort_unstable();
        words.dedup();
        let (mut values, mut others) = (Vec::new(), Vec::new());
        for (at, word) in words.iter().enumerate() {
            if at % 7 == 0 {
                values.push(*word);
            } else {
                others.push(*word);
            }
        }
        let removals = removals(&values);
        others.retain(|word| removals.removed_from(word).is_none());
        assert!(!values.is_empty(), "{name}");
        let (out, told) = copied(bytes, &removals).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(told.replaced as usize >= values.len(), "{name}: {told:?}");
        let after = shown(&out);
        assert_eq!(removals.removed_from(&after), None, "{name}");
        for word in others {
            assert_eq!(
                before.matches(word).count(),
                after.matches(word).count(),
                "{name}: {word}"
            );
        }
    }
}

#[test]
fn letters_that_only_the_font_tells_are_removed() {
    let bytes = include_bytes!("../../files/pdf/type0-without-tounicode.pdf");
    let removals = removals(&["joerg@site.test", "DE89 3704 0044 0532 0130 00", "Müßig"]);
    let left = |bytes: &[u8]| {
        let mut input = bytes;
        leftovers("a.pdf", &mut input, &removals, &complex()).unwrap().1
    };
    assert_eq!(left(bytes), 3);
    let (out, told) = copied(bytes, &removals).unwrap();
    assert_eq!((told.replaced, left(&out)), (3, 0));
}

#[test]
fn values_across_streams_forms_and_lines_are_gone() {
    let mut seed = Seed::new(43);
    let mut file = Pdf::new();
    let fonts = fonts(&mut file);
    let mut forms = String::new();
    let mut content = String::from("BT /F1 9 Tf 40 780 Td (stays) Tj ET ");
    for at in 0..6 {
        // The end of a value is drawn by a form; twelve letters of 0.5 are a half's width in the font that draws it.
        let value = seed.email();
        let (a, b) = halves(&value);
        let width = a.chars().count();
        let form = file.packed(
            &format!("/Type /XObject /Subtype /Form /BBox [0 0 600 800] /Resources << {fonts} >>"),
            format!(
                "BT /F4 10 Tf {} {} Td {} Tj ET",
                40 + 5 * width,
                700 - 12 * at,
                shifted(b)
            )
            .as_bytes(),
        );
        forms += &format!("/X{at} {form} 0 R ");
        content += &format!(
            "BT /F4 10 Tf 40 {} Td {} Tj ET /X{at} Do ",
            700 - 12 * at,
            shifted(a)
        );
    }
    for (at, turn) in ["0 1 -1 0", "-1 0 0 -1", "0 -1 1 0", "0.866 0.5 -0.5 0.866"]
        .iter()
        .enumerate()
    {
        content += &format!(
            "BT /F1 9 Tf {turn} {} 400 Tm {} Tj ET ",
            100 + 100 * at,
            latin(&seed.value())
        );
    }
    // A value that goes on in the next line.
    let value = seed.name();
    let (a, b) = value.split_once(' ').unwrap();
    content += &format!(
        "BT /F1 9 Tf 12 TL 40 200 Td {} Tj T* {} Tj ET ",
        latin(&format!("by {a}")),
        latin(&format!("{b} now"))
    );
    // Greater, wider, raised.
    content += &format!(
        "BT /F1 1 Tf 12 0 0 9 40 150 Tm 80 Tz 0.02 Tc 0.3 Ts {} Tj ET ",
        latin(&format!("wide {} end", seed.email()))
    );
    file.page_with(&content, &format!("{fonts} /XObject << {forms} >>"), "");
    let (out, _) = proved(&file.bytes(), &seed);
    let text = shown(&out);
    for word in ["stays", "by", "now", "end"] {
        assert!(text.contains(word), "{word}: {text}");
    }
}

/// Of the font whose letters are one code further.
fn shifted(text: &str) -> String {
    let shifted: String = text
        .chars()
        .map(|c| char::from_u32(u32::from(c) + 1).unwrap())
        .collect();
    latin(&shifted)
}

#[test]
fn short_values_go_where_they_are_words() {
    let mut file = Pdf::new();
    file.line("Ask Ada or adam, code 123, not 1234");
    let information = file.object("<< /Title (Ada) /Subject (from Ada) >>");
    file.trailer = format!("/Info {information} 0 R");
    let (out, told) = copied(&file.bytes(), &removals(&["Ada", "123"])).unwrap();
    assert_eq!(told.replaced, 4);
    let text = shown(&out);
    assert!(
        text.contains("adam") && text.contains("1234") && !text.contains("Ada "),
        "{text}"
    );
}

#[test]
fn a_pdf_inside_a_pdf_is_copied_as_one() {
    let mut seed = Seed::new(47);
    let (mut inner, mut outer) = (Pdf::new(), Pdf::new());
    inner.line(&format!("inside {} stays", seed.email()));
    outer.line(&format!("outside {} stays", seed.email()));
    let file = outer.packed("/Type /EmbeddedFile", &inner.bytes());
    let named = outer.object(format!(
        "<< /Type /Filespec /F (inner.pdf) /EF << /F {file} 0 R >> >>"
    ));
    outer.catalog(&format!(
        "/Names << /EmbeddedFiles << /Names [(inner.pdf) {named} 0 R] >> >>"
    ));
    let (_, told) = proved(&outer.bytes(), &seed);
    assert_eq!((told.replaced, told.left_out.len()), (2, 0));
}

#[test]
fn lists_of_names_stay_in_order_and_links_lead_where_they_did() {
    let mut seed = Seed::new(48);
    let (a, b) = (seed.email(), seed.email());
    let mut file = Pdf::new();
    let first = file.next() + 1;
    let mut names = [a.clone(), b.clone(), "Zebra".to_owned(), "anchor".to_owned()];
    names.sort();
    let leaf = |file: &mut Pdf, names: &[String]| {
        let pairs: Vec<String> = names
            .iter()
            .map(|name| format!("({name}) [{first} 0 R /Fit]"))
            .collect();
        file.object(format!(
            "<< /Limits [({}) ({})] /Names [{}] >>",
            names[0],
            names[names.len() - 1],
            pairs.join(" ")
        ))
    };
    file.page_with(
        "BT /F1 9 Tf 40 700 Td (a page) Tj ET",
        "",
        &format!("/Annots [<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /Dest ({a}) >>]"),
    );
    let (one, two) = (leaf(&mut file, &names[..2]), leaf(&mut file, &names[2..]));
    file.catalog(&format!("/Names << /Dests << /Kids [{one} 0 R {two} 0 R] >> >>"));
    let removals = Removals::new(vec![
        Removal {
            value: a,
            with: "one@other.test".to_owned(),
        },
        Removal {
            value: b,
            with: "two@other.test".to_owned(),
        },
    ]);
    let (out, told) = copied(&file.bytes(), &removals).unwrap();
    assert!(told.replaced >= 3, "{told:?}");
    let text: String = out.iter().map(|byte| char::from(*byte)).collect();
    assert!(text.contains("/Dest (one@other.test)"), "{text}");
    let places: Vec<Option<usize>> = [
        "(Zebra) [",
        "(anchor) [",
        "(one@other.test) [",
        "(two@other.test) [",
    ]
    .iter()
    .map(|name| text.find(name))
    .collect();
    assert!(places.iter().all(Option::is_some), "{text}");
    assert!(places.is_sorted(), "{text}");
}
