//! One process at a time per data directory: a kernel lock, freed by the kernel even after kill -9.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::Path;
use tidegate_domain::problem::{ErrorClass, Problem};

#[derive(Debug)]
pub struct DirectoryLock {
    _file: File,
}

impl DirectoryLock {
    /// Takes the lock or says which process holds it.
    pub fn take(dir: &Path) -> Result<Self, Problem> {
        let path = dir.join("lock");
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(|error| unusable(dir, &error))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(held(&mut file, dir)),
            Err(TryLockError::Error(error)) => return Err(unusable(dir, &error)),
        }
        let note = |file: &mut File| -> std::io::Result<()> {
            file.set_len(0)?;
            file.rewind()?;
            write!(file, "{}", std::process::id())
        };
        note(&mut file).map_err(|error| unusable(dir, &error))?;
        Ok(Self { _file: file })
    }
}

fn held(file: &mut File, dir: &Path) -> Problem {
    let mut owner = String::new();
    let known = file.read_to_string(&mut owner).is_ok() && owner.chars().all(|c| c.is_ascii_digit());
    let who = if known && !owner.is_empty() {
        format!(" (process {owner})")
    } else {
        String::new()
    };
    Problem::new(
        ErrorClass::Conflict,
        format!("Another Tidegate{who} is working in {}.", dir.display()),
        "Use that one, quit it, or choose another folder with --data-dir.",
    )
}

fn unusable(dir: &Path, error: &std::io::Error) -> Problem {
    Problem::new(
        ErrorClass::LocalStorage,
        format!("The data folder {} cannot be used: {error}.", dir.display()),
        "Check that it exists, that it is yours, and that the disk is not full or read-only.",
    )
}

/// Makes the data directory, readable by its owner alone.
pub fn make_private_dir(dir: &Path) -> Result<(), Problem> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir).map_err(|error| unusable(dir, &error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_owner_is_refused_and_told_who_holds_it() {
        let dir = tempfile::tempdir().unwrap();
        let first = DirectoryLock::take(dir.path()).unwrap();
        let problem = DirectoryLock::take(dir.path()).unwrap_err();
        assert_eq!(problem.class, ErrorClass::Conflict);
        assert!(problem.message.contains(&std::process::id().to_string()));
        drop(first);
        DirectoryLock::take(dir.path()).unwrap();
    }
}
