//! Draws two aligned texts as rows: lines side by side, values masked unless they were asked for.

use super::align::{Change, Found, touched};
use super::page::{Head, Page};
use std::ops::Range;
use tidegate_detectors::mask;
use tidegate_domain::compare::{ComparedRow, ComparedText, Replacement};

/// Bytes of text in one row from which on its line goes on in the next.
const LONGEST: usize = 2_000;
/// Characters of a value, and of what stands for it, in the list of replacements.
const LISTED: usize = 200;

/// Rows as they grow.
pub(super) struct Rows<'a> {
    before: &'a Page,
    after: &'a Page,
    reveal: bool,
    rows: Vec<ComparedRow>,
    replacements: Vec<Replacement>,
    row: ComparedRow,
    right: Vec<ComparedText>,
    differs: bool,
    length: usize,
    left: Side,
    other: Side,
    part: Option<String>,
}

/// Where one side is.
struct Side {
    line: u64,
    begins: bool,
    /// Its next part.
    head: usize,
}

impl Side {
    fn of(page: &Page) -> Self {
        Self {
            line: page.line,
            begins: page.line_begins,
            head: 0,
        }
    }

    /// The line's number where a row begins with it.
    fn number(&mut self) -> Option<u64> {
        std::mem::take(&mut self.begins).then_some(self.line)
    }

    fn past(&mut self, lines: usize) {
        self.line += lines as u64;
        self.begins = self.begins || lines > 0;
    }

    fn at_head(&mut self) {
        self.line = 1;
        self.begins = true;
    }
}

/// The rows of two pages up to `end`, and what was replaced in them.
pub(super) fn draw(
    before: &Page,
    after: &Page,
    changes: &[Change],
    end: (usize, usize),
    reveal: bool,
) -> (Vec<ComparedRow>, Vec<Replacement>) {
    let mut rows = Rows {
        before,
        after,
        reveal,
        rows: Vec::new(),
        replacements: Vec::new(),
        row: ComparedRow::default(),
        right: Vec::new(),
        differs: false,
        length: 0,
        left: Side::of(before),
        other: Side::of(after),
        part: before.part.clone(),
    };
    let (mut old, mut new) = (0, 0);
    let within = |change: &&Change| change.before.end <= end.0 && change.after.end <= end.1;
    for change in changes.iter().filter(within) {
        rows.shared(old..change.before.start, new);
        rows.heads(change.before.start);
        rows.changed(change);
        (old, new) = (change.before.end, change.after.end);
    }
    rows.shared(old..end.0, new);
    rows.finish(false);
    // A part that begins where the next stretch does is told there.
    if before.last && end.0 == before.text.len() {
        rows.heads(end.0);
    }
    (rows.rows, rows.replacements)
}

impl Rows<'_> {
    /// What both have: `old` in the first text, and as much from `new` on in the second.
    fn shared(&mut self, old: Range<usize>, new: usize) {
        let page = self.before;
        let mut at = old.start;
        for Found { span, detector } in touched(&page.found, &old) {
            let span = span.start.max(at)..span.end.min(old.end);
            if span.is_empty() {
                continue;
            }
            self.plain(at..span.start, new + at - old.start);
            self.heads(span.start);
            let value = page.text.get(span.clone()).unwrap_or_default();
            if self.reveal {
                self.lines(value, Some(detector));
            } else {
                self.put(&mask(value), Some(detector));
                let lines = value.matches('\n').count();
                self.left.past(lines);
                self.other.past(lines);
            }
            at = span.end;
        }
        self.plain(at..old.end, new + at - old.start);
    }

    /// Shared text without values, cut at the parts of both.
    fn plain(&mut self, old: Range<usize>, new: usize) {
        let page = self.before;
        let mut at = old.start;
        while let Some(head) = page.heads.get(self.left.head).filter(|head| head.at < old.end) {
            let place = head.at.max(at);
            self.passed(new + place - old.start);
            self.lines(page.text.get(at..place).unwrap_or_default(), None);
            self.heads(place);
            at = place;
        }
        self.passed(new + at - old.start);
        self.lines(page.text.get(at..old.end).unwrap_or_default(), None);
    }

    /// Parts of the copy that begin up to `new` begin their lines anew.
    fn passed(&mut self, new: usize) {
        while self
            .after
            .heads
            .get(self.other.head)
            .is_some_and(|head| head.at <= new)
        {
            self.other.head += 1;
            self.other.at_head();
        }
    }

    /// Says which parts begin up to `at`.
    fn heads(&mut self, at: usize) {
        let page = self.before;
        while let Some(Head { title, left_out, .. }) =
            page.heads.get(self.left.head).filter(|head| head.at <= at)
        {
            self.left.head += 1;
            self.finish(false);
            self.left.at_head();
            self.other.at_head();
            if left_out.is_none() {
                self.part = Some(title.clone());
            }
            self.rows.push(ComparedRow {
                part: Some(title.clone()),
                left_out: left_out.clone(),
                ..ComparedRow::default()
            });
        }
    }

    /// Shared text, line by line.
    fn lines(&mut self, text: &str, kept: Option<&str>) {
        for line in text.split_inclusive('\n') {
            let bare = line.strip_suffix('\n');
            let mut rest = bare.map_or(line, |bare| bare.strip_suffix('\r').unwrap_or(bare));
            while self.length + rest.len() > LONGEST {
                let (head, tail) = split(rest, LONGEST.saturating_sub(self.length));
                self.put(head, kept);
                self.finish(false);
                rest = tail;
            }
            self.put(rest, kept);
            if bare.is_some() {
                self.number();
                self.left.past(1);
                self.other.past(1);
                self.finish(true);
            }
        }
    }

    fn put(&mut self, text: &str, kept: Option<&str>) {
        if text.is_empty() {
            return;
        }
        self.number();
        self.length += text.len();
        let piece = ComparedText {
            text: text.to_owned(),
            replacement: None,
            kept: kept.map(str::to_owned),
        };
        self.row.before.push(piece.clone());
        self.right.push(piece);
    }

    /// Gives the row the numbers of the lines that begin with it. A masked value may end lines within a row.
    fn number(&mut self) {
        self.row.line_before = self.row.line_before.or(self.left.number());
        self.row.line_after = self.row.line_after.or(self.other.number());
    }

    /// What one has where the other has something else.
    fn changed(&mut self, change: &Change) {
        let (first, second) = (self.before, self.after);
        let old = first.text.get(change.before.clone()).unwrap_or_default();
        let new = second.text.get(change.after.clone()).unwrap_or_default();
        let shown = match self.reveal || change.layout {
            true => old.to_owned(),
            false if old.is_empty() => String::new(),
            false => mask(old),
        };
        let number = (!change.layout).then(|| u32::try_from(self.replacements.len()).unwrap_or(u32::MAX));
        if !change.layout {
            self.replacements.push(Replacement {
                detector: change.detector.clone(),
                before: listed(&shown),
                after: listed(new),
                part: self.part.clone(),
                line: self.left.line,
                row: u32::try_from(self.rows.len()).unwrap_or(u32::MAX),
            });
        }
        let (old_lines, new_lines) = (pieces(&shown), pieces(new));
        let most = old_lines.len().max(new_lines.len());
        for at in 0..most {
            let (old, new) = (old_lines.get(at), new_lines.get(at));
            if old.is_some() {
                self.row.line_before = self.row.line_before.or(self.left.number());
            }
            if new.is_some() {
                self.row.line_after = self.row.line_after.or(self.other.number());
            }
            for (side, piece) in [(&mut self.row.before, old), (&mut self.right, new)] {
                if let Some((text, _)) = piece.filter(|(text, _)| !text.is_empty() || number.is_some()) {
                    self.length += text.len();
                    side.push(ComparedText {
                        text: (*text).to_owned(),
                        replacement: number,
                        kept: None,
                    });
                }
            }
            self.differs = true;
            if old.is_some_and(|(_, line)| *line) {
                self.left.past(1);
            }
            if new.is_some_and(|(_, line)| *line) {
                self.other.past(1);
            }
            if at + 1 < most {
                self.finish(true);
            }
        }
        if !self.reveal && !change.layout {
            let lines = old.matches('\n').count();
            self.left.past(lines);
        }
        self.passed(change.after.end);
        if self.length > LONGEST {
            self.finish(false);
        }
    }

    /// Ends the row; an empty one stays where a line ended with it.
    fn finish(&mut self, line: bool) {
        let right = std::mem::take(&mut self.right);
        let mut row = std::mem::take(&mut self.row);
        self.length = 0;
        let differs = std::mem::take(&mut self.differs);
        if !line && row.before.is_empty() && right.is_empty() {
            return;
        }
        row.after = differs.then_some(right);
        self.rows.push(row);
    }
}

/// Text by lines that are not too long, each with whether a line ends with it.
fn pieces(text: &str) -> Vec<(&str, bool)> {
    let mut pieces = Vec::new();
    let mut lines = text.split('\n').peekable();
    while let Some(line) = lines.next() {
        let mut rest = line;
        while rest.len() > LONGEST {
            let (head, tail) = split(rest, LONGEST);
            pieces.push((head, false));
            rest = tail;
        }
        pieces.push((rest.strip_suffix('\r').unwrap_or(rest), lines.peek().is_some()));
    }
    pieces
}

/// Cuts after `at` bytes at most, but after one character at least.
fn split(text: &str, mut at: usize) -> (&str, &str) {
    while at > 0 && !text.is_char_boundary(at) {
        at -= 1;
    }
    if at == 0 {
        at = text.chars().next().map_or(0, char::len_utf8);
    }
    text.split_at_checked(at).unwrap_or((text, ""))
}

fn listed(text: &str) -> String {
    match text.char_indices().nth(LISTED) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::align;
    use super::*;

    fn page(text: &str, found: &[&str]) -> Page {
        Page {
            text: text.to_owned(),
            found: found
                .iter()
                .map(|value| {
                    let start = text.find(value).unwrap();
                    Found {
                        span: start..start + value.len(),
                        detector: "x".to_owned(),
                    }
                })
                .collect(),
            heads: Vec::new(),
            part: None,
            line: 1,
            line_begins: true,
            last: true,
        }
    }

    /// Each row as `line|before|line|after`; an equal sign for an after that is the same.
    fn told(before: &Page, after: &Page, reveal: bool) -> Vec<String> {
        let changes = align::changes(&before.side(), &after.side());
        let end = (before.text.len(), after.text.len());
        let (rows, replacements) = draw(before, after, &changes, end, reveal);
        for (number, replacement) in replacements.iter().enumerate() {
            let row = &rows[replacement.row as usize];
            let number = Some(u32::try_from(number).unwrap());
            let sides = row.before.iter().chain(row.after.iter().flatten());
            assert!(sides.into_iter().any(|piece| piece.replacement == number));
        }
        let side = |pieces: &[ComparedText]| -> String {
            pieces
                .iter()
                .map(|piece| match (piece.replacement, &piece.kept) {
                    (Some(number), _) => format!("<{number}:{}>", piece.text),
                    (_, Some(_)) => format!("({})", piece.text),
                    _ => piece.text.clone(),
                })
                .collect()
        };
        let number = |line: Option<u64>| line.map(|line| line.to_string()).unwrap_or_default();
        rows.iter()
            .map(|row| match &row.part {
                Some(part) => format!(
                    "# {part}{}",
                    if row.left_out.is_some() { " left out" } else { "" }
                ),
                None => format!(
                    "{}|{}|{}|{}",
                    number(row.line_before),
                    side(&row.before),
                    number(row.line_after),
                    row.after.as_deref().map_or("=".to_owned(), side)
                ),
            })
            .collect()
    }

    #[test]
    fn lines_stand_side_by_side_and_values_are_masked() {
        let before = page(
            "name,mail
Anna,anna@example.org

end",
            &["anna@example.org"],
        );
        let after = page(
            "name,mail
Anna,[EMAIL]

end",
            &[],
        );
        assert_eq!(
            told(&before, &after, false),
            [
                "1|name,mail|1|=",
                "2|Anna,<0:•••@•••>|2|Anna,<0:[EMAIL]>",
                "3||3|=",
                "4|end|4|="
            ]
        );
        assert_eq!(
            told(&before, &after, true)[1],
            "2|Anna,<0:anna@example.org>|2|Anna,<0:[EMAIL]>"
        );
    }

    #[test]
    fn a_value_over_several_lines_leaves_room_for_them() {
        let before = page(
            "key:
AAAA
BBBB
CCCC
end
",
            &["AAAA
BBBB
CCCC"],
        );
        let after = page(
            "key:
[KEY]
end
",
            &[],
        );
        assert_eq!(
            told(&before, &after, true),
            [
                "1|key:|1|=",
                "2|<0:AAAA>|2|<0:[KEY]>",
                "3|<0:BBBB>||",
                "4|<0:CCCC>||",
                "5|end|3|="
            ]
        );
        assert_eq!(
            told(&before, &after, false),
            ["1|key:|1|=", "2|<0:••••••••CCC>|2|<0:[KEY]>", "5|end|3|="]
        );
    }

    #[test]
    fn what_stays_is_marked_and_masked_on_both_sides() {
        let before = page("a anna@example.org b 4111", &["anna@example.org", "4111"]);
        let after = page("a anna@example.org b [N]", &[]);
        assert_eq!(
            told(&before, &after, false),
            ["1|a (•••@•••) b <0:•••1>|1|a (•••@•••) b <0:[N]>"]
        );
    }

    #[test]
    fn parts_are_heads_and_their_lines_begin_anew() {
        let head = |at, title: &str, left_out: Option<&str>| Head {
            at,
            title: title.to_owned(),
            left_out: left_out.map(str::to_owned),
        };
        let mut before = page(
            "one
two 4111
",
            &["4111"],
        );
        before.heads = vec![
            head(0, "a", None),
            head(4, "x.bin", Some("No.")),
            head(4, "b", None),
        ];
        let mut after = page(
            "one
two [N]
",
            &[],
        );
        after.heads = vec![head(0, "a", None), head(4, "b", None)];
        assert_eq!(
            told(&before, &after, false),
            [
                "# a",
                "1|one|1|=",
                "# x.bin left out",
                "# b",
                "1|two <0:•••1>|1|two <0:[N]>"
            ]
        );
    }

    #[test]
    fn a_long_line_goes_on_in_the_next_row() {
        let text = format!(
            "{}4111{}
",
            "ä".repeat(1_500),
            "b".repeat(1_500)
        );
        let before = page(&text, &["4111"]);
        let after = page(&text.replace("4111", "[N]"), &[]);
        let rows = told(&before, &after, false);
        assert_eq!(rows.len(), 3);
        assert!(rows[0].starts_with("1|ä") && rows[0].ends_with("|1|="));
        assert!(rows[1].contains("<0:•••1>") && rows[1].starts_with("|ä"));
        assert!(rows.iter().all(|row| row.len() < 4 * LONGEST));
    }
}
