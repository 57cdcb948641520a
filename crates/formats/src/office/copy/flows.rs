//! Texts that are written in pieces: joined as programs show them, searched, and cut apart again where they were.

use super::attributes::{may_hide, unescaped};
use super::nodes::{Edits, escaped};
use crate::redact::Copying;
use std::borrow::Cow;
use std::ops::Range;

/// What stands where a value hides behind an encoding, so that it cannot be told which one it is.
pub(crate) const HIDDEN: &str = "[REMOVED]";

/// A piece of text and its place in the part.
struct Piece {
    span: Range<usize>,
    was: String,
    now: String,
}

/// A link of a joined text.
enum Link {
    Piece(usize),
    /// An element that stands for characters.
    Element(String, Range<usize>),
    /// The end of a line or cell.
    Break(&'static str),
}

/// One joined text.
#[derive(Default)]
struct Flow {
    links: Vec<Link>,
    /// Whether what stands between breaks may be the whole of a short value.
    cells: bool,
}

/// Which flow a piece belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FlowId(usize);

/// All pieces and flows of a part, or of a stretch of it.
#[derive(Default)]
pub(crate) struct Flows {
    pieces: Vec<Piece>,
    flows: Vec<Flow>,
}

impl Flows {
    /// Begins a flow; with `cells`, short values are removed where they are all between two breaks.
    pub(crate) fn begin(&mut self, cells: bool) -> FlowId {
        self.flows.push(Flow {
            links: Vec::new(),
            cells,
        });
        FlowId(self.flows.len() - 1)
    }

    /// Adds a piece of text to several flows.
    pub(crate) fn piece(&mut self, text: &str, span: Range<usize>, flows: &[FlowId]) {
        let number = self.pieces.len();
        self.pieces.push(Piece {
            span,
            was: text.to_owned(),
            now: text.to_owned(),
        });
        for flow in flows {
            self.link(*flow, Link::Piece(number));
        }
    }

    /// Adds an element that stands for `text`.
    pub(crate) fn element(&mut self, text: &str, span: &Range<usize>, flows: &[FlowId]) {
        for flow in flows {
            self.link(*flow, Link::Element(text.to_owned(), span.clone()));
        }
    }

    /// Lets the element that was added last stand for another text in one of the flows.
    pub(crate) fn shorten(&mut self, flow: FlowId, text: &str) {
        if let Some(Link::Element(characters, _)) =
            self.flows.get_mut(flow.0).and_then(|flow| flow.links.last_mut())
        {
            text.clone_into(characters);
        }
    }

    pub(crate) fn end_line(&mut self, with: &'static str, flows: &[FlowId]) {
        for flow in flows {
            self.link(*flow, Link::Break(with));
        }
    }

    fn link(&mut self, flow: FlowId, link: Link) {
        if let Some(flow) = self.flows.get_mut(flow.0) {
            flow.links.push(link);
        }
    }

    /// Removes the values and says what becomes of the pieces.
    pub(crate) fn finish(self, copying: &mut Copying<'_>, edits: &mut Edits) {
        let Self { mut pieces, flows } = self;
        for flow in &flows {
            flow.removed(&mut pieces, copying, edits);
        }
        for flow in &flows {
            flow.unhidden(&mut pieces, copying);
        }
        for piece in pieces {
            if piece.now != piece.was {
                edits.replace(piece.span, escaped(&piece.now));
            }
        }
    }
}

impl Flow {
    /// The joined text, and where each link stands in it.
    fn joined(&self, pieces: &[Piece]) -> (String, Vec<Range<usize>>) {
        let mut text = String::new();
        let mut places = Vec::with_capacity(self.links.len());
        for link in &self.links {
            let start = text.len();
            match link {
                Link::Piece(number) => {
                    text.push_str(pieces.get(*number).map_or("", |piece| piece.now.as_str()));
                }
                Link::Element(characters, _) => text.push_str(characters),
                Link::Break(with) => text.push_str(with),
            }
            places.push(start..text.len());
        }
        (text, places)
    }

    /// Spans of the joined text between breaks.
    fn lines(&self, places: &[Range<usize>], end: usize) -> Vec<Range<usize>> {
        let mut lines = Vec::new();
        let mut start = 0;
        for (link, place) in self.links.iter().zip(places) {
            if matches!(link, Link::Break(_)) {
                if start < place.start {
                    lines.push(start..place.start);
                }
                start = place.end;
            }
        }
        if start < end {
            lines.push(start..end);
        }
        lines
    }

    fn removed(&self, pieces: &mut [Piece], copying: &mut Copying<'_>, edits: &mut Edits) {
        let (text, places) = self.joined(pieces);
        let found = copying.places(&text);
        let some = !found.is_empty();
        let found = found.into_iter().map(|place| (place.span, place.with)).collect();
        self.put(&places, found, pieces, edits);
        if !self.cells {
            return;
        }
        let (text, places) = if some { self.joined(pieces) } else { (text, places) };
        let mut whole = Vec::new();
        for line in self.lines(&places, text.len()) {
            let cell = text.get(line.clone()).unwrap_or_default();
            // Longer ones have been looked for.
            if cell.trim().len() <= 4
                && let Some(with) = copying.cell(cell)
            {
                whole.push((line, with));
            }
        }
        self.put(&places, whole, pieces, edits);
    }

    /// Empties lines that still hold a value behind an encoding.
    fn unhidden(&self, pieces: &mut [Piece], copying: &Copying<'_>) {
        let (text, places) = self.joined(pieces);
        let holds = |text: &str| {
            let plain = unescaped(text);
            copying.holds(text) || matches!(plain, Cow::Owned(_)) && copying.holds(&plain)
        };
        if !may_hide(&text) || !holds(&text) {
            return;
        }
        let hidden = self
            .lines(&places, text.len())
            .into_iter()
            .filter(|line| holds(text.get(line.clone()).unwrap_or_default()))
            .map(|line| (line, HIDDEN.to_owned()))
            .collect::<Vec<_>>();
        let hidden = if hidden.is_empty() {
            vec![(0..text.len(), HIDDEN.to_owned())]
        } else {
            hidden
        };
        self.put(&places, hidden, pieces, &mut Edits::default());
    }

    /// Puts each text into the first piece of its span, and cuts the rest of the span out of the others.
    fn put(
        &self,
        places: &[Range<usize>],
        found: Vec<(Range<usize>, String)>,
        pieces: &mut [Piece],
        edits: &mut Edits,
    ) {
        // From the end, so that the places before stay where they are.
        for (span, with) in found.into_iter().rev() {
            let first = places.partition_point(|place| place.end <= span.start);
            let mut with = Some(with);
            for (link, place) in self.links.iter().zip(places).skip(first) {
                if place.start >= span.end {
                    break;
                }
                let cut = span.start.max(place.start)..span.end.min(place.end);
                if cut.is_empty() {
                    continue;
                }
                match link {
                    Link::Piece(number) => {
                        let within = cut.start - place.start..cut.end - place.start;
                        if let Some(piece) = pieces.get_mut(*number)
                            && piece.now.get(within.clone()).is_some()
                        {
                            piece.now.replace_range(within, &with.take().unwrap_or_default());
                        }
                    }
                    Link::Element(_, element) if cut == *place => edits.remove(element.clone()),
                    Link::Element(..) | Link::Break(_) => {}
                }
            }
        }
    }
}
