//! Policies and allow rules as the store keeps them: what is hidden, by what, and how it comes back.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]

mod bench;

use bench::{Bench, at, connector, finding, globs};
use tidegate_domain::{
    document::{DocumentState, NotExaminedQuery, Outcome},
    finding::{FindingFilter, FindingQuery, Location, NewFinding},
    id::{AllowRuleId, FindingId, PolicyId},
    key::ObjectKey,
    object::SkipReason,
    policy::{Allow, Policy, PolicyDraft, everything},
    risk::RiskScope,
    settings::Settings,
};
use tidegate_store::{AllowCreated, NewAllowRule, PolicyDeleted, Store, StoreError};

fn found(detector: &str, value: &str, confidence: f32, column: Option<&str>) -> NewFinding {
    NewFinding {
        detector: detector.into(),
        confidence,
        location: Location {
            column_name: column.map(Into::into),
            ..Location::default()
        },
        ..finding(value)
    }
}

/// One document with these findings, synced anew.
fn sync(bench: &mut Bench, key: &str, findings: Vec<NewFinding>) -> tidegate_domain::run::RunCounts {
    let run = bench.run();
    let version = format!("{}", bench.runs);
    bench.stage(&run, "p1", &[(key, &version)]);
    let item = bench.pending(&run).remove(0);
    bench.complete_with(&run, &item, Outcome::Scanned, findings)
}

fn policy(bench: &Bench, name: &str, least: f32, random: u128) -> Policy {
    let policy = Policy {
        id: PolicyId::new(at(0), random),
        draft: PolicyDraft {
            name: name.into(),
            min_confidence: least,
            ..PolicyDraft::everything()
        },
        built_in: false,
        version: 1,
        created_at: at(0),
        updated_at: at(0),
    };
    bench.store.policies().insert(&policy).unwrap();
    policy
}

fn rule(allow: Allow, random: u128, expected: u64) -> NewAllowRule {
    NewAllowRule {
        id: AllowRuleId::new(at(9), random),
        policy_id: None,
        allow,
        note: String::new(),
        expected,
        now: at(9),
    }
}

fn value(detector: &str, fingerprint: &str) -> Allow {
    Allow::Value {
        fingerprint: fingerprint.into(),
        sample: "•••".into(),
        detector: detector.into(),
    }
}

fn done(created: AllowCreated) -> u64 {
    match created {
        AllowCreated::Done(rule) => rule.hides,
        AllowCreated::TooMany(hides) => panic!("it hides {hides}"),
    }
}

fn shown(bench: &Bench, hidden: Option<bool>) -> Vec<(String, Option<String>)> {
    let query = FindingQuery {
        filter: FindingFilter {
            hidden,
            ..FindingFilter::default()
        },
        ..FindingQuery::default()
    };
    let page = bench.store.findings().list(&query).unwrap();
    assert_eq!(page.total as usize, page.rows.len());
    let mut rows: Vec<_> = page
        .rows
        .into_iter()
        .map(|row| (row.fingerprint, row.hidden_by))
        .collect();
    rows.sort();
    rows
}

fn names(rows: Vec<(String, Option<String>)>) -> Vec<String> {
    rows.into_iter().map(|(name, _)| name).collect()
}

fn counted(bench: &Bench) -> (u64, u64, u64) {
    let connector = bench
        .store
        .connectors()
        .get(&bench.connector.id)
        .unwrap()
        .unwrap();
    let overview = bench.store.overview(at(20)).unwrap();
    let risk = bench.store.risk_of(&RiskScope::default()).unwrap();
    let terms = risk.terms.iter().map(|term| term.count).sum();
    assert_eq!(risk.score, connector.risk_score);
    (connector.findings_count, overview.open_findings, terms)
}

fn end(bench: &Bench) {
    // The connector's own sums are brought up to date when a run ends.
    let run = bench
        .store
        .runs()
        .list(&Default::default())
        .unwrap()
        .rows
        .remove(0);
    bench
        .store
        .runs()
        .set_status(
            &run.id,
            tidegate_domain::run::RunStatus::Completed,
            None,
            Some(at(8)),
            None,
        )
        .unwrap();
}

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
    bench.store.policies().update(&lenient).unwrap();
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
fn allow_rules_hide_what_they_meet_and_give_it_back() {
    let mut bench = Bench::new();
    sync(
        &mut bench,
        "exports/a.csv",
        vec![
            found("iban", "one", 0.9, Some("account")),
            found("iban", "two", 0.9, Some("other")),
            found("email", "one", 0.9, Some("account")),
            found("iban", "faint", 0.4, Some("account")),
        ],
    );
    sync(&mut bench, "exports/b.txt", vec![found("iban", "one", 0.9, None)]);
    end(&bench);
    let rules = bench.store.allow_rules();
    let connector_id = bench.connector.id.clone();
    let everything_shown = shown(&bench, None);
    assert_eq!(everything_shown.len(), 4);

    let reaches = [
        (value("iban", "one"), 2, 2),
        (
            Allow::Column {
                column: "account".into(),
                connector_id: connector_id.clone(),
                bucket: String::new(),
                pattern: "*.csv".into(),
                detector: None,
            },
            2,
            3,
        ),
        (
            Allow::Column {
                column: "account".into(),
                connector_id: connector_id.clone(),
                bucket: "elsewhere".into(),
                pattern: "*.csv".into(),
                detector: None,
            },
            0,
            0,
        ),
        (
            Allow::Path {
                connector_id: connector_id.clone(),
                bucket: None,
                pattern: "*.txt".into(),
                detector: Some("iban".into()),
            },
            1,
            1,
        ),
        (
            Allow::Path {
                connector_id: connector_id.clone(),
                bucket: Some(String::new()),
                pattern: "no glob at all".into(),
                detector: None,
            },
            0,
            0,
        ),
        (
            Allow::Detector {
                detector: "iban".into(),
                connector_id: Some(connector_id.clone()),
            },
            3,
            4,
        ),
        (
            Allow::Detector {
                detector: "email".into(),
                connector_id: None,
            },
            1,
            1,
        ),
    ];
    for (number, (allow, hides, rows)) in (1..).zip(reaches) {
        let (told, examples) = rules.would_hide(&allow, None, 5, None).unwrap();
        assert_eq!((told, examples.len() as u64), (hides, hides), "{allow:?}");
        let new = rule(allow.clone(), number, hides);
        assert_eq!(done(rules.create(&new).unwrap()), hides, "{allow:?}");
        let listed = rules.list(None).unwrap();
        assert_eq!(
            (listed.len(), listed[0].hides),
            (1, hides),
            "what is faint anyway does not count"
        );
        let id = new.id.to_string();
        let by_rule = shown(&bench, Some(true))
            .iter()
            .filter(|(_, by)| by.as_deref() == Some(id.as_str()))
            .count();
        assert_eq!(by_rule, rows, "{allow:?}");
        let left = everything_shown.len() as u64 - hides;
        assert_eq!(counted(&bench), (left, left, left));
        rules.delete(&new.id).unwrap();
        assert_eq!(shown(&bench, None), everything_shown);
        assert_eq!(counted(&bench), (4, 4, 4));
    }
    let missing = rules.delete(&AllowRuleId::new(at(1), 99));
    assert!(matches!(missing, Err(StoreError::Missing("allow rule"))));
}

#[test]
fn more_than_was_expected_is_refused_whole() {
    let mut bench = Bench::new();
    sync(
        &mut bench,
        "a.csv",
        vec![found("iban", "one", 0.9, None), found("iban", "two", 0.9, None)],
    );
    let allow = Allow::Detector {
        detector: "iban".into(),
        connector_id: None,
    };
    let refused = bench.store.allow_rules().create(&rule(allow, 1, 1)).unwrap();
    assert_eq!(refused, AllowCreated::TooMany(2));
    assert!(bench.store.allow_rules().list(None).unwrap().is_empty());
    assert_eq!(shown(&bench, None).len(), 2);
}

#[test]
fn rules_hold_for_what_is_found_later_and_share_their_work() {
    let mut bench = Bench::new();
    let rules_first = rule(value("iban", "known"), 1, 0);
    done(bench.store.allow_rules().create(&rules_first).unwrap());
    let counts = sync(
        &mut bench,
        "a.csv",
        vec![found("iban", "known", 0.9, None), found("iban", "new", 0.9, None)],
    );
    assert_eq!((counts.findings, counts.findings_new), (1, 1));
    assert_eq!(names(shown(&bench, None)), ["new"]);
    // A second rule over the same findings: removing the first one leaves them to it.
    let wide = Allow::Detector {
        detector: "iban".into(),
        connector_id: None,
    };
    assert_eq!(
        done(bench.store.allow_rules().create(&rule(wide, 2, 1)).unwrap()),
        1
    );
    bench.store.allow_rules().delete(&rules_first.id).unwrap();
    assert!(shown(&bench, None).is_empty());
    let listed = bench.store.allow_rules().list(None).unwrap();
    assert_eq!((listed.len(), listed[0].hides), (1, 2));
    // A finding that is met again stays hidden, and its triage with it.
    let counts = sync(&mut bench, "a.csv", vec![found("iban", "known", 0.9, None)]);
    assert_eq!(counts.findings, 0);
}

#[test]
fn rules_of_a_policy_go_with_it() {
    let mut bench = Bench::new();
    let own = policy(&bench, "Own", 0.5, 1);
    let policies = bench.store.policies();
    policies
        .use_by(&own.id, std::slice::from_ref(&bench.connector.id), at(3))
        .unwrap();
    let narrow = NewAllowRule {
        policy_id: Some(own.id.clone()),
        ..rule(value("iban", "one"), 1, 0)
    };
    done(bench.store.allow_rules().create(&narrow).unwrap());
    sync(&mut bench, "a.csv", vec![found("iban", "one", 0.9, None)]);
    assert!(shown(&bench, None).is_empty());
    let rules = bench.store.allow_rules();
    assert_eq!(rules.list(Some(&own.id)).unwrap().len(), 1);
    assert!(rules.list(Some(&everything())).unwrap().is_empty());

    let policies = bench.store.policies();
    assert_eq!(
        policies.delete(&own.id, None).unwrap(),
        PolicyDeleted::InUse(vec!["Files".into()])
    );
    assert!(matches!(
        policies.delete(&own.id, Some(&PolicyId::new(at(1), 77))),
        Err(StoreError::Missing("policy"))
    ));
    assert_eq!(policies.used_by(&own.id).unwrap(), ["Files"]);
    assert_eq!(
        policies.delete(&own.id, Some(&everything())).unwrap(),
        PolicyDeleted::Done
    );
    assert_eq!(
        names(shown(&bench, None)),
        ["one"],
        "the rule went with its policy"
    );
    assert!(rules.list(None).unwrap().is_empty());
    assert!(policies.get(&own.id).unwrap().is_none());
}

#[test]
fn purging_a_connector_takes_its_rules() {
    let bench = Bench::new();
    let other = connector("Other", 8);
    bench.store.connectors().insert(&other).unwrap();
    for (number, connector_id) in [(1, &bench.connector.id), (2, &other.id)] {
        let allow = Allow::Detector {
            detector: "iban".into(),
            connector_id: Some(connector_id.clone()),
        };
        done(bench.store.allow_rules().create(&rule(allow, number, 0)).unwrap());
    }
    bench.store.connectors().purge(&other.id).unwrap();
    let left = bench.store.allow_rules().list(None).unwrap();
    assert_eq!(left.len(), 1);
    assert_eq!(left[0].allow.connector(), Some(&bench.connector.id));
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
fn many_findings_are_decided_at_once() {
    let mut bench = Bench::new();
    for document in 0..20 {
        let findings = (0..1_000)
            .map(|number| found("iban", &format!("{document}-{number}"), 0.9, Some("iban")))
            .collect();
        sync(&mut bench, &format!("d{document}.csv"), findings);
    }
    let connector_id = bench.connector.id.clone();
    let allow = Allow::Path {
        connector_id,
        bucket: None,
        pattern: "*.csv".into(),
        detector: None,
    };
    let rules = bench.store.allow_rules();
    assert_eq!(rules.would_hide(&allow, None, 5, None).unwrap().0, 20_000);
    let new = rule(allow, 1, 20_000);
    assert_eq!(done(rules.create(&new).unwrap()), 20_000);
    rules.delete(&new.id).unwrap();
    assert_eq!(counted(&bench), (20_000, 20_000, 20_000));
    bench.store.policies().set_built_in_threshold(0.95).unwrap();
    assert!(shown(&bench, None).is_empty());
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
        "DROP TABLE policies; DROP TABLE allow_rules; ALTER TABLE scan_fingerprints RENAME TO policies;
         ALTER TABLE connectors DROP COLUMN policy;
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

#[test]
fn an_example_leaves_the_finding_itself_out() {
    let mut bench = Bench::new();
    let many = (0..9)
        .map(|number| found("iban", &format!("v{number}"), 0.9, None))
        .collect();
    sync(&mut bench, "a.csv", many);
    let id: FindingId = bench
        .store
        .findings()
        .list(&FindingQuery::default())
        .unwrap()
        .rows[0]
        .id
        .clone();
    let allow = Allow::Detector {
        detector: "iban".into(),
        connector_id: None,
    };
    let (hides, examples) = bench
        .store
        .allow_rules()
        .would_hide(&allow, None, 5, Some(&id))
        .unwrap();
    assert_eq!((hides, examples.len()), (9, 5));
    assert!(examples.iter().all(|example| example.id != id));
}
