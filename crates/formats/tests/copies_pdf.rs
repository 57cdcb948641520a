//! Copies of PDF files: values in every place that the format has, none of which may be left.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "test code"
)]

#[path = "copies/pdf/hostile.rs"]
mod hostile;
#[path = "copies/pdf/kept.rs"]
mod kept;
#[path = "copies/pdf/letters.rs"]
mod letters;
#[path = "common/pdf.rs"]
mod pdf;
#[path = "copies/pdf/planted.rs"]
mod planted;
#[path = "copies/pdf/proof.rs"]
mod proof;
#[path = "copies/pdf/refused.rs"]
mod refused;
#[allow(dead_code, reason = "made for other formats too")]
#[path = "copies/office/seed.rs"]
mod seed;

use proof::{proved, shown};
use seed::Seed;

#[test]
fn values_in_every_place_of_a_file_are_gone() {
    let mut seed = Seed::new(41);
    let bytes = planted::everything(&mut seed, 8);
    assert!(seed.values.len() > 1000, "{}", seed.values.len());
    let (out, told) = proved(&bytes, &seed);
    let text = shown(&out);
    for word in ["the last line stays", "on the next line", "spaced", "in a layer"] {
        assert_eq!(
            text.matches(word).count(),
            shown(&bytes).matches(word).count(),
            "{word}"
        );
    }
    let [form] = &told.left_out[..] else {
        panic!("{told:?}")
    };
    assert_eq!(form.member, "XFA form");
}
