//! The order of lines on a page of several columns: a band of lines that leave one place free throughout, with
//! much text to both sides, is read column by column. Tables stay rows: their cells are short.

use super::lines::{Line, Piece};

/// Lines that a band of columns has at least.
const FEWEST_LINES: usize = 8;
/// Letters that a column's lines have at least on average.
const FEWEST_LETTERS: usize = 18;
/// Columns beside columns.
const MAX_DEPTH: usize = 4;

/// Lines in reading order.
pub(super) fn order(lines: Vec<Line>) -> Vec<Line> {
    let mut out = Vec::with_capacity(lines.len());
    place(lines, 0, &mut out);
    out
}

fn place(lines: Vec<Line>, depth: usize, out: &mut Vec<Line>) {
    let Some(gutter) = (depth < MAX_DEPTH).then(|| gutter(&lines)).flatten() else {
        out.extend(lines);
        return;
    };
    let (mut left, mut right): (Vec<Line>, Vec<Line>) = (Vec::new(), Vec::new());
    for line in lines {
        if line.pieces.iter().any(|piece| crosses(piece, gutter)) {
            // A heading over both: what is above it is read before it.
            flush(&mut left, &mut right, depth, out);
            out.push(line);
            continue;
        }
        let across = line.across;
        let (before, after): (Vec<Piece>, Vec<Piece>) =
            line.pieces.into_iter().partition(|piece| piece.end <= gutter);
        for (column, pieces) in [(&mut left, before), (&mut right, after)] {
            if !pieces.is_empty() {
                column.push(Line { pieces, across });
            }
        }
    }
    flush(&mut left, &mut right, depth, out);
}

fn flush(left: &mut Vec<Line>, right: &mut Vec<Line>, depth: usize, out: &mut Vec<Line>) {
    place(std::mem::take(left), depth + 1, out);
    place(std::mem::take(right), depth + 1, out);
}

fn crosses(piece: &Piece, at: f64) -> bool {
    piece.start < at && piece.end > at
}

/// Where most lines leave a place free between long pieces of text.
fn gutter(lines: &[Line]) -> Option<f64> {
    if lines.len() < FEWEST_LINES {
        return None;
    }
    let pieces = || lines.iter().flat_map(|line| &line.pieces);
    let low = pieces().map(|piece| piece.start).fold(f64::INFINITY, f64::min);
    let high = pieces().map(|piece| piece.end).fold(f64::NEG_INFINITY, f64::max);
    let width = high - low;
    if !width.is_finite() || width <= 0.0 {
        return None;
    }
    // Places between the outer fifths, from the middle outwards.
    (0..=30_i32)
        .flat_map(|step| [step, -step])
        .map(|step| low + width * (0.5 + f64::from(step) * 0.01))
        .find(|at| parts(lines, *at))
}

fn parts(lines: &[Line], at: f64) -> bool {
    let (mut crossed, mut both, mut left, mut right) = (0, 0, 0, 0);
    for line in lines {
        if line.pieces.iter().any(|piece| crosses(piece, at)) {
            crossed += 1;
            continue;
        }
        let letters = |side: &dyn Fn(&Piece) -> bool| -> usize {
            line.pieces
                .iter()
                .filter(|piece| side(piece))
                .map(|piece| piece.letters.len())
                .sum()
        };
        let (before, after) = (
            letters(&|piece| piece.end <= at),
            letters(&|piece| piece.start >= at),
        );
        if before > 0 && after > 0 {
            both += 1;
            left += before;
            right += after;
        }
    }
    both >= FEWEST_LINES
        && crossed * 4 <= both
        && left >= both * FEWEST_LETTERS
        && right >= both * FEWEST_LETTERS
}
