//! What cannot be copied is refused with the reason; damage never becomes a copy that holds a value.

use super::letters::latin;
use super::pdf::Pdf;
use super::planted::everything;
use super::proof::{checked, complex, copied, refused};
use super::seed::Seed;
use tidegate_formats::{CopyError, Removals, leftovers};

fn one() -> (Seed, String, Removals) {
    let mut seed = Seed::new(44);
    let value = seed.email();
    let removals = seed.removals();
    (seed, value, removals)
}

#[test]
fn encrypted_files_are_refused() {
    let (_, _, removals) = one();
    for bytes in [
        &include_bytes!("../../files/pdf/encrypted-aes128.pdf")[..],
        include_bytes!("../../files/pdf/encrypted-aes256.pdf"),
        include_bytes!("../../files/pdf/encrypted-rc4.pdf"),
        include_bytes!("../../files/pdf/needs-password.pdf"),
    ] {
        assert!(refused(bytes, &removals).starts_with("It is encrypted"));
    }
}

#[test]
fn text_that_nobody_can_read_is_refused() {
    let (_, _, removals) = one();
    let mut file = Pdf::new();
    let inner = file.object("<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Made /DW 600 >>");
    let font = file.object(format!(
        "<< /Type /Font /Subtype /Type0 /BaseFont /Made /Encoding /Identity-H /DescendantFonts [{inner} 0 R] >>"
    ));
    file.page_with(
        "BT /F2 9 Tf 40 700 Td <00010002000300040005> Tj ET",
        &format!("/Font << /F2 {font} 0 R >>"),
        "",
    );
    assert!(refused(&file.bytes(), &removals).contains("do not tell their letters"));
}

#[test]
fn pictures_of_what_is_removed_are_refused() {
    let (_, value, removals) = one();
    let picture =
        "/Type /XObject /Subtype /Image /Width 50 /Height 50 /BitsPerComponent 8 /ColorSpace /DeviceGray";
    for content in [
        // Letters that a program recognised, over the picture, unseen; and the same below the picture.
        format!(
            "q 600 0 0 800 0 0 cm /I Do Q BT 3 Tr /F1 9 Tf 40 700 Td {} Tj ET",
            latin(&value)
        ),
        format!(
            "BT /F1 9 Tf 40 700 Td {} Tj ET q 600 0 0 800 0 0 cm /I Do Q",
            latin(&value)
        ),
        format!(
            "BT /F1 9 Tf 40 700 Td {} Tj ET q 600 0 0 800 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G ID x EI Q",
            latin(&value)
        ),
    ] {
        let mut file = Pdf::new();
        let image = file.packed(picture, &[200; 2500]);
        file.page_with(&content, &format!("/XObject << /I {image} 0 R >>"), "");
        assert!(refused(&file.bytes(), &removals).contains("picture of its text"));
    }
    let mut file = Pdf::new();
    let image = file.packed(picture, &[200; 2500]);
    // A letterhead below the text, and letters beside it.
    file.page_with(
        &format!(
            "q 600 0 0 800 0 0 cm /I Do Q BT /F1 9 Tf 40 700 Td {} Tj 3 Tr 0 2000 Td {} Tj ET",
            latin(&value),
            latin(&value)
        ),
        &format!("/XObject << /I {image} 0 R >>"),
        "",
    );
    assert!(copied(&file.bytes(), &removals).is_ok());
    let mut file = Pdf::new();
    let mut pixels = vec![200; 2500];
    pixels[100..100 + value.len()].copy_from_slice(value.as_bytes());
    let image = file.packed(picture, &pixels);
    file.page_with("/I Do", &format!("/XObject << /I {image} 0 R >>"), "");
    assert!(refused(&file.bytes(), &removals).contains("pictures are not written again"));
}

#[test]
fn operators_that_cannot_be_followed_are_refused() {
    let (_, _, removals) = one();
    for content in [
        "BT /F1 9 Tf 40 700 Td (a) Tj ET (never ends",
        "BT /F1 9 Tf 40 700 Td (a) Tj ET 1 m (b) Tj",
        "BT /F1 9 Tf 40 700 Td 1 2 (too many operands) Tj ET",
        "q 1 0 0 1 0 0 cm BI /W 1 /H 1 ID xxxx",
        "BT /F1 9 Tf 1 0 0 1 99999999999 0 Tm (letters nowhere) Tj ET",
    ] {
        let mut file = Pdf::new();
        file.page(content);
        refused(&file.bytes(), &removals);
    }
}

#[test]
fn glyphs_for_whole_values_and_forms_in_xml_are_refused() {
    let (_, value, removals) = one();
    let digits: String = value.encode_utf16().map(|unit| format!("{unit:04x}")).collect();
    let mut file = Pdf::new();
    let map = file.packed(
        "",
        format!("begincmap 1 begincodespacerange <00> <ff> endcodespacerange 1 beginbfchar <41> <{digits}> endbfchar endcmap")
            .as_bytes(),
    );
    let font = file.object(format!(
        "<< /Type /Font /Subtype /Type1 /BaseFont /Made /ToUnicode {map} 0 R >>"
    ));
    file.page_with(
        "BT /F2 9 Tf (A) Tj ET",
        &format!("/Font << /F2 {font} 0 R >>"),
        "",
    );
    assert!(refused(&file.bytes(), &removals).contains("fonts are not written again"));
    let mut file = Pdf::new();
    file.line("Please wait");
    let xfa = file.packed("", format!("<a><b>{value}</b></a>").as_bytes());
    file.catalog(&format!(
        "/NeedsRendering true /AcroForm << /Fields [] /XFA [(x) {xfa} 0 R] >>"
    ));
    assert!(refused(&file.bytes(), &removals).contains("form in XML"));
}

#[test]
fn attachments_that_cannot_be_copied_are_left_out_and_told() {
    let (seed, value, removals) = one();
    let mut file = Pdf::new();
    file.line("one attachment");
    let mut program = b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0".to_vec();
    program.extend([7; 600]);
    program.extend(value.as_bytes());
    let inner = file.packed("/Type /EmbeddedFile", &program);
    let spec = file.object(format!(
        "<< /Type /Filespec /F (tool) /EF << /F {inner} 0 R >> >>"
    ));
    file.catalog(&format!(
        "/Names << /EmbeddedFiles << /Names [(tool) {spec} 0 R] >> >>"
    ));
    let (out, told) = copied(&file.bytes(), &removals).unwrap();
    assert_eq!(told.left_out.len(), 1);
    assert_eq!(told.left_out[0].member, "tool");
    assert_eq!(checked(&out, &seed.values), "");
}

#[test]
fn damage_is_refused_or_leaves_nothing() {
    let mut seed = Seed::new(45);
    let bytes = everything(&mut seed, 1);
    let removals = seed.removals();
    let (mut made, mut refusals) = (0, 0);
    let mut attempt = |damaged: &[u8]| match copied(damaged, &removals) {
        Ok((out, _)) => {
            made += 1;
            let (_, left) = leftovers("a.pdf", &mut out.as_slice(), &removals, &complex()).unwrap();
            assert_eq!(left, 0);
        }
        Err(CopyError::Refused { .. }) => refusals += 1,
        Err(error) => panic!("{error}"),
    };
    for part in 1..20 {
        attempt(&bytes[..bytes.len() * part / 20]);
    }
    for round in 0..60_usize {
        let mut damaged = bytes.clone();
        for hit in 0..8 {
            let at = (round * 7919 + hit * 104_729) % damaged.len();
            damaged[at] = damaged[at].wrapping_add(u8::try_from(1 + round % 200).unwrap());
        }
        attempt(&damaged);
    }
    assert!(refusals > 20, "{made} made, {refusals} refused");
}

#[test]
fn streams_that_nobody_can_unpack_are_refused() {
    let (_, _, removals) = one();
    let mut file = Pdf::new();
    let stream = file.stream("/Filter [/BrotliDecode]", b"BT (x) Tj ET");
    file.line("a page");
    file.catalog(&format!("/Own {stream} 0 R"));
    assert!(refused(&file.bytes(), &removals).contains("packed in a way"));
}
