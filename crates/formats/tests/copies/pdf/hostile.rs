//! Files made to harm end soon: with the reason for which there is no copy, or with one that the readers read.

use super::letters::latin;
use super::pdf::{Pdf, deflated};
use super::proof::{checked, complex, copied, refused};
use super::seed::Seed;
use std::fmt::Write as _;
use tidegate_formats::{Budget, CopyError, Removals, copy, leftovers};

fn one() -> (Seed, String, Removals) {
    let mut seed = Seed::new(46);
    let value = seed.email();
    let removals = seed.removals();
    (seed, value, removals)
}

/// Objects as they stand, the first the catalogue.
fn of(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut out = b"%PDF-1.7\n".to_vec();
    let mut list = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (at, object) in objects.iter().enumerate() {
        writeln!(list, "{:010} 00000 n ", out.len()).unwrap();
        out.extend(format!("{} 0 obj\n", at + 1).bytes());
        out.extend(object);
        out.extend(b"\nendobj\n");
    }
    let place = out.len();
    let size = objects.len() + 1;
    out.extend(format!("{list}trailer\n<</Size {size}/Root 1 0 R>>\nstartxref\n{place}\n%%EOF\n").bytes());
    out
}

#[test]
fn loops_and_nonsense_end() {
    let (_, value, removals) = one();
    let catalog = b"<</Type/Catalog/Pages 2 0 R>>".to_vec();
    let pages = b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec();
    let page =
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R/Resources<</XObject<</X 4 0 R>>>>>>"
            .to_vec();
    let text = latin(&value);
    let stream = |entries: &str, bytes: &[u8]| {
        let mut out = format!("<<{entries}/Length {}>>stream\n", bytes.len()).into_bytes();
        out.extend(bytes);
        out.extend(b"\nendstream");
        out
    };
    let shown = format!("BT /F 9 Tf {text} Tj ET");
    let files = [
        of(&[
            catalog.clone(),
            b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>".to_vec(),
        ]),
        of(&[catalog.clone(), pages.clone(), b"[".repeat(100_000)]),
        of(&[catalog.clone(), pages.clone(), b"<</A".repeat(100_000)]),
        of(&[
            catalog.clone(),
            pages.clone(),
            page.clone(),
            b"<</Length 4 0 R>>stream\nx\nendstream".to_vec(),
        ]),
        of(&[
            catalog.clone(),
            pages.clone(),
            page.clone(),
            stream(&format!("/Filter[{}]", "/FlateDecode".repeat(10_000)), b"x"),
        ]),
        of(&[
            catalog.clone(),
            pages.clone(),
            page.clone(),
            stream("/Type/ObjStm/N 2/First 8/Extends 4 0 R", b"4 0 5 0 4 0 R"),
        ]),
        of(&[
            catalog.clone(),
            b"<</Type/Pages/Kids[3 0 R]/Count 2147483647>>".to_vec(),
            page.clone(),
            stream("", shown.as_bytes()),
        ]),
        of(&[
            catalog.clone(),
            pages.clone(),
            page.clone(),
            stream(
                "/Type/XObject/Subtype/Form",
                format!("{shown} /X Do /X Do").as_bytes(),
            ),
        ]),
        of(&[
            catalog,
            pages,
            page,
            stream("", format!("{} {shown}", "q ".repeat(50_000)).as_bytes()),
        ]),
    ];
    for (at, bytes) in files.iter().enumerate() {
        match copied(bytes, &removals) {
            Ok((out, _)) => {
                let (_, left) = leftovers("a.pdf", &mut out.as_slice(), &removals, &complex()).unwrap();
                assert_eq!(left, 0, "file {at}");
            }
            Err(CopyError::Refused { reason }) => assert!(reason.ends_with('.'), "file {at}: {reason}"),
            Err(error) => panic!("file {at}: {error}"),
        }
    }
}

#[test]
fn bombs_are_refused() {
    let (_, _, removals) = one();
    let mut file = Pdf::new();
    let bomb = deflated(&vec![b' '; 3_000_000]);
    let contents: Vec<String> = (0..10)
        .map(|_| format!("{} 0 R", file.stream("/Filter /FlateDecode", &bomb)))
        .collect();
    file.page_of(&format!("/Contents [{}]", contents.join(" ")));
    let small = Budget {
        max_held_bytes: 1_000_000,
        ..complex()
    };
    let bytes = file.bytes();
    let mut input = bytes.as_slice();
    let error = copy("a.pdf", &mut input, &removals, &small, &mut Vec::new());
    assert!(matches!(error, Err(CopyError::Refused { .. })), "{error:?}");
}

#[test]
fn loops_and_depths_are_copied_or_refused() {
    let (seed, value, removals) = one();
    let mut file = Pdf::new();
    let number = file.next();
    let looping = format!("BT /F1 9 Tf 40 700 Td {} Tj ET /Self Do", latin(&value));
    let own = format!("/Resources << /Font << /F1 3 0 R >> /XObject << /Self {number} 0 R >> >>");
    file.packed(
        &format!("/Type /XObject /Subtype /Form /BBox [0 0 9 9] {own}"),
        looping.as_bytes(),
    );
    file.page_with("/Self Do", &format!("/XObject << /Self {number} 0 R >>"), "");
    let (kid, deep) = (file.next(), "[".repeat(150) + &"]".repeat(150));
    file.object(format!("<< /Kids [{kid} 0 R] /Names [] /Deep {deep} >>"));
    file.catalog(&format!("/Names << /Dests {kid} 0 R >>"));
    let (out, _) = copied(&file.bytes(), &removals).unwrap();
    assert_eq!(checked(&out, &seed.values), "");
    let mut file = Pdf::new();
    file.line("deep");
    file.catalog(&format!("/Deep {}{}", "[".repeat(400), "]".repeat(400)));
    assert!(refused(&file.bytes(), &removals).contains("too deep"));
}
