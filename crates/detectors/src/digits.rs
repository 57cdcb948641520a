//! The walk over digits: finds groups of digits, chains them over single separators, and names each group's
//! shape, so that a detector is asked only about groups that it could begin at.

use crate::classes::Classes;
use std::ops::Range;

/// A group of digits in a chain.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Group {
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// The one separator to the next group; 0 for the last.
    pub(crate) separator: u8,
}

impl Group {
    pub(crate) fn len(&self) -> usize {
        self.end - self.start
    }
}

/// Digits of a payment card's number, at least.
const CARD: usize = 13;
const CAPACITY: usize = 32;
/// How many groups a detector may look ahead of the one it was asked about.
const AHEAD: usize = 12;

/// Digits with single separators (space, `-`, `.`, `/`) between groups, such as `4111 1111 1111 1111`.
#[derive(Debug)]
pub(crate) struct Chain {
    groups: [Group; CAPACITY],
    count: usize,
}

impl Chain {
    pub(crate) fn groups(&self) -> &[Group] {
        &self.groups[..self.count]
    }

    /// The separator before a group of the chain; 0 for the first.
    pub(crate) fn separator_before(&self, at: usize) -> u8 {
        at.checked_sub(1).map_or(0, |i| self.groups[i].separator)
    }
}

/// 12 to 19 digits in one group.
pub(crate) const LONG: u16 = 1;
/// 4 digits, then 4 or 6 more.
pub(crate) const FOUR: u16 = 1 << 1;
/// 3 digits and 2 more, or 9 digits.
pub(crate) const THREE_TWO: u16 = 1 << 2;
/// 1 to 3 digits and a dot.
pub(crate) const DOTTED: u16 = 1 << 3;
/// After a `+`.
pub(crate) const PLUS: u16 = 1 << 4;
/// 1, 2, 4 or 8 digits that may begin a date.
pub(crate) const DATE: u16 = 1 << 5;
/// Up to 4 digits beside a colon or hexadecimal letters.
pub(crate) const COLON: u16 = 1 << 6;
/// Right after two letters.
pub(crate) const LETTERS: u16 = 1 << 7;
/// May begin a national phone number.
pub(crate) const PHONE: u16 = 1 << 8;

fn separates(byte: u8) -> bool {
    matches!(byte, b' ' | b'-' | b'.' | b'/')
}

/// Calls `ask` for every group with a shape of `wanted`, and returns where chains lie that have as many digits as the
/// number of a payment card at least.
pub(crate) fn walk(
    bytes: &[u8],
    classes: &Classes,
    wanted: u16,
    mut ask: impl FnMut(&Chain, usize, u16),
) -> Vec<Range<usize>> {
    let mut long = Vec::new();
    let mut chain = Chain {
        groups: [Group::default(); CAPACITY],
        count: 0,
    };
    let mut asked = 0;
    let mut at = 0;
    while let Some(start) = classes.digits.next(at) {
        at = classes.digits_end(start);
        let goes_on = at + 1 < bytes.len() && separates(bytes[at]) && bytes[at + 1].is_ascii_digit();
        chain.groups[chain.count] = Group {
            start,
            end: at,
            separator: if goes_on { bytes[at] } else { 0 },
        };
        chain.count += 1;
        if goes_on {
            at += 1;
            if chain.count < CAPACITY {
                continue;
            }
        }
        // A full chain is asked about as far as every group still has company ahead; the rest moves on.
        let until = if goes_on { CAPACITY - AHEAD } else { chain.count };
        for group in asked..until {
            let shapes = shapes(bytes, &chain, group) & wanted;
            if shapes != 0 {
                ask(&chain, group, shapes);
            }
        }
        let whole = chain.groups[0].start..at;
        if whole.len() >= CARD && chain.groups().iter().map(|group| group.len()).sum::<usize>() >= CARD {
            long.push(whole);
        }
        if goes_on {
            // One asked group stays, so that the next still knows its separator.
            chain.groups.copy_within(until - 1.., 0);
            chain.count = AHEAD + 1;
            asked = 1;
        } else {
            chain.count = 0;
            asked = 0;
        }
    }
    long
}

fn shapes(bytes: &[u8], chain: &Chain, at: usize) -> u16 {
    let group = chain.groups[at];
    let length = group.len();
    let before = group.start.checked_sub(1).map_or(b' ', |i| bytes[i]);
    let after = bytes.get(group.end).copied().unwrap_or(b' ');
    let mut shapes = 0;
    if length <= 4 && beside_colon(bytes, group) {
        shapes |= COLON;
    }
    if before.is_ascii_alphabetic() {
        let earlier = group.start.checked_sub(2).map_or(b' ', |i| bytes[i]);
        if length >= 2 && earlier.is_ascii_alphabetic() {
            shapes |= LETTERS;
        }
        return shapes;
    }
    if before == b'_' || before >= 0x80 && length < 7 {
        return shapes;
    }
    if before == b'+' {
        return shapes | PLUS;
    }
    // Most groups of most texts: a short number by itself.
    if group.separator == 0 && length < 7 && before != b'(' {
        return shapes;
    }
    let next = match chain.groups()[at..] {
        [_, next, ..] if group.separator != 0 => next.len(),
        _ => 0,
    };
    match length {
        1..=3 => {
            if group.separator == b'.' && next <= 3 {
                shapes |= DOTTED;
            }
            if length < 3 {
                shapes |= DATE;
            } else if next == 2 && group.separator != b'.' {
                shapes |= THREE_TWO;
            }
        }
        4 => {
            if matches!(next, 4 | 6) && group.separator != b'.' {
                shapes |= FOUR;
            }
            shapes |= DATE;
        }
        8 => shapes |= DATE,
        9 => shapes |= THREE_TWO,
        12..=19 => shapes |= LONG,
        _ => {}
    }
    if next > 0 || matches!(length, 7..=12) || before == b'(' && after == b')' {
        shapes |= PHONE;
    }
    shapes
}

/// Whether a colon ends or begins the hexadecimal word of at most four characters that holds the group.
fn beside_colon(bytes: &[u8], group: Group) -> bool {
    let near = |at: Option<usize>| {
        at.and_then(|at| bytes.get(at))
            .is_some_and(|byte| *byte == b':' || byte.is_ascii_hexdigit())
    };
    if !near(Some(group.end)) && !near(group.start.checked_sub(1)) {
        return false;
    }
    let mut after = bytes[group.end..].iter().take(4);
    let mut before = bytes[..group.start].iter().rev().take(4);
    after.find(|byte| !byte.is_ascii_hexdigit()) == Some(&b':')
        || before.find(|byte| !byte.is_ascii_hexdigit()) == Some(&b':')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn groups(text: &str) -> Vec<(String, usize)> {
        let mut seen = Vec::new();
        let bytes = text.as_bytes();
        walk(bytes, &Classes::of(bytes), u16::MAX, |chain, at, _| {
            let group = chain.groups()[at];
            seen.push((text[group.start..group.end].to_owned(), chain.groups().len() - at));
        });
        seen
    }

    #[test]
    fn every_group_once_with_company_ahead() {
        let text: Vec<String> = (0..100).map(|n| format!("{n:07}")).collect();
        let seen = groups(&text.join("-"));
        assert_eq!(
            seen.iter().map(|(text, _)| text.clone()).collect::<Vec<_>>(),
            text
        );
        assert!(seen[..100 - AHEAD].iter().all(|(_, ahead)| *ahead >= AHEAD));
    }

    #[test]
    fn chains_end_at_other_bytes() {
        // The lone 34 has no shape, so nobody is asked about it.
        assert_eq!(groups("12.34,5678901"), [("12".into(), 2), ("5678901".into(), 1)]);
    }
}
