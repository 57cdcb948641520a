//! Finds Russian taxpayer numbers (ИНН): twelve digits of persons, ten of organisations.
//!
//! **How.** Persons: the weights 7 2 4 10 3 5 9 4 6 8 and 3 7 2 4 10 3 5 9 4 6 8, modulo 11 and 10, give the
//! last two digits; organisations: 2 4 10 3 5 9 4 6 8 gives the last (Federal Tax Service, order
//! ED-7-14/323@). It counts only next to a word such as *инн* or *номер налогоплательщика*, or in a column of
//! such a name.
//!
//! **Limits.** One in ten numbers of ten digits and one in a hundred of twelve have right check digits.

use crate::{
    checksum::{digit, weighted},
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "ru_inn",
    title: "Russian taxpayer number (INN)",
    category: Category::GovernmentId,
    severity: Severity::High,
    version: 1,
    source: include_str!("ru_inn.rs"),
    examples: &["ИНН: 106943846933", "Инн 4500402322", "inn=773429661470"],
    counterexamples: &["564236969204", "инн: 658547006931", "инн: 2761832214077"],
    trigger: Trigger::Shaped(Shape {
        forms: &["############", "##########"],
        words: &WORDS,
        need: Need::Context,
        base: 0.25,
        check,
    }),
};

static WORDS: Words = Words::new(&["инн", "номер налогоплательщика", "inn", "номер инн", "инн кпп"]);

fn check(code: &[u8]) -> Check {
    if code.len() == 10 {
        let rest = weighted(code, &[2, 4, 10, 3, 5, 9, 4, 6, 8]) % 11 % 10;
        return Check::digit(rest == digit(code[9]));
    }
    let first = weighted(code, &[7, 2, 4, 10, 3, 5, 9, 4, 6, 8]) % 11 % 10;
    let second = weighted(code, &[3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8]) % 11 % 10;
    let right = first == digit(code[10]) && second == digit(code[11]);
    Check::of(right, "both check digits are right", 0.4)
}
