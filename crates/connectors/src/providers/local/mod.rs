//! A folder on this computer, an external disk or a network mount.
//!
//! Keys are the raw bytes of paths below the folder, with `/` between names. Links are not followed, special
//! files are listed and skipped. The version is size, modification time (ns) and file number.

mod read;
mod walk;
#[cfg(target_os = "linux")]
mod watch;
mod write;

use crate::{
    beneath,
    connector::{
        CheckRequest, Connector, ListCursor, ListPage, Opened, PutCondition, SourceError, Upload, UploadBody,
        UploadProgress,
    },
    provider::{Provider, Surroundings},
    scope::Pattern,
};
use async_trait::async_trait;
#[cfg(target_os = "linux")]
use futures::stream::BoxStream;
use serde::Deserialize;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;
use tidegate_domain::{
    connector::Scope,
    context::RunContext,
    key::ObjectKey,
    object::{BrowsePage, BrowseRequest, Node, ObjectMeta, ObjectRef, Version},
    problem::{ErrorClass, Problem},
    provider::{Capabilities, CheckReport, Probe, ProbeOutcome, ProviderDescriptor},
    secret::Credential,
    transfer::ObjectProperties,
};
use walk::{Route, Step, Walk};

/// Objects of one page of a listing.
const LIST_PAGE: usize = 2_000;
/// Entries looked at for one page of a search.
const SEARCH_PAGE: u64 = 20_000;
/// Walks kept between two pages, so that a large folder is read once.
const KEPT_WALKS: usize = 4;

const WRITE: &str = "Write a test file";
const DELETE: &str = "Delete it again";

#[derive(Debug)]
pub(super) struct Local;

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Config {
    path: String,
    #[serde(default)]
    stay_on_device: bool,
}

impl Provider for Local {
    fn descriptor(&self) -> ProviderDescriptor {
        ProviderDescriptor {
            id: "local".into(),
            title: "Folder".into(),
            summary: "A folder on this computer, an external disk or a network drive.".into(),
            icon_svg: include_str!("icon.svg").into(),
            setup: "Choose a folder that you may read. Everything below it is covered, hidden files too; \
                    links to other places are listed but not followed."
                .into(),
            config_schema: serde_json::json!({
                "type": "object",
                "required": ["path"],
                "properties": {
                    "path": {
                        "type": "string",
                        "title": "Folder",
                        "description": "Its full path.",
                        "x-widget": "folder",
                        "x-placeholder": "/data/documents",
                    },
                    "stay_on_device": {
                        "type": "boolean",
                        "title": "Stay on this disk",
                        "description": "Leave out other disks that are mounted inside the folder.",
                        "default": false,
                        "x-advanced": true,
                    },
                },
            }),
            credential_schema: serde_json::Value::Null,
            presets: Vec::new(),
            capabilities: Capabilities {
                buckets: false,
                range_read: true,
                strong_version: false,
                ordered_listing: true,
                needs_credential: false,
                upload: true,
                delete: true,
                link: false,
                exposure: false,
            },
        }
    }

    fn validate(&self, config: &serde_json::Value, _credential: Option<&Credential>) -> Result<(), Problem> {
        parse(config).map(|_| ())
    }

    fn connect(
        &self,
        config: &serde_json::Value,
        _credential: Option<&Credential>,
        _around: &Surroundings,
    ) -> Result<Box<dyn Connector>, Problem> {
        let config = parse(config)?;
        Ok(Box::new(Folder {
            place: Place {
                root: PathBuf::from(&config.path).into(),
                stay_on_device: config.stay_on_device,
            },
            kept: Arc::default(),
        }))
    }
}

fn parse(config: &serde_json::Value) -> Result<Config, Problem> {
    let config: Config = serde_json::from_value(config.clone()).map_err(|error| {
        Problem::new(
            ErrorClass::ConfigInvalid,
            format!("The settings of the folder are not complete: {error}."),
            "Give the folder's full path.",
        )
        .on_field("path")
    })?;
    if !Path::new(&config.path).is_absolute() {
        return Err(Problem::new(
            ErrorClass::ConfigInvalid,
            "This is not a full path.",
            "Give the folder's full path, such as /data/documents.",
        )
        .on_field("path"));
    }
    Ok(config)
}

/// Where the folder is.
#[derive(Clone)]
struct Place {
    root: Arc<Path>,
    stay_on_device: bool,
}

struct Folder {
    place: Place,
    /// Walks under way, by the key and purpose that they stopped at.
    kept: Arc<Mutex<Vec<(String, Walk)>>>,
}

impl Folder {
    fn take_walk(&self, name: &str) -> Option<Walk> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let at = kept.iter().position(|(known, _)| known == name)?;
        Some(kept.remove(at).1)
    }

    fn keep_walk(&self, name: String, walk: Walk) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() == KEPT_WALKS {
            kept.remove(0);
        }
        kept.push((name, walk));
    }
}

impl Folder {
    /// Writes a small file where exports go, and deletes it again.
    async fn try_writing(&self, ctx: &RunContext, base: &ObjectRef, tell: &mut (dyn FnMut(Probe) + Send)) {
        let mut key = base.key.as_bytes().to_vec();
        if !key.is_empty() && !key.ends_with(b"/") {
            key.push(b'/');
        }
        let random = getrandom::u64().unwrap_or_default();
        key.extend_from_slice(format!("tidegate-test-{random:016x}").as_bytes());
        let object = ObjectRef {
            bucket: String::new(),
            key: ObjectKey::from_bytes(key),
        };
        let at = Instant::now();
        let upload = Upload {
            object: &object,
            body: &NoBytes,
            condition: PutCondition::Create,
            content_type: None,
            resume: None,
        };
        let written = self.put(ctx, upload, &mut |_| {}).await;
        let passed = written.is_ok();
        tell(probe(
            "write",
            WRITE,
            at,
            written.map(|_| format!("{object} was written.")),
        ));
        if !passed {
            return tell(skipped("delete", DELETE));
        }
        let at = Instant::now();
        let deleted = write::delete(&self.place, std::slice::from_ref(&object.key)).await;
        let deleted = deleted.into_iter().next().unwrap_or(Ok(()));
        tell(probe(
            "delete",
            DELETE,
            at,
            deleted.map(|()| "It was deleted again.".to_owned()),
        ));
    }
}

/// An empty file.
struct NoBytes;

#[async_trait]
impl UploadBody for NoBytes {
    fn size(&self) -> u64 {
        0
    }

    async fn read(&self, _range: Range<u64>) -> Result<bytes::Bytes, SourceError> {
        Ok(bytes::Bytes::new())
    }
}

#[async_trait]
impl Connector for Folder {
    async fn check(
        &self,
        ctx: &RunContext,
        request: &CheckRequest,
        seen: &mut (dyn FnMut(Probe) + Send),
    ) -> CheckReport {
        let started = Instant::now();
        let mut report = CheckReport {
            connected: false,
            buckets_accessible: 0,
            sample_objects: Vec::new(),
            latency_ms: 0,
            probes: Vec::new(),
        };
        let mut tell = |report: &mut CheckReport, probe: Probe| {
            seen(probe.clone());
            report.probes.push(probe);
        };

        let place = self.place.clone();
        let found = blocking(move || beneath::open_folder(&place.root, b"").map(|_| ())).await;
        let opened = found.is_ok();
        tell(
            &mut report,
            probe(
                "resolve",
                "Find the folder",
                started,
                found.map(|()| "The folder is there.".into()),
            ),
        );

        let at = Instant::now();
        let listed = if opened {
            Some(self.list(ctx, &request.scope, None).await)
        } else {
            None
        };
        let mut first = None;
        match listed {
            None => tell(&mut report, skipped("list", "List it")),
            Some(Ok(page)) => {
                report.connected = true;
                report.buckets_accessible = 1;
                first = page
                    .objects
                    .iter()
                    .find(|meta| meta.unreadable.is_none())
                    .cloned();
                report.sample_objects = page
                    .objects
                    .iter()
                    .take(5)
                    .map(|meta| meta.object.key.to_string())
                    .collect();
                let more = if page.next.is_some() { " and more" } else { "" };
                let found = match page.objects.len() {
                    0 => "The folder holds no files (in this scope).".to_owned(),
                    1 => "1 file found.".to_owned(),
                    files => format!("{files} files{more} found."),
                };
                let denied = page.problems.len();
                let detail = if denied == 0 {
                    found
                } else {
                    format!("{found} {denied} folders may not be read.")
                };
                tell(&mut report, probe("list", "List it", at, Ok(detail)));
            }
            Some(Err(error)) => tell(&mut report, probe("list", "List it", at, Err(error))),
        }

        let at = Instant::now();
        match first {
            None => tell(&mut report, skipped("read", "Read one byte")),
            Some(meta) => {
                let range = (meta.size > 0).then_some(0..1);
                let read = self.open(ctx, &meta.object, None, range).await;
                let outcome = read.map(|_| "A file can be read.".to_owned());
                report.connected &= outcome.is_ok();
                tell(&mut report, probe("read", "Read one byte", at, outcome));
            }
        }
        match (&request.export_to, opened) {
            (Some(base), true) => {
                self.try_writing(ctx, base, &mut |probe| tell(&mut report, probe))
                    .await
            }
            _ => {
                tell(&mut report, skipped("write", WRITE));
                tell(&mut report, skipped("delete", DELETE));
            }
        }
        report.latency_ms = milliseconds(started);
        report
    }

    async fn browse(&self, ctx: &RunContext, request: &BrowseRequest) -> Result<BrowsePage, SourceError> {
        let pattern = match request.pattern.as_deref() {
            Some(pattern) if !pattern.is_empty() => Some(Pattern::new(pattern).map_err(from_problem)?),
            _ => None,
        };
        let limit = request.limit.unwrap_or(500).clamp(1, 1_000) as usize;
        let name = format!(
            "browse {:?} {:?} {:?}",
            request.prefix, request.pattern, request.cursor
        );
        let kept = self.take_walk(&name);
        let (place, asked, cancel) = (self.place.clone(), request.clone(), ctx.cancel.clone());
        let (page, walk) = blocking(move || {
            let bytes = asked.prefix.as_bytes();
            let level = bytes
                .iter()
                .rposition(|byte| *byte == b'/')
                .map_or(0, |slash| slash + 1);
            let after = asked.cursor.as_deref().map(ObjectKey::from_text);
            let mut walk = match kept {
                Some(walk) => walk,
                None => Walk::new(Route {
                    root: &place.root,
                    start: &ObjectKey::from_bytes(&bytes[..level]),
                    prefixes: vec![asked.prefix.clone()],
                    after: after.as_ref(),
                    recursive: pattern.is_some(),
                    stay_on_device: place.stay_on_device,
                })?,
            };
            let mut page = BrowsePage {
                nodes: Vec::new(),
                next_cursor: None,
                examined: 0,
            };
            while let Some(step) = walk.next() {
                page.examined += 1;
                let key = match step {
                    Step::Object(meta) => {
                        let key = meta.object.key.clone();
                        if pattern
                            .as_ref()
                            .is_none_or(|pattern| pattern.matches(&asked.prefix, &key))
                        {
                            page.nodes.push(Node::Object(meta));
                        }
                        key
                    }
                    Step::Folder(prefix) => {
                        page.nodes.push(Node::Prefix {
                            prefix: prefix.clone(),
                        });
                        prefix
                    }
                    // A folder that may not be read still shows on its own level; a search goes past it.
                    Step::Problem(_) => continue,
                };
                if page.nodes.len() == limit || page.examined == SEARCH_PAGE || cancel.is_cancelled() {
                    page.next_cursor = Some(key.to_text());
                    break;
                }
            }
            Ok((page, walk))
        })
        .await?;
        if page.next_cursor.is_some() {
            let again = BrowseRequest {
                cursor: page.next_cursor.clone(),
                ..request.clone()
            };
            self.keep_walk(
                format!("browse {:?} {:?} {:?}", again.prefix, again.pattern, again.cursor),
                walk,
            );
        }
        Ok(page)
    }

    async fn list(
        &self,
        ctx: &RunContext,
        scope: &Scope,
        cursor: Option<&ListCursor>,
    ) -> Result<ListPage, SourceError> {
        let prefixes = crate::scope::distinct_prefixes(&scope.prefixes);
        let kept = cursor.and_then(|cursor| self.take_walk(&list_name(cursor, &prefixes)));
        let after = cursor.map(|cursor| ObjectKey::from_text(&cursor.0));
        let (place, cancel, wanted) = (self.place.clone(), ctx.cancel.clone(), prefixes.clone());
        let (page, walk) = blocking(move || {
            let mut walk = match kept {
                Some(walk) => walk,
                None => Walk::new(Route {
                    root: &place.root,
                    start: &ObjectKey::default(),
                    prefixes: wanted,
                    after: after.as_ref(),
                    recursive: true,
                    stay_on_device: place.stay_on_device,
                })?,
            };
            let mut page = ListPage {
                objects: Vec::new(),
                next: None,
                problems: Vec::new(),
            };
            while let Some(step) = walk.next() {
                match step {
                    Step::Object(meta) => page.objects.push(meta),
                    Step::Problem(problem) => page.problems.push(problem),
                    Step::Folder(_) => {}
                }
                if cancel.is_cancelled() {
                    return Err(SourceError::new(ErrorClass::Cancelled, "Cancelled.", ""));
                }
                if page.objects.len() == LIST_PAGE {
                    page.next = page
                        .objects
                        .last()
                        .map(|meta| ListCursor(meta.object.key.to_text()));
                    break;
                }
            }
            Ok((page, walk))
        })
        .await?;
        if let Some(next) = &page.next {
            self.keep_walk(list_name(next, &prefixes), walk);
        }
        Ok(page)
    }

    #[cfg(target_os = "linux")]
    async fn watch(&self) -> Option<BoxStream<'static, ()>> {
        let place = self.place.clone();
        tokio::task::spawn_blocking(move || watch::watch(&place.root))
            .await
            .ok()
            .flatten()
    }

    async fn stat(&self, _ctx: &RunContext, object: &ObjectRef) -> Result<ObjectMeta, SourceError> {
        let (place, key) = (self.place.clone(), object.key.clone());
        blocking(move || beneath::stat(&place.root, &key)).await
    }

    async fn open(
        &self,
        _ctx: &RunContext,
        object: &ObjectRef,
        expected: Option<&Version>,
        range: Option<Range<u64>>,
    ) -> Result<Opened, SourceError> {
        let (place, key, expected) = (self.place.clone(), object.key.clone(), expected.cloned());
        blocking(move || read::open(&place.root, &key, expected.as_ref(), range)).await
    }

    async fn put(
        &self,
        ctx: &RunContext,
        upload: Upload<'_>,
        seen: &mut (dyn FnMut(UploadProgress) + Send),
    ) -> Result<ObjectMeta, SourceError> {
        write::put(&self.place, ctx, upload, seen).await
    }

    async fn delete(
        &self,
        _ctx: &RunContext,
        _bucket: &str,
        keys: &[ObjectKey],
    ) -> Vec<Result<(), SourceError>> {
        write::delete(&self.place, keys).await
    }

    async fn keeps_versions(&self, _ctx: &RunContext, _bucket: &str) -> Option<bool> {
        Some(false)
    }

    async fn properties(
        &self,
        ctx: &RunContext,
        object: &ObjectRef,
    ) -> Result<ObjectProperties, SourceError> {
        let meta = self.stat(ctx, object).await?;
        Ok(ObjectProperties {
            uri: self.place.root.join(object.key.to_string()).display().to_string(),
            meta,
            content_type: None,
            system: Vec::new(),
            metadata: Vec::new(),
            exposure: None,
        })
    }
}

fn list_name(cursor: &ListCursor, prefixes: &[ObjectKey]) -> String {
    format!("list {prefixes:?} {:?}", cursor.0)
}

/// Disk work, off the threads that serve everything else.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, SourceError> + Send + 'static,
) -> Result<T, SourceError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(answer) => answer,
        Err(_) => Err(SourceError::new(
            ErrorClass::Internal,
            "Reading the folder stopped unexpectedly.",
            "Please report this with the diagnostics from Settings.",
        )),
    }
}

fn from_problem(problem: Problem) -> SourceError {
    SourceError::new(problem.class, problem.message, problem.remedy)
}

fn probe(name: &str, title: &str, started: Instant, outcome: Result<String, SourceError>) -> Probe {
    let latency_ms = milliseconds(started);
    let (name, title) = (name.to_owned(), title.to_owned());
    match outcome {
        Ok(detail) => Probe {
            name,
            title,
            outcome: ProbeOutcome::Passed,
            detail,
            remedy: String::new(),
            class: None,
            permission: None,
            latency_ms,
        },
        Err(error) => Probe {
            name,
            title,
            outcome: if error.class.is_retryable() {
                ProbeOutcome::Indeterminate
            } else {
                ProbeOutcome::Failed
            },
            detail: error.message,
            remedy: error.remedy,
            class: Some(error.class),
            permission: None,
            latency_ms,
        },
    }
}

fn skipped(name: &str, title: &str) -> Probe {
    Probe {
        name: name.to_owned(),
        title: title.to_owned(),
        outcome: ProbeOutcome::Skipped,
        detail: "Not tried.".into(),
        remedy: String::new(),
        class: None,
        permission: None,
        latency_ms: 0,
    }
}

fn milliseconds(started: Instant) -> u64 {
    u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX)
}
