//! Copies beside their originals on the command line, over real folders.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "test code")]

mod common;

use common::Desk;
use serde_json::Value;
use std::io::Write;
use std::path::{Path, PathBuf};

const MAIL: &str = "anna.smith@northwind.test";
const CARD: &str = "4539 1488 0343 6467";
/// Rows of a file that is compared in several stretches.
const ROWS: usize = 5_000;

fn docx(path: &Path, paragraphs: &[String]) {
    let body: String = paragraphs
        .iter()
        .map(|text| format!("<w:p><w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r></w:p>"))
        .collect();
    let parts = [
        (
            "[Content_Types].xml",
            "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" \
             ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Override \
             PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.\
             wordprocessingml.document.main+xml\"/></Types>"
                .to_owned(),
        ),
        (
            "_rels/.rels",
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship \
             Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" \
             Target=\"word/document.xml\"/></Relationships>"
                .to_owned(),
        ),
        (
            "word/document.xml",
            format!(
                "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">\
                 <w:body>{body}</w:body></w:document>"
            ),
        ),
    ];
    let mut archive = zip::ZipWriter::new(std::fs::File::create(path).unwrap());
    for (name, text) in parts {
        archive
            .start_file(name, zip::write::SimpleFileOptions::default())
            .unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.finish().unwrap();
}

/// A synced folder and one export of it.
struct Made {
    desk: Desk,
    folder: tempfile::TempDir,
    copies: PathBuf,
    id: String,
    connector: String,
}

impl Made {
    fn new(with: &str) -> Self {
        let desk = Desk::new();
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).unwrap();
        let text: Vec<u8> = std::iter::once(0xfeff)
            .chain(format!("Dear all,\r\nwrite to {MAIL} soon.\r\n\r\nYours\r\n").encode_utf16())
            .flat_map(u16::to_le_bytes)
            .collect();
        write("letter.txt", &text);
        write(
            "people.csv",
            format!("mail,card,city\n{MAIL},\"{CARD}\",Oslo\nnobody,,Bergen\n").as_bytes(),
        );
        let rows: String = (0..ROWS)
            .map(|row| format!("{row},person.{row}@northwind.test,a note that says nothing at all\n"))
            .collect();
        write("many.csv", format!("id,mail,note\n{rows}").as_bytes());
        docx(
            &folder.path().join("letter.docx"),
            &[
                "Dear all,".into(),
                format!("write to {MAIL} soon."),
                "Yours".into(),
            ],
        );
        let mut archive = zip::ZipWriter::new(std::fs::File::create(folder.path().join("pack.zip")).unwrap());
        let options = zip::write::SimpleFileOptions::default();
        archive.start_file("in/people.csv", options).unwrap();
        archive.write_all(format!("mail\n{MAIL}\n").as_bytes()).unwrap();
        archive.finish().unwrap();
        write("clean.txt", b"nothing of anybody\n");
        write("film.mp4", b"\0\0\0\x18ftypmp42\0\0");
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
        let connector = made["connector"]["id"].as_str().unwrap().to_owned();
        desk.run(&["sync", &connector]);
        let copies = desk.dir.path().join("copies");
        let to = copies.to_str().unwrap();
        desk.run(&["export", "create", &connector, "--to", to, "--redact-with", with]);
        let id = desk.json(&["export", "list"])[0]["id"]
            .as_str()
            .unwrap()
            .to_owned();
        Self {
            desk,
            folder,
            copies,
            id,
            connector,
        }
    }

    fn compared(&self, key: &str, more: &[&str]) -> Vec<Value> {
        self.desk
            .json(&[&["export", "compare", &self.id, key], more].concat())
    }

    fn refused(&self, key: &str) -> String {
        self.desk.refused(&["export", "compare", &self.id, key], 1)
    }
}

fn text<'a>(told: &'a Value, field: &str) -> &'a str {
    told[field].as_str().unwrap_or_default()
}

#[test]
fn each_replacement_is_told_and_its_value_only_when_asked_for() {
    let made = Made::new("replace");
    for key in ["letter.txt", "letter.docx", "pack.zip", "people.csv"] {
        let masked = made.compared(key, &[]);
        let told = masked
            .first()
            .unwrap_or_else(|| panic!("{key} has a replacement"));
        assert_eq!(text(told, "detector"), "email_address", "{key}");
        assert_eq!(text(told, "after"), "[EMAIL_ADDRESS]", "{key}");
        assert_eq!(text(told, "before"), "•••@•••", "{key}");
        assert!(!serde_json::to_string(&masked).unwrap().contains("anna"), "{key}");
        let shown = made.compared(key, &["--reveal"]);
        assert_eq!(text(&shown[0], "before"), MAIL, "{key}");
    }
    let letter = &made.compared("letter.docx", &[])[0];
    assert_eq!(
        (text(letter, "context_before"), text(letter, "context_after")),
        ("write to ", " soon.")
    );
    let letter = &made.compared("letter.txt", &[])[0];
    assert_eq!(letter["line"], 2);
    let people = made.compared("people.csv", &["--reveal"]);
    assert_eq!(people.len(), 2);
    assert_eq!(
        (
            text(&people[1], "before"),
            text(&people[1], "after"),
            &people[1]["line"]
        ),
        (CARD, "[PAYMENT_CARD]", &2.into())
    );
    assert!(text(&made.compared("pack.zip", &[])[0], "part").contains("in/people.csv"));

    // A copy that is its original has nothing to tell, which is no failure.
    let output = made.desk.run(&["export", "compare", &made.id, "clean.txt"]);
    assert!(output.status.success() && output.stdout.is_empty());
    assert!(String::from_utf8_lossy(&output.stderr).contains("is that of the original"));
    let output = made.desk.run(&["export", "compare", &made.id, "people.csv"]);
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        "line 2: [-•••@•••-]{+[EMAIL_ADDRESS]+},\"[PAYMENT_CARD]\",Oslo (email_address)\n\
         line 2: [EMAIL_ADDRESS],\"[-••••••••6467-]{+[PAYMENT_CARD]+}\",Oslo (payment_card)\n"
    );
}

#[test]
fn a_large_file_is_compared_to_its_end() {
    let made = Made::new("redact");
    let told = made.compared("many.csv", &["--reveal"]);
    assert_eq!(told.len(), ROWS);
    for (row, told) in told.iter().enumerate() {
        assert_eq!(text(told, "before"), format!("person.{row}@northwind.test"));
        assert_eq!((text(told, "after"), &told["line"]), ("", &(row + 2).into()));
    }
    // Other values of the same form, of which parts are the same.
    let made = Made::new("pseudonymize");
    let told = made.compared("many.csv", &["--reveal"]);
    assert_eq!(told.len(), ROWS);
    let copy = std::fs::read_to_string(made.copies.join("many.csv")).unwrap();
    for ((row, told), line) in told.iter().enumerate().zip(copy.lines().skip(1)) {
        assert_eq!(text(told, "before"), format!("person.{row}@northwind.test"));
        assert_eq!(text(told, "after"), line.split(',').nth(1).unwrap());
    }
}

#[test]
fn what_is_not_what_it_was_is_said_and_not_compared() {
    let made = Made::new("replace");
    let copies = &made.copies;
    std::fs::write(copies.join("people.csv"), "mail,card,city\nx,y,z\n").unwrap();
    assert!(
        made.refused("people.csv")
            .contains("not as it was written any more")
    );
    std::fs::remove_file(copies.join("letter.docx")).unwrap();
    assert!(made.refused("letter.docx").contains("not at its place any more"));
    std::fs::write(made.folder.path().join("letter.txt"), "Dear all\n").unwrap();
    assert!(
        made.refused("letter.txt")
            .contains("has changed since its copy was made")
    );
    std::fs::remove_file(made.folder.path().join("pack.zip")).unwrap();
    assert!(
        made.refused("pack.zip")
            .contains("original is not there any more")
    );
    assert!(made.refused("film.mp4").contains("no copy of this object"));
    assert!(made.refused("never.txt").contains("nothing of never.txt"));
    std::fs::remove_dir_all(copies).unwrap();
    let output = made.desk.run(&["export", "compare", &made.id, "clean.txt"]);
    assert!(!output.status.success() && output.stdout.is_empty());
    assert!(String::from_utf8_lossy(&output.stderr).contains("is not there"));
}

#[test]
fn what_a_copy_would_be_is_shown_and_nothing_is_written() {
    let made = Made::new("replace");
    std::fs::remove_dir_all(&made.copies).unwrap();
    let preview = |key: &str, more: &[&str]| {
        made.desk
            .json(&[&["export", "preview", &made.connector, key], more].concat())
    };
    for key in ["letter.txt", "letter.docx", "pack.zip"] {
        let told = preview(key, &["--redact-with", "redact"]);
        assert_eq!((told.len(), text(&told[0], "before")), (1, "•••@•••"), "{key}");
        assert_eq!(text(&told[0], "after"), "", "{key}");
        assert_eq!(text(&preview(key, &["--reveal"])[0], "before"), MAIL, "{key}");
    }
    assert_eq!(preview("many.csv", &["--redact-with", "mask"]).len(), ROWS);
    // What is changed since the last sync is tried as it is now.
    std::fs::write(
        made.folder.path().join("letter.txt"),
        format!("now {MAIL} and {CARD}\n"),
    )
    .unwrap();
    assert_eq!(preview("letter.txt", &[]).len(), 2);
    let refused = |key: &str| made.desk.refused(&["export", "preview", &made.connector, key], 1);
    assert!(refused("film.mp4").contains("No copy would be made"));
    refused("never.txt");
    assert!(!made.copies.exists());
    let left = common::files(&made.desk.data());
    let bytes: Vec<u8> = left
        .iter()
        .flat_map(|path| std::fs::read(path).unwrap())
        .collect();
    assert!(
        !String::from_utf8_lossy(&bytes).contains(MAIL),
        "nothing of it is stored"
    );
}
