//! Tables that are written out in text: rows between bars in Markdown, elements in HTML, tuples of SQL. They lend a
//! value the name at the head of its column. Looks no further back than a record reaches, so that a table's later
//! rows, far from its head, have no names, and what is found does not depend on where a window ends.

use crate::stretch::{Plain, Stretch};
use memchr::memmem;
use std::borrow::Cow;
use std::ops::Range;
use tidegate_domain::finding::Location;
use tidegate_domain::text::Structure;

/// How a file writes its tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Drawing {
    Bars,
    Elements,
    Tuples,
}

impl Drawing {
    pub(super) fn of(name: &str) -> Option<Self> {
        let name = name.strip_suffix(".gz").unwrap_or(name);
        let (_, end) = name.rsplit_once('.')?;
        match end.to_ascii_lowercase().as_str() {
            "md" | "markdown" | "qmd" => Some(Self::Bars),
            "html" | "htm" | "xhtml" => Some(Self::Elements),
            "sql" | "dump" | "psql" => Some(Self::Tuples),
            _ => None,
        }
    }
}

/// The structure of text with tables in it.
pub(super) struct Drawn<'a> {
    pub(super) stretch: &'a Stretch<'a>,
    pub(super) drawing: Drawing,
    /// At the heads of all tables of the text.
    names: Vec<String>,
}

/// A cell and the name of its column, as ranges of the same text.
type Named = (Range<usize>, Range<usize>);

/// Names that are kept of one text at most.
const MOST_NAMES: usize = 1_000;

impl<'a> Drawn<'a> {
    pub(super) fn new(stretch: &'a Stretch<'a>, drawing: Drawing) -> Self {
        let names = heads(stretch.text, drawing);
        Self {
            stretch,
            drawing,
            names: names.take(MOST_NAMES).map(str::to_owned).collect(),
        }
    }

    fn named(&self, at: usize) -> Option<Named> {
        let at = self.stretch.floor(at);
        let reach = self.stretch.reach(at);
        let text = self.stretch.text.get(reach.clone())?;
        let (cell, name) = match self.drawing {
            Drawing::Bars => bars(text, at - reach.start),
            Drawing::Elements => elements(text, at - reach.start),
            Drawing::Tuples => tuples(text, at - reach.start),
        }?;
        let back = |range: Range<usize>| range.start + reach.start..range.end + reach.start;
        Some((back(cell), back(name)))
    }
}

impl Structure for Drawn<'_> {
    fn label(&self, at: usize) -> Option<Cow<'_, str>> {
        let (_, name) = self.named(at)?;
        self.stretch.text.get(name).map(Cow::Borrowed)
    }

    fn record(&self, at: usize) -> Range<usize> {
        self.stretch.line(at)
    }

    fn value(&self, at: usize) -> Option<Range<usize>> {
        self.named(at).map(|(cell, _)| cell)
    }

    fn labels(&self) -> &[String] {
        &self.names
    }

    fn locate(&self, span: Range<usize>) -> Location {
        Plain(self.stretch).locate(span)
    }
}

fn heads(text: &str, drawing: Drawing) -> Box<dyn Iterator<Item = &str> + '_> {
    match drawing {
        Drawing::Bars => Box::new(
            (text.lines().zip(text.lines().skip(1)))
                .filter(|(head, below)| head.starts_with('|') && is_rule(below))
                .flat_map(|(head, _)| head.split('|').map(str::trim)),
        ),
        Drawing::Elements => Box::new(
            memmem::find_iter(text.as_bytes(), b"<th")
                .filter_map(|at| text.get(at..)?.split(['<', '>']).nth(2)),
        ),
        Drawing::Tuples => Box::new(
            [&b"INSERT INTO"[..], b"insert into"]
                .into_iter()
                .flat_map(|word| memmem::find_iter(text.as_bytes(), word))
                .filter_map(|at| text.get(at..)?.split(['(', ')']).nth(1))
                .flat_map(|columns| columns.split(',').map(|name| name.trim_matches(quote_or_space))),
        ),
    }
}

/// The line below the head of a table with bars.
fn is_rule(line: &str) -> bool {
    line.contains("--") && line.bytes().all(|byte| matches!(byte, b'|' | b'-' | b':' | b' '))
}

/// `range` without the characters at its ends that `is_edge` names.
fn trimmed(text: &str, range: Range<usize>, is_edge: impl Fn(char) -> bool) -> Range<usize> {
    let Some(inner) = text.get(range.clone()) else {
        return range;
    };
    let start = range.start + (inner.len() - inner.trim_start_matches(&is_edge).len());
    start..start.max(range.start + inner.trim_end_matches(&is_edge).len())
}

fn quote_or_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\'' | '"' | '`' | '[' | ']')
}

/// The part of a row between its bars that has the number `wanted`, counted from the first bar.
fn between_bars(row: &str, wanted: usize) -> Option<Range<usize>> {
    let mut bars = row.match_indices('|').map(|(at, _)| at);
    let start = bars.nth(wanted)? + 1;
    Some(trimmed(row, start..bars.next()?, char::is_whitespace))
}

fn bars(text: &str, at: usize) -> Option<Named> {
    let line_start = |at: usize| {
        text.get(..at)
            .and_then(|before| before.rfind('\n'))
            .map_or(0, |end| end + 1)
    };
    let line_of = |start: usize| {
        text.get(start..)
            .and_then(|rest| rest.lines().next())
            .unwrap_or_default()
    };
    let start = line_start(at);
    let row = line_of(start);
    if !row.starts_with('|') {
        return None;
    }
    let column = row.get(..at - start)?.matches('|').count().checked_sub(1)?;
    let (mut head, mut below) = (start, "");
    while head > 0 {
        let above = line_start(head - 1);
        if !line_of(above).starts_with('|') {
            break;
        }
        below = line_of(head);
        head = above;
    }
    if !is_rule(below) || head == start {
        return None;
    }
    let (cell, name) = (between_bars(row, column)?, between_bars(line_of(head), column)?);
    Some((
        cell.start + start..cell.end + start,
        name.start + head..name.end + head,
    ))
}

fn elements(text: &str, at: usize) -> Option<Named> {
    let table = memmem::rfind(text.get(..at)?.as_bytes(), b"<table")?;
    let (mut names, mut column, mut rows, mut cell) = (Vec::new(), 0, 0usize, None);
    let mut from = table;
    while let Some(open) = text
        .get(from..at)
        .and_then(|rest| rest.find('<'))
        .map(|found| from + found)
    {
        let end = open + text.get(open..)?.find('>')? + 1;
        let tag = text.get(open + 1..end - 1)?;
        let name = tag
            .split(|c: char| !c.is_ascii_alphanumeric() && c != '/')
            .next()?;
        match name {
            "tr" => (rows, column, cell) = (rows + 1, 0, None),
            "th" | "td" => {
                let close = text
                    .get(end..)
                    .and_then(|rest| rest.find("</t"))
                    .map(|found| end + found);
                cell = close.map(|close| (column, trimmed(text, end..close, char::is_whitespace)));
                if name == "th"
                    && rows == 1
                    && let Some((_, range)) = &cell
                {
                    names.push(range.clone());
                }
                column += 1;
            }
            "/td" | "/th" => cell = None,
            "/table" => return None,
            _ => {}
        }
        from = end;
    }
    let (column, range) = cell?;
    (rows > 1).then_some((range, names.get(column)?.clone()))
}

fn tuples(text: &str, at: usize) -> Option<Named> {
    let before = text.get(..at)?.as_bytes();
    let begins = [&b"INSERT INTO"[..], b"insert into"]
        .into_iter()
        .filter_map(|word| memmem::rfind(before, word))
        .max()?;
    let open = begins + text.get(begins..at)?.find('(')?;
    let close = open + text.get(open..at)?.find(')')?;
    let after = text.get(close + 1..at)?.trim_start();
    if !after
        .get(..6)
        .is_some_and(|word| word.eq_ignore_ascii_case("values"))
    {
        return None;
    }
    let (mut quoted, mut depth, mut column) = (false, 0usize, 0usize);
    let (mut start, mut end) = (None, None);
    for (place, byte) in text.bytes().enumerate().skip(close + 1) {
        match byte {
            b'\'' => quoted = !quoted,
            _ if quoted => {}
            b'(' => {
                depth += 1;
                if depth == 1 && place < at {
                    (column, start) = (0, Some(place + 1));
                }
            }
            b',' | b')' if depth == 1 => {
                if place >= at {
                    end = Some(place);
                    break;
                }
                column += 1;
                start = (byte == b',').then_some(place + 1);
                depth -= usize::from(byte == b')');
            }
            b')' => depth = depth.saturating_sub(1),
            b';' if place < at => return None,
            _ if place >= at && depth == 0 => return None,
            _ => {}
        }
    }
    let mut name = open + 1;
    for _ in 0..column {
        name += text.get(name..close)?.find(',')? + 1;
    }
    let name_end = text
        .get(name..close)?
        .find(',')
        .map_or(close, |found| name + found);
    Some((
        trimmed(text, start?..end?, quote_or_space),
        trimmed(text, name..name_end, quote_or_space),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(find: fn(&str, usize) -> Option<Named>, text: &str, table: &[(&str, Option<(&str, &str)>)]) {
        for (value, wanted) in table {
            let at = text.find(value).unwrap();
            let found = find(text, at).map(|(cell, name)| (&text[cell], &text[name]));
            assert_eq!(found, *wanted, "{value}");
        }
    }

    #[test]
    fn a_cell_has_its_columns_name() {
        let text = "| a | b\\b |\n\n| name | born |\n|---|:--|\n| Ann B | 1970-01-02 |\n| Bo | 1971 |\nend 7 | 8 |\n";
        check(
            bars,
            text,
            &[
                ("Ann", Some(("Ann B", "name"))),
                ("1970", Some(("1970-01-02", "born"))),
                ("71 |", Some(("1971", "born"))),
                ("8 |", None),
                ("b\\b", None),
            ],
        );
        let text = "<p>9</p><table><tr><th>name</th><th class='x'>tax id</th></tr>\n\
                    <tr><td>Ann</td><td><b>12 34</b></td></tr><tr><td>6</td></tr></table><p>55</p>";
        check(
            elements,
            text,
            &[
                ("Ann", Some(("Ann", "name"))),
                ("12 34", Some(("<b>12 34</b>", "tax id"))),
                ("9", None),
                ("55", None),
            ],
        );
        let text = "SELECT 5;\nINSERT INTO t (name, `tax id`) VALUES ('O''Hara, B; (x)', '12'),\n ('Bo', 7000);\nSELECT 91;";
        check(
            tuples,
            text,
            &[
                ("Hara", Some(("O''Hara, B; (x)", "name"))),
                ("12", Some(("12", "tax id"))),
                ("7000", Some(("7000", "tax id"))),
                ("5;", None),
                ("91", None),
            ],
        );
    }

    /// Whatever stands there, an answer and no panic.
    #[test]
    fn broken_tables_have_no_names() {
        for text in [
            "|",
            "|\n|--",
            "<table",
            "<table><td",
            "<table><tr><th>",
            "insert into (",
            "insert into x(a) values (",
            "ü|ü\n|é",
        ] {
            for at in (0..=text.len()).filter(|at| text.is_char_boundary(*at)) {
                for find in [bars, elements, tuples] {
                    assert_eq!(find(text, at), None, "{text}");
                }
            }
        }
    }
}
