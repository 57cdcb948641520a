//! Writing below a folder that is held open: nothing outside it can be reached, whoever swaps names and links
//! meanwhile, and no half-written file is ever seen under its own name.

use super::{FOLDER, components, described, meta, open_child, open_regular, open_root, split};
use crate::connector::SourceError;
use rustix::fs::{
    AtFlags, FileType, FlockOperation, Mode, OFlags, RenameFlags, Timespec, Timestamps, fdatasync, flock,
    fstat, fsync, futimens, linkat, mkdirat, openat, renameat, renameat_with, unlinkat,
};
use rustix::io::Errno;
use std::fs::File;
use std::os::fd::OwnedFd;
use std::path::Path;
use std::sync::Arc;
use tidegate_domain::{Timestamp, key::ObjectKey, object::ObjectMeta, problem::ErrorClass};

/// A folder held open. Paths below it are bytes with `/` between names.
#[derive(Debug)]
pub struct Root(OwnedFd);

impl Root {
    /// # Errors
    /// When the folder is not there or may not be entered.
    pub fn open(path: &Path) -> Result<Self, SourceError> {
        open_root(path).map(Self)
    }

    /// What lies at a path, links not followed: `None` when nothing does. A folder is
    /// [`ErrorClass::Conflict`], since no file can be put in its place.
    ///
    /// # Errors
    /// When the way there is barred.
    pub fn meta(&self, path: &ObjectKey) -> Result<Option<ObjectMeta>, SourceError> {
        let (folder, name) = split(path.as_bytes())?;
        let folder = match self.folder(folder, path) {
            Ok(folder) => folder,
            Err(error) if error.class == ErrorClass::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let found = meta(&folder, name, path.as_bytes())?;
        if found.is_none() && open_child(&folder, name, path.as_bytes()).is_ok() {
            return Err(trouble(Errno::ISDIR, path.as_bytes()));
        }
        Ok(found)
    }

    /// Opens a regular file for reading.
    ///
    /// # Errors
    /// [`ErrorClass::NotFound`] for links and everything else that is not a file.
    pub fn file(&self, path: &ObjectKey) -> Result<(File, ObjectMeta), SourceError> {
        let (folder, name) = split(path.as_bytes())?;
        open_regular(&self.folder(folder, path)?, name, path)
    }

    /// Makes a folder and those on the way to it.
    ///
    /// # Errors
    /// When something that is no folder lies there.
    pub fn make_folder(&self, path: &ObjectKey) -> Result<(), SourceError> {
        let bytes = path.as_bytes();
        self.made(bytes.strip_suffix(b"/").unwrap_or(bytes), path)
            .map(|_| ())
    }

    /// Begins (or, with `keep`, goes on with) the file that will lie at `path`, under a name of its own beside
    /// it. The first `keep` bytes stay.
    ///
    /// # Errors
    /// [`ErrorClass::Conflict`] when another process is writing it; [`ErrorClass::LocalStorage`] when the disk
    /// is full or read-only.
    pub fn part(&self, path: &ObjectKey, temporary: &str, keep: u64) -> Result<Part, SourceError> {
        let (folder, name) = split(path.as_bytes())?;
        let folder = self.made(folder.strip_suffix(b"/").unwrap_or(folder), path)?;
        Part::begin(Arc::new(folder), name, path, temporary, keep)
    }

    /// Removes a file; the folder that holds it stays.
    ///
    /// # Errors
    /// [`ErrorClass::NotFound`] when it is not there.
    pub fn remove(&self, path: &ObjectKey) -> Result<(), SourceError> {
        let (folder, name) = split(path.as_bytes())?;
        let folder = self.folder(folder, path)?;
        unlinkat(&folder, name, AtFlags::empty()).map_err(|error| match error {
            Errno::NOENT => super::trouble(error, path.as_bytes()),
            other => trouble(other, path.as_bytes()),
        })
    }

    /// Removes what [`Root::part`] has left beside `path`, when there is something.
    ///
    /// # Errors
    /// When it cannot be removed.
    pub fn remove_part(&self, path: &ObjectKey, temporary: &str) -> Result<(), SourceError> {
        let (folder, _) = split(path.as_bytes())?;
        let folder = match self.folder(folder, path) {
            Ok(folder) => folder,
            Err(error) if error.class == ErrorClass::NotFound => return Ok(()),
            Err(error) => return Err(error),
        };
        match unlinkat(&folder, temporary, AtFlags::empty()) {
            Ok(()) | Err(Errno::NOENT) => Ok(()),
            Err(error) => Err(trouble(error, path.as_bytes())),
        }
    }

    /// Removes a folder in which (at any depth) there are no files.
    ///
    /// # Errors
    /// [`ErrorClass::Conflict`] when there are.
    pub fn remove_empty(&self, path: &ObjectKey) -> Result<(), SourceError> {
        let bytes = path.as_bytes();
        let bytes = bytes.strip_suffix(b"/").unwrap_or(bytes);
        let (folder, name) = split(bytes)?;
        remove_empty(&self.folder(folder, path)?, name, path)
    }

    pub(super) fn folder(&self, key: &[u8], path: &ObjectKey) -> Result<OwnedFd, SourceError> {
        let mut folder = self.0.try_clone().map_err(|error| io_trouble(&error, path))?;
        for name in components(key.strip_suffix(b"/").unwrap_or(key))? {
            folder = open_child(&folder, name, path.as_bytes())?;
        }
        Ok(folder)
    }

    /// As [`Root::folder`], making what is missing.
    pub(super) fn made(&self, key: &[u8], path: &ObjectKey) -> Result<OwnedFd, SourceError> {
        let mut folder = self.0.try_clone().map_err(|error| io_trouble(&error, path))?;
        for name in components(key)? {
            let way = FOLDER | OFlags::NOFOLLOW;
            folder = match openat(&folder, name, way, Mode::empty()) {
                Err(Errno::NOENT) => {
                    match mkdirat(&folder, name, Mode::from_raw_mode(0o777)) {
                        Ok(()) | Err(Errno::EXIST) => {}
                        Err(error) => return Err(trouble(error, path.as_bytes())),
                    }
                    openat(&folder, name, way, Mode::empty())
                }
                opened => opened,
            }
            .map_err(|error| trouble(error, path.as_bytes()))?;
        }
        Ok(folder)
    }
}

fn remove_empty(parent: &OwnedFd, name: &[u8], path: &ObjectKey) -> Result<(), SourceError> {
    let folder = open_child(parent, name, path.as_bytes())?;
    let entries = rustix::fs::Dir::read_from(&folder).map_err(|error| trouble(error, path.as_bytes()))?;
    for entry in entries {
        let entry = entry.map_err(|error| trouble(error, path.as_bytes()))?;
        let child = entry.file_name().to_bytes();
        if child == b"." || child == b".." {
            continue;
        }
        if super::kind(&folder, child) != FileType::Directory {
            return Err(trouble(Errno::NOTEMPTY, path.as_bytes()));
        }
        remove_empty(&folder, child, path)?;
    }
    unlinkat(parent, name, AtFlags::REMOVEDIR).map_err(|error| trouble(error, path.as_bytes()))
}

/// A file on its way, under a temporary name. Dropping it removes it unless it has landed or is kept.
#[derive(Debug)]
pub struct Part {
    folder: Arc<OwnedFd>,
    file: File,
    temporary: String,
    name: Vec<u8>,
    path: ObjectKey,
    kept: u64,
    landed: bool,
}

impl Part {
    /// As [`Root::part`], in a folder that is open.
    pub(super) fn begin(
        folder: Arc<OwnedFd>,
        name: &[u8],
        path: &ObjectKey,
        temporary: &str,
        keep: u64,
    ) -> Result<Self, SourceError> {
        let fail = |error| trouble(error, path.as_bytes());
        let fresh = OFlags::RDWR | OFlags::CREATE | OFlags::EXCL | OFlags::CLOEXEC | OFlags::NOFOLLOW;
        let mode = Mode::from_raw_mode(0o666);
        let (file, left) = match openat(&*folder, temporary, fresh, mode) {
            Err(Errno::EXIST) => {
                let again = OFlags::RDWR | OFlags::CLOEXEC | OFlags::NOFOLLOW | OFlags::NONBLOCK;
                let left = openat(&*folder, temporary, again, Mode::empty()).map_err(fail)?;
                let stat = fstat(&left).map_err(fail)?;
                if FileType::from_raw_mode(stat.st_mode) != FileType::RegularFile || stat.st_nlink != 1 {
                    return Err(in_the_way(path.as_bytes()));
                }
                (left, true)
            }
            opened => (opened.map_err(fail)?, false),
        };
        // Held until the file is closed, and let go by the kernel after kill -9.
        flock(&file, FlockOperation::NonBlockingLockExclusive).map_err(|_| busy(path))?;
        let file = File::from(file);
        let mut kept = 0;
        if left {
            let there = file.metadata().map_err(|error| io_trouble(&error, path))?.len();
            kept = keep.min(there);
            file.set_len(kept).map_err(|error| io_trouble(&error, path))?;
        }
        Ok(Self {
            folder,
            file,
            temporary: temporary.to_owned(),
            name: name.to_vec(),
            path: path.clone(),
            kept,
            landed: false,
        })
    }

    pub fn file(&mut self) -> &mut File {
        &mut self.file
    }

    /// Bytes that an earlier attempt has left, up to those that were asked for.
    pub fn kept(&self) -> u64 {
        self.kept
    }

    /// What was written so far is safe from a power cut.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn secure(&self) -> Result<(), SourceError> {
        fdatasync(&self.file).map_err(|error| trouble(error, self.path.as_bytes()))
    }

    /// An error of writing to [`Part::file`], in words.
    pub fn trouble(&self, error: &std::io::Error) -> SourceError {
        io_trouble(error, &self.path)
    }

    /// Leaves the temporary file for another attempt.
    pub fn keep(mut self) {
        self.landed = true;
    }

    /// Gives the file its own name, whole and on the disk. Without `replace`, nothing may be there.
    ///
    /// # Errors
    /// [`ErrorClass::Conflict`] when something is.
    pub fn land(mut self, modified: Option<Timestamp>, replace: bool) -> Result<ObjectMeta, SourceError> {
        self.date(modified)?;
        self.whole()?;
        self.rename(replace)?;
        self.landed = true;
        secured(&self.folder, &self.path)?;
        let stat = fstat(&self.file).map_err(|error| trouble(error, self.path.as_bytes()))?;
        Ok(described(self.path.as_bytes(), &stat))
    }

    /// Gives the file its own name, where nothing may be. Its folder is to be made safe afterwards.
    pub(super) fn name(mut self) -> Result<(Arc<OwnedFd>, ObjectKey), SourceError> {
        self.rename(false)?;
        self.landed = true;
        Ok((self.folder.clone(), self.path.clone()))
    }

    /// Sets when the content was last changed at its source.
    pub(super) fn date(&self, modified: Option<Timestamp>) -> Result<(), SourceError> {
        if let Some(modified) = modified {
            let moment = Timespec {
                tv_sec: modified.timestamp(),
                tv_nsec: modified.timestamp_subsec_nanos().min(999_999_999).into(),
            };
            let times = Timestamps {
                last_access: moment,
                last_modification: moment,
            };
            futimens(&self.file, &times).map_err(|error| trouble(error, self.path.as_bytes()))?;
        }
        Ok(())
    }

    /// Lets the disk begin with what was written. With many files begun, waiting for the first waits for most of the
    /// others too.
    pub(super) fn hasten(&self) {
        // On Linux this advice starts the writing of dirty pages; whether it does is no matter of correctness.
        #[cfg(target_os = "linux")]
        let _ = rustix::fs::fadvise(&self.file, 0, None, rustix::fs::Advice::DontNeed);
    }

    /// The file is on the disk with all its bytes.
    pub(super) fn whole(&self) -> Result<(), SourceError> {
        fsync(&self.file).map_err(|error| trouble(error, self.path.as_bytes()))
    }

    fn rename(&self, replace: bool) -> Result<(), SourceError> {
        let (folder, from, to) = (&*self.folder, self.temporary.as_str(), &self.name[..]);
        let renamed = if replace {
            renameat(folder, from, folder, to)
        } else {
            match renameat_with(folder, from, folder, to, RenameFlags::NOREPLACE) {
                // Some network drives cannot rename so; a second name cannot replace either.
                Err(Errno::INVAL | Errno::NOSYS) => linkat(folder, from, folder, to, AtFlags::empty())
                    .and_then(|()| unlinkat(folder, from, AtFlags::empty())),
                renamed => renamed,
            }
        };
        renamed.map_err(|error| trouble(error, self.path.as_bytes()))
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        if !self.landed {
            // Nobody waits for this any more; a leftover is taken up by the next attempt.
            let _ = unlinkat(&*self.folder, self.temporary.as_str(), AtFlags::empty());
        }
    }
}

/// The names in a folder are safe from a power cut.
pub(super) fn secured(folder: &OwnedFd, path: &ObjectKey) -> Result<(), SourceError> {
    fsync(folder).map_err(|error| trouble(error, path.as_bytes()))
}

fn in_the_way(path: &[u8]) -> SourceError {
    SourceError::new(
        ErrorClass::Conflict,
        format!(
            "Something else is in the way of {}: a link, a folder, or a file where a folder is needed.",
            ObjectKey::from_bytes(path)
        ),
        "Move it away, or choose another folder.",
    )
}

fn busy(path: &ObjectKey) -> SourceError {
    SourceError::new(
        ErrorClass::Conflict,
        format!("{path} is being written already."),
        "Wait for that to end, then try again.",
    )
}

fn io_trouble(error: &std::io::Error, path: &ObjectKey) -> SourceError {
    match error.raw_os_error() {
        Some(code) => trouble(Errno::from_raw_os_error(code), path.as_bytes()),
        None => SourceError::new(
            ErrorClass::LocalStorage,
            format!("{path} could not be written: {error}."),
            "Check the disk, then try again.",
        ),
    }
}

/// An error of writing, in the words of the taxonomy.
fn trouble(error: Errno, path: &[u8]) -> SourceError {
    let named = ObjectKey::from_bytes(path);
    match error {
        Errno::EXIST => SourceError::new(ErrorClass::Conflict, format!("{named} is there already."), ""),
        Errno::LOOP | Errno::NOTDIR | Errno::ISDIR => in_the_way(path),
        Errno::NOTEMPTY => SourceError::new(
            ErrorClass::Conflict,
            format!("The folder {named} is not empty."),
            "",
        ),
        Errno::NOSPC | Errno::DQUOT => SourceError::new(
            ErrorClass::LocalStorage,
            format!("The disk is full: {named} could not be written."),
            "Free some space, then go on.",
        ),
        Errno::ROFS => SourceError::new(
            ErrorClass::LocalStorage,
            "The disk is read-only.",
            "Choose another folder, or make the disk writable.",
        ),
        Errno::FBIG => SourceError::new(
            ErrorClass::Unreadable,
            format!("{named} is larger than this disk's file system can hold."),
            "Choose a folder on another disk.",
        ),
        Errno::NAMETOOLONG | Errno::INVAL | Errno::ILSEQ => SourceError::new(
            ErrorClass::Unreadable,
            format!("This disk's file system cannot hold the name {named}."),
            "Choose a shorter or plainer name.",
        ),
        Errno::ACCESS | Errno::PERM => SourceError::new(
            ErrorClass::PermissionDenied,
            format!("You may not write {named}."),
            "Give your user write permission on the folder, or choose another one.",
        ),
        Errno::NOENT => super::trouble(error, path),
        other => SourceError::new(
            ErrorClass::LocalStorage,
            format!("{named} could not be written: {}.", std::io::Error::from(other)),
            "Check the disk or the network drive, then try again.",
        ),
    }
}
