//! Custom detectors over small texts, good and bad.

use super::*;
use std::borrow::Cow;
use tidegate_domain::{finding::Location, policy::LookFor, text::SourceHint, text::Structure};

/// Plain text, or one labelled cell.
struct Plain {
    label: Option<&'static str>,
    length: usize,
}

impl Structure for Plain {
    fn label(&self, _: usize) -> Option<Cow<'_, str>> {
        self.label.map(Cow::Borrowed)
    }

    fn record(&self, _: usize) -> Range<usize> {
        0..self.length
    }

    fn value(&self, _: usize) -> Option<Range<usize>> {
        self.label.map(|_| 0..self.length)
    }

    fn labels(&self) -> &[String] {
        &[]
    }

    fn locate(&self, _: Range<usize>) -> Location {
        Location::default()
    }
}

fn run(
    customs: &Customs,
    text: &str,
    label: Option<&'static str>,
    time: Duration,
) -> (Vec<Match>, FileState) {
    let structure = Plain {
        label,
        length: text.len(),
    };
    let hint = SourceHint {
        name: "a.txt".into(),
        configuration: false,
        assigned: false,
    };
    let window = Window {
        text,
        owned: 0..text.len(),
        structure: &structure,
        hint: &hint,
    };
    let (mut state, mut found) = (FileState::default(), Vec::new());
    customs.scan_within(&window, 0.0, time, &mut state, &mut found);
    (found, state)
}

fn of(detector: CustomDetector) -> Customs {
    Customs::new(&[detector]).unwrap()
}

fn values(customs: &Customs, text: &str) -> Vec<String> {
    let (found, state) = run(customs, text, None, Duration::MAX);
    assert_eq!(state.given_up(), None);
    found
        .iter()
        .map(|one| text.get(one.span.clone()).unwrap().to_owned())
        .collect()
}

fn pattern(pattern: &str) -> CustomDetector {
    CustomDetector {
        id: "account".into(),
        title: "Account number".into(),
        category: Category::Custom,
        severity: Severity::Medium,
        look_for: LookFor::Pattern {
            pattern: pattern.into(),
            ignore_case: false,
        },
        context_words: Vec::new(),
        need_context: false,
        validator: None,
    }
}

fn words(list: &[&str], match_case: bool) -> CustomDetector {
    CustomDetector {
        look_for: LookFor::Words {
            words: list.iter().map(ToString::to_string).collect(),
            match_case,
        },
        ..pattern("x")
    }
}

#[test]
fn patterns_find_their_values_with_terms() {
    let customs = of(pattern(r"\bAC-[0-9]{6}\b"));
    assert_eq!(
        values(&customs, "AC-123456, AC-1234567 and AC-654321."),
        ["AC-123456", "AC-654321"]
    );
    let (found, _) = run(&customs, "AC-123456", None, Duration::MAX);
    assert_eq!(found[0].detector, "custom_account");
    assert_eq!(found[0].confidence, 0.6);
    assert_eq!(found[0].reasons.len(), 1);
}

#[test]
fn words_are_whole_in_any_case_and_language() {
    let customs = of(words(&["falcon", "project sparrow", "österreich", "c++"], false));
    assert_eq!(
        values(
            &customs,
            "Falcon falcons FALCON _falcon_ Project Sparrow ÖSTERREICH c++ (c++)"
        ),
        ["Falcon", "FALCON", "Project Sparrow", "ÖSTERREICH", "c++", "c++"]
    );
    let exact = of(words(&["Falcon"], true));
    assert_eq!(values(&exact, "falcon Falcon FALCON"), ["Falcon"]);
    let (found, _) = run(&customs, "Falcon FALCON", None, Duration::MAX);
    assert_eq!(found[0].canonical, found[1].canonical);
}

#[test]
fn context_raises_or_is_needed() {
    let detector = CustomDetector {
        context_words: vec!["customer number".into(), "kunde".into()],
        ..pattern("[0-9]{6}")
    };
    let raised = of(detector.clone());
    let confidence = |customs: &Customs, text: &str, label| {
        run(customs, text, label, Duration::MAX)
            .0
            .first()
            .map(|one| one.confidence)
    };
    assert_eq!(confidence(&raised, "123456", None), Some(0.6));
    assert_eq!(confidence(&raised, "Kunde: 123456", None), Some(0.8));
    assert_eq!(confidence(&raised, "123456 (customerNumber)", None), Some(0.8));
    assert_eq!(confidence(&raised, "kunden 123456", None), Some(0.6));
    assert_eq!(confidence(&raised, "123456", Some("customer_number")), Some(0.85));
    let needed = of(CustomDetector {
        need_context: true,
        ..detector
    });
    assert_eq!(confidence(&needed, "123456", None), None);
    assert_eq!(confidence(&needed, "kunde 123456", None), Some(0.8));
}

#[test]
fn check_digits_decide() {
    let customs = of(CustomDetector {
        validator: Some("luhn".into()),
        ..pattern("[0-9][0-9 -]{8,20}[0-9]")
    });
    let (found, _) = run(&customs, "4111 1111-1111 1111", None, Duration::MAX);
    assert_eq!(found[0].confidence, 0.9);
    assert_eq!(values(&customs, "4111 1111 1111 1112"), [""; 0]);
    // Published examples: Verhoeff's own, ISO 7064, ISNI, IBAN.
    for (name, good, bad) in [
        ("luhn", "4111-1111-1111-1111", "4111-1111-1111-1112"),
        ("luhn36", "0000", "0001"),
        ("verhoeff", "2363", "2364"),
        ("mod_11_10", "0794 5", "0794 6"),
        ("mod_11_2", "0000 0001 2281 955X", "0000 0001 2281 9551"),
        (
            "iban_mod97",
            "gb82 west 1234 5698 7654 32",
            "gb82 west 1234 5698 7654 33",
        ),
    ] {
        let validator = check::named(name).unwrap();
        assert!(validator.passes(good) && !validator.passes(bad), "{name}");
        assert!(!validator.passes("") && !validator.passes("--"), "{name}");
    }
    assert_eq!(validators().len(), 6);
    assert!(!check::named("verhoeff").unwrap().passes("A2363"));
}

#[test]
fn values_across_pieces_are_whole_and_long_ones_are_none() {
    let customs = of(pattern("K[0-9]{20}K"));
    let one = format!("K{}K", "7".repeat(20));
    let text = format!("{one} ").repeat(40_000);
    let (found, state) = run(&customs, &text, None, Duration::MAX);
    // More than a window may hold: the rest is told, not lost in silence.
    assert_eq!(found.len(), MOST_MATCHES);
    assert!(state.given_up().unwrap().contains("Account number"));
    let spread = format!("{one}{}", " ".repeat(997)).repeat(1_000);
    assert_eq!(values(&customs, &spread).len(), 1_000);
    let endless = of(pattern("a+"));
    assert_eq!(values(&endless, &"a".repeat(5_000)), [""; 0]);
    assert_eq!(values(&endless, &format!("{} aa", "a".repeat(5_000))), ["aa"]);
}

#[test]
fn a_slow_one_is_stopped_for_the_file_and_named() {
    let customs = Customs::new(&[
        pattern("[0-9]{6}"),
        CustomDetector {
            id: "other".into(),
            title: "Other".into(),
            ..words(&["falcon"], false)
        },
    ])
    .unwrap();
    let text = format!("{}123456 falcon", " ".repeat(100_000));
    let (found, state) = run(&customs, &text, None, Duration::ZERO);
    assert_eq!(found.len(), 1, "the words are found in one pass");
    let told = state.given_up().unwrap();
    assert!(
        told.contains("Account number") && told.contains("took too long"),
        "{told}"
    );
    assert!(!told.contains("Other"));
}

#[test]
fn the_heaviest_pattern_allowed_does_not_hold_a_window_up() {
    let customs = of(pattern(r"(?:[a-z0-9 ]{0,90}x){1,60}[0-9]{9}q"));
    let text = "lorem x ipsum 12345678 dolor ".repeat(40_000);
    let started = Instant::now();
    let (_, state) = run(&customs, &text, None, Duration::from_millis(200));
    // Given up or not, the time is bounded by the limit and one piece, with room for a busy machine.
    assert!(
        started.elapsed() < Duration::from_secs(60),
        "{:?}",
        state.given_up()
    );
}

#[test]
fn what_is_wrong_is_told_on_its_field() {
    let long = "a".repeat(5_000);
    let many: Vec<String> = (0..10_001).map(|number| format!("w{number}")).collect();
    let with_words = |list: Vec<String>| CustomDetector {
        look_for: LookFor::Words {
            words: list,
            match_case: false,
        },
        ..pattern("x")
    };
    let nested = format!("{}a{}", "(".repeat(60), ")".repeat(60));
    for (detector, field, says) in [
        (pattern("[0-9"), "look_for.pattern", "character 1"),
        (pattern("ab(c"), "look_for.pattern", "character 3"),
        (pattern("é*?+)"), "look_for.pattern", "character"),
        (pattern("(?=x)y"), "look_for.pattern", "look-around"),
        (pattern(r"(a)\1"), "look_for.pattern", "backreference"),
        (pattern(""), "look_for.pattern", "empty"),
        (pattern(&long), "look_for.pattern", "4 KiB"),
        (pattern("[0-9]*"), "look_for.pattern", "everywhere"),
        (pattern("^$"), "look_for.pattern", "everywhere"),
        (pattern(r"\b"), "look_for.pattern", "everywhere"),
        (pattern("a|"), "look_for.pattern", "everywhere"),
        (pattern(r"[^\s\S]"), "look_for.pattern", "never"),
        (pattern(&nested), "look_for.pattern", "nest"),
        (pattern(r"\w{1000}\pL{1000}"), "look_for.pattern", "too large"),
        (pattern(r"((a{0,500}){0,500}){1,500}"), "look_for.pattern", ""),
        (with_words(Vec::new()), "look_for.words", "no words"),
        (
            with_words(vec!["a".into(), "  ".into()]),
            "look_for.words",
            "empty",
        ),
        (with_words(vec!["--".into()]), "look_for.words", "no letter"),
        (with_words(vec![long.clone()]), "look_for.words", "longer"),
        (with_words(many), "look_for.words", "more than"),
        (
            CustomDetector {
                id: "Bad Id".into(),
                ..pattern("x")
            },
            "id",
            "small letters",
        ),
        (
            CustomDetector {
                id: String::new(),
                ..pattern("x")
            },
            "id",
            "",
        ),
        (
            CustomDetector {
                title: " ".into(),
                ..pattern("x")
            },
            "title",
            "",
        ),
        (
            CustomDetector {
                validator: Some("sudoku".into()),
                ..pattern("x")
            },
            "validator",
            "sudoku",
        ),
        (
            CustomDetector {
                need_context: true,
                ..pattern("x")
            },
            "context_words",
            "",
        ),
        (
            CustomDetector {
                context_words: vec![" ".into()],
                ..pattern("x")
            },
            "context_words",
            "empty",
        ),
    ] {
        let shown = format!("{:?}", detector.look_for);
        let Err(problem) = Customs::new(&[detector]) else {
            panic!("{shown:.80} was taken");
        };
        assert_eq!(
            problem.field,
            Some(format!("custom_detectors.0.{field}")),
            "{problem}"
        );
        assert!(problem.message.contains(says), "{problem}");
        assert!(!problem.remedy.is_empty());
    }
    let twice = Customs::new(&[pattern("a"), pattern("b")]).err().unwrap();
    assert_eq!(twice.field.as_deref(), Some("custom_detectors.1.id"));
}

#[test]
fn a_fingerprint_follows_what_is_found_and_not_the_title() {
    let first = pattern("a");
    let retitled = CustomDetector {
        title: "Another".into(),
        ..first.clone()
    };
    assert_eq!(fingerprint(&first), fingerprint(&retitled));
    assert_ne!(fingerprint(&first), fingerprint(&pattern("b")));
}
