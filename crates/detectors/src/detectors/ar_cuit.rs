//! Finds Argentine tax and labour numbers (CUIT, CUIL): two digits for the kind, the identity number and a
//! check digit.
//!
//! **How.** The kind is one in use, and the digits weighed with 5 4 3 2 7 6 5 4 3 2, modulo 11, taken from
//! eleven, give the last (ARCA, formerly AFIP, Resolución General 10/97). Written with its separators it may
//! stand alone; bare it counts only next to a word such as *cuit* or *cuil*, or in a column of such a name.
//!
//! **Limits.** Five in a hundred numbers that begin so have a right check digit.

use crate::{
    checksum::weighted,
    dates::number,
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "ar_cuit",
    title: "Argentine tax number (CUIT, CUIL)",
    category: Category::GovernmentId,
    severity: Severity::High,
    version: 1,
    source: include_str!("ar_cuit.rs"),
    examples: &[
        "cuit: 34-38778967-9",
        "cuil: 34062405199",
        "cuit cuil: 23.71314507.6",
    ],
    counterexamples: &["34975502165", "cuit: 34-80934205-0", "cuit: 20-89253605-97"],
    trigger: Trigger::Shaped(Shape {
        forms: &["##-########-#", "###########", "##.########.#"],
        words: &WORDS,
        need: Need::ContextWhenBare,
        base: 0.2,
        check,
    }),
};

static WORDS: Words = Words::new(&[
    "cuit",
    "cuil",
    "cuit cuil",
    "clave única de identificación tributaria",
    "clave unica de identificacion",
]);

fn check(code: &[u8]) -> Check {
    if !matches!(
        number(&code[..2]),
        20 | 23 | 24 | 27 | 30 | 33 | 34 | 50 | 51 | 55
    ) {
        return Check::No;
    }
    let rest = weighted(code, &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11;
    let check = b"09987654321"[rest as usize];
    let check = if rest == 1 { b'9' } else { check };
    Check::digit(check == code[10])
}
