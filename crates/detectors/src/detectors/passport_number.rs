//! Finds numbers of passports, of any country.
//!
//! **How.** Most countries write them as one to three letters and six to eight digits, or as eight or nine
//! digits (Council of the European Union, PRADO); the shape is all there is to go by. It counts only next to
//! a word such as *passport* or *passport number*, or in a column of such a name.
//!
//! **Limits.** Every number in such a place passes.

use crate::{
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "passport_number",
    title: "Passport number",
    category: Category::GovernmentId,
    severity: Severity::High,
    version: 1,
    source: include_str!("passport_number.rs"),
    examples: &[
        "passport number: 532040137",
        "Passport no. A12345678",
        "护照号：E12345678",
        "паспорт 45 08 123456",
    ],
    counterexamples: &[
        "532040137",
        "passport 5320401371234",
        "password 532040137",
        "passport 222222222",
        "passport ABCD1234",
    ],
    trigger: Trigger::Shaped(Shape {
        forms: &[
            "#########",
            "########",
            "A######",
            "A#######",
            "A########",
            "AA######",
            "AA#######",
            "AAA######",
            "##AA#####",
            "## ## ######",
            "## #######",
            "A## ######",
        ],
        words: &WORDS,
        need: Need::Context,
        base: 0.25,
        check,
    }),
};

static WORDS: Words = Words::new(&[
    "passport",
    "passport number",
    "passport no",
    "passport num",
    "passports",
    "travel document",
    "passeport",
    "numéro de passeport",
    "pasaporte",
    "número de pasaporte",
    "passaporto",
    "numero di passaporto",
    "passaporte",
    "paspoort",
    "paspoortnummer",
    "paspoortnummer",
    "paszport",
    "numer paszportu",
    "паспорт",
    "загранпаспорт",
    "护照",
    "旅券番号",
    "여권번호",
    "pasaport",
    "passnummer",
]);

fn check(_code: &[u8]) -> Check {
    Check::Plausible("as countries write it", 0.05)
}
