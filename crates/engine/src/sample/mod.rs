//! The built-in sample: about eighty made-up, realistic files to try Tidegate on.
//!
//! Deterministic, so that its findings can be stated and tested: each file says which values it holds.

mod clean;
mod files;
mod values;

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

/// One file of the sample.
pub(crate) struct SampleFile {
    /// Path below the sample's folder, with `/`.
    pub(crate) path: String,
    pub(crate) bytes: Vec<u8>,
    /// Different values in it, by detector. Detectors that are not named find nothing here.
    pub(crate) planted: BTreeMap<&'static str, u64>,
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SampleSummary {
    pub files: u64,
    pub bytes: u64,
    /// Different values over all files, by detector.
    pub planted: BTreeMap<&'static str, u64>,
}

/// Writes the sample into `dir`, which is made when it is missing. Files that are there already with the
/// same bytes are left alone, so that a second sync finds them unchanged.
///
/// # Errors
/// When the folder cannot be written.
pub fn write(dir: &Path) -> io::Result<SampleSummary> {
    let mut summary = SampleSummary {
        files: 0,
        bytes: 0,
        planted: BTreeMap::new(),
    };
    for file in all() {
        let path = dir.join(&file.path);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        if fs::read(&path).ok().as_deref() != Some(&file.bytes) {
            fs::write(&path, &file.bytes)?;
        }
        summary.files += 1;
        summary.bytes += file.bytes.len() as u64;
        for (detector, count) in file.planted {
            *summary.planted.entry(detector).or_default() += count;
        }
    }
    Ok(summary)
}

/// Every file of the sample, in the order of its path.
pub(crate) fn all() -> Vec<SampleFile> {
    let mut files = files::sensitive();
    files.extend(clean::look_alikes());
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sample_is_the_same_each_time_and_of_its_stated_size() {
        let (first, second) = (all(), all());
        assert!((75..=90).contains(&first.len()), "{} files", first.len());
        assert!(
            first
                .iter()
                .zip(&second)
                .all(|(a, b)| a.path == b.path && a.bytes == b.bytes)
        );
        let mut paths: Vec<_> = first.iter().map(|file| &file.path).collect();
        paths.dedup();
        assert_eq!(paths.len(), first.len());
    }

    #[test]
    fn a_second_write_changes_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let first = write(dir.path()).unwrap();
        let file = dir.path().join("README.txt");
        let before = fs::metadata(&file).unwrap().modified().unwrap();
        assert_eq!(write(dir.path()).unwrap(), first);
        assert_eq!(fs::metadata(&file).unwrap().modified().unwrap(), before);
    }

    /// Every value that was planted is found in its file, and nothing is found that was not planted.
    #[tokio::test]
    async fn the_detectors_find_what_was_planted_and_nothing_else() {
        use crate::{ScanEvent, ScanOptions, scan_path};
        use std::collections::BTreeSet;
        use std::sync::Arc;
        use tidegate_domain::context::{RunContext, SystemClock};

        let dir = tempfile::tempdir().unwrap();
        write(dir.path()).unwrap();
        let options = ScanOptions {
            policy: tidegate_domain::policy::PolicyDraft::everything(),
            threads: 2,
            worker: None,
            copies: None,
        };
        let mut found: BTreeMap<String, BTreeMap<String, BTreeSet<String>>> = BTreeMap::new();
        let mut states = BTreeMap::new();
        scan_path(
            &RunContext::new(Arc::new(SystemClock)),
            dir.path(),
            &options,
            &mut |event| match event {
                ScanEvent::Found {
                    path,
                    located,
                    fingerprint,
                } => {
                    let file = found.entry(path.to_text()).or_default();
                    file.entry(located.found.detector.to_string())
                        .or_default()
                        .insert(fingerprint);
                }
                ScanEvent::File(file) => drop(states.insert(file.path.to_text(), file.outcome)),
                ScanEvent::Copy(item) => panic!("a copy of {}", item.key),
                ScanEvent::Unlisted { problem, .. } => panic!("{problem}"),
            },
        )
        .await
        .unwrap();
        let mut wrong = Vec::new();
        for file in all() {
            let counts: BTreeMap<&str, u64> = found
                .get(&file.path)
                .into_iter()
                .flatten()
                .map(|(detector, values)| (detector.as_str(), values.len() as u64))
                .collect();
            if counts != file.planted {
                wrong.push(format!(
                    "{}: planted {:?}, found {counts:?}",
                    file.path, file.planted
                ));
            }
            assert!(states.contains_key(&file.path), "{} has no state", file.path);
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
