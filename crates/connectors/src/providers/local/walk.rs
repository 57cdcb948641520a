//! Walks a folder in the byte order of its keys, one entry at a time, resumable after any key.
//!
//! Symbolic links are reported and never followed: every folder is opened component by component below the
//! root. A folder's names are held and sorted while it is walked; nothing else grows with the tree.

use crate::beneath;
use crate::connector::{ListProblem, SourceError};
use rustix::fs::{Dir, FileType};
use std::os::fd::OwnedFd;
use std::path::Path;
use tidegate_domain::{
    key::ObjectKey,
    object::{ObjectMeta, ObjectRef},
};

/// What a walk comes to next.
pub(super) enum Step {
    Object(ObjectMeta),
    /// A folder, in a walk that stays on its level. Ends with `/`.
    Folder(ObjectKey),
    Problem(ListProblem),
}

pub(super) struct Walk {
    levels: Vec<Level>,
    /// Only keys that start with one of these.
    prefixes: Vec<ObjectKey>,
    /// Only keys after this one.
    after: Vec<u8>,
    /// Only this device, when set.
    device: Option<u64>,
    recursive: bool,
}

struct Level {
    /// Key of the folder: empty, or ending with `/`.
    key: Vec<u8>,
    folder: OwnedFd,
    /// Sorted so that the next one is last.
    entries: Vec<Entry>,
}

struct Entry {
    /// A folder's name ends with `/`, which sorts it where its keys are.
    name: Vec<u8>,
    is_folder: bool,
}

/// Where a walk begins and what it may meet.
pub(super) struct Route<'a> {
    pub(super) root: &'a Path,
    /// The folder to begin in: empty, or ending with `/`.
    pub(super) start: &'a ObjectKey,
    pub(super) prefixes: Vec<ObjectKey>,
    pub(super) after: Option<&'a ObjectKey>,
    pub(super) recursive: bool,
    pub(super) stay_on_device: bool,
}

impl Walk {
    /// # Errors
    /// When the folder to begin in cannot be read.
    pub(super) fn new(route: Route<'_>) -> Result<Self, SourceError> {
        let folder = beneath::open_folder(route.root, route.start.as_bytes())?;
        let mut walk = Self {
            device: None,
            levels: Vec::new(),
            prefixes: route.prefixes,
            after: route.after.map(|key| key.as_bytes().to_vec()).unwrap_or_default(),
            recursive: route.recursive,
        };
        if route.stay_on_device {
            walk.device = Some(beneath::device(&beneath::open_folder(route.root, b"")?)?);
        }
        let level = walk.read_level(folder, route.start.as_bytes())?;
        walk.levels.push(level);
        Ok(walk)
    }

    fn read_level(&self, folder: OwnedFd, key: &[u8]) -> Result<Level, SourceError> {
        let mut entries = Vec::new();
        let elsewhere = match self.device {
            Some(device) => beneath::device(&folder)? != device,
            None => false,
        };
        if !elsewhere {
            for entry in Dir::read_from(&folder).map_err(|error| beneath::trouble(error, key))? {
                let entry = entry.map_err(|error| beneath::trouble(error, key))?;
                let mut name = entry.file_name().to_bytes().to_vec();
                if name == b"." || name == b".." {
                    continue;
                }
                let kind = match entry.file_type() {
                    FileType::Unknown => beneath::kind(&folder, &name),
                    known => known,
                };
                let is_folder = kind == FileType::Directory;
                if is_folder {
                    name.push(b'/');
                }
                let entry = Entry { name, is_folder };
                if self.wants(key, &entry) {
                    entries.push(entry);
                }
            }
        }
        entries.sort_unstable_by(|a, b| b.name.cmp(&a.name));
        Ok(Level {
            key: key.to_vec(),
            folder,
            entries,
        })
    }

    /// Whether an entry can be or hold a key of the prefixes that comes after the resume point.
    fn wants(&self, folder: &[u8], entry: &Entry) -> bool {
        let key = [folder, &entry.name].concat();
        let in_prefix = self.prefixes.is_empty()
            || self.prefixes.iter().any(|prefix| {
                key.starts_with(prefix.as_bytes()) || (entry.is_folder && prefix.as_bytes().starts_with(&key))
            });
        let later = key > self.after || (entry.is_folder && self.recursive && self.after.starts_with(&key));
        in_prefix && later
    }

    /// The next step, or `None` at the end. A folder or file that cannot be read is a step of its own.
    pub(super) fn next(&mut self) -> Option<Step> {
        loop {
            let level = self.levels.last_mut()?;
            let Some(entry) = level.entries.pop() else {
                self.levels.pop();
                continue;
            };
            let key = [&level.key[..], &entry.name].concat();
            if !entry.is_folder {
                match beneath::meta(&level.folder, &entry.name, &key) {
                    Ok(Some(meta)) => return Some(Step::Object(meta)),
                    // It went away between the listing and now.
                    Ok(None) => continue,
                    Err(error) => return Some(Step::Problem(problem(key, error))),
                }
            }
            if !self.recursive {
                return Some(Step::Folder(ObjectKey::from_bytes(key)));
            }
            let opened = beneath::open_child(&level.folder, &entry.name[..entry.name.len() - 1], &key);
            match opened.and_then(|folder| self.read_level(folder, &key)) {
                Ok(level) => self.levels.push(level),
                Err(error) => return Some(Step::Problem(problem(key, error))),
            }
        }
    }
}

fn problem(key: Vec<u8>, error: SourceError) -> ListProblem {
    ListProblem {
        object: Some(ObjectRef {
            bucket: String::new(),
            key: ObjectKey::from_bytes(key),
        }),
        error,
    }
}
