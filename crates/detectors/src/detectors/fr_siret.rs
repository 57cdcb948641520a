//! Finds numbers of establishments of French businesses (SIRET): the business's nine digits and five more.
//!
//! **How.** The first nine and all fourteen digits are right by Luhn's formula; those of La Poste add up to a
//! multiple of five instead (INSEE, "Numéro Siret"). It counts only next to a word such as *siret* or *numéro
//! siret*, or in a column of such a name.
//!
//! **Limits.** One in a hundred numbers of fourteen digits has right check digits.

use crate::{
    checksum::{digit, luhn},
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "fr_siret",
    title: "French establishment number (SIRET)",
    category: Category::Financial,
    severity: Severity::Low,
    version: 1,
    source: include_str!("fr_siret.rs"),
    examples: &[
        "siret: 356 000 000 38861",
        "numéro siret: 35600000033686",
        "n° siret: 356 000 000 45746",
    ],
    counterexamples: &[
        "35600000098171",
        "siret: 356 000 000 12351",
        "siret: 356 000 000 811797",
    ],
    trigger: Trigger::Shaped(Shape {
        forms: &["### ### ### #####", "##############"],
        words: &WORDS,
        need: Need::Context,
        base: 0.25,
        check,
    }),
};

static WORDS: Words = Words::new(&["siret", "numéro siret", "n° siret", "no siret", "numero siret"]);

fn check(code: &[u8]) -> Check {
    let all = match code.strip_prefix(b"356000000") {
        Some(rest) if rest != b"00048" => code
            .iter()
            .map(|byte| digit(*byte))
            .sum::<u32>()
            .is_multiple_of(5),
        _ => luhn(code),
    };
    Check::of(all && luhn(&code[..9]), "both check digits are right", 0.4)
}
