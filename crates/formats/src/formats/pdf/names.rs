//! Letters by the names of glyphs (Adobe Glyph List for New Fonts and its rules for made-up names).

use glyph_names::GLYPH_NAME_PAIRS;
use std::collections::HashMap;
use std::sync::LazyLock;

static LETTERS: LazyLock<HashMap<&'static str, char>> = LazyLock::new(|| {
    let mut letters: HashMap<_, _> = GLYPH_NAME_PAIRS.iter().map(|(c, name)| (*name, *c)).collect();
    // Names of older lists that are still written.
    letters.extend([
        ("nbspace", ' '),
        ("nonbreakingspace", ' '),
        ("sfthyphen", '-'),
        ("softhyphen", '-'),
        ("ff", 'ﬀ'),
        ("ffi", 'ﬃ'),
        ("ffl", 'ﬄ'),
        ("fi", 'ﬁ'),
        ("fl", 'ﬂ'),
        ("dotlessj", 'ȷ'),
        ("Tcommaaccent", 'Ţ'),
        ("tcommaaccent", 'ţ'),
        ("middot", '·'),
        ("mu", 'µ'),
        ("Delta", '∆'),
        ("Omega", 'Ω'),
    ]);
    letters
});

/// The text of the glyph `name`.
pub(super) fn text(name: &str) -> Option<String> {
    let name = match name.split_once('.') {
        Some(("", _)) | None => name,
        Some((stem, _)) => stem,
    };
    if name.is_empty() || name == ".notdef" || name.len() > 200 {
        return None;
    }
    let text: Option<String> = name.split('_').map(component).collect();
    text.filter(|text| !text.is_empty())
}

fn component(name: &str) -> Option<String> {
    if let Some(letter) = LETTERS.get(name) {
        return Some(letter.to_string());
    }
    if let Some(digits) = name.strip_prefix("uni").filter(|digits| digits.len() >= 4) {
        let units: Option<Vec<u16>> = digits
            .as_bytes()
            .chunks(4)
            .map(|unit| hex(std::str::from_utf8(unit).ok()?).and_then(|unit| u16::try_from(unit).ok()))
            .collect();
        return units.and_then(|units| String::from_utf16(&units).ok());
    }
    let digits = name.strip_prefix('u')?;
    (4..=6)
        .contains(&digits.len())
        .then(|| hex(digits).and_then(char::from_u32))
        .flatten()
        .map(String::from)
}

fn hex(digits: &str) -> Option<u32> {
    digits
        .bytes()
        .all(|byte| byte.is_ascii_hexdigit())
        .then(|| u32::from_str_radix(digits, 16).ok())
        .flatten()
}

#[cfg(test)]
mod tests {
    #[test]
    fn names_give_letters() {
        let text = |name| super::text(name).unwrap_or_default();
        assert_eq!(
            [text("A"), text("eacute"), text("one.oldstyle"), text("f_f_i")],
            ["A", "é", "1", "ffi"]
        );
        assert_eq!(
            [text("uni20AC"), text("u1F600"), text("uni00410042"), text("Euro")],
            ["€", "😀", "AB", "€"]
        );
        assert_eq!([text("g12"), text(".notdef"), text("")], ["", "", ""]);
    }
}
