//! Hostile files of every kind, made by the test, in one folder with good ones: the program lives, every file ends
//! in one state that is told, and the good ones are examined.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "test code")]

mod archives;
mod data;
mod documents;
mod text;
mod zip;

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// What must become of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// It cannot be examined whole, and that is told.
    Told,
    /// It may be harmless to a reader that is careful; whichever it is, the scan goes on.
    Any,
}

/// No single file may hold the scan up for longer: FAULTS names 70 s; here all of them together have this.
const PATIENCE: Duration = Duration::from_secs(900);

struct Scanned {
    /// State and reason by path, of what was not examined whole.
    gaps: BTreeMap<String, (String, String)>,
    /// Paths with findings, and the members they are in.
    found: BTreeSet<(String, String)>,
    files: u64,
}

fn scan(folder: &TempDir) -> Scanned {
    let begun = Instant::now();
    let mut program = Command::new(env!("CARGO_BIN_EXE_tidegate"))
        .args(["scan", "--format", "json", "--threads", "2"])
        .arg(folder.path())
        .env_clear()
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut pipe = program.stdout.take().unwrap();
    let reading = std::thread::spawn(move || {
        let mut text = String::new();
        std::io::Read::read_to_string(&mut pipe, &mut text).unwrap();
        text
    });
    while !reading.is_finished() && begun.elapsed() < PATIENCE {
        std::thread::yield_now();
        std::thread::park_timeout(Duration::from_millis(50));
    }
    if !reading.is_finished() {
        program.kill().unwrap();
    }
    let text = reading.join().unwrap();
    let status = program.wait().unwrap();
    assert!(status.code().is_some(), "the program itself died: {status}");
    let told: Value = serde_json::from_str(&text).unwrap();
    let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    Scanned {
        gaps: told["not_examined"]
            .as_array()
            .unwrap()
            .iter()
            .map(|gap| {
                (
                    word(&gap["path"]),
                    (word(&gap["not_examined"]), word(&gap["reason"])),
                )
            })
            .collect(),
        found: told["findings"]
            .as_array()
            .unwrap()
            .iter()
            .map(|found| (word(&found["path"]), word(&found["location"]["member"])))
            .collect(),
        files: told["summary"]["files"].as_u64().unwrap(),
    }
}

fn kinds() -> Vec<(&'static str, Kind, Vec<u8>)> {
    let mut all = archives::all();
    all.extend(documents::all());
    all.extend(data::all());
    all.extend(text::all());
    all
}

#[test]
fn hostile_files_are_told_and_their_neighbours_examined() {
    let folder = tempfile::tempdir().unwrap();
    let kinds = kinds();
    assert!(kinds.len() >= 60, "{} kinds", kinds.len());
    for (name, _, bytes) in &kinds {
        std::fs::write(folder.path().join(name), bytes).unwrap();
    }
    // Listed first, in between and last.
    let good: [(&str, Vec<u8>); 4] = [
        ("0.txt", b"write to first@northwind.test\n".to_vec()),
        ("d.zip", archives::good()),
        ("m.txt", b"write to middle@northwind.test\n".to_vec()),
        ("z.zip", archives::good()),
    ];
    for (name, bytes) in &good {
        std::fs::write(folder.path().join(name), bytes).unwrap();
    }
    let scanned = scan(&folder);
    assert_eq!(
        scanned.files,
        (kinds.len() + good.len()) as u64,
        "every file has one end"
    );
    let mut wrong = Vec::new();
    for (name, kind, _) in &kinds {
        match scanned.gaps.get(*name) {
            None if *kind == Kind::Told => wrong.push(format!("{name}: taken for examined")),
            Some((state, reason)) if reason.is_empty() || reason.chars().any(char::is_control) => {
                wrong.push(format!("{name}: {state} for {reason:?}"));
            }
            _ => {}
        }
    }
    for (name, _) in &good {
        if let Some((state, reason)) = scanned.gaps.get(*name) {
            wrong.push(format!("{name}: {state}: {reason}"));
        }
        let member = if name.ends_with(".zip") { "people.csv" } else { "" };
        if !scanned.found.contains(&((*name).to_owned(), member.to_owned())) {
            wrong.push(format!("{name}: its finding is missing"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Well-made files with a few bytes changed, each differently: none of them stops the scan.
#[test]
fn spoilt_files_stop_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let seeds = [
        ("zip", archives::good()),
        (
            "docx",
            documents::docx(
                "<w:document xmlns:w=\"x\"><w:body><w:p><w:r><w:t>a@northwind.test</w:t></w:r></w:p></w:body></w:document>",
            ),
        ),
        (
            "xlsx",
            documents::xlsx(
                "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c></row>",
                "<sst><si><t>a@northwind.test</t></si></sst>",
            ),
        ),
        ("txt.gz", zip::gzip(b"packed@northwind.test")),
    ];
    let mut chance = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = move || {
        chance ^= chance << 13;
        chance ^= chance >> 7;
        chance ^= chance << 17;
        chance as usize
    };
    let rounds = 60;
    for (end, seed) in &seeds {
        for round in 0..rounds {
            let mut bytes = seed.clone();
            for _ in 0..=round % 4 {
                let at = next() % bytes.len();
                bytes[at] = next() as u8;
            }
            if round % 5 == 0 {
                bytes.truncate(next() % bytes.len() + 1);
            }
            std::fs::write(folder.path().join(format!("{round:03}.{end}")), bytes).unwrap();
        }
    }
    std::fs::write(folder.path().join("z.txt"), "write to last@northwind.test\n").unwrap();
    let scanned = scan(&folder);
    assert_eq!(scanned.files, (seeds.len() * rounds + 1) as u64);
    assert!(scanned.found.contains(&("z.txt".to_owned(), String::new())));
    assert!(!scanned.gaps.contains_key("z.txt"));
}
