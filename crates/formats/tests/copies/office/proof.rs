//! What must be true of every copy, shown by the readers, by Python, and by the parts themselves.

use super::seed::Seed;
use std::io::{Cursor, Read, Write};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use tidegate_formats::{Budget, Copied, CopyError, ReadingEnd, Removals, copy, leftovers};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

static NUMBER: AtomicU32 = AtomicU32::new(0);

pub fn complex() -> Budget {
    Budget {
        complex: true,
        ..Budget::default()
    }
}

/// The copy and what is told of it.
pub fn copied(name: &str, bytes: &[u8], removals: &Removals) -> Result<(Vec<u8>, Copied), CopyError> {
    let mut out = Vec::new();
    let mut input = bytes;
    let copied = copy(name, &mut input, removals, &complex(), &mut out)?;
    Ok((out, copied))
}

/// The reason for which there is no copy.
pub fn refused(name: &str, bytes: &[u8], removals: &Removals) -> String {
    match copied(name, bytes, removals) {
        Err(CopyError::Refused { reason }) => reason,
        other => panic!("not refused: {:?}", other.map(|(_, copied)| copied)),
    }
}

/// Copies and proves the copy; gives it.
pub fn proved(name: &str, bytes: &[u8], seed: &Seed) -> Vec<u8> {
    let removals = seed.removals();
    let (_, before) = leftovers(name, &mut &bytes[..], &removals, &complex()).unwrap();
    assert!(before > 0, "the readers see nothing of what was planted");
    let wrong = checked(bytes, &seed.values);
    assert!(!wrong.is_empty(), "the check sees nothing of what was planted");
    let (out, told) = copied(name, bytes, &removals).unwrap_or_else(|error| panic!("{error}"));
    assert!(told.replaced as usize >= seed.values.len() * 9 / 10, "{told:?}");
    assert!(told.left_out.is_empty(), "{told:?}");
    let (reading, left) = leftovers(name, &mut out.as_slice(), &removals, &complex()).unwrap();
    assert_eq!(left, 0, "the readers still see values");
    assert_eq!(reading.end, ReadingEnd::Complete);
    assert_eq!(checked(&out, &seed.values), "", "in the copy");
    let (again, told) = copied(name, bytes, &removals).unwrap();
    assert!(again == out, "another copy is another file: {told:?}");
    let (second, told) = copied(name, &out, &removals).unwrap();
    for ((name, before), (_, after)) in unpacked(&out).iter().zip(&unpacked(&second)) {
        assert!(before == after, "{name} changes in the copy's copy");
    }
    assert!(second == out, "the copy's copy is another file");
    assert_eq!(told.replaced, 0);
    out
}

/// What Python finds wrong in a package.
pub fn checked(bytes: &[u8], values: &[String]) -> String {
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let folder = std::env::temp_dir().join(format!("tidegate-copies-{}-{number}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let (file, list) = (folder.join("file"), folder.join("values"));
    std::fs::write(&file, bytes).unwrap();
    std::fs::write(&list, values.join("\n")).unwrap();
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/copies/office/check.py");
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

/// A zip file of these entries; `mimetype` is stored.
pub fn packed(entries: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        let method = if name == "mimetype" {
            CompressionMethod::Stored
        } else {
            CompressionMethod::Deflated
        };
        zip.start_file(
            name.as_str(),
            SimpleFileOptions::default().compression_method(method),
        )
        .unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// Names and bytes of a zip file's entries, in their order.
pub fn unpacked(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).unwrap();
    (0..zip.len())
        .map(|index| {
            let mut entry = zip.by_index(index).unwrap();
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).unwrap();
            (entry.name().unwrap().into_owned(), bytes)
        })
        .collect()
}

/// The text of one entry.
pub fn entry(bytes: &[u8], name: &str) -> String {
    let (_, bytes) = unpacked(bytes)
        .into_iter()
        .find(|(known, _)| known == name)
        .unwrap();
    String::from_utf8(bytes).unwrap()
}

/// A package with one part changed.
pub fn with(bytes: &[u8], name: &str, content: &[u8]) -> Vec<u8> {
    let mut entries = unpacked(bytes);
    match entries.iter_mut().find(|(known, _)| known == name) {
        Some((_, bytes)) => *bytes = content.to_vec(),
        None => entries.push((name.to_owned(), content.to_vec())),
    }
    packed(&entries)
}
