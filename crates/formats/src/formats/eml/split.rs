//! Cuts the body of a multipart message at its boundary lines (RFC 2046, 5.1.1).

use memchr::memmem::Finder;
use std::ops::Range;

/// The pieces of a multipart body.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Pieces {
    /// Before the first part and after the last: shown by no mail program.
    pub(super) outside: Vec<Range<usize>>,
    pub(super) parts: Vec<Range<usize>>,
    /// Whether the last part ends with its mark.
    pub(super) closed: bool,
}

pub(super) fn pieces(body: &[u8], boundary: &str) -> Pieces {
    let mut pieces = Pieces::default();
    let mark = [b"--", boundary.as_bytes()].concat();
    let finder = Finder::new(&mark);
    // Where what was last begun began, and whether it is a part.
    let (mut begun, mut within) = (0, false);
    let mut at = 0;
    while let Some(found) = body.get(at..).and_then(|rest| finder.find(rest)) {
        let start = at + found;
        at = start + mark.len();
        let begins_line = start == 0 || body.get(start - 1) == Some(&b'\n');
        let end = memchr::memchr(b'\n', body.get(at..).unwrap_or_default())
            .map_or(body.len(), |found| at + found + 1);
        let rest = body.get(at..end).unwrap_or_default().trim_ascii();
        if !begins_line || !matches!(rest, b"" | b"--") {
            continue;
        }
        let piece = begun..line_end(body, begun, start);
        if within {
            pieces.parts.push(piece);
        } else {
            pieces.outside.push(piece);
        }
        begun = end;
        at = end;
        within = rest.is_empty();
        pieces.closed |= !within;
    }
    let last = begun..body.len();
    if within {
        pieces.parts.push(last);
    } else {
        pieces.outside.push(last);
    }
    pieces
}

/// The line end before a boundary belongs to it.
fn line_end(body: &[u8], begun: usize, start: usize) -> usize {
    let before = body.get(begun..start).unwrap_or_default();
    let before = before.strip_suffix(b"\n").unwrap_or(before);
    let before = before.strip_suffix(b"\r").unwrap_or(before);
    begun + before.len()
}

#[cfg(test)]
mod tests {
    use super::pieces;

    fn cut<'a>(body: &'a str, boundary: &str) -> (Vec<&'a str>, Vec<&'a str>, bool) {
        let pieces = pieces(body.as_bytes(), boundary);
        (
            pieces.parts.into_iter().map(|range| &body[range]).collect(),
            pieces.outside.into_iter().map(|range| &body[range]).collect(),
            pieces.closed,
        )
    }

    #[test]
    fn boundaries_are_whole_lines() {
        assert_eq!(
            cut(
                "pre\r\n--b\r\n\r\none\r\n--b \n\ntwo --b\n--bb\n--b--\nafter",
                "b"
            ),
            (vec!["\r\none", "\ntwo --b\n--bb"], vec!["pre", "after"], true)
        );
        assert_eq!(cut("--b\none", "b"), (vec!["one"], vec![""], false));
        assert_eq!(cut("none", "b"), (vec![], vec!["none"], false));
        assert_eq!(cut("--b", "b"), (vec![""], vec![""], false));
    }
}
