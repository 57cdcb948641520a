//! The texts of an OpenDocument part: paragraphs as lines, and notes, comments, deletions and boxes apart.

use crate::parts::{PartPlace, Parts};
use crate::xml::{Tag, Token, Xml, XmlTrouble};
use std::collections::BTreeMap;
use std::ops::ControlFlow;

/// Spaces that one element may stand for.
const MOST_SPACES: usize = 1024;

/// What kind of text a part holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    Text,
    /// Slides or drawings, each with a number.
    Pages,
    /// Of a spreadsheet: cells and their comments are told elsewhere.
    AroundCells,
    /// Headers, footers and master pages.
    Styles,
}

/// Text being written, and where it belongs.
#[derive(Debug)]
struct Frame {
    part: &'static str,
    text: String,
    /// Elements open within it whose text counts.
    writing: usize,
    cells: usize,
    /// A paragraph of a cell has ended: another begins a new line.
    pending: bool,
}

/// A part's texts, by the part of the document that they belong to.
pub(super) struct Story {
    mode: Mode,
    frames: Vec<Frame>,
    /// Elements that are open, and whether each began a frame.
    open: Vec<bool>,
    told: BTreeMap<&'static str, String>,
    page: u32,
}

impl Story {
    /// Reads the XML `text` of the part `name` and hands its texts out.
    pub(super) fn tell(mode: Mode, name: &str, text: &str, parts: &mut Parts<'_>) -> ControlFlow<()> {
        let mut story = Self {
            mode,
            frames: Vec::new(),
            open: Vec::new(),
            told: BTreeMap::new(),
            page: 0,
        };
        story.begin("body");
        let mut xml = Xml::new(text);
        loop {
            match xml.next() {
                Ok(Some(Token::Open(tag))) => story.opened(&tag, parts)?,
                Ok(Some(Token::Close(name))) => story.closed(&name, parts)?,
                Ok(Some(Token::Text(text))) => story.write(&text),
                Ok(None) => break,
                Err(trouble) => {
                    parts.unread_member(name, XmlTrouble::words(trouble));
                    break;
                }
            }
        }
        story.flush(parts)
    }

    fn begin(&mut self, part: &'static str) {
        self.frames.push(Frame {
            part,
            text: String::new(),
            writing: 0,
            cells: 0,
            pending: false,
        });
    }

    fn end(&mut self) {
        // The outermost frame stays until all is told.
        if self.frames.len() < 2 {
            return;
        }
        if let Some(mut frame) = self.frames.pop() {
            line(&mut frame.text);
            self.told.entry(frame.part).or_default().push_str(&frame.text);
        }
    }

    fn opened(&mut self, tag: &Tag<'_>, parts: &mut Parts<'_>) -> ControlFlow<()> {
        let here = self.frames.last().map_or("body", |frame| frame.part);
        let begins = match tag.name() {
            "note" => match tag.attribute("note-class").as_deref() {
                Some("endnote") => Some("endnotes"),
                _ => Some("footnotes"),
            },
            // Slides have a "notes" element of their own.
            "notes" => Some("speaker notes"),
            "annotation" => Some("comments"),
            "deletion" | "tracked-changes" | "previous" => Some("deleted text"),
            "text-box" => Some(here),
            "header" | "header-left" | "header-first" if self.mode == Mode::Styles => Some("header"),
            "footer" | "footer-left" | "footer-first" if self.mode == Mode::Styles => Some("footer"),
            "master-page" => Some("master"),
            _ => None,
        };
        self.open.push(begins.is_some());
        if let Some(part) = begins {
            self.begin(part);
        }
        if tag.name() == "page" && self.mode == Mode::Pages {
            self.flush(parts)?;
            self.page += 1;
        }
        for name in ["href", "hidden-text", "string-value", "current-value", "label"] {
            if let Some(value) = tag.attribute(name) {
                self.attribute(name, tag, &value);
            }
        }
        self.element(tag);
        ControlFlow::Continue(())
    }

    fn element(&mut self, tag: &Tag<'_>) {
        let Some(frame) = self.frames.last_mut() else {
            return;
        };
        match tag.name() {
            "p" | "h" => {
                if std::mem::take(&mut frame.pending) {
                    frame.text.push('\n');
                }
                frame.writing += 1;
            }
            // Titles and words for those who do not see a picture; who wrote a comment.
            "title" | "desc" | "creator" => frame.writing += 1,
            "s" => {
                let count = tag
                    .attribute("c")
                    .and_then(|count| count.parse().ok())
                    .unwrap_or(1);
                frame.text.push_str(&" ".repeat(MOST_SPACES.min(count)));
            }
            "tab" => frame.text.push('\t'),
            "line-break" => frame.text.push('\n'),
            "table-cell" | "covered-table-cell" => frame.cells += 1,
            _ => {}
        }
    }

    fn closed(&mut self, name: &str, parts: &mut Parts<'_>) -> ControlFlow<()> {
        if self.open.pop() == Some(true) {
            self.end();
        }
        let Some(frame) = self.frames.last_mut() else {
            return ControlFlow::Continue(());
        };
        match name {
            "p" | "h" | "title" | "desc" | "creator" => {
                frame.writing = frame.writing.saturating_sub(1);
                if frame.cells > 0 {
                    frame.pending = true;
                } else {
                    frame.text.push('\n');
                }
            }
            "table-cell" | "covered-table-cell" => {
                frame.cells = frame.cells.saturating_sub(1);
                frame.pending = false;
                frame.text.push('\t');
            }
            "table-row" => {
                frame.text.truncate(frame.text.trim_end_matches('\t').len());
                line(&mut frame.text);
            }
            "page" if self.mode == Mode::Pages => return self.flush(parts),
            _ => {}
        }
        ControlFlow::Continue(())
    }

    /// Addresses, hidden text and values of fields are attributes.
    fn attribute(&mut self, name: &str, tag: &Tag<'_>, value: &str) {
        let part = match (name, tag.name()) {
            // Links into the package itself lead nowhere.
            ("href", "a" | "image" | "plugin") if value.contains(':') => "hyperlinks",
            ("string-value", "hidden-text" | "conditional-text") => "hidden text",
            ("string-value", "user-field-decl") | ("current-value" | "label", _) => "form field",
            _ => return,
        };
        if !value.trim().is_empty() {
            let told = self.told.entry(part).or_default();
            told.push_str(value);
            told.push('\n');
        }
    }

    fn write(&mut self, text: &str) {
        if let Some(frame) = self.frames.last_mut()
            && frame.writing > 0
        {
            frame.text.push_str(text);
        }
    }

    fn flush(&mut self, parts: &mut Parts<'_>) -> ControlFlow<()> {
        let page = (self.page > 0).then_some(self.page);
        let place = PartPlace {
            page,
            ..PartPlace::default()
        };
        while self.mode != Mode::Pages && self.frames.len() > 1 {
            self.end();
        }
        let base = self
            .frames
            .first_mut()
            .map(|frame| std::mem::take(&mut frame.text))
            .unwrap_or_default();
        let mut told = std::mem::take(&mut self.told);
        if self.mode == Mode::AroundCells {
            told.remove("comments");
        } else {
            let boxes = told.remove("body").unwrap_or_default();
            told.insert("body", base + &boxes);
        }
        for (part, text) in told {
            parts.text(&place.clone().and_part(part), &text)?;
        }
        ControlFlow::Continue(())
    }
}

/// Ends a line that has begun.
fn line(text: &mut String) {
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
}
