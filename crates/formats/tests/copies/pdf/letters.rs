//! Text of PDF files in all the ways to write and to draw it, with values in it.

use super::pdf::Pdf;
use super::seed::Seed;

/// A string of a simple font or of the document, in the Latin letters that both have.
pub fn latin(text: &str) -> String {
    let mut out = String::from("(");
    for c in text.chars() {
        match c {
            '(' | ')' | '\\' => out.push_str(&format!("\\{c}")),
            c if c.is_ascii() => out.push(c),
            c => out.push_str(&format!("\\{:03o}", u32::from(c))),
        }
    }
    out + ")"
}

/// A text string as UTF-16.
pub fn wide(text: &str) -> String {
    let digits: String = text.encode_utf16().map(|unit| format!("{unit:04x}")).collect();
    format!("<feff{digits}>")
}

/// One of the ways to write a text string.
pub fn string(seed: &mut Seed) -> String {
    let value = seed.value();
    if seed.values.len().is_multiple_of(3) {
        wide(&format!("über {value}"))
    } else {
        latin(&value)
    }
}

pub fn halves(value: &str) -> (&str, &str) {
    let middle = value
        .char_indices()
        .map(|(at, _)| at)
        .nth(value.chars().count() / 2)
        .unwrap();
    value.split_at(middle)
}

/// The codes of a composite font whose codes are letters' numbers and 256.
pub fn coded(text: &str) -> String {
    text.chars()
        .map(|c| format!("{:04x}", u32::from(c) + 256))
        .collect()
}

/// Adds the fonts of the pages: `/F1` Helvetica, `/F2` composite, `/F3` with glyphs drawn by the file, `/F4` with
/// letters by name. Resources with all of them.
pub fn fonts(file: &mut Pdf) -> String {
    let map = file.packed(
        "",
        b"begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange \
          1 beginbfrange <0100> <01FF> <0000> endbfrange endcmap",
    );
    let inner = file.object(
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Made /DW 600 \
         /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
    );
    let composite = file.object(format!(
        "<< /Type /Font /Subtype /Type0 /BaseFont /Made /Encoding /Identity-H \
         /DescendantFonts [{inner} 0 R] /ToUnicode {map} 0 R >>"
    ));
    let glyph = file.packed("", b"600 0 d0 0 0 500 500 re f");
    let names: Vec<String> = (0x21..0x7f_u32).map(|code| format!("u{code:04X}")).collect();
    let glyphs: String = names.iter().map(|name| format!("/{name} {glyph} 0 R ")).collect();
    let widths = "600 ".repeat(names.len());
    let drawn = file.object(format!(
        "<< /Type /Font /Subtype /Type3 /FontBBox [0 0 600 600] /FontMatrix [0.001 0 0 0.001 0 0] /FirstChar 33 \
         /LastChar 126 /Widths [{widths}] /CharProcs << {glyphs} >> /Resources << >> \
         /Encoding << /Differences [33 {}] >> >>",
        names.iter().map(|name| format!("/{name}")).collect::<Vec<_>>().join(" ")
    ));
    let shifted: String = (0x21..0x7e_u32).map(|code| format!("/uni{code:04X} ")).collect();
    let widths = "500 ".repeat(0x5d);
    let named = file.object(format!(
        "<< /Type /Font /Subtype /Type1 /BaseFont /Shifted /FirstChar 34 /LastChar 126 /Widths [{widths}] \
         /Encoding << /Differences [34 {shifted}] >> >>"
    ));
    format!("/Font << /F1 3 0 R /F2 {composite} 0 R /F3 {drawn} 0 R /F4 {named} 0 R >>")
}

/// Lines of one page, in all the ways to show text.
pub fn lines(seed: &mut Seed) -> String {
    let mut out = String::from("BT /F1 9 Tf 11 TL 40 780 Td\n");
    for way in 0..48 {
        let value = match way % 8 {
            // Letters that their fonts do not have.
            4 | 6 | 7 => seed.email(),
            _ => seed.value(),
        };
        let (a, b) = halves(&value);
        out += &match way % 8 {
            0 => format!("{} Tj T*\n", latin(&format!("Before {value} after"))),
            1 => format!("[{} -20 {} 15 {}] TJ T*\n", latin("see "), latin(a), latin(b)),
            2 => format!(
                "{} Tj {} Tj 1 Tr {} Tj 0 Tr T*\n",
                latin("or "),
                latin(a),
                latin(b)
            ),
            3 => format!("{} '\n", latin(&format!("{value} on the next line"))),
            4 => format!("/F3 9 Tf {} Tj /F1 9 Tf T*\n", latin(&value)),
            5 => format!(
                "/F2 9 Tf [<{}> 12 <{}>] TJ /F1 9 Tf T*\n",
                coded(a),
                coded(&format!("{b} end"))
            ),
            6 => {
                let shifted: String = value
                    .chars()
                    .map(|c| char::from_u32(u32::from(c) + 1).unwrap())
                    .collect();
                format!("/F4 9 Tf {} Tj /F1 9 Tf T*\n", latin(&shifted))
            }
            _ => {
                let y = 780 - 11 * way;
                // Letter by letter, the last first, and twice to look bold.
                let letters: Vec<char> = value.chars().collect();
                let mut line = String::new();
                for (at, c) in letters.iter().enumerate().rev() {
                    for shift in ["0", "2"] {
                        line += &format!(
                            "1 0 0 1 {}.{shift} {y} Tm {} Tj ",
                            300 + at * 5,
                            latin(&c.to_string())
                        );
                    }
                }
                format!("{line}1 0 0 1 40 {y} Tm T*\n")
            }
        };
    }
    out += &format!("1 2 {} \"\n", latin(&format!("spaced {}", seed.email())));
    let (value, other) = (seed.value(), seed.value());
    out += &format!("3 Tr {} ' 0 Tr\n", latin(&format!("unseen {value}")));
    out += &format!("/OC /Off BDC {} ' EMC\n", latin(&format!("in a layer {other}")));
    let (value, other) = (seed.value(), seed.value());
    out += &format!("/Span << /ActualText {} >> BDC (hyphen-) ' EMC\n", wide(&value));
    out += &format!(
        "/Span << /ActualText {} >> BDC {} ' EMC\n",
        latin(&other),
        latin(&other)
    );
    out += "/Span /Said BDC (short) ' EMC\n";
    out += &format!("/Note << /Author {} >> DP\n", string(seed));
    out += &format!("% {}\n", seed.email());
    out + "(the last line stays) '\nET\nq 20 0 0 20 500 20 cm BI /W 2 /H 2 /BPC 8 /CS /G ID abcd EI Q\n"
}

/// Forms, patterns and glyphs that draw values. The entries of the resources that name them.
pub fn drawn(file: &mut Pdf, seed: &mut Seed, fonts: &str) -> String {
    let own = format!("/Resources << {fonts} >>");
    let box_of = "/Type /XObject /Subtype /Form /BBox [0 0 600 800]";
    let show = |seed: &mut Seed| format!("BT /F1 9 Tf 40 20 Td {} Tj ET", latin(&seed.value()));
    let inner = show(seed);
    let inner = file.packed(&format!("{box_of} {own}"), inner.as_bytes());
    let outer = format!("BT /F1 9 Tf 40 40 Td {} Tj ET /In Do", latin(&seed.value()));
    let outer = file.packed(
        &format!("{box_of} /Resources << {fonts} /XObject << /In {inner} 0 R >> >>"),
        outer.as_bytes(),
    );
    let bare = show(seed);
    let bare = file.stream(&format!("{box_of} /Matrix [1 0 0 1 200 0]"), bare.as_bytes());
    let unused = show(seed);
    let unused = file.packed(&format!("{box_of} {own}"), unused.as_bytes());
    let tile = show(seed);
    let tile = file.packed(
        &format!("/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 99 99] /XStep 99 /YStep 99 {own}"),
        tile.as_bytes(),
    );
    let glyph = format!("600 0 d0 {}", show(seed));
    let glyph = file.packed("", glyph.as_bytes());
    let font = file.object(format!(
        "<< /Type /Font /Subtype /Type3 /FontBBox [0 0 9 9] /FontMatrix [0.001 0 0 0.001 0 0] /FirstChar 65 /LastChar 65 \
         /Widths [600] /CharProcs << /A {glyph} 0 R >> {own} /Encoding << /Differences [65 /A] >> >>"
    ));
    let said = string(seed);
    let layer = file.object(format!("<< /Type /OCG /Name {} >>", string(seed)));
    format!(
        "/XObject << /Out {outer} 0 R /Bare {bare} 0 R /Unused {unused} 0 R >> /Pattern << /P1 {tile} 0 R >> \
         /ExtGState << /G1 << /Font [{font} 0 R 9] >> >> /Properties << /Off {layer} 0 R /Said << /ActualText {said} /MCID 0 >> >>"
    )
}
