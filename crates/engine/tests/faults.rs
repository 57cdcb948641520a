//! What goes wrong at a source: each trouble has its own message, and the run ends in the right state.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "test code")]

mod scene;

use scene::{BUCKET, Scene};
use std::time::Duration;
use tidegate_domain::{
    object::SkipReason,
    page::PageRequest,
    problem::ErrorClass,
    run::{RunOptions, RunStatus, Trigger},
};
use tidegate_test_servers::{Fault, FaultBucket, FaultKind, Operation};

/// A port that answers a TLS greeting with plain words, as a proxy or a wrong port does.
fn speaks_no_tls() -> std::net::SocketAddr {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming().take(20) {
            let mut stream = stream.unwrap();
            let mut greeting = [0; 8192];
            let _ = std::io::Read::read(&mut stream, &mut greeting);
            let _ = std::io::Write::write_all(
                &mut stream,
                b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n",
            );
        }
    });
    address
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clean_source_is_examined_once_and_then_left_alone() {
    let scene = Scene::new(300).await;
    let connector = scene.connect(scene.draft()).await;
    let run = scene.sync(&connector).await;
    assert_eq!(
        (run.status, run.counts.scanned),
        (RunStatus::Completed, 300),
        "{run:?}"
    );
    assert_eq!(scene.findings().await, 300);
    let gets = |scene: &Scene| {
        scene
            .server
            .requests()
            .iter()
            .filter(|request| request.operation == Operation::Get)
            .count()
    };
    let before = gets(&scene);
    let again = scene.sync(&connector).await;
    assert_eq!(again.counts.skipped_total(), 300);
    assert_eq!(gets(&scene), before, "nothing unchanged is opened");
    scene
        .server
        .put(BUCKET, "letters/0007.txt", "now write to other@northwind.test\n");
    scene.server.remove(BUCKET, "letters/0008.txt");
    let third = scene.sync(&connector).await;
    assert_eq!((third.counts.scanned, third.counts.skipped_total()), (1, 298));
    assert_eq!(
        scene.findings().await,
        299,
        "one value changed, one object is gone"
    );
    let only_reads = scene.server.requests().iter().all(|request| {
        matches!(
            request.operation,
            Operation::Get
                | Operation::Head
                | Operation::List
                | Operation::ListBuckets
                | Operation::AccessBlock
                | Operation::PolicyStatus
                | Operation::Ownership
                | Operation::BucketAcl
                | Operation::ObjectAcl
        )
    });
    assert!(only_reads, "a source sees reads only");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_object_found_archived_is_passed_over_and_keeps_its_findings() {
    let scene = Scene::new(10).await;
    let connector = scene.connect(scene.draft()).await;
    scene.sync(&connector).await;
    assert_eq!(scene.findings().await, 10);
    // It moves into an archive tier, which only reading it tells.
    scene
        .server
        .put(BUCKET, "letters/0003.txt", "write to somebody@northwind.test\n");
    let archived = Fault::refuse(403, "InvalidObjectState").key("letters/0003.txt");
    scene.server.fault(archived.on(Operation::Get));
    let run = scene.sync(&connector).await;
    assert_eq!(run.status, RunStatus::Completed, "{run:?}");
    assert_eq!(run.counts.skipped.get(&SkipReason::Archived), Some(&1), "{run:?}");
    assert_eq!(run.counts.failed_total(), 0, "{run:?}");
    assert_eq!(scene.findings().await, 10, "what it held is not forgotten");
    scene.server.clear_faults();
    let run = scene.sync(&connector).await;
    assert_eq!(run.counts.scanned, 1, "restored, it is examined");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_source_that_cannot_be_used_says_why() {
    let scene = Scene::new(3).await;
    let endpoint = scene.server.endpoint();
    let closed = {
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        format!("http://{}", free.local_addr().unwrap())
    };
    let tls = format!("https://{}", speaks_no_tls());
    let right = FaultBucket::SECRET_ACCESS_KEY;
    for (what, draft, class, said) in [
        (
            "wrong key",
            scene.draft_at(&endpoint, "wrong", BUCKET),
            ErrorClass::AuthExpired,
            "key",
        ),
        (
            "wrong bucket",
            scene.draft_at(&endpoint, right, "nowhere"),
            ErrorClass::ConfigInvalid,
            "nowhere",
        ),
        (
            "wrong endpoint",
            scene.draft_at(&closed, right, BUCKET),
            ErrorClass::Transient,
            "refuses",
        ),
        (
            "no such host",
            scene.draft_at("https://storage.invalid", right, BUCKET),
            ErrorClass::Transient,
            "storage.invalid",
        ),
        (
            "TLS failure",
            scene.draft_at(&tls, right, BUCKET),
            ErrorClass::ConfigInvalid,
            "TLS",
        ),
    ] {
        let report = scene
            .engine
            .connector_test_draft(&scene.engine.context(), &draft, &mut |_| {})
            .await
            .unwrap();
        assert!(!report.connected, "{what}");
        let mut draft = draft;
        draft.name = what.to_owned();
        let connector = scene.connect(draft).await;
        let run = scene.sync(&connector).await;
        assert!(
            matches!(run.status, RunStatus::Failed | RunStatus::Interrupted),
            "{what}: {:?}",
            run.status
        );
        let problem = run.problem.clone().unwrap();
        assert_eq!(problem.class, class, "{what}: {problem}");
        let told = problem.to_string();
        assert!(
            told.to_lowercase().contains(&said.to_lowercase()),
            "{what}: {told}"
        );
        assert!(!problem.remedy.is_empty(), "{what}: {told}");
        assert!(
            !told.contains(right) && !told.contains("Signature="),
            "{what}: {told}"
        );
        let now = scene.engine.connector_show(&connector.id).await.unwrap();
        assert!(now.status_message.is_some(), "{what}: {:?}", now.status);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn listing_refused_fails_the_run_and_concludes_nothing() {
    let scene = Scene::new(5).await;
    let connector = scene.connect(scene.draft()).await;
    scene.sync(&connector).await;
    scene
        .server
        .fault(Fault::refuse(403, "AccessDenied").on(Operation::List));
    let run = scene.sync(&connector).await;
    assert!(
        matches!(run.status, RunStatus::Failed | RunStatus::Interrupted),
        "{:?}",
        run.status
    );
    let problem = run.problem.unwrap();
    assert_eq!(problem.class, ErrorClass::PermissionDenied);
    assert!(problem.to_string().contains("s3:ListBucket"), "{problem}");
    let log = scene
        .engine
        .run_events(&run.id, PageRequest::default())
        .await
        .unwrap()
        .rows;
    assert_eq!(
        log.last().unwrap().message,
        problem.to_string(),
        "the log says why it ended"
    );
    assert_eq!(
        scene.findings().await,
        5,
        "nothing is called gone after a listing that was refused"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn trouble_with_one_object_is_that_objects_state() {
    let scene = Scene::new(40).await;
    let key = |number: usize| format!("letters/{number:04}.txt");
    let on = |kind: FaultKind, number: usize| Fault::new(kind).on(Operation::Get).key(key(number));
    scene
        .server
        .fault(Fault::refuse(403, "AccessDenied").on(Operation::Get).key(key(1)));
    scene.server.fault(on(FaultKind::Vanish, 2));
    scene.server.fault(on(FaultKind::Truncate(0), 3));
    scene.server.fault(on(FaultKind::Reset(10), 4).times(1));
    scene.server.fault(on(FaultKind::Stall(10), 5).times(1));
    scene.server.fault(
        Fault::refuse(503, "SlowDown")
            .on(Operation::Get)
            .key(key(6))
            .times(2),
    );
    scene
        .server
        .fault(on(FaultKind::Change("changed: other@northwind.test".into()), 7).times(1));
    scene
        .server
        .put_class(BUCKET, "letters/cold.txt", "cold@northwind.test", "DEEP_ARCHIVE");
    scene.server.put(BUCKET, "letters/", "");
    let connector = scene.connect(scene.draft()).await;
    let run = scene.sync(&connector).await;
    assert_eq!(run.status, RunStatus::CompletedWithErrors, "{run:?}");
    let counts = &run.counts;
    assert_eq!(counts.listed, 42);
    assert_eq!(counts.gone, 1, "{counts:?}");
    assert_eq!(counts.failed_total(), 2, "{counts:?}");
    assert_eq!(
        counts.failed.get(&ErrorClass::PermissionDenied),
        Some(&1),
        "{counts:?}"
    );
    assert_eq!(counts.skipped_total(), 2, "{counts:?}");
    assert_eq!(counts.scanned, 37, "{counts:?}");
    assert_eq!(scene.findings().await, 37);
    let told: Vec<String> = run.first_errors.iter().map(ToString::to_string).collect();
    assert!(told.iter().any(|line| line.contains("s3:GetObject")), "{told:?}");

    scene.server.clear_faults();
    let next = scene.sync(&connector).await;
    assert_eq!(next.status, RunStatus::Completed, "{next:?}");
    assert_eq!(
        next.counts.scanned, 2,
        "what failed is tried again: {:?}",
        next.counts
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_storm_interrupts_the_run_and_calm_resumes_it() {
    let scene = Scene::new(200).await;
    let connector = scene.connect(scene.draft()).await;
    scene
        .server
        .fault(Fault::refuse(503, "SlowDown").on(Operation::Get).after(50));
    let run = scene.sync(&connector).await;
    assert_eq!(run.status, RunStatus::Interrupted, "{run:?}");
    let problem = run.problem.clone().unwrap();
    assert_eq!(problem.class, ErrorClass::RateLimited, "{problem}");
    assert!(
        run.counts.scanned > 0 && run.counts.pending > 0,
        "{:?}",
        run.counts
    );
    scene.server.clear_faults();
    scene.engine.run_resume(&run.id).await.unwrap();
    let resumed = scene.engine.run_wait(&run.id).await.unwrap();
    assert_eq!(
        (resumed.status, resumed.counts.scanned),
        (RunStatus::Completed, 200),
        "{resumed:?}"
    );
    assert_eq!(scene.findings().await, 200);
    let mut read: Vec<_> = scene
        .server
        .requests()
        .into_iter()
        .filter(|request| request.operation == Operation::Get && request.status == 200)
        .map(|request| request.key)
        .collect();
    let all = read.len();
    read.sort();
    read.dedup();
    assert_eq!(read.len(), 200);
    assert!(
        all <= 200 + 64,
        "what was finished is not read again: {all} reads"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn cancelling_is_final_and_keeps_what_was_done() {
    let scene = Scene::new(400).await;
    scene
        .server
        .fault(Fault::new(FaultKind::Late(Duration::from_millis(15))).on(Operation::Get));
    let connector = scene.connect(scene.draft()).await;
    let run = scene
        .engine
        .sync_start(&connector.id, RunOptions::default(), Trigger::Manual, None)
        .await
        .unwrap();
    let busy = scene
        .engine
        .sync_start(&connector.id, RunOptions::default(), Trigger::Manual, None)
        .await
        .unwrap_err();
    assert_eq!(busy.class, ErrorClass::Conflict);
    while scene.engine.run_show(&run.id).await.unwrap().run.counts.scanned == 0 {
        tokio::task::yield_now().await;
    }
    let cancelled = scene.engine.run_cancel(&run.id).await.unwrap();
    assert_eq!(cancelled.status, RunStatus::Cancelled);
    assert!(
        cancelled.counts.scanned > 0 && cancelled.counts.add_up(),
        "{:?}",
        cancelled.counts
    );
    assert!(scene.engine.run_resume(&run.id).await.is_err());
    scene.server.clear_faults();
    let next = scene.sync(&connector).await;
    assert_eq!(next.counts.scanned + next.counts.skipped_total(), 400);
    assert_eq!(scene.findings().await, 400);
}
