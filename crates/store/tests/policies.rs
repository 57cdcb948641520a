//! Policies as the store keeps them, columns, coverage and risk.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]

mod bench;

use bench::{
    Bench, at, globs,
    hidden::{counted, end, found, names, policy, shown, sync},
};
use tidegate_domain::{
    document::{DocumentState, NotExaminedQuery, Outcome},
    finding::{FindingFilter, FindingQuery, Location, NewFinding},
    key::ObjectKey,
    object::SkipReason,
    policy::{Policy, PolicyDraft, everything},
    risk::RiskScope,
    settings::Settings,
};
use tidegate_store::{Store, StoreError};

#[test]
fn the_programs_own_policies_are_kept_under_fixed_ids() {
    let bench = Bench::new();
    let names: Vec<_> = bench
        .store
        .policies()
        .list()
        .unwrap()
        .into_iter()
        .map(|policy| (policy.draft.name, policy.built_in, policy.version))
        .collect();
    assert_eq!(names.len(), 5);
    assert_eq!(names[0], ("Everything".into(), true, 1));
    assert!(names.iter().all(|(_, built_in, _)| *built_in));
    // Opened again, nothing changes.
    let dir = bench._dir.path().to_owned();
    drop(bench.store);
    let again = Store::open(&dir, globs).unwrap().policies().list().unwrap();
    assert!(again.iter().all(|policy| policy.version == 1));
}

#[test]
fn a_threshold_hides_and_shows_without_another_scan() {
    let mut bench = Bench::new();
    let strict = policy(&bench, "Strict", 0.8, 1);
    let counts = sync(
        &mut bench,
        "a.csv",
        vec![
            found("iban", "low", 0.35, None),
            found("iban", "half", 0.5, None),
            found("iban", "sure", 0.95, None),
        ],
    );
    assert_eq!(
        (counts.findings, counts.findings_new),
        (2, 2),
        "only those that are shown"
    );
    end(&bench);
    assert_eq!(names(shown(&bench, None)), ["half", "sure"]);
    assert_eq!(
        shown(&bench, Some(true)),
        [("low".into(), Some("threshold".into()))]
    );
    assert_eq!(counted(&bench), (2, 2, 2));

    let connectors = [bench.connector.id.clone()];
    bench
        .store
        .policies()
        .use_by(&strict.id, &connectors, at(9))
        .unwrap();
    assert_eq!(names(shown(&bench, Some(false))), ["sure"]);
    assert_eq!(counted(&bench), (1, 1, 1));
    let stored = bench
        .store
        .connectors()
        .get(&bench.connector.id)
        .unwrap()
        .unwrap();
    assert_eq!(stored.policy_id.as_ref(), Some(&strict.id));

    let lenient = Policy {
        draft: PolicyDraft {
            min_confidence: 0.3,
            ..strict.draft.clone()
        },
        version: 2,
        ..strict.clone()
    };
    assert!(bench.store.policies().update(&lenient).unwrap());
    assert!(
        !bench.store.policies().update(&lenient).unwrap(),
        "it is the present one by now"
    );
    assert_eq!(names(shown(&bench, None)), ["half", "low", "sure"]);
    assert_eq!(counted(&bench), (3, 3, 3));
    let steps = bench.store.policies().threshold(&strict.id).unwrap();
    let held: Vec<_> = steps
        .iter()
        .filter(|step| step.findings > 0)
        .map(|step| ((step.from * 100.0).round() as u32, step.findings))
        .collect();
    assert_eq!(held, [(35, 1), (50, 1), (95, 1)]);
    assert_eq!((steps.len(), steps[0].from), (14, 0.3));

    // Back to everything, by changing the connector.
    let mut changed = stored;
    changed.policy_id = None;
    bench.store.connectors().update(&changed).unwrap();
    assert_eq!(names(shown(&bench, None)), ["half", "sure"]);
    // The built-in threshold is a setting.
    bench.store.policies().set_built_in_threshold(0.9).unwrap();
    assert_eq!(names(shown(&bench, None)), ["sure"]);
    assert_eq!(counted(&bench), (1, 1, 1));
}

#[test]
fn columns_sum_their_cells() {
    let mut bench = Bench::new();
    let cell = |value: &str, row: u64| NewFinding {
        location: Location {
            row: Some(row),
            column_name: Some("iban".into()),
            sheet: Some("Accounts".into()),
            byte_start: row,
            ..Location::default()
        },
        occurrences: 2,
        ..found("iban", value, 0.9, None)
    };
    let mut findings: Vec<_> = (0..300).map(|row| cell(&format!("v{row:03}"), row + 2)).collect();
    findings.push(found("email", "x", 0.6, None));
    sync(&mut bench, "a.xlsx", findings);
    let query = FindingQuery {
        descending: true,
        ..FindingQuery::default()
    };
    let page = bench.store.findings().columns(&query).unwrap();
    assert_eq!((page.total, page.rows.len()), (2, 2));
    let column = &page.rows[0];
    assert_eq!(
        (column.findings, column.occurrences, column.open),
        (300, 600, 300)
    );
    assert_eq!(
        (
            column.column_name.as_deref(),
            column.sheet.as_deref(),
            column.place.as_str()
        ),
        (Some("iban"), Some("Accounts"), "/Accounts/iban")
    );
    assert_eq!(column.first.location.row, Some(2));
    let cells = bench
        .store
        .findings()
        .list(&FindingQuery {
            filter: FindingFilter {
                document_id: Some(column.document_id.clone()),
                detectors: vec![column.detector.clone()],
                place: Some(column.place.clone()),
                ..FindingFilter::default()
            },
            ..FindingQuery::default()
        })
        .unwrap();
    assert_eq!(cells.total, 300);
    let first = bench.store.findings().columns(&FindingQuery {
        page: tidegate_domain::page::PageRequest::first(1),
        ..query
    });
    assert!(first.unwrap().next_cursor.is_some());
}

#[test]
fn what_was_not_examined_is_listed_with_its_risk_beside() {
    let mut bench = Bench::new();
    let run = bench.run();
    bench.stage(
        &run,
        "p1",
        &[
            ("a/x", "1"),
            ("a/y", "1"),
            ("b/z", "1"),
            ("b/empty", "1"),
            ("b/odd", "1"),
        ],
    );
    let partial = Outcome::Partial {
        message: "Only in part.".into(),
    };
    let failed = Outcome::Failed {
        class: tidegate_domain::problem::ErrorClass::Unreadable,
        message: "No.".into(),
    };
    for (item, outcome) in bench.pending(&run).iter().zip([
        Outcome::Scanned,
        partial,
        failed,
        Outcome::Skipped(SkipReason::Empty),
        Outcome::Skipped(SkipReason::UnsupportedFormat),
    ]) {
        bench.complete(&run, item, outcome, &["v"]);
    }
    let listed = |query: NotExaminedQuery| {
        let page = bench.store.documents().not_examined(&query).unwrap();
        let mut walked = Vec::new();
        bench
            .store
            .documents()
            .each_not_examined::<StoreError>(&query, &mut |name, document| {
                assert_eq!(name, "Files");
                walked.push(document);
                Ok(())
            })
            .unwrap();
        assert_eq!(page.rows, walked);
        walked
            .into_iter()
            .map(|document| (document.key.to_text(), document.state))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        listed(NotExaminedQuery::default()),
        [
            ("a/y".into(), DocumentState::Partial),
            ("b/odd".into(), DocumentState::Skipped),
            ("b/z".into(), DocumentState::Failed),
        ]
    );
    let below = |prefix: &str| NotExaminedQuery {
        prefix: Some(ObjectKey::from(prefix)),
        ..NotExaminedQuery::default()
    };
    assert_eq!(listed(below("a/")).len(), 1);
    let within = |bucket: &str| NotExaminedQuery {
        bucket: Some(bucket.into()),
        ..below("b/")
    };
    assert_eq!(listed(within("")).len(), 2);
    assert!(listed(within("none")).is_empty());
    let no_such = NotExaminedQuery {
        collection: Some("none".into()),
        ..NotExaminedQuery::default()
    };
    assert!(listed(no_such).is_empty());

    let risk = |scope: RiskScope| bench.store.risk_of(&scope).unwrap();
    let whole = risk(RiskScope::default());
    let part = risk(RiskScope {
        prefix: Some(ObjectKey::from("a/")),
        ..RiskScope::default()
    });
    assert!(part.score > 0 && part.score < whole.score, "{part:?} {whole:?}");
    assert_eq!(whole.terms[0].count, 5);
    assert_eq!(part.terms[0].count, 2);
    assert_eq!(part.coverage, Some(1.0));
    let nowhere = risk(RiskScope {
        bucket: Some("none".into()),
        ..RiskScope::default()
    });
    assert_eq!((nowhere.score, nowhere.coverage), (0, None));
}

#[test]
fn findings_of_earlier_versions_are_taken_over() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path(), globs).unwrap();
    let settings = Settings {
        min_confidence_percent: 35,
        ..Settings::default()
    };
    store.settings().put(&settings).unwrap();
    drop(store);
    // As it was before there were policies.
    let db = rusqlite::Connection::open(dir.path().join("tidegate.db")).unwrap();
    db.execute_batch(
        "DROP TABLE copies; DROP TABLE export_items; DROP TABLE exports; DROP TABLE policies; DROP TABLE allow_rules; ALTER TABLE scan_fingerprints RENAME TO policies;
         ALTER TABLE connectors DROP COLUMN policy;
         ALTER TABLE documents DROP COLUMN stops; ALTER TABLE documents DROP COLUMN stopped_version;
         DROP INDEX findings_connector; DROP INDEX findings_rank; DROP INDEX findings_hidden; DROP INDEX findings_value;
         ALTER TABLE findings DROP COLUMN label; ALTER TABLE findings DROP COLUMN hidden_by;
         CREATE INDEX findings_connector ON findings (connector, present, status, detector, severity, confidence);
         CREATE INDEX findings_rank ON findings (present, severity, confidence, row);
         INSERT INTO connectors (row, id, name, provider, status, active, scheduled, body, created, updated)
         VALUES (1, 'x', 'Files', 'local', 'active', 1, 0, '{}', 0, 0);
         INSERT INTO documents (row, connector, bucket, key, first_seen, version, size) VALUES (1, 1, '', x'61', 0, '1', 1);",
    )
    .unwrap();
    for (value, confidence, location) in [
        (
            "sure",
            0.9_f32,
            r#"{"byte_start":0,"byte_end":1,"column_name":"iban"}"#,
        ),
        (
            "edge",
            0.35,
            r#"{"byte_start":0,"byte_end":1,"json_path":"$.iban"}"#,
        ),
        ("faint", 0.3, r#"{"byte_start":0,"byte_end":1}"#),
    ] {
        db.execute(
            "INSERT INTO findings (connector, document, detector, category, severity, confidence, reasons, location,
             place, sample, fingerprint, occurrences, first_seen, last_seen, last_run)
             VALUES (1, 1, 'iban', 'financial', 2, ?2, '[]', ?3, '', '', ?1, 1, 0, 0, 0)",
            rusqlite::params![value, f64::from(confidence), location],
        )
        .unwrap();
    }
    db.pragma_update(None, "user_version", 9).unwrap();
    drop(db);
    let store = Store::open(dir.path(), globs).unwrap();
    let everything = store.policies().get(&everything()).unwrap().unwrap();
    assert_eq!(everything.draft.min_confidence, 0.35);
    drop(store);
    let db = rusqlite::Connection::open(dir.path().join("tidegate.db")).unwrap();
    let mut query = db
        .prepare("SELECT fingerprint, label, hidden_by FROM findings ORDER BY row")
        .unwrap();
    let rows: Vec<(String, Option<String>, Option<String>)> = query
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    assert_eq!(
        rows,
        [
            ("sure".into(), Some("iban".into()), None),
            ("edge".into(), Some("$.iban".into()), None),
            ("faint".into(), None, Some("threshold".into())),
        ]
    );
}
