//! The letters of a page where they stand, in the order in which they were drawn.

use std::ops::Range;

/// Letters of one page. More are only drawn to harm.
pub(super) const MAX_LETTERS: usize = 2_000_000;

/// Unknown codes in a row that may have been a value.
const LOST_RUN: u64 = 4;

/// A letter (or a few that belong together) with its place.
#[derive(Debug, Clone)]
pub(super) struct Placed {
    /// Of the page's drawn text.
    pub(super) text: Range<usize>,
    /// Along the line, and across it (upwards).
    pub(super) along: f64,
    pub(super) across: f64,
    pub(super) width: f64,
    pub(super) size: f64,
    /// Direction of the line, in steps of five degrees.
    pub(super) turn: i16,
}

/// All that was drawn on one page.
#[derive(Debug, Default)]
pub(super) struct Letters {
    pub(super) text: String,
    pub(super) placed: Vec<Placed>,
    /// Codes that no letter is known for.
    pub(super) unknown: u64,
    /// Such codes since the last letter, and the most of them in a row: a sign alone is no value.
    run: u64,
    longest_run: u64,
}

impl Letters {
    pub(super) fn full(&self) -> bool {
        self.placed.len() >= MAX_LETTERS
    }

    /// A code that no letter is known for.
    pub(super) fn push_unknown(&mut self, codes: u64) {
        self.unknown += codes;
        self.run += codes;
        self.longest_run = self.longest_run.max(self.run);
    }

    /// Whether text was lost, not just signs of decoration.
    pub(super) fn lost(&self) -> bool {
        self.unknown > 0 && self.longest_run >= LOST_RUN
    }

    /// Those of the letters whose numbers are in `keep`.
    pub(super) fn only(&self, keep: &[usize]) -> Self {
        Self {
            text: self.text.clone(),
            placed: keep
                .iter()
                .filter_map(|at| self.placed.get(*at))
                .cloned()
                .collect(),
            ..Self::default()
        }
    }

    pub(super) fn push(&mut self, letter: &str, place: Place) {
        if self.full() || !place.finite() {
            return;
        }
        let from = self.text.len();
        for c in letter.chars() {
            match c {
                // One letter on paper, two or three in a value.
                'ﬀ' => self.text.push_str("ff"),
                'ﬁ' => self.text.push_str("fi"),
                'ﬂ' => self.text.push_str("fl"),
                'ﬃ' => self.text.push_str("ffi"),
                'ﬄ' => self.text.push_str("ffl"),
                '\u{a0}' | '\t' | '\n' | '\r' => self.text.push(' '),
                c if c.is_control() => {}
                c => self.text.push(c),
            }
        }
        if self.text.len() == from {
            return;
        }
        self.run = 0;
        let angle = place.dy.atan2(place.dx).to_degrees();
        #[allow(clippy::cast_possible_truncation, reason = "between -36 and 36")]
        let step = (angle / 5.0).round() as i16;
        let turn = step.rem_euclid(72);
        // Whole steps, so that letters of one line have one axis.
        let axis = (f64::from(turn) * 5.0).to_radians();
        let (sin, cos) = axis.sin_cos();
        self.placed.push(Placed {
            text: from..self.text.len(),
            along: place.x * cos + place.y * sin,
            across: place.y * cos - place.x * sin,
            width: place.dx.hypot(place.dy),
            size: place.size,
            turn,
        });
    }
}

/// Where a letter stands on the page: its origin, the way to the next letter, and the height of its font.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) dx: f64,
    pub(super) dy: f64,
    pub(super) size: f64,
}

impl Place {
    fn finite(&self) -> bool {
        [self.x, self.y, self.dx, self.dy, self.size]
            .iter()
            .all(|value| value.is_finite() && value.abs() < 1e9)
    }
}
