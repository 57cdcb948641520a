//! Every input of the corpus, and a bounded number of changed ones, through their targets. `tidegate-fuzz` goes on
//! from here for as long as one likes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "test code")]

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};
use tidegate_fuzz::{Corpus, Mutator, Random, TARGETS, Target, within_bounds};

/// Changed inputs of each target: many on their seeds, whatever the number of these.
const CHANGED: usize = 300;
/// After this time a target makes no more of them: the machine is busy, or a build is slow.
const ENOUGH: Duration = Duration::from_secs(2);
/// An input that takes longer hangs. One takes milliseconds; a busy machine takes its time.
const HANG: Duration = Duration::from_secs(60);
/// As of the main thread of a worker.
const STACK: usize = 8 * 1024 * 1024;

/// All inputs of a target; each is announced before it runs.
fn replayed(target: &Target, announce: &dyn Fn(String)) -> Vec<String> {
    let inputs = Corpus::default().inputs(target).unwrap();
    let mut failed = Vec::new();
    for (name, input) in &inputs {
        announce(format!("{} {name}", target.name));
        if let Err(wrong) = target.attempt(input) {
            failed.push(format!("{} {name}: {wrong}", target.name));
        }
    }
    let (mut random, mut mutator) = (Random::new(7), Mutator::new(11));
    let (started, mut kept) = (Instant::now(), false);
    for number in 0..CHANGED {
        if started.elapsed() > ENOUGH {
            break;
        }
        let (name, seed) = &inputs[number % inputs.len()];
        let (_, other) = random.one_of(&inputs).unwrap();
        let input = mutator.made_of(seed, other);
        announce(format!("{} {name}, changed as number {number}", target.name));
        if let Err(wrong) = target.attempt(&input) {
            failed.push(format!(
                "{} {name}, changed as number {number}: {wrong}",
                target.name
            ));
            // One is kept to be looked at: many of the others are the same.
            if !kept {
                kept = true;
                Corpus::default().keep(target, &input).unwrap();
            }
        }
    }
    failed
}

#[test]
fn every_input_ends_and_holds() {
    let next = AtomicUsize::new(0);
    let failed = thread::scope(|scope| {
        let workers: Vec<_> = (0..2)
            .map(|_| {
                scope.spawn(|| {
                    let mut failed = Vec::new();
                    while let Some(target) = TARGETS.get(next.fetch_add(1, Ordering::Relaxed)) {
                        failed.extend(watched(target));
                    }
                    failed
                })
            })
            .collect();
        workers
            .into_iter()
            .flat_map(|worker| worker.join().unwrap())
            .collect::<Vec<_>>()
    });
    assert!(failed.is_empty(), "{}", failed.join("\n"));
    assert_eq!(within_bounds(), Ok(()));
}

/// Runs a target in a thread of its own. One that hangs cannot be ended, but it is named.
fn watched(target: &'static Target) -> Vec<String> {
    let (tell, told) = channel();
    let thread = thread::Builder::new().stack_size(STACK);
    let running = thread
        .spawn(move || replayed(target, &|input| tell.send(input).unwrap()))
        .unwrap();
    let mut last = String::new();
    loop {
        match told.recv_timeout(HANG) {
            Ok(input) => last = input,
            Err(RecvTimeoutError::Disconnected) => return running.join().unwrap(),
            Err(RecvTimeoutError::Timeout) => return vec![format!("{last}: it does not end")],
        }
    }
}

#[test]
fn every_target_has_its_seeds() {
    let names: BTreeSet<String> = TARGETS.iter().map(|target| target.name.to_owned()).collect();
    assert_eq!(names.len(), TARGETS.len());
    for target in TARGETS {
        let inputs = Corpus::default().inputs(target).unwrap();
        assert!(inputs.len() >= 3, "{}: {} inputs", target.name, inputs.len());
        for (name, input) in &inputs {
            assert!(input.len() <= 64 * 1024, "{} {name} is large", target.name);
        }
    }
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/corpus");
    for entry in std::fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(names.contains(&name), "corpus/{name} has no target");
    }
}

/// Most seeds are whole files: what they change into is worth little otherwise.
#[test]
fn seeds_are_read_as_what_they_are() {
    let mut seen = BTreeSet::new();
    for target in TARGETS.iter().filter(|target| target.name != "copy") {
        for (name, input) in Corpus::default().inputs(target).unwrap() {
            let format = target.format_of(&input);
            let known = format
                .as_deref()
                .is_some_and(|format| !matches!(format, "binary" | "empty"));
            // Those that failed once are damaged, and some ask for a password.
            assert!(
                known || name.len() == 16 || name.contains("encrypted"),
                "{} {name}: {format:?}",
                target.name
            );
            seen.extend(format);
        }
    }
    for format in [
        "zip",
        "tar",
        "csv in gzip",
        "csv in bzip2",
        "csv in xz",
        "csv in zstd",
        "csv in lz4",
        "7z",
        "pdf",
        "docx",
        "xlsx",
        "pptx",
        "odt",
        "ods",
        "odp",
        "rtf",
        "doc",
        "xls",
        "eml",
        "mbox",
        "msg",
        "csv",
        "json",
        "yaml",
        "settings",
        "vcard",
        "sql",
        "source",
        "xml",
        "text",
        "image",
        "sqlite",
    ] {
        assert!(seen.contains(format), "no seed is {format}: {seen:?}");
    }
}

#[test]
fn the_same_seed_changes_the_same() {
    let changes = |seed| {
        let mut mutator = Mutator::new(seed);
        (0..50)
            .map(|_| mutator.made_of(b"id,email\n1,ann@site.test\n", b"{\"a\": 1}"))
            .collect::<Vec<_>>()
    };
    assert_eq!(changes(3), changes(3));
    assert_ne!(changes(3), changes(4));
}
