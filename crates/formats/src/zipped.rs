//! Zip files as the formats see them: the list of what is inside, and one entry's bytes within the budget.
//! Knows nothing of what the entries mean.

use crate::account::{Account, Excess, thousands};
use crate::budget::Budget;
use crate::parts::Damage;
use std::io::{Cursor, Read};
use std::rc::Rc;
use zip::result::ZipError;
use zip::{CompressionMethod, ZipArchive};

/// Begins an entry, and the list's record of one.
pub(crate) const ENTRY: &[u8] = b"PK\x03\x04";
const RECORD: &[u8] = b"PK\x01\x02";

/// The bytes of a zip file, which are still there when its list cannot be read.
#[derive(Clone)]
pub(crate) struct ZipBytes(Rc<Vec<u8>>);

impl ZipBytes {
    pub(crate) fn new(bytes: Vec<u8>) -> Self {
        Self(Rc::new(bytes))
    }
}

impl AsRef<[u8]> for ZipBytes {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

/// Whether a file whose first bytes are no zip file's is one after a prefix, such as a program that unpacks it.
pub(crate) fn after_prefix(head: &[u8]) -> bool {
    memchr::memmem::find_iter(head, ENTRY).take(100).any(|at| {
        let field = |offset: usize| {
            let bytes = head.get(at + offset..at + offset + 2)?;
            Some(u16::from_le_bytes(bytes.try_into().ok()?))
        };
        let (Some(version), Some(method), Some(name)) = (field(4), field(8), field(26)) else {
            return false;
        };
        (10..=63).contains(&(version & 0xff)) && method <= 99 && (1..1_000).contains(&name)
    })
}

/// A zip file in memory.
pub(crate) struct Zipped {
    bytes: ZipBytes,
    archive: ZipArchive<Cursor<ZipBytes>>,
    /// By index.
    names: Vec<String>,
}

/// Why an entry gives nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum EntryTrouble {
    Missing,
    Encrypted,
    /// In a sentence.
    Damaged(String),
    Excess(Excess),
}

impl EntryTrouble {
    pub(crate) fn words(&self) -> String {
        match self {
            Self::Missing => "A part that it names is missing.".to_owned(),
            Self::Encrypted => "It is encrypted.".to_owned(),
            Self::Damaged(message) => message.clone(),
            Self::Excess(excess) => excess.words(),
        }
    }
}

impl From<EntryTrouble> for Damage {
    fn from(trouble: EntryTrouble) -> Self {
        Self::new(trouble.words())
    }
}

impl Zipped {
    pub(crate) fn open(bytes: &ZipBytes, budget: &Budget) -> Result<Self, Damage> {
        // Each record costs many times its size in memory, so they are counted before they are read.
        let limit = usize::try_from(budget.max_entries).unwrap_or(usize::MAX);
        if memchr::memmem::find_iter(bytes.as_ref(), RECORD)
            .take(limit.saturating_add(1))
            .count()
            > limit
        {
            return Err(Damage::new(format!(
                "It lists more than {} files.",
                thousands(budget.max_entries)
            )));
        }
        let archive = ZipArchive::new(Cursor::new(bytes.clone()))
            .map_err(|_| Damage::new("The zip file is damaged: its list of files cannot be read."))?;
        let names = (0..archive.len())
            .map(|index| match archive.name_for_index(index) {
                Some(Ok(name)) => name.into_owned(),
                _ => format!("entry {}", index + 1),
            })
            .collect();
        Ok(Self {
            bytes: bytes.clone(),
            archive,
            names,
        })
    }

    pub(crate) fn len(&self) -> usize {
        self.archive.len()
    }

    /// Whether files of the same name are in it: of these, only the last is listed.
    pub(crate) fn repeats_names(&self) -> bool {
        self.archive.has_duplicate_names()
    }

    /// Whether bytes belong to more than one file, which they do in bombs.
    pub(crate) fn overlaps(&mut self) -> bool {
        self.archive.has_overlapping_entries().unwrap_or(false)
    }

    pub(crate) fn zip_bytes(&self) -> ZipBytes {
        self.bytes.clone()
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.names.iter().any(|known| known == name)
    }

    /// Names of all entries, in the order of the list; folders end with a slash.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    /// One entry's unpacked bytes, as a stream.
    pub(crate) fn entry(
        &mut self,
        index: usize,
    ) -> Result<zip::read::ZipFile<'_, Cursor<ZipBytes>>, EntryTrouble> {
        let entry = self.archive.by_index(index).map_err(trouble)?;
        if readable(entry.compression()) {
            Ok(entry)
        } else {
            Err(EntryTrouble::Damaged(OTHERWISE_PACKED.to_owned()))
        }
    }

    /// Name of the entry at `index`, as it is written.
    pub(crate) fn name(&self, index: usize) -> Option<&str> {
        self.names.get(index).map(String::as_str)
    }

    /// The first bytes of the entry `name`, `limit` at most; none of an entry that cannot be read.
    pub(crate) fn beginning(&mut self, name: &str, limit: u64) -> Vec<u8> {
        let mut bytes = Vec::new();
        if let Ok(entry) = self.archive.by_name(name)
            && entry.take(limit).read_to_end(&mut bytes).is_err()
        {
            bytes.clear();
        }
        bytes
    }

    /// All bytes of the entry `name`, within the budget of one part.
    pub(crate) fn bytes(
        &mut self,
        name: &str,
        budget: &Budget,
        account: &Account,
    ) -> Result<Vec<u8>, EntryTrouble> {
        let entry = self.archive.by_name(name).map_err(trouble)?;
        if !readable(entry.compression()) {
            return Err(EntryTrouble::Damaged(OTHERWISE_PACKED.to_owned()));
        }
        let mut bytes = Vec::new();
        entry
            .take(budget.max_held_bytes + 1)
            .read_to_end(&mut bytes)
            .map_err(|_| EntryTrouble::Damaged("A part of it is damaged.".to_owned()))?;
        if bytes.len() as u64 > budget.max_held_bytes {
            return Err(EntryTrouble::Excess(Excess::Held));
        }
        account
            .unpacked(bytes.len() as u64, budget)
            .map_err(EntryTrouble::Excess)?;
        Ok(bytes)
    }
}

const OTHERWISE_PACKED: &str = "It is packed in a way that is not read.";

/// Whether a packing is one that the library was built with: for others it only fails while reading.
fn readable(method: CompressionMethod) -> bool {
    matches!(
        method,
        CompressionMethod::Stored
            | CompressionMethod::Deflated
            | CompressionMethod::Deflate64
            | CompressionMethod::Bzip2
            | CompressionMethod::Zstd
            | CompressionMethod::Xz
    )
}

fn trouble(error: ZipError) -> EntryTrouble {
    match error {
        ZipError::FileNotFound => EntryTrouble::Missing,
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) | ZipError::InvalidPassword => {
            EntryTrouble::Encrypted
        }
        ZipError::UnsupportedArchive(_) => EntryTrouble::Damaged(OTHERWISE_PACKED.to_owned()),
        _ => EntryTrouble::Damaged("A part of it is damaged.".to_owned()),
    }
}
