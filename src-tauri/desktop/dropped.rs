//! Files that were let go over the window. They are the only ones whose text a page may ask for: what it names
//! besides is refused.

use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use tidegate_domain::problem::{ErrorClass, Problem};

/// Bytes of a file that is put into a field.
const LARGEST: u64 = 1024 * 1024;

/// What was let go last.
#[derive(Default)]
pub struct Dropped(Mutex<Vec<PathBuf>>);

impl fmt::Debug for Dropped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Dropped(…)")
    }
}

impl Dropped {
    pub fn remember(&self, paths: &[PathBuf]) {
        paths.clone_into(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// The text of a file that was just let go. Blocks while it reads.
    pub fn text(&self, path: &Path) -> Result<String, Problem> {
        let known = self
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .iter()
            .any(|dropped| dropped == path);
        if !known {
            return Err(refused("This file was not dropped here."));
        }
        let mut text = String::new();
        match File::open(path).and_then(|file| {
            if !file.metadata()?.is_file() {
                return Err(io::ErrorKind::IsADirectory.into());
            }
            file.take(LARGEST + 1).read_to_string(&mut text)
        }) {
            Ok(read) if read as u64 > LARGEST => Err(refused("The file is larger than 1 MB.")),
            Ok(_) => Ok(text),
            Err(error) if error.kind() == io::ErrorKind::InvalidData => Err(refused("The file is not text.")),
            Err(error) => Err(refused(&format!("The file could not be read: {error}."))),
        }
    }
}

fn refused(message: &str) -> Problem {
    Problem::new(
        ErrorClass::Unreadable,
        message,
        "Choose the file instead, or paste its text.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(dropped: &Dropped, path: &Path) -> Result<String, String> {
        dropped.text(path).map_err(|problem| problem.message)
    }

    #[test]
    fn only_what_was_dropped_is_read_and_only_small_texts() {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str, bytes: &[u8]| {
            let path = dir.path().join(name);
            std::fs::write(&path, bytes).unwrap();
            path
        };
        let (key, other) = (at("key.json", b"{}"), at("other.json", b"{}"));
        let (large, odd) = (
            at("large", &vec![b'a'; 1024 * 1024 + 1]),
            at("odd", b"\xff\xfe\0"),
        );
        let gone = dir.path().join("gone");
        let dropped = Dropped::default();
        assert!(dropped.text(&key).is_err());
        dropped.remember(&[
            key.clone(),
            large.clone(),
            odd.clone(),
            gone.clone(),
            dir.path().into(),
        ]);
        assert_eq!(told(&dropped, &key), Ok("{}".into()));
        for (path, why) in [
            (&other, "not dropped"),
            (&large, "larger than 1 MB"),
            (&odd, "not text"),
            (&gone, "could not be read"),
            (&dir.path().to_owned(), "could not be read"),
        ] {
            assert!(
                told(&dropped, path).unwrap_err().contains(why),
                "{}",
                path.display()
            );
        }
        dropped.remember(std::slice::from_ref(&other));
        assert!(
            dropped.text(&key).is_err(),
            "what was dropped before is forgotten"
        );
        assert_eq!(told(&dropped, &other), Ok("{}".into()));
    }
}
