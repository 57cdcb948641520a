//! The texts of a document with the bytes that wrote each letter: what stands together is one text, whatever groups
//! and words are between its letters.

use super::DEEPEST;
use super::lexer::{Lexer, Token};
use super::state::{Into, State, Told};
use std::collections::HashMap;
use std::ops::Range;

/// A text that is read as one.
#[derive(Debug, Default)]
pub(super) struct Flow {
    pub(super) text: String,
    pub(super) letters: Vec<Letter>,
    /// It is shown to nobody.
    pub(super) passed: bool,
}

#[derive(Debug)]
pub(super) struct Letter {
    /// Where it begins in the text.
    pub(super) at: usize,
    /// The bytes that wrote it.
    pub(super) bytes: Range<usize>,
    /// Letters of one number stand in one group with no other group between them.
    pub(super) run: usize,
    /// A control word ends right before it.
    pub(super) after_word: bool,
}

/// A picture or object.
#[derive(Debug)]
pub(super) struct Inside {
    pub(super) kind: &'static str,
    pub(super) content: Vec<u8>,
    /// What wrote its content.
    pub(super) bytes: Vec<Range<usize>>,
}

/// What a document holds.
#[derive(Debug, Default)]
pub(super) struct Flows {
    pub(super) flows: Vec<Flow>,
    pub(super) files: Vec<Inside>,
    /// Where the document ends; nothing when its end is missing.
    pub(super) end: Option<usize>,
}

/// Where text goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Target {
    Part(&'static str),
    Value,
    Name,
    Passed,
}

#[derive(Default)]
struct Taking {
    told: Told,
    found: Flows,
    open: HashMap<Target, usize>,
    run: usize,
    file: Vec<Range<usize>>,
    /// Where a letter begins that is not whole yet.
    pending: Option<usize>,
    after_word: bool,
}

pub(super) fn take(bytes: &[u8]) -> Flows {
    let mut lexer = Lexer::new(bytes);
    let mut stack: Vec<State> = Vec::new();
    let mut state = State::default();
    let mut depth = 0_usize;
    let mut taking = Taking::default();
    taking.told.passed = Some(String::new());
    let place = |lexer: &Lexer<'_>| bytes.len() - lexer.left();
    while let Some(token) = lexer.next() {
        let end = place(&lexer);
        match token {
            Token::Open => {
                depth += 1;
                taking.run += 1;
                if depth <= DEEPEST {
                    stack.push(state.clone());
                    state.begin();
                }
                taking.after_word = false;
            }
            Token::Close => {
                taking.run += 1;
                if depth <= DEEPEST {
                    taking.close(&state);
                    state = stack.pop().unwrap_or_default();
                }
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    taking.found.end = Some(end);
                    break;
                }
                taking.after_word = false;
            }
            Token::Word(word, number) => {
                let start = begin(bytes, end, word.len(), number);
                let before = taking.length(&state);
                let skipped = state.skips();
                if let Some(length) = state.word(word, number, &mut taking.told) {
                    let content = lexer.binary(length);
                    taking.told.binary(&state, content);
                    if matches!(state.into, Into::File(_)) {
                        taking.file.push(start..place(&lexer));
                    }
                }
                taking.grown(&state, before, start..end, skipped);
                let last = bytes.get(end.saturating_sub(1));
                let symbol = !word.first().is_some_and(u8::is_ascii_alphabetic);
                taking.after_word = !symbol && last.is_some_and(|last| *last != b' ');
            }
            Token::Byte(byte) => {
                let before = taking.length(&state);
                let skipped = state.skips();
                state.byte(byte, &mut taking.told);
                taking.grown(&state, before, end - 4..end, skipped);
                taking.after_word = false;
            }
            Token::Text(text) => {
                let start = end - text.len();
                if matches!(state.into, Into::File(_)) {
                    taking.told.hex(text);
                    taking.file.push(start..end);
                    continue;
                }
                for (at, byte) in (start..).zip(text) {
                    let before = taking.length(&state);
                    let skipped = state.skips();
                    state.byte(*byte, &mut taking.told);
                    taking.grown(&state, before, at..at + 1, skipped);
                    taking.after_word = false;
                }
            }
        }
    }
    taking.found
}

/// Where a word began that ends at `end`.
fn begin(bytes: &[u8], end: usize, word: usize, number: Option<i32>) -> usize {
    let before = bytes.get(..end).unwrap_or_default();
    let least = if number.is_some() { word + 2 } else { word + 1 };
    let latest = end.saturating_sub(least);
    match memchr::memrchr(b'\\', before.get(..latest + 1).unwrap_or(before)) {
        Some(at) => at,
        None => latest,
    }
}

impl Taking {
    fn target(state: &State) -> Option<Target> {
        match state.into {
            Into::Part(_) => state.part().map(Target::Part),
            Into::Property(_) | Into::OwnValue => Some(Target::Value),
            Into::OwnName => Some(Target::Name),
            Into::Fonts | Into::Nothing => Some(Target::Passed),
            Into::File(_) => None,
        }
    }

    fn text(&self, target: Target) -> &str {
        match target {
            Target::Part(part) => self.told.texts.get(part).map_or("", String::as_str),
            Target::Value => &self.told.value,
            Target::Name => &self.told.own_name,
            Target::Passed => self.told.passed.as_deref().unwrap_or_default(),
        }
    }

    fn length(&self, state: &State) -> Option<(Target, usize)> {
        let target = Self::target(state)?;
        Some((target, self.text(target).len()))
    }

    /// Notes what the bytes in `range` added to a text.
    fn grown(&mut self, state: &State, before: Option<(Target, usize)>, range: Range<usize>, skipped: bool) {
        let Some((target, length)) = before else {
            return;
        };
        let added = self.text(target).get(length..).unwrap_or_default().to_owned();
        if added.is_empty() {
            if state.waits() {
                self.pending.get_or_insert(range.start);
            } else if skipped {
                self.stand_in(target, range);
            }
            return;
        }
        let start = self.pending.take().unwrap_or(range.start);
        let (run, after_word) = (self.run, self.after_word);
        let flow = self.flow(target);
        flow.letters.push(Letter {
            at: flow.text.len(),
            bytes: start..range.end,
            run,
            after_word,
        });
        flow.text.push_str(&added);
    }

    /// Bytes that say the last letter again for old readers belong to it.
    fn stand_in(&mut self, target: Target, range: Range<usize>) {
        let flow = self.flow(target);
        if let Some(last) = flow.letters.last_mut()
            && last.bytes.end == range.start
        {
            last.bytes.end = range.end;
        }
    }

    fn flow(&mut self, target: Target) -> &mut Flow {
        let next = self.found.flows.len();
        let index = *self.open.entry(target).or_insert(next);
        if index == next {
            self.found.flows.push(Flow {
                passed: target == Target::Passed,
                ..Flow::default()
            });
        }
        // It was just made sure that there is one.
        &mut self.found.flows[index]
    }

    fn close(&mut self, state: &State) {
        self.pending = None;
        let files = self.told.files.len();
        self.told.end(state);
        if let Some(file) = self.told.files.get(files) {
            self.found.files.push(Inside {
                kind: file.kind,
                content: file.bytes.clone(),
                bytes: std::mem::take(&mut self.file),
            });
        }
        if !state.owns() {
            return;
        }
        match Self::target(state) {
            Some(Target::Value) => {
                self.open.remove(&Target::Value);
                self.open.remove(&Target::Name);
                self.told.value.clear();
            }
            Some(Target::Passed) => {
                self.open.remove(&Target::Passed);
                if let Some(passed) = &mut self.told.passed {
                    passed.clear();
                }
            }
            Some(Target::Part(part)) if part != "body" => self.flow(Target::Part(part)).text.push('\n'),
            _ => {}
        }
    }
}
