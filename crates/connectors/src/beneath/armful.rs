//! Many small files brought to the disk together: what one file would wait for, an armful waits for once.
//!
//! The steps are those of [`Part::land`], each taken for all files before the next: written under names of their own,
//! made safe, renamed, and at last their folders made safe. A file bears its name only when it is whole and on the disk.

use super::root::{Part, Root, secured};
use super::split;
use crate::connector::SourceError;
use bytes::Bytes;
use rustix::fs::{AtFlags, statat};
use rustix::io::Errno;
use std::collections::HashMap;
use std::io::Write;
use std::os::fd::OwnedFd;
use std::sync::Arc;
use tidegate_domain::{Timestamp, key::ObjectKey, problem::ErrorClass};

/// Folders held open while files are looked for or put into them.
const OPEN_FOLDERS: usize = 64;

/// A file whose bytes are all there.
#[derive(Debug)]
pub struct Whole {
    /// Where it goes, below the root.
    pub path: ObjectKey,
    /// Its name on the way.
    pub temporary: String,
    pub bytes: Bytes,
    pub modified: Option<Timestamp>,
}

impl Root {
    /// Whether nothing lies at each of these paths. Where the way there is barred, landing tells why.
    pub fn vacant<'a>(&self, paths: impl IntoIterator<Item = &'a ObjectKey>) -> Vec<bool> {
        let mut folders = Folders::new(self);
        paths
            .into_iter()
            .map(|path| folders.vacant(path).unwrap_or(false))
            .collect()
    }

    /// Brings files to where nothing lies yet, whole and on the disk; answers for each how it went, in their order:
    /// [`ErrorClass::Conflict`] when something lies there after all. All are open at once: a few hundred at most.
    pub fn land_all(&self, files: &[Whole]) -> Vec<Result<(), SourceError>> {
        let mut folders = Folders::new(self);
        let written: Vec<_> = files.iter().map(|file| folders.write(file)).collect();
        for part in written.iter().flatten() {
            part.hasten();
        }
        // Each is asked for by itself, so that an error of the disk is told of the file that it spoiled.
        let safe: Vec<_> = written
            .into_iter()
            .map(|part| part.and_then(|part| part.whole().map(|()| part)))
            .collect();
        let named: Vec<_> = safe.into_iter().map(|part| part.and_then(Part::name)).collect();
        let mut secure: HashMap<*const OwnedFd, Result<(), SourceError>> = HashMap::new();
        named
            .iter()
            .map(|named| match named {
                Ok((folder, path)) => secure
                    .entry(Arc::as_ptr(folder))
                    .or_insert_with(|| secured(folder, path))
                    .clone(),
                Err(error) => Err(error.clone()),
            })
            .collect()
    }
}

/// Folders that are open already: files come by the folder.
struct Folders<'a> {
    root: &'a Root,
    open: HashMap<Vec<u8>, Arc<OwnedFd>>,
}

impl<'a> Folders<'a> {
    fn new(root: &'a Root) -> Self {
        Self {
            root,
            open: HashMap::new(),
        }
    }

    /// The folder with this key, as `find` opens it when it is not open yet.
    fn get(
        &mut self,
        key: &[u8],
        find: impl FnOnce(&Root, &[u8]) -> Result<OwnedFd, SourceError>,
    ) -> Result<Arc<OwnedFd>, SourceError> {
        let key = key.strip_suffix(b"/").unwrap_or(key);
        if let Some(folder) = self.open.get(key) {
            return Ok(folder.clone());
        }
        let folder = Arc::new(find(self.root, key)?);
        if self.open.len() >= OPEN_FOLDERS {
            self.open.clear();
        }
        self.open.insert(key.to_vec(), folder.clone());
        Ok(folder)
    }

    fn vacant(&mut self, path: &ObjectKey) -> Result<bool, SourceError> {
        let (folder, name) = split(path.as_bytes())?;
        let folder = match self.get(folder, |root, key| root.folder(key, path)) {
            Err(error) if error.class == ErrorClass::NotFound => return Ok(true),
            folder => folder?,
        };
        Ok(statat(&*folder, name, AtFlags::SYMLINK_NOFOLLOW).err() == Some(Errno::NOENT))
    }

    fn write(&mut self, file: &Whole) -> Result<Part, SourceError> {
        let (folder, name) = split(file.path.as_bytes())?;
        let folder = self.get(folder, |root, key| root.made(key, &file.path))?;
        let mut part = Part::begin(folder, name, &file.path, &file.temporary, 0)?;
        part.file()
            .write_all(&file.bytes)
            .map_err(|error| part.trouble(&error))?;
        part.date(file.modified)?;
        Ok(part)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::path::Path;

    fn whole(path: &str, bytes: &'static [u8]) -> Whole {
        Whole {
            path: path.into(),
            temporary: format!(".{}.part", path.replace('/', "-")),
            bytes: Bytes::from_static(bytes),
            modified: Timestamp::from_timestamp(1_700_000_000, 5),
        }
    }

    fn classes(landed: Vec<Result<(), SourceError>>) -> Vec<Option<ErrorClass>> {
        let class = |landed: Result<(), SourceError>| landed.err().map(|error| error.class);
        landed.into_iter().map(class).collect()
    }

    fn names(dir: &Path) -> Vec<String> {
        let entries = fs::read_dir(dir).unwrap();
        let mut names: Vec<_> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn files_land_whole_in_folders_that_are_made() {
        let dir = tempfile::tempdir().unwrap();
        let root = Root::open(dir.path()).unwrap();
        let mut files: Vec<_> = (0..150)
            .map(|number| whole(&format!("{}/of/{number}.txt", number % 70), b"content"))
            .collect();
        files.push(whole("top", b""));
        assert_eq!(classes(root.land_all(&files)), vec![None; 151]);
        assert_eq!(names(&dir.path().join("9/of")), ["149.txt", "79.txt", "9.txt"]);
        let landed = dir.path().join("9/of/149.txt");
        assert_eq!(fs::read(&landed).unwrap(), b"content");
        let modified = landed.metadata().unwrap().modified().unwrap();
        assert_eq!(Timestamp::from(modified), files[149].modified.unwrap());
        assert_eq!(dir.path().join("top").metadata().unwrap().len(), 0);
    }

    #[test]
    fn what_is_in_the_way_stays_and_spoils_nothing_else() {
        let dir = tempfile::tempdir().unwrap();
        let around = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("there"), "mine").unwrap();
        fs::write(dir.path().join("file"), "mine").unwrap();
        fs::create_dir(dir.path().join("folder")).unwrap();
        std::os::unix::fs::symlink(around.path(), dir.path().join("away")).unwrap();
        std::os::unix::fs::symlink("nowhere", dir.path().join("link")).unwrap();
        let root = Root::open(dir.path()).unwrap();
        let paths = [
            "new",
            "there",
            "file/below",
            "folder",
            "away/x",
            "link",
            "far/x",
            "../x",
            "twice",
            "twice",
        ];
        let conflict = Some(ErrorClass::Conflict);
        let files = paths.map(|path| whole(path, b"theirs"));
        let vacant = root.vacant(files.iter().map(|file| &file.path));
        let expected = [true, false, true, false, true, false, true, true, true, true];
        assert_eq!(vacant, expected);
        // Both would have the same name on their way, too.
        let told = classes(root.land_all(&files));
        let outside = Some(ErrorClass::NotFound);
        let expected = [
            None, conflict, conflict, conflict, conflict, conflict, None, outside, None, conflict,
        ];
        assert_eq!(told, expected);
        assert_eq!(fs::read(dir.path().join("there")).unwrap(), b"mine");
        assert_eq!(
            names(dir.path()),
            ["away", "far", "file", "folder", "link", "new", "there", "twice"],
            "nothing half-written is left"
        );
        assert_eq!(names(around.path()), Vec::<String>::new());
    }

    #[test]
    fn a_leftover_of_an_earlier_attempt_is_taken_up() {
        let dir = tempfile::tempdir().unwrap();
        let file = whole("a", b"new");
        fs::write(dir.path().join(&file.temporary), "something longer").unwrap();
        let root = Root::open(dir.path()).unwrap();
        assert_eq!(classes(root.land_all(&[file])), [None]);
        assert_eq!(fs::read(dir.path().join("a")).unwrap(), b"new");
        assert_eq!(names(dir.path()), ["a"]);
    }
}
