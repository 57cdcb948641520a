//! One XML part without its values: every text in it, in whatever pieces, every attribute, and what stands beside.

use super::attributes::{Attributes, date};
use super::binary::packed;
use super::flows::{FlowId, Flows};
use super::formula::{coded, formula};
use super::meanings::is_count;
use super::nodes::{Edits, Node, Nodes, Open, escaped, quoted};
use super::vocabulary::{Role, Vocabulary, role};
use crate::redact::{CopyError, Copying};
use std::ops::Range;

/// What a format knows of elements that the others do not: cells with types, caches.
pub(crate) trait Special {
    /// Sees an element begin. Attributes that it names are its own.
    fn open(
        &mut self,
        open: &Open<'_>,
        copying: &mut Copying<'_>,
        edits: &mut Edits,
    ) -> Result<&'static [&'static str], CopyError>;

    /// Whether it takes the text, of the element `inside`.
    fn text(&mut self, inside: &str, text: &str, span: &Range<usize>, edits: &mut Edits) -> bool;

    /// Sees an element end, before `end`.
    fn close(
        &mut self,
        name: &str,
        end: usize,
        copying: &mut Copying<'_>,
        edits: &mut Edits,
    ) -> Result<(), CopyError>;
}

/// A part without elements of its own.
pub(crate) struct Plain;

impl Special for Plain {
    fn open(
        &mut self,
        _open: &Open<'_>,
        _copying: &mut Copying<'_>,
        _edits: &mut Edits,
    ) -> Result<&'static [&'static str], CopyError> {
        Ok(&[])
    }

    fn text(&mut self, _inside: &str, _text: &str, _span: &Range<usize>, _edits: &mut Edits) -> bool {
        false
    }

    fn close(
        &mut self,
        _name: &str,
        _end: usize,
        _copying: &mut Copying<'_>,
        _edits: &mut Edits,
    ) -> Result<(), CopyError> {
        Ok(())
    }
}

/// An element that is open.
struct Frame<'x> {
    name: &'x str,
    role: Role,
    /// The flow of an element whose text is no story's.
    flow: Option<FlowId>,
    /// Whether it is within an element all of whose characters are text.
    mixed: bool,
    /// Text that is looked at when the element ends, and its pieces.
    held: String,
    spans: Vec<Range<usize>>,
}

/// Texts that belong together.
struct Story {
    text: FlowId,
    deleted: FlowId,
    fields: FlowId,
    hidden: FlowId,
    /// As it is seen when deleted and hidden text is, too.
    all: FlowId,
}

struct Part<'x, 's> {
    vocabulary: Vocabulary,
    attributes: &'s Attributes<'s>,
    special: &'s mut dyn Special,
    flows: Flows,
    stories: Vec<Story>,
    /// All text of the part in its order.
    whole: FlowId,
    stack: Vec<Frame<'x>>,
    run: bool,
    hidden: bool,
    edits: Edits,
}

/// What changes in the XML `text` when the values are removed.
pub(crate) fn changes(
    text: &str,
    vocabulary: Vocabulary,
    attributes: &Attributes<'_>,
    special: &mut dyn Special,
    copying: &mut Copying<'_>,
) -> Result<Edits, CopyError> {
    let mut flows = Flows::default();
    let whole = flows.begin(false);
    let mut part = Part {
        vocabulary,
        attributes,
        special,
        flows,
        stories: Vec::new(),
        whole,
        stack: Vec::new(),
        run: false,
        hidden: false,
        edits: Edits::default(),
    };
    part.begin_story();
    let mut nodes = Nodes::new(text);
    let mut roots = 0;
    while let Some(node) = nodes.next()? {
        match node {
            Node::Open(open) => {
                roots += usize::from(part.stack.is_empty());
                part.open(&open, copying)?;
            }
            Node::Close(span) => part.close(span.end, copying)?,
            Node::Text(text, span) => part.text(&text, span),
            Node::Aside(text, span) => {
                if copying.text(text).is_some() || copying.holds(text) {
                    part.edits.remove(span);
                }
            }
            Node::Declaration(text) => {
                if copying.holds(text) {
                    return Err(CopyError::refused("The type of its XML holds a value."));
                }
            }
        }
    }
    if roots != 1 {
        return Err(super::nodes::malformed());
    }
    let Part { flows, mut edits, .. } = part;
    flows.finish(copying, &mut edits);
    Ok(edits)
}

impl<'x> Part<'x, '_> {
    fn begin_story(&mut self) {
        let flows = &mut self.flows;
        self.stories.push(Story {
            text: flows.begin(true),
            deleted: flows.begin(true),
            fields: flows.begin(true),
            hidden: flows.begin(true),
            all: flows.begin(false),
        });
    }

    fn open(&mut self, open: &Open<'x>, copying: &mut Copying<'_>) -> Result<(), CopyError> {
        let value = |name: &str| open.value(name).map(str::to_owned);
        let role = role(self.vocabulary, open.local(), &value);
        self.attributes.named(open, copying)?;
        let own = self.special.open(open, copying, &mut self.edits)?;
        for attribute in open
            .attributes
            .iter()
            .filter(|attribute| !own.contains(&attribute.local()))
        {
            if let Some(new) = self.attributes.changed(open, attribute, copying)? {
                self.edits.replace(attribute.span.clone(), quoted(&new));
            }
        }
        let mut mixed = self.stack.last().is_some_and(|frame| frame.mixed);
        match &role {
            Role::Stands(text) if self.run || mixed || self.vocabulary == Vocabulary::Open => {
                let flows = self.story_flows();
                self.flows.element(text, &open.span, &flows);
                // In sheets several spaces are shown as one.
                if let Some(story) = self
                    .stories
                    .last()
                    .filter(|_| text.trim().is_empty() && text.len() > 1)
                {
                    self.flows.shorten(story.all, " ");
                }
            }
            Role::Story => {
                self.begin_story();
                mixed = false;
            }
            Role::Mixed => mixed = true,
            Role::Run => {
                self.run = true;
                self.hidden = false;
            }
            Role::Hidden if self.run => self.hidden = true,
            _ => {}
        }
        self.stack.push(Frame {
            name: open.local(),
            role,
            flow: None,
            mixed,
            held: String::new(),
            spans: Vec::new(),
        });
        Ok(())
    }

    /// Flows of text that is shown, or is hidden.
    fn story_flows(&self) -> Vec<FlowId> {
        let Some(story) = self.stories.last() else {
            return vec![self.whole];
        };
        let own = if self.hidden { story.hidden } else { story.text };
        vec![own, story.all, self.whole]
    }

    fn text(&mut self, text: &str, span: Range<usize>) {
        let story_flows = self.story_flows();
        let Some(frame) = self.stack.last_mut() else {
            return;
        };
        if self.special.text(frame.name, text, &span, &mut self.edits) {
            return;
        }
        match frame.role {
            Role::Other if is_count(frame.name, text) => return,
            Role::Formula | Role::Coded | Role::Date | Role::Packed => {
                frame.held.push_str(text);
                frame.spans.push(span);
                return;
            }
            _ => {}
        }
        let channel = self.stories.last().and_then(|story| match frame.role {
            Role::Deleted => Some(vec![story.deleted, story.all, self.whole]),
            Role::Field => Some(vec![story.fields, self.whole]),
            Role::Text => Some(story_flows.clone()),
            _ if frame.mixed => Some(story_flows),
            _ => None,
        });
        let flows = channel.unwrap_or_else(|| {
            let own = *frame.flow.get_or_insert_with(|| self.flows.begin(true));
            vec![own, self.whole]
        });
        self.flows.piece(text, span, &flows);
    }

    fn close(&mut self, end: usize, copying: &mut Copying<'_>) -> Result<(), CopyError> {
        let Some(frame) = self.stack.pop() else {
            return Err(super::nodes::malformed());
        };
        self.special.close(frame.name, end, copying, &mut self.edits)?;
        match frame.role {
            Role::Formula => self.put(&frame, formula(&frame.held, self.attributes.sheets, copying)),
            Role::Coded => self.put(&frame, coded(&frame.held, copying)),
            Role::Packed => {
                let new = packed(&frame.held, copying)?;
                self.put(&frame, new);
            }
            Role::Date => self.put(&frame, date(&frame.held, copying)),
            Role::Ends(with) => self.end_line(with),
            Role::Mixed => self.end_line("\n"),
            Role::Text if frame.name == "v" => self.end_line("\n"),
            Role::Story => {
                self.flows.end_line("\n", &[self.whole]);
                if self.stories.len() > 1 {
                    self.stories.pop();
                }
            }
            Role::Run => {
                self.run = false;
                self.hidden = false;
            }
            _ => {
                if self.attributes.free {
                    self.flows.end_line("\n", &[self.whole]);
                }
            }
        }
        if matches!(frame.name, "row" | "si" | "comment" | "threadedComment") {
            self.flush(copying);
        }
        Ok(())
    }

    fn end_line(&mut self, with: &'static str) {
        if let Some(story) = self.stories.last() {
            let all = [
                story.text,
                story.deleted,
                story.fields,
                story.hidden,
                story.all,
                self.whole,
            ];
            self.flows.end_line(with, &all);
        }
    }

    fn put(&mut self, frame: &Frame<'_>, new: Option<String>) {
        let Some(new) = new else { return };
        let mut spans = frame.spans.iter();
        if let Some(first) = spans.next() {
            self.edits.replace(first.clone(), escaped(&new));
        }
        for span in spans {
            self.edits.remove(span.clone());
        }
    }

    /// Long lists are worked off entry by entry, so that not all of their text is held at once.
    fn flush(&mut self, copying: &mut Copying<'_>) {
        if self.stories.len() > 1 || self.stack.len() > 3 {
            return;
        }
        std::mem::take(&mut self.flows).finish(copying, &mut self.edits);
        self.stories.clear();
        self.whole = self.flows.begin(false);
        self.begin_story();
        for frame in &mut self.stack {
            frame.flow = None;
        }
    }
}
