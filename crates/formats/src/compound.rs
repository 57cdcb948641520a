//! Compound files (OLE, "structured storage") as the formats see them: the list of streams, and one stream's
//! bytes within the budget. Knows nothing of what the streams mean.
//!
//! The layout is that of Microsoft's [MS-CFB]. A chain of sectors that breaks off gives the bytes before the
//! break: what an old document still holds is worth reading.

use crate::account::{Account, Excess};
use crate::budget::Budget;
use crate::parts::Damage;
use std::collections::HashSet;

/// First bytes of every compound file.
pub(crate) const MAGIC: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
/// Sector numbers from here on are marks, not sectors.
const FIRST_MARK: u32 = 0xffff_fffa;
const HEADER: usize = 512;
const DIRECTORY_ENTRY: usize = 128;
/// Numbers of sectors of the allocation table that the header itself lists.
const LISTED_IN_HEADER: usize = 109;
/// Storages inside storages.
const DEEPEST: usize = 32;

/// A compound file in memory.
pub(crate) struct Compound {
    bytes: Vec<u8>,
    sector_shift: u32,
    mini_shift: u32,
    /// Streams below this size lie in the mini stream.
    mini_cutoff: u64,
    next: Vec<u32>,
    mini_next: Vec<u32>,
    mini: Vec<u8>,
    streams: Vec<Stream>,
}

#[derive(Debug, Clone)]
struct Stream {
    path: String,
    start: u32,
    size: u64,
}

/// What one of a compound file's bytes are.
pub(crate) struct StreamBytes {
    pub(crate) bytes: Vec<u8>,
    /// Whether they are all that the file promises.
    pub(crate) whole: bool,
}

struct Node {
    name: String,
    kind: u8,
    left: u32,
    right: u32,
    child: u32,
    start: u32,
    size: u64,
}

impl Compound {
    pub(crate) fn open(bytes: Vec<u8>, budget: &Budget) -> Result<Self, Damage> {
        let damaged = || Damage::new("The compound file is damaged: its header cannot be read.");
        if !bytes.starts_with(MAGIC) || bytes.len() < HEADER {
            return Err(damaged());
        }
        let number = |at| u32_at(&bytes, at).ok_or_else(damaged);
        let sector_shift = u32::from(u16_at(&bytes, 30).ok_or_else(damaged)?);
        let mini_shift = u32::from(u16_at(&bytes, 32).ok_or_else(damaged)?);
        if !matches!(sector_shift, 7..=16) || mini_shift > sector_shift {
            return Err(damaged());
        }
        let (directory, mini_cutoff, mini_table) = (number(48)?, number(56)?, number(60)?);
        let mut compound = Self {
            sector_shift,
            mini_shift,
            mini_cutoff: u64::from(mini_cutoff),
            next: Vec::new(),
            mini_next: Vec::new(),
            mini: Vec::new(),
            streams: Vec::new(),
            bytes,
        };
        compound.next = compound.allocation();
        compound.mini_next = numbers(&compound.chained(mini_table, u64::MAX));
        let directory = compound.chained(directory, u64::MAX);
        if (directory.len() / DIRECTORY_ENTRY) as u64 > budget.max_entries {
            return Err(Excess::Entries(budget.max_entries).into());
        }
        let nodes: Vec<Node> = directory.chunks_exact(DIRECTORY_ENTRY).map(Node::read).collect();
        let root = nodes.first().ok_or_else(|| {
            Damage::new("The compound file is damaged: its list of streams cannot be read.")
        })?;
        compound.mini = compound.chained(root.start, root.size);
        compound.streams = streams(&nodes);
        Ok(compound)
    }

    /// Paths of all streams, storages joined by slashes, in the order of the file's tree.
    pub(crate) fn paths(&self) -> impl Iterator<Item = &str> {
        self.streams.iter().map(|stream| stream.path.as_str())
    }

    pub(crate) fn has(&self, path: &str) -> bool {
        self.find(path).is_some()
    }

    /// All bytes of the stream `path`; `None` when there is none. Names are told apart without case.
    pub(crate) fn stream(
        &self,
        path: &str,
        budget: &Budget,
        account: &Account,
    ) -> Option<Result<StreamBytes, Excess>> {
        let stream = self.find(path)?;
        let bytes = if stream.size < self.mini_cutoff {
            self.mini_chained(stream.start, stream.size)
        } else {
            self.chained(stream.start, stream.size)
        };
        let whole = bytes.len() as u64 == stream.size;
        Some(
            account
                .unpacked(bytes.len() as u64, budget)
                .map(|()| StreamBytes { bytes, whole }),
        )
    }

    fn find(&self, path: &str) -> Option<&Stream> {
        self.streams
            .iter()
            .find(|stream| stream.path.eq_ignore_ascii_case(path))
    }

    fn sector(&self, number: u32) -> &[u8] {
        let start = (number as usize + 1) << self.sector_shift;
        let end = (start + (1 << self.sector_shift)).min(self.bytes.len());
        self.bytes.get(start..end).unwrap_or_default()
    }

    /// The table that says which sector follows each one.
    fn allocation(&self) -> Vec<u32> {
        let most = self.bytes.len() >> self.sector_shift;
        let mut tables: Vec<u32> = self
            .bytes
            .get(76..76 + 4 * LISTED_IN_HEADER)
            .map(numbers)
            .unwrap_or_default();
        let mut list = u32_at(&self.bytes, 68).unwrap_or(FIRST_MARK);
        let mut seen = HashSet::new();
        while list < FIRST_MARK && seen.insert(list) {
            let mut more = numbers(self.sector(list));
            list = more.pop().unwrap_or(FIRST_MARK);
            tables.extend(more);
        }
        let mut used = HashSet::new();
        let mut next = Vec::new();
        for table in tables.into_iter().take(most) {
            if table < FIRST_MARK && used.insert(table) {
                next.extend(numbers(self.sector(table)));
            }
        }
        next
    }

    /// Bytes of the chain that begins at `start`, `size` at most and never more than the file has.
    fn chained(&self, start: u32, size: u64) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut at = start;
        for _ in 0..=self.bytes.len() >> self.sector_shift {
            let left = size.saturating_sub(bytes.len() as u64);
            if at >= FIRST_MARK || left == 0 {
                break;
            }
            let sector = self.sector(at);
            let taken = sector.len().min(usize::try_from(left).unwrap_or(usize::MAX));
            bytes.extend_from_slice(&sector[..taken]);
            at = match self.next.get(at as usize) {
                Some(next) if taken > 0 => *next,
                _ => break,
            };
        }
        bytes
    }

    fn mini_chained(&self, start: u32, size: u64) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut at = start;
        for _ in 0..=self.mini.len() >> self.mini_shift {
            let left = usize::try_from(size).unwrap_or(usize::MAX) - bytes.len();
            let from = (at as usize) << self.mini_shift;
            if at >= FIRST_MARK || left == 0 || from >= self.mini.len() {
                break;
            }
            let to = (from + left.min(1 << self.mini_shift)).min(self.mini.len());
            bytes.extend_from_slice(&self.mini[from..to]);
            at = self.mini_next.get(at as usize).copied().unwrap_or(FIRST_MARK);
        }
        bytes
    }
}

impl Node {
    fn read(entry: &[u8]) -> Self {
        let units: Vec<u16> = entry
            .get(..64)
            .unwrap_or_default()
            .as_chunks::<2>()
            .0
            .iter()
            .map(|pair| u16::from_le_bytes(*pair))
            .take_while(|unit| *unit != 0)
            .collect();
        let number = |at| u32_at(entry, at).unwrap_or(u32::MAX);
        Self {
            name: String::from_utf16_lossy(&units).replace('/', "_"),
            kind: entry.get(66).copied().unwrap_or_default(),
            left: number(68),
            right: number(72),
            child: number(76),
            start: number(116),
            // Files with small sectors leave rubbish in the upper half.
            size: u64::from(number(120)),
        }
    }
}

/// Walks the tree of names; each node is visited once, whatever the references say.
fn streams(nodes: &[Node]) -> Vec<Stream> {
    const STORAGE: u8 = 1;
    const STREAM: u8 = 2;
    let mut found = Vec::new();
    let mut seen = HashSet::from([0]);
    let mut ahead: Vec<(u32, String, usize)> = Vec::new();
    if let Some(root) = nodes.first() {
        ahead.push((root.child, String::new(), 0));
    }
    while let Some((id, folder, depth)) = ahead.pop() {
        let Some(node) = nodes.get(id as usize) else {
            continue;
        };
        if !seen.insert(id) {
            continue;
        }
        let path = format!("{folder}{}", node.name);
        ahead.push((node.right, folder.clone(), depth));
        ahead.push((node.left, folder, depth));
        match node.kind {
            STREAM => found.push(Stream {
                path,
                start: node.start,
                size: node.size,
            }),
            STORAGE if depth < DEEPEST => ahead.push((node.child, format!("{path}/"), depth + 1)),
            _ => {}
        }
    }
    found
}

fn numbers(bytes: &[u8]) -> Vec<u32> {
    bytes
        .as_chunks::<4>()
        .0
        .iter()
        .map(|four| u32::from_le_bytes(*four))
        .collect()
}

/// The number at `at`, least byte first.
pub(crate) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    let two = bytes.get(at..at.checked_add(2)?)?;
    Some(u16::from_le_bytes(two.try_into().ok()?))
}

/// The number at `at`, least byte first.
pub(crate) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    let four = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes(four.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Cursor, Write};

    /// Made by an independent writer: a small stream, a large one, and one two storages down.
    fn made() -> Vec<u8> {
        let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
        file.create_storage_all("/one/two").unwrap();
        for (path, bytes) in [
            ("/small", b"a few bytes".to_vec()),
            ("/large", (0..200_000_u32).map(|at| at as u8).collect()),
            ("/one/two/deep", b"deep".to_vec()),
        ] {
            file.create_stream(path).unwrap().write_all(&bytes).unwrap();
        }
        file.flush().unwrap();
        file.into_inner().into_inner()
    }

    fn bytes(compound: &Compound, path: &str) -> Vec<u8> {
        let stream = compound.stream(path, &Budget::default(), &Account::default());
        stream.unwrap().unwrap().bytes
    }

    #[test]
    fn streams_of_every_size_and_depth_are_read() {
        let compound = Compound::open(made(), &Budget::default()).unwrap();
        let mut paths: Vec<&str> = compound.paths().collect();
        paths.sort_unstable();
        assert_eq!(paths, ["large", "one/two/deep", "small"]);
        assert_eq!(bytes(&compound, "Small"), b"a few bytes");
        assert_eq!(bytes(&compound, "one/two/deep"), b"deep");
        let large: Vec<u8> = (0..200_000_u32).map(|at| at as u8).collect();
        assert_eq!(bytes(&compound, "large"), large);
        assert!(!compound.has("absent"));
    }

    #[test]
    fn flipped_and_cut_files_end() {
        let made = made();
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        let mut random = |below: usize| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state % below as u64) as usize
        };
        for round in 0..400 {
            let mut bytes = made.clone();
            if round % 4 == 0 {
                bytes.truncate(random(bytes.len()));
            }
            for _ in 0..1 + round % 16 {
                // The header and the directory are where harm can be done.
                let region = if round % 2 == 0 { 1024 } else { bytes.len() };
                let at = random(region.min(bytes.len()).max(1));
                if let Some(byte) = bytes.get_mut(at) {
                    *byte = random(256) as u8;
                }
            }
            let length = bytes.len();
            if let Ok(compound) = Compound::open(bytes, &Budget::default()) {
                for path in compound.paths().take(64).map(str::to_owned).collect::<Vec<_>>() {
                    let stream = compound.stream(&path, &Budget::default(), &Account::default());
                    assert!(stream.is_none_or(|read| read.is_ok_and(|stream| stream.bytes.len() <= length)));
                }
            }
        }
    }

    #[test]
    fn a_chain_that_bites_its_tail_ends() {
        let mut bytes = made();
        let table = 512 + ((u32_at(&bytes, 76).unwrap() as usize) << 9);
        for entry in 0..128 {
            bytes[table + entry * 4..][..4].copy_from_slice(&1_u32.to_le_bytes());
        }
        let length = bytes.len();
        if let Ok(compound) = Compound::open(bytes, &Budget::default()) {
            assert!(compound.mini.len() <= length);
        }
    }
}
