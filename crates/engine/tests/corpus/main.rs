//! The labelled corpus: files of every format with planted values at known places, and look-alikes that must stay
//! quiet. What is found and missed is a snapshot; the totals have aims. `tests/corpus/README.md` says more.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "test code")]

mod all;
mod containers;
mod dice;
mod file;
mod kinds;
mod look_alike_columns;
mod look_alikes;
mod numbers;
mod packed_files;
mod score;
mod text_files;
mod trees;

use file::File;
use kinds::Class;
use score::{Found, Score};
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use tidegate_detectors::{FileState, Scanner, Selection};
use tidegate_formats::{Budget, Reading, ReadingEnd};

/// Everything found in a file at the confidence that is shown by default.
fn examined(scanner: &Scanner, file: &File) -> (Vec<Found>, Reading) {
    let budget = Budget {
        complex: true,
        ..Budget::default()
    };
    examined_in(scanner, file, &budget)
}

fn examined_in(scanner: &Scanner, file: &File, budget: &Budget) -> (Vec<Found>, Reading) {
    let (mut state, mut all) = (FileState::default(), Vec::new());
    let reading = tidegate_formats::read(&file.name, &mut file.bytes.as_slice(), budget, &mut |window| {
        let mut matches = Vec::new();
        scanner.scan_next(window, &mut state, &mut matches);
        all.extend(matches.into_iter().map(|found| Found {
            detector: found.detector.to_string(),
            text: window.text[found.span.clone()].to_owned(),
            location: window.structure.locate(found.span),
        }));
        ControlFlow::Continue(())
    });
    (
        all,
        reading.unwrap_or_else(|error| panic!("{}: {error}", file.name)),
    )
}

#[test]
fn planted_values_are_found_and_look_alikes_are_not() {
    let scanner = Scanner::new(&Selection::default()).unwrap();
    let planted = all::planted();
    let quiet = look_alikes::files();
    assert!(planted.len() >= 400, "{} files", planted.len());
    assert!(quiet.len() >= 150, "{} look-alikes", quiet.len());
    let mut score = Score::default();
    for file in planted.iter().chain(&quiet) {
        let (found, reading) = examined(&scanner, file);
        // What a picture shows is read where a program for it is installed.
        let shown = file.format == "jpeg" && matches!(reading.end, ReadingEnd::Partial { .. });
        assert!(
            reading.end == ReadingEnd::Complete || shown,
            "{}: {:?}",
            file.name,
            reading.end
        );
        score.add(file, &found);
    }
    assert!(score.kinds() >= 40, "{} detectors", score.kinds());
    assert!(score.misplaced.is_empty(), "{}", score.misplaced.join("\n"));
    let told = score.told();
    insta::with_settings!({ snapshot_path => "../../../../tests/corpus", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("precision_and_recall", told);
    });
    for (class, recall, precision) in [(Class::Validated, 0.98, 0.97), (Class::People, 0.85, 0.85)] {
        let tally = score.total(class);
        assert!(tally.recall() >= recall, "{class:?}: {tally:?}");
        assert!(tally.precision() >= precision, "{class:?}: {tally:?}");
    }
}

/// Small windows cut files everywhere; names, columns and places stay the same.
#[test]
fn findings_do_not_depend_on_windows() {
    let scanner = Scanner::new(&Selection::default()).unwrap();
    let mut seen = BTreeMap::new();
    let (planted, quiet) = (all::planted(), look_alikes::files());
    for file in planted.iter().chain(&quiet) {
        let count: &mut usize = seen.entry(file.format).or_default();
        *count += 1;
        if *count > 2 {
            continue;
        }
        let (whole, _) = examined(&scanner, file);
        let budget = Budget {
            complex: true,
            window_bytes: 700,
            ..Budget::default()
        };
        let (cut, _) = examined_in(&scanner, file, &budget);
        let told = |found: &[Found]| -> Vec<String> {
            (found.iter())
                .map(|found| format!("{} {} {:?}", found.detector, found.text, found.location))
                .collect()
        };
        assert_eq!(told(&cut), told(&whole), "{}", file.name);
    }
}
