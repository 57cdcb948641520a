//! A sync as the store sees it, on a real database: staging, completing, resuming, judging.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]

mod bench;

use bench::{Bench, at, connector, globs};
use tidegate_domain::{
    document::{DocumentQuery, DocumentState, Outcome},
    exposure::{BucketExposure, Exposure, ExposureLevel},
    finding::{FindingFilter, FindingQuery, FindingStatus, GroupBy, TriageTarget},
    key::ObjectKey,
    object::SkipReason,
    problem::ErrorClass,
    settings::HostContact,
};
use tidegate_store::{Inserted, Store};

#[test]
fn unchanged_objects_are_skipped_and_completions_count_once() {
    let mut bench = Bench::new();
    let run = bench.run();
    assert_eq!(
        bench
            .stage(&run, "p1", &[("a", "1"), ("b", "1"), ("a", "1")])
            .listed,
        2
    );
    for item in bench.pending(&run) {
        bench.complete(&run, &item, Outcome::Scanned, &["x"]);
    }
    let stored = bench.store.runs().get(&run).unwrap().unwrap().counts;
    assert_eq!((stored.scanned, stored.findings, stored.pending), (2, 2, 0));

    let again = bench.run();
    let counts = bench.stage(&again, "p1", &[("a", "1"), ("b", "2")]);
    assert_eq!(counts.skipped.get(&SkipReason::Unchanged), Some(&1));
    assert_eq!(counts.pending, 1);
    let other_policy = bench.run();
    assert_eq!(
        bench
            .stage(&other_policy, "p2", &[("a", "1"), ("b", "2")])
            .pending,
        2
    );
}

#[test]
fn a_failed_object_is_tried_again_and_keeps_its_findings() {
    let mut bench = Bench::new();
    let first = bench.run();
    bench.stage(&first, "p1", &[("a", "1")]);
    let item = bench.pending(&first).remove(0);
    bench.complete(&first, &item, Outcome::Scanned, &["x", "y"]);
    let second = bench.run();
    bench.stage(&second, "p1", &[("a", "2")]);
    let item = bench.pending(&second).remove(0);
    let failed = Outcome::Failed {
        class: ErrorClass::PermissionDenied,
        message: "Denied.".into(),
    };
    assert_eq!(bench.complete(&second, &item, failed, &[]).failed_total(), 1);
    assert_eq!(
        bench
            .store
            .findings()
            .list(&FindingQuery::default())
            .unwrap()
            .total,
        2
    );
    let run = bench.store.runs().get(&second).unwrap().unwrap();
    assert_eq!(run.first_errors.len(), 1);
    let third = bench.run();
    assert_eq!(bench.stage(&third, "p1", &[("a", "2")]).pending, 1);
    let item = bench.pending(&third).remove(0);
    bench.complete(&third, &item, Outcome::Scanned, &["y"]);
    assert_eq!(
        bench
            .store
            .findings()
            .list(&FindingQuery::default())
            .unwrap()
            .total,
        1
    );
}

#[test]
fn what_is_no_longer_listed_is_gone_and_counts_when_it_returns() {
    let mut bench = Bench::new();
    let first = bench.run();
    bench.stage(&first, "p1", &[("a", "1"), ("b", "1")]);
    for item in bench.pending(&first) {
        bench.complete(&first, &item, Outcome::Scanned, &["x"]);
    }
    let second = bench.run();
    bench.stage(&second, "p1", &[("b", "1")]);
    assert_eq!(bench.store.work().mark_gone(&second, at(9)).unwrap(), 1);
    let gone = DocumentQuery {
        states: vec![DocumentState::Gone],
        ..DocumentQuery::default()
    };
    assert_eq!(
        bench.store.documents().list(&gone).unwrap().rows[0].key,
        ObjectKey::from("a")
    );
    assert_eq!(
        bench
            .store
            .findings()
            .list(&FindingQuery::default())
            .unwrap()
            .total,
        1
    );
    let third = bench.run();
    assert_eq!(bench.stage(&third, "p1", &[("a", "1"), ("b", "1")]).pending, 1);
}

#[test]
fn triage_survives_a_new_scan_and_can_be_undone() {
    let mut bench = Bench::new();
    let first = bench.run();
    bench.stage(&first, "p1", &[("a", "1")]);
    let item = bench.pending(&first).remove(0);
    bench.complete(&first, &item, Outcome::Scanned, &["x", "y"]);
    let store = bench.store.clone();
    let findings = store.findings();
    let all = TriageTarget::Filter {
        filter: Box::new(FindingFilter::default()),
    };
    let result = findings.triage(&all, FindingStatus::Ignored, at(5)).unwrap();
    assert_eq!((result.changed, result.before.len()), (2, 2));
    let second = bench.run();
    bench.stage(&second, "p1", &[("a", "2")]);
    let item = bench.pending(&second).remove(0);
    bench.complete(&second, &item, Outcome::Scanned, &["x", "y"]);
    let open = FindingFilter {
        statuses: vec![FindingStatus::Open],
        ..FindingFilter::default()
    };
    let count = |filter: &FindingFilter| {
        findings
            .list(&FindingQuery {
                filter: filter.clone(),
                ..FindingQuery::default()
            })
            .unwrap()
            .total
    };
    assert_eq!(count(&open), 0);
    assert_eq!(findings.undo_triage(&result.before, at(6)).unwrap(), 2);
    assert_eq!(count(&open), 2);
    let groups = findings
        .groups(&FindingFilter::default(), GroupBy::Detector)
        .unwrap();
    assert_eq!((groups[0].id.as_str(), groups[0].findings), ("iban", 2));
    let seen = bench
        .store
        .documents()
        .list(&DocumentQuery::default())
        .unwrap()
        .rows
        .remove(0);
    assert_eq!(seen.findings_count, 2);
    assert!(bench.store.documents().risk(&seen.id).unwrap().score > 0);
    assert_eq!(bench.store.overview(at(10)).unwrap().open_findings, 2);
}

#[test]
fn levels_are_summed_for_the_browser() {
    let mut bench = Bench::new();
    let run = bench.run();
    bench.stage(
        &run,
        "p1",
        &[("a/1", "1"), ("a/b/2", "1"), ("a", "1"), ("c//d", "1")],
    );
    for item in bench.pending(&run) {
        bench.complete(&run, &item, Outcome::Scanned, &["x"]);
    }
    let known = |keys: &[&str]| {
        let keys: Vec<_> = keys.iter().map(|key| ObjectKey::from(*key)).collect();
        let rows = bench
            .store
            .documents()
            .sensitivity(&bench.connector.id, "", &keys)
            .unwrap();
        rows.into_iter()
            .map(|row| (row.key.to_text(), row.is_prefix, row.findings, row.state))
            .collect::<Vec<_>>()
    };
    let file = |key: &str| (key.to_owned(), false, 1, Some(DocumentState::Scanned));
    let folder = |key: &str, findings| (key.to_owned(), true, findings, None);
    assert_eq!(
        known(&["a", "a/", "c/", "never seen", "nor/this/"]),
        [file("a"), folder("a/", 2), folder("c/", 1)]
    );
    assert_eq!(known(&["a/b/", "a/1"]), [folder("a/b/", 1), file("a/1")]);
    assert_eq!(known(&["c//", ""]), [folder("c//", 1), folder("", 4)]);
    assert_eq!(known(&["c", "c/d", "a/b/2/"]), []);
}

#[test]
fn the_same_create_twice_is_one_connector() {
    let bench = Bench::new();
    let (first, second) = (connector("New", 8), connector("New", 9));
    let connectors = bench.store.connectors();
    assert_eq!(
        connectors.insert_idempotent(&first, "k", "f", at(0)).unwrap(),
        Inserted::New
    );
    match connectors.insert_idempotent(&second, "k", "f", at(1)).unwrap() {
        Inserted::Same(known) => assert_eq!(known.id, first.id),
        other => panic!("{other:?}"),
    }
    assert_eq!(
        connectors.insert_idempotent(&second, "k", "g", at(1)).unwrap(),
        Inserted::Conflict
    );
    connectors.delete(&first.id, at(2)).unwrap();
    assert!(connectors.find("new").unwrap().is_empty());
    connectors.restore(&first.id, at(3)).unwrap();
    bench.store.credentials().put(&first.id, b"sealed").unwrap();
    assert!(connectors.purge(&first.id).unwrap().credential);
    assert!(connectors.get(&first.id).unwrap().is_none());
}

#[test]
fn a_cut_off_run_is_interrupted_and_goes_on_where_it_was() {
    let mut bench = Bench::new();
    let run = bench.run();
    bench.stage(&run, "p1", &[("a", "1"), ("b", "1")]);
    let dir = bench._dir.path().to_owned();
    drop(bench.store);
    let store = Store::open(&dir, globs).unwrap();
    assert_eq!(
        store.runs().mark_interrupted(at(4)).unwrap(),
        std::slice::from_ref(&run)
    );
    assert_eq!(store.runs().unfinished().unwrap().len(), 1);
    assert_eq!(store.work().checkpoint(&run).unwrap(), (None, true));
    assert_eq!(store.work().pending(&run, -1, 10).unwrap().len(), 2);
    bench.store = store;
}

fn read(level: ExposureLevel) -> Exposure {
    Exposure {
        level,
        reasons: Vec::new(),
        checked_at: at(5),
    }
}

#[test]
fn exposure_goes_with_what_it_is_about() {
    let mut bench = Bench::new();
    let run = bench.run();
    bench.stage(&run, "p1", &[("a", "1"), ("b", "1")]);
    for item in bench.pending(&run) {
        bench.complete(&run, &item, Outcome::Scanned, &["x"]);
    }
    let (store, id) = (&bench.store, &bench.connector.id);
    let bucket = |name: &str, level| BucketExposure {
        bucket: name.into(),
        exposure: read(level),
    };
    let both = [
        bucket("", ExposureLevel::Private),
        bucket("old", ExposureLevel::Public),
    ];
    store.exposures().put_buckets(id, &both, true).unwrap();
    let worst = |store: &Store| store.connectors().get(id).unwrap().unwrap().exposure;
    assert_eq!(worst(store), Some(ExposureLevel::Public));
    // A part of the buckets leaves the others as they are; all of them are all.
    store.exposures().put_buckets(id, &both[..1], false).unwrap();
    assert_eq!(worst(store), Some(ExposureLevel::Public));
    store.exposures().put_buckets(id, &both[..1], true).unwrap();
    assert_eq!(worst(store), Some(ExposureLevel::Private));

    let unread = store.exposures().unread(id, at(9), 10).unwrap();
    assert_eq!(unread.len(), 2);
    let (document, _) = unread[0].clone();
    let shared = [(document.clone(), read(ExposureLevel::Shared))];
    store.exposures().put_objects(id, &shared).unwrap();
    assert_eq!(
        store.documents().get(&document).unwrap().unwrap().exposure,
        ExposureLevel::Shared
    );
    assert_eq!(store.exposures().unread(id, at(4), 10).unwrap().len(), 1);
    assert_eq!(store.exposures().unread(id, at(9), 10).unwrap()[1].0, document);

    store.documents().forget(&document).unwrap();
    assert_eq!(store.exposures().object(&document).unwrap(), None);
    store.exposures().put_objects(id, &shared).unwrap();
    assert_eq!(store.exposures().object(&document).unwrap(), None);
    store.connectors().purge(id).unwrap();
    assert!(store.exposures().buckets(id).is_err());
}

#[test]
fn hosts_add_up_and_the_oldest_are_forgotten() {
    let bench = Bench::new();
    let contact = |number: i64| HostContact {
        host: format!("h{number}.example"),
        requests: 1,
        sent: 2,
        received: 3,
        first_at: at(number),
        last_at: at(number),
        purposes: vec!["list objects".into()],
        connectors: vec![format!("c{number}")],
    };
    let hosts = bench.store.hosts();
    hosts
        .merge(&(0..10_003).map(contact).collect::<Vec<_>>())
        .unwrap();
    hosts
        .merge(&[HostContact {
            connectors: vec!["other".into()],
            ..contact(10_002)
        }])
        .unwrap();
    let all = hosts.all().unwrap();
    assert_eq!(all.len(), 10_000);
    assert_eq!(
        (all[0].host.as_str(), all[0].requests, all[0].received),
        ("h10002.example", 2, 6)
    );
    assert_eq!(all[0].connectors, ["c10002", "other"]);
    assert_eq!(all.last().unwrap().host, "h3.example");
}
