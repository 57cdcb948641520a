//! The answers' XML: bounded, without document types, entities only those of XML itself.

use quick_xml::{Reader, events::Event};
use tidegate_domain::secret::Secret;

/// What a listing page says. Texts are as in the answer: percent-encoded when `url_encoded`.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Listing {
    pub url_encoded: bool,
    pub truncated: bool,
    pub next: Option<String>,
    pub objects: Vec<Listed>,
    pub prefixes: Vec<String>,
}

#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Listed {
    pub key: String,
    pub size: Option<u64>,
    pub etag: String,
    pub modified: String,
    pub class: String,
}

#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct BucketList {
    pub buckets: Vec<(String, String)>,
    pub next: Option<String>,
}

/// What a refusal says.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct ErrorBody {
    pub code: String,
    pub region: String,
    pub server_time: String,
    /// The service's own sentence: looked at, never shown.
    pub message: String,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Parsed<T> {
    Answer(T),
    /// An error in place of the answer, which S3 may send with status 200.
    Error(ErrorBody),
}

/// The body is not what S3 answers.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Malformed;

/// Deepest nesting taken; S3 uses five levels.
const DEEPEST: usize = 32;

pub(super) fn listing(body: &[u8]) -> Result<Parsed<Listing>, Malformed> {
    let mut listing = Listing::default();
    let mut object = Listed::default();
    let error = walk(body, "ListBucketResult", |path, text| {
        match path {
            ["EncodingType"] => listing.url_encoded = text.eq_ignore_ascii_case("url"),
            ["IsTruncated"] => listing.truncated = text == "true",
            ["NextContinuationToken"] => listing.next = Some(text.to_owned()),
            ["CommonPrefixes", "Prefix"] => listing.prefixes.push(text.to_owned()),
            ["Contents", "Key"] => object.key = text.to_owned(),
            ["Contents", "Size"] => object.size = text.trim().parse().ok(),
            ["Contents", "ETag"] => object.etag = text.trim().to_owned(),
            ["Contents", "LastModified"] => object.modified = text.trim().to_owned(),
            ["Contents", "StorageClass"] => object.class = text.trim().to_owned(),
            ["Contents"] => {
                let object = std::mem::take(&mut object);
                if object.key.is_empty() || object.size.is_none() {
                    return Err(Malformed);
                }
                listing.objects.push(object);
            }
            _ => {}
        }
        Ok(())
    })?;
    Ok(error.map_or(Parsed::Answer(listing), Parsed::Error))
}

pub(super) fn buckets(body: &[u8]) -> Result<Parsed<BucketList>, Malformed> {
    let mut list = BucketList::default();
    let mut bucket = (String::new(), String::new());
    let error = walk(body, "ListAllMyBucketsResult", |path, text| {
        match path {
            ["ContinuationToken"] if !text.is_empty() => list.next = Some(text.to_owned()),
            ["Buckets", "Bucket", "Name"] => bucket.0 = text.to_owned(),
            ["Buckets", "Bucket", "CreationDate"] => bucket.1 = text.trim().to_owned(),
            ["Buckets", "Bucket"] => list.buckets.push(std::mem::take(&mut bucket)),
            _ => {}
        }
        Ok(())
    })?;
    Ok(error.map_or(Parsed::Answer(list), Parsed::Error))
}

/// One object of a request to delete many.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Deleted {
    pub key: String,
    /// Why it is still there.
    pub error: Option<ErrorBody>,
}

pub(super) fn deleted(body: &[u8]) -> Result<Parsed<Vec<Deleted>>, Malformed> {
    let mut all = Vec::new();
    let mut one = Deleted::default();
    let mut why = ErrorBody::default();
    let error = walk(body, "DeleteResult", |path, text| {
        match path {
            ["Deleted" | "Error", "Key"] => one.key = text.to_owned(),
            ["Error", "Code"] => text.trim().clone_into(&mut why.code),
            ["Error", "Message"] => text.trim().clone_into(&mut why.message),
            ["Deleted"] => all.push(std::mem::take(&mut one)),
            ["Error"] => {
                one.error = Some(std::mem::take(&mut why));
                all.push(std::mem::take(&mut one));
            }
            _ => {}
        }
        Ok(())
    })?;
    Ok(error.map_or(Parsed::Answer(all), Parsed::Error))
}

/// Every element's text in order, under its path below the root (`Rule/ObjectOwnership`). Elements that are
/// not read here have empty names.
pub(super) fn fields(body: &[u8], root: &str) -> Result<Parsed<Vec<(String, String)>>, Malformed> {
    let mut all = Vec::new();
    let error = walk(body, root, |path, text| {
        all.push((path.join("/"), text.trim().to_owned()));
        Ok(())
    })?;
    Ok(error.map_or(Parsed::Answer(all), Parsed::Error))
}

/// Text for an element of a request.
pub(super) fn push_escaped(body: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => body.push_str("&amp;"),
            '<' => body.push_str("&lt;"),
            '>' => body.push_str("&gt;"),
            '"' => body.push_str("&quot;"),
            '\'' => body.push_str("&apos;"),
            c => body.push(c),
        }
    }
}

/// The error of a refusal; empty when the body is none (an answer to HEAD, a proxy's page).
pub(super) fn error(body: &[u8]) -> ErrorBody {
    match walk(body, "Error", |_, _| Ok(())) {
        Ok(Some(error)) => error,
        _ => ErrorBody::default(),
    }
}

/// A role's keys as STS hands them out.
#[derive(Default)]
pub(super) struct AssumedKeys {
    pub id: Secret,
    pub secret: Secret,
    pub token: Secret,
    pub expiration: String,
}

pub(super) fn assumed(body: &[u8]) -> Result<AssumedKeys, Malformed> {
    let mut keys = AssumedKeys::default();
    walk(body, "AssumeRoleResponse", |path, text| {
        if let ["AssumeRoleResult", "Credentials", field] = path {
            match *field {
                "AccessKeyId" => keys.id = Secret::new(text.trim()),
                "SecretAccessKey" => keys.secret = Secret::new(text.trim()),
                "SessionToken" => keys.token = Secret::new(text.trim()),
                "Expiration" => keys.expiration = text.trim().to_owned(),
                _ => {}
            }
        }
        Ok(())
    })?;
    if keys.token.expose().is_empty() {
        return Err(Malformed);
    }
    Ok(keys)
}

/// The code of an STS refusal; empty when the body is none.
pub(super) fn sts_error(body: &[u8]) -> String {
    let mut code = String::new();
    let walked = walk(body, "ErrorResponse", |path, text| {
        if let [.., "Error", "Code"] = path {
            code = text.trim().to_owned();
        }
        Ok(())
    });
    match walked {
        // Some services answer as S3 does.
        Ok(Some(error)) => error.code,
        _ => code,
    }
}

/// Calls `seen` with the path (without the root) and the text of each element as it ends. Answers the
/// error when the root is `Error`.
fn walk(
    body: &[u8],
    root: &str,
    mut seen: impl FnMut(&[&str], &str) -> Result<(), Malformed>,
) -> Result<Option<ErrorBody>, Malformed> {
    let text = std::str::from_utf8(body).map_err(|_| Malformed)?;
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = Reader::from_str(text);
    let mut path: Vec<&'static str> = Vec::new();
    let mut value = String::new();
    let mut error: Option<ErrorBody> = None;
    let mut finished = false;
    loop {
        match reader.read_event().map_err(|_| Malformed)? {
            Event::Start(start) => {
                let name = known(start.local_name().as_ref());
                if path.is_empty() {
                    if finished || (name != root && name != "Error") {
                        return Err(Malformed);
                    }
                    if name == "Error" {
                        error = Some(ErrorBody::default());
                    }
                }
                if path.len() == DEEPEST {
                    return Err(Malformed);
                }
                path.push(name);
                value.clear();
            }
            Event::End(_) => {
                let below = path.get(1..).unwrap_or_default();
                match (&mut error, below) {
                    (Some(error), ["Code"]) => error.code = value.trim().to_owned(),
                    (Some(error), ["Region"]) => error.region = value.trim().to_owned(),
                    (Some(error), ["Message"]) => value.trim().clone_into(&mut error.message),
                    (Some(error), ["ServerTime"]) => error.server_time = value.trim().to_owned(),
                    (Some(_), _) => {}
                    (None, below) => seen(below, &value)?,
                }
                path.pop();
                value.clear();
                finished = path.is_empty();
            }
            Event::Empty(empty) => {
                let name = known(empty.local_name().as_ref());
                if path.is_empty() {
                    if finished || name != root {
                        return Err(Malformed);
                    }
                    finished = true;
                } else if error.is_none() {
                    path.push(name);
                    seen(path.get(1..).unwrap_or_default(), "")?;
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
            Event::Eof if finished => return Ok(error),
            Event::Eof => return Err(Malformed),
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
        }
    }
}

/// The name when it is one that is read here; others are all alike.
fn known(name: &str) -> &'static str {
    const NAMES: &[&str] = &[
        "AccessControlList",
        "AccessControlPolicy",
        "AccessKeyId",
        "AssumeRoleResponse",
        "AssumeRoleResult",
        "BlockPublicAcls",
        "BlockPublicPolicy",
        "Bucket",
        "Buckets",
        "Code",
        "CommonPrefixes",
        "CompleteMultipartUploadResult",
        "Contents",
        "ContinuationToken",
        "CreationDate",
        "Credentials",
        "DeleteResult",
        "Deleted",
        "ETag",
        "EncodingType",
        "Error",
        "ErrorResponse",
        "Expiration",
        "Grant",
        "Grantee",
        "IgnorePublicAcls",
        "InitiateMultipartUploadResult",
        "IsPublic",
        "IsTruncated",
        "Key",
        "LastModified",
        "ListAllMyBucketsResult",
        "ListBucketResult",
        "Message",
        "Name",
        "NextContinuationToken",
        "ObjectOwnership",
        "OwnershipControls",
        "Permission",
        "PolicyStatus",
        "Prefix",
        "PublicAccessBlockConfiguration",
        "Region",
        "RestrictPublicBuckets",
        "Rule",
        "SecretAccessKey",
        "ServerTime",
        "SessionToken",
        "Size",
        "Status",
        "StorageClass",
        "URI",
        "UploadId",
        "VersioningConfiguration",
    ];
    NAMES.iter().find(|known| **known == name).copied().unwrap_or("")
}
