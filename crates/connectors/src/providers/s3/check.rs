//! The connection test: one probe after the other, each told as it ends.

use super::address::Address;
use super::api::{Api, PageOf};
use super::{list, read};
use crate::connector::SourceError;
use crate::http::HttpFailure;
use crate::scope::distinct_prefixes;
use bytes::Bytes;
use std::time::Instant;
use tidegate_domain::{
    connector::Scope,
    context::RunContext,
    key::ObjectKey,
    object::ObjectMeta,
    problem::ErrorClass,
    provider::{CheckReport, Probe, ProbeOutcome},
};

/// Buckets that one test lists at most; a sync lists them all.
const MOST_BUCKETS: usize = 20;

struct Told<'a> {
    report: CheckReport,
    seen: &'a mut (dyn FnMut(Probe) + Send),
}

impl Told<'_> {
    fn tell(&mut self, name: &str, title: &str, started: Instant, outcome: Result<String, SourceError>) {
        let mut probe = Probe {
            name: name.to_owned(),
            title: title.to_owned(),
            outcome: ProbeOutcome::Passed,
            detail: String::new(),
            remedy: String::new(),
            class: None,
            latency_ms: milliseconds(started),
        };
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
            }
        }
        self.put(probe);
    }

    fn skip(&mut self, name: &str, title: &str, detail: &str, latency_ms: u64) {
        self.put(Probe {
            name: name.to_owned(),
            title: title.to_owned(),
            outcome: ProbeOutcome::Skipped,
            detail: detail.to_owned(),
            remedy: String::new(),
            class: None,
            latency_ms,
        });
    }

    fn put(&mut self, probe: Probe) {
        (self.seen)(probe.clone());
        self.report.probes.push(probe);
    }
}

pub(super) async fn check(
    api: &Api,
    ctx: &RunContext,
    scope: &Scope,
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
    probes(api, ctx, scope, &mut told).await;
    told.report.connected &= told
        .report
        .probes
        .iter()
        .all(|probe| probe.outcome != ProbeOutcome::Failed);
    told.report.latency_ms = milliseconds(started);
    told.report
}

async fn probes(api: &Api, ctx: &RunContext, scope: &Scope, told: &mut Told<'_>) {
    let rest = [
        ("connect", "Reach it"),
        ("authenticate", "Sign in"),
        ("list", "List objects"),
        ("read", "Read one byte"),
    ];
    let skip_from = |told: &mut Told<'_>, from: usize| {
        for (name, title) in rest.iter().skip(from) {
            told.skip(name, title, "Not tried.", 0);
        }
    };

    let at = Instant::now();
    let bucket = scope.buckets.first().map_or("", String::as_str);
    let address = match Address::new(&api.config, bucket, b"", &[]) {
        Ok(address) => address,
        Err(error) => {
            told.tell("resolve", "Find the service", at, Err(error));
            return skip_from(told, 0);
        }
    };
    let found = resolve(api, &address).await;
    let stop = found.is_err();
    told.tell("resolve", "Find the service", at, found);
    if stop {
        return skip_from(told, 0);
    }

    let at = Instant::now();
    let reached = connect(api, ctx, &address).await;
    let stop = reached.is_err();
    told.tell("connect", "Reach it", at, reached);
    if stop {
        return skip_from(told, 1);
    }

    let at = Instant::now();
    let account = api.list_buckets(ctx).await;
    let named = !scope.buckets.is_empty();
    let mut buckets = scope.buckets.clone();
    match account {
        Ok(all) => {
            if !named {
                buckets = all.into_iter().map(|(name, _)| name).collect();
            }
            let count = buckets.len();
            let detail = if named {
                "The key is accepted.".to_owned()
            } else {
                format!(
                    "The key is accepted and sees {count} bucket{}.",
                    if count == 1 { "" } else { "s" }
                )
            };
            told.tell("authenticate", "Sign in", at, Ok(detail));
        }
        // Keys for one bucket are rightly not allowed to see the account.
        Err(error) if named && !matches!(error.class, ErrorClass::AuthExpired | ErrorClass::Cancelled) => {
            let detail = if error.class == ErrorClass::PermissionDenied {
                "This key may not list the account's buckets; the named ones are tried."
            } else {
                "The account's buckets could not be listed; the named ones are tried."
            };
            told.skip("authenticate", "Sign in", detail, milliseconds(at));
        }
        Err(error) => {
            told.tell("authenticate", "Sign in", at, Err(error));
            return skip_from(told, 2);
        }
    }

    let at = Instant::now();
    let (listed, first) = list_each(api, ctx, scope, &buckets, named, told).await;
    let stop = listed.is_err();
    told.report.connected = !stop;
    told.tell("list", "List objects", at, listed);
    if stop {
        return skip_from(told, 3);
    }

    let at = Instant::now();
    match first {
        None => told.skip("read", "Read one byte", "There is no object to read.", 0),
        Some(object) => {
            let range = (object.size > 0).then_some(0..1);
            let opened = read::open(api, ctx, &object.object, None, range).await;
            let outcome = match opened {
                Ok(mut opened) => match futures::StreamExt::next(&mut opened.stream).await {
                    Some(Err(error)) => Err(error),
                    _ => Ok("An object can be read.".to_owned()),
                },
                Err(error) => Err(error),
            };
            told.tell("read", "Read one byte", at, outcome);
        }
    }
}

async fn resolve(api: &Api, address: &Address) -> Result<String, SourceError> {
    let authority: http::uri::Authority = address
        .authority
        .parse()
        .map_err(|_| super::refusal::protocol("The endpoint is not an address."))?;
    let port = authority
        .port_u16()
        .unwrap_or(if address.scheme == "https" { 443 } else { 80 });
    let found = api.http.resolve(authority.host(), port).await;
    let found = found.map_err(HttpFailure::into_source_error)?;
    let first = found
        .first()
        .map(|address| address.ip().to_string())
        .unwrap_or_default();
    Ok(format!("{} is at {first}.", authority.host()))
}

/// An unsigned request: any answer at all shows that the service is there, before a key is shown to it.
async fn connect(api: &Api, ctx: &RunContext, address: &Address) -> Result<String, SourceError> {
    let make = || {
        http::Request::builder()
            .method(http::Method::HEAD)
            .uri(format!("{}://{}/", address.scheme, address.authority))
            .body(Bytes::new())
            .map_err(|_| HttpFailure::Unusable("the address cannot be asked".into()))
    };
    api.http
        .send_once(ctx, make().map_err(HttpFailure::into_source_error)?)
        .await
        .map_err(HttpFailure::into_source_error)?;
    let secure = if address.scheme == "https" {
        "over a secure connection"
    } else {
        "on this computer"
    };
    Ok(format!("{} answers {secure}.", address.authority))
}

/// Lists a little of each bucket and prefix. Fails when a named bucket fails, or when none works.
async fn list_each(
    api: &Api,
    ctx: &RunContext,
    scope: &Scope,
    buckets: &[String],
    named: bool,
    told: &mut Told<'_>,
) -> (Result<String, SourceError>, Option<ObjectMeta>) {
    let mut first: Option<ObjectMeta> = None;
    let mut failed: Option<SourceError> = None;
    let mut denied = 0_u64;
    for bucket in buckets.iter().take(MOST_BUCKETS) {
        let mut works = true;
        for prefix in distinct_prefixes(&scope.prefixes) {
            let wanted = PageOf {
                prefix: prefix.as_bytes(),
                max_keys: Some(5),
                ..PageOf::default()
            };
            match api.list_objects(ctx, bucket, &wanted).await {
                Ok(page) => {
                    for entry in page.objects {
                        let meta = list::meta(bucket, entry);
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
    let mut detail = match works {
        0 => "There are no buckets.".to_owned(),
        1 => "1 bucket can be listed.".to_owned(),
        works => format!("{works} buckets can be listed."),
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
