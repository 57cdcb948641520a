//! Opening files and folders below a root, component by component, without ever following a link.
//! The local provider reads and writes through it; the engine lands downloads and opens uploads through it.

mod armful;
mod root;

pub use armful::Whole;
pub use root::{Part, Root};

use crate::connector::SourceError;
use rustix::fs::{AtFlags, FileType, Mode, OFlags, Stat, fstat, open, openat, statat};
use rustix::io::Errno;
use std::fs::File;
use std::os::fd::{AsFd, OwnedFd};
use std::path::Path;
use tidegate_domain::{
    Timestamp,
    key::ObjectKey,
    object::{ObjectMeta, ObjectRef, SkipReason, Version},
    problem::ErrorClass,
};

const FOLDER: OFlags = OFlags::RDONLY.union(OFlags::DIRECTORY).union(OFlags::CLOEXEC);

/// Opens the folder with this key (empty, or ending with `/`).
pub(crate) fn open_folder(root: &Path, key: &[u8]) -> Result<OwnedFd, SourceError> {
    let mut folder = open_root(root)?;
    for name in components(key.strip_suffix(b"/").unwrap_or(key))? {
        folder = open_child(&folder, name, key)?;
    }
    Ok(folder)
}

fn open_root(root: &Path) -> Result<OwnedFd, SourceError> {
    open(root, FOLDER, Mode::empty()).map_err(|error| root_trouble(error, root))
}

/// Opens one folder in another.
pub(crate) fn open_child(folder: &OwnedFd, name: &[u8], key: &[u8]) -> Result<OwnedFd, SourceError> {
    openat(folder, name, FOLDER | OFlags::NOFOLLOW, Mode::empty()).map_err(|error| trouble(error, key))
}

/// Opens a regular file for reading and says what it is now.
pub(crate) fn open_file(root: &Path, key: &ObjectKey) -> Result<(File, ObjectMeta), SourceError> {
    let (folder, name) = split(key.as_bytes())?;
    open_regular(&open_folder(root, folder)?, name, key)
}

fn open_regular(folder: &OwnedFd, name: &[u8], key: &ObjectKey) -> Result<(File, ObjectMeta), SourceError> {
    // A pipe would block for ever without NONBLOCK; a regular file does not mind.
    let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NOFOLLOW | OFlags::NONBLOCK;
    let file = openat(folder, name, flags, Mode::empty()).map_err(|error| trouble(error, key.as_bytes()))?;
    let stat = fstat(&file).map_err(|error| trouble(error, key.as_bytes()))?;
    if FileType::from_raw_mode(stat.st_mode) != FileType::RegularFile {
        return Err(not_a_file(key.as_bytes()));
    }
    let meta = described(key.as_bytes(), &stat);
    Ok((File::from(file), meta))
}

/// What the entry with this key is, links not followed.
pub(crate) fn stat(root: &Path, key: &ObjectKey) -> Result<ObjectMeta, SourceError> {
    let (folder, name) = split(key.as_bytes())?;
    let folder = open_folder(root, folder)?;
    match meta(&folder, name, key.as_bytes())? {
        Some(meta) => Ok(meta),
        None => Err(trouble(Errno::NOENT, key.as_bytes())),
    }
}

/// What an entry of an open folder is; `None` when it is not there (any more) or is a folder.
pub(crate) fn meta(folder: &OwnedFd, name: &[u8], key: &[u8]) -> Result<Option<ObjectMeta>, SourceError> {
    match statat(folder, name, AtFlags::SYMLINK_NOFOLLOW) {
        Ok(stat) if FileType::from_raw_mode(stat.st_mode) == FileType::Directory => Ok(None),
        Ok(stat) => Ok(Some(described(key, &stat))),
        Err(Errno::NOENT) => Ok(None),
        Err(error) => Err(trouble(error, key)),
    }
}

/// The kind of an entry on file systems that do not say it while listing.
pub(crate) fn kind(folder: &OwnedFd, name: &[u8]) -> FileType {
    statat(folder, name, AtFlags::SYMLINK_NOFOLLOW)
        .map_or(FileType::Unknown, |stat| FileType::from_raw_mode(stat.st_mode))
}

pub(crate) fn device(folder: impl AsFd) -> Result<u64, SourceError> {
    fstat(folder)
        .map(|stat| stat.st_dev)
        .map_err(|error| trouble(error, b""))
}

/// The version of an open file, as it is now.
pub fn version(file: &File) -> Option<String> {
    fstat(file).ok().map(|stat| described(b"", &stat).version.0)
}

fn described(key: &[u8], stat: &Stat) -> ObjectMeta {
    let modified_ns = i128::from(stat.st_mtime) * 1_000_000_000 + i128::from(stat.st_mtime_nsec);
    ObjectMeta {
        object: ObjectRef {
            bucket: String::new(),
            key: ObjectKey::from_bytes(key),
        },
        size: u64::try_from(stat.st_size).unwrap_or(0),
        version: Version(format!("{}-{modified_ns}-{}", stat.st_size, stat.st_ino)),
        modified: Timestamp::from_timestamp(stat.st_mtime, u32::try_from(stat.st_mtime_nsec).unwrap_or(0)),
        storage_class: None,
        unreadable: (FileType::from_raw_mode(stat.st_mode) != FileType::RegularFile)
            .then_some(SkipReason::NotRegular),
    }
}

/// Folder and name of a file's key.
fn split(key: &[u8]) -> Result<(&[u8], &[u8]), SourceError> {
    let at = key
        .iter()
        .rposition(|byte| *byte == b'/')
        .map_or(0, |slash| slash + 1);
    let (folder, name) = key.split_at(at);
    components(name)?;
    if name.is_empty() {
        return Err(not_a_file(key));
    }
    Ok((folder, name))
}

/// The names on the way, none of which may lead elsewhere.
fn components(key: &[u8]) -> Result<Vec<&[u8]>, SourceError> {
    if key.is_empty() {
        return Ok(Vec::new());
    }
    let names: Vec<_> = key.split(|byte| *byte == b'/').collect();
    if names
        .iter()
        .any(|name| name.is_empty() || *name == b"." || *name == b".." || name.contains(&0))
    {
        return Err(SourceError::new(
            ErrorClass::NotFound,
            "No file of a folder can have this name.",
            "",
        ));
    }
    Ok(names)
}

fn not_a_file(key: &[u8]) -> SourceError {
    SourceError::new(
        ErrorClass::NotFound,
        format!("{} is not a regular file.", ObjectKey::from_bytes(key)),
        "Links, pipes and devices are not read.",
    )
}

/// Trouble with the connector's own folder.
fn root_trouble(error: Errno, root: &Path) -> SourceError {
    let root = root.display();
    match error {
        Errno::NOENT => SourceError::new(
            ErrorClass::ConfigInvalid,
            format!("The folder {root} is not there."),
            "If it is on an external disk or a network drive, connect it; else choose another folder.",
        ),
        Errno::NOTDIR => SourceError::new(
            ErrorClass::ConfigInvalid,
            format!("{root} is a file, not a folder."),
            "Choose the folder that holds it.",
        ),
        Errno::ACCESS | Errno::PERM => SourceError::new(
            ErrorClass::PermissionDenied,
            format!("You may not read the folder {root}."),
            "Ask its owner for read permission.",
        ),
        other => trouble(other, b""),
    }
}

/// An error of the operating system, in the words of the taxonomy.
pub(crate) fn trouble(error: Errno, key: &[u8]) -> SourceError {
    let named = if key.is_empty() {
        "The folder".to_owned()
    } else {
        ObjectKey::from_bytes(key).to_string()
    };
    match error {
        Errno::NOENT | Errno::NOTDIR => {
            SourceError::new(ErrorClass::NotFound, format!("{named} is not there."), "")
        }
        Errno::LOOP => SourceError::new(
            ErrorClass::NotFound,
            format!("{named} is a symbolic link, or lies behind one."),
            "Links are not followed; connect the folder that it points to.",
        ),
        Errno::ACCESS | Errno::PERM => SourceError::new(
            ErrorClass::PermissionDenied,
            format!("You may not read {named}."),
            "Give your user read permission on it.",
        ),
        Errno::MFILE | Errno::NFILE => SourceError::new(
            ErrorClass::Transient,
            "Too many files are open.",
            "Lower the number of objects read at once in Settings.",
        ),
        other => SourceError::new(
            ErrorClass::Transient,
            format!("{named} could not be read: {}.", std::io::Error::from(other)),
            "Check the disk or the network drive, then sync again.",
        ),
    }
}
