//! Numbers of countries: told apart by their words, found under foreign labels, and bare ones only beside them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "test code")]

mod common;

use common::{in_text, scan, scanner};
use tidegate_detectors::infos;

#[test]
fn one_number_is_what_its_word_says() {
    let all = scanner(&[], 0.5);
    // Eleven digits that are right for several countries at once.
    for (word, id) in [
        ("OIB", "hr_oib"),
        ("partita IVA", "it_partita_iva"),
        ("NIN", "ng_nin"),
        ("isikukood", "ee_isikukood"),
        ("PESEL", "pl_pesel"),
    ] {
        let examples = infos().into_iter().find(|info| info.id == id).unwrap().examples;
        let number = examples
            .iter()
            .map(|example| example.chars().filter(char::is_ascii_digit).collect::<String>())
            .find(|digits| digits.len() == 11)
            .unwrap();
        let found = in_text(&all, &format!("{word}: {number}"));
        assert_eq!(found.len(), 1, "{word}");
        assert_eq!(found[0].detector, id);
        assert!(in_text(&all, &number).iter().all(|found| found.detector != id));
    }
}

#[test]
fn labels_of_many_scripts() {
    let all = scanner(&[], 0.5);
    for (label, id) in [
        ("СНИЛС", "ru_snils"),
        ("Инн", "ru_inn"),
        ("ΑΦΜ", "gr_afm"),
        ("客户身份证号", "cn_resident_id"),
        ("個人番号", "jp_my_number"),
        ("고객주민등록번호", "kr_rrn"),
        ("เลขบัตรประชาชน", "th_national_id"),
        ("תעודת זהות", "il_teudat_zehut"),
        ("आधार", "in_aadhaar"),
        ("customerTaxFileNumber", "au_tfn"),
        ("client_nhs_number", "uk_nhs_number"),
    ] {
        let info = infos().into_iter().find(|info| info.id == id).unwrap();
        let example = &info.examples[0];
        let cell = &example[example.find(|c: char| c.is_ascii_digit()).unwrap()..];
        let found = scan(&all, cell, Some(label), 0..cell.len(), false);
        assert!(
            found.iter().any(|found| found.detector == id),
            "{label} {cell}: {found:?}"
        );
    }
}

#[test]
fn a_column_called_otherwise_reports_no_bare_number() {
    let all = scanner(&[], 0.5);
    for info in infos().iter().filter(|info| info.id.as_bytes()[2] == b'_') {
        for example in &info.examples {
            let digits: String = example.chars().filter(char::is_ascii_digit).collect();
            let bare = example.trim_end().ends_with(&digits);
            if !bare || !(6..=11).contains(&digits.len()) {
                continue;
            }
            for label in ["order", "public", "quantity", "reference", "count"] {
                let found = scan(&all, &digits, Some(label), 0..digits.len(), false);
                assert!(
                    found.iter().all(|found| found.detector != info.id),
                    "{} under {label}: {found:?}",
                    info.id
                );
            }
        }
    }
}
