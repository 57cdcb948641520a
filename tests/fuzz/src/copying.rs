//! Copies an input without two values, and looks for them in the copy. The first byte chooses what the file is called.

use crate::Outcome;
use crate::reading::{budget, reason};
use crate::targets::TARGETS;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::ops::ControlFlow;
use tidegate_formats::{CopyError, FormatError, Removal, Removals, copy, leftovers};

/// Values that the seeds hold, and what stands for them.
const VALUES: [(&str, &str); 2] = [("ann@site.test", "[EMAIL]"), ("4111 1111 1111 1111", "[CARD]")];

fn removals() -> Removals {
    Removals::new(
        VALUES
            .iter()
            .map(|(value, with)| Removal {
                value: (*value).to_owned(),
                with: (*with).to_owned(),
            })
            .collect(),
    )
}

pub(crate) fn run(input: &[u8]) -> Result<Outcome, String> {
    let mut outcome = DefaultHasher::new();
    let (number, bytes) = input.split_first().unwrap_or((&0, &[]));
    let name = TARGETS
        .get(usize::from(*number) % (TARGETS.len() - 1))
        .map_or("a", |target| target.file);
    let (removals, budget) = (removals(), budget());
    let mut copied = Vec::new();
    match copy(name, &mut &bytes[..], &removals, &budget, &mut copied) {
        Ok(told) => {
            (&told.format, told.replaced.min(3), told.left_out.len()).hash(&mut outcome);
            match leftovers(name, &mut copied.as_slice(), &removals, &budget) {
                Ok((reading, 0)) => {
                    (&reading.format, std::mem::discriminant(&reading.end)).hash(&mut outcome)
                }
                Ok((reading, found)) => {
                    found.min(3).hash(&mut outcome);
                    // A value in Base64 or escapes is beyond the writers: the proof is there to refuse such a copy.
                    if !plain(name, &copied) {
                        return Ok(Outcome(outcome.finish()));
                    }
                    return Err(format!(
                        "the copy ({}, read as {}) still holds a value {found} times",
                        told.format, reading.format
                    ));
                }
                Err(FormatError::Unreadable { message }) => message.hash(&mut outcome),
                Err(error) => return Err(format!("reading the copy ended with {error:?}")),
            }
        }
        Err(CopyError::Refused { reason: refused }) => {
            reason(&refused)?;
            refused.hash(&mut outcome);
        }
        Err(error) => return Err(format!("copying ended with {error:?}")),
    }
    Ok(Outcome(outcome.finish()))
}

/// Whether a value stands in the file for everyone to read.
fn plain(name: &str, bytes: &[u8]) -> bool {
    let mut stands = false;
    let _ = tidegate_formats::read(name, &mut &bytes[..], &budget(), &mut |window| {
        stands |= VALUES.iter().any(|(value, _)| {
            window
                .text
                .match_indices(value)
                .any(|(at, _)| alone(window.text, at, value.len()))
        });
        ControlFlow::Continue(())
    });
    stands
}

/// Whether nothing makes the stretch part of a longer word.
fn alone(text: &str, at: usize, length: usize) -> bool {
    let before = text.get(..at).and_then(|text| text.chars().next_back());
    let after = text.get(at + length..).and_then(|text| text.chars().next());
    let part = |c: char| {
        c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '+' | '%' | '@' | char::REPLACEMENT_CHARACTER)
    };
    !before.is_some_and(part) && !after.is_some_and(part)
}
