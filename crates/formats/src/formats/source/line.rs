//! What a literal in a line of a program is assigned to. Knows no language: what most of them have in common is
//! enough to call a value by its name.

use std::ops::Range;

/// Words of types, which stand between a name and its value.
const TYPES: &[&str] = &[
    "str", "string", "char", "int", "integer", "long", "number", "any", "text", "u32", "u64", "i32", "i64",
    "usize", "double", "float", "auto", "varchar", "final", "object", "static", "const",
];
/// Names that say nothing of what they hold.
const GENERAL: &[&str] = &[
    "value", "val", "v", "x", "s", "text", "data", "string", "content", "result", "name", "id",
];
/// Bytes of a name.
const LONGEST_NAME: usize = 80;

/// Where a place in a line stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Literal {
    /// Of the text between quotes, if it is one.
    pub(crate) quoted: Option<Range<usize>>,
    pub(crate) name: Option<Range<usize>>,
}

/// The literal that holds `at` in `line`; offsets are bytes of the line.
pub(crate) fn literal(line: &str, at: usize) -> Literal {
    let bytes = line.as_bytes();
    let (mut open, mut escaped) = (None, false);
    for (place, byte) in bytes.iter().enumerate().take(at) {
        match (byte, open) {
            _ if escaped => escaped = false,
            (b'\\', _) => escaped = true,
            (mark @ (b'"' | b'\'' | b'`'), None) if begins(bytes, place) => open = Some((place, *mark)),
            (byte, Some((_, mark))) if *byte == mark => open = None,
            _ => {}
        }
    }
    let quoted = open.and_then(|(place, mark)| {
        let end = closing(bytes, at, mark)?;
        Some(place + 1..end)
    });
    let start = match &quoted {
        Some(inner) => inner.start - 1,
        None => {
            let within =
                |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'+');
            at - bytes
                .get(..at)
                .unwrap_or_default()
                .iter()
                .rev()
                .take_while(within)
                .count()
        }
    };
    Literal {
        name: name(line, start),
        quoted,
    }
}

/// Whether a mark begins a text: an apostrophe inside of a word does not, nor does one of Rust's lifetimes.
fn begins(bytes: &[u8], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|before| bytes.get(before));
    bytes.get(at) != Some(&b'\'')
        || !before.is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'&' | b'<'))
}

fn closing(bytes: &[u8], from: usize, mark: u8) -> Option<usize> {
    let mut escaped = false;
    let length = bytes.get(from..)?.iter().position(|byte| {
        let ends = *byte == mark && !escaped;
        escaped = *byte == b'\\' && !escaped;
        ends
    })?;
    Some(from + length)
}

/// The name to which what begins at `start` is given: by a sign, or by a call.
fn name(line: &str, start: usize) -> Option<Range<usize>> {
    let head = line.get(..start)?;
    // Marks of raw texts and the like: `r"`, `b'`, `@"`.
    let bare = head.trim_end_matches(['r', 'b', 'f', 'u', 'L', '@', '$', '#']);
    let head = if bare.ends_with([' ', '=', ':', '(', '>', '\t']) {
        bare
    } else {
        head
    };
    let head = head.trim_end();
    let head = match head.strip_suffix('(') {
        Some(call) => call,
        None => {
            let head = head
                .strip_suffix("=>")
                .or_else(|| head.strip_suffix(['=', ':']))?;
            head.trim_end_matches(['=', ':', '!', '?', '+']).trim_end()
        }
    };
    let mut found = word(head)?;
    // `ssn: &'static str`, `final String ssn`: types stand before a name and after it.
    while head.get(found.clone()).is_some_and(is_type) {
        let before = head.get(..found.start)?;
        found = word(before.trim_end_matches([' ', ':', '&', '*', '\'', '<', '[', ']']))?;
    }
    let text = head.get(found.clone())?;
    (!GENERAL.iter().any(|general| text.eq_ignore_ascii_case(general))).then_some(found)
}

fn is_type(word: &str) -> bool {
    TYPES.iter().any(|known| word.eq_ignore_ascii_case(known))
}

/// The last word of `head`, with the quotes and brackets after it left out.
fn word(head: &str) -> Option<Range<usize>> {
    let head = head.trim_end_matches(['"', '\'', '`', ']', ')', '>', ' ']);
    let start = head
        .char_indices()
        .rev()
        .take_while(|(_, c)| c.is_alphanumeric() || matches!(c, '_' | '-'))
        .last()
        .map(|(at, _)| at)?;
    let found = start..head.len();
    let named = head.get(found.clone())?.contains(char::is_alphabetic) && found.len() <= LONGEST_NAME;
    named.then_some(found)
}

#[cfg(test)]
mod tests {
    use super::literal;

    #[test]
    fn literals_have_the_names_they_are_given_to() {
        for (line, wanted, value) in [
            ("ssn = \"W\"", Some("ssn"), Some("W")),
            ("  user.taxId = 'x W';", Some("taxId"), Some("x W")),
            ("let ssn: &'static str = \"W\";", Some("ssn"), Some("W")),
            ("String cardNumber = \"W\";", Some("cardNumber"), Some("W")),
            ("var iban string = `W`", Some("iban"), Some("W")),
            ("const born: string = 'W'", Some("born"), Some("W")),
            ("ssn := \"W\"", Some("ssn"), Some("W")),
            ("{'ssn': 'W', 'b': 2}", Some("ssn"), Some("W")),
            ("\"ssn\" => \"W\",", Some("ssn"), Some("W")),
            ("row[\"ssn\"] = r\"W\"", Some("ssn"), Some("W")),
            ("person.setSsn(\"W\")", Some("setSsn"), Some("W")),
            ("if ssn == \"W\" {", Some("ssn"), Some("W")),
            ("ssn = W;", Some("ssn"), None),
            ("# ssn: W", Some("ssn"), None),
            ("x = \"a\", ssn = \"b W\"", Some("ssn"), Some("b W")),
            ("it's ssn = \"W\"", Some("ssn"), Some("W")),
            ("a = \"q\\\" W\"", Some("a"), Some("q\\\" W")),
            ("value = \"W\"", None, Some("W")),
            ("print(\"a\", \"W\")", None, Some("W")),
            ("größe = \"W\"", Some("größe"), Some("W")),
            ("W", None, None),
            ("\"W", None, None),
            ("= W", None, None),
            ("12 = W", None, None),
        ] {
            let found = literal(line, line.find('W').unwrap());
            assert_eq!(found.name.map(|name| &line[name]), wanted, "{line}");
            assert_eq!(found.quoted.map(|inner| &line[inner]), value, "{line}");
        }
    }
}
