//! Redacted copies as part of a sync: what is new or changed is copied, the rest is not, and what has no copy is told.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "test code")]

mod common;

use common::{Desk, lines};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

const MAIL: &str = "anna.smith@northwind.test";
const CARD: &str = "4539 1488 0343 6467";

/// A folder that is synced, with its copies beside it.
struct Place {
    desk: Desk,
    from: PathBuf,
    to: PathBuf,
}

impl Place {
    fn new() -> Self {
        let desk = Desk::new();
        let (from, to) = (desk.dir.path().join("from"), desk.dir.path().join("copies"));
        std::fs::create_dir_all(from.join("sub")).unwrap();
        let place = Self { desk, from, to };
        place.write("people.csv", &format!("mail,card\n{MAIL},\"{CARD}\"\n"));
        place.write("sub/letter.txt", &format!("write to {MAIL} soon\n"));
        place.write("clean.txt", "nothing of anybody\n");
        place
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.from.join(name), text).unwrap();
    }

    fn copy(&self, name: &str) -> String {
        std::fs::read_to_string(self.to.join(name)).unwrap()
    }

    fn policy(&self, actions: &Value) -> PathBuf {
        let file = self.desk.dir.path().join("policy.json");
        std::fs::write(&file, json!({ "name": "Mine", "actions": actions }).to_string()).unwrap();
        file
    }

    /// A policy that replaces everything, and a connector that keeps copies by it.
    fn kept() -> Self {
        let place = Self::new();
        let file = place.policy(&json!({ "otherwise": { "do": "replace" } }));
        place.desk.one(&["policy", "create", file.to_str().unwrap()]);
        place
            .desk
            .one(&place.creating(place.to.to_str().unwrap(), "Mine"));
        place
    }

    fn creating<'a>(&'a self, to: &'a str, policy: &'a str) -> Vec<&'a str> {
        let from: &'a str = Box::leak(format!("path={}", self.from.display()).into_boxed_str());
        vec![
            "connector",
            "create",
            "--name",
            "Files",
            "--provider",
            "local",
            "--set",
            from,
            "--copies-to",
            to,
            "--policy",
            policy,
        ]
    }

    /// Syncs, and answers the run; `code` is the exit code that it must end with.
    fn sync(&self, more: &[&str], code: i32) -> Value {
        let output = self.desk.run(&[&["sync", "Files", "--json"], more].concat());
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(code), "{said}");
        lines(&output.stdout).remove(0)
    }

    fn document(&self, key: &str) -> Value {
        let all = self.desk.json(&["document", "list", "--connector", "Files"]);
        all.into_iter().find(|document| document["key"] == key).unwrap()
    }

    fn manifest(&self, run: &Value) -> Value {
        let name = format!("tidegate-manifest-{}.json", run["export_id"].as_str().unwrap());
        serde_json::from_str(&self.copy(&name)).unwrap()
    }
}

fn counts(run: &Value) -> [u64; 4] {
    ["to_copy", "copied", "redacted", "not_copied"].map(|name| run["counts"][name].as_u64().unwrap())
}

#[test]
fn a_sync_copies_what_is_new_or_changed_and_nothing_else() {
    let place = Place::kept();
    let first = place.sync(&[], 0);
    assert_eq!(first["status"], "completed", "{first}");
    assert_eq!(counts(&first), [3, 3, 2, 0], "{first}");
    assert_eq!(
        place.copy("people.csv"),
        "mail,card\n[EMAIL_ADDRESS],\"[PAYMENT_CARD]\"\n"
    );
    assert_eq!(place.copy("sub/letter.txt"), "write to [EMAIL_ADDRESS] soon\n");
    assert_eq!(place.copy("clean.txt"), "nothing of anybody\n");
    let export = place
        .desk
        .one(&["export", "show", first["export_id"].as_str().unwrap()]);
    assert_eq!(
        (&export["run_id"], &export["status"]),
        (&first["id"], &json!("completed"))
    );

    // Nothing has changed: nothing is copied, and no export is made of nothing.
    let second = place.sync(&[], 0);
    assert_eq!(
        (&second["status"], &second["counts"]["scanned"]),
        (&json!("completed"), &json!(0))
    );
    assert_eq!(counts(&second), [0, 0, 0, 0], "{second}");
    assert!(second["export_id"].is_null());

    place.write(
        "sub/letter.txt",
        &format!("write to {MAIL} and to {CARD}, later\n"),
    );
    std::fs::remove_file(place.from.join("clean.txt")).unwrap();
    let third = place.sync(&[], 0);
    assert_eq!(counts(&third), [1, 1, 1, 0], "{third}");
    assert_eq!(
        place.copy("sub/letter.txt"),
        "write to [EMAIL_ADDRESS] and to [PAYMENT_CARD], later\n"
    );
    // What went away at its source keeps its copy.
    assert_eq!(place.copy("clean.txt"), "nothing of anybody\n");
    // Each run says in its manifest what it copied.
    assert_eq!(place.manifest(&first)["items"].as_array().unwrap().len(), 3);
    assert_eq!(place.manifest(&third)["items"].as_array().unwrap().len(), 1);
    let letter = place.document("sub/letter.txt");
    assert_eq!(
        (&letter["copy"]["state"], &letter["copy"]["current"]),
        (&json!("verified"), &json!(true))
    );
    assert_eq!(letter["copy"]["export_id"], third["export_id"]);

    // A full sync makes all of them again, and finds them as they are.
    let full = place.sync(&["--mode", "full"], 0);
    assert_eq!(counts(&full), [2, 2, 2, 0], "{full}");
    assert_eq!(place.desk.json(&["export", "list"]).len(), 3);
}

#[test]
fn what_has_no_copy_is_told_by_run_document_and_export_until_it_has_one() {
    let place = Place::kept();
    std::fs::write(place.from.join("film.mp4"), b"\0\0\0\x18ftypmp42\0\0").unwrap();
    let first = place.sync(&[], 1);
    assert_eq!(first["status"], "completed_with_errors");
    assert_eq!(counts(&first), [4, 3, 2, 1], "{first}");
    let id = first["id"].as_str().unwrap();
    let told = place.desk.json(&["run", "logs", id]);
    let line = told.iter().find(|line| line["key"] == "film.mp4").unwrap();
    assert!(
        line["message"]
            .as_str()
            .unwrap()
            .starts_with("No redacted copy. "),
        "{line}"
    );
    let film = place.document("film.mp4");
    assert_eq!(film["copy"]["state"], "refused");
    assert!(
        film["copy"]["reason"]
            .as_str()
            .unwrap()
            .contains("not a kind of file")
    );
    let items = place
        .desk
        .json(&["export", "show", first["export_id"].as_str().unwrap(), "--items"]);
    assert!(items.iter().any(|item| item["state"] == "refused"));
    assert!(!place.to.join("film.mp4").exists());
    let said = place.desk.run(&["run", "show", id]);
    assert!(String::from_utf8_lossy(&said.stdout).contains("no copy  1"));

    // It is not tried again in vain, and not forgotten either.
    let second = place.sync(&[], 1);
    assert_eq!(second["status"], "completed_with_errors");
    assert_eq!(counts(&second), [0, 0, 0, 1], "{second}");

    // A person's file at the place of a copy stays.
    std::fs::write(place.to.join("new.txt"), "mine").unwrap();
    place.write("new.txt", &format!("{MAIL}\n"));
    std::fs::remove_file(place.from.join("film.mp4")).unwrap();
    let third = place.sync(&[], 1);
    assert_eq!(counts(&third), [1, 0, 0, 1], "{third}");
    assert_eq!(place.copy("new.txt"), "mine");
    assert!(
        place.document("new.txt")["copy"]["reason"]
            .as_str()
            .unwrap()
            .contains("was not touched")
    );
    std::fs::remove_file(place.to.join("new.txt")).unwrap();
    let last = place.sync(&["--mode", "full"], 0);
    assert_eq!(counts(&last), [4, 4, 3, 0], "{last}");
    assert_eq!(place.copy("new.txt"), "[EMAIL_ADDRESS]\n");
}

#[test]
fn another_policy_or_another_judgement_makes_copies_again() {
    let place = Place::kept();
    place.sync(&[], 0);
    let file = place.policy(&json!({
        "otherwise": { "do": "replace" },
        "categories": { "financial": { "do": "mask", "keep_last": 4 } },
    }));
    place
        .desk
        .one(&["policy", "update", "Mine", file.to_str().unwrap()]);
    let masked = place.sync(&[], 0);
    assert_eq!(masked["counts"]["scanned"], 0, "what is looked for is the same");
    assert_eq!(counts(&masked), [3, 3, 2, 0], "{masked}");
    assert_eq!(
        place.copy("people.csv"),
        "mail,card\n[EMAIL_ADDRESS],\"XXXXXXXXXXXXXXX6467\"\n"
    );

    // What a person says is not sensitive is left in the copies in which it was found, and only those are made again.
    let found = place.desk.json(&["finding", "list"]);
    let card = found
        .iter()
        .find(|finding| finding["detector"] == "payment_card")
        .unwrap();
    let card = card["id"].as_str().unwrap().to_owned();
    place
        .desk
        .json(&["finding", "triage", "false_positive", "--id", &card]);
    let judged = place.sync(&[], 0);
    assert_eq!(counts(&judged), [1, 1, 1, 0], "{judged}");
    assert_eq!(
        place.copy("people.csv"),
        format!("mail,card\n[EMAIL_ADDRESS],\"{CARD}\"\n")
    );
    place.desk.json(&["finding", "triage", "open", "--id", &card]);
    let back = place.sync(&[], 0);
    assert_eq!(counts(&back), [1, 1, 1, 0], "{back}");
    assert!(!place.copy("people.csv").contains(CARD));
}

#[test]
fn a_policy_that_only_reports_writes_nothing_and_says_so() {
    let place = Place::new();
    let output = place
        .desk
        .run(&place.creating(place.to.to_str().unwrap(), "Everything"));
    assert!(output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("only reports, so no copies are made"));
    let run = place.sync(&[], 0);
    assert_eq!(counts(&run), [0, 0, 0, 0]);
    assert!(!place.to.exists());
}

#[test]
fn copies_never_go_where_anything_is_scanned_or_where_others_are() {
    let place = Place::kept();
    let refused = |arguments: &[&str], what: &str| {
        let said = place.desk.refused(arguments, 3);
        assert!(said.contains(what), "{said}");
    };
    let inside = place.from.join("copies");
    let around = place.desk.dir.path().to_str().unwrap();
    for to in [place.from.to_str().unwrap(), inside.to_str().unwrap(), around] {
        refused(
            &["connector", "update", "Files", "--copies-to", to],
            "would lie in what is scanned",
        );
    }
    assert!(!inside.exists());
    // A connector's own scope counts before it is saved.
    let own = place.desk.dir.path().join("own");
    std::fs::create_dir(&own).unwrap();
    let path = format!("path={}", own.display());
    let make = |to: &str| {
        let words = [
            "connector",
            "create",
            "--name",
            "Other",
            "--provider",
            "local",
            "--set",
            &path,
            "--copies-to",
            to,
        ];
        words.map(str::to_owned)
    };
    let words = make(own.join("x").to_str().unwrap());
    refused(
        &words.each_ref().map(String::as_str),
        "would lie in what is scanned",
    );
    let words = make(place.to.join("deeper").to_str().unwrap());
    refused(&words.each_ref().map(String::as_str), "keeps its copies there");
    assert_eq!(place.desk.json(&["connector", "list"]).len(), 1);

    // What is scanned later, by another connector, is told when the copies would be made.
    let copies = format!("path={}", place.to.display());
    std::fs::create_dir_all(&place.to).unwrap();
    place.desk.one(&[
        "connector",
        "create",
        "--name",
        "Late",
        "--provider",
        "local",
        "--set",
        &copies,
    ]);
    let run = place.sync(&[], 1);
    assert_eq!(counts(&run), [0, 0, 0, 3], "{run}");
    assert!(
        run["first_errors"]
            .to_string()
            .contains("Redacted copies could not be made"),
        "{run}"
    );
    assert!(common::files(&place.to).is_empty());
    // Without them, a sync is as it was.
    place
        .desk
        .one(&["connector", "update", "Files", "--copies-to", ""]);
    assert_eq!(place.sync(&[], 0)["status"], "completed");
}

#[test]
fn a_place_that_cannot_be_made_is_told_by_the_run_and_used_once_it_can() {
    let place = Place::kept();
    std::fs::write(&place.to, "a file in its way").unwrap();
    let first = place.sync(&[], 1);
    assert_eq!(
        (&first["status"], &first["counts"]["scanned"]),
        (&json!("completed_with_errors"), &json!(3))
    );
    assert_eq!(counts(&first), [0, 0, 0, 3], "{first}");
    assert!(
        first["first_errors"]
            .to_string()
            .contains("Redacted copies could not be made"),
        "{first}"
    );
    assert!(place.desk.json(&["export", "list"]).is_empty());
    std::fs::remove_file(&place.to).unwrap();
    let second = place.sync(&[], 0);
    assert_eq!(second["counts"]["scanned"], 0);
    assert_eq!(counts(&second), [3, 3, 2, 0], "{second}");
}

/// Kills the program whenever some more copies are there, until they all are.
#[cfg(unix)]
#[test]
fn a_sync_that_is_killed_while_it_copies_goes_on_without_halves_and_doubles() {
    const OBJECTS: usize = 400;
    let place = Place::kept();
    for number in 0..OBJECTS - 3 {
        let filler = "nothing of anybody here\n".repeat(number * 3);
        place.write(
            &format!("sub/f{number:03}.txt"),
            &format!("{filler}write to person{number}@northwind.test today\n"),
        );
    }
    let there = || complete(&place.to);
    let (mut kills, mut seen) = (0, 0);
    loop {
        let last = place.desk.json(&["run", "list"]).into_iter().next();
        let words = match last
            .as_ref()
            .map(|run| (run["status"].as_str().unwrap(), &run["id"]))
        {
            None => vec!["sync", "Files"],
            Some(("running" | "interrupted" | "queued", id)) => vec!["run", "resume", id.as_str().unwrap()],
            Some(_) => break,
        };
        let mut child = place
            .desk
            .command(&words)
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        while child.try_wait().unwrap().is_none() {
            if there() >= seen + 30 {
                child.kill().unwrap();
                child.wait().unwrap();
                kills += 1;
                break;
            }
            std::thread::yield_now();
        }
        seen = there();
    }
    assert!(kills > 2, "it was killed {kills} times");
    assert_eq!(there(), OBJECTS);
    let runs = place.desk.json(&["run", "list"]);
    assert_eq!(runs.len(), 1);
    assert_eq!(runs[0]["status"], "completed", "{}", runs[0]);
    assert_eq!(counts(&runs[0]), [400, 400, 399, 0]);
    assert_eq!(place.desk.json(&["export", "list"]).len(), 1);
    assert_eq!(
        place.manifest(&runs[0])["items"].as_array().unwrap().len(),
        OBJECTS
    );
    assert_eq!(counts(&place.sync(&[], 0)), [0, 0, 0, 0]);
}

/// How many copies there are, each of them whole and without the value.
#[cfg(unix)]
fn complete(folder: &Path) -> usize {
    if !folder.exists() {
        return 0;
    }
    let whole = |path: &PathBuf| {
        let name = path.file_name().unwrap().to_str().unwrap();
        if name.starts_with(".tidegate-") || name.starts_with("tidegate-manifest") {
            return false;
        }
        let text = std::fs::read_to_string(path).unwrap();
        assert!(!text.contains("@northwind"), "{name} holds a value");
        assert!(text.ends_with('\n'), "{name} is cut off");
        if let Some(number) = name.strip_prefix('f').and_then(|rest| rest.strip_suffix(".txt")) {
            let number: usize = number.parse().unwrap();
            let length = 24 * number * 3 + "write to [EMAIL_ADDRESS] today\n".len();
            assert_eq!(text.len(), length, "{name}");
        }
        true
    };
    common::files(folder).iter().filter(|path| whole(path)).count()
}
