//! JSON and JSON lines: plain text to search, with keys and paths where something was found.
//!
//! Escapes are resolved in the text, so that `ann\u0040site.test` is found; places are those as written.
//! Nothing is refused for being malformed: a place that makes no sense has no key.

mod columns;
mod escapes;
mod lexer;
mod skim;
mod tree;

use super::{FormatInfo, Layout};
use crate::head::Head;
use crate::stretch::Stretch;
use columns::Columns;
use escapes::Unescaped;
use lexer::State;
use std::ops::ControlFlow;
use tidegate_domain::text::{SourceHint, Window};
use tree::Tree;

pub(super) const INFO: FormatInfo = FormatInfo {
    id: "json",
    title: "JSON and JSON lines",
    extensions: &["json", "jsonl", "ndjson", "geojson"],
};

/// Ends of names of programs and templates, which may begin like JSON.
const NOT_OURS: &[&str] = &[
    "js", "mjs", "cjs", "ts", "tsx", "jsx", "css", "scss", "less", "py", "rb", "go", "rs", "c", "h", "java",
    "php", "tex", "md", "html", "xml", "yaml", "yml", "ini", "conf", "toml", "sh", "tf", "hcl", "csv", "tsv",
    "sql",
];

pub(super) fn recognise(head: &Head<'_>) -> Option<Box<dyn Layout>> {
    let extension = head.extension();
    if NOT_OURS.contains(&extension) || !begins(head.text) {
        return None;
    }
    let lines = matches!(extension, "jsonl" | "ndjson") || lines(head.text);
    Some(Box::new(Json {
        state: State::new(lines),
        columns: Columns::new(head.text, lines),
    }))
}

/// Whether a text begins as an object or array of JSON does.
fn begins(text: &str) -> bool {
    let text = text.trim_start();
    let inside = text.trim_start_matches(|c: char| c == '[' || c.is_whitespace());
    if let Some(inside) = inside.strip_prefix('{') {
        return matches!(inside.trim_start().bytes().next(), None | Some(b'"' | b'}'));
    }
    if inside.len() == text.len() {
        return false;
    }
    if matches!(inside.bytes().next(), None | Some(b'"' | b']')) {
        return true;
    }
    let (row, after) = inside.split_once(']').unwrap_or((inside, ""));
    let first = row.split(',').next().unwrap_or_default().trim();
    // A log line's `[12]` is followed by words.
    let ends = matches!(
        after.trim_start_matches([' ', '\t']).bytes().next(),
        None | Some(b'\n' | b'\r' | b',' | b']')
    );
    ends && (matches!(first, "true" | "false" | "null") || first.parse::<f64>().is_ok_and(f64::is_finite))
}

/// Whether each line is a value of its own: the first is whole, and the second begins another.
fn lines(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let (Some(first), Some(second)) = (lines.next(), lines.next()) else {
        return false;
    };
    let mut state = State::new(false);
    state.read(first.as_bytes(), 0, 0, first.len());
    first.len() > 1
        && state.frames.is_empty()
        && state.string.is_none()
        && first.ends_with(['}', ']'])
        && second.starts_with(['{', '['])
}

struct Json {
    /// What is open where the next window's text begins.
    state: State,
    columns: Columns,
}

impl Layout for Json {
    fn visit(
        &self,
        stretch: &Stretch<'_>,
        hint: &SourceHint,
        visit: &mut dyn FnMut(&Window<'_>) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let unescaped = Unescaped::of(stretch.text);
        let structure = &Tree::new(stretch, unescaped.as_ref(), &self.columns, &self.state);
        let (text, owned) = match &unescaped {
            Some(unescaped) => {
                let owned = unescaped.resolved(stretch.owned.start)..unescaped.resolved(stretch.owned.end);
                (unescaped.text.as_str(), owned)
            }
            None => (stretch.text, stretch.owned.clone()),
        };
        let hint = SourceHint {
            assigned: true,
            ..hint.clone()
        };
        visit(&Window {
            text,
            owned,
            structure,
            hint: &hint,
        })
    }

    fn begin(&self, text: &str, at: usize) -> usize {
        escapes::outside_escape(text, at)
    }

    fn advance(&mut self, stretch: &Stretch<'_>, to: usize) {
        self.state.skim(stretch.text.as_bytes(), stretch.base, 0, to);
        self.state
            .keep(stretch.text, stretch.base, stretch.base + to as u64);
    }
}
