//! Finds numbers of Chinese resident identity cards (居民身份证): place, date of birth, serial number and a check
//! character.
//!
//! **How.** The place begins with a province, the date is a day of the calendar, and the last character is
//! right by ISO 7064 mod 11-2 (GB 11643-1999). It may stand alone; words such as *身份证* or *身份证号* add
//! confidence.
//!
//! **Limits.** One in eleven numbers of eighteen digits with a province and a date in them has a right last
//! character.

use crate::{
    checksum::mod_11_2,
    dates::{is_day, number},
    shape::{Check, Need, Shape},
    spec::{Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "cn_resident_id",
    title: "Chinese resident identity number",
    category: Category::GovernmentId,
    severity: Severity::High,
    version: 1,
    source: include_str!("cn_resident_id.rs"),
    examples: &[
        "身份证号码：120104197509178398",
        "110102195512030331",
        "resident id 110108200809263277",
    ],
    counterexamples: &[
        "110105200402284220",
        "身份证 991105194912310025",
        "11010519491331002X",
        "1101081918052793171",
    ],
    trigger: Trigger::Shaped(Shape {
        forms: &["##################", "#################X", "###### ######## ###X"],
        words: &WORDS,
        need: Need::Nothing,
        base: 0.25,
        check,
    }),
};

static WORDS: Words = Words::new(&[
    "身份证",
    "身份证号",
    "居民身份证",
    "公民身份号码",
    "身分證",
    "证件号码",
    "resident id",
    "resident identity card",
    "chinese id",
    "id card",
    "sfz",
    "shenfenzheng",
]);

fn check(code: &[u8]) -> Check {
    let [year, month, day] = [6..10, 10..12, 12..14].map(|part| number(&code[part]));
    let place = matches!(number(&code[..2]), 11..=15 | 21..=23 | 31..=37 | 41..=46 | 50..=54 | 61..=65 | 71 | 81..=83);
    let last = code[17];
    if !place
        || !(1850..=2099).contains(&year)
        || !is_day(year, month, day)
        || !(last.is_ascii_digit() || last == b'X')
    {
        return Check::No;
    }
    Check::of(mod_11_2(code), "place, date and check character are right", 0.4)
}
