//! Where two texts differ: stretches of one that stand for stretches of the other. Knows no file and no policy.

use super::differ::{Side, differences};
use std::collections::HashMap;
use std::ops::Range;

/// Unchanged text of at most so many bytes between two pieces of one value.
const GAP: usize = 24;
/// So much unchanged text is no coincidence; with a line's end in it, so much.
const SURE: usize = 64;
const LIKELY: usize = 8;

/// A value that a detector found in the first text.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) span: Range<usize>,
    pub(super) detector: String,
}

/// A stretch of the first text, and what stands for it in the second.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Change {
    pub(super) before: Range<usize>,
    pub(super) after: Range<usize>,
    pub(super) detector: Option<String>,
    /// Only blanks and line ends.
    pub(super) layout: bool,
}

/// The changes from `old` to `new`, in order, none of which touch. A value that was found is changed as a whole, also
/// when a part of it is the same in both.
pub(super) fn changes(old: &Side<'_>, new: &Side<'_>) -> Vec<Change> {
    let (before, after, found) = (old.text, new.text, old.found);
    let mut open: Option<Open> = None;
    let mut changes = Vec::new();
    for (old, new) in differences(old, new) {
        let touched = touched(found, &old);
        let start = touched
            .first()
            .map_or(old.start, |first| first.span.start.min(old.start));
        let end = touched.last().map_or(old.end, |last| last.span.end.max(old.end));
        let values = touched.iter().map(|found| found.span.clone());
        let detector = touched.first().map(|found| found.detector.clone());
        if let Some(open) = &mut open
            && (open.reach > old.start || open.change.before.end > start || open.joins(before, &old, touched))
        {
            open.change.before.end = old.end;
            open.change.after.end = new.end;
            open.reach = open.reach.max(end);
            open.values.extend(values);
            open.change.layout = false;
            open.change.detector = open.change.detector.take().or(detector);
            continue;
        }
        changes.extend(open.take().and_then(|open| open.closed(before, after)));
        let layout = touched.is_empty() && blank(before, &old) && blank(after, &new);
        open = Some(Open {
            change: Change {
                layout,
                after: new.start - (old.start - start)..new.end,
                before: start..old.end,
                detector,
            },
            reach: end,
            values: values.collect(),
        });
    }
    changes.extend(open.and_then(|open| open.closed(before, after)));
    named(before, found, &mut changes);
    changes
}

/// Where a comparison of the first parts of two longer texts is cut: in what both have, so that it can go on from
/// there. `None` when they have nothing in common that is no coincidence. The last of each may be aligned by chance.
pub(super) fn cut(before: &str, after: &str, changes: &[Change], found: &[Found]) -> Option<(usize, usize)> {
    let most = (before.len() / 8 * 7, after.len() / 8 * 7);
    let mut end = most;
    for at in (0..=changes.len()).rev() {
        let before_it = at.checked_sub(1).and_then(|at| changes.get(at));
        let start = before_it.map_or((0, 0), |change| (change.before.end, change.after.end));
        let length = end.0.saturating_sub(start.0).min(end.1.saturating_sub(start.1));
        let shared = before
            .get(start.0..floor(before, start.0 + length))
            .unwrap_or_default();
        let lines = shared.rmatch_indices('\n').map(|(at, _)| at + 1);
        let all = (shared.len() >= SURE).then_some(shared.len());
        let place = lines
            .filter(|_| shared.len() >= LIKELY)
            .chain(all)
            .find(|at| !inside(found, start.0 + at));
        if let Some(place) = place {
            return Some((start.0 + place, start.1 + place));
        }
        if let Some(change) = before_it {
            end = (most.0.min(change.before.start), most.1.min(change.after.start));
        }
    }
    None
}

/// A change that may still grow.
struct Open {
    change: Change,
    /// Where the values end that it touches.
    reach: usize,
    values: Vec<Range<usize>>,
}

impl Open {
    /// Whether the change at `old` is of the same value: no detector found either, and nothing that separates values
    /// lies between.
    fn joins(&self, before: &str, old: &Range<usize>, touched: &[Found]) -> bool {
        let between = before.get(self.change.before.end..old.start).unwrap_or("\n");
        let separates = |c: char| c.is_whitespace() || ",;\"'<>|".contains(c);
        touched.is_empty()
            && !self.change.layout
            && self.values.is_empty()
            && between.len() <= GAP
            && !between.contains(separates)
    }

    fn closed(mut self, before: &str, after: &str) -> Option<Change> {
        let change = &mut self.change;
        if self.reach > change.before.end {
            change.after.end += self.reach - change.before.end;
            change.before.end = self.reach;
        }
        if let (Some(first), Some(last)) = (self.values.first(), self.values.last()) {
            let (old, new) = (
                before.get(change.before.clone())?,
                after.get(change.after.clone())?,
            );
            let most = first.start.saturating_sub(change.before.start);
            let same = common(old.chars(), new.chars(), most);
            let rest = change.before.end.saturating_sub(last.end);
            let least = old.len().min(new.len()).saturating_sub(same);
            let tail = common(old.chars().rev(), new.chars().rev(), rest.min(least));
            change.before = change.before.start + same..change.before.end - tail;
            change.after = change.after.start + same..change.after.end - tail;
        }
        let same = before.get(change.before.clone()) == after.get(change.after.clone());
        (!same).then_some(self.change)
    }
}

/// Bytes that both begin with, `most` at most.
fn common(old: impl Iterator<Item = char>, new: impl Iterator<Item = char>, most: usize) -> usize {
    let mut bytes = 0;
    for (one, other) in old.zip(new) {
        if one != other || bytes + one.len_utf8() > most {
            break;
        }
        bytes += one.len_utf8();
    }
    bytes
}

/// The values that a stretch touches.
pub(super) fn touched<'a>(found: &'a [Found], place: &Range<usize>) -> &'a [Found] {
    let from = found.partition_point(|found| found.span.end <= place.start);
    let to = found.partition_point(|found| found.span.start < place.end.max(place.start));
    found.get(from..to).unwrap_or_default()
}

/// Whether a value goes on over `at`.
fn inside(found: &[Found], at: usize) -> bool {
    !touched(found, &(at..at)).is_empty()
}

fn blank(text: &str, span: &Range<usize>) -> bool {
    text.get(span.clone()).unwrap_or_default().trim().is_empty()
}

fn floor(text: &str, mut at: usize) -> usize {
    at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// A value that no detector found at its place is called as where it was found.
fn named(before: &str, found: &[Found], changes: &mut [Change]) {
    let plain = |span: &Range<usize>| -> String {
        before
            .get(span.clone())
            .unwrap_or_default()
            .chars()
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect()
    };
    let mut known: HashMap<String, &str> = HashMap::new();
    for found in found {
        known.entry(plain(&found.span)).or_insert(&found.detector);
    }
    let unnamed = |change: &&mut Change| change.detector.is_none() && !change.layout;
    for change in changes.iter_mut().filter(unnamed) {
        let detector = known.get(&plain(&change.before));
        change.detector = detector.map(|detector| (*detector).to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn found(text: &str, values: &[(&str, &str)]) -> Vec<Found> {
        let mut found: Vec<Found> = values
            .iter()
            .map(|(value, detector)| {
                let start = text.find(value).unwrap();
                Found {
                    span: start..start + value.len(),
                    detector: (*detector).to_owned(),
                }
            })
            .collect();
        found.sort_by_key(|found| found.span.start);
        found
    }

    fn changed(before: &str, after: &str, found: &[Found]) -> Vec<Change> {
        let side = |text, found| Side { text, found };
        changes(&side(before, found), &side(after, &[]))
    }

    /// Each change as a person reads it.
    fn told(before: &str, after: &str, values: &[(&str, &str)]) -> Vec<(String, String, Option<String>)> {
        changed(before, after, &found(before, values))
            .into_iter()
            .filter(|change| !change.layout)
            .map(|change| {
                (
                    before[change.before].to_owned(),
                    after[change.after].to_owned(),
                    change.detector,
                )
            })
            .collect()
    }

    fn one(before: &str, after: &str, detector: Option<&str>) -> (String, String, Option<String>) {
        (before.to_owned(), after.to_owned(), detector.map(str::to_owned))
    }

    #[test]
    fn a_value_is_one_change_although_parts_of_it_stay() {
        let before = "mail anna.lee@example.org, card 4111 1111 1111 1111.\n";
        let after = "mail bob.ray@example.org, card XXXXXXXXXXXXXXX1111.\n";
        let values = [("anna.lee@example.org", "email"), ("4111 1111 1111 1111", "card")];
        assert_eq!(
            told(before, after, &values),
            [
                one("anna.lee@example.org", "bob.ray@example.org", Some("email")),
                one("4111 1111 1111 1111", "XXXXXXXXXXXXXXX1111", Some("card")),
            ]
        );
    }

    #[test]
    fn values_beside_each_other_are_two() {
        let before = "a@example.org,b@example.org\n";
        let values = [("a@example.org", "email"), ("b@example.org", "email")];
        assert_eq!(
            told(before, "[EMAIL],[EMAIL]\n", &values),
            [
                one("a@example.org", "[EMAIL]", Some("email")),
                one("b@example.org", "[EMAIL]", Some("email")),
            ]
        );
    }

    #[test]
    fn a_word_that_a_value_is_part_of_stays() {
        let values = [("DE89370400440532013000", "iban")];
        assert_eq!(
            told("xDE89370400440532013000y", "x[IBAN]y", &values),
            [one("DE89370400440532013000", "[IBAN]", Some("iban"))]
        );
    }

    #[test]
    fn the_same_value_elsewhere_is_called_the_same() {
        let before = "mail anna@example.org or ANNA@EXAMPLE.ORG, and Anna Lee\n";
        let after = "mail [EMAIL] or [EMAIL], and [NAME] Lee\n";
        assert_eq!(
            told(before, after, &[("anna@example.org", "email")]),
            [
                one("anna@example.org", "[EMAIL]", Some("email")),
                one("ANNA@EXAMPLE.ORG", "[EMAIL]", Some("email")),
                one("Anna", "[NAME]", None),
            ]
        );
    }

    #[test]
    fn what_is_only_laid_out_otherwise_is_no_change() {
        assert_eq!(told("a b\nc", "a  b\n\nc", &[]), []);
    }

    #[test]
    fn a_value_that_is_taken_out_leaves_nothing() {
        assert_eq!(
            told("pin 1234 here", "pin  here", &[("1234", "pin")]),
            [one("1234", "", Some("pin"))]
        );
    }

    #[test]
    fn a_comparison_is_cut_where_both_go_on() {
        let line = "the quick brown fox jumps over the lazy dog and goes home\n";
        let before = format!("mail a@b.org\n{}mail c@d.org {}", line.repeat(9), "x".repeat(20));
        let after = format!("mail [E]\n{}mail [E]", line.repeat(9));
        let list = changed(&before, &after, &[]);
        let (old, new) = cut(&before, &after, &list, &[]).unwrap();
        assert!(before[..old].ends_with(line) && after[..new].ends_with(line));
        assert_eq!(
            before[old..].matches(line).count(),
            after[new..].matches(line).count()
        );
        assert_eq!(cut("abc", "xyz", &changed("abc", "xyz", &[]), &[]), None);
    }

    proptest! {
        #[test]
        fn what_lies_between_changes_is_the_same(before in "[ab1 @.\n]{0,40}", after in "[ab1 @.\n]{0,40}") {
            let value = before.len() / 3..before.len() / 2;
            let found = [Found { span: value.clone(), detector: "x".into() }];
            let found = if value.is_empty() { &[][..] } else { &found[..] };
            let (mut old, mut new) = (0, 0);
            for change in changed(&before, &after, found) {
                prop_assert!(old <= change.before.start && new <= change.after.start);
                prop_assert_eq!(&before[old..change.before.start], &after[new..change.after.start]);
                (old, new) = (change.before.end, change.after.end);
            }
            prop_assert_eq!(&before[old..], &after[new..]);
        }
    }
}
