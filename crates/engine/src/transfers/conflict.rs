//! What is done with an item whose target exists, once somebody has said so.

use tidegate_domain::{Timestamp, key::ObjectKey, transfer::ConflictAnswer};

/// One side of a conflict.
#[derive(Debug, Clone, Copy)]
pub(super) struct Side {
    pub size: u64,
    pub modified: Option<Timestamp>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Decision {
    Ask,
    Skip,
    Replace,
    KeepBoth,
}

pub(super) fn decide(answer: Option<ConflictAnswer>, moved: Side, there: Side) -> Decision {
    let replace_if = |yes| if yes { Decision::Replace } else { Decision::Skip };
    match answer {
        None => Decision::Ask,
        Some(ConflictAnswer::Skip) => Decision::Skip,
        Some(ConflictAnswer::Overwrite) => Decision::Replace,
        Some(ConflictAnswer::OverwriteOlder) => replace_if(
            moved
                .modified
                .zip(there.modified)
                .is_some_and(|(moved, there)| moved > there),
        ),
        Some(ConflictAnswer::OverwriteDifferentSize) => replace_if(moved.size != there.size),
        Some(ConflictAnswer::KeepBoth) => Decision::KeepBoth,
    }
}

/// The name with a number before its extension: `a/b.txt` becomes `a/b (2).txt`.
pub(super) fn numbered(path: &ObjectKey, number: u32) -> ObjectKey {
    let bytes = path.as_bytes();
    let name = bytes
        .iter()
        .rposition(|byte| *byte == b'/')
        .map_or(0, |at| at + 1);
    let dot = bytes[name..]
        .iter()
        .rposition(|byte| *byte == b'.')
        .filter(|dot| *dot > 0)
        .map_or(bytes.len(), |dot| name + dot);
    let mut numbered = bytes[..dot].to_vec();
    numbered.extend_from_slice(format!(" ({number})").as_bytes());
    numbered.extend_from_slice(&bytes[dot..]);
    ObjectKey::from_bytes(numbered)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_decide() {
        let at = |seconds| Timestamp::from_timestamp(seconds, 0);
        let side = |size, seconds| Side {
            size,
            modified: at(seconds),
        };
        let cases = [
            (None, Decision::Ask, Decision::Ask),
            (Some(ConflictAnswer::Skip), Decision::Skip, Decision::Skip),
            (
                Some(ConflictAnswer::Overwrite),
                Decision::Replace,
                Decision::Replace,
            ),
            (
                Some(ConflictAnswer::OverwriteOlder),
                Decision::Replace,
                Decision::Skip,
            ),
            (
                Some(ConflictAnswer::OverwriteDifferentSize),
                Decision::Replace,
                Decision::Skip,
            ),
            (
                Some(ConflictAnswer::KeepBoth),
                Decision::KeepBoth,
                Decision::KeepBoth,
            ),
        ];
        for (answer, newer_and_larger, same) in cases {
            assert_eq!(
                decide(answer, side(2, 20), side(1, 10)),
                newer_and_larger,
                "{answer:?}"
            );
            assert_eq!(decide(answer, side(1, 10), side(1, 10)), same, "{answer:?}");
        }
    }

    #[test]
    fn numbers_go_before_the_extension() {
        for (name, numbered_name) in [
            ("a.b/c", "a.b/c (2)"),
            ("x.tar.gz", "x.tar (2).gz"),
            (".env", ".env (2)"),
            ("d/.env.local", "d/.env (2).local"),
        ] {
            assert_eq!(numbered(&name.into(), 2), numbered_name.into());
        }
    }
}
