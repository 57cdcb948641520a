//! Matrices of the page: where a point goes.

use hayro_syntax::object::{Array, Dict};

/// `[a b c d e f]` as files write it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Matrix(pub(super) [f64; 6]);

impl Matrix {
    pub(super) const IDENTITY: Self = Self([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    pub(super) fn moved(x: f64, y: f64) -> Self {
        Self([1.0, 0.0, 0.0, 1.0, x, y])
    }

    /// An entry `key` of six numbers.
    pub(super) fn read(dict: &Dict<'_>, key: &str) -> Option<Self> {
        let mut numbers = dict.get::<Array<'_>>(key)?.iter::<f64>();
        let mut matrix = [0.0; 6];
        for slot in &mut matrix {
            *slot = numbers.next()?;
        }
        Some(Self(matrix))
    }

    /// This one first, then `after`.
    pub(super) fn then(self, after: Self) -> Self {
        let ([a, b, c, d, e, f], [g, h, i, j, k, l]) = (self.0, after.0);
        Self([
            a * g + b * i,
            a * h + b * j,
            c * g + d * i,
            c * h + d * j,
            e * g + f * i + k,
            e * h + f * j + l,
        ])
    }

    /// Where a distance goes.
    pub(super) fn vector(self, x: f64, y: f64) -> (f64, f64) {
        let [a, b, c, d, ..] = self.0;
        (x * a + y * c, x * b + y * d)
    }

    pub(super) fn origin(self) -> (f64, f64) {
        let [.., e, f] = self.0;
        (e, f)
    }
}
