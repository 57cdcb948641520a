//! Every check digit against a program that is not ours: python-stdnum, which shares none of our misreadings.
//! Valid numbers, each change of one character and each swap of two neighbours must get the same verdict.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "test code")]

#[path = "../common/mod.rs"]
mod common;
mod kinds;
#[path = "../../../../tests/servers/src/target_dir.rs"]
mod target_dir;
#[path = "../../../../tests/servers/src/venv.rs"]
mod venv;

use kinds::KINDS;
use serde_json::json;
use std::{
    io::{Read, Write},
    process::Stdio,
};
use tidegate_detectors::{infos, verdict};
use tidegate_domain::detector::ReasonKind;

const REQUIREMENTS: &str = "python-stdnum==2.2\n";

/// A kind of number.
#[derive(Debug)]
pub struct Kind {
    id: &'static str,
    /// Where its check is in python-stdnum, or `third.` and its name in `others.py`.
    module: &'static str,
    /// How random ones are made: `#` is a digit, `A` a letter, `X` either, `[…]` one of these, anything else itself.
    templates: &'static [&'static str],
    /// With the separators that the other program needs, by length.
    written: &'static [&'static str],
    agree: Agree,
}

/// Where the verdicts may differ, and why.
#[derive(Debug, Clone, Copy)]
pub enum Agree {
    Same,
    /// Right here although a part, such as a date or a place, is refused there.
    Wider(&'static str),
    /// No such number here although it is right there.
    Narrower(&'static str),
    Both(&'static str),
}

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % bound
    }

    fn one_of(&mut self, set: &[u8]) -> u8 {
        set[self.below(set.len())]
    }

    fn fill(&mut self, template: &str) -> String {
        const BOTH: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
        let mut rest = template.bytes();
        let mut code = String::new();
        while let Some(atom) = rest.next() {
            code.push(char::from(match atom {
                b'#' => self.one_of(&BOTH[..10]),
                b'A' => self.one_of(&BOTH[10..]),
                b'X' => self.one_of(BOTH),
                b'[' => {
                    let set: Vec<u8> = rest.by_ref().take_while(|byte| *byte != b']').collect();
                    self.one_of(&spread(&set))
                }
                other => other,
            }));
        }
        code
    }
}

/// `A-D9` is `ABCD9`.
fn spread(set: &[u8]) -> Vec<u8> {
    let mut all = Vec::new();
    let mut at = 0;
    while at < set.len() {
        if set.get(at + 1) == Some(&b'-') && at + 2 < set.len() {
            all.extend(set[at]..=set[at + 2]);
            at += 3;
        } else {
            all.push(set[at]);
            at += 1;
        }
    }
    all
}

/// Some of each template, then valid ones with all that one slip of the hand makes of them.
fn codes(kind: &Kind, ours: &dyn Fn(&str) -> Option<bool>) -> Vec<String> {
    const VALID: usize = 10;
    let mut dice = Dice(0x7469_6465_6761_7465 ^ kind.id.len() as u64);
    let mut all = Vec::new();
    for template in kind.templates {
        all.extend((0..200).map(|_| dice.fill(template)));
        let mut valid = 0;
        for _ in 0..2_000_000 {
            let code = dice.fill(template);
            if ours(&code) == Some(true) {
                slips(&code, &mut all);
                all.push(code);
                valid += 1;
                if valid == VALID {
                    break;
                }
            }
        }
        assert_eq!(valid, VALID, "{} from {template}", kind.id);
    }
    all
}

fn slips(code: &str, all: &mut Vec<String>) {
    let bytes = code.as_bytes();
    let mut push = |changed: Vec<u8>| all.push(String::from_utf8(changed).unwrap());
    for at in 0..bytes.len() {
        let others = match bytes[at] {
            b'0'..=b'9' => b'0'..=b'9',
            _ => b'A'..=b'Z',
        };
        for other in others.filter(|other| *other != bytes[at]) {
            let mut changed = bytes.to_vec();
            changed[at] = other;
            push(changed);
        }
        if at + 1 < bytes.len() && bytes[at] != bytes[at + 1] {
            let mut changed = bytes.to_vec();
            changed.swap(at, at + 1);
            push(changed);
        }
    }
}

/// With its separators.
fn written(kind: &Kind, code: &str) -> String {
    let places = |form: &str| {
        form.bytes()
            .filter(|atom| matches!(atom, b'#' | b'A' | b'X'))
            .count()
    };
    let Some(form) = kind.written.iter().find(|form| places(form) == code.len()) else {
        return code.to_owned();
    };
    let mut rest = code.chars();
    form.chars()
        .filter_map(|atom| match atom {
            '#' | 'A' | 'X' => rest.next(),
            other => Some(other),
        })
        .collect()
}

/// The other program's verdicts: `v` for valid, `p` for a refused part, anything else for not valid.
fn opinions(batches: &[(&Kind, Vec<String>)]) -> Vec<String> {
    let python = venv::python("stdnum", REQUIREMENTS).unwrap();
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/oracle/others.py");
    let mut child = venv::quiet(python)
        .arg(script)
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut asked = String::new();
    for (kind, codes) in batches {
        let codes: Vec<String> = codes.iter().map(|code| written(kind, code)).collect();
        asked.push_str(&json!({ "module": kind.module, "codes": codes }).to_string());
        asked.push('\n');
    }
    // The other side answers while it still reads.
    let asking = std::thread::spawn(move || stdin.write_all(asked.as_bytes()));
    let mut answer = String::new();
    child.stdout.take().unwrap().read_to_string(&mut answer).unwrap();
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert!(child.wait().unwrap().success(), "{said}");
    asking.join().unwrap().unwrap();
    answer.lines().map(str::to_owned).collect()
}

/// Whether the check digits of a code are right; `None` for what is no such code.
type Judge = Box<dyn Fn(&str) -> Option<bool>>;

#[test]
fn check_digits_are_those_of_another_program() {
    let scanned = |id: &'static str| {
        let scanner = common::scanner(&[id], 0.0);
        move |code: &str| {
            let found = common::in_text(&scanner, code);
            let found = found.iter().find(|found| found.span == (0..code.len()))?;
            Some(
                found
                    .reasons
                    .iter()
                    .any(|reason| reason.kind == ReasonKind::Checksum && reason.weight > 0.0),
            )
        }
    };
    let ours = |kind: &Kind| -> Judge {
        match kind.id {
            // These do not go by written form.
            "payment_card" | "iban" | "btc_address" => Box::new(scanned(kind.id)),
            id => Box::new(move |code| verdict(id, code)),
        }
    };
    let batches: Vec<(&Kind, Vec<String>)> = KINDS
        .iter()
        .map(|kind| (kind, codes(kind, &ours(kind))))
        .collect();
    let opinions = opinions(&batches);
    assert_eq!(opinions.len(), KINDS.len());
    let mut wrong = Vec::new();
    for ((kind, codes), opinions) in batches.iter().zip(&opinions) {
        assert_eq!(codes.len(), opinions.len(), "{}", kind.id);
        let ours = ours(kind);
        let mut differing = Vec::new();
        for (code, opinion) in codes.iter().zip(opinions.chars()) {
            // A number of one digit repeated is nobody's, here.
            let repeated = code.bytes().all(|byte| byte == code.as_bytes()[0]);
            let mine = ours(code);
            let allowed = match (kind.agree, mine, opinion) {
                (Agree::Wider(_) | Agree::Both(_), Some(true), 'p') => true,
                (Agree::Narrower(_) | Agree::Both(_), None, 'v') => true,
                _ => repeated,
            };
            if !allowed && (mine == Some(true)) != (opinion == 'v') {
                differing.push(format!("{code}: {mine:?} here, {opinion} there"));
            }
        }
        if !differing.is_empty() {
            let first: Vec<&str> = differing.iter().take(5).map(String::as_str).collect();
            wrong.push(format!(
                "{}: {} differ: {}",
                kind.id,
                differing.len(),
                first.join("; ")
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn reasons_for_differences_are_given_and_every_kind_is_a_detector() {
    let known: Vec<String> = infos().into_iter().map(|info| info.id).collect();
    for kind in KINDS {
        assert!(known.iter().any(|id| id == kind.id), "{}", kind.id);
        match kind.agree {
            Agree::Same => {}
            Agree::Wider(why) | Agree::Narrower(why) | Agree::Both(why) => {
                assert!(why.len() > 20, "{}", kind.id)
            }
        }
    }
}
