//! Buckets and objects, and how the JSON API shows them.

use super::parts::Begun;
use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};

static GENERATION: AtomicU64 = AtomicU64::new(1_790_000_000_000_000);

#[derive(Clone)]
pub(super) struct Object {
    pub bytes: Bytes,
    pub crc32c: String,
    pub content_type: String,
    pub generation: u64,
    pub updated: chrono::DateTime<chrono::Utc>,
    pub acl: Vec<(String, String)>,
    /// Further fields of the resource.
    pub extra: Map<String, Value>,
}

impl Object {
    pub fn new(bytes: Bytes, content_type: &str) -> Self {
        Self {
            crc32c: STANDARD.encode(crc32c(&bytes).to_be_bytes()),
            bytes,
            content_type: content_type.to_owned(),
            generation: GENERATION.fetch_add(1, Ordering::Relaxed),
            #[allow(clippy::disallowed_methods, reason = "a server has a clock of its own")]
            updated: chrono::Utc::now(),
            acl: Vec::new(),
            extra: Map::new(),
        }
    }

    pub fn resource(&self, bucket: &str, key: &str) -> Value {
        let mut resource = json!({
            "kind": "storage#object",
            "name": key,
            "bucket": bucket,
            "generation": self.generation.to_string(),
            "metageneration": "1",
            "contentType": self.content_type,
            "size": self.bytes.len().to_string(),
            "crc32c": self.crc32c,
            "etag": format!("CM{}", self.generation),
            "storageClass": "STANDARD",
            "timeCreated": self.updated.to_rfc3339(),
            "updated": self.updated.to_rfc3339(),
        });
        if let Some(fields) = resource.as_object_mut() {
            fields.extend(self.extra.clone());
        }
        resource
    }
}

#[derive(Default)]
pub(super) struct Bucket {
    pub objects: BTreeMap<String, Object>,
    /// Older generations, where they are kept.
    pub older: BTreeMap<(String, u64), Object>,
    pub versioning: bool,
    pub uniform: bool,
    pub prevented: bool,
    /// Roles and members.
    pub bindings: Vec<(String, String)>,
    pub uploads: BTreeMap<String, Begun>,
}

impl Bucket {
    pub fn put(&mut self, key: &str, object: Object) {
        self.retire(key);
        self.objects.insert(key.to_owned(), object);
    }

    /// Takes the live object away. Answers whether there was one.
    pub fn retire(&mut self, key: &str) -> bool {
        let Some(object) = self.objects.remove(key) else {
            return false;
        };
        if self.versioning {
            self.older.insert((key.to_owned(), object.generation), object);
        }
        true
    }

    /// The live object, or this generation of it.
    pub fn find(&self, key: &str, generation: Option<u64>) -> Option<&Object> {
        let live = self.objects.get(key);
        match generation {
            None => live,
            Some(wanted) => live
                .filter(|object| object.generation == wanted)
                .or_else(|| self.older.get(&(key.to_owned(), wanted))),
        }
    }

    pub fn public(&self) -> bool {
        !self.prevented
            && self
                .bindings
                .iter()
                .any(|(role, member)| member == "allUsers" && role == "roles/storage.objectViewer")
    }
}

/// CRC-32C, a byte at a time.
pub(super) fn crc32c(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, byte| {
        sum >> 8 ^ CRC32C[usize::from(sum as u8 ^ byte)]
    })
}

const CRC32C: [u32; 256] = {
    let mut table = [0_u32; 256];
    let mut byte = 0;
    while byte < 256 {
        let mut sum = byte as u32;
        let mut bit = 0;
        while bit < 8 {
            sum = if sum & 1 == 1 {
                sum >> 1 ^ 0x82F6_3B78
            } else {
                sum >> 1
            };
            bit += 1;
        }
        table[byte] = sum;
        byte += 1;
    }
    table
};
