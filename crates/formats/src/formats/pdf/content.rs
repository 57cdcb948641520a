//! What a page draws: its operators are followed as far as text, pictures and forms inside forms need it.
//! Layers that are switched off and text that is drawn invisibly are read like all other text.

use super::font::Font;
use super::letters::{Letters, Place};
use super::matrix::Matrix;
use super::operators::Run;
use super::stream::{self, Limits, Trouble};
use super::track::{Code, Origin, Show, Streamed, Track};
use hayro_syntax::object::{Dict, ObjRef, ObjectIdentifier, Stream};
use hayro_syntax::page::Resources;
use std::collections::HashMap;
use std::rc::Rc;

/// Forms inside forms.
const MAX_NESTING: usize = 24;
/// Forms drawn on one page.
const MAX_FORMS: usize = 20_000;
/// Unpacked bytes of forms that are kept for the next page.
const KEPT_FORMS: usize = 32 * 1024 * 1024;

/// What is kept from page to page.
#[derive(Default)]
pub(super) struct Kept {
    fonts: HashMap<ObjectIdentifier, Rc<Font>>,
    forms: HashMap<ObjectIdentifier, Rc<Vec<u8>>>,
    form_bytes: usize,
}

/// A page, or an annotation's appearance, as it was drawn.
#[derive(Default)]
pub(super) struct Drawn<'a> {
    pub(super) letters: Letters,
    /// Pictures in the order in which they were drawn.
    pub(super) pictures: Vec<Stream<'a>>,
    /// Pictures written inside the page's own operators, which have no stream of their own.
    pub(super) inline_pictures: usize,
    /// Texts that stand for what is drawn, where they differ.
    pub(super) replacements: Vec<String>,
    pub(super) trouble: Option<Trouble>,
    /// Whether forms were left out: too many, or too deep inside each other.
    pub(super) cut: bool,
    forms: usize,
}

/// Draws one stream of operators and what it uses.
pub(super) struct Painter<'a, 'k> {
    pub(super) drawn: Drawn<'a>,
    kept: &'k mut Kept,
    limits: Limits<'k>,
    /// Forms being drawn.
    open: Vec<ObjectIdentifier>,
    /// Where the letters come from, for those who change the file.
    pub(super) track: Option<Track>,
}

impl<'a, 'k> Painter<'a, 'k> {
    pub(super) fn new(kept: &'k mut Kept, limits: Limits<'k>) -> Self {
        Self {
            drawn: Drawn::default(),
            kept,
            limits,
            open: Vec::new(),
            track: None,
        }
    }

    /// The stream whose operators are followed: a form, or what was given to be painted.
    pub(super) fn stream(&self) -> Streamed {
        self.open
            .last()
            .map_or(Streamed::Outermost, |id| Streamed::Form(*id))
    }

    /// A letter of a shown string, or a code that no letter is known for.
    pub(super) fn letter(&mut self, show: Show, code: Code, text: Option<&str>, place: Place) {
        let before = self.drawn.letters.placed.len();
        match text {
            Some(text) => self.drawn.letters.push(text, place),
            None => self.drawn.letters.push_unknown(1),
        }
        if let Some(track) = &mut self.track {
            let placed = self.drawn.letters.placed.len() > before;
            let seen = text.is_some_and(|text| text.chars().any(|c| !c.is_control()));
            track.code(show, code, placed, seen && !placed);
        }
    }

    pub(super) fn track_show(&mut self, show: Show) {
        if let Some(track) = &mut self.track {
            track.begin(show);
        }
    }

    /// The letters that were placed last stand for the marked content that `operator` began.
    pub(super) fn track_span(&mut self, operator: u32) {
        let stream = self.stream();
        let placed = self.drawn.letters.placed.len();
        if let Some(track) = &mut self.track {
            track.origins.resize(placed, Origin::Span { stream, operator });
        }
    }

    pub(super) fn track_replacement(&mut self, operator: u32, text: &str) {
        let stream = self.stream();
        if let Some(track) = &mut self.track {
            track.replacements.push((stream, operator, text.to_owned()));
        }
    }

    /// A picture was drawn into the square of one unit, as `ctm` places it.
    pub(super) fn track_picture(&mut self, ctm: Matrix) {
        let letters = self.drawn.letters.placed.len();
        if let Some(track) = &mut self.track {
            track.picture(ctm, letters);
        }
    }

    /// Follows `content`, which stands in the page as `ctm` says.
    pub(super) fn paint(&mut self, content: &[u8], resources: &Resources<'a>, ctm: Matrix) {
        Run::new(self, resources, ctm).all(content);
    }

    /// Follows a form: its own matrix and resources hold in it.
    pub(super) fn form(&mut self, form: &Stream<'a>, around: &Resources<'a>, ctm: Matrix) {
        let id = form.obj_id();
        self.drawn.forms += 1;
        if self.open.contains(&id) {
            // It would draw itself for ever; what it shows is shown already.
            return;
        }
        if self.open.len() >= MAX_NESTING || self.drawn.forms > MAX_FORMS {
            self.drawn.cut = true;
            return;
        }
        let content = match self.content(form, id) {
            Ok(content) => content,
            Err(trouble) => {
                self.drawn.trouble.get_or_insert(trouble);
                return;
            }
        };
        let resources = form
            .dict()
            .get::<Dict<'_>>("Resources")
            .map_or_else(|| around.clone(), Resources::new);
        let matrix = Matrix::read(form.dict(), "Matrix").unwrap_or(Matrix::IDENTITY);
        self.open.push(id);
        if let Some(track) = &mut self.track {
            track.painted.insert(id);
        }
        self.paint(&content, &resources, matrix.then(ctm));
        self.open.pop();
    }

    fn content(&mut self, form: &Stream<'_>, id: ObjectIdentifier) -> Result<Rc<Vec<u8>>, Trouble> {
        if let Some(content) = self.kept.forms.get(&id) {
            return Ok(content.clone());
        }
        let content = Rc::new(stream::decoded(form, self.limits)?);
        if self.kept.form_bytes + content.len() <= KEPT_FORMS {
            self.kept.form_bytes += content.len();
            self.kept.forms.insert(id, content.clone());
        }
        Ok(content)
    }

    /// The font `dict`, kept by its object's number.
    pub(super) fn font(&mut self, id: Option<ObjRef>, dict: impl FnOnce() -> Dict<'a>) -> Rc<Font> {
        let id = id.map(ObjectIdentifier::from);
        if let Some(font) = id.and_then(|id| self.kept.fonts.get(&id)) {
            return font.clone();
        }
        let font = Rc::new(Font::read(&dict(), self.limits));
        if let Some(id) = id {
            self.kept.fonts.insert(id, font.clone());
        }
        font
    }
}
