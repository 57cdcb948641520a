//! The structure of one window of JSON, found where it is asked for.

use super::columns::Columns;
use super::escapes::Unescaped;
use super::lexer::{Key, State};
use crate::stretch::Stretch;
use memchr::memchr3;
use std::borrow::Cow;
use std::cell::RefCell;
use std::ops::Range;
use tidegate_domain::finding::Location;
use tidegate_domain::text::{Column, Structure};

/// Text bytes between two kept states of a window.
const STEP: usize = 16 * 1024;

pub(super) struct Tree<'a> {
    stretch: &'a Stretch<'a>,
    unescaped: Option<&'a Unescaped>,
    /// Each line is a record.
    lines: bool,
    columns: &'a Columns,
    /// States at every `STEP` bytes as far as they were needed, the first at the text's beginning.
    states: RefCell<Vec<State>>,
    /// What was open at the place that was looked at last, which is often just before the next.
    latest: RefCell<Option<(usize, State)>>,
    /// The place last asked for.
    last: RefCell<Option<(usize, Found)>>,
}

/// Where a written place stands.
#[derive(Debug, Clone)]
struct Found {
    label: Option<String>,
    path: String,
    /// Without quotes, as written.
    value: Option<Range<usize>>,
    /// Where the innermost object begins, and how many containers lie between it and the place.
    object: Option<(u64, u64)>,
}

impl<'a> Tree<'a> {
    pub(super) fn new(
        stretch: &'a Stretch<'a>,
        unescaped: Option<&'a Unescaped>,
        columns: &'a Columns,
        start: &State,
    ) -> Self {
        Self {
            stretch,
            unescaped,
            lines: columns.lines,
            columns,
            states: RefCell::new(vec![start.clone()]),
            latest: RefCell::new(None),
            last: RefCell::new(None),
        }
    }

    /// What is open before the written place `at`.
    fn state(&self, at: usize) -> State {
        let bytes = self.stretch.text.as_bytes();
        let mut states = self.states.borrow_mut();
        while states.len() * STEP <= at {
            let from = (states.len() - 1) * STEP;
            let Some(mut state) = states.last().cloned() else {
                break;
            };
            state.skim(bytes, self.stretch.base, from, from + STEP);
            states.push(state);
        }
        let index = at / STEP;
        let latest = self.latest.borrow_mut().take();
        let (from, mut state) = match latest {
            Some((place, state)) if place <= at && place >= index * STEP => (place, state),
            _ => {
                let state = states.get(index).cloned();
                (index * STEP, state.unwrap_or_else(|| State::new(self.lines)))
            }
        };
        state.skim(bytes, self.stretch.base, from, at);
        *self.latest.borrow_mut() = Some((at, state.clone()));
        state
    }

    fn find(&self, at: usize) -> Found {
        let mut last = self.last.borrow_mut();
        if let Some((place, found)) = last.as_ref()
            && *place == at
        {
            return found.clone();
        }
        let found = self.search(at);
        *last = Some((at, found.clone()));
        found
    }

    fn search(&self, at: usize) -> Found {
        let (text, base) = (self.stretch.text, self.stretch.base);
        let state = self.state(at);
        let value = self.value_at(&state, at);
        let is_key = state.string.is_some() && value.as_ref().is_some_and(|value| self.is_key(value.end));
        let mut path = String::from("$");
        for (index, frame) in state.frames.iter().enumerate() {
            let holds_key = is_key && index + 1 == state.frames.len();
            match (frame.object, frame.key.text(text, base)) {
                (false, _) => path.push_str("[]"),
                (true, Some(key)) => step(&mut path, key),
                (true, None) if frame.key != Key::None || holds_key => path.push_str(".*"),
                (true, None) => {}
            }
        }
        let key = match state.deeper {
            0 if !is_key => state
                .frames
                .iter()
                .rev()
                .find(|frame| frame.object)
                .map(|frame| &frame.key),
            _ => None,
        };
        let label = key
            .and_then(|key| key.text(text, base))
            .map(|key| Unescaped::of(key).map_or_else(|| key.to_owned(), |key| key.text));
        let inner = state.frames.iter().rposition(|frame| frame.object);
        let object = inner.and_then(|index| {
            let between = (state.frames.len() - 1 - index) as u64 + state.deeper;
            state.frames.get(index).map(|frame| (frame.open, between))
        });
        Found {
            label,
            path,
            value,
            object,
        }
    }

    /// The string or bare value that holds `at`, as far as the reach goes.
    fn value_at(&self, state: &State, at: usize) -> Option<Range<usize>> {
        let bytes = self.stretch.text.as_bytes();
        let reach = self.stretch.reach(at);
        if let Some(start) = state.string {
            let start = usize::try_from(start.saturating_sub(self.stretch.base))
                .ok()?
                .max(reach.start);
            let mut end = at;
            loop {
                match memchr3(b'"', b'\\', b'\n', bytes.get(end..reach.end)?) {
                    None => break end = reach.end,
                    Some(found) if bytes[end + found] == b'\\' && end + found + 2 < reach.end => {
                        end += found + 2
                    }
                    Some(found) => break end += found,
                }
            }
            return Some(start..end);
        }
        let bare = |byte: &u8| {
            !matches!(byte, b'"' | b'{' | b'}' | b'[' | b']' | b':' | b',') && !byte.is_ascii_whitespace()
        };
        let start = at
            - bytes[reach.start..at]
                .iter()
                .rev()
                .take_while(|byte| bare(byte))
                .count();
        let end = at + bytes[at..reach.end].iter().take_while(|byte| bare(byte)).count();
        (start < end).then_some(start..end)
    }

    /// Whether the string that ends before the quote at `quote` is a key.
    fn is_key(&self, quote: usize) -> bool {
        let bytes = self.stretch.text.as_bytes();
        let rest = bytes
            .get(quote + 1..bytes.len().min(quote + 64))
            .unwrap_or_default();
        rest.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b':')
    }

    /// The innermost object around `at`, as far as the reach goes.
    fn object(&self, at: usize) -> Range<usize> {
        let reach = self.stretch.reach(at);
        let Some((open, between)) = self.find(at).object else {
            return self.stretch.line(at);
        };
        let start = usize::try_from(open.saturating_sub(self.stretch.base))
            .unwrap_or(0)
            .max(reach.start);
        let bytes = self.stretch.text.as_bytes();
        let mut state = self.state(at);
        let depth = |state: &State| state.frames.len() as u64 + state.deeper;
        let outside = depth(&state).saturating_sub(between + 1);
        let mut end = at;
        while end < reach.end {
            // Only a closing bracket can end it.
            let next =
                memchr3(b'}', b']', b'\n', &bytes[end..reach.end]).map_or(reach.end, |found| end + found + 1);
            state.read(bytes, self.stretch.base, end, next);
            end = next;
            if depth(&state) <= outside {
                break;
            }
        }
        start.min(end)..end
    }

    fn written(&self, at: usize) -> usize {
        self.unescaped
            .map_or(at, |unescaped| unescaped.written(at))
            .min(self.stretch.text.len())
    }

    fn resolved(&self, range: Range<usize>) -> Range<usize> {
        match self.unescaped {
            Some(unescaped) => unescaped.resolved(range.start)..unescaped.resolved(range.end),
            None => range,
        }
    }
}

/// Adds a key to a path.
pub(super) fn step(path: &mut String, key: &str) {
    path.push('.');
    path.push_str(if is_name(key) { key } else { "*" });
}

/// Keys that tell of a structure and not of a person or thing.
fn is_name(key: &str) -> bool {
    let mut bytes = key.bytes();
    bytes
        .next()
        .is_some_and(|first| first.is_ascii_alphabetic() || first == b'_')
        && bytes.all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
}

impl Structure for Tree<'_> {
    fn label(&self, at: usize) -> Option<Cow<'_, str>> {
        self.find(self.written(at)).label.map(Cow::Owned)
    }

    fn record(&self, at: usize) -> Range<usize> {
        let at = self.written(at);
        let record = if self.lines {
            self.stretch.line(at)
        } else {
            self.object(at)
        };
        self.resolved(record)
    }

    fn value(&self, at: usize) -> Option<Range<usize>> {
        self.find(self.written(at))
            .value
            .map(|value| self.resolved(value))
    }

    /// The keys of the file's head: those that come later only are no column.
    fn labels(&self) -> &[String] {
        self.columns.keys()
    }

    fn values(&self, wanted: &dyn Fn(&str) -> bool) -> Option<Vec<Range<usize>>> {
        let text = self
            .unescaped
            .map_or(self.stretch.text, |unescaped| &unescaped.text);
        Some(self.columns.values(text, wanted))
    }

    fn column(&self, at: usize) -> Option<Column<'_>> {
        let path = self.find(self.written(at)).path;
        self.columns.samples().column(&path)
    }

    fn columns(&self) -> Vec<Column<'_>> {
        self.columns.samples().columns()
    }

    fn labels_before(&self) -> Option<Vec<String>> {
        let states = self.states.borrow();
        let frames = states.first().map(|state| state.frames.as_slice());
        let keys = frames.unwrap_or_default().iter().filter_map(|frame| {
            let key = frame.key.text(self.stretch.text, self.stretch.base)?;
            Some(Unescaped::of(key).map_or_else(|| key.to_owned(), |key| key.text))
        });
        Some(keys.collect())
    }

    fn locate(&self, span: Range<usize>) -> Location {
        let span = match self.unescaped {
            Some(unescaped) => unescaped.written_span(&span),
            None => span,
        };
        let json_path = Some(self.find(span.start.min(self.stretch.text.len())).path);
        Location {
            json_path,
            ..self.stretch.locate(span)
        }
    }
}
