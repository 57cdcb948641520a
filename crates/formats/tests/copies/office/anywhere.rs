//! Values put anywhere into files that programs wrote: the copy is without them, or there is no copy.

use super::proof::{complex, copied, packed, unpacked};
use tidegate_formats::{CopyError, Removal, Removals, leftovers};

const FILES: &[(&str, &[u8])] = &[
    ("letter.docx", include_bytes!("../../files/office/letter.docx")),
    ("people.xlsx", include_bytes!("../../files/office/people.xlsx")),
    ("team.pptx", include_bytes!("../../files/office/team.pptx")),
    ("letter.odt", include_bytes!("../../files/office/letter.odt")),
    ("people.ods", include_bytes!("../../files/office/people.ods")),
    ("team.odp", include_bytes!("../../files/office/team.odp")),
];

/// Places of a file that are tried, of each kind.
const TRIED: usize = 60;

/// Where texts and values of attributes begin and end in XML.
fn places(text: &str, attributes: bool) -> Vec<std::ops::Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(open) = text[at..].find('<').map(|found| at + found) {
        let Some(close) = text[open..].find('>').map(|found| open + found) else {
            break;
        };
        let tag = &text[open..close];
        let next = text[close..].find('<').map_or(text.len(), |found| close + found);
        if attributes && !tag.starts_with("<?") && !tag.starts_with("<!") {
            let mut from = 0;
            while let Some(start) = tag[from..].find("=\"").map(|found| from + found + 2) {
                let end = tag[start..].find('"').map_or(tag.len(), |found| start + found);
                found.push(open + start..open + end);
                from = (end + 1).min(tag.len());
            }
        } else if !attributes && next > close + 1 && !text[close + 1..next].trim().is_empty() {
            found.push(close + 1..next);
        }
        at = close + 1;
    }
    found
}

fn tried(attributes: bool, value: &str, written: &str) -> (usize, usize) {
    let removals = Removals::new(vec![Removal {
        value: value.to_owned(),
        with: "[GONE]".to_owned(),
    }]);
    let (mut copies, mut refusals) = (0, 0);
    for (name, bytes) in FILES {
        let entries = unpacked(bytes);
        let all: Vec<(usize, std::ops::Range<usize>)> = entries
            .iter()
            .enumerate()
            .filter(|(_, (name, _))| name.ends_with(".xml") || name.ends_with(".rels"))
            .flat_map(|(number, (_, bytes))| {
                let text = std::str::from_utf8(bytes).unwrap();
                places(text, attributes)
                    .into_iter()
                    .map(move |place| (number, place))
            })
            .collect();
        let step = (all.len() / TRIED).max(1);
        for (number, place) in all.into_iter().step_by(step) {
            let mut planted = entries.clone();
            let part = &mut planted[number];
            part.1.splice(place, written.bytes());
            let path = part.0.clone();
            let planted = packed(&planted);
            match copied(name, &planted, &removals) {
                Ok((out, _)) => {
                    copies += 1;
                    for (entry, bytes) in unpacked(&out) {
                        let text = String::from_utf8_lossy(&bytes);
                        assert!(
                            !text.contains(value) && !text.contains(written),
                            "{name} {path}: left in {entry}"
                        );
                        assert!(!entry.contains(value), "{name} {path}: left in a name");
                    }
                    let (_, left) = leftovers(name, &mut out.as_slice(), &removals, &complex()).unwrap();
                    assert_eq!(left, 0, "{name} {path}");
                }
                Err(CopyError::Refused { reason }) => {
                    assert!(!reason.contains(value));
                    refusals += 1;
                }
                Err(error) => panic!("{error}"),
            }
        }
    }
    (copies, refusals)
}

#[test]
fn a_value_in_any_text_is_gone() {
    let (copies, refusals) = tried(
        false,
        "anna.meier@mail.example",
        "x anna.meier&#64;mail.example y",
    );
    assert!(
        copies > 200 && refusals == 0,
        "{copies} copies, {refusals} refusals"
    );
}

#[test]
fn a_value_in_any_attribute_is_gone() {
    let (copies, refusals) = tried(true, "anna.meier@mail.example", "x anna.meier@mail.example");
    assert!(
        copies > 250 && refusals < 30,
        "{copies} copies, {refusals} refusals"
    );
}

#[test]
fn a_number_in_any_attribute_is_gone_or_makes_no_copy() {
    let (copies, refusals) = tried(true, "912345678012", "912345678012");
    assert!(
        copies > 200 && refusals > 0,
        "{copies} copies, {refusals} refusals"
    );
}
