//! The words of context near a place of a window: looked up in blocks of bytes, each once, and only where candidates
//! stand. Knows no lists; they are asked for by their places in [`Contexts`].

use crate::{
    classes::Classes,
    contexts::{Contexts, Near},
    place::{BEFORE, Place},
    words::Words,
};
use std::ops::Range;
use tidegate_domain::text::Window;

/// Bytes that are looked at together.
const BLOCK: usize = 64;

/// The words of a window, as far as they were asked for.
pub(crate) struct Nearby<'a> {
    contexts: &'a Contexts,
    window: &'a Window<'a>,
    classes: &'a Classes,
    /// Where in `words` each block's begin and how many they are; `None` until it is looked at.
    blocks: Vec<Option<(u32, u8)>>,
    /// Words, by the block they begin in: the place in it, and the lists that have one there.
    words: Vec<(u8, Near)>,
    /// What the labels that the window lists have.
    listed: Option<Near>,
    /// The same with those that it does not list.
    labels: Option<Near>,
    /// The labels asked for last.
    known: Vec<(String, Near)>,
    /// How far before a place words may stand that are near it.
    reach: usize,
}

/// Labels that are remembered.
const REMEMBERED: usize = 16;

impl<'a> Nearby<'a> {
    pub(crate) fn new(contexts: &'a Contexts, window: &'a Window<'a>, classes: &'a Classes) -> Self {
        Self {
            contexts,
            window,
            classes,
            blocks: Vec::new(),
            words: Vec::new(),
            listed: None,
            labels: None,
            known: Vec::new(),
            reach: window.structure.label_reach().max(BEFORE),
        }
    }

    /// The lists that may have a word in the label of what begins at `start`, or in the text before it. Asks the
    /// window's structure nothing about the place.
    pub(crate) fn before(&mut self, start: usize) -> Near {
        let mut near = self.in_text(start.saturating_sub(self.reach)..start);
        near.join(self.of_labels());
        near
    }

    /// The lists that may have a word near `place`; a list itself is asked when it may.
    pub(crate) fn at(&mut self, place: &Place<'_>) -> Near {
        let (label, before) = place.named_by();
        let mut near = self.in_text(before);
        if let Some(label) = label {
            near.join(self.of_label(label));
        }
        near
    }

    fn of_label(&mut self, label: &str) -> Near {
        if let Some((_, near)) = self.known.iter().find(|(known, _)| known == label) {
            return *near;
        }
        let near = self.contexts.of_label(label);
        if self.known.len() >= REMEMBERED {
            self.known.clear();
        }
        self.known.push((label.to_owned(), near));
        near
    }

    /// Whether a word of a list that is asked for by itself stands in the text before `start`, or in any label that the
    /// window lists. Any other list may have one.
    pub(crate) fn has_named(&mut self, words: &'static Words, start: usize) -> bool {
        let Some(index) = self.contexts.named(words) else {
            return true;
        };
        self.of_listed().has(index) || self.in_text(start.saturating_sub(BEFORE)..start).has(index)
    }

    fn of_listed(&mut self) -> Near {
        let (contexts, structure) = (self.contexts, self.window.structure);
        *self.listed.get_or_insert_with(|| {
            let mut near = Near::default();
            for label in structure.labels() {
                near.join(contexts.of_label(label));
            }
            near
        })
    }

    fn of_labels(&mut self) -> Near {
        if let Some(near) = self.labels {
            return near;
        }
        let structure = self.window.structure;
        let mut near = self.of_listed();
        if let Some(labels) = structure.labels_before() {
            for label in &labels {
                near.join(self.contexts.of_label(label));
            }
            near.join(self.in_text(0..self.window.text.len()));
        }
        self.labels = Some(near);
        near
    }

    /// The lists that may have a word that begins in `range`.
    fn in_text(&mut self, range: Range<usize>) -> Near {
        let mut near = Near::default();
        if range.is_empty() {
            return near;
        }
        for block in range.start / BLOCK..=(range.end - 1) / BLOCK {
            let (from, count) = self.block(block);
            let words = self.words.get(from as usize..from as usize + usize::from(count));
            for (place, lists) in words.unwrap_or_default() {
                if range.contains(&(block * BLOCK + usize::from(*place))) {
                    near.join(*lists);
                }
            }
        }
        near
    }

    fn block(&mut self, block: usize) -> (u32, u8) {
        let text = self.window.text;
        if self.blocks.is_empty() {
            self.blocks.resize(text.len() / BLOCK + 1, None);
        }
        let Some(known) = self.blocks.get_mut(block) else {
            return (0, 0);
        };
        if let Some(known) = known {
            return *known;
        }
        let from = self.words.len();
        let mut begins = self.classes.word_starts(block);
        while begins != 0 {
            let place = begins.trailing_zeros();
            begins &= begins - 1;
            let lists = self.contexts.at(text, block * BLOCK + place as usize);
            if !lists.is_none() {
                self.words.push((place as u8, lists));
            }
        }
        let count = u8::try_from(self.words.len() - from).unwrap_or(u8::MAX);
        let found = (u32::try_from(from).unwrap_or(u32::MAX), count);
        *known = Some(found);
        found
    }
}
