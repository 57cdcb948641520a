//! The person's home folder as other tools use it: files of bounded size, links followed only inside it.

use crate::provider::Surroundings;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use tidegate_domain::secret::Secret;

/// Bytes of a file; settings of other tools are far smaller.
const LARGEST: u64 = 1024 * 1024;
/// Files of a folder that are looked at.
const MOST_FILES: usize = 500;

/// A file's text. It may hold secrets, so it does not print.
pub(super) type Text = Secret;

pub(super) struct Home<'a> {
    path: PathBuf,
    around: &'a Surroundings,
}

/// A file that was looked at.
pub(super) struct Looked {
    pub path: String,
    /// `None` when there is no such file; otherwise why it cannot be read, for people.
    pub text: Result<Option<Text>, String>,
}

impl<'a> Home<'a> {
    /// `None` when there is no home folder.
    pub fn new(around: &'a Surroundings) -> Option<Self> {
        let path = std::fs::canonicalize(around.home.as_ref()?).ok()?;
        Some(Self { path, around })
    }

    /// The folder itself, for what is written as `~`.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The file that a variable names, or the usual one below the home folder.
    pub fn named(&self, variable: &str, usual: &str) -> Looked {
        match self
            .around
            .variables
            .get(variable)
            .filter(|path| !path.is_empty())
        {
            // The person said where it is: that may be outside the home folder.
            Some(path) => look(Path::new(path), None),
            None => self.file(usual),
        }
    }

    /// A file below the home folder.
    pub fn file(&self, below: &str) -> Looked {
        look(&self.path.join(below), Some(&self.path))
    }

    /// A file that an entry names, `~` being the home folder.
    pub fn pointed(&self, path: &str) -> Looked {
        match path.strip_prefix("~/") {
            Some(below) => self.file(below),
            None => look(Path::new(path), Some(&self.path)),
        }
    }

    /// The files of a folder below the home folder that end in `.extension`, in the order of their names.
    pub fn files(&self, folder: &str, extension: &str) -> Vec<Looked> {
        let Ok(entries) = std::fs::read_dir(self.path.join(folder)) else {
            return Vec::new();
        };
        let mut paths: Vec<_> = entries
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| path.extension().is_some_and(|found| found == extension))
            .take(MOST_FILES)
            .collect();
        paths.sort();
        paths.iter().map(|path| look(path, Some(&self.path))).collect()
    }
}

fn look(path: &Path, inside: Option<&Path>) -> Looked {
    Looked {
        path: path.display().to_string(),
        text: read(path, inside),
    }
}

fn read(path: &Path, inside: Option<&Path>) -> Result<Option<Text>, String> {
    let failed = |error: std::io::Error| match error.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory => Ok(None),
        ErrorKind::PermissionDenied => Err(
            "This file may not be read by you. Change its permissions to take its connections over."
                .to_owned(),
        ),
        _ => Err(format!("This file could not be read: {error}.")),
    };
    let real = match std::fs::canonicalize(path) {
        Ok(real) => real,
        Err(error) => return failed(error),
    };
    if inside.is_some_and(|home| !real.starts_with(home)) {
        return Err("This is a link that leads out of the home folder, so it was not followed.".to_owned());
    }
    // Asked before opening: opening a pipe would wait for somebody to write to it.
    match std::fs::metadata(&real) {
        Ok(about) if !about.is_file() => return Err("This is not a file.".to_owned()),
        Ok(about) if about.len() > LARGEST => return Err(too_large()),
        Ok(_) => {}
        Err(error) => return failed(error),
    }
    let mut text = String::new();
    let opened = std::fs::File::open(&real).and_then(|file| file.take(LARGEST + 1).read_to_string(&mut text));
    match opened {
        Ok(length) if length as u64 > LARGEST => Err(too_large()),
        Ok(_) => Ok(Some(Secret::new(text.trim_start_matches('\u{feff}')))),
        Err(error) if error.kind() == ErrorKind::InvalidData => {
            Err("This file is not text in UTF-8, so nothing was read from it.".to_owned())
        }
        Err(error) => failed(error),
    }
}

fn too_large() -> String {
    "This file is larger than 1 MiB, so it was not read. Make its connections by hand.".to_owned()
}
