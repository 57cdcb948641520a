//! The folder of inputs: seeds, and what once failed. Input files are named after what they are, failures by their hash.

use crate::targets::{TARGETS, Target};
use anyhow::{Context, Result};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};

/// The inputs of all targets, one folder each.
#[derive(Debug, Clone)]
pub struct Corpus {
    folder: PathBuf,
}

impl Default for Corpus {
    /// The one that is kept with the sources.
    fn default() -> Self {
        Self {
            folder: Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus"),
        }
    }
}

impl Corpus {
    /// Inputs of a target with their names, in the order of these. To copy, there are the files of all others.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn inputs(&self, target: &Target) -> Result<Vec<(String, Vec<u8>)>> {
        let mut inputs = self.folder_of(target.name)?;
        if target.name == "copy" {
            for (number, other) in (0u8..).zip(TARGETS.iter().filter(|other| other.name != "copy")) {
                for (name, bytes) in self.folder_of(other.name)? {
                    let input = [&[number][..], &bytes].concat();
                    inputs.push((format!("{}/{name}", other.name), input));
                }
            }
        }
        Ok(inputs)
    }

    fn folder_of(&self, target: &str) -> Result<Vec<(String, Vec<u8>)>> {
        let folder = self.folder.join(target);
        let mut inputs = Vec::new();
        let entries = match fs::read_dir(&folder) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(inputs),
            entries => entries.with_context(|| format!("{} cannot be read", folder.display()))?,
        };
        for entry in entries {
            let path = entry?.path();
            let name = path
                .file_name()
                .map(|name| name.to_string_lossy().into_owned())
                .unwrap_or_default();
            let bytes = fs::read(&path).with_context(|| format!("{} cannot be read", path.display()))?;
            inputs.push((name, bytes));
        }
        inputs.sort();
        Ok(inputs)
    }

    /// Keeps an input that failed; its path.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn keep(&self, target: &Target, input: &[u8]) -> Result<PathBuf> {
        let folder = self.folder.join(target.name);
        fs::create_dir_all(&folder)?;
        let hash = Sha256::digest(input);
        let name: String = hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        let path = folder.join(name);
        fs::write(&path, input).with_context(|| format!("{} cannot be written", path.display()))?;
        Ok(path)
    }
}
