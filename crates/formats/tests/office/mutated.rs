//! Copies of a file with bytes flipped and ends cut: reading them must end, whatever it says.
#![allow(dead_code, reason = "each test file uses its part")]

use crate::packed::complex;
use std::ops::ControlFlow;
use tidegate_formats::read;

/// Reads `rounds` copies of `made`, each with one region flipped by a seeded generator or cut.
pub fn all_end(made: &[u8], rounds: usize) {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64 ^ made.len() as u64;
    let mut random = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % below.max(1) as u64).unwrap()
    };
    for round in 0..rounds {
        let mut bytes = made.to_vec();
        if round % 8 == 0 {
            bytes.truncate(random(bytes.len()));
        } else {
            // Each round flips bytes of its own region, so that all of the file is reached.
            let region = made.len() * round / rounds;
            for _ in 0..1 + random(12) {
                let at = (region + random(64)).min(bytes.len() - 1);
                bytes[at] = u8::try_from(random(256)).unwrap();
            }
        }
        let mut told = 0;
        // Errors and partial ends are both fine; that it ends is what counts.
        let _ = read("file.dat", &mut bytes.as_slice(), &complex(), &mut |window| {
            told += window.owned.len();
            ControlFlow::Continue(())
        });
        assert!(told < 64 * 1024 * 1024, "far more text than the file holds");
    }
}
