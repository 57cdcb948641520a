//! The answers' XML: bounded, without document types, entities only those of XML itself. A name that XML cannot
//! hold comes percent-encoded and says so.

use quick_xml::{Reader, events::BytesStart, events::Event};
use tidegate_domain::key::ObjectKey;

#[derive(Debug, Default)]
pub(super) struct Listing {
    pub next: Option<String>,
    pub blobs: Vec<Listed>,
    pub prefixes: Vec<ObjectKey>,
}

#[derive(Debug, Default)]
pub(super) struct Listed {
    pub key: ObjectKey,
    pub size: Option<u64>,
    pub etag: String,
    pub modified: String,
    pub tier: String,
    /// `directory`, in accounts with real folders.
    pub kind: String,
    pub folder: bool,
}

#[derive(Debug, Default)]
pub(super) struct Containers {
    pub next: Option<String>,
    /// Names and when each was last changed.
    pub names: Vec<(String, String)>,
}

/// A key that signs links in an app's name, and whose it is.
#[derive(Debug, Default)]
pub(super) struct DelegationKey {
    pub object: String,
    pub tenant: String,
    pub start: String,
    pub end: String,
    pub service: String,
    pub version: String,
    pub value: String,
}

/// The body is not what Azure answers.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Malformed;

/// Deepest nesting taken; Azure uses six levels.
const DEEPEST: usize = 32;

pub(super) fn listing(body: &[u8]) -> Result<Listing, Malformed> {
    let mut listing = Listing::default();
    let mut blob = Listed::default();
    walk(body, "EnumerationResults", |path, text, encoded| {
        match path {
            ["NextMarker"] => listing.next = Some(text.to_owned()).filter(|next| !next.is_empty()),
            ["Blobs", "BlobPrefix", "Name"] => listing.prefixes.push(name(text, encoded)),
            ["Blobs", "Blob", "Name"] => blob.key = name(text, encoded),
            ["Blobs", "Blob", "Properties", "Content-Length"] => blob.size = text.trim().parse().ok(),
            ["Blobs", "Blob", "Properties", "Etag"] => blob.etag = text.trim().to_owned(),
            ["Blobs", "Blob", "Properties", "Last-Modified"] => blob.modified = text.trim().to_owned(),
            ["Blobs", "Blob", "Properties", "AccessTier"] => blob.tier = text.trim().to_owned(),
            ["Blobs", "Blob", "Properties", "ResourceType"] => blob.kind = text.trim().to_owned(),
            ["Blobs", "Blob", "Metadata", "hdi_isfolder"] => blob.folder = text.trim() == "true",
            ["Blobs", "Blob"] => {
                let blob = std::mem::take(&mut blob);
                if blob.key.as_bytes().is_empty() {
                    return Err(Malformed);
                }
                listing.blobs.push(blob);
            }
            _ => {}
        }
        Ok(())
    })?;
    Ok(listing)
}

pub(super) fn containers(body: &[u8]) -> Result<Containers, Malformed> {
    let mut list = Containers::default();
    let mut container = (String::new(), String::new());
    walk(body, "EnumerationResults", |path, text, _| {
        match path {
            ["NextMarker"] => list.next = Some(text.to_owned()).filter(|next| !next.is_empty()),
            ["Containers", "Container", "Name"] => container.0 = text.to_owned(),
            ["Containers", "Container", "Properties", "Last-Modified"] => {
                container.1 = text.trim().to_owned();
            }
            ["Containers", "Container"] => list.names.push(std::mem::take(&mut container)),
            _ => {}
        }
        Ok(())
    })?;
    Ok(list)
}

pub(super) fn delegation_key(body: &[u8]) -> Result<DelegationKey, Malformed> {
    let mut key = DelegationKey::default();
    walk(body, "UserDelegationKey", |path, text, _| {
        let text = text.trim().to_owned();
        match path {
            ["SignedOid"] => key.object = text,
            ["SignedTid"] => key.tenant = text,
            ["SignedStart"] => key.start = text,
            ["SignedExpiry"] => key.end = text,
            ["SignedService"] => key.service = text,
            ["SignedVersion"] => key.version = text,
            ["Value"] => key.value = text,
            _ => {}
        }
        Ok(())
    })?;
    if key.object.is_empty() || key.value.is_empty() || key.end.is_empty() {
        return Err(Malformed);
    }
    Ok(key)
}

/// Names of the blocks that a blob is made of.
pub(super) fn committed_blocks(body: &[u8]) -> Result<Vec<String>, Malformed> {
    let mut names = Vec::new();
    walk(body, "BlockList", |path, text, _| {
        if let ["CommittedBlocks", "Block", "Name"] = path {
            names.push(text.trim().to_owned());
        }
        Ok(())
    })?;
    Ok(names)
}

/// The code of a refusal; empty when the body is none.
pub(super) fn error_code(body: &[u8]) -> String {
    let mut code = String::new();
    let walked = walk(body, "Error", |path, text, _| {
        if let ["Code"] = path {
            code = text.trim().to_owned();
        }
        Ok(())
    });
    if walked.is_ok() { code } else { String::new() }
}

fn name(text: &str, encoded: bool) -> ObjectKey {
    if encoded {
        ObjectKey::from_bytes(percent_encoding::percent_decode_str(text).collect::<Vec<u8>>())
    } else {
        ObjectKey::from_bytes(text.as_bytes())
    }
}

/// Calls `seen` with the path (without the root), the text of each element as it ends, and whether the element
/// says that its text is percent-encoded.
fn walk(
    body: &[u8],
    root: &str,
    mut seen: impl FnMut(&[&str], &str, bool) -> Result<(), Malformed>,
) -> Result<(), Malformed> {
    let text = std::str::from_utf8(body).map_err(|_| Malformed)?;
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = Reader::from_str(text);
    let mut path: Vec<&'static str> = Vec::new();
    let mut value = String::new();
    let mut encoded = false;
    let mut finished = false;
    loop {
        match reader.read_event().map_err(|_| Malformed)? {
            Event::Start(start) => {
                let name = known(start.local_name().as_ref());
                if path.len() == DEEPEST || path.is_empty() && (finished || name != root) {
                    return Err(Malformed);
                }
                path.push(name);
                value.clear();
                encoded = says_encoded(&start);
            }
            Event::End(_) => {
                if let Some(below) = path.get(1..).filter(|below| !below.is_empty()) {
                    seen(below, &value, encoded)?;
                }
                path.pop();
                value.clear();
                encoded = false;
                finished = path.is_empty();
            }
            Event::Empty(empty) => {
                let name = known(empty.local_name().as_ref());
                if path.is_empty() {
                    if finished || name != root {
                        return Err(Malformed);
                    }
                    finished = true;
                } else {
                    path.push(name);
                    seen(path.get(1..).unwrap_or_default(), "", false)?;
                    path.pop();
                }
                value.clear();
            }
            Event::Text(part) => value.push_str(&part.xml10_content()),
            Event::CData(part) => value.push_str(&part.xml10_content()),
            Event::GeneralRef(reference) => match reference.resolve_char_ref().map_err(|_| Malformed)? {
                Some(c) => value.push(c),
                None => value.push_str(match reference.xml10_content().as_ref() {
                    "amp" => "&",
                    "lt" => "<",
                    "gt" => ">",
                    "quot" => "\"",
                    "apos" => "'",
                    _ => return Err(Malformed),
                }),
            },
            Event::DocType(_) => return Err(Malformed),
            Event::Eof if finished => return Ok(()),
            Event::Eof => return Err(Malformed),
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
        }
    }
}

fn says_encoded(start: &BytesStart<'_>) -> bool {
    start
        .attributes()
        .flatten()
        .any(|attribute| attribute.key.as_ref() == "Encoded" && attribute.value.as_ref() == "true")
}

/// The name when it is one that is read here; others are all alike.
fn known(name: &str) -> &'static str {
    const NAMES: [&str; 32] = [
        "AccessTier",
        "Blob",
        "BlobPrefix",
        "Blobs",
        "Block",
        "BlockList",
        "Code",
        "CommittedBlocks",
        "Container",
        "Containers",
        "Content-Length",
        "EnumerationResults",
        "Error",
        "Etag",
        "Last-Modified",
        "Message",
        "Metadata",
        "Name",
        "NextMarker",
        "Prefix",
        "Properties",
        "ResourceType",
        "SignedExpiry",
        "SignedOid",
        "SignedService",
        "SignedStart",
        "SignedTid",
        "SignedVersion",
        "UncommittedBlocks",
        "UserDelegationKey",
        "Value",
        "hdi_isfolder",
    ];
    NAMES.iter().find(|known| **known == name).copied().unwrap_or("")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_xml_cannot_hold_are_decoded() {
        let body = b"\xef\xbb\xbf<?xml version=\"1.0\" encoding=\"utf-8\"?><EnumerationResults ContainerName=\"c\">\
            <Blobs><BlobPrefix><Name Encoded=\"true\">%01%2F</Name></BlobPrefix>\
            <Blob><Name Encoded=\"true\">a%20b%EF%BF%BF%2Fc</Name><Properties><Content-Length>3</Content-Length>\
            <Etag>0x8D</Etag><AccessTier>Archive</AccessTier></Properties></Blob>\
            <Blob><Name>a%20b &amp; &#xD;</Name><Properties><Content-Length>0</Content-Length><Etag>\"0x8E\"</Etag>\
            <ResourceType>directory</ResourceType></Properties><Metadata><hdi_isfolder>true</hdi_isfolder></Metadata>\
            </Blob></Blobs><NextMarker /></EnumerationResults>";
        let listing = listing(body).unwrap();
        assert_eq!(listing.next, None);
        assert_eq!(listing.prefixes, [ObjectKey::from("\u{1}/")]);
        let [first, second] = &listing.blobs[..] else {
            panic!("{listing:?}");
        };
        assert_eq!(first.key, ObjectKey::from("a b\u{ffff}/c"));
        assert_eq!((first.size, first.tier.as_str()), (Some(3), "Archive"));
        assert_eq!(second.key, ObjectKey::from("a%20b & \r"));
        assert!(second.folder && second.kind == "directory");
    }

    #[test]
    fn what_is_not_azures_is_refused() {
        for body in [
            &b""[..],
            b"<html></html>",
            b"<EnumerationResults>",
            b"<EnumerationResults></EnumerationResults><EnumerationResults/>",
            b"<!DOCTYPE x [<!ENTITY y 'z'>]><EnumerationResults/>",
            b"<EnumerationResults><Blobs><Blob><Name>&y;</Name></Blob></Blobs></EnumerationResults>",
            b"<EnumerationResults><Blobs><Blob></Blob></Blobs></EnumerationResults>",
            b"<EnumerationResults>\xff</EnumerationResults>",
        ] {
            assert!(listing(body).is_err(), "{}", String::from_utf8_lossy(body));
        }
        let deep = format!("<EnumerationResults>{}", "<a>".repeat(100));
        assert!(listing(deep.as_bytes()).is_err());
        assert_eq!(
            error_code(b"<Error><Code>BlobNotFound</Code></Error>"),
            "BlobNotFound"
        );
        assert_eq!(error_code(b"<Error><Code>Blob"), "");
        assert!(delegation_key(b"<UserDelegationKey></UserDelegationKey>").is_err());
    }
}
