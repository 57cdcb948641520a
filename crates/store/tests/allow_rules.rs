//! Allow rules as the store keeps them: what they hide, and how it comes back.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]

mod bench;

use bench::{
    Bench, at, connector,
    hidden::{counted, done, end, found, names, policy, rule, shown, sync, value},
};
use tidegate_domain::{
    finding::FindingQuery,
    id::{AllowRuleId, FindingId, PolicyId},
    policy::{Allow, everything},
};
use tidegate_store::{AllowCreated, NewAllowRule, PolicyDeleted, StoreError};

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
