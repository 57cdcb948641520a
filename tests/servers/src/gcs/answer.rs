//! One request in, one answer out.

use super::objects::{Bucket, Object};
use super::reply::{Answer, Refusal, bearer, header, media, missing, pairs, plain, refuse, say};
use super::{Gcs, GcsRequest, State, link, listing, parts};
use crate::fault_bucket::{FaultKind, Operation, locked};
use bytes::Bytes;
use http::request::Parts;
use http::{Method, Request, Response};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};
use std::io::Error as IoError;
use std::sync::Arc;

/// What a request is about.
struct Asked {
    bucket: String,
    /// The key's segment, decoded; empty for what is about a bucket.
    key: String,
    /// `/acl`, `/iam`, … after bucket or key.
    what: String,
    query: Vec<(String, String)>,
    xml: bool,
    upload: bool,
}

impl Asked {
    fn get(&self, name: &str) -> Option<&str> {
        let found = self.query.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    fn operation(&self, method: &Method) -> Operation {
        match (method.as_str(), self.key.is_empty()) {
            _ if self.xml || self.upload => Operation::Put,
            ("GET", false) if self.get("alt") == Some("media") => Operation::Get,
            ("GET", false) if self.what.is_empty() => Operation::Head,
            ("DELETE", false) => Operation::Delete,
            ("GET", true) if self.bucket.is_empty() => Operation::ListBuckets,
            ("GET", true) if self.what == "/o" => Operation::List,
            _ => Operation::Other,
        }
    }
}

pub(super) async fn answer(state: Arc<State>, request: Request<Incoming>) -> Result<Answer, IoError> {
    let (parts, body) = request.into_parts();
    let body = body
        .collect()
        .await
        .map(|body| body.to_bytes())
        .unwrap_or_default();
    let result = match parts.uri.path() {
        "/v1/token" => Ok(exchange(&state, &parts, &body)),
        // The other provider, that the exchange trusts.
        "/subject" => Ok(plain(200, locked(&state.identity).subject_token().into())),
        "/subject.json" => {
            let token = locked(&state.identity).subject_token();
            Ok(say(&json!({ "kind": "jwt", "token_of_office": token })))
        }
        path if path.starts_with("/v1/projects/-/serviceAccounts/") => Ok(generate(&state, &parts, &body)),
        _ => storage(&state, &parts, body).await,
    };
    locked(&state.log).push(GcsRequest {
        method: parts.method.to_string(),
        target: parts.uri.to_string(),
        status: result.as_ref().map_or(0, |answer| answer.status().as_u16()),
        signed: parts.headers.contains_key("authorization"),
    });
    result
}

async fn storage(state: &State, parts: &Parts, body: Bytes) -> Result<Answer, IoError> {
    let asked = match parse(parts) {
        Some(asked) => asked,
        None => {
            return Ok(refuse(
                &Refusal(404, "notFound".into(), "Not Found".into()),
                false,
            ));
        }
    };
    let operation = asked.operation(&parts.method);
    let struck: Vec<FaultKind> = locked(&state.faults)
        .iter_mut()
        .filter_map(|fault| {
            fault
                .strikes(operation, &asked.bucket, asked.key.as_bytes())
                .then(|| fault.kind.clone())
        })
        .collect();
    for fault in struck {
        match fault {
            FaultKind::Drop => return Err(IoError::other("dropped on purpose")),
            FaultKind::Late(wait) => tokio::time::sleep(wait).await,
            FaultKind::Say(text) => return Ok(Response::new(Full::new(text))),
            FaultKind::Refuse {
                status,
                code,
                headers,
            } => {
                let mut answer = refuse(&Refusal(status, code.into(), "planted".into()), asked.xml);
                for (name, value) in headers {
                    if let Ok(value) = value.parse() {
                        answer.headers_mut().insert(name, value);
                    }
                }
                return Ok(answer);
            }
            FaultKind::Vanish => with(state, &asked.bucket, |bucket| {
                bucket.retire(&asked.key);
            }),
            FaultKind::Change(bytes) => with(state, &asked.bucket, |bucket| {
                bucket.put(&asked.key, Object::new(bytes, "text/plain"));
            }),
            _ => {}
        }
    }
    Ok(respond(state, parts, &asked, body).unwrap_or_else(|refusal| refuse(&refusal, asked.xml)))
}

fn with(state: &State, bucket: &str, change: impl FnOnce(&mut Bucket)) {
    if let Some(bucket) = locked(&state.buckets).get_mut(bucket) {
        change(bucket);
    }
}

/// `None` for a path that is none of this service's: a key is one segment.
fn parse(parts: &Parts) -> Option<Asked> {
    let path = parts.uri.path();
    let query = pairs(parts.uri.query().unwrap_or_default());
    let decoded = |text: &str| {
        percent_decode_str(text)
            .decode_utf8()
            .ok()
            .map(|text| text.into_owned())
    };
    let (rest, upload) = match path.strip_prefix("/upload") {
        Some(rest) => (rest, true),
        None => (path, false),
    };
    let Some(rest) = rest.strip_prefix("/storage/v1/b") else {
        // Of the XML API only objects.
        let (bucket, key) = path.strip_prefix('/')?.split_once('/')?;
        let (bucket, key) = (decoded(bucket)?, decoded(key)?);
        let xml = true;
        return (!key.is_empty()).then(|| Asked {
            bucket,
            key,
            what: String::new(),
            query,
            xml,
            upload: false,
        });
    };
    let mut segments = rest.split('/').skip(1);
    let bucket = decoded(segments.next().unwrap_or_default())?;
    let rest: Vec<&str> = segments.collect();
    let (key, what) = match rest[..] {
        [] => (String::new(), String::new()),
        [what] => (String::new(), format!("/{what}")),
        ["o", key] => (decoded(key)?, String::new()),
        ["o", key, what] => (decoded(key)?, format!("/{what}")),
        _ => return None,
    };
    Some(Asked {
        bucket,
        key,
        what,
        query,
        xml: false,
        upload,
    })
}

fn respond(state: &State, parts: &Parts, asked: &Asked, body: Bytes) -> Result<Answer, Refusal> {
    let linked = asked.get("X-Goog-Signature").is_some();
    let signed = allowed(state, parts, asked)?;
    let may = |permission: &str, buckets: &Bucket| -> Result<(), Refusal> {
        let public = buckets.public() && matches!(permission, "storage.objects.get" | "storage.objects.list");
        let denied = locked(&state.denied).contains(permission);
        if !denied && (signed || linked || public) {
            return Ok(());
        }
        let who = if signed { Gcs::ACCOUNT } else { "Anonymous caller" };
        Err(Refusal(
            if signed { 403 } else { 401 },
            if signed { "forbidden" } else { "required" }.into(),
            format!(
                "{who} does not have {permission} access to the Google Cloud Storage bucket. Permission \
                 '{permission}' denied on resource (or it may not exist)."
            ),
        ))
    };
    let mut buckets = locked(&state.buckets);
    if asked.bucket.is_empty() {
        may("storage.buckets.list", &Bucket::default())?;
        if asked.get("project") != Some(Gcs::PROJECT) {
            return Err(Refusal(
                400,
                "required".into(),
                "Required parameter: project".into(),
            ));
        }
        let items: Vec<Value> = buckets
            .keys()
            .map(|name| json!({ "name": name, "timeCreated": "2026-01-02T03:04:05.678Z" }))
            .collect();
        return Ok(say(&json!({ "kind": "storage#buckets", "items": items })));
    }
    let Some(bucket) = buckets.get_mut(&asked.bucket) else {
        let message = "The specified bucket does not exist.";
        return Err(Refusal(
            404,
            if asked.xml { "NoSuchBucket" } else { "notFound" }.into(),
            message.into(),
        ));
    };
    if asked.xml {
        return xml(parts, asked, bucket, body, &may);
    }
    let name = &asked.bucket;
    match (parts.method.as_str(), asked.key.as_str(), asked.what.as_str()) {
        ("GET", "", "/o") => {
            may("storage.objects.list", bucket)?;
            let most = asked.get("maxResults").and_then(|most| most.parse().ok());
            let wanted = listing::Wanted {
                prefix: asked.get("prefix").unwrap_or_default().into(),
                delimiter: asked.get("delimiter").unwrap_or_default().into(),
                start: asked.get("startOffset").unwrap_or_default().into(),
                token: asked.get("pageToken").map(str::to_owned),
                most: most.unwrap_or(1_000).clamp(1, 1_000),
            };
            match listing::list(name, bucket, &wanted) {
                Some(page) => Ok(say(&page)),
                None => Err(Refusal(400, "invalid".into(), "Invalid argument.".into())),
            }
        }
        ("GET", "", "/iam") => {
            may("storage.buckets.getIamPolicy", bucket)?;
            let owner = json!({ "role": "roles/storage.admin", "members": ["projectOwner:test-project-1"] });
            let others = bucket
                .bindings
                .iter()
                .map(|(role, member)| json!({ "role": role, "members": [member] }));
            let bindings: Vec<Value> = std::iter::once(owner).chain(others).collect();
            Ok(say(
                &json!({ "kind": "storage#policy", "version": 1, "bindings": bindings }),
            ))
        }
        ("GET", "", "") => {
            may("storage.buckets.get", bucket)?;
            Ok(say(&json!({
                "iamConfiguration": {
                    "publicAccessPrevention": if bucket.prevented { "enforced" } else { "inherited" },
                    "uniformBucketLevelAccess": { "enabled": bucket.uniform },
                },
                "versioning": { "enabled": bucket.versioning },
                "softDeletePolicy": { "retentionDurationSeconds": "0" },
            })))
        }
        ("POST", "", "/o") if asked.upload => {
            may("storage.objects.create", bucket)?;
            upload(parts, asked, bucket, body)
        }
        ("GET", key, "/acl") if !key.is_empty() => {
            may("storage.objects.getIamPolicy", bucket)?;
            if bucket.uniform {
                let message =
                    "Cannot get legacy ACL for an object when uniform bucket-level access is enabled.";
                return Err(Refusal(400, "invalid".into(), message.into()));
            }
            let object = bucket.objects.get(key).ok_or_else(|| missing(name, key))?;
            let items: Vec<Value> = object
                .acl
                .iter()
                .map(|(entity, role)| json!({ "entity": entity, "role": role }))
                .collect();
            Ok(say(
                &json!({ "kind": "storage#objectAccessControls", "items": items }),
            ))
        }
        ("DELETE", key, "") if !key.is_empty() => {
            may("storage.objects.delete", bucket)?;
            if !bucket.retire(key) {
                return Err(missing(name, key));
            }
            Ok(plain(204, Bytes::new()))
        }
        ("GET", key, "") if !key.is_empty() => {
            may("storage.objects.get", bucket)?;
            let generation = match asked.get("generation").map(str::parse) {
                None => None,
                Some(Ok(generation)) => Some(generation),
                Some(Err(_)) => return Err(Refusal(400, "invalid".into(), "Invalid value.".into())),
            };
            let object = bucket.find(key, generation).ok_or_else(|| missing(name, key))?;
            if asked.get("alt") == Some("media") {
                return media(parts, object);
            }
            Ok(say(&object.resource(name, key)))
        }
        _ => Err(Refusal(404, "notFound".into(), "Not Found".into())),
    }
}

/// Whether somebody has signed in. A bearer that is no good is an error, none at all is not.
fn allowed(state: &State, parts: &Parts, asked: &Asked) -> Result<bool, Refusal> {
    let mut identity = locked(&state.identity);
    #[allow(clippy::disallowed_methods, reason = "a server has a clock of its own")]
    let now = chrono::Utc::now().timestamp();
    if asked.get("X-Goog-Signature").is_some() {
        let (path, query) = (parts.uri.path(), parts.uri.query().unwrap_or_default());
        return link::holds(&identity, &state.authority, path, query, now)
            .map(|()| false)
            .map_err(|(status, code)| Refusal(status, code.into(), "planted".into()));
    }
    match bearer(parts) {
        None => Ok(false),
        Some(bearer) if identity.knows(bearer, now) => Ok(true),
        Some(_) => Err(Refusal(401, "authError".into(), "Invalid Credentials".into())),
    }
}

fn upload(parts: &Parts, asked: &Asked, bucket: &mut Bucket, body: Bytes) -> Result<Answer, Refusal> {
    let name = asked.get("name").unwrap_or_default();
    // What Google says of names: no line ends, not a lone dot or two, 1,024 bytes.
    if name.is_empty() || name.len() > 1_024 || name.contains(['\r', '\n']) || matches!(name, "." | "..") {
        return Err(Refusal(400, "invalid".into(), "Invalid object name.".into()));
    }
    if let Some(wanted) = asked.get("ifGenerationMatch") {
        let there = bucket.objects.get(name).map_or(0, |object| object.generation);
        if wanted != there.to_string() {
            let message = "At least one of the pre-conditions you specified did not hold.";
            return Err(Refusal(412, "conditionNotMet".into(), message.into()));
        }
    }
    if asked.get("uploadType") != Some("media") {
        return Err(Refusal(400, "invalid".into(), "Unknown kind of upload.".into()));
    }
    let object = Object::new(
        body,
        header(parts, "content-type").unwrap_or("application/octet-stream"),
    );
    let resource = object.resource(&asked.bucket, name);
    bucket.put(name, object);
    Ok(say(&resource))
}

fn xml(
    parts: &Parts,
    asked: &Asked,
    bucket: &mut Bucket,
    body: Bytes,
    may: &dyn Fn(&str, &Bucket) -> Result<(), Refusal>,
) -> Result<Answer, Refusal> {
    let id = asked.get("uploadId");
    let number = asked.get("partNumber").and_then(|number| number.parse().ok());
    let said = match (parts.method.as_str(), id, number) {
        ("GET", None, None) => {
            may("storage.objects.get", bucket)?;
            let object = bucket.objects.get(&asked.key);
            return media(parts, object.ok_or_else(|| missing(&asked.bucket, &asked.key))?);
        }
        ("POST", None, None) if asked.get("uploads").is_some() => {
            may("storage.objects.create", bucket)?;
            let kind = header(parts, "content-type").unwrap_or_default();
            parts::begin(bucket, &asked.bucket, &asked.key, kind)
        }
        ("PUT", Some(id), Some(number)) => {
            may("storage.objects.create", bucket)?;
            parts::part(bucket, &asked.key, id, number, body, header(parts, "x-goog-hash"))
        }
        ("POST", Some(id), None) => {
            may("storage.objects.create", bucket)?;
            parts::finish(bucket, &asked.key, id, &body)
        }
        ("DELETE", Some(id), None) => parts::abandon(bucket, id),
        _ => Err((400, "InvalidArgument")),
    };
    let (status, tag, text) =
        said.map_err(|(status, code)| Refusal(status, code.into(), "planted".into()))?;
    let mut answer = plain(status.as_u16(), text.into());
    if let Some(Ok(tag)) = tag.map(|tag| tag.parse()) {
        answer.headers_mut().insert("etag", tag);
    }
    Ok(answer)
}

fn exchange(state: &State, parts: &Parts, body: &Bytes) -> Answer {
    if parts.method != Method::POST || bearer(parts).is_some() {
        return refuse(&Refusal(400, "invalid".into(), String::new()), false);
    }
    if let Some(Ok(location)) = locked(&state.identity)
        .exchange
        .redirect_to
        .as_ref()
        .map(|to| to.parse())
    {
        let mut answer = plain(307, Bytes::new());
        answer.headers_mut().insert("location", location);
        return answer;
    }
    let form = pairs(&String::from_utf8_lossy(body));
    let (status, said) = locked(&state.identity).exchange(&form);
    plain(status, said.to_string().into())
}

fn generate(state: &State, parts: &Parts, body: &Bytes) -> Answer {
    let account = parts.uri.path().rsplit('/').next().unwrap_or_default();
    let account = account.strip_suffix(":generateAccessToken").unwrap_or_default();
    let body = serde_json::from_slice(body).unwrap_or_default();
    #[allow(clippy::disallowed_methods, reason = "a server has a clock of its own")]
    let now = chrono::Utc::now().timestamp();
    let (status, said) = locked(&state.identity).generate(account, bearer(parts), &body, now);
    plain(status, said.to_string().into())
}
