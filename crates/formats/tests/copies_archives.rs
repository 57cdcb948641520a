//! Copies of archives: values in names, links, owners, records and files, none left, all else as it was.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "test code")]

mod copies;
mod packing;

use copies::{Planted, copied, made, proved, refused, removal, searched, survives_damage};

#[test]
fn a_tar_archive_keeps_its_files() {
    let planted = Planted::new(5, 400, 40);
    let archive = made("tar", &planted);
    let before = searched("tar", "before", &archive, &planted);
    assert!(before.left.len() > 180, "{}", before.left.len());
    let (copy, told) = proved("all.tar", &archive, &planted.removals());
    let names: Vec<&str> = told.left_out.iter().map(|left| left.member.as_str()).collect();
    assert_eq!(names, ["unknown.bin"; 3]);
    searched("tar", "after", &copy, &planted).kept(&before);
    survives_damage("all.tar", &archive, &planted.removals(), 150);
}

#[test]
fn files_whose_names_become_alike_stay_apart() {
    let archive = packing::tar(&[
        ("a/ann@site.test.txt", b"one"),
        ("a/ANN@site.test.txt", b"two"),
        ("ann@site.test", b"three"),
        ("b.txt", b"four"),
    ]);
    let (copy, _) = copied("a.tar", &archive, &removal("ann@site.test", "")).unwrap();
    let mut opened = tar::Archive::new(copy.as_slice());
    let names: Vec<String> = opened
        .entries()
        .unwrap()
        .map(|entry| entry.unwrap().path().unwrap().to_string_lossy().into_owned())
        .collect();
    assert_eq!(names, ["a/.txt", "a/ (2).txt", "_", "b.txt"]);
    let long = "x".repeat(99);
    let archive = packing::tar(&[("ann@site.test", b"one")]);
    let (copy, _) = copied(
        "a.tar",
        &archive,
        &removal("ann@site.test", &format!("{long}-{long}")),
    )
    .unwrap();
    let mut opened = tar::Archive::new(copy.as_slice());
    let entry = opened.entries().unwrap().next().unwrap().unwrap();
    assert_eq!(entry.path().unwrap().to_string_lossy(), format!("{long}-{long}"));
}

#[test]
fn an_archive_without_values_keeps_its_bytes_and_a_cut_one_is_refused() {
    let archive = packing::tar(&[("a.txt", b"nothing"), ("b", b"")]);
    let removals = removal("ann@site.test", "");
    assert!(copied("a.tar", &archive, &removals).unwrap().0 == archive);
    for cut in [513, 700, 1024, 1536] {
        assert!(
            refused("a.tar", &archive[..cut], &removals).contains("cut off"),
            "{cut}"
        );
    }
}

/// The names and contents of an archive, as another reading of it gives them.
fn unpacked(bytes: &[u8]) -> Vec<(String, String)> {
    let password = sevenz_rust2::Password::empty();
    let mut reader = sevenz_rust2::ArchiveReader::new(std::io::Cursor::new(bytes), password).unwrap();
    let mut found = Vec::new();
    reader
        .for_each_entries(|entry, content| {
            let mut text = String::new();
            content.read_to_string(&mut text).unwrap();
            found.push((entry.name.clone(), text));
            Ok(true)
        })
        .unwrap();
    found.sort();
    found
}

#[test]
fn a_7z_archive_keeps_its_files() {
    let planted = Planted::new(11, 200, 60);
    let mut writer = sevenz_rust2::ArchiveWriter::new(std::io::Cursor::new(Vec::new())).unwrap();
    let mut texts = planted.texts.iter().filter(|text| !text.contains('/'));
    for number in &planted.numbers {
        let entry = sevenz_rust2::ArchiveEntry {
            name: format!("folder/{} keep.txt", texts.next().unwrap()),
            has_last_modified_date: true,
            last_modified_date: sevenz_rust2::NtTime::new(133_000_000_000_000_000),
            ..Default::default()
        };
        let content = format!("keep {number}, {}\n", texts.next().unwrap());
        writer
            .push_archive_entry(entry, Some(content.as_bytes()))
            .unwrap();
    }
    let empty = sevenz_rust2::ArchiveEntry {
        name: "nothing".to_owned(),
        ..Default::default()
    };
    writer.push_archive_entry::<&[u8]>(empty, None).unwrap();
    let binary = sevenz_rust2::ArchiveEntry {
        name: "program".to_owned(),
        ..Default::default()
    };
    writer
        .push_archive_entry(binary, Some(b"\x7fELF\x02\x01\x01\0\0\0".as_slice()))
        .unwrap();
    let archive = writer.finish().unwrap().into_inner();
    let (copy, told) = proved("all.7z", &archive, &planted.removals());
    assert_eq!(told.left_out.len(), 1);
    let files = unpacked(&copy);
    assert_eq!(files.len(), 61);
    let whole: String = files
        .iter()
        .map(|(name, content)| format!("{name}\n{content}"))
        .collect();
    assert_eq!(whole.matches("keep").count(), 120);
    assert_eq!(
        searched("raw", "7z", whole.as_bytes(), &planted).left,
        Vec::<String>::new()
    );
    assert_eq!(searched("raw", "7z", &copy, &planted).left, Vec::<String>::new());
    survives_damage("all.7z", &archive, &planted.removals(), 60);
    for file in ["lzma2.7z", "ppmd.7z", "zstd.7z", "copy.7z"] {
        let bytes = std::fs::read(format!(
            "{}/tests/files/archives/{file}",
            env!("CARGO_MANIFEST_DIR")
        ))
        .unwrap();
        let (same, _) = copied(file, &bytes, &removal("no such value anywhere", "")).unwrap();
        assert!(
            same == bytes || unpacked(&same).len() <= unpacked(&bytes).len(),
            "{file}"
        );
    }
    let encrypted = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/files/archives/encrypted.7z");
    let told = refused(
        "a.7z",
        &std::fs::read(encrypted).unwrap(),
        &removal("nothing", ""),
    );
    assert!(told.contains("encrypted"), "{told}");
}
