//! What a bucket holds: bytes, files, and objects that are made up when they are read.

use super::access::{Access, Grant};
use bytes::Bytes;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::ops::Bound;
use std::path::PathBuf;
use std::sync::Arc;

#[derive(Clone)]
pub(crate) enum Content {
    Bytes(Bytes),
    Made {
        size: u64,
        make: Arc<dyn Fn(u64, usize) -> Bytes + Send + Sync>,
    },
    File {
        path: PathBuf,
        size: u64,
    },
}

impl Content {
    pub fn size(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::Made { size, .. } | Self::File { size, .. } => *size,
        }
    }

    /// Bytes from `offset` on, at most `most`; empty at the end.
    pub fn read(&self, offset: u64, most: usize) -> std::io::Result<Bytes> {
        let length = (self.size().saturating_sub(offset)).min(most as u64) as usize;
        match self {
            Self::Bytes(bytes) => {
                let start = (offset as usize).min(bytes.len());
                Ok(bytes.slice(start..start + length))
            }
            Self::Made { make, .. } => Ok(make(offset, length)),
            Self::File { path, .. } => {
                use std::io::{Read, Seek, SeekFrom};
                let mut file = std::fs::File::open(path)?;
                file.seek(SeekFrom::Start(offset))?;
                let mut bytes = vec![0; length];
                file.read_exact(&mut bytes)?;
                Ok(bytes.into())
            }
        }
    }
}

#[derive(Clone)]
pub(crate) struct Object {
    pub content: Content,
    pub etag: String,
    pub modified: chrono::DateTime<chrono::Utc>,
    pub class: String,
    /// What was stored with it: content type and metadata, by header.
    pub headers: Vec<(String, String)>,
    pub grants: Vec<Grant>,
}

impl Object {
    pub fn new(content: Content) -> Self {
        let mut hash = Sha256::new();
        match &content {
            Content::Bytes(bytes) => {
                let etag = super::signature::hex(&md5::Md5::digest(bytes));
                return Self::with_etag(content, etag);
            }
            Content::Made { size, .. } => hash.update(size.to_be_bytes()),
            Content::File { path, size } => {
                hash.update(size.to_be_bytes());
                hash.update(path.as_os_str().as_encoded_bytes());
            }
        }
        let etag = hash
            .finalize()
            .iter()
            .take(16)
            .fold(String::new(), |mut text, byte| {
                let _ = write!(text, "{byte:02x}");
                text
            });
        Self::with_etag(content, etag)
    }

    pub fn with_etag(content: Content, etag: String) -> Self {
        Self {
            content,
            etag,
            modified: chrono::DateTime::from_timestamp(1_767_225_600, 0).unwrap_or_default(),
            class: "STANDARD".into(),
            headers: Vec::new(),
            grants: Vec::new(),
        }
    }
}

/// Objects known by their number only.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Generated {
    pub count: u64,
    pub size: u64,
    /// All of them in one folder, with sizes and dates in no order; else in folders of a thousand, all alike.
    pub one_level: bool,
}

impl Generated {
    fn key(&self, number: u64) -> Vec<u8> {
        if self.one_level {
            return format!("level/{number:012}.txt").into_bytes();
        }
        format!("data/{:06}/{number:012}.txt", number / 1000).into_bytes()
    }

    fn object(&self, number: u64) -> Object {
        // A prime's multiples go through all remainders, in no order that could be seen.
        let shuffled = number.wrapping_mul(999_983) % 1_000_003;
        let size = if self.one_level {
            self.size + shuffled
        } else {
            self.size
        };
        let content = Content::Made {
            size,
            make: Arc::new(move |offset, length| lines(number, offset, length)),
        };
        let mut object = Object::with_etag(content, format!("{number:016x}{size:016x}"));
        if self.one_level {
            object.modified -= chrono::Duration::seconds(i64::try_from(shuffled).unwrap_or(0));
        }
        object
    }

    fn first_from(&self, from: &[u8]) -> u64 {
        let (mut low, mut high) = (0, self.count);
        while low < high {
            let middle = low + (high - low) / 2;
            if self.key(middle).as_slice() < from {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }
}

/// Lines of 64 bytes that name their object and their place, one in sixteen with an address in it: in every
/// tenth object one that could be somebody's, in the others one of documentation, which is no finding.
fn lines(number: u64, offset: u64, length: usize) -> Bytes {
    let mut text = String::with_capacity(length + 128);
    let mut line = offset / 64;
    let skip = (offset % 64) as usize;
    while text.len() < length + skip {
        let start = text.len();
        if line % 16 == 3 {
            let host = if number.is_multiple_of(10) {
                "northwind.test"
            } else {
                "example.org"
            };
            let _ = write!(text, "object {number} line {line} mail person{line}@{host}");
        } else {
            let _ = write!(text, "object {number} line {line} nothing to be seen here");
        }
        let width = text.len() - start;
        for _ in width..63 {
            text.push('.');
        }
        text.truncate(start + 63);
        text.push('\n');
        line += 1;
    }
    Bytes::from(text.into_bytes()).slice(skip..skip + length)
}

#[derive(Default)]
pub(crate) struct Bucket {
    pub objects: BTreeMap<Vec<u8>, Object>,
    pub generated: Option<Generated>,
    pub access: Access,
}

impl Bucket {
    pub fn find(&self, key: &[u8]) -> Option<Object> {
        if let Some(object) = self.objects.get(key) {
            return Some(object.clone());
        }
        let generated = self.generated?;
        let number = generated.first_from(key);
        (number < generated.count && generated.key(number) == key).then(|| generated.object(number))
    }

    /// Objects from `from` on (it included), in byte order.
    pub fn walk(&self, from: &[u8]) -> impl Iterator<Item = (Vec<u8>, Object)> + '_ {
        let mut stored = self
            .objects
            .range::<[u8], _>((Bound::Included(from), Bound::Unbounded))
            .map(|(key, object)| (key.clone(), object.clone()))
            .peekable();
        let generated = self.generated;
        let first = generated.map_or(0, |generated| generated.first_from(from));
        let mut made = (first..generated.map_or(0, |generated| generated.count))
            .filter_map(move |number| generated.map(|all| (all.key(number), all.object(number))))
            .peekable();
        std::iter::from_fn(move || match (stored.peek(), made.peek()) {
            (Some((left, _)), Some((right, _))) if left <= right => stored.next(),
            (_, Some(_)) => made.next(),
            (_, None) => stored.next(),
        })
    }
}
