//! A PDF file with values in every place that the format has.

use super::pdf::Pdf;
use super::seed::{Seed, xml};

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
fn string(seed: &mut Seed) -> String {
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
fn drawn(file: &mut Pdf, seed: &mut Seed, fonts: &str) -> String {
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

/// What is pinned to a page.
fn annotations(file: &mut Pdf, seed: &mut Seed, fonts: &str) -> Vec<usize> {
    let mut list = Vec::new();
    for _ in 0..4 {
        let look = |file: &mut Pdf, seed: &mut Seed| {
            let content = format!("BT /F1 9 Tf 2 2 Td {} Tj ET", latin(&seed.value()));
            file.packed(
                &format!("/Type /XObject /Subtype /Form /BBox [0 0 99 99] /Resources << {fonts} >>"),
                content.as_bytes(),
            )
        };
        let (normal, down, on) = (look(file, seed), look(file, seed), look(file, seed));
        let rich = seed.email();
        let (a, b) = halves(&rich);
        list.push(file.object(format!(
            "<< /Type /Annot /Subtype /FreeText /Rect [0 0 99 99] /Contents {} /T {} /Subj {} /NM {} /DA (/F1 9 Tf) \
             /RC (<body><p>{a}<b>{b}</b> rich</p></body>) /AP << /N {normal} 0 R /D << /Off {down} 0 R /On {on} 0 R >> >> >>",
            string(seed),
            string(seed),
            string(seed),
            string(seed)
        )));
        let mail = seed.email();
        list.push(file.object(format!(
            "<< /Type /Annot /Subtype /Link /Rect [0 0 99 99] /A << /S /URI /URI (mailto:{mail}?subject={}) >> \
             /PA << /S /URI /URI (https://site.test/?q={}) >> >>",
            seed.email().replace('@', "%40"),
            seed.card()
        )));
        list.push(file.object(format!(
            "<< /Type /Annot /Subtype /Link /Rect [0 0 99 99] /A << /S /Launch /F << /F {} /UF {} >> /Next << /S /JavaScript /JS {} >> >> >>",
            string(seed),
            string(seed),
            latin(&format!("app.alert('{}')", seed.email()))
        )));
    }
    list
}

/// Form fields of all kinds; the form's fields and the widgets.
fn fields(file: &mut Pdf, seed: &mut Seed, fonts: &str) -> Vec<usize> {
    let mut list = Vec::new();
    for at in 0..4 {
        let value = seed.value();
        let content = format!("/Tx BMC BT /F1 9 Tf 2 2 Td {} Tj ET EMC", latin(&value));
        let look = file.packed(
            &format!("/Type /XObject /Subtype /Form /BBox [0 0 99 99] /Resources << {fonts} >>"),
            content.as_bytes(),
        );
        list.push(file.object(format!(
            "<< /Type /Annot /Subtype /Widget /Rect [0 0 99 9] /FT /Tx /T (field{at}) /TU {} /TM {} /V {} /DV {} \
             /AP << /N {look} 0 R >> /AA << /K << /S /JavaScript /JS {} >> >> >>",
            string(seed),
            string(seed),
            latin(&value),
            string(seed),
            latin(&format!("event.value = \"{}\";", seed.value()))
        )));
        let chosen = seed.value();
        list.push(file.object(format!(
            "<< /Type /Annot /Subtype /Widget /Rect [0 0 99 9] /FT /Ch /T {} /V {} /Opt [[{} {}] {} {}] /I [0] >>",
            string(seed),
            latin(&chosen),
            latin(&chosen),
            string(seed),
            string(seed),
            string(seed)
        )));
        let state = seed.email();
        list.push(file.object(format!(
            "<< /Type /Annot /Subtype /Widget /Rect [0 0 9 9] /FT /Btn /T (box{at}) /V /{state} /AS /{state} \
             /MK << /CA {} >> /AP << /N << /{state} {look} 0 R /Off {look} 0 R >> >> >>",
            string(seed)
        )));
        let long = file.packed(
            "",
            seed.value()
                .chars()
                .filter(char::is_ascii)
                .collect::<String>()
                .as_bytes(),
        );
        let mail = file.packed("", seed.email().as_bytes());
        list.push(file.object(format!(
            "<< /Type /Annot /Subtype /Widget /Rect [0 0 99 9] /FT /Tx /T (long{at}) /V {mail} 0 R /RV {mail} 0 R /Old {long} 0 R >>"
        )));
    }
    list.push(file.object(format!(
        "<< /Type /Annot /Subtype /Widget /Rect [0 0 99 9] /FT /Tx /T (code) /V ({}) >>",
        seed.short()
    )));
    list.push(file.object(format!(
        "<< /Type /Annot /Subtype /Widget /Rect [0 0 99 9] /FT /Sig /T (signed) /V << /Type /Sig /Filter /Adobe.PPKLite \
         /ByteRange [0 1 2 3] /Name {} /Reason {} /Contents <00{}> >> >>",
        string(seed),
        string(seed),
        seed.email().bytes().map(|byte| format!("{byte:02x}")).collect::<String>()
    )));
    list
}

/// What belongs to the document and to no page; the catalogue's entries.
fn around(file: &mut Pdf, seed: &mut Seed, page: usize, fields: &[usize]) -> String {
    let outline = file.next();
    let items = [outline + 1, outline + 2];
    file.object(format!(
        "<< /First {} 0 R /Last {} 0 R /Count 2 >>",
        items[0], items[1]
    ));
    let place = seed.email();
    file.object(format!(
        "<< /Title {} /Parent {outline} 0 R /Next {} 0 R /Dest ({place}) >>",
        string(seed),
        items[1]
    ));
    file.object(format!(
        "<< /Title {} /Parent {outline} 0 R /A << /S /URI /URI (tel:{}) >> >>",
        string(seed),
        seed.card()
    ));
    let mut files = String::new();
    for (name, content) in [
        (
            "table.csv",
            format!("name,mail\n{},{}\n", seed.name(), seed.email()),
        ),
        ("letter.txt", format!("Dear {},\n{}\n", seed.name(), seed.phone())),
        ("page.html", format!("<p>{}</p>", xml(&seed.name()))),
    ] {
        let inner = file.packed(
            &format!(
                "/Type /EmbeddedFile /Params << /Size 1 /CheckSum <{}> >>",
                "00".repeat(16)
            ),
            content.as_bytes(),
        );
        let spec = file.object(format!(
            "<< /Type /Filespec /F ({name}) /UF {} /Desc {} /EF << /F {inner} 0 R /UF {inner} 0 R >> >>",
            latin(&format!("{} {name}", seed.email())),
            string(seed)
        ));
        files += &format!("({} {name}) {spec} 0 R ", seed.email());
    }
    let thing = seed.email();
    let inside = file.packed("/Type /EmbeddedFile", thing.as_bytes());
    let associated = file.object(format!(
        "<< /Type /Filespec /F (more.txt) /EF << /F {inside} 0 R >> >>"
    ));
    let script = file.packed("", format!("var who = '{}';", seed.email()).as_bytes());
    let xmp = file.stream(
        "/Type /Metadata /Subtype /XML",
        format!(
            "<?xpacket begin='\u{feff}'?><x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>\
             <rdf:Description xmlns:dc='http://purl.org/dc/elements/1.1/' dc:source='{}'><dc:creator><rdf:Seq><rdf:li>{}</rdf:li></rdf:Seq></dc:creator>\
             <dc:title>{} and more</dc:title></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end='w'?>",
            xml(&seed.name()),
            xml(&seed.name()),
            xml(&seed.email())
        )
        .as_bytes(),
    );
    let structure = file.next();
    file.object(format!(
        "<< /Type /StructTreeRoot /K {} 0 R /RoleMap << /{} /P >> >>",
        structure + 1,
        seed.email()
    ));
    file.object(format!(
        "<< /Type /StructElem /S /P /P {structure} 0 R /Pg {page} 0 R /K 0 /ActualText {} /Alt {} /E {} /T {} /ID {} \
         /A << /O /Table /Summary {} >> >>",
        string(seed),
        string(seed),
        string(seed),
        string(seed),
        string(seed),
        string(seed)
    ));
    let layer = file.object(format!("<< /Type /OCG /Name {} >>", string(seed)));
    let xfa = file.packed(
        "",
        format!(
            "<xdp:xdp xmlns:xdp='x'><data><who>{}</who></data></xdp:xdp>",
            seed.email()
        )
        .as_bytes(),
    );
    let fields: Vec<String> = fields.iter().map(|field| format!("{field} 0 R")).collect();
    let lost = file.packed(
        "",
        format!("BT /F1 9 Tf 9 9 Td {} Tj ET", latin(&seed.value())).as_bytes(),
    );
    let lost = file.object(format!("<< /Type /Page /Contents {lost} 0 R /Resources << >> >>"));
    format!(
        "/Outlines {outline} 0 R /Metadata {xmp} 0 R /StructTreeRoot {structure} 0 R /Lang (de) \
         /Names << /EmbeddedFiles << /Names [{files}] >> /JavaScript << /Names [(start) << /S /JavaScript /JS {script} 0 R >>] >> \
         /Dests << /Names [({place}) [{page} 0 R /Fit] (zz) [{lost} 0 R /Fit]] >> >> /AF [{associated} 0 R] \
         /PageLabels << /Nums [0 << /P {} /S /D >>] >> /OCProperties << /OCGs [{layer} 0 R] /D << /Name {} /OFF [{layer} 0 R] >> >> \
         /AcroForm << /DA (/F1 9 Tf) /Fields [{}] /SigFlags 3 /XFA {xfa} 0 R >> /PieceInfo << /App << /Private {} >> >> \
         /OpenAction << /S /JavaScript /JS {} >> /Perms << /DocMDP << /Type /Sig /Name {} >> >> /Own {} /{} true",
        string(seed),
        string(seed),
        fields.join(" "),
        string(seed),
        string(seed),
        string(seed),
        string(seed),
        seed.email()
    )
}

/// A file with values in all places, `pages` pages of them, and an earlier revision that has its own.
pub fn everything(seed: &mut Seed, pages: usize) -> Vec<u8> {
    let mut file = Pdf::new();
    let fonts = fonts(&mut file);
    let used = drawn(&mut file, seed, &fonts);
    let thumbnail = file.stream(
        "/Width 2 /Height 2 /BitsPerComponent 8 /ColorSpace /DeviceGray",
        b"abcd",
    );
    let mut page = 0;
    let mut of_form = Vec::new();
    let mut first = 0;
    for number in 0..pages {
        let content = lines(seed) + "/Out Do /Bare Do\n";
        // Cut where no operator ends: in the middle of the text.
        let cut = content.find("TJ T*").unwrap() + 2;
        let (a, b) = content.split_at(cut);
        let a = file.packed("", a.as_bytes());
        let b = file.stream(
            "/Filter /ASCIIHexDecode",
            b.bytes()
                .map(|byte| format!("{byte:02x}"))
                .collect::<String>()
                .as_bytes(),
        );
        let mut notes = annotations(&mut file, seed, &fonts);
        if number == 0 {
            of_form = fields(&mut file, seed, &fonts);
            notes.extend(&of_form);
        }
        let notes: Vec<String> = notes.iter().map(|note| format!("{note} 0 R")).collect();
        page = file.page_of(&format!(
            "/Contents [{a} 0 R {b} 0 R] /Resources << {fonts} {used} >> /Annots [{}] /Thumb {thumbnail} 0 R \
             /PieceInfo << /App << /Private {} >> >>",
            notes.join(" "),
            string(seed)
        ));
        if number == 0 {
            first = page;
        }
    }
    let catalog = around(&mut file, seed, page, &of_form);
    file.catalog(&catalog);
    file.object(format!("<< /Nobody {} >>", string(seed)));
    let information = file.object(format!(
        "<< /Title {} /Author {} /Subject {} /Keywords {} /Creator {} /Producer {} /Who {} /CreationDate (D:20260101) >>",
        string(seed),
        string(seed),
        string(seed),
        string(seed),
        string(seed),
        string(seed),
        string(seed)
    ));
    file.trailer = format!("/Info {information} 0 R");
    let old = string(seed);
    let last = file.object(format!("<< /Old {old} >>"));
    let _ = first;
    revised(&file.bytes(), last, "<< /New true >>", information)
}

/// The file saved once more with the object `number` changed.
pub fn revised(bytes: &[u8], number: usize, object: &str, information: usize) -> Vec<u8> {
    let text: String = bytes.iter().map(|byte| char::from(*byte)).collect();
    let at = text.rfind("startxref").unwrap();
    let earlier = text[at + 9..].split_whitespace().next().unwrap().to_owned();
    let mut out = bytes.to_vec();
    out.extend(b"\n");
    let place = out.len();
    out.extend(format!("{number} 0 obj\n{object}\nendobj\n").bytes());
    let list = out.len();
    out.extend(
        format!(
            "xref\n0 1\n0000000000 65535 f \n{number} 1\n{place:010} 00000 n \ntrailer\n<< /Size {} /Root 1 0 R /Info {information} 0 R \
             /Prev {earlier} >>\nstartxref\n{list}\n%%EOF",
            number + 1
        )
        .bytes(),
    );
    out
}
