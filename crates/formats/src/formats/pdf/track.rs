//! Where each letter of a page comes from: the operator, the string and the code in it. Kept only for those who
//! change the file; says nothing of what the letters mean.

use super::matrix::Matrix;
use hayro_syntax::object::ObjectIdentifier;
use std::collections::{HashMap, HashSet};

/// A stream of operators.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Streamed {
    /// What the painter was given.
    Outermost,
    Form(ObjectIdentifier),
}

/// One shown string: the `item`th operand or array entry of a stream's `operator`th operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Show {
    pub(super) stream: Streamed,
    pub(super) operator: u32,
    pub(super) item: u32,
}

/// One code of a shown string.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Code {
    pub(super) bytes: usize,
    /// How far it moves what follows, in the unit of the font's size.
    pub(super) by: f64,
    pub(super) invisible: bool,
}

/// What a placed letter comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    Code {
        show: Show,
        code: usize,
        invisible: bool,
    },
    /// The text that stands for marked content.
    Span { stream: Streamed, operator: u32 },
}

/// A picture on the page.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pictured {
    pub(super) left: f64,
    pub(super) bottom: f64,
    pub(super) right: f64,
    pub(super) top: f64,
    /// Letters that had been drawn before it.
    pub(super) letters: usize,
}

/// Where all that was drawn comes from.
#[derive(Debug, Default)]
pub(super) struct Track {
    /// One for each placed letter.
    pub(super) origins: Vec<Origin>,
    pub(super) codes: HashMap<Show, Vec<Code>>,
    /// Texts that stand for marked contents, by the operators that begin them.
    pub(super) replacements: Vec<(Streamed, u32, String)>,
    pub(super) pictures: Vec<Pictured>,
    /// Forms that were drawn.
    pub(super) painted: HashSet<ObjectIdentifier>,
    /// Letters that stand nowhere on the page.
    pub(super) misplaced: bool,
    /// Codes of the string that is shown now, and whether they are known from an earlier time.
    at: usize,
}

impl Track {
    pub(super) fn begin(&mut self, show: Show) {
        self.at = 0;
        self.codes.entry(show).or_default();
    }

    pub(super) fn code(&mut self, show: Show, code: Code, placed: bool, misplaced: bool) {
        let codes = self.codes.entry(show).or_default();
        // A form that is drawn again has the same codes.
        if codes.len() <= self.at {
            codes.push(code);
        }
        if placed {
            self.origins.push(Origin::Code {
                show,
                code: self.at,
                invisible: code.invisible,
            });
        }
        self.misplaced |= misplaced;
        self.at += 1;
    }

    pub(super) fn picture(&mut self, ctm: Matrix, letters: usize) {
        let corners = [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0)]
            .map(|(x, y)| Matrix::moved(x, y).then(ctm).origin());
        let fold = |of: fn(&(f64, f64)) -> f64, pick: fn(f64, f64) -> f64, from: f64| {
            corners.iter().map(of).fold(from, pick)
        };
        self.pictures.push(Pictured {
            left: fold(|at| at.0, f64::min, f64::INFINITY),
            bottom: fold(|at| at.1, f64::min, f64::INFINITY),
            right: fold(|at| at.0, f64::max, f64::NEG_INFINITY),
            top: fold(|at| at.1, f64::max, f64::NEG_INFINITY),
            letters,
        });
    }
}
