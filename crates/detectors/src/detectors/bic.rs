//! Finds codes of banks (BIC, SWIFT): eight or eleven letters and digits. With an account number they are enough to
//! send money.
//!
//! **How.** Four letters, a country of ISO 3166-1, two characters of the place and sometimes three of the branch (ISO
//! 9362). Any capital word of eight letters may look so, so it counts only right after *BIC* or *SWIFT*, or in a
//! column of such a name.
//!
//! **Limits.** Whether there is such a bank is not asked of anyone.

use crate::{
    evidence::Evidence,
    place::Context,
    spec::{Prose, Sink, Spec, Trigger, wordy},
    words::Words,
};
use std::ops::Range;
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "bic",
    title: "Bank code (BIC)",
    category: Category::Financial,
    severity: Severity::Low,
    version: 1,
    source: include_str!("bic.rs"),
    examples: &[
        "BIC: DEUTDEFF",
        "swift code NEDSZAJJXXX",
        "BIC/SWIFT-Code: COBADEFF060",
    ],
    counterexamples: &[
        "DEUTDEFF",
        "BIC: DEUTXXFF",
        "SWIFT is a LANGUAGE",
        "BIC DEUTDEFF1",
        "cubic DEUTDEFF",
    ],
    trigger: Trigger::Prose(Prose {
        labels: &WORDS,
        cell,
        beside: &["BIC", "bic", "Bic", "SWIFT", "swift", "Swift"],
        at_word,
        capital: None,
    }),
};

static WORDS: Words = Words::new(&["bic", "swift", "swift code", "bic code", "bic swift", "swift bic"]);

/// The countries of ISO 3166-1, and Kosovo, as banks use them.
const COUNTRIES: &str = "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR \
    BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET \
    FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ \
    IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML \
    MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS \
    PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL \
    TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW";

fn is_code(text: &[u8]) -> bool {
    let country = |code: &[u8]| {
        COUNTRIES
            .as_bytes()
            .chunks(3)
            .any(|known| known.get(..2) == Some(code))
    };
    matches!(text.len(), 8 | 11)
        && text[..4].iter().all(u8::is_ascii_uppercase)
        && country(&text[4..6])
        && text[6..]
            .iter()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
}

fn report(sink: &mut Sink<'_>, span: Range<usize>, context: Context) {
    let canonical = String::from_utf8_lossy(&sink.bytes[span.clone()]).into_owned();
    let evidence = Evidence::new("bank, country and place", 0.35).context(context, 0.35, 0.3);
    sink.push(&SPEC, span, canonical, evidence);
}

fn cell(sink: &mut Sink<'_>, cell: Range<usize>) {
    if !sink.bytes.get(cell.clone()).is_some_and(is_code) {
        return;
    }
    if let Some(place) = sink.place(cell.clone()) {
        let context = place.context(&WORDS);
        report(sink, cell, context);
    }
}

fn at_word(sink: &mut Sink<'_>, start: usize, end: usize) {
    // How far after the word the code may begin, past other small words such as "code".
    const REACH: usize = 20;
    if wordy(sink.before(start)) || wordy(sink.at(end)) {
        return;
    }
    let upto = (end + REACH).min(sink.bytes.len());
    let mut at = end;
    while at < upto {
        let length = sink.bytes[at..]
            .iter()
            .take(12)
            .take_while(|byte| byte.is_ascii_alphanumeric())
            .count();
        let span = at..at + length;
        if is_code(&sink.bytes[span.clone()]) && !wordy(sink.before(at)) && !wordy(sink.at(span.end)) {
            if let Some(place) = sink.place(span.clone()) {
                let context = place.context(&WORDS);
                if context.any() {
                    report(sink, span, context);
                }
            }
            return;
        }
        let skipped = sink.bytes[span].to_ascii_lowercase();
        if !matches!(
            skipped.as_slice(),
            b"" | b"bic" | b"swift" | b"code" | b"nr" | b"no" | b"number" | b"is" | b"of"
        ) {
            return;
        }
        at += length.max(1);
    }
}
