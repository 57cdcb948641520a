//! Any text, cut anywhere: no panic, honest spans, and every match exactly once over overlapping windows.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "test code")]

mod common;

use common::{in_text, scan, scanner};
use proptest::prelude::*;
use tidegate_detectors::infos;

/// Pieces of real shapes with rubbish between.
fn soup() -> impl Strategy<Value = String> {
    let mut pieces: Vec<String> = infos()
        .into_iter()
        .flat_map(|info| info.examples.into_iter().chain(info.counterexamples))
        .collect();
    pieces.extend(
        [
            "@",
            "eyJ",
            "-----BEGIN ",
            "+",
            ":",
            "::",
            "é@é.é",
            "1-",
            "1 ",
            "٣",
            "password=\"",
            "AKIA",
            "ghp_",
            "PuTTY-User-Key-File-",
        ]
        .map(str::to_owned),
    );
    let piece = prop_oneof![
        3 => proptest::sample::select(pieces),
        2 => "(?s).{0,12}",
        1 => "[0-9 .:/+@-]{0,40}",
        1 => "[A-Za-z0-9+/=]{0,50}",
    ];
    proptest::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn spans_are_honest(text in soup(), label in proptest::option::of("(dob|ssn|phone|card|x)")) {
        let all = scanner(&[], 0.0);
        for found in [in_text(&all, &text), scan(&all, &text, label.as_deref(), 0..text.len(), false)] {
            let mut end = 0;
            for found in found {
                prop_assert!(text.get(found.span.clone()).is_some_and(|value| !value.is_empty()));
                prop_assert!(found.span.start >= end);
                end = found.span.end;
                prop_assert!((0.0..=1.0).contains(&found.confidence));
                prop_assert!(!found.canonical.expose().is_empty());
            }
        }
    }
}

#[test]
fn a_match_over_a_windows_edge_is_found_once() {
    let all = scanner(&[], 0.5);
    for info in infos().iter().filter(|info| info.id != "private_key") {
        for example in &info.examples {
            let text = format!(
                "{}\n{example}\n{}",
                "lorem ipsum ".repeat(60),
                "dolor sit ".repeat(60)
            );
            let whole: Vec<_> = in_text(&all, &text)
                .into_iter()
                .map(|m| (m.detector, m.span))
                .collect();
            let overlap = 640;
            // Every place near the example's ends, and some within.
            let ends = 721 + example.len();
            let edges = (710..ends + 10).filter(|edge| {
                text.is_char_boundary(*edge) && (*edge < 730 || *edge + 6 > ends || edge % 7 == 0)
            });
            for edge in edges {
                let cut = |at: usize| {
                    (0..=at.min(text.len()))
                        .rev()
                        .find(|at| text.is_char_boundary(*at))
                        .unwrap()
                };
                let (from, to) = (cut(edge - overlap), cut(edge + overlap));
                let first = scan(&all, &text[..to], None, 0..edge, true);
                let second = scan(&all, &text[from..], None, edge - from..text.len() - from, true);
                let mut found: Vec<_> = first.into_iter().map(|m| (m.detector, m.span)).collect();
                found.extend(
                    second
                        .into_iter()
                        .map(|m| (m.detector, m.span.start + from..m.span.end + from)),
                );
                assert_eq!(found, whole, "{} cut at {edge}", info.id);
            }
        }
    }
}
