//! Tables that are written out in text: rows between bars in Markdown, elements in HTML. They lend a
//! value the name at the head of its column. Looks no further back than a record reaches, so that a table's later
//! rows, far from its head, have no names, and what is found does not depend on where a window ends.

use crate::head::Head;
use crate::samples::NamedSamples;
use crate::stretch::{Plain, Stretch, far};
use memchr::{memchr, memmem};
use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::ops::Range;
use tidegate_domain::finding::Location;
use tidegate_domain::text::{Column, Structure};

/// How a file writes its tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Drawing {
    Bars,
    Elements,
}

impl Drawing {
    pub(super) fn of(name: &str) -> Option<Self> {
        let name = name.strip_suffix(".gz").unwrap_or(name);
        let (_, end) = name.rsplit_once('.')?;
        match end.to_ascii_lowercase().as_str() {
            "md" | "markdown" | "qmd" => Some(Self::Bars),
            "html" | "htm" | "xhtml" => Some(Self::Elements),
            _ => None,
        }
    }

    /// The cells that have names, in order of place; none that ends further than `reach` from its table's beginning.
    fn cells(self, text: &str, reach: usize) -> Vec<Named> {
        match self {
            Self::Bars => bars(text, reach),
            Self::Elements => elements(text, reach),
        }
    }
}

/// How a file writes its tables, and what its head has in the columns of each name, read when it is first asked.
pub(super) struct Tables {
    drawing: Drawing,
    head: String,
    far: usize,
    samples: OnceCell<NamedSamples>,
}

impl Tables {
    pub(super) fn new(drawing: Drawing, head: &Head<'_>) -> Self {
        Self {
            drawing,
            head: head.text.to_owned(),
            far: far(head.overlap),
            samples: OnceCell::new(),
        }
    }

    fn samples(&self) -> &NamedSamples {
        self.samples.get_or_init(|| {
            let cells = self.drawing.cells(&self.head, self.far);
            let text = |range: &Range<usize>| self.head.get(range.clone()).unwrap_or_default();
            NamedSamples::of(cells.iter().map(|(cell, name)| (text(name), text(cell))))
        })
    }
}

/// The structure of text with tables in it.
pub(super) struct Drawn<'a> {
    stretch: &'a Stretch<'a>,
    tables: &'a Tables,
    /// In order of place.
    cells: Vec<Named>,
    /// At the heads of the tables.
    names: Vec<String>,
}

/// A cell and the name of its column, as ranges of the same text.
type Named = (Range<usize>, Range<usize>);

impl<'a> Drawn<'a> {
    pub(super) fn new(stretch: &'a Stretch<'a>, tables: &'a Tables) -> Self {
        let cells = tables.drawing.cells(stretch.text, stretch.far());
        let names: BTreeSet<&str> = (cells.iter())
            .filter_map(|(_, name)| stretch.text.get(name.clone()))
            .collect();
        Self {
            stretch,
            tables,
            names: names.into_iter().map(str::to_owned).collect(),
            cells,
        }
    }

    fn named(&self, at: usize) -> Option<&Named> {
        let after = self.cells.partition_point(|(cell, _)| cell.start <= at);
        self.cells
            .get(after.checked_sub(1)?)
            .filter(|(cell, _)| cell.contains(&at))
    }
}

impl Structure for Drawn<'_> {
    fn label(&self, at: usize) -> Option<Cow<'_, str>> {
        let (_, name) = self.named(at)?;
        self.stretch.text.get(name.clone()).map(Cow::Borrowed)
    }

    fn record(&self, at: usize) -> Range<usize> {
        self.stretch.line(at)
    }

    fn value(&self, at: usize) -> Option<Range<usize>> {
        self.named(at).map(|(cell, _)| cell.clone())
    }

    fn labels(&self) -> &[String] {
        &self.names
    }

    fn column(&self, at: usize) -> Option<Column<'_>> {
        self.tables.samples().column(&self.label(at)?)
    }

    fn columns(&self) -> Vec<Column<'_>> {
        self.tables.samples().columns()
    }

    fn locate(&self, span: Range<usize>) -> Location {
        Plain(self.stretch).locate(span)
    }
}

/// The line below the head of a table with bars.
fn is_rule(line: &str) -> bool {
    let line = line.trim_end();
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

/// The parts of a row between its bars.
fn between_bars(text: &str, row: Range<usize>) -> Vec<Range<usize>> {
    let bars: Vec<usize> = (text.get(row.clone()).unwrap_or_default().match_indices('|'))
        .map(|(at, _)| row.start + at)
        .collect();
    (bars.windows(2))
        .map(|pair| trimmed(text, pair[0] + 1..pair[1], char::is_whitespace))
        .collect()
}

fn bars(text: &str, reach: usize) -> Vec<Named> {
    let mut cells = Vec::new();
    let (mut at, mut above, mut names) = (0, 0..0, Vec::new());
    for line in text.split_inclusive('\n') {
        let row = at..at + line.len();
        at = row.end;
        if !line.starts_with('|') {
            names.clear();
        } else if is_rule(line) {
            names = between_bars(text, above.clone());
        } else if names
            .first()
            .is_some_and(|name: &Range<usize>| row.end - name.start <= reach)
        {
            cells.extend(
                between_bars(text, row.clone())
                    .into_iter()
                    .zip(names.iter().cloned()),
            );
        }
        above = if line.starts_with('|') { row } else { 0..0 };
    }
    cells
}

fn elements(text: &str, reach: usize) -> Vec<Named> {
    let mut cells = Vec::new();
    let (mut names, mut column, mut rows, mut table) = (Vec::new(), 0, 0usize, None);
    let mut from = 0;
    while let Some(open) = memchr(b'<', text.as_bytes().get(from..).unwrap_or_default()) {
        let open = from + open;
        let Some(end) = memchr(b'>', &text.as_bytes()[open..]).map(|end| open + end + 1) else {
            break;
        };
        from = end;
        let tag = text.get(open + 1..end - 1).unwrap_or_default();
        let name = tag.split(|c: char| !c.is_ascii_alphanumeric() && c != '/').next();
        match name.unwrap_or_default() {
            "table" => (names, column, rows, table) = (Vec::new(), 0, 0, Some(open)),
            "/table" => table = None,
            "tr" => (rows, column) = (rows + 1, 0),
            kind @ ("th" | "td") if table.is_some_and(|table| end - table <= reach) => {
                let rest = text.get(end..).unwrap_or_default();
                let Some(close) = memmem::find(rest.as_bytes(), b"</t") else {
                    break;
                };
                let range = trimmed(text, end..end + close, char::is_whitespace);
                if rows > 1
                    && let Some(name) = names.get(column)
                {
                    cells.push((range, Range::clone(name)));
                } else if rows == 1 && kind == "th" {
                    names.push(range);
                }
                column += 1;
                from = end + close;
            }
            _ => {}
        }
    }
    cells
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(drawing: Drawing, text: &str, table: &[(&str, Option<(&str, &str)>)]) {
        for (value, wanted) in table {
            let at = text.find(value).unwrap();
            let found = (drawing.cells(text, 4_096).into_iter())
                .find(|(cell, _)| cell.contains(&at))
                .map(|(cell, name)| (&text[cell], &text[name]));
            assert_eq!(found, *wanted, "{value}");
        }
    }

    #[test]
    fn a_cell_has_its_columns_name() {
        let text = "| a | b\\b |\n\n| name | born |\n|---|:--|\n| Ann B | 1970-01-02 |\n| Bo | 1971 |\nend 7 | 8 |\n";
        check(
            Drawing::Bars,
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
            Drawing::Elements,
            text,
            &[
                ("Ann", Some(("Ann", "name"))),
                ("12 34", Some(("<b>12 34</b>", "tax id"))),
                ("9", None),
                ("55", None),
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
            "ü|ü\n|é",
        ] {
            for drawing in [Drawing::Bars, Drawing::Elements] {
                assert_eq!(drawing.cells(text, 4_096), [], "{text}");
            }
        }
    }

    #[test]
    fn what_is_far_from_its_head_has_no_name() {
        let row = "| Ann | 1970-01-02 |
";
        let text = format!(
            "| name | born |
|---|---|
{}",
            row.repeat(100)
        );
        assert_eq!(
            Drawing::Bars.cells(&text, 1_000).len(),
            (1_000 - 28) / row.len() * 2
        );
    }
}
