//! The marks in an old Word document's text: ends of paragraphs and cells, and fields.

/// A story without its marks.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Plain {
    pub(super) text: String,
    /// Instructions of fields, such as a link's address.
    pub(super) fields: String,
}

const CELL: u16 = 0x07;

pub(super) fn plain(story: &[u16]) -> Plain {
    let mut plain = Plain::default();
    // Fields lie in fields; a field's result is text of the field around it.
    let mut instructions: Vec<bool> = Vec::new();
    let mut units: Vec<u16> = Vec::new();
    let mut next = story.iter().copied().peekable();
    while let Some(unit) = next.next() {
        let inside = instructions.last() == Some(&true);
        match unit {
            0x13..=0x15 => {
                plain.take(&mut units, inside);
                match unit {
                    // Nesting is damage from here on; deeper fields are read as text.
                    0x13 if instructions.len() < 256 => instructions.push(true),
                    0x14 => {
                        if let Some(last) = instructions.last_mut() {
                            *last = false;
                        }
                    }
                    0x15 => {
                        instructions.pop();
                    }
                    _ => {}
                }
                if inside && !plain.fields.ends_with('\n') {
                    plain.fields.push('\n');
                }
            }
            // A row ends with a mark of its own after its last cell's.
            CELL if next.next_if_eq(&CELL).is_some() => units.push(u16::from(b'\n')),
            CELL => units.push(u16::from(b'\t')),
            0x0b..=0x0d => units.push(u16::from(b'\n')),
            0x1e => units.push(u16::from(b'-')),
            0x09 | 0x0a => units.push(unit),
            0x00..0x20 => {}
            _ => units.push(unit),
        }
    }
    let inside = instructions.last() == Some(&true);
    plain.take(&mut units, inside);
    plain
}

impl Plain {
    fn take(&mut self, units: &mut Vec<u16>, instruction: bool) {
        let text = String::from_utf16_lossy(units);
        units.clear();
        if instruction {
            self.fields.push_str(&text);
        } else {
            self.text.push_str(&text);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> (String, String) {
        let units: Vec<u16> = text.encode_utf16().collect();
        let plain = plain(&units);
        (plain.text, plain.fields)
    }

    #[test]
    fn marks_become_lines_tabs_and_fields() {
        assert_eq!(
            of("one\rtwo\u{b}three\u{1e}four\u{1f}\u{2}five").0,
            "one\ntwo\nthree-fourfive"
        );
        assert_eq!(of("a\u{7}b\u{7}\u{7}c\u{7}d\u{7}\u{7}").0, "a\tb\nc\td\n");
        assert_eq!(
            of("see \u{13}HYPERLINK \"mailto:a@b.test\"\u{14}this\u{15}."),
            (
                "see this.".to_owned(),
                "HYPERLINK \"mailto:a@b.test\"\n".to_owned()
            )
        );
        assert_eq!(of(&"\u{13}".repeat(1000)).0, "");
    }
}
