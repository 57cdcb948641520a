//! Text of paragraphs as Word, PowerPoint and their drawings write it: runs joined, paragraphs and rows as lines,
//! cells parted by tabs; what was deleted, what is hidden and what fields are made of kept apart.

use crate::parts::{Labelled, PartPlace, Parts};
use crate::xml::{Tag, Token, Xml, XmlTrouble};
use std::collections::BTreeSet;
use std::ops::ControlFlow;

/// The texts of one part.
#[derive(Debug, Default)]
pub(crate) struct Flow {
    pub(crate) text: String,
    pub(crate) deleted: String,
    pub(crate) hidden: String,
    /// Instructions of fields, such as a link's address.
    pub(crate) fields: String,
    /// Content controls that have a name.
    labels: Vec<Labelled>,
    /// Who changed or commented.
    pub(crate) authors: BTreeSet<String>,
}

impl Flow {
    /// Hands everything out, the text itself at `place`.
    pub(crate) fn tell(&self, place: &PartPlace, parts: &mut Parts<'_>) -> ControlFlow<()> {
        parts.labelled(place, &self.text, &self.labels)?;
        for (part, text) in [
            ("deleted text", &self.deleted),
            ("hidden text", &self.hidden),
            ("hyperlinks", &self.fields),
        ] {
            parts.text(&place.clone().and_part(part), text)?;
        }
        for author in &self.authors {
            parts.value(&PartPlace::part("metadata: Author"), "Author", author)?;
        }
        ControlFlow::Continue(())
    }
}

/// The texts of `xml`, the XML of the part `name`; damage is noted and ends them.
pub(crate) fn told(name: &str, xml: &str, parts: &mut Parts<'_>) -> Flow {
    let mut reading = Reading::default();
    if let Err(trouble) = reading.read(&mut Xml::new(xml)) {
        parts.unread_member(name, trouble.words());
    }
    reading.finish()
}

/// What is written to at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Into {
    #[default]
    Nothing,
    Text,
    Deleted,
    Field,
}

/// A story of its own within a paragraph, such as a text box's: it must not cut the paragraph in two.
#[derive(Debug, Default)]
struct Story {
    text: String,
    cells: usize,
    /// A paragraph of a cell has ended: another begins a new line.
    pending: bool,
}

#[derive(Debug, Default)]
struct Reading {
    flow: Flow,
    /// The outer ones wait; the last is being written.
    stories: Vec<Story>,
    into: Into,
    hidden: bool,
    /// Properties of a run, where `vanish` speaks of its text.
    run: bool,
    control: Option<Control>,
    controls: usize,
    table: Table,
}

/// The outermost table that is open. Its first row names the cells of the others, if it looks like names.
#[derive(Debug, Default)]
struct Table {
    /// Tables within tables.
    depth: usize,
    row: usize,
    column: usize,
    /// Where the cell's text began.
    start: usize,
    names: Vec<String>,
}

/// Longer texts name no column.
const LONGEST_NAME: usize = 80;

/// A content control that is open.
#[derive(Debug)]
struct Control {
    label: String,
    depth: usize,
    start: Option<usize>,
}

impl Reading {
    fn read(&mut self, xml: &mut Xml<'_>) -> Result<(), XmlTrouble> {
        self.stories.push(Story::default());
        while let Some(token) = xml.next()? {
            match token {
                Token::Open(tag) => {
                    // The same once more for programs of old.
                    if tag.name() == "Fallback" {
                        xml.skip()?;
                    } else {
                        self.open(&tag);
                    }
                }
                Token::Close(name) => self.close(&name),
                Token::Text(text) => self.write(&text),
            }
        }
        Ok(())
    }

    fn open(&mut self, tag: &Tag<'_>) {
        if let Some(author) = tag.attribute("author") {
            self.flow.authors.insert(author);
        }
        match tag.name() {
            // The value of a chart's point, a formula's letters and a shape's old text are texts too.
            "t" | "v" => self.into = Into::Text,
            "delText" => self.into = Into::Deleted,
            "instrText" | "delInstrText" => self.into = Into::Field,
            "fldSimple" => {
                let instruction = tag.attribute("instr").unwrap_or_default();
                self.field(&instruction);
            }
            "p" => self.paragraph(),
            "tbl" if self.stories.len() == 1 => {
                if self.table.depth == 0 {
                    self.table = Table::default();
                }
                self.table.depth += 1;
            }
            "tc" => {
                let story = self.story();
                story.cells += 1;
                let start = story.text.len();
                if self.in_table() {
                    self.table.start = start;
                }
            }
            "tab" if self.run => self.push("\t"),
            "br" | "cr" => self.push("\n"),
            "noBreakHyphen" => self.push("-"),
            "r" => {
                self.run = true;
                self.hidden = false;
            }
            "vanish" | "webHidden" if self.run => {
                self.hidden = !matches!(tag.attribute("val").as_deref(), Some("0" | "false" | "off"));
            }
            // Old drawings write a box's text without paragraphs of its own.
            "txbxContent" | "textbox" => {
                self.stories.push(Story::default());
                self.into = if tag.name() == "textbox" {
                    Into::Text
                } else {
                    Into::Nothing
                };
            }
            "sdt" => self.controls += 1,
            "alias" | "tag" if self.control.is_none() && self.controls > 0 && self.stories.len() == 1 => {
                self.control = tag
                    .attribute("val")
                    .filter(|label| !label.trim().is_empty())
                    .map(|label| Control {
                        label,
                        depth: self.controls,
                        start: None,
                    });
            }
            "sdtContent" => {
                let at = self.stories.first().map_or(0, |story| story.text.len());
                if let Some(control) = &mut self.control
                    && control.start.is_none()
                {
                    control.start = Some(at);
                }
            }
            "docPr" | "cNvPr" => {
                // What a picture shows, in the words of who put it there.
                for name in ["descr", "title"] {
                    if let Some(text) = tag.attribute(name).filter(|text| !text.is_empty()) {
                        self.stories.push(Story {
                            text,
                            ..Story::default()
                        });
                        self.end_story();
                    }
                }
            }
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "t" | "v" | "delText" | "instrText" | "delInstrText" => {
                if name == "v" {
                    self.push("\n");
                }
                self.into = Into::Nothing;
            }
            "p" => self.end_paragraph(),
            "tbl" if self.stories.len() == 1 => self.table.depth = self.table.depth.saturating_sub(1),
            "tc" => {
                self.end_cell();
                let story = self.story();
                story.cells = story.cells.saturating_sub(1);
                story.pending = false;
                story.text.push('\t');
            }
            "tr" => {
                if self.in_table() {
                    self.table.row += 1;
                    self.table.column = 0;
                }
                let story = self.story();
                story.text.truncate(story.text.trim_end_matches('\t').len());
                story.text.push('\n');
            }
            "r" => {
                self.run = false;
                self.hidden = false;
            }
            "del" | "moveFrom" => line(&mut self.flow.deleted),
            "txbxContent" | "textbox" => {
                self.into = Into::Nothing;
                self.end_story();
            }
            "sdt" => self.end_control(),
            _ => {}
        }
    }

    /// Whether what is read belongs to a table that stands in no other and in no box.
    fn in_table(&self) -> bool {
        self.table.depth == 1 && self.stories.len() == 1
    }

    /// A cell of the first row is a name; one of the others has the name above it.
    fn end_cell(&mut self) {
        if !self.in_table() {
            return;
        }
        let table = &mut self.table;
        let text = self.stories.first().map_or("", |story| story.text.as_str());
        let span = table.start..text.len();
        let cell = text.get(span.clone()).unwrap_or_default();
        let column = table.column;
        table.column += 1;
        if table.row == 0 {
            table.names.push(if is_name(cell) {
                cell.trim().to_owned()
            } else {
                String::new()
            });
        } else if let Some(label) = table.names.get(column).filter(|name| !name.is_empty())
            && !cell.is_empty()
            && table.names.iter().all(|name| !name.is_empty())
            // A control within the cell has named it already.
            && self.flow.labels.last().is_none_or(|last| last.span.end <= span.start)
        {
            let label = label.clone();
            self.flow.labels.push(Labelled { span, label });
        }
    }

    fn end_control(&mut self) {
        let end = self.stories.first().map_or(0, |story| story.text.len());
        if let Some(control) = self.control.take_if(|control| control.depth == self.controls)
            && let Some(start) = control.start.filter(|start| *start < end)
            // Cells of a table within it have names of their own.
            && self.flow.labels.last().is_none_or(|last| last.span.end <= start)
        {
            self.flow.labels.push(Labelled {
                span: start..end,
                label: control.label,
            });
        }
        self.controls = self.controls.saturating_sub(1);
    }

    fn write(&mut self, text: &str) {
        match self.into {
            Into::Nothing => {}
            Into::Text => self.push(text),
            Into::Deleted => self.flow.deleted.push_str(text),
            Into::Field => self.flow.fields.push_str(text),
        }
    }

    fn push(&mut self, text: &str) {
        if self.hidden {
            self.flow.hidden.push_str(text);
        } else {
            self.story().text.push_str(text);
        }
    }

    fn field(&mut self, instruction: &str) {
        self.flow.fields.push_str(instruction);
        line(&mut self.flow.fields);
    }

    fn paragraph(&mut self) {
        let story = self.story();
        if std::mem::take(&mut story.pending) {
            story.text.push('\n');
        }
    }

    fn end_paragraph(&mut self) {
        for text in [
            &mut self.flow.deleted,
            &mut self.flow.hidden,
            &mut self.flow.fields,
        ] {
            line(text);
        }
        let story = self.story();
        if story.cells > 0 {
            story.pending = true;
        } else {
            story.text.push('\n');
        }
    }

    fn story(&mut self) -> &mut Story {
        if self.stories.is_empty() {
            self.stories.push(Story::default());
        }
        let last = self.stories.len() - 1;
        &mut self.stories[last]
    }

    /// A story's text stands before the paragraph that holds it.
    fn end_story(&mut self) {
        if self.stories.len() < 2 {
            return;
        }
        let Some(mut story) = self.stories.pop() else {
            return;
        };
        line(&mut story.text);
        self.flow.text.push_str(&story.text);
    }

    /// Text boxes come after the text that holds them, so that its labels stay where they are.
    fn finish(mut self) -> Flow {
        while self.stories.len() > 1 {
            self.end_story();
        }
        let boxes = std::mem::take(&mut self.flow.text);
        let mut text = self.stories.pop().unwrap_or_default().text;
        line(&mut text);
        text.push_str(&boxes);
        self.flow.text = text;
        self.flow
    }
}

fn is_name(cell: &str) -> bool {
    let letters = cell.chars().filter(|c| c.is_alphabetic()).count();
    let digits = cell.chars().filter(char::is_ascii_digit).count();
    cell.len() <= LONGEST_NAME && letters > digits && !cell.contains(['@', '\n'])
}

/// Ends a line that has begun.
fn line(text: &mut String) {
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
}
