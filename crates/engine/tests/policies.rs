//! Policies over whole runs: what a connector looks for, when objects are read again, what is not sensitive.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "test code")]

mod scene;

use scene::{BUCKET, Scene};
use serde_json::json;
use tidegate_domain::{
    connector::ConnectorPatch,
    document::NotExaminedQuery,
    finding::{FindingFilter, FindingQuery},
    id::{FindingId, PolicyId},
    key::ObjectKey,
    object::{ObjectRef, SkipReason},
    policy::{Allow, PolicyDraft, everything},
    problem::ErrorClass,
    risk::RiskScope,
};

fn draft(value: serde_json::Value) -> PolicyDraft {
    serde_json::from_value(value).unwrap()
}

fn unchanged(run: &tidegate_domain::run::Run) -> u64 {
    run.counts
        .skipped
        .get(&SkipReason::Unchanged)
        .copied()
        .unwrap_or(0)
}

async fn findings(scene: &Scene, hidden: bool) -> Vec<tidegate_domain::finding::Finding> {
    let query = FindingQuery {
        filter: FindingFilter {
            hidden: Some(hidden),
            ..FindingFilter::default()
        },
        ..FindingQuery::default()
    };
    scene.engine.finding_list(query).await.unwrap().rows
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_uses_its_connectors_policy_and_names_it() {
    let scene = Scene::new(2).await;
    let connector = scene.connect(scene.draft()).await;
    let first = scene.sync(&connector).await;
    let used = first.policy.unwrap();
    assert_eq!(
        (used.id, used.name.as_str(), used.version),
        (everything(), "Everything", 1)
    );
    assert_eq!(scene.findings().await, 2);

    // Another threshold is no reason to read anything again.
    let lenient = scene
        .engine
        .policy_create(draft(json!({ "name": "All of it", "min_confidence": 0.3 })))
        .await
        .unwrap();
    let patch = ConnectorPatch {
        policy_id: Some(Some(lenient.id.clone())),
        ..ConnectorPatch::default()
    };
    let changed = scene.engine.connector_update(&connector.id, patch).await.unwrap();
    assert_eq!(changed.policy_id, Some(lenient.id.clone()));
    let again = scene.sync(&connector).await;
    assert_eq!((unchanged(&again), again.counts.bytes_read), (2, 0));
    assert_eq!(again.policy.unwrap().id, lenient.id);

    // Other detectors are; what they no longer see is gone.
    let mut secrets = None;
    for policy in scene.engine.policy_list().await.unwrap() {
        if policy.draft.name == "Secrets" {
            secrets = Some(policy.id);
        }
    }
    let secrets = secrets.unwrap();
    scene
        .engine
        .policy_use(&secrets, vec![connector.id.clone()])
        .await
        .unwrap();
    let third = scene.sync(&connector).await;
    assert_eq!((unchanged(&third), third.counts.scanned), (0, 2));
    assert_eq!(scene.findings().await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_custom_detector_finds_is_revealed_and_made_stale_by_its_own_change() {
    let scene = Scene::new(0).await;
    scene.server.put(
        BUCKET,
        "notes.txt",
        "our customer AC-123456 and AC-123457 in falcon\n",
    );
    let policy = scene
        .engine
        .policy_create(draft(json!({
            "name": "Customers",
            "detectors": { "choose": "some" },
            "custom_detectors": [
                { "id": "customer", "title": "Customer number", "severity": "high",
                  "look_for": { "kind": "pattern", "pattern": "AC-[0-9]{6}" } },
                { "id": "projects", "title": "Project names",
                  "look_for": { "kind": "words", "words": ["Falcon"] } },
            ],
        })))
        .await
        .unwrap();
    let mut draft = scene.draft();
    draft.policy_id = Some(policy.id.clone());
    let connector = scene.connect(draft).await;
    scene.sync(&connector).await;
    let found = findings(&scene, false).await;
    let mut detectors: Vec<_> = found.iter().map(|one| one.detector.as_str()).collect();
    detectors.sort_unstable();
    assert_eq!(
        detectors,
        ["custom_customer", "custom_customer", "custom_projects"]
    );
    let ctx = scene.engine.context();
    let customer = found
        .iter()
        .find(|one| one.detector == "custom_customer")
        .unwrap();
    let revealed = scene.engine.finding_reveal(&ctx, &customer.id).await.unwrap();
    assert!(revealed.value.starts_with("AC-12345"), "{}", revealed.value);
    let proposals = scene.engine.allow_propose(&customer.id).await.unwrap();
    assert!(proposals[0].title.contains("This value"));
    assert!(
        proposals[1]
            .title
            .starts_with("Customer number in files named notes.txt"),
        "{}",
        proposals[1].title
    );

    assert_eq!(unchanged(&scene.sync(&connector).await), 1);
    let mut changed = policy.draft.clone();
    changed.custom_detectors.truncate(1);
    let changed = scene
        .engine
        .policy_update(&policy.id, changed, Some(1))
        .await
        .unwrap();
    assert_eq!(changed.version, 2);
    let mut stale = policy.draft.clone();
    stale.description = "From another window.".into();
    let refused = scene
        .engine
        .policy_update(&policy.id, stale.clone(), Some(1))
        .await
        .unwrap_err();
    assert_eq!(
        (refused.class, refused.field.as_deref()),
        (ErrorClass::Conflict, Some("version"))
    );
    assert!(refused.message.contains("version 2"), "{}", refused.message);
    assert_eq!(
        scene.engine.policy_get(&policy.id).await.unwrap().draft,
        changed.draft
    );
    let run = scene.sync(&connector).await;
    assert_eq!((run.counts.scanned, run.policy.unwrap().version), (1, 2));
    assert_eq!(scene.findings().await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn not_sensitive_is_proposed_from_narrow_to_wide_and_taken_back() {
    let scene = Scene::new(0).await;
    let table = "from,mail\nweb,ada@northwind.test\nweb,bob@northwind.test\n";
    scene.server.put(BUCKET, "exports/2026/a.csv", table);
    scene.server.put(BUCKET, "exports/2026/b.csv", table);
    scene
        .server
        .put(BUCKET, "exports/c.txt", "write to ada@northwind.test\n");
    let connector = scene.connect(scene.draft()).await;
    scene.sync(&connector).await;
    let all = findings(&scene, false).await;
    assert_eq!(all.len(), 5);
    let start = all
        .iter()
        .find(|one| one.key.to_text() == "exports/2026/a.csv" && one.location.row == Some(2))
        .unwrap();
    let proposals = scene.engine.allow_propose(&start.id).await.unwrap();
    let hides: Vec<_> = proposals.iter().map(|one| one.hides).collect();
    // The value in three files; the column in two; this file; its folder; the detector.
    assert_eq!(hides, [3, 4, 2, 4, 5], "{proposals:?}");
    assert!(matches!(proposals[1].allow, Allow::Column { .. }));
    for proposal in &proposals {
        assert!(proposal.examples.len() as u64 <= proposal.hides.min(5));
        assert!(proposal.examples.iter().all(|example| example.id != start.id));
        let expected = proposal.hides;
        let rule = scene
            .engine
            .allow_create(None, proposal.allow.clone(), " known ".into(), expected)
            .await
            .unwrap();
        assert_eq!((rule.hides, rule.note.as_str()), (expected, "known"));
        assert_eq!(scene.findings().await, 5 - expected);
        let hidden = findings(&scene, true).await;
        assert!(
            hidden
                .iter()
                .all(|one| one.hidden_by.as_deref() == Some(rule.id.as_str()))
        );
        let counted = scene.engine.connector_show(&connector.id).await.unwrap();
        assert_eq!(counted.findings_count, 5 - expected);
        // A preview marks the same ones as not sensitive.
        let mut quiet = 0;
        for key in ["exports/2026/a.csv", "exports/2026/b.csv", "exports/c.txt"] {
            let object = ObjectRef {
                bucket: BUCKET.into(),
                key: ObjectKey::from(key),
            };
            let shown = scene
                .engine
                .preview(&scene.engine.context(), &connector.id, &object, false)
                .await
                .unwrap();
            let by_rule = shown.marks.iter().filter_map(|mark| mark.hidden_by.as_ref());
            quiet += by_rule.inspect(|by| assert_eq!(**by, rule.id)).count() as u64;
        }
        assert_eq!(quiet, expected, "{:?}", proposal.allow);
        // A sync that reads all again hides the same.
        let run = scene.sync(&connector).await;
        assert_eq!(unchanged(&run), 3);
        scene.engine.allow_delete(&rule.id).await.unwrap();
        assert_eq!(scene.findings().await, 5);
    }
    let few = scene
        .engine
        .allow_create(None, proposals[4].allow.clone(), String::new(), 4)
        .await
        .unwrap_err();
    assert_eq!(few.class, ErrorClass::Conflict);
    assert!(few.message.contains('5'), "{few}");
    let unknown: FindingId = "fnd_00000000000000000000000099".parse().unwrap();
    assert!(scene.engine.allow_propose(&unknown).await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn policies_that_cannot_be_are_told_on_their_field() {
    let scene = Scene::new(0).await;
    let engine = &scene.engine;
    for (value, field) in [
        (json!({ "name": " " }), "name"),
        (json!({ "name": "x".repeat(101) }), "name"),
        (json!({ "name": "everything" }), "name"),
        (json!({ "name": "a", "min_confidence": 1.5 }), "min_confidence"),
        (json!({ "name": "a", "min_confidence": -0.1 }), "min_confidence"),
        (
            json!({ "name": "a", "detectors": { "choose": "some" } }),
            "detectors",
        ),
        (
            json!({ "name": "a", "detectors": { "choose": "all", "except": ["no_such"] } }),
            "detectors",
        ),
        (
            json!({ "name": "a", "custom_detectors": [
                { "id": "a", "title": "A", "look_for": { "kind": "pattern", "pattern": "(" } },
            ] }),
            "custom_detectors.0.look_for.pattern",
        ),
    ] {
        let problem = engine.policy_create(draft(value)).await.unwrap_err();
        assert_eq!(problem.field.as_deref(), Some(field), "{problem}");
    }
    let built_in = engine.policy_get(&everything()).await.unwrap();
    for refused in [
        engine
            .policy_update(&built_in.id, built_in.draft.clone(), None)
            .await
            .err(),
        engine.policy_delete(&built_in.id, None).await.err(),
    ] {
        assert_eq!(refused.unwrap().class, ErrorClass::Conflict);
    }
    let copy = engine.policy_copy(&built_in.id, "Mine".into()).await.unwrap();
    assert!(!copy.built_in);
    let mut used = scene.draft();
    used.policy_id = Some(copy.id.clone());
    let connector = scene.connect(used.clone()).await;
    let refused = engine.policy_delete(&copy.id, None).await.unwrap_err();
    assert_eq!(refused.class, ErrorClass::Conflict);
    assert!(refused.message.contains("Papers"), "{refused}");
    let itself = engine.policy_delete(&copy.id, Some(copy.id.clone())).await;
    assert_eq!(itself.unwrap_err().field.as_deref(), Some("replace_with"));
    engine
        .policy_delete(&copy.id, Some(built_in.id.clone()))
        .await
        .unwrap();
    let moved = engine.connector_show(&connector.id).await.unwrap();
    assert_eq!(moved.policy_id, Some(built_in.id));
    let gone: PolicyId = copy.id;
    used.policy_id = Some(gone.clone());
    let refused = engine.connector_create(used, None).await.unwrap_err();
    assert_eq!(refused.field.as_deref(), Some("policy_id"));
    assert!(engine.policy_threshold(&gone).await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn detectors_are_tried_on_a_text() {
    let scene = Scene::new(0).await;
    let detector = json!({ "id": "customer", "title": "Customer", "look_for": { "kind": "pattern", "pattern": "AC-[0-9]{6}" } });
    let tried = |value: serde_json::Value, text: &str| {
        let (engine, text) = (scene.engine.clone(), text.to_owned());
        async move {
            engine
                .custom_try(serde_json::from_value(value).unwrap(), text)
                .await
                .unwrap()
        }
    };
    let trial = tried(detector.clone(), "é😀 AC-123456, AC-1").await;
    let found = &trial.matches[0];
    assert_eq!((trial.matches.len(), found.start, found.end), (1, 4, 13));
    assert_eq!((found.detector.as_str(), found.shown), ("custom_customer", true));
    assert!(!found.reasons.is_empty());
    let mut broken = detector;
    broken["look_for"]["pattern"] = json!("AC-[0-9");
    let trial = tried(broken, "AC-123456").await;
    assert!(trial.matches.is_empty());
    let problem = trial.problem.unwrap();
    assert!(problem.message.contains("character 4"), "{problem}");
    assert_eq!(problem.field.as_deref(), Some("look_for.pattern"));

    let everything = scene
        .engine
        .detector_try(None, "mail ada@northwind.test".into())
        .await
        .unwrap();
    assert_eq!(everything.matches[0].detector, "email_address");
    assert!(everything.matches[0].shown);
    let long = "a".repeat(2 * 1024 * 1024);
    assert!(scene.engine.detector_try(None, long).await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_not_examined_is_exported_without_formulas() {
    let scene = Scene::new(1).await;
    scene.server.put(
        BUCKET,
        "=cmd|' /C calc'!A0.png",
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec(),
    );
    let connector = scene.connect(scene.draft()).await;
    scene.sync(&connector).await;
    let query = NotExaminedQuery {
        connector_id: Some(connector.id.clone()),
        ..NotExaminedQuery::default()
    };
    let page = scene.engine.not_examined(query.clone()).await.unwrap();
    assert_eq!(page.total, 1);
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("gaps.csv");
    let exported = scene
        .engine
        .not_examined_export(query.clone(), file.clone())
        .await
        .unwrap();
    assert_eq!(exported.rows, 1);
    let text = std::fs::read_to_string(&file).unwrap();
    let row = text.lines().nth(1).unwrap();
    assert!(row.starts_with("Papers,papers,'=cmd"), "{text}");
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
    let nowhere = dir.path().join("no/such/folder.csv");
    let refused = scene
        .engine
        .not_examined_export(query, nowhere)
        .await
        .unwrap_err();
    assert_eq!(refused.field.as_deref(), Some("path"));

    let scope = RiskScope {
        connector_id: Some(connector.id.clone()),
        ..RiskScope::default()
    };
    let risk = scene.engine.risk_of(scope).await.unwrap();
    let shown = scene.engine.connector_show(&connector.id).await.unwrap();
    assert_eq!(risk.score, shown.risk_score);
    assert!(risk.coverage.is_some_and(|share| share < 1.0));
}
