//! Values put anywhere into files that programs wrote: the copy is without them, or there is no copy.

use super::letter::document;
use super::proof::{checked, complex, copied, packed, unpacked};
use super::seed::Seed;
use std::collections::BTreeSet;
use std::ops::ControlFlow;
use tidegate_formats::{CopyError, ReadingEnd, Removal, Removals, leftovers, read};

const FILES: &[(&str, &[u8])] = &[
    ("letter.docx", include_bytes!("../../files/office/letter.docx")),
    ("people.xlsx", include_bytes!("../../files/office/people.xlsx")),
    ("team.pptx", include_bytes!("../../files/office/team.pptx")),
    ("letter.odt", include_bytes!("../../files/office/letter.odt")),
    ("people.ods", include_bytes!("../../files/office/people.ods")),
    ("team.odp", include_bytes!("../../files/office/team.odp")),
];

/// Places of a file that are tried, of each kind.
const TRIED: usize = 12;

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

/// Damage at any place of a part: no panic, and a copy is one without the values.
#[test]
fn a_damaged_part_makes_no_copy_with_values() {
    let mut seed = Seed::new(41);
    let entries = unpacked(&document(&mut seed));
    let removals = seed.removals();
    let parts: Vec<usize> = (0..entries.len())
        .filter(|number| entries[*number].0.ends_with(".xml") || entries[*number].0.ends_with(".rels"))
        .collect();
    let mut random = 7_u64;
    let mut below = |limit: usize| {
        random = random
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(random >> 33).unwrap() % limit
    };
    let mut copies = 0;
    for round in 0..60 {
        let mut damaged = entries.clone();
        let part = &mut damaged[parts[below(parts.len())]].1;
        let at = below(part.len());
        match round % 4 {
            0 => part[at] = b"<>&\"'/!?= \0]x"[below(14)],
            1 => drop(part.splice(at..(at + 9).min(part.len()), [])),
            2 => part.truncate(at),
            _ => drop(part.splice(at..at, *b"<![CDATA[")),
        }
        let Ok((out, _)) = copied("letter.docx", &packed(&damaged), &removals) else {
            continue;
        };
        copies += 1;
        let (_, left) = leftovers("letter.docx", &mut out.as_slice(), &removals, &complex()).unwrap();
        assert_eq!(left, 0);
        if copies % 4 == 0 {
            let wrong = checked(&out, &seed.values);
            assert!(!wrong.contains(" left"), "{wrong}");
        }
    }
    assert!(copies > 4, "{copies}");
}

/// Addresses and long numbers that a file shows.
fn shown(name: &str, bytes: &[u8]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut input = bytes;
    read(name, &mut input, &complex(), &mut |window| {
        for word in window
            .text
            .split(|c: char| c.is_whitespace() || "\"'()<>,;".contains(c))
        {
            let word = word.trim_matches(['.', ':']);
            let digits = word.bytes().filter(u8::is_ascii_digit).count();
            let words = word
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"@.-+:".contains(&byte));
            if words && (word.contains('@') || digits >= 8 && digits * 2 > word.len()) {
                found.insert(word.trim_start_matches("mailto:").to_owned());
            }
        }
        ControlFlow::Continue(())
    })
    .unwrap();
    found
}

#[test]
fn what_files_of_programs_show_is_gone() {
    for (name, bytes) in FILES {
        let values: Vec<String> = shown(name, bytes).into_iter().collect();
        assert!(values.len() > 1, "{name}: {values:?}");
        let removals = Removals::new(
            values
                .iter()
                .map(|value| Removal {
                    value: value.clone(),
                    with: "[GONE]".to_owned(),
                })
                .collect(),
        );
        let (out, told) = copied(name, bytes, &removals).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(told.replaced as usize >= values.len(), "{name}: {told:?}");
        let (reading, left) = leftovers(name, &mut out.as_slice(), &removals, &complex()).unwrap();
        assert_eq!((left, reading.end), (0, ReadingEnd::Complete), "{name}");
        let wrong = checked(&out, &values);
        assert!(!wrong.contains(" left"), "{name}: {wrong}");
        let before = checked(bytes, &[]);
        assert!(wrong.lines().all(|line| before.contains(line)), "{name}: {wrong}");
        assert_eq!(unpacked(&out).len(), unpacked(bytes).len(), "{name}");
    }
}

#[test]
fn a_value_in_any_text_is_gone() {
    let (copies, refusals) = tried(
        false,
        "anna.meier@mail.example",
        "x anna.meier&#64;mail.example y",
    );
    assert!(
        copies > 60 && refusals == 0,
        "{copies} copies, {refusals} refusals"
    );
}

#[test]
fn a_value_in_any_attribute_is_gone() {
    let (copies, refusals) = tried(true, "anna.meier@mail.example", "x anna.meier@mail.example");
    assert!(
        copies > 60 && refusals < 10,
        "{copies} copies, {refusals} refusals"
    );
}

#[test]
fn a_number_in_any_attribute_is_gone_or_makes_no_copy() {
    let (copies, refusals) = tried(true, "912345678012", "912345678012");
    assert!(
        copies > 40 && refusals > 0,
        "{copies} copies, {refusals} refusals"
    );
}
