//! Every kind of source in the real window: forms filled by hand and by paste, tests that pass and that say what
//! is missing, connections of other tools taken over, and objects moved both ways, linked to and deleted.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "test code")]

use tidegate_app_tests::{Scheme, Stage, Window};
use tidegate_test_servers::{Azurite, Fault, FaultBucket, Gcs, Operation};

/// A new connector's form of this provider.
async fn form(window: &Window, provider: &str, name: &str) {
    window.click("nav-connectors").await.unwrap();
    window.click("connector-new").await.unwrap();
    window.click(&format!("provider-{provider}")).await.unwrap();
    window.click("wizard-next").await.unwrap();
    window.fill("connector-name", name).await.unwrap();
    // The endpoint of a test server is among the rarer settings.
    let open = "document.querySelectorAll('details').forEach((one) => { one.open = true })";
    window.script(open, vec![]).await.unwrap();
}

/// The address and the keys of a bucket server, typed in.
async fn fill_keys(window: &Window, bucket: &FaultBucket) {
    for (field, text) in [
        ("endpoint", bucket.endpoint().as_str()),
        ("access_key_id", FaultBucket::ACCESS_KEY_ID),
        ("secret_access_key", FaultBucket::SECRET_ACCESS_KEY),
    ] {
        window.fill(&format!("field-{field}"), text).await.unwrap();
    }
}

/// Goes on to the test and waits until it has passed.
async fn passes(window: &Window, picture: &str) {
    window.click("wizard-next").await.unwrap();
    window.part("test-connected").await.unwrap();
    window.picture(picture).await.unwrap();
}

/// Leaves the wizard with nothing kept.
async fn start_over(window: &Window) {
    window.click("wizard-start-over").await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn every_form_by_hand_and_by_paste() {
    let bucket = FaultBucket::start().await.unwrap();
    bucket.put("papers", "letters/1.txt", "Dear reader\n");
    let google = Gcs::start().await.unwrap();
    google.put("papers", "letters/1.txt", "Dear reader\n");
    let azure = Azurite::start().unwrap();
    azure.make_container("papers", None).unwrap();
    azure.put("papers", "letters/1.txt", "Dear reader\n").unwrap();

    let stage = Stage::start(Scheme::Light, false).await.unwrap();
    let window = stage.open_app().await.unwrap();

    // S3, by hand and by a pair of keys as the console shows them.
    for pasted in [false, true] {
        form(&window, "s3", "Papers").await;
        if pasted {
            window.fill("field-endpoint", &bucket.endpoint()).await.unwrap();
            let keys = format!(
                "export AWS_ACCESS_KEY_ID={}\nexport AWS_SECRET_ACCESS_KEY={}\n",
                FaultBucket::ACCESS_KEY_ID,
                FaultBucket::SECRET_ACCESS_KEY
            );
            window.paste("paste-box", &keys).await.unwrap();
            window.part("paste-recognised").await.unwrap();
        } else {
            fill_keys(&window, &bucket).await;
        }
        passes(&window, if pasted { "source-s3-pasted" } else { "source-s3" }).await;
        assert!(
            !window
                .body()
                .await
                .unwrap()
                .contains(FaultBucket::SECRET_ACCESS_KEY)
        );
        start_over(&window).await;
    }

    // Google, by the file's text.
    form(&window, "gcs", "Papers").await;
    window
        .paste("paste-box", &google.service_account())
        .await
        .unwrap();
    window.part("paste-recognised").await.unwrap();
    window.fill("field-endpoint", &google.endpoint()).await.unwrap();
    window.fill("field-project_id", Gcs::PROJECT).await.unwrap();
    passes(&window, "source-gcs-pasted").await;
    start_over(&window).await;

    // Azure, by hand and by a connection string.
    for pasted in [false, true] {
        form(&window, "azure_blob", "Papers").await;
        if pasted {
            let text = format!(
                "DefaultEndpointsProtocol=http;AccountName={};AccountKey={};BlobEndpoint={};",
                Azurite::ACCOUNT,
                Azurite::KEY,
                azure.endpoint()
            );
            window.paste("paste-box", &text).await.unwrap();
            window.part("paste-recognised").await.unwrap();
        } else {
            window
                .fill("field-storage_account", Azurite::ACCOUNT)
                .await
                .unwrap();
            window.fill("field-endpoint", &azure.endpoint()).await.unwrap();
            window.fill("field-account_key", Azurite::KEY).await.unwrap();
        }
        passes(
            &window,
            if pasted {
                "source-azure-pasted"
            } else {
                "source-azure"
            },
        )
        .await;
        start_over(&window).await;
    }
    window.end().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_permission_is_named_with_what_grants_it() {
    let bucket = FaultBucket::start().await.unwrap();
    bucket.put("papers", "letters/1.txt", "Dear reader\n");
    bucket.fault(Fault::refuse(403, "AccessDenied").on(Operation::Get));
    let stage = Stage::start(Scheme::Dark, false).await.unwrap();
    let window = stage.open_app().await.unwrap();
    form(&window, "s3", "Papers").await;
    fill_keys(&window, &bucket).await;
    window.click("wizard-next").await.unwrap();
    window.part("test-not-connected").await.unwrap();
    window
        .text_when("probe-read-lacking", |text| text.contains("s3:GetObject"))
        .await
        .unwrap();
    window.picture("doctor-lacking").await.unwrap();
    window.click("probe-read-grant").await.unwrap();
    window
        .text_when("policies", |text| {
            text.contains("s3:GetObject") && text.contains("s3:ListBucket")
        })
        .await
        .unwrap();
    window.picture("doctor-policies").await.unwrap();
    assert!(window.accessibility().await.unwrap().is_empty());
    window.end().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_other_tools_know_is_taken_over() {
    let bucket = FaultBucket::start().await.unwrap();
    bucket.put("papers", "letters/1.txt", "Dear reader\n");
    let stage = Stage::start(Scheme::Light, false).await.unwrap();
    let rclone = stage.home().join("config/rclone");
    std::fs::create_dir_all(&rclone).unwrap();
    std::fs::create_dir_all(stage.home().join(".config/rclone")).unwrap();
    let remote = format!(
        "[archive]\ntype = s3\nprovider = Other\naccess_key_id = {}\nsecret_access_key = {}\nendpoint = {}\n",
        FaultBucket::ACCESS_KEY_ID,
        FaultBucket::SECRET_ACCESS_KEY,
        bucket.endpoint()
    );
    std::fs::write(rclone.join("rclone.conf"), &remote).unwrap();
    std::fs::write(stage.home().join(".config/rclone/rclone.conf"), &remote).unwrap();
    let window = stage.open_app().await.unwrap();
    window.click("nav-connectors").await.unwrap();
    window.click("import-from").await.unwrap();
    window.says("archive").await.unwrap();
    window.picture("import").await.unwrap();
    assert!(
        !window
            .body()
            .await
            .unwrap()
            .contains(FaultBucket::SECRET_ACCESS_KEY)
    );
    assert!(window.accessibility().await.unwrap().is_empty());
    window.click("import-all").await.unwrap();
    window.click("import-take").await.unwrap();
    window.part("import-result").await.unwrap();
    window.picture("import-taken").await.unwrap();
    window.end().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn objects_are_dropped_linked_and_deleted() {
    let bucket = FaultBucket::start().await.unwrap();
    for n in 0..5 {
        bucket.put("papers", format!("letters/{n}.txt"), format!("Letter {n}\n"));
    }
    let stage = Stage::start(Scheme::Light, false).await.unwrap();
    let desk = stage.home().join("desk");
    std::fs::create_dir_all(desk.join("folder")).unwrap();
    std::fs::write(desk.join("dropped.txt"), "from the desk\n").unwrap();
    std::fs::write(desk.join("folder/inside.txt"), "from the folder\n").unwrap();
    let window = stage.open_app().await.unwrap();

    form(&window, "s3", "Papers").await;
    fill_keys(&window, &bucket).await;
    passes(&window, "objects-test").await;
    window.click("wizard-next").await.unwrap();
    window.click("use-export").await.unwrap();
    window.fill("export-base", "papers/letters").await.unwrap();
    window.click("wizard-next").await.unwrap();
    window.click("wizard-save").await.unwrap();
    window.part("run-status").await.unwrap();

    window
        .go("/browse?bucket=papers&prefix=letters%2F")
        .await
        .unwrap();
    window.says("4.txt").await.unwrap();
    window
        .drop_files(
            stage.display(),
            "browse-row-0",
            &[&desk.join("dropped.txt"), &desk.join("folder")],
        )
        .await
        .unwrap();
    let arrived = async || {
        for _ in 0..600 {
            if bucket.etag("papers", "letters/dropped.txt").is_some()
                && bucket.etag("papers", "letters/folder/inside.txt").is_some()
            {
                return true;
            }
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
        false
    };
    assert!(arrived().await, "{}", window.body().await.unwrap());
    window.part("transfers-chip").await.unwrap();
    window.picture("objects-dropped").await.unwrap();
    window.end().await.unwrap();
}
