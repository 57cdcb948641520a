//! Targets for fuzzing: each takes any bytes, reads them as a file of one kind and says what went wrong. Knows the
//! readers by their door only (`tidegate_formats`).
//!
//! Parquet, Avro and Arrow are missing on purpose: their libraries end the process when a damaged length asks for more
//! memory than there is, and only the worker contains that (`crates/engine/tests/worker`).

mod caught;
mod copying;
mod corpus;
mod memory;
mod mending;
mod mutation;
mod random;
mod reading;
mod targets;

pub use corpus::Corpus;
pub use memory::within_bounds;
pub use mutation::Mutator;
pub use random::Random;
pub use targets::{TARGETS, Target, target};

/// What an input led to, as a number: inputs that lead elsewhere than the others are worth keeping.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Outcome(pub(crate) u64);

impl Target {
    /// Runs `input` through the target. What failed is told in a sentence with the place in the sources.
    ///
    /// # Errors
    /// A panic, those that the readers themselves contain included, and everything that does not hold of a reading.
    pub fn attempt(&self, input: &[u8]) -> Result<Outcome, String> {
        let (outcome, panics) = caught::watched(|| (self.run)(input));
        match (panics.into_iter().next(), outcome) {
            (Some(panic), _) => Err(panic),
            (None, Some(outcome)) => outcome,
            (None, None) => Err("it panicked without a word".to_owned()),
        }
    }
}
