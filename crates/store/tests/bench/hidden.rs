//! Findings with policies and allow rules, and what is seen of them.

use super::{Bench, at, finding};
use tidegate_domain::{
    document::Outcome,
    finding::{FindingFilter, FindingQuery, Location, NewFinding},
    id::{AllowRuleId, PolicyId},
    policy::{Allow, Policy, PolicyDraft},
    risk::RiskScope,
    run::{RunCounts, RunQuery, RunStatus},
};
use tidegate_store::{AllowCreated, NewAllowRule};

pub fn found(detector: &str, value: &str, confidence: f32, column: Option<&str>) -> NewFinding {
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
pub fn sync(bench: &mut Bench, key: &str, findings: Vec<NewFinding>) -> RunCounts {
    let run = bench.run();
    let version = format!("{}", bench.runs);
    bench.stage(&run, "p1", &[(key, &version)]);
    let item = bench.pending(&run).remove(0);
    bench.complete_with(&run, &item, Outcome::Scanned, findings)
}

pub fn policy(bench: &Bench, name: &str, least: f32, random: u128) -> Policy {
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

pub fn rule(allow: Allow, random: u128, expected: u64) -> NewAllowRule {
    NewAllowRule {
        id: AllowRuleId::new(at(9), random),
        policy_id: None,
        allow,
        note: String::new(),
        expected,
        now: at(9),
    }
}

pub fn value(detector: &str, fingerprint: &str) -> Allow {
    Allow::Value {
        fingerprint: fingerprint.into(),
        sample: "•••".into(),
        detector: detector.into(),
    }
}

pub fn done(created: AllowCreated) -> u64 {
    match created {
        AllowCreated::Done(rule) => rule.hides,
        AllowCreated::TooMany(hides) => panic!("it hides {hides}"),
    }
}

pub fn shown(bench: &Bench, hidden: Option<bool>) -> Vec<(String, Option<String>)> {
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

pub fn names(rows: Vec<(String, Option<String>)>) -> Vec<String> {
    rows.into_iter().map(|(name, _)| name).collect()
}

pub fn counted(bench: &Bench) -> (u64, u64, u64) {
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

pub fn end(bench: &Bench) {
    // The connector's own sums are brought up to date when a run ends.
    let run = bench
        .store
        .runs()
        .list(&RunQuery::default())
        .unwrap()
        .rows
        .remove(0);
    bench
        .store
        .runs()
        .set_status(&run.id, RunStatus::Completed, None, Some(at(8)), None)
        .unwrap();
}
