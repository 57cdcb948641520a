//! Reports of findings: complete, without values, safe for whoever opens them.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "test code")]

mod common;

use common::Desk;
use serde_json::Value;

const MAIL: &str = "anna.smith@northwind.test";
const CARD: &str = "4539148803436467";

/// Names that mean something to spreadsheets, browsers and terminals.
const NAMES: [&str; 6] = [
    "=HYPERLINK(1)+people.csv",
    "<script>alert(1)</script>.csv",
    "a\u{202e}vsc.exe.csv",
    "@sum, \"quoted\".csv",
    "-2+3 it's.csv",
    "plain.csv",
];

fn desk() -> Desk {
    let desk = Desk::new();
    let folder = desk.dir.path().join("files");
    std::fs::create_dir(&folder).unwrap();
    for name in NAMES {
        // A slash in a name would be a folder.
        let name = name.replace('/', "\u{2215}");
        std::fs::write(folder.join(name), format!("mail,card\n{MAIL},{CARD}\n")).unwrap();
    }
    let path = format!("path={}", folder.display());
    let made = desk.one(&[
        "connector",
        "create",
        "--name",
        "=Papers",
        "--provider",
        "local",
        "--set",
        &path,
    ]);
    desk.one(&["sync", made["connector"]["id"].as_str().unwrap()]);
    desk
}

fn report(desk: &Desk, format: &str) -> String {
    let output = desk.run(&["finding", "export", "--format", format]);
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(
        !text.contains(MAIL) && !text.contains(CARD),
        "a value is in the report"
    );
    let file = desk.dir.path().join(format!("report.{format}"));
    desk.one(&[
        "finding",
        "export",
        "--format",
        format,
        "--to",
        file.to_str().unwrap(),
    ]);
    if format != "html" {
        assert_eq!(std::fs::read_to_string(&file).unwrap(), text);
    }
    text
}

#[test]
fn every_form_has_every_finding_and_no_value() {
    let desk = desk();
    let all = desk.json(&["finding", "list"]).len();
    assert!(all >= 2 * NAMES.len());

    let table = report(&desk, "csv");
    assert_eq!(table.lines().count(), all + 1);
    for cell in table.lines().skip(1).flat_map(|line| line.split(',')) {
        assert!(
            !cell.trim_start_matches('"').starts_with(['=', '@', '+', '-']),
            "{cell}"
        );
    }

    let json: Vec<Value> = serde_json::from_str(&report(&desk, "json")).unwrap();
    assert_eq!(json.len(), all);

    let sarif: Value = serde_json::from_str(&report(&desk, "sarif")).unwrap();
    assert_eq!(sarif["version"], "2.1.0");
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    assert_eq!(results.len(), all);
    let rules: Vec<&Value> = sarif["runs"][0]["tool"]["driver"]["rules"]
        .as_array()
        .unwrap()
        .iter()
        .map(|rule| &rule["id"])
        .collect();
    for result in results {
        assert!(rules.contains(&&result["ruleId"]));
        let uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
            .as_str()
            .unwrap();
        assert!(
            uri.bytes()
                .all(|byte| byte.is_ascii_graphic() && !b"<>\"".contains(&byte)),
            "{uri}"
        );
    }

    let page = report(&desk, "html");
    assert_eq!(page.matches("<tr><td class=\"s ").count(), all);
    assert!(page.contains("default-src 'none'") && !page.contains("<script"));
    assert!(page.contains("&lt;script&gt;") && !page.contains('\u{202e}'));
}

#[test]
fn a_report_that_cannot_be_written_leaves_nothing() {
    let desk = desk();
    let there = desk.dir.path().join("nowhere/report.csv");
    let output = desk.run(&["finding", "export", "--to", there.to_str().unwrap()]);
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("could not be written"));
}
