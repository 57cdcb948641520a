//! What Google answers, as JSON, and the XML of uploads in parts. Numbers come as text there.

use quick_xml::events::Event;
use serde::{Deserialize, Deserializer};
use std::collections::BTreeMap;
use tidegate_domain::{
    Timestamp,
    key::ObjectKey,
    object::{ObjectMeta, ObjectRef, SkipReason, Version},
};

/// The fields of an object that a listing and a look ask for.
pub(super) const OBJECT_FIELDS: &str = "name,size,generation,updated,storageClass";

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct BucketList {
    pub items: Vec<BucketItem>,
    pub next_page_token: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct BucketItem {
    pub name: String,
    #[serde(default)]
    pub time_created: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Listing {
    /// Nothing that a listing has: an error behind a status of success must not look like an empty bucket.
    pub error: Option<serde::de::IgnoredAny>,
    pub items: Vec<Object>,
    pub prefixes: Vec<String>,
    pub next_page_token: Option<String>,
}

/// An object resource.
#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Object {
    pub name: String,
    #[serde(deserialize_with = "number")]
    pub size: u64,
    #[serde(deserialize_with = "number")]
    pub generation: u64,
    pub updated: Option<String>,
    pub storage_class: Option<String>,
    pub crc32c: Option<String>,
    pub content_type: Option<String>,
    pub metadata: BTreeMap<String, String>,
}

impl Object {
    pub fn meta(self, bucket: &str) -> ObjectMeta {
        let key = ObjectKey::from(self.name.as_str());
        let marker = self.size == 0 && key.as_bytes().ends_with(b"/");
        ObjectMeta {
            object: ObjectRef {
                bucket: bucket.to_owned(),
                key,
            },
            size: self.size,
            version: Version(self.generation.to_string()),
            modified: time(self.updated.as_deref()),
            storage_class: self.storage_class,
            unreadable: marker.then_some(SkipReason::FolderMarker),
        }
    }
}

/// A bucket's settings, as far as they say who can reach it and what is kept.
#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct BucketSettings {
    pub iam_configuration: IamConfiguration,
    pub versioning: Switch,
    pub soft_delete_policy: SoftDelete,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct IamConfiguration {
    pub public_access_prevention: String,
    pub uniform_bucket_level_access: Switch,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Switch {
    pub enabled: bool,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct SoftDelete {
    #[serde(deserialize_with = "number")]
    pub retention_duration_seconds: u64,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Policy {
    pub bindings: Vec<Binding>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Binding {
    pub role: String,
    pub members: Vec<String>,
    pub condition: Option<serde_json::Value>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct AccessControls {
    pub items: Vec<AccessControl>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct AccessControl {
    pub entity: String,
    pub role: String,
}

/// What a refusal says: the reason's short word, and Google's sentence, which is searched but never shown.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct ErrorBody {
    pub reason: String,
    pub message: String,
}

impl ErrorBody {
    /// JSON, XML of the XML API, or a bare sentence.
    pub fn read(body: &[u8]) -> Self {
        #[derive(Deserialize)]
        struct Whole {
            error: Inner,
        }
        #[derive(Deserialize, Default)]
        #[serde(default)]
        struct Inner {
            message: String,
            errors: Vec<Item>,
            status: String,
        }
        #[derive(Deserialize, Default)]
        #[serde(default)]
        struct Item {
            reason: String,
        }
        if let Ok(Whole { error }) = serde_json::from_slice::<Whole>(body) {
            let first = error.errors.into_iter().next().map(|item| item.reason);
            return Self {
                reason: first.filter(|reason| !reason.is_empty()).unwrap_or(error.status),
                message: error.message,
            };
        }
        if body.trim_ascii_start().starts_with(b"<") {
            let details = xml_text(body, "Details").or_else(|| xml_text(body, "Message"));
            return Self {
                reason: xml_text(body, "Code").unwrap_or_default(),
                message: details.unwrap_or_default(),
            };
        }
        Self {
            reason: String::new(),
            message: String::from_utf8_lossy(body).trim().to_owned(),
        }
    }
}

/// The text of the first element of this name.
pub(super) fn xml_text(body: &[u8], name: &str) -> Option<String> {
    let body = std::str::from_utf8(body).ok()?;
    let mut reader = quick_xml::Reader::from_str(body);
    let mut inside = false;
    let mut text = String::new();
    loop {
        match reader.read_event().ok()? {
            Event::Start(start) => inside = start.local_name().as_ref() == name,
            Event::Text(piece) if inside => text.push_str(&piece.xml10_content()),
            Event::GeneralRef(reference) if inside => match reference.resolve_char_ref().ok()? {
                Some(c) => text.push(c),
                None => {
                    let name = reference.xml10_content();
                    text.push_str(quick_xml::escape::resolve_predefined_entity(&name)?);
                }
            },
            Event::End(end) if inside && end.local_name().as_ref() == name => return Some(text),
            Event::DocType(_) | Event::Eof => return None,
            _ => {}
        }
    }
}

pub(super) fn time(text: Option<&str>) -> Option<Timestamp> {
    chrono::DateTime::parse_from_rfc3339(text?)
        .ok()
        .map(|time| time.to_utc())
}

/// A number, spelled as text or not.
fn number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Spelled {
        Number(u64),
        Text(String),
    }
    match Spelled::deserialize(deserializer)? {
        Spelled::Number(number) => Ok(number),
        Spelled::Text(text) => text.parse().map_err(serde::de::Error::custom),
    }
}
