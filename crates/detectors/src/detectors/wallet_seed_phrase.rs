//! Finds the seed phrases of wallets: 12 to 24 words from which all keys are made. Whoever holds one owns the
//! coins.
//!
//! **How.** After words such as *seed phrase*, *recovery phrase* or *mnemonic*, a run of 12, 15, 18, 21 or 24 words
//! of the English list of BIP-39, with spaces, commas, line breaks or numbers between. The last bits are the first
//! of the words' SHA-256 (BIP-39, "Generating the mnemonic"); a wrong sum takes the match below the threshold.
//!
//! **Limits.** A phrase far from such a word is missed, and so are lists in other languages. Phrases of few
//! different words, as in the standard's test vectors, fall below the threshold.

use crate::{
    evidence::Evidence,
    spec::{Sink, Spec, Trigger},
};
use sha2::{Digest, Sha256};
use std::{ops::Range, sync::LazyLock};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "wallet_seed_phrase",
    title: "Wallet seed phrase",
    category: Category::Credential,
    severity: Severity::Critical,
    version: 1,
    source: include_str!("wallet_seed_phrase.rs"),
    examples: &[
        "Seed phrase: actor absent plastic ignore away echo bless unit sight order screen return",
        "MNEMONIC=\"city yellow clever auto code tool matter cricket crater lyrics actual stay galaxy maid motion output mutual riot style fault spring topic inch pear\"",
        "My recovery phrase:\n1. limb\n2. reward\n3. mammal\n4. right\n5. damp\n6. fee\n7. today\n8. hunt\n9. roof\n10. special\n11. void\n12. wolf",
        "mnemonic: lunar, lesson, oblige, valley, cattle, gym, fox, fury, hold, auction, dirt, kangaroo",
        "wallet seed inquiry control stay cheese fit mutual flush tunnel never anger brown thing afraid express shaft diet waste retreat",
    ],
    counterexamples: &[
        "mnemonic: abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about",
        "mnemonic: actor absent plastic ignore away echo bless unit sight order screen zoo",
        "write your recovery phrase on paper and keep it in a safe place where only you will find it again",
        "seed phrase: one two three",
    ],
    trigger: Trigger::Literals(
        &[
            "mnemonic",
            "Mnemonic",
            "MNEMONIC",
            "seed phrase",
            "Seed phrase",
            "Seed Phrase",
            "seed_phrase",
            "SEED_PHRASE",
            "seedPhrase",
            "seedphrase",
            "seed words",
            "Seed words",
            "recovery phrase",
            "Recovery phrase",
            "Recovery Phrase",
            "recovery_phrase",
            "recovery words",
            "backup phrase",
            "secret phrase",
            "bip39",
            "BIP39",
            "BIP-39",
            "bip-39",
            "wallet seed",
            "Wallet seed",
            "wallet words",
            "seed=",
            "SEED=",
            "seed:",
            "Seed:",
            "seed\":",
        ],
        check,
    ),
};

/// The English list of BIP-39 (github.com/bitcoin/bips, bip-0039/english.txt, MIT licence): 2,048 words in order.
static WORDS: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| include_str!("../../data/bip39_english.txt").lines().collect());

/// How far after its name a phrase may begin.
const NEAR: usize = 200;
/// A phrase of 24 words of eight letters, with numbers between.
const LONGEST: usize = 24 * 16;
/// What may stand between two words.
const GAP: usize = 8;

/// A word of the text: its number in the list, if it is there, and its place.
type Word = (Option<usize>, Range<usize>);

fn check(sink: &mut Sink<'_>, start: usize) {
    let text = sink.window.text;
    let from = start + 4;
    let words = words(text, from, from + NEAR + LONGEST);
    let whole = (0..words.len()).find_map(|first| {
        [24, 21, 18, 15, 12].into_iter().find_map(|count| {
            let phrase = phrase(&words, first, count)?;
            (right(&phrase)).then_some((first, count, phrase))
        })
    });
    let (found, checked) = match whole {
        Some(found) => (Some(found), true),
        None => (unchecked(&words), false),
    };
    let Some((first, count, phrase)) = found else {
        return;
    };
    let (Some((_, head)), Some((_, tail))) = (words.get(first), words.get(first + count - 1)) else {
        return;
    };
    let span = head.start..tail.end;
    if head.start > from + NEAR || sink.place(span.clone()).is_none() {
        return;
    }
    let mut different = phrase.clone();
    different.sort_unstable();
    different.dedup();
    let evidence = Evidence::new("words of the BIP-39 list, as many as a phrase has", 0.65).penalty_if(
        different.len() < 8,
        "few different words, as in test vectors",
        0.5,
    );
    let evidence = match checked {
        true => evidence.checksum("the phrase's checksum is right", 0.33),
        false => evidence.penalty("the phrase's checksum is wrong", 0.3),
    };
    // However they are numbered, the words are the value.
    let value: Vec<&str> = phrase
        .iter()
        .filter_map(|number| WORDS.get(*number).copied())
        .collect();
    sink.push(&SPEC, span, value.join(" "), evidence);
}

/// The runs of ASCII letters that begin in the range.
fn words(text: &str, from: usize, to: usize) -> Vec<Word> {
    let bytes = text.as_bytes();
    let mut words = Vec::new();
    let mut at = from;
    while at < to.min(bytes.len()) {
        let length = bytes[at..]
            .iter()
            .take_while(|byte| byte.is_ascii_alphabetic())
            .count();
        if length == 0 {
            at += 1;
            continue;
        }
        let span = at..at + length;
        // `\n` as written in JSON and program text is a break and no letter.
        let broken = at > 0 && bytes[at - 1] == b'\\';
        let span = if broken { span.start + 1..span.end } else { span };
        if !span.is_empty() {
            let number = text
                .get(span.clone())
                .filter(|word| (3..=8).contains(&word.len()))
                .and_then(|word| WORDS.binary_search(&word.to_ascii_lowercase().as_str()).ok());
            words.push((number, span));
        }
        at += length;
    }
    words
}

/// The numbers of `count` words from `first` on, when all are of the list and none is far from the next.
fn phrase(words: &[Word], first: usize, count: usize) -> Option<Vec<usize>> {
    let part = words.get(first..first + count)?;
    let close = part.windows(2).all(|pair| joined(&pair[0], &pair[1]));
    if !close {
        return None;
    }
    part.iter().map(|(number, _)| *number).collect()
}

fn joined(a: &Word, b: &Word) -> bool {
    b.1.start - a.1.end <= GAP
}

/// A run of the list's words that ends on both sides and has a phrase's length.
fn unchecked(words: &[Word]) -> Option<(usize, usize, Vec<usize>)> {
    let mut first = 0;
    while first < words.len() {
        let mut count = 0;
        while words.get(first + count).is_some_and(|word| word.0.is_some())
            && (count == 0 || joined(&words[first + count - 1], &words[first + count]))
        {
            count += 1;
        }
        if matches!(count, 12 | 15 | 18 | 21 | 24) {
            return phrase(words, first, count).map(|phrase| (first, count, phrase));
        }
        first += count.max(1);
    }
    None
}

/// Eleven bits a word; of 33 bits the last is the checksum, and so on.
fn right(phrase: &[usize]) -> bool {
    let bits = phrase.len() * 11;
    let sum = phrase.len() / 3;
    let mut bytes = vec![0u8; bits.div_ceil(8)];
    for (place, number) in phrase.iter().enumerate() {
        for bit in 0..11 {
            if number >> (10 - bit) & 1 == 1 {
                let at = place * 11 + bit;
                bytes[at / 8] |= 0x80 >> (at % 8);
            }
        }
    }
    let (entropy, rest) = bytes.split_at((bits - sum) / 8);
    let wanted = Sha256::digest(entropy).first().copied().unwrap_or_default() >> (8 - sum);
    rest.first().is_some_and(|last| last >> (8 - sum) == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_whole_and_in_order() {
        assert_eq!(WORDS.len(), 2048);
        assert!(WORDS.is_sorted());
    }

    #[test]
    fn the_vectors_of_the_standard() {
        // BIP-39, test vectors (github.com/trezor/python-mnemonic, vectors.json), and one of them altered.
        for (words, holds) in [
            (
                "legal winner thank year wave sausage worth useful legal winner thank yellow",
                true,
            ),
            (
                "legal winner thank year wave sausage worth useful legal winner thank zoo",
                false,
            ),
            ("zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo wrong", true),
            (
                "letter advice cage absurd amount doctor acoustic avoid letter advice cage absurd amount doctor acoustic avoid letter always",
                true,
            ),
        ] {
            let found = super::words(words, 0, words.len());
            assert_eq!(right(&phrase(&found, 0, found.len()).unwrap()), holds, "{words}");
        }
    }
}
