//! What is removed from streams of operators: codes of their strings, and texts that stand for marked content.

use super::super::track::{Code, Origin, Show, Streamed};
use hayro_syntax::object::ObjectIdentifier;
use std::collections::{BTreeSet, HashMap};

/// Whose operators they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Owner {
    /// All of a page's own streams, as one.
    Page(usize),
    Form(ObjectIdentifier),
}

impl Owner {
    /// What the painter calls `stream` while it paints the page `page`.
    pub(super) fn of(stream: Streamed, page: usize) -> Self {
        match stream {
            Streamed::Outermost => Self::Page(page),
            Streamed::Form(id) => Self::Form(id),
        }
    }
}

/// One string of a stream of operators.
type Place = (Owner, u32, u32);

/// What is removed, and what is known of the strings around it.
#[derive(Default)]
pub(super) struct Marks {
    removed: HashMap<Place, BTreeSet<usize>>,
    /// Of forms.
    codes: HashMap<Place, Vec<Code>>,
    /// Of the page that was drawn last: there are many pages, and each is written before the next is drawn.
    of_page: HashMap<Place, Vec<Code>>,
    /// Whether a value stands in the span's own text.
    spans: HashMap<(Owner, u32), bool>,
}

impl Marks {
    /// Learns the codes of the strings that were shown.
    pub(super) fn learn(&mut self, codes: HashMap<Show, Vec<Code>>, page: usize) {
        self.of_page.clear();
        for (show, codes) in codes {
            let owner = Owner::of(show.stream, page);
            let known = match owner {
                Owner::Page(_) => &mut self.of_page,
                Owner::Form(_) => &mut self.codes,
            };
            known.entry((owner, show.operator, show.item)).or_insert(codes);
        }
    }

    pub(super) fn has(&self, origin: Origin, page: usize) -> bool {
        match origin {
            Origin::Code { show, code, .. } => {
                let owner = Owner::of(show.stream, page);
                self.removed
                    .get(&(owner, show.operator, show.item))
                    .is_some_and(|codes| codes.contains(&code))
            }
            Origin::Span { stream, operator } => {
                self.spans.contains_key(&(Owner::of(stream, page), operator))
            }
        }
    }

    pub(super) fn remove(&mut self, origin: Origin, page: usize) {
        match origin {
            Origin::Code { show, code, .. } => {
                let owner = Owner::of(show.stream, page);
                self.removed
                    .entry((owner, show.operator, show.item))
                    .or_default()
                    .insert(code);
            }
            Origin::Span { stream, operator } => {
                self.spans
                    .entry((Owner::of(stream, page), operator))
                    .or_insert(false);
            }
        }
    }

    /// A span whose own text holds a value.
    pub(super) fn remove_span(&mut self, owner: Owner, operator: u32) {
        self.spans.insert((owner, operator), true);
    }

    pub(super) fn span(&self, owner: Owner, operator: u32) -> Option<bool> {
        self.spans.get(&(owner, operator)).copied()
    }

    pub(super) fn codes(&self, owner: Owner, operator: u32, item: u32) -> Option<&Vec<Code>> {
        let known = match owner {
            Owner::Page(_) => &self.of_page,
            Owner::Form(_) => &self.codes,
        };
        known.get(&(owner, operator, item))
    }

    pub(super) fn removed(&self, owner: Owner, operator: u32, item: u32) -> Option<&BTreeSet<usize>> {
        self.removed.get(&(owner, operator, item))
    }
}
