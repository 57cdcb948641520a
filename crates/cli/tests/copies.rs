//! Redacted copies on the command line: of one shot, and of what a connector holds.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "test code")]

mod common;

use common::{Desk, lines};
use serde_json::{Value, json};
use std::io::Write;
use std::path::Path;
use std::process::{Output, Stdio};

const MAIL: &str = "anna.smith@northwind.test";
const CARD: &str = "4539 1488 0343 6467";
const PLAIN_CARD: &str = "4539148803436467";

/// Files of several kinds that all hold the same two values.
fn files(folder: &Path) {
    std::fs::create_dir_all(folder.join("exports")).unwrap();
    let write = |name: &str, bytes: &[u8]| std::fs::write(folder.join(name), bytes).unwrap();
    write(
        "exports/people.csv",
        format!("mail,card\n{MAIL},\"{CARD}\"\n").as_bytes(),
    );
    write(
        "exports/events.jsonl",
        format!("{{\"mail\":\"{MAIL}\",\"card\":{PLAIN_CARD}}}\n").as_bytes(),
    );
    let text: Vec<u8> = std::iter::once(0xfeff)
        .chain(format!("mail {MAIL} soon\r\n").encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    write("letter.txt", &text);
    write("clean.txt", b"nothing of anybody\n");
    let mut archive = zip::ZipWriter::new(std::fs::File::create(folder.join("pack.zip")).unwrap());
    archive
        .start_file("in/people.csv", zip::write::SimpleFileOptions::default())
        .unwrap();
    archive.write_all(format!("mail\n{MAIL}\n").as_bytes()).unwrap();
    archive.finish().unwrap();
    write("film.mp4", b"\0\0\0\x18ftypmp42\0\0");
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Every byte of every file below `folder`, also of what is packed in zip files.
fn all_bytes(folder: &Path) -> Vec<u8> {
    let mut bytes = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            bytes.extend(all_bytes(&path));
        } else if path.extension().is_some_and(|end| end == "zip") {
            let mut archive = zip::ZipArchive::new(std::fs::File::open(&path).unwrap()).unwrap();
            for index in 0..archive.len() {
                std::io::copy(&mut archive.by_index(index).unwrap(), &mut bytes).unwrap();
            }
        } else {
            bytes.extend(std::fs::read(path).unwrap().into_iter().filter(|byte| *byte != 0));
        }
    }
    bytes
}

/// Every file below `folder`.
fn all_files(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(all_files(&path));
        } else {
            found.push(path);
        }
    }
    found
}

fn holds(bytes: &[u8], value: &str) -> bool {
    bytes
        .windows(value.len())
        .any(|window| window == value.as_bytes())
}

/// A letter of one page.
fn letter(line: &str, author: &str, font: &str) -> Vec<u8> {
    let content = format!("BT /F 12 Tf 50 700 Td ({line}) Tj ET");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Count 1 /Kids [3 0 R] >>".to_owned(),
        format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources << /Font << /F << /Type /Font {font} >> >> >> >>"
        ),
        format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()),
        format!("<< /Author ({author}) >>"),
    ];
    let mut out = "%PDF-1.7\n".to_owned();
    let mut list = String::from("xref\n0 6\n0000000000 65535 f \n");
    for (at, object) in objects.iter().enumerate() {
        list.push_str(&format!("{:010} 00000 n \n", out.len()));
        out.push_str(&format!("{} 0 obj\n{object}\nendobj\n", at + 1));
    }
    let place = out.len();
    out.push_str(&format!(
        "{list}trailer\n<< /Size 6 /Root 1 0 R /Info 5 0 R >>\nstartxref\n{place}\n%%EOF\n"
    ));
    out.into_bytes()
}

#[test]
fn a_pdf_letter_has_a_copy_without_its_letters_and_one_that_nobody_can_read_has_none() {
    let desk = Desk::new();
    let (from, to) = (desk.dir.path().join("from"), desk.dir.path().join("to"));
    std::fs::create_dir_all(&from).unwrap();
    let plain = "/Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding";
    let line = format!("Please write to {MAIL} today");
    std::fs::write(from.join("letter.pdf"), letter(&line, MAIL, plain)).unwrap();
    let dumb = "/Subtype /Type0 /BaseFont /Made /Encoding /Identity-H";
    std::fs::write(from.join("dumb.pdf"), letter("abcdefghijkl", MAIL, dumb)).unwrap();
    let output = desk.run(&[
        "scan",
        from.to_str().unwrap(),
        "--redact-to",
        to.to_str().unwrap(),
    ]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        stderr(&output).contains("no copy (refused): dumb.pdf"),
        "{}",
        stderr(&output)
    );
    assert!(!to.join("dumb.pdf").exists());
    let copy = std::fs::read(to.join("letter.pdf")).unwrap();
    assert!(!holds(&copy, MAIL) && holds(&copy, "[EMAIL_ADDRESS]"));
    let found = desk.run(&["scan", to.to_str().unwrap(), "--format", "jsonl"]);
    assert!(
        lines(&found.stdout).iter().all(|line| line["detector"].is_null()),
        "{found:?}"
    );
}

#[test]
fn one_shot_copies_hold_no_value_and_say_what_has_no_copy() {
    let desk = Desk::new();
    let (from, to) = (desk.dir.path().join("from"), desk.dir.path().join("to"));
    files(&from);
    let (from, to) = (from.to_str().unwrap().to_owned(), to.to_str().unwrap().to_owned());
    let output = desk.run(&["scan", &from, "--redact-to", &to]);
    assert_eq!(
        output.status.code(),
        Some(1),
        "a file without a copy is told by the exit code"
    );
    assert!(
        stderr(&output).contains("no copy (refused): film.mp4"),
        "{}",
        stderr(&output)
    );
    let bytes = all_bytes(Path::new(&to));
    for value in [MAIL, CARD, PLAIN_CARD] {
        assert!(!holds(&bytes, value), "{value} was left");
    }
    let read = |name: &str| std::fs::read_to_string(Path::new(&to).join(name)).unwrap();
    assert_eq!(
        read("exports/people.csv"),
        "mail,card\n[EMAIL_ADDRESS],\"[PAYMENT_CARD]\"\n"
    );
    assert_eq!(
        read("exports/events.jsonl"),
        "{\"mail\":\"[EMAIL_ADDRESS]\",\"card\":\"[PAYMENT_CARD]\"}\n"
    );
    assert_eq!(read("clean.txt"), "nothing of anybody\n");
    let manifest: Value = serde_json::from_str(&read("tidegate-manifest.json")).unwrap();
    assert_eq!(manifest["totals"]["verified"], 4);
    assert_eq!(manifest["totals"]["unchanged"], 1);
    assert_eq!(manifest["totals"]["refused"], 1);
    assert!(!holds(manifest.to_string().as_bytes(), MAIL));

    // The same again is the same: what is there is this copy.
    let again = desk.run(&["scan", &from, "--redact-to", &to]);
    assert_eq!(
        stderr(&again).matches("no copy").count(),
        stderr(&output).matches("no copy").count()
    );
    // Nothing is found in the copies.
    let found = desk.run(&["scan", &to, "--format", "jsonl"]);
    assert!(
        lines(&found.stdout).iter().all(|line| line["detector"].is_null()),
        "{found:?}"
    );
    // What lies at a copy's place is not replaced.
    std::fs::write(Path::new(&to).join("letter.txt"), "mine").unwrap();
    let refused = desk.run(&["scan", &from, "--redact-to", &to]);
    assert!(
        stderr(&refused).contains("letter.txt: Another file is at the place"),
        "{}",
        stderr(&refused)
    );
    assert_eq!(read("letter.txt"), "mine");
}

#[test]
fn copies_never_go_into_what_is_scanned() {
    let desk = Desk::new();
    let from = desk.dir.path().join("from");
    files(&from);
    for to in [from.clone(), from.join("copies"), desk.dir.path().to_owned()] {
        let output = desk.run(&[
            "scan",
            from.to_str().unwrap(),
            "--redact-to",
            to.to_str().unwrap(),
        ]);
        assert_eq!(output.status.code(), Some(3), "{}", stderr(&output));
        assert!(
            stderr(&output).contains("would lie in what is"),
            "{}",
            stderr(&output)
        );
    }
    assert!(!from.join("tidegate-manifest.json").exists() && !from.join("copies").exists());
}

#[test]
fn a_policys_actions_hold_and_what_needs_a_key_is_not_promised_without_one() {
    let desk = Desk::new();
    let from = desk.dir.path().join("from");
    files(&from);
    let policy = |actions: Value| {
        let file = desk.dir.path().join("policy.json");
        let policy = json!({ "name": "Mine", "actions": actions });
        std::fs::write(&file, policy.to_string()).unwrap();
        file.to_str().unwrap().to_owned()
    };
    let to = desk.dir.path().join("masked");
    let file = policy(json!({
        "otherwise": { "do": "report" },
        "categories": { "financial": { "do": "mask", "keep_last": 4 } },
    }));
    let run = |policy: &str, to: &Path, with: &str| {
        desk.run(&[
            "scan",
            from.to_str().unwrap(),
            "--policy",
            policy,
            "--redact-to",
            to.to_str().unwrap(),
            "--redact-with",
            with,
        ])
    };
    run(&file, &to, "report");
    assert_eq!(
        std::fs::read_to_string(to.join("exports/people.csv")).unwrap(),
        format!("mail,card\n{MAIL},\"XXXXXXXXXXXXXXX6467\"\n")
    );
    let file = policy(json!({ "detectors": { "payment_card": { "do": "encrypt" } } }));
    let refused = run(&file, &desk.dir.path().join("never"), "replace");
    assert_eq!(refused.status.code(), Some(3));
    assert!(stderr(&refused).contains("needs a key"), "{}", stderr(&refused));
}

fn synced(desk: &Desk) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    files(folder.path());
    let path = format!("path={}", folder.path().display());
    let made = desk.one(&[
        "connector",
        "create",
        "--name",
        "Files",
        "--provider",
        "local",
        "--set",
        &path,
    ]);
    let id = made["connector"]["id"].as_str().unwrap().to_owned();
    desk.run(&["sync", &id]);
    (folder, id)
}

#[test]
fn an_export_is_planned_made_shown_and_signed() {
    let desk = Desk::new();
    let (folder, connector) = synced(&desk);
    let to = desk.dir.path().join("copies");
    let to_text = to.to_str().unwrap();
    let plan = desk.one(&["export", "create", &connector, "--to", to_text, "--dry-run"]);
    assert_eq!((&plan["objects"], &plan["with_findings"]), (&json!(6), &json!(4)));
    assert!(!to.exists(), "a dry run makes nothing");
    let inside = folder.path().join("new/copies");
    let refused = desk.run(&["export", "create", &connector, "--to", inside.to_str().unwrap()]);
    assert!(stderr(&refused).contains("would lie in what is scanned"));
    let refused = desk.run(&[
        "export",
        "create",
        &connector,
        "--to",
        &format!("{to_text}/x/../../sideways"),
    ]);
    assert!(
        stderr(&refused).contains("follows a folder that is not there"),
        "{}",
        stderr(&refused)
    );
    assert!(
        !folder.path().join("new").exists() && !to.exists(),
        "nor does a refusal"
    );

    let output = desk.run(&[
        "export",
        "create",
        &connector,
        "--to",
        to_text,
        "--redact-with",
        "encrypt",
        "--project",
        "audit",
        "--json",
    ]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    let export = lines(&output.stdout).remove(0);
    assert_eq!(export["status"], "completed_with_errors");
    assert_eq!(export["totals"]["verified"], 4);
    assert_eq!(export["totals"]["refused"], 1);
    let bytes = all_bytes(&to);
    assert!(!holds(&bytes, MAIL) && !holds(&bytes, PLAIN_CARD));

    // Who has the vault can have a value back, for its own project only.
    let copy = std::fs::read_to_string(to.join("exports/people.csv")).unwrap();
    let token = copy.lines().nth(1).unwrap().split(',').next().unwrap().to_owned();
    let asked = |project: &str| {
        let mut child = desk
            .command(&["export", "reidentify", "--project", project])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(token.as_bytes()).unwrap();
        child.wait_with_output().unwrap()
    };
    assert_eq!(String::from_utf8_lossy(&asked("audit").stdout).trim(), MAIL);
    assert_eq!(asked("other").status.code(), Some(3));

    let id = export["id"].as_str().unwrap();
    let manifest = to.join(format!("tidegate-manifest-{id}.json"));
    let manifest_text = manifest.to_str().unwrap();
    assert_eq!(
        desk.one(&["export", "verify", manifest_text])["signed_here"],
        true
    );
    let changed = std::fs::read_to_string(&manifest)
        .unwrap()
        .replace("\"refused\": 1", "\"refused\": 0");
    std::fs::write(&manifest, changed).unwrap();
    assert_eq!(
        desk.run(&["export", "verify", manifest_text]).status.code(),
        Some(1)
    );

    let all = desk.json(&["export", "list"]);
    assert_eq!(all.len(), 1);
    let id = all[0]["id"].as_str().unwrap();
    let items = desk.json(&["export", "show", id, "--items"]);
    assert_eq!(items.len(), 6);
    let film = items.iter().find(|item| item["key"] == "film.mp4").unwrap();
    assert_eq!(film["state"], "refused");
    // Everything has its end: there is nothing to go on with.
    assert_eq!(desk.run(&["export", "resume", id]).status.code(), Some(1));

    // What changed since it was examined is not copied unseen.
    std::fs::write(folder.path().join("clean.txt"), format!("now {MAIL}\n")).unwrap();
    let other = desk.dir.path().join("other");
    let output = desk.run(&["export", "create", &connector, "--to", other.to_str().unwrap()]);
    assert!(
        stderr(&output).contains("It has changed since it was examined"),
        "{}",
        stderr(&output)
    );
    assert!(!other.join("clean.txt").exists());

    // Copies of one export are of one policy.
    let id = desk.json(&["export", "list"])[0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    desk.one(&["connector", "update", &connector, "--policy", "Secrets"]);
    let refused = desk.run(&["export", "resume", &id]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(
        stderr(&refused).contains("The policy has changed since this export began"),
        "{}",
        stderr(&refused)
    );
    desk.one(&["connector", "update", &connector, "--policy", "Everything"]);
    let resumed = desk.run(&["export", "resume", &id]);
    assert!(
        stderr(&resumed).contains("It has changed since it was examined"),
        "{}",
        stderr(&resumed)
    );
}

#[test]
fn only_what_an_export_wrote_is_replaced() {
    let desk = Desk::new();
    let (_folder, connector) = synced(&desk);
    let to = desk.dir.path().join("copies");
    let export = |more: &[&str]| {
        let words = [
            "export",
            "create",
            &connector,
            "--to",
            to.to_str().unwrap(),
            "--json",
        ];
        let output = desk.run(&[words.as_slice(), more].concat());
        (lines(&output.stdout).remove(0), stderr(&output))
    };
    let (first, _) = export(&[]);
    assert_eq!(first["totals"]["verified"], 4);
    let people = || std::fs::read_to_string(to.join("exports/people.csv")).unwrap();
    assert!(people().contains("[EMAIL_ADDRESS]"));

    let (refused, told) = export(&["--redact-with", "redact"]);
    assert_eq!(refused["totals"]["verified"], 0, "{told}");
    assert!(told.contains("let the export replace earlier copies"), "{told}");
    assert!(people().contains("[EMAIL_ADDRESS]"));

    std::fs::write(to.join("letter.txt"), "mine").unwrap();
    let (replaced, told) = export(&["--redact-with", "redact", "--replace"]);
    assert_eq!(replaced["totals"]["verified"], 3, "{told}");
    assert!(told.contains("no earlier copy of this object"), "{told}");
    assert_eq!(std::fs::read_to_string(to.join("letter.txt")).unwrap(), "mine");
    assert_eq!(people().lines().nth(1), Some(",\"\""));
}

#[test]
fn an_export_to_a_connector_stays_inside_its_place_and_out_of_every_scope() {
    let desk = Desk::new();
    let (_folder, connector) = synced(&desk);
    let around = tempfile::tempdir().unwrap();
    let target = around.path().join("a/b/c");
    std::fs::create_dir_all(&target).unwrap();
    let path = format!("path={}", target.display());
    let out = |name: &str, excluded: &[&str]| {
        let mut words = vec![
            "connector",
            "create",
            "--name",
            name,
            "--provider",
            "local",
            "--set",
            &path,
            "--export-to",
            "out",
        ];
        words.extend(excluded.iter().flat_map(|glob| ["--exclude", glob]));
        desk.one(&words);
    };
    out("Scans", &[]);
    let refused = desk.run(&["export", "create", &connector, "--to", "Scans:out/clean"]);
    assert!(
        stderr(&refused).contains("would lie in what"),
        "{}",
        stderr(&refused)
    );
    desk.one(&["connector", "delete", "Scans"]);
    out("Out", &["out/**", "**/outside/**", "elsewhere/**"]);
    let refused = desk.run(&["export", "create", &connector, "--to", "Files:copies"]);
    assert!(!refused.status.success(), "{}", stderr(&refused));

    for place in HOSTILE {
        let output = desk.run(&["export", "create", &connector, "--to", &format!("Out:{place}")]);
        assert!(!output.status.success(), "{place:?}: {}", stderr(&output));
        let written: Vec<_> = all_files(around.path());
        assert!(written.is_empty(), "{place:?} wrote {written:?}");
    }
    let made = desk.run(&["export", "create", &connector, "--to", "Out:out/clean"]);
    assert_eq!(
        made.status.code(),
        Some(1),
        "the film has no copy: {}",
        stderr(&made)
    );
    let copies = target.join("out/clean");
    assert!(copies.join("exports/people.csv").exists());
    let manifests = std::fs::read_dir(&copies).unwrap().flatten();
    let manifests = manifests.filter(|file| {
        file.file_name()
            .to_string_lossy()
            .starts_with("tidegate-manifest-exp_")
    });
    assert_eq!(manifests.count(), 1);
    assert!(!holds(&all_bytes(&copies), MAIL));
}

/// Places that lie outside of `out` under one reading or another.
const HOSTILE: [&str; 60] = [
    "elsewhere",
    "elsewhere/",
    "out/../elsewhere",
    "out/..",
    "out/../..",
    "../outside",
    "../out",
    "./out/../x",
    "out/./x",
    "out/a/../../x",
    "/out/x",
    "//out/x",
    "/etc",
    "x/out",
    "Out",
    "OUT/x",
    "out.txt",
    "outside/x",
    "out\\x",
    "out/..\\x",
    "out\\..\\x",
    "..\\outside",
    "out/%2e%2e/x",
    "out/%2E%2E/x",
    "out/%2e%2e%2fx",
    "out/%252e%252e/x",
    "out/..%2fx",
    "out/..%5cx",
    "out/.%2e/x",
    "out/%2e./x",
    "%6fut/x",
    "out%2fx",
    "%2e%2e/outside",
    "..%2foutside",
    "out/../out/../x",
    "out/x/../../..",
    "out/..;/../x",
    ".",
    "..",
    "../../../../../../tmp/outside",
    "out /x",
    " out/x",
    "out\u{200b}/x",
    "o\u{fc}t/x",
    "\u{ff4f}\u{ff55}\u{ff54}/x",
    "out\u{2215}x",
    "out\u{ff0f}x",
    "out\u{2044}..\u{2044}x",
    "out\u{29f5}x",
    "\u{202e}tuo/x",
    "out:x",
    "out~1/x",
    "file:///etc/out/x",
    "~/out/x",
    "$HOME/out",
    "%c0%ae%c0%ae/out/x",
    "out%c0%af..%c0%afx",
    "out/\u{2025}/../../x",
    "out/a/b/../../../elsewhere",
    "*/out",
];

#[test]
fn pictures_are_copied_once_their_text_was_read() {
    let desk = Desk::new();
    let (from, to) = (desk.dir.path().join("from"), desk.dir.path().join("to"));
    std::fs::create_dir_all(&from).unwrap();
    let pictures = concat!(env!("CARGO_MANIFEST_DIR"), "/../formats/tests/files/images");
    for name in ["everything.jpg", "chunks.png", "exif.heic"] {
        std::fs::copy(Path::new(pictures).join(name), from.join(name)).unwrap();
    }
    let paths = [&from, &to].map(|path| path.to_str().unwrap());
    let unread = desk.run(&["scan", paths[0], "--redact-to", paths[1]]);
    assert_eq!(unread.status.code(), Some(1));
    // Where nobody reads their text there are no copies.
    let said = stderr(&unread);
    assert_eq!(said.matches("no copy (refused)").count(), 3, "{said}");
    assert!(said.contains("Tesseract is not installed"), "{said}");
    let mut with_tesseract = desk.command(&["scan", paths[0], "--redact-to", paths[1]]);
    let path = std::env::var_os("PATH").unwrap();
    let output = with_tesseract.env("PATH", path).output().unwrap();
    // It does not read HEIC.
    assert_eq!(output.status.code(), Some(1));
    let said = stderr(&output);
    assert_eq!(said.matches("no copy (refused)").count(), 1, "{said}");
    assert!(said.contains("no copy (refused): exif.heic"), "{said}");
    let (before, after) = (all_bytes(&from), all_bytes(&to));
    assert!(holds(&before, "@site.test") && !holds(&after, "@site.test"));
    let found = desk.run(&["scan", paths[1], "--format", "jsonl"]);
    assert!(
        lines(&found.stdout).iter().all(|line| line["detector"].is_null()),
        "{found:?}"
    );
}
