//! Letters to lines of text: what stands on one baseline is a line, what stands close together is a word,
//! and columns are read one after the other. Values are not split, however their letters were drawn.

use super::columns;
use super::letters::{Letters, Placed};
use std::ops::Range;

/// Gap between letters, in the font's size, from which on they are two words.
const WORD_GAP: f64 = 0.15;
/// Gap from which on they are two cells.
const CELL_GAP: f64 = 1.0;
/// Gap over which letters that were drawn one after the other are still one piece.
const PIECE_GAP: f64 = 0.9;
/// Distance of baselines, in the font's size, within one line.
const LINE_SPREAD: f64 = 0.35;
/// The same for letters that are raised or lowered, in the greater font's size.
const RAISED: f64 = 0.3;
/// Sizes of fonts that may be one line's, the greater by the smaller.
const ALIKE: f64 = 1.6;

/// Letters that were drawn one after the other on one baseline.
#[derive(Debug, Clone)]
pub(super) struct Piece {
    pub(super) letters: Range<usize>,
    pub(super) start: f64,
    pub(super) end: f64,
    pub(super) across: f64,
    pub(super) size: f64,
    turn: i16,
}

/// Pieces of one baseline, from left to right.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) pieces: Vec<Piece>,
    pub(super) across: f64,
}

/// The page's text in the order in which it is read.
pub(super) fn text(letters: &Letters) -> String {
    text_noting(letters, &mut |_, _| {})
}

/// The same; `note` is told where in the text each letter stands. What is cut off a line's end afterwards is told too.
pub(super) fn text_noting(letters: &Letters, note: &mut dyn FnMut(Range<usize>, usize)) -> String {
    let pieces = pieces(&letters.placed);
    let mut turns: Vec<(i16, usize)> = Vec::new();
    for piece in &pieces {
        match turns.iter_mut().find(|(turn, _)| *turn == piece.turn) {
            Some((_, count)) => *count += piece.letters.len(),
            None => turns.push((piece.turn, piece.letters.len())),
        }
    }
    turns.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let mut out = String::with_capacity(letters.text.len() * 5 / 4);
    for (turn, _) in turns {
        let of_turn = pieces
            .iter()
            .filter(|piece| piece.turn == turn)
            .cloned()
            .collect();
        for line in columns::order(lines(of_turn)) {
            let from = out.len();
            write_line(&mut out, &line, letters, note);
            if !out[from..].trim().is_empty() {
                let end = out.trim_end_matches([' ', '\t']).len().max(from);
                out.truncate(end);
                out.push('\n');
            } else {
                out.truncate(from);
            }
        }
    }
    out
}

fn pieces(placed: &[Placed]) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    for (index, letter) in placed.iter().enumerate() {
        let end = letter.along + letter.width;
        if let Some(piece) = pieces.last_mut() {
            let size = piece.size.max(letter.size).max(0.01);
            let gap = (letter.along - piece.end) / size;
            if piece.turn == letter.turn
                && (letter.across - piece.across).abs() < 0.1 * size
                && (-0.35..PIECE_GAP).contains(&gap)
                && (0.5..2.0).contains(&(piece.size / letter.size.max(0.01)))
            {
                piece.letters.end = index + 1;
                piece.end = end.max(piece.end);
                continue;
            }
        }
        pieces.push(Piece {
            letters: index..index + 1,
            start: letter.along,
            end,
            across: letter.across,
            size: letter.size,
            turn: letter.turn,
        });
    }
    pieces
}

/// From top to bottom. Pieces of one line are sorted from left to right.
fn lines(mut pieces: Vec<Piece>) -> Vec<Line> {
    pieces.sort_by(|a, b| b.across.total_cmp(&a.across));
    let mut lines: Vec<Line> = Vec::new();
    // The greatest piece's, against which the others are measured.
    let mut size = 0.0_f64;
    for piece in pieces {
        match lines.last_mut() {
            Some(line) if (line.across - piece.across).abs() <= spread(size, piece.size) => {
                if piece.size > size {
                    size = piece.size;
                    line.across = piece.across;
                }
                line.pieces.push(piece);
            }
            _ => {
                size = piece.size;
                lines.push(Line {
                    across: piece.across,
                    pieces: vec![piece],
                });
            }
        }
    }
    for line in &mut lines {
        line.pieces.sort_by(|a, b| a.start.total_cmp(&b.start));
    }
    lines
}

/// How far from a line's baseline a piece may stand. Small raised and lowered letters belong to it; lines of small
/// text beside a great letter do not.
fn spread(line: f64, piece: f64) -> f64 {
    let (small, great) = (line.min(piece), line.max(piece));
    let near = LINE_SPREAD * small;
    if great <= ALIKE * small {
        near.max(RAISED * great)
    } else {
        near
    }
}

fn write_line(out: &mut String, line: &Line, letters: &Letters, note: &mut dyn FnMut(Range<usize>, usize)) {
    let word_gap = word_gap(line, &letters.placed);
    // What was written last: its text and where it starts, to leave out what is drawn twice to look bold.
    let mut last: Option<(&Piece, f64)> = None;
    for piece in &line.pieces {
        let mut placed = &letters.placed[piece.letters.clone()];
        let mut index = piece.letters.start;
        if let Some((before, end)) = last {
            let again = drawn_again(before, placed, letters);
            placed = &placed[again..];
            index += again;
            let Some(first) = placed.first() else { continue };
            let size = before.size.min(piece.size).max(0.01);
            space(out, (first.along - end) / size, word_gap);
        }
        let mut end: Option<f64> = None;
        for letter in placed {
            if let Some(end) = end {
                space(out, (letter.along - end) / letter.size.max(0.01), word_gap);
            }
            let text = &letters.text[letter.text.clone()];
            if text == " " && out.ends_with([' ', '\t', '\n']) {
                // Gaps and written spaces are one.
            } else {
                let from = out.len();
                out.push_str(text);
                note(from..out.len(), index);
            }
            index += 1;
            end = Some(letter.along + letter.width);
        }
        last = Some((piece, piece.end));
    }
}

fn space(out: &mut String, gap: f64, word_gap: f64) {
    if gap < word_gap && gap > -0.5 {
        return;
    }
    if gap >= CELL_GAP {
        let end = out.trim_end_matches(' ').len();
        out.truncate(end);
        out.push('\t');
    } else if !out.ends_with([' ', '\t', '\n']) && !out.is_empty() {
        out.push(' ');
    }
}

/// The gap that parts words in this line: greater where its letters are spaced evenly.
fn word_gap(line: &Line, placed: &[Placed]) -> f64 {
    let mut gaps: Vec<f64> = Vec::new();
    let mut last: Option<&Placed> = None;
    for letter in line
        .pieces
        .iter()
        .flat_map(|piece| &placed[piece.letters.clone()])
    {
        if let Some(last) = last {
            let gap = (letter.along - last.along - last.width) / letter.size.max(0.01);
            if gap.abs() < CELL_GAP {
                gaps.push(gap);
            }
        }
        last = Some(letter);
    }
    if gaps.len() < 6 {
        return WORD_GAP;
    }
    gaps.sort_by(f64::total_cmp);
    let usual = gaps[gaps.len() / 4];
    if usual > WORD_GAP * 0.8 {
        usual * 1.6
    } else {
        WORD_GAP
    }
}

/// How many of the first letters are those of the piece before, drawn once more to look bold.
fn drawn_again(before: &Piece, placed: &[Placed], letters: &Letters) -> usize {
    let earlier = &letters.placed[before.letters.clone()];
    let same = earlier
        .iter()
        .zip(placed)
        .take_while(|(a, b)| {
            let near = 0.12 * b.size;
            (a.along - b.along).abs() < near
                && (a.across - b.across).abs() < near
                && letters.text[a.text.clone()] == letters.text[b.text.clone()]
        })
        .count();
    // All of one of them; letters without a width are no repetition.
    let repeated = same == earlier.len().min(placed.len()) && before.end - before.start > 0.12 * before.size;
    if repeated { same } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::pdf::letters::Place;

    /// Letters of half the font's size.
    fn write(letters: &mut Letters, text: &str, x: f64, y: f64) {
        for (index, c) in (0_u32..).zip(text.chars()) {
            letters.push(
                &c.to_string(),
                Place {
                    x: x + f64::from(index) * 5.0,
                    y,
                    dx: 5.0,
                    dy: 0.0,
                    size: 10.0,
                },
            );
        }
    }

    #[test]
    fn letters_drawn_one_by_one_and_out_of_order_are_words() {
        let mut letters = Letters::default();
        for (index, c) in (0_u32..)
            .zip("4111-1111".chars())
            .collect::<Vec<_>>()
            .into_iter()
            .rev()
        {
            write(&mut letters, &c.to_string(), 100.0 + f64::from(index) * 5.0, 50.0);
        }
        write(&mut letters, "card", 75.0, 50.2);
        write(&mut letters, "above", 70.0, 80.0);
        assert_eq!(text(&letters), "above\ncard 4111-1111\n");
    }

    #[test]
    fn cells_and_words_are_told_apart_and_bold_is_one() {
        let mut letters = Letters::default();
        write(&mut letters, "name", 0.0, 0.0);
        write(&mut letters, "Ann", 100.0, 0.0);
        write(&mut letters, "Ann", 100.4, 0.0);
        write(&mut letters, "Lee", 118.0, 0.0);
        assert_eq!(text(&letters), "name\tAnn Lee\n");
    }

    #[test]
    fn evenly_spaced_letters_are_one_word() {
        let mut letters = Letters::default();
        for (index, c) in (0_u32..).zip("4111111111".chars()) {
            write(&mut letters, &c.to_string(), f64::from(index) * 8.0, 0.0);
        }
        assert_eq!(text(&letters), "4111111111\n");
    }

    #[test]
    fn lines_that_are_turned_are_read_along_themselves() {
        let mut letters = Letters::default();
        for (index, c) in (0_u32..).zip("upward".chars()) {
            letters.push(
                &c.to_string(),
                Place {
                    x: 20.0,
                    y: f64::from(index) * 5.0,
                    dx: 0.0,
                    dy: 5.0,
                    size: 10.0,
                },
            );
        }
        assert_eq!(text(&letters), "upward\n");
    }
}
