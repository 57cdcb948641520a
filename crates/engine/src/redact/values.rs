//! The values of one file, each once, with what stands for it.

use super::Operators;
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;
use tidegate_domain::detector::Match;
use tidegate_formats::Removal;

/// Different values of one file at most, and bytes of all of them: what a copy may take in memory.
const MOST_VALUES: usize = 1_000_000;
const MOST_BYTES: usize = 64 * 1024 * 1024;

/// What was found in one file and is to be removed.
#[derive(Default)]
pub(crate) struct Values {
    list: Vec<Removal>,
    seen: HashSet<u128>,
    bytes: usize,
    too_many: bool,
    /// Matches by detector.
    pub(crate) detectors: BTreeMap<String, u64>,
    /// Matches that stay, because the policy only reports them.
    pub(crate) kept: u64,
}

impl Values {
    pub(super) fn add(&mut self, found: &Match, value: &str, operators: &Operators) {
        if self.too_many {
            return;
        }
        let known = self.seen.contains(&mark(&found.detector, value));
        let with = if known {
            Some(String::new())
        } else {
            operators.with(found, value)
        };
        let Some(with) = with else {
            self.kept += 1;
            return;
        };
        *self.detectors.entry(found.detector.to_string()).or_default() += 1;
        if known {
            return;
        }
        self.seen.insert(mark(&found.detector, value));
        let canonical = found.canonical.expose();
        // A value that is written with other separators elsewhere is the same value.
        if canonical != value && canonical.len() >= 6 {
            self.push(canonical, &with);
        }
        self.push(value, &with);
    }

    fn push(&mut self, value: &str, with: &str) {
        self.bytes += value.len() + with.len();
        if self.list.len() >= MOST_VALUES || self.bytes > MOST_BYTES {
            self.too_many = true;
            self.list = Vec::new();
            return;
        }
        self.list.push(Removal {
            value: value.to_owned(),
            with: with.to_owned(),
        });
    }

    /// Why there are more values than one copy can be made without.
    pub(super) fn too_many(&self) -> Option<String> {
        self.too_many
            .then(|| "It holds more than a million different values, or 64 MiB of them.".to_owned())
    }

    /// The values that a copy must not have.
    pub(super) fn removals(&self) -> Arc<Vec<Removal>> {
        Arc::new(self.list.clone())
    }

    /// `name` without the values.
    pub(crate) fn name_without(&self, name: &str) -> String {
        tidegate_formats::Removals::new(self.list.clone())
            .removed_from(name)
            .unwrap_or_else(|| name.to_owned())
    }
}

/// Tells values apart without keeping them twice.
fn mark(detector: &str, value: &str) -> u128 {
    use sha2::{Digest, Sha256};
    let hash = Sha256::new()
        .chain_update(detector.as_bytes())
        .chain_update([0])
        .chain_update(value.as_bytes())
        .finalize();
    let mut first = [0; 16];
    first.copy_from_slice(hash.get(..16).unwrap_or(&[0; 16]));
    u128::from_le_bytes(first)
}
