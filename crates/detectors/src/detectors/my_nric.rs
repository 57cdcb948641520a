//! Finds numbers of Malaysian identity cards (MyKad): date of birth, place of birth and four digits.
//!
//! **How.** The date is a day of the calendar, and the place one in use (Jabatan Pendaftaran Negara, codes of
//! states and countries). There is no check digit. It counts only next to a word such as *mykad* or *nric*,
//! or in a column of such a name.
//!
//! **Limits.** The shape and the date are all there is to go by.

use crate::{
    dates::{is_short_day, number},
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "my_nric",
    title: "Malaysian identity number (MyKad)",
    category: Category::GovernmentId,
    severity: Severity::High,
    version: 1,
    source: include_str!("my_nric.rs"),
    examples: &[
        "MyKad: 770430-12-6173",
        "No. Kad Pengenalan 850101-14-5678",
        "nric=900215085432",
    ],
    counterexamples: &[
        "770430126173",
        "MyKad: 771330-12-6173",
        "MyKad: 770430-00-6173",
        "MyKad: 770430-12-61737",
    ],
    trigger: Trigger::Shaped(Shape {
        forms: &["######-##-####", "############"],
        words: &WORDS,
        need: Need::Context,
        base: 0.25,
        check,
    }),
};

static WORDS: Words = Words::new(&[
    "mykad",
    "nric",
    "nric no",
    "ic number",
    "ic no",
    "no kad pengenalan",
    "kad pengenalan",
    "no ic",
    "no kp",
    "mykid",
]);

fn check(code: &[u8]) -> Check {
    let [year, month, day, place] = [0, 2, 4, 6].map(|at| number(&code[at..at + 2]));
    let known = !matches!(place, 0 | 17..=20 | 69 | 70 | 73 | 80 | 81 | 94..=97);
    if !known || !is_short_day(year, month, day) {
        return Check::No;
    }
    Check::Plausible("date and place of birth are right", 0.2)
}
