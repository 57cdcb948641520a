//! The letters of a page where they stand, in the order in which they were drawn.

use std::ops::Range;

/// Letters of one page. More are only drawn to harm.
pub(super) const MAX_LETTERS: usize = 2_000_000;

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
}

impl Letters {
    pub(super) fn full(&self) -> bool {
        self.placed.len() >= MAX_LETTERS
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
