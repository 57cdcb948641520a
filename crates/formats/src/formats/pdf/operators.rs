//! Operators one by one: where text stands, what it says, and what else is drawn.

use super::content::Painter;
use super::font::Font;
use super::letters::Place;
use super::matrix::Matrix;
use super::track::{Code, Show};
use hayro_syntax::content::TypedIter;
use hayro_syntax::content::ops::TypedInstruction;
use hayro_syntax::object::{Array, Dict, Name, Object};
use hayro_syntax::page::Resources;
use std::rc::Rc;

/// Saved states, and marked contents inside each other.
const MAX_STATES: usize = 1_000;
/// Pictures of one page that are kept to be read.
const MAX_PICTURES: usize = 64;

#[derive(Clone)]
struct State {
    ctm: Matrix,
    font: Option<Rc<Font>>,
    size: f64,
    char_space: f64,
    word_space: f64,
    scale: f64,
    leading: f64,
    rise: f64,
    /// Whether letters leave nothing on the page.
    invisible: bool,
}

/// Marked content that has a text of its own.
struct Span {
    replacement: Option<String>,
    /// Which of the stream's operators began it.
    operator: u32,
    from: usize,
    placed: usize,
    unknown: u64,
}

/// One stream of operators on its way.
pub(super) struct Run<'r, 'a, 'k> {
    painter: &'r mut Painter<'a, 'k>,
    resources: &'r Resources<'a>,
    state: State,
    saved: Vec<State>,
    text: Matrix,
    line: Matrix,
    spans: Vec<Span>,
    /// Which of the stream's operators is followed.
    operator: u32,
}

impl<'r, 'a, 'k> Run<'r, 'a, 'k> {
    pub(super) fn new(painter: &'r mut Painter<'a, 'k>, resources: &'r Resources<'a>, ctm: Matrix) -> Self {
        Self {
            painter,
            resources,
            state: State {
                ctm,
                font: None,
                size: 0.0,
                char_space: 0.0,
                word_space: 0.0,
                scale: 1.0,
                leading: 0.0,
                rise: 0.0,
                invisible: false,
            },
            saved: Vec::new(),
            text: Matrix::IDENTITY,
            line: Matrix::IDENTITY,
            spans: Vec::new(),
            operator: 0,
        }
    }

    pub(super) fn all(mut self, content: &[u8]) {
        let mut operators = TypedIter::new(content);
        while let Some(operator) = operators.next() {
            if self.painter.drawn.letters.full() {
                return;
            }
            self.follow(&operator);
            self.operator = self.operator.saturating_add(1);
        }
        while !self.spans.is_empty() {
            self.end_span();
        }
    }

    fn follow(&mut self, operator: &TypedInstruction<'_, '_>) {
        use TypedInstruction as Op;
        match operator {
            Op::SaveState(_) => {
                if self.saved.len() < MAX_STATES {
                    self.saved.push(self.state.clone());
                }
            }
            Op::RestoreState(_) => {
                if let Some(state) = self.saved.pop() {
                    self.state = state;
                }
            }
            Op::Transform(m) => {
                let matrix = Matrix([&m.0, &m.1, &m.2, &m.3, &m.4, &m.5].map(|number| number.as_f64()));
                self.state.ctm = matrix.then(self.state.ctm);
            }
            Op::XObject(object) => self.draw(object.0),
            Op::InlineImage(_) => {
                self.painter.drawn.inline_pictures += 1;
                self.painter.track_picture(self.state.ctm);
            }
            Op::BeginMarkedContent(_) => self.begin_span(None),
            Op::BeginMarkedContentWithProperties(marked) => {
                let properties = match marked.1 {
                    Object::Dict(properties) => Some(properties.clone()),
                    Object::Name(name) => self.resources.properties.get::<Dict<'_>>(name.as_ref()),
                    _ => None,
                };
                let replacement = properties.and_then(|properties| {
                    properties
                        .get::<hayro_syntax::object::String<'_>>("ActualText")
                        .map(|text| super::words::text(text.as_bytes()))
                });
                self.begin_span(replacement);
            }
            Op::EndMarkedContent(_) => self.end_span(),
            _ => self.set_text(operator),
        }
    }

    fn set_text(&mut self, operator: &TypedInstruction<'_, '_>) {
        use TypedInstruction as Op;
        match operator {
            Op::BeginText(_) => (self.text, self.line) = (Matrix::IDENTITY, Matrix::IDENTITY),
            Op::SetGraphicsState(state) => self.set_font(state.0),
            Op::TextFont(font) => {
                // A font that is not there is read as most are.
                let dict = || self.resources.get_font(font.0).unwrap_or_default();
                let id = self.resources.fonts.get_ref(font.0);
                self.state.font = Some(self.painter.font(id, dict));
                self.state.size = font.1.as_f64();
            }
            Op::CharacterSpacing(space) => self.state.char_space = space.0.as_f64(),
            Op::WordSpacing(space) => self.state.word_space = space.0.as_f64(),
            Op::HorizontalScaling(scale) => self.state.scale = scale.0.as_f64() / 100.0,
            Op::TextLeading(leading) => self.state.leading = leading.0.as_f64(),
            Op::TextRenderingMode(mode) => self.state.invisible = matches!(mode.0.as_i64(), 3 | 7),
            Op::TextRise(rise) => self.state.rise = rise.0.as_f64(),
            Op::SetTextMatrix(m) => {
                let matrix = Matrix([&m.0, &m.1, &m.2, &m.3, &m.4, &m.5].map(|number| number.as_f64()));
                (self.text, self.line) = (matrix, matrix);
            }
            Op::NextLine(by) => self.next_line(by.0.as_f64(), by.1.as_f64()),
            Op::NextLineAndSetLeading(by) => {
                self.state.leading = -by.1.as_f64();
                self.next_line(by.0.as_f64(), by.1.as_f64());
            }
            Op::NextLineUsingLeading(_) => self.next_line(0.0, -self.state.leading),
            Op::ShowText(text) => self.show(text.0.as_bytes(), 0),
            Op::NextLineAndShowText(text) => {
                self.next_line(0.0, -self.state.leading);
                self.show(text.0.as_bytes(), 0);
            }
            Op::ShowTextWithParameters(text) => {
                self.state.word_space = text.0.as_f64();
                self.state.char_space = text.1.as_f64();
                self.next_line(0.0, -self.state.leading);
                self.show(text.2.as_bytes(), 0);
            }
            Op::ShowTexts(texts) => self.show_all(texts.0),
            _ => {}
        }
    }

    /// A graphics state may bring a font.
    fn set_font(&mut self, state: &Name<'_>) {
        let font = self
            .resources
            .get_ext_g_state(state)
            .and_then(|state| state.get::<Array<'_>>("Font"));
        let Some(entries) = font else { return };
        let id = entries.raw_iter().next().and_then(|font| font.as_obj_ref());
        let mut values = entries.iter::<Object<'_>>();
        if let (Some(Object::Dict(dict)), Some(Object::Number(size))) = (values.next(), values.next()) {
            self.state.font = Some(self.painter.font(id, || dict));
            self.state.size = size.as_f64();
        }
    }

    fn show_all(&mut self, texts: &Array<'_>) {
        for (item, entry) in (0_u32..).zip(texts.iter::<Object<'_>>()) {
            match entry {
                Object::String(text) => self.show(text.as_bytes(), item),
                Object::Number(number) => {
                    let by = -number.as_f64() / 1000.0 * self.state.size;
                    let vertical = self.state.font.as_ref().is_some_and(|font| font.vertical());
                    self.advance(by, vertical);
                }
                _ => {}
            }
        }
    }

    fn next_line(&mut self, x: f64, y: f64) {
        self.line = Matrix::moved(x, y).then(self.line);
        self.text = self.line;
    }

    fn advance(&mut self, by: f64, vertical: bool) {
        let step = if vertical {
            Matrix::moved(0.0, by)
        } else {
            Matrix::moved(by * self.state.scale, 0.0)
        };
        self.text = step.then(self.text);
    }

    /// Shows one string, the operator's `item`th.
    fn show(&mut self, string: &[u8], item: u32) {
        let show = Show {
            stream: self.painter.stream(),
            operator: self.operator,
            item,
        };
        self.painter.track_show(show);
        let Some(font) = self.state.font.clone() else {
            self.painter.drawn.letters.push_unknown(string.len() as u64);
            return;
        };
        let vertical = font.vertical();
        font.letters(string, |letter| {
            let state = &self.state;
            let whole = self.text.then(state.ctm);
            let width = letter.width * state.size;
            let (x, y) = Matrix::moved(0.0, state.rise).then(whole).origin();
            // What spaces letters evenly belongs to them.
            let forwards = state.size.signum();
            let spaced = (width + state.char_space.clamp(-width.abs(), 0.6 * state.size.abs())) * forwards;
            // Never nothing: marks without a width have the direction of their line.
            let spaced = spaced.max(1e-4 * state.size.abs()) * forwards;
            let (dx, dy) = if vertical {
                whole.vector(0.0, -state.size)
            } else {
                whole.vector(spaced * state.scale, 0.0)
            };
            let (up_x, up_y) = whole.vector(0.0, state.size);
            let place = Place {
                x,
                y,
                dx,
                dy,
                size: up_x.hypot(up_y),
            };
            let space = if letter.space { state.word_space } else { 0.0 };
            let by = if vertical {
                -state.size + state.char_space + space
            } else {
                width + state.char_space + space
            };
            let code = Code {
                bytes: letter.length,
                by: if state.size == 0.0 { 0.0 } else { by / state.size },
                invisible: state.invisible,
            };
            self.painter.letter(show, code, letter.text.as_deref(), place);
            self.advance(by, vertical);
        });
    }

    fn begin_span(&mut self, replacement: Option<String>) {
        if let Some(text) = &replacement {
            self.painter.track_replacement(self.operator, text);
        }
        if self.spans.len() < MAX_STATES {
            let letters = &self.painter.drawn.letters;
            self.spans.push(Span {
                replacement,
                operator: self.operator,
                from: letters.text.len(),
                placed: letters.placed.len(),
                unknown: letters.unknown,
            });
        }
    }

    /// A text that stands for letters which no font tells takes their place; one that differs from the drawn
    /// letters is told beside them.
    fn end_span(&mut self) {
        let Some(Span {
            replacement: Some(text),
            operator,
            from,
            placed,
            unknown,
        }) = self.spans.pop()
        else {
            return;
        };
        let (x, y) = self.text.then(self.state.ctm).origin();
        let drawn = &mut self.painter.drawn;
        let shown: String = drawn
            .letters
            .text
            .get(from..)
            .unwrap_or_default()
            .split_whitespace()
            .collect();
        let replaced: String = text.split_whitespace().collect();
        if shown.is_empty() && drawn.letters.unknown > unknown {
            drawn.letters.unknown = unknown;
            let (dx, dy) = self.state.ctm.vector(0.01, 0.0);
            drawn.letters.push(
                &text,
                Place {
                    x,
                    y,
                    dx,
                    dy,
                    size: self.state.size.abs().max(1.0),
                },
            );
            self.painter.track_span(operator);
        } else if drawn.letters.placed.len() >= placed && shown != replaced && !replaced.is_empty() {
            drawn.replacements.push(text);
        }
    }

    fn draw(&mut self, name: &Name<'_>) {
        let Some(object) = self.resources.get_x_object(name) else {
            return;
        };
        let subtype = super::font::name(object.dict(), "Subtype");
        if subtype == "Form" {
            self.painter.form(&object, self.resources, self.state.ctm);
        } else if subtype == "Image" {
            self.painter.track_picture(self.state.ctm);
            if self.painter.drawn.pictures.len() < MAX_PICTURES {
                self.painter.drawn.pictures.push(object);
            }
        }
    }
}
