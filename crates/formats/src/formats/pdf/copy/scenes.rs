//! Pages, looks of annotations and other streams of operators, drawn as the reader draws them, so that their values
//! are found as the reader finds them.

use super::super::content::{Kept, Painter};
use super::super::matrix::Matrix;
use super::super::stream::{self, Limits, Trouble};
use super::super::track::Track;
use super::clean::Clean;
use super::content::{self, Written};
use super::cover;
use super::find;
use super::gather::{Held, Objects, Role};
use super::marks::{Marks, Owner};
use crate::account::Excess;
use crate::redact::CopyError;
use hayro_syntax::object::{Array, Dict, Object, ObjectIdentifier, Stream};
use hayro_syntax::page::{Page, Resources};
use std::collections::HashSet;

/// Annotations of one page, as many as the reader takes.
const MAX_ANNOTATIONS: usize = 50_000;

/// What has been drawn so far.
pub(super) struct Scenes<'l> {
    limits: Limits<'l>,
    kept: Kept,
    pub(super) marks: Marks,
    /// Forms that were drawn somewhere.
    painted: HashSet<ObjectIdentifier>,
    page: usize,
}

impl From<Trouble> for CopyError {
    fn from(trouble: Trouble) -> Self {
        Self::refused(match trouble {
            Trouble::Damaged => "A part of it is damaged and cannot be gone through.".to_owned(),
            other => other.words(),
        })
    }
}

impl<'l> Scenes<'l> {
    pub(super) fn new(limits: Limits<'l>) -> Self {
        Self {
            limits,
            kept: Kept::default(),
            marks: Marks::default(),
            painted: HashSet::new(),
            page: 0,
        }
    }

    /// Draws a page and the looks of its annotations. What its operators become, when they are changed.
    pub(super) fn page(
        &mut self,
        page: &Page<'_>,
        clean: &mut Clean<'_, '_>,
    ) -> Result<Option<Vec<u8>>, CopyError> {
        self.page += 1;
        let content = self.content(page)?;
        let mut painter = self.painter();
        painter.paint(&content, page.resources(), Matrix::IDENTITY);
        let (drawn, mut track) = (painter.drawn, painter.track.unwrap_or_default());
        let removed = self.search(&drawn, &mut track, clean)?;
        let placed = &drawn.letters.placed;
        let mut letters = Vec::with_capacity(removed.len());
        for at in removed {
            if let Some(letter) = placed.get(at) {
                cover::seen(&track, at, letter)?;
                letters.push(letter);
            }
        }
        let fields = cover::fields(&letters);
        let written = content::rewritten(&content, Owner::Page(self.page), &self.marks, clean)?;
        for look in looks(page) {
            self.form(&look, page.resources(), clean)?;
        }
        let changed = written.changed || !fields.is_empty();
        Ok(changed.then(|| covered(written, &fields)))
    }

    /// Draws the streams of operators that no page drew, those first that bring their resources.
    pub(super) fn others(
        &mut self,
        objects: &Objects<'_>,
        reached: &[usize],
        clean: &mut Clean<'_, '_>,
    ) -> Result<(), CopyError> {
        for own in [true, false] {
            for held in reached.iter().filter_map(|at| objects.list.get(*at)) {
                let Some(stream) = &held.stream else { continue };
                let resources = held.resources.clone();
                if (resources.is_some() || stream.dict().contains_key("Resources")) == own
                    && !self.painted.contains(&stream.obj_id())
                    && operators(held, self.limits)?
                {
                    self.page += 1;
                    let around = Resources::new(resources.unwrap_or_default());
                    self.form(stream, &around, clean)?;
                }
            }
        }
        Ok(())
    }

    fn form(
        &mut self,
        form: &Stream<'_>,
        around: &Resources<'_>,
        clean: &mut Clean<'_, '_>,
    ) -> Result<(), CopyError> {
        let mut painter = self.painter();
        painter.form(form, around, Matrix::IDENTITY);
        let (drawn, mut track) = (painter.drawn, painter.track.unwrap_or_default());
        for at in self.search(&drawn, &mut track, clean)? {
            if let Some(letter) = drawn.letters.placed.get(at) {
                cover::seen(&track, at, letter)?;
            }
        }
        Ok(())
    }

    fn painter<'a>(&mut self) -> Painter<'a, '_> {
        let mut painter = Painter::new(&mut self.kept, self.limits);
        painter.track = Some(Track::default());
        painter
    }

    /// Marks the values in what was drawn, and says which of its letters go.
    fn search(
        &mut self,
        drawn: &super::super::content::Drawn<'_>,
        track: &mut Track,
        clean: &mut Clean<'_, '_>,
    ) -> Result<Vec<usize>, CopyError> {
        if let Some(trouble) = drawn.trouble {
            return Err(trouble.into());
        }
        if drawn.letters.lost() {
            return Err(CopyError::refused(
                "Some of its text is in fonts that do not tell their letters: nobody knows what is in it.",
            ));
        }
        if drawn.cut || drawn.letters.full() || track.misplaced {
            return Err(CopyError::refused(
                "A page draws more, or further away, than is followed; the rest cannot be gone through.",
            ));
        }
        self.painted.extend(&track.painted);
        self.marks.learn(std::mem::take(&mut track.codes), self.page);
        find::mark(&drawn.letters, track, self.page, &mut self.marks, clean)?;
        Ok(track
            .origins
            .iter()
            .enumerate()
            .filter(|(_, origin)| self.marks.has(**origin, self.page))
            .map(|(at, _)| at)
            .collect())
    }

    /// The page's operators; every one of its streams must be whole.
    fn content(&self, page: &Page<'_>) -> Result<Vec<u8>, CopyError> {
        let limits = self.limits;
        match page.raw().get::<Object<'_>>("Contents") {
            Some(Object::Stream(stream)) => Ok(stream::decoded(&stream, limits)?),
            Some(Object::Array(streams)) => {
                let mut content = Vec::new();
                for stream in streams.iter::<Object<'_>>() {
                    if let Object::Stream(stream) = stream {
                        content.extend(stream::decoded(&stream, limits)?);
                        content.push(b'\n');
                    }
                    if content.len() as u64 > limits.budget.max_held_bytes {
                        return Err(Trouble::Excess(Excess::Held).into());
                    }
                }
                Ok(content)
            }
            _ => Ok(Vec::new()),
        }
    }
}

/// Whether a stream is one of operators.
pub(super) fn operators(held: &Held<'_>, limits: Limits<'_>) -> Result<bool, CopyError> {
    let (Some(stream), super::value::Value::Dict(entries)) = (&held.stream, &held.value) else {
        return Ok(false);
    };
    if entries.is("Subtype", "Form") || entries.get("PatternType").is_some() || held.role == Role::Glyph {
        return Ok(!entries
            .get("PatternType")
            .is_some_and(|kind| *kind == super::value::Value::Integer(2)));
    }
    if held.role != Role::Unknown || super::streams::picture(entries) {
        return Ok(false);
    }
    // Of no known use, and perhaps drawn all the same.
    let Ok(bytes) = stream::uncounted(stream, limits.budget) else {
        return Ok(false);
    };
    let has = |word: &[u8]| memchr::memmem::find(&bytes, word).is_some();
    Ok(has(b"BT") && has(b"Tf") && (has(b"Tj") || has(b"TJ")))
}

/// The streams that an annotation may look like.
fn looks<'a>(page: &Page<'a>) -> Vec<Stream<'a>> {
    let mut found = Vec::new();
    let Some(annotations) = page.raw().get::<Array<'_>>("Annots") else {
        return found;
    };
    for annotation in annotations.iter::<Dict<'_>>().take(MAX_ANNOTATIONS) {
        let Some(states) = annotation.get::<Dict<'_>>("AP") else {
            continue;
        };
        for key in ["N", "R", "D"] {
            match states.get::<Object<'_>>(key) {
                Some(Object::Stream(look)) => found.push(look),
                Some(Object::Dict(looks)) => {
                    let names: Vec<_> = looks.keys().collect();
                    let mut names: Vec<Vec<u8>> = names.iter().map(|name| name.as_ref().to_vec()).collect();
                    names.sort();
                    found.extend(names.iter().filter_map(|name| looks.get::<Stream<'_>>(name)));
                }
                _ => {}
            }
        }
    }
    found
}

/// The page's operators with black fields over what was removed, in the page's own coordinates.
fn covered(written: Written, fields: &[u8]) -> Vec<u8> {
    if fields.is_empty() {
        return written.bytes;
    }
    let mut out = b"q\n".repeat(written.excess + 1);
    out.extend(written.bytes);
    out.extend(b"Q\n".repeat(written.open + 1));
    out.extend(fields);
    out
}
