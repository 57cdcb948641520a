//! Zip files as the formats see them: the list of what is inside, and one entry's bytes within the budget.
//! Knows nothing of what the entries mean.

use crate::account::{Account, Excess};
use crate::budget::Budget;
use crate::parts::Damage;
use std::io::{Cursor, Read};
use zip::ZipArchive;
use zip::result::ZipError;

/// A zip file in memory.
pub(crate) struct Zipped {
    archive: ZipArchive<Cursor<Vec<u8>>>,
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
            Self::Excess(excess) => excess.words().to_owned(),
        }
    }
}

impl From<EntryTrouble> for Damage {
    fn from(trouble: EntryTrouble) -> Self {
        Self::new(trouble.words())
    }
}

impl Zipped {
    pub(crate) fn open(bytes: Vec<u8>, budget: &Budget) -> Result<Self, Damage> {
        let archive = ZipArchive::new(Cursor::new(bytes))
            .map_err(|_| Damage::new("The zip file is damaged: its list of entries cannot be read."))?;
        if archive.len() as u64 > budget.max_entries {
            return Err(Excess::Entries.into());
        }
        let names = (0..archive.len())
            .map(|index| match archive.name_for_index(index) {
                Some(Ok(name)) => name.into_owned(),
                _ => format!("entry {}", index + 1),
            })
            .collect();
        Ok(Self { archive, names })
    }

    pub(crate) fn len(&self) -> usize {
        self.archive.len()
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.names.iter().any(|known| known == name)
    }

    /// Names of all entries, in the order of the list; folders end with a slash.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    /// One entry's unpacked bytes, as a stream.
    pub(crate) fn entry(&mut self, index: usize) -> Result<impl Read + '_, EntryTrouble> {
        self.archive.by_index(index).map_err(trouble)
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

fn trouble(error: ZipError) -> EntryTrouble {
    match error {
        ZipError::FileNotFound => EntryTrouble::Missing,
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) | ZipError::InvalidPassword => {
            EntryTrouble::Encrypted
        }
        ZipError::UnsupportedArchive(_) => {
            EntryTrouble::Damaged("It is packed in a way that is not read.".to_owned())
        }
        _ => EntryTrouble::Damaged("A part of it is damaged.".to_owned()),
    }
}
