//! A PDF file with values in every place that the format has.

use super::letters::{drawn, fonts, halves, latin, lines, string};
use super::pdf::Pdf;
use super::seed::{Seed, xml};

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
