//! What must be true of every copy, shown by the readers, by poppler and by Python.

use super::seed::Seed;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use tidegate_formats::{Budget, Copied, CopyError, ReadingEnd, Removals, copy, leftovers};

static NUMBER: AtomicU32 = AtomicU32::new(0);

pub fn complex() -> Budget {
    Budget {
        complex: true,
        ..Budget::default()
    }
}

/// The copy and what is told of it.
pub fn copied(bytes: &[u8], removals: &Removals) -> Result<(Vec<u8>, Copied), CopyError> {
    let mut out = Vec::new();
    let mut input = bytes;
    let copied = copy("a.pdf", &mut input, removals, &complex(), &mut out)?;
    Ok((out, copied))
}

/// The reason for which there is no copy.
pub fn refused(bytes: &[u8], removals: &Removals) -> String {
    match copied(bytes, removals) {
        Err(CopyError::Refused { reason }) => reason,
        other => panic!("not refused: {:?}", other.map(|(_, copied)| copied)),
    }
}

/// Copies and proves the copy; gives it and what is told of it.
pub fn proved(bytes: &[u8], seed: &Seed) -> (Vec<u8>, Copied) {
    let removals = seed.removals();
    let (_, before) = leftovers("a.pdf", &mut &bytes[..], &removals, &complex()).unwrap();
    assert!(before > 0, "the readers see nothing of what was planted");
    let wrong = checked(bytes, &seed.values);
    assert!(!wrong.is_empty(), "the check sees nothing of what was planted");
    let (out, first) = copied(bytes, &removals).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(checked(&out, &seed.values), "", "in the copy");
    let (reading, left) = leftovers("a.pdf", &mut out.as_slice(), &removals, &complex()).unwrap();
    assert_eq!(left, 0, "the readers still see values");
    assert_eq!(reading.end, ReadingEnd::Complete);
    let (again, _) = copied(bytes, &removals).unwrap();
    assert!(again == out, "another copy is another file");
    let (second, told) = copied(&out, &removals).unwrap();
    assert!(second == out, "the copy's copy is another file");
    assert_eq!(told.replaced, 0);
    (out, first)
}

/// What Python and poppler find wrong in a file.
pub fn checked(bytes: &[u8], values: &[String]) -> String {
    run("check.py", bytes, values)
}

/// The file's text as poppler shows it.
pub fn shown(bytes: &[u8]) -> String {
    let (folder, file) = kept(bytes);
    let output = Command::new("pdftotext")
        .arg("-layout")
        .arg(&file)
        .arg("-")
        .output()
        .unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap()
}

fn kept(bytes: &[u8]) -> (std::path::PathBuf, std::path::PathBuf) {
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let folder = std::env::temp_dir().join(format!("tidegate-pdf-{}-{number}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("file.pdf");
    std::fs::write(&file, bytes).unwrap();
    (folder, file)
}

fn run(script: &str, bytes: &[u8], values: &[String]) -> String {
    let (folder, file) = kept(bytes);
    let list = folder.join("values");
    std::fs::write(&list, values.join("\n")).unwrap();
    let script = format!("{}/tests/copies/pdf/{script}", env!("CARGO_MANIFEST_DIR"));
    let output = Command::new("python3")
        .arg(script)
        .arg(&file)
        .arg(&list)
        .output()
        .unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}
