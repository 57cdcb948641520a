//! Where a text and its copy differ, stretch by stretch. A copy's lines are those of its original but for what stands
//! for values, so that lines are paired first; only where that does not explain a copy are the texts compared freely.

use super::align::{Found, touched};
use imara_diff::{Algorithm, Diff, InternedInput};
use std::ops::Range;

/// A stretch of the first text and one of the second.
type Pair = (Range<usize>, Range<usize>);

/// A text and what was found in it.
pub(super) struct Side<'a> {
    pub(super) text: &'a str,
    pub(super) found: &'a [Found],
}

impl Side<'_> {
    /// Its lines; a value that goes over several is in one.
    fn lines(&self) -> Vec<Range<usize>> {
        let mut lines = Vec::new();
        let mut start = 0;
        for end in breaks(self.text, self.found) {
            lines.push(start..end);
            start = end;
        }
        if start < self.text.len() {
            lines.push(start..self.text.len());
        }
        lines
    }
}

/// Where lines begin after others, but not within values.
pub(super) fn breaks<'a>(text: &'a str, found: &'a [Found]) -> impl Iterator<Item = usize> + 'a {
    text.match_indices('\n')
        .map(|(at, _)| at + 1)
        .filter(|at| touched(found, &(*at..*at)).is_empty())
}

/// The stretches in which two texts differ, in order.
pub(super) fn differences(old: &Side<'_>, new: &Side<'_>) -> Vec<Pair> {
    let (old_lines, new_lines) = (old.lines(), new.lines());
    if old_lines.len() != new_lines.len() {
        return freely(old, new);
    }
    let mut pairs = Vec::new();
    let (mut differ, mut unexplained) = (0usize, 0usize);
    for (before, after) in old_lines.into_iter().zip(new_lines) {
        if old.text.get(before.clone()) == new.text.get(after.clone()) {
            continue;
        }
        differ += 1;
        match around_values(old, &before, new.text, &after) {
            Some(places) => pairs.extend(places),
            None => {
                unexplained += 1;
                pairs.extend(words(old.text, before, new.text, after));
            }
        }
    }
    // Values that no detector saw at their places are usual; lines that have nothing to do with each other are not.
    if unexplained * 4 <= differ {
        return pairs;
    }
    let free = freely(old, new);
    if size(&free) < size(&pairs) { free } else { pairs }
}

fn size(pairs: &[Pair]) -> usize {
    pairs.iter().map(|(old, new)| old.len() + new.len()).sum()
}

/// The values of a line and what stands for each, when all else in the line is as it was.
fn around_values(
    old: &Side<'_>,
    before: &Range<usize>,
    text: &str,
    after: &Range<usize>,
) -> Option<Vec<Pair>> {
    let values = touched(old.found, before);
    let mut pairs = Vec::new();
    let (mut left, mut right) = (before.start, after.start);
    for (number, value) in values.iter().enumerate() {
        let between = old.text.get(left..value.span.start)?;
        if !text.get(right..after.end)?.starts_with(between) {
            return None;
        }
        right += between.len();
        let until = match values.get(number + 1) {
            Some(next) => next.span.start,
            None => before.end,
        };
        let behind = old.text.get(value.span.end..until)?;
        let rest = text.get(right..after.end)?;
        let same = old.text.get(value.span.clone())?;
        let kept = rest
            .strip_prefix(same)
            .is_some_and(|rest| rest.starts_with(behind));
        let length = match (kept, until == before.end) {
            (true, _) => same.len(),
            (false, true) => rest.strip_suffix(behind)?.len(),
            (false, false) if behind.is_empty() => return None,
            (false, false) => rest.find(behind)?,
        };
        if !kept {
            pairs.push((value.span.clone(), right..right + length));
        }
        left = value.span.end;
        right += length;
    }
    (old.text.get(left..before.end)? == text.get(right..after.end)?).then_some(pairs)
}

/// Without regard to lines at first; then those of a stretch are paired, when both have as many.
fn freely(old: &Side<'_>, new: &Side<'_>) -> Vec<Pair> {
    let mut pairs = Vec::new();
    for (before, after) in words(old.text, 0..old.text.len(), new.text, 0..new.text.len()) {
        let lines = |side: &Side<'_>, span: &Range<usize>| {
            let mut starts = vec![span.start];
            let text = side.text.get(span.clone()).unwrap_or_default();
            let ends = text.match_indices('\n').map(|(at, _)| span.start + at + 1);
            starts.extend(ends.filter(|at| touched(side.found, &(*at..*at)).is_empty() && *at < span.end));
            let ends = starts.iter().skip(1).copied().chain([span.end]);
            starts
                .iter()
                .copied()
                .zip(ends)
                .map(|(start, end)| start..end)
                .collect::<Vec<_>>()
        };
        let (old_lines, new_lines) = (lines(old, &before), lines(new, &after));
        if old_lines.len() < 2 || old_lines.len() != new_lines.len() {
            pairs.push((before, after));
            continue;
        }
        for (before, after) in old_lines.into_iter().zip(new_lines) {
            pairs.extend(words(old.text, before, new.text, after));
        }
    }
    pairs
}

/// The stretches in which two stretches differ, by words.
fn words(old: &str, before: Range<usize>, new: &str, after: Range<usize>) -> Vec<Pair> {
    let first = old.get(before.clone()).unwrap_or_default();
    let second = new.get(after.clone()).unwrap_or_default();
    if first == second {
        return Vec::new();
    }
    let (old_ends, new_ends) = (ends(first, before.start), ends(second, after.start));
    let mut input: InternedInput<&str> = InternedInput::default();
    input.reserve(count(old_ends.len()), count(new_ends.len()));
    input.update_before(Words(first, 0));
    input.update_after(Words(second, 0));
    let place = |ends: &[usize], from: usize, words: Range<u32>| {
        let end = |number: u32| match number.checked_sub(1) {
            Some(number) => ends.get(number as usize).copied().unwrap_or(from),
            None => from,
        };
        end(words.start)..end(words.end)
    };
    Diff::compute(Algorithm::Histogram, &input)
        .hunks()
        .map(|hunk| {
            (
                place(&old_ends, before.start, hunk.before),
                place(&new_ends, after.start, hunk.after),
            )
        })
        .collect()
}

fn count(words: usize) -> u32 {
    u32::try_from(words).unwrap_or(u32::MAX)
}

/// Where each word of a text that begins at `from` ends.
fn ends(text: &str, from: usize) -> Vec<usize> {
    let mut at = from;
    Words(text, 0)
        .map(|word| {
            at += word.len();
            at
        })
        .collect()
}

/// Words of letters and digits, and single other characters.
struct Words<'a>(&'a str, usize);

impl<'a> Iterator for Words<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let rest = self.0.get(self.1..)?;
        let first = rest.chars().next()?;
        let length = match first.is_alphanumeric() {
            true => rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len()),
            false => first.len_utf8(),
        };
        self.1 += length;
        rest.get(..length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What stands for what, as texts.
    fn told(before: &str, after: &str, values: &[&str]) -> Vec<(String, String)> {
        let mut from = 0;
        let found: Vec<Found> = values
            .iter()
            .map(|value| {
                let start = from + before[from..].find(value).unwrap();
                from = start + value.len();
                Found {
                    span: start..from,
                    detector: "x".to_owned(),
                }
            })
            .collect();
        let side = |text, found| Side { text, found };
        differences(&side(before, &found), &side(after, &[]))
            .into_iter()
            .map(|(old, new)| (before[old].to_owned(), after[new].to_owned()))
            .collect()
    }

    fn pair(before: &str, after: &str) -> (String, String) {
        (before.to_owned(), after.to_owned())
    }

    #[test]
    fn a_table_of_nothing_but_values_is_compared_cell_by_cell() {
        let before: String = (0..200)
            .map(|row| format!("Ann{row};Lee{row};a{row}@b.org\n"))
            .collect();
        let after = "[N];[N];[E]\n".repeat(200);
        let values: Vec<String> = (0..200)
            .flat_map(|row| [format!("Ann{row}"), format!("Lee{row}"), format!("a{row}@b.org")])
            .collect();
        let values: Vec<&str> = values.iter().map(String::as_str).collect();
        let told = told(&before, &after, &values);
        assert_eq!(told.len(), 600);
        assert_eq!(told[599], pair("a199@b.org", "[E]"));
    }

    #[test]
    fn lines_that_are_alike_stay_with_their_own() {
        let before = "x,1111,y\nx,2222,y\nx,3333,y\nx,,y\n";
        assert_eq!(
            told(before, "x,,y\nx,,y\nx,,y\nx,,y\n", &["1111", "2222", "3333"]),
            [pair("1111", ""), pair("2222", ""), pair("3333", "")]
        );
    }

    #[test]
    fn a_value_of_several_lines_is_paired_with_what_stands_for_it() {
        let before = "key: A\nB\nC end\nmail a@b.org\n";
        assert_eq!(
            told(before, "key: [K] end\nmail [E]\n", &["A\nB\nC", "a@b.org"]),
            [pair("A\nB\nC", "[K]"), pair("a@b.org", "[E]")]
        );
    }

    #[test]
    fn kept_values_are_no_difference() {
        assert_eq!(
            told(
                "a@b.org, c@d.org, e@f.org",
                "a@b.org, [E], e@f.org",
                &["a@b.org", "c@d.org", "e@f.org"]
            ),
            [pair("c@d.org", "[E]")]
        );
    }

    #[test]
    fn a_value_that_was_not_seen_is_found_by_its_words() {
        assert_eq!(
            told("Anna wrote to Bo\n", "[N] wrote to [N]\n", &["Bo"]),
            [pair("Anna", "[N]"), pair("Bo", "[N]")]
        );
    }

    #[test]
    fn lines_that_moved_are_compared_freely() {
        let before = "one two three four five six seven\neight nine\nten a@b.org eleven\n";
        let after = "one two\nthree four five six seven eight nine\nten [E] eleven\n";
        let told: Vec<_> = told(before, after, &["a@b.org"])
            .into_iter()
            .filter(|(old, new)| !old.trim().is_empty() || !new.trim().is_empty())
            .collect();
        assert_eq!(told, [pair("a@b.org", "[E]")]);
    }
}
