//! The connection test: one probe after the other, each told as it ends.

use super::dialect::{Dialect, Host, PageOf};
use super::{read, upload};
use crate::connector::{CheckRequest, PutCondition, SourceError, Upload};
use crate::http::HttpFailure;
use crate::scope::distinct_prefixes;
use bytes::Bytes;
use std::sync::Arc;
use std::time::Instant;
use tidegate_domain::{
    context::RunContext,
    exposure::ExposureLevel,
    key::ObjectKey,
    object::{ObjectMeta, ObjectRef},
    problem::ErrorClass,
    provider::{CheckReport, Probe, ProbeOutcome},
};

/// Buckets that one test lists at most; a sync lists them all.
const MOST_BUCKETS: usize = 20;

/// The probes in their order, with what people read.
const PROBES: [(&str, &str); 10] = [
    ("resolve", "Find the service"),
    ("connect", "Reach it"),
    ("secure", "Secure the connection"),
    ("authenticate", "Sign in"),
    ("list_buckets", "List buckets"),
    ("list", "List objects"),
    ("read", "Read one byte"),
    ("write", "Write a test object"),
    ("delete", "Delete it again"),
    ("exposure", "Who else can reach it"),
];

struct Told<'a> {
    report: CheckReport,
    seen: &'a mut (dyn FnMut(Probe) + Send),
}

impl Told<'_> {
    /// Tells how the probe of this name ended, and whether the ones that build on it can go on.
    fn tell(&mut self, name: &str, started: Instant, outcome: Result<String, SourceError>) -> bool {
        let mut probe = probe(name, ProbeOutcome::Passed, milliseconds(started));
        let passed = outcome.is_ok();
        match outcome {
            Ok(detail) => probe.detail = detail,
            Err(error) => {
                probe.outcome = if error.class.is_retryable() || error.class == ErrorClass::Cancelled {
                    ProbeOutcome::Indeterminate
                } else {
                    ProbeOutcome::Failed
                };
                probe.detail = error.message;
                probe.remedy = error.remedy;
                probe.class = Some(error.class);
                probe.permission = error.permission;
            }
        }
        self.put(probe);
        passed
    }

    fn skip(&mut self, name: &str, detail: &str) {
        let mut probe = probe(name, ProbeOutcome::Skipped, 0);
        probe.detail = detail.to_owned();
        self.put(probe);
    }

    /// Everything from this probe on is not tried.
    fn stop_before(&mut self, name: &str) {
        let from = PROBES.iter().position(|(probe, _)| *probe == name);
        for (name, _) in PROBES.iter().skip(from.unwrap_or(PROBES.len())) {
            self.skip(name, "Not tried.");
        }
    }

    fn put(&mut self, probe: Probe) {
        (self.seen)(probe.clone());
        self.report.probes.push(probe);
    }
}

pub(super) async fn check(
    api: &Arc<dyn Dialect>,
    ctx: &RunContext,
    request: &CheckRequest,
    seen: &mut (dyn FnMut(Probe) + Send),
) -> CheckReport {
    let started = Instant::now();
    let mut told = Told {
        report: CheckReport {
            connected: false,
            buckets_accessible: 0,
            sample_objects: Vec::new(),
            latency_ms: 0,
            probes: Vec::new(),
        },
        seen,
    };
    probes(api, ctx, request, &mut told).await;
    told.report.connected &= told
        .report
        .probes
        .iter()
        .all(|probe| probe.outcome != ProbeOutcome::Failed);
    told.report.latency_ms = milliseconds(started);
    told.report
}

async fn probes(api: &Arc<dyn Dialect>, ctx: &RunContext, request: &CheckRequest, told: &mut Told<'_>) {
    let at = Instant::now();
    let bucket = request.scope.buckets.first().map_or("", String::as_str);
    let host = match api.host(bucket) {
        Ok(host) => host,
        Err(error) => {
            told.tell("resolve", at, Err(error));
            return told.stop_before("connect");
        }
    };
    if !told.tell("resolve", at, resolve(api.as_ref(), &host).await) {
        return told.stop_before("connect");
    }
    let at = Instant::now();
    if !told.tell("connect", at, reach(api.as_ref(), ctx, &host).await) {
        return told.stop_before("secure");
    }
    let at = Instant::now();
    match answer(api.as_ref(), ctx, &host).await {
        Ok(()) if host.scheme == "http" => told.skip("secure", "The service is on this computer."),
        answered => {
            let detail = answered.map(|()| format!("{} answers over a secure connection.", host.authority));
            if !told.tell("secure", at, detail) {
                return told.stop_before("authenticate");
            }
        }
    }
    let Some(buckets) = sign_in(api.as_ref(), ctx, request, told).await else {
        return;
    };

    let at = Instant::now();
    let named = !request.scope.buckets.is_empty();
    let (listed, first) = list_each(api.as_ref(), ctx, request, &buckets, named, told).await;
    told.report.connected = listed.is_ok();
    if !told.tell("list", at, listed) {
        return told.stop_before("read");
    }

    let at = Instant::now();
    match first {
        None => told.skip("read", "There is no object to read."),
        Some(object) => {
            let outcome = read_one(api, ctx, &object).await;
            told.tell("read", at, outcome);
        }
    }
    write_and_delete(api, ctx, request, told).await;

    let at = Instant::now();
    match buckets.first() {
        None => told.skip("exposure", "There is no bucket to ask about."),
        Some(bucket) => exposure(api.as_ref(), ctx, bucket, at, told).await,
    }
}

/// Signs in and finds the buckets to try. `None` when the test has ended here.
async fn sign_in(
    api: &dyn Dialect,
    ctx: &RunContext,
    request: &CheckRequest,
    told: &mut Told<'_>,
) -> Option<Vec<String>> {
    let word = api.bucket_word();
    let named = !request.scope.buckets.is_empty();
    let at = Instant::now();
    let own = api.sign_in(ctx).await;
    let tells = own.is_some();
    if let Some(outcome) = own
        && !told.tell("authenticate", at, outcome)
    {
        told.stop_before("list_buckets");
        return None;
    }
    let at = Instant::now();
    let account = api.list_buckets(ctx).await;
    if !tells {
        match &account {
            // Whoever is told what they may not do has been recognised.
            Ok(_) => {
                told.tell("authenticate", at, Ok("The credential is accepted.".into()));
            }
            Err(error)
                if named && !matches!(error.class, ErrorClass::AuthExpired | ErrorClass::Cancelled) =>
            {
                told.skip(
                    "authenticate",
                    &format!("Shown by listing the named {word}s below."),
                );
            }
            Err(error) if error.class == ErrorClass::PermissionDenied => {
                told.tell("authenticate", at, Ok("The credential is accepted.".into()));
            }
            Err(error) => {
                told.tell("authenticate", at, Err(error.clone()));
                told.stop_before("list_buckets");
                return None;
            }
        }
    }
    match account {
        Ok(all) => {
            let count = all.len();
            let s = if count == 1 { "" } else { "s" };
            told.tell("list_buckets", at, Ok(format!("It sees {count} {word}{s}.")));
            if named {
                return Some(request.scope.buckets.clone());
            }
            Some(all.into_iter().map(|bucket| bucket.name).collect())
        }
        // Credentials for one bucket are rightly not allowed to see the account.
        Err(error) if named => {
            let detail = if error.class == ErrorClass::PermissionDenied {
                format!("It may not list the account's {word}s; the named ones are tried.")
            } else {
                format!("The account's {word}s could not be listed; the named ones are tried.")
            };
            told.skip("list_buckets", &detail);
            Some(request.scope.buckets.clone())
        }
        Err(error) => {
            told.tell("list_buckets", at, Err(error));
            told.stop_before("list");
            None
        }
    }
}

async fn resolve(api: &dyn Dialect, host: &Host) -> Result<String, SourceError> {
    let (name, port) = name_and_port(host)?;
    let found = api.http().resolve(&name, port).await;
    let found = found.map_err(HttpFailure::into_source_error)?;
    let first = found
        .first()
        .map(|address| address.ip().to_string())
        .unwrap_or_default();
    Ok(format!("{name} is at {first}."))
}

async fn reach(api: &dyn Dialect, ctx: &RunContext, host: &Host) -> Result<String, SourceError> {
    let (name, port) = name_and_port(host)?;
    let reached = api.http().reach(ctx, &name, port).await;
    reached.map_err(HttpFailure::into_source_error)?;
    Ok(format!("{name} takes connections on port {port}."))
}

fn name_and_port(host: &Host) -> Result<(String, u16), SourceError> {
    let authority: http::uri::Authority = host
        .authority
        .parse()
        .map_err(|_| super::words::protocol("The endpoint is not an address."))?;
    let usual = if host.scheme == "https" { 443 } else { 80 };
    Ok((authority.host().to_owned(), authority.port_u16().unwrap_or(usual)))
}

/// An unsigned request: any answer at all shows that the service is there, before a credential is shown to it.
async fn answer(api: &dyn Dialect, ctx: &RunContext, host: &Host) -> Result<(), SourceError> {
    let request = http::Request::builder()
        .method(http::Method::HEAD)
        .uri(format!("{}://{}/", host.scheme, host.authority))
        .body(Bytes::new())
        .map_err(|_| HttpFailure::Unusable("the address cannot be asked".into()).into_source_error())?;
    api.http()
        .send_once(ctx, "test the connection", request)
        .await
        .map_err(HttpFailure::into_source_error)?;
    Ok(())
}

async fn read_one(
    api: &Arc<dyn Dialect>,
    ctx: &RunContext,
    object: &ObjectMeta,
) -> Result<String, SourceError> {
    let range = (object.size > 0).then_some(0..1);
    let mut opened = read::open(api, ctx, &object.object, None, range).await?;
    match futures::StreamExt::next(&mut opened.stream).await {
        Some(Err(error)) => Err(error),
        _ => Ok("An object can be read.".to_owned()),
    }
}

/// Writes a small object below the export base and deletes it again.
async fn write_and_delete(
    api: &Arc<dyn Dialect>,
    ctx: &RunContext,
    request: &CheckRequest,
    told: &mut Told<'_>,
) {
    let Some(base) = &request.export_to else {
        told.skip("write", "This connector does not export.");
        told.skip("delete", "This connector does not export.");
        return;
    };
    let mut key = base.key.as_bytes().to_vec();
    if !key.is_empty() && !key.ends_with(b"/") {
        key.push(b'/');
    }
    let random = getrandom::u64().unwrap_or_default();
    key.extend_from_slice(format!("tidegate-test-{random:016x}").as_bytes());
    let object = ObjectRef {
        bucket: base.bucket.clone(),
        key: ObjectKey::from_bytes(key),
    };
    let at = Instant::now();
    let body = upload::Held(Bytes::from_static(
        b"Tidegate tested whether it may write here.\n",
    ));
    let upload = Upload {
        object: &object,
        body: &body,
        condition: PutCondition::Create,
        content_type: Some("text/plain"),
        resume: None,
    };
    let written = upload::put(api.as_ref(), ctx, upload, &mut |_| {}).await;
    // A write whose answer never came may have happened all the same.
    let unsure = written.as_ref().is_err_and(|error| {
        matches!(
            error.class,
            ErrorClass::Transient | ErrorClass::Protocol | ErrorClass::Cancelled
        )
    });
    let wrote = told.tell("write", at, written.map(|_| format!("{object} was written.")));
    if !wrote && !unsure {
        told.skip("delete", "Not tried.");
        return;
    }
    let at = Instant::now();
    let deleted = api
        .delete(ctx, &object.bucket, std::slice::from_ref(&object.key))
        .await;
    let deleted = match deleted.into_iter().next().unwrap_or(Ok(())) {
        Ok(()) if wrote => Ok("It was deleted again.".to_owned()),
        Ok(()) => Ok(NOTHING_LEFT.to_owned()),
        Err(error) if !wrote && error.class == ErrorClass::NotFound => Ok(NOTHING_LEFT.to_owned()),
        Err(mut error) => {
            let is = if wrote { "is" } else { "may be" };
            error.message = format!("{} {object} {is} left behind.", error.message);
            error.remedy = format!("{} Then delete {object} by hand.", error.remedy)
                .trim_start()
                .to_owned();
            Err(error)
        }
    };
    told.tell("delete", at, deleted);
}

/// Of a write that failed.
const NOTHING_LEFT: &str = "Nothing was left behind.";

/// Tells who can reach the first bucket. Not being allowed to know is no failure of the connection.
async fn exposure(api: &dyn Dialect, ctx: &RunContext, bucket: &str, at: Instant, told: &mut Told<'_>) {
    let exposure = match api.bucket_exposure(ctx, bucket).await {
        Ok(exposure) => exposure,
        Err(error) => {
            let mut probe = probe("exposure", ProbeOutcome::Indeterminate, milliseconds(at));
            probe.detail = error.message;
            probe.remedy = error.remedy;
            probe.permission = error.permission;
            probe.class = Some(error.class);
            return told.put(probe);
        }
    };
    let shown = ObjectKey::from(bucket);
    let mut probe = probe("exposure", ProbeOutcome::Passed, milliseconds(at));
    probe.detail = match exposure.level {
        ExposureLevel::Private => format!("{shown} is private."),
        ExposureLevel::Shared => format!("Anybody with an account at the service can reach {shown}."),
        ExposureLevel::Public => format!("{shown} is public: anybody on the internet can reach it."),
        ExposureLevel::Unknown => {
            probe.outcome = ProbeOutcome::Indeterminate;
            let unknown = exposure
                .reasons
                .iter()
                .find(|reason| reason.level == ExposureLevel::Unknown);
            probe.permission = unknown.and_then(|reason| reason.permission.clone());
            probe.remedy = "Grant the permission to have this told; nothing else depends on it.".to_owned();
            unknown.map_or_else(
                || format!("Who can reach {shown} could not be told."),
                |reason| reason.text.clone(),
            )
        }
    };
    told.put(probe);
}

fn probe(name: &str, outcome: ProbeOutcome, latency_ms: u64) -> Probe {
    let title = PROBES
        .iter()
        .find(|(known, _)| *known == name)
        .map_or("", |(_, title)| title);
    Probe {
        name: name.to_owned(),
        title: title.to_owned(),
        outcome,
        detail: String::new(),
        remedy: String::new(),
        class: None,
        permission: None,
        latency_ms,
    }
}

/// Lists a little of each bucket and prefix. Fails when a named bucket fails, or when none works.
async fn list_each(
    api: &dyn Dialect,
    ctx: &RunContext,
    request: &CheckRequest,
    buckets: &[String],
    named: bool,
    told: &mut Told<'_>,
) -> (Result<String, SourceError>, Option<ObjectMeta>) {
    let mut first: Option<ObjectMeta> = None;
    let mut failed: Option<SourceError> = None;
    let mut denied = 0_u64;
    for bucket in buckets.iter().take(MOST_BUCKETS) {
        let mut works = true;
        for prefix in distinct_prefixes(&request.scope.prefixes) {
            let wanted = PageOf {
                prefix: prefix.as_bytes(),
                max_keys: Some(5),
                ..PageOf::default()
            };
            match api.list_objects(ctx, bucket, &wanted).await {
                Ok(page) => {
                    for meta in page.objects {
                        if told.report.sample_objects.len() < 5 {
                            let shown: &ObjectKey = &meta.object.key;
                            told.report.sample_objects.push(shown.to_string());
                        }
                        // An object with bytes proves more than one without.
                        let better = first
                            .as_ref()
                            .is_none_or(|first| first.size == 0 && meta.size > 0);
                        if meta.unreadable.is_none() && better {
                            first = Some(meta);
                        }
                    }
                }
                Err(error) => {
                    works = false;
                    if named
                        || !matches!(
                            error.class,
                            ErrorClass::PermissionDenied | ErrorClass::ConfigInvalid
                        )
                    {
                        return (Err(error), first);
                    }
                    failed.get_or_insert(error);
                    break;
                }
            }
        }
        if works {
            told.report.buckets_accessible += 1;
        } else {
            denied += 1;
        }
    }
    let works = told.report.buckets_accessible;
    if let Some(error) = failed.filter(|_| works == 0) {
        return (Err(error), first);
    }
    let word = api.bucket_word();
    let mut detail = match works {
        0 => format!("There are no {word}s."),
        1 => format!("1 {word} can be listed."),
        works => format!("{works} {word}s can be listed."),
    };
    if denied > 0 {
        detail = format!("{detail} {denied} cannot; they are left out.");
    }
    if buckets.len() > MOST_BUCKETS {
        detail = format!(
            "{detail} The first {MOST_BUCKETS} of {} were tried.",
            buckets.len()
        );
    }
    (Ok(detail), first)
}

fn milliseconds(started: Instant) -> u64 {
    u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX)
}
