//! Every kind of source in the real window: forms filled by hand and by paste, tests that pass and that say what
//! is missing, connections of other tools taken over, and objects moved both ways, linked to and deleted.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "test code")]

use tidegate_app_tests::{Key, Scheme, Stage, Window};
use tidegate_test_servers::{Azurite, Fault, FaultBucket, Gcs, Operation};

/// A new connector's form of this provider.
async fn form(window: &Window, provider: &str, name: &str) {
    window.click("nav-connectors").await.unwrap();
    window.click("connector-new").await.unwrap();
    window.click(&format!("provider-{provider}")).await.unwrap();
    window.click("wizard-next").await.unwrap();
    window.fill("connector-name", name).await.unwrap();
    open_details(window).await;
}

/// A new connector's form, filled by pasting what somebody has.
async fn pasted(window: &Window, text: &str, name: &str) {
    window.click("nav-connectors").await.unwrap();
    window.click("connector-new").await.unwrap();
    window.paste("paste-box", text).await.unwrap();
    window.part("paste-recognised").await.unwrap();
    window.click("wizard-next").await.unwrap();
    window.fill("connector-name", name).await.unwrap();
    open_details(window).await;
}

/// The endpoint of a test server is among the rarer settings.
async fn open_details(window: &Window) {
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
    window.picture(&format!("{picture}-filled")).await.unwrap();
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

    // S3, by hand and by a pair of keys as people keep them.
    form(&window, "s3", "Papers").await;
    fill_keys(&window, &bucket).await;
    passes(&window, "source-s3").await;
    start_over(&window).await;
    let keys = format!(
        "export AWS_ACCESS_KEY_ID={}\nexport AWS_SECRET_ACCESS_KEY={}\n",
        FaultBucket::ACCESS_KEY_ID,
        FaultBucket::SECRET_ACCESS_KEY
    );
    pasted(&window, &keys, "Papers").await;
    window.fill("field-endpoint", &bucket.endpoint()).await.unwrap();
    passes(&window, "source-s3-pasted").await;
    let shown = window.body().await.unwrap();
    assert!(!shown.contains(FaultBucket::SECRET_ACCESS_KEY));
    start_over(&window).await;

    // Google, by its key file's text.
    pasted(&window, &google.service_account(), "Papers").await;
    window.fill("field-endpoint", &google.endpoint()).await.unwrap();
    window.fill("field-project_id", Gcs::PROJECT).await.unwrap();
    passes(&window, "source-gcs-pasted").await;
    start_over(&window).await;

    // Azure, by hand and by a connection string.
    form(&window, "azure_blob", "Papers").await;
    for (field, text) in [
        ("storage_account", Azurite::ACCOUNT),
        ("endpoint", azure.endpoint().as_str()),
        ("account_key", Azurite::KEY),
    ] {
        window.fill(&format!("field-{field}"), text).await.unwrap();
    }
    passes(&window, "source-azure").await;
    start_over(&window).await;
    let text = format!(
        "DefaultEndpointsProtocol=http;AccountName={};AccountKey={};BlobEndpoint={};",
        Azurite::ACCOUNT,
        Azurite::KEY,
        azure.endpoint()
    );
    pasted(&window, &text, "Papers").await;
    passes(&window, "source-azure-pasted").await;
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
    window.settled().await.unwrap();
    let barriers = window.accessibility().await.unwrap();
    assert!(barriers.is_empty(), "{barriers:#?}");
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

    // Down to the letters, with the keyboard.
    window.click("nav-browse").await.unwrap();
    for folder in ["papers", "letters"] {
        window
            .text_when("browse-row-0", |text| text.contains(folder))
            .await
            .unwrap();
        window.click("browse-row-0").await.unwrap();
        window.press(Key::Enter).await.unwrap();
    }
    window
        .text_when("browse-row-0", |text| text.contains("0.txt"))
        .await
        .unwrap();
    window.part("browse-row-0").await.unwrap();
    window.picture("objects-browse").await.unwrap();
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

    // A link that anybody can read it by, for a while.
    window
        .text_when("browse-row-1", |text| text.contains("0.txt"))
        .await
        .unwrap();
    window.click("browse-row-1").await.unwrap();
    window.click("browse-link").await.unwrap();
    window.click("link-make").await.unwrap();
    let link = window.part("link-url").await.unwrap();
    let url = match link.prop("value").await.unwrap() {
        Some(value) if !value.is_empty() => value,
        _ => link.text().await.unwrap(),
    };
    assert!(
        url.starts_with(&format!("{}/papers/letters/0.txt?", bucket.endpoint())),
        "{url}"
    );
    window.picture("objects-link").await.unwrap();
    window.click("link-close").await.unwrap();

    // Deleting says the count first, and what became of each.
    window.click("browse-row-1").await.unwrap();
    window.press(Key::Delete).await.unwrap();
    window.part("delete-dialog").await.unwrap();
    window.settled().await.unwrap();
    window.picture("objects-delete").await.unwrap();
    window.click("delete-yes").await.unwrap();
    window.part("delete-result").await.unwrap();
    window.picture("objects-deleted").await.unwrap();
    assert_eq!(bucket.etag("papers", "letters/0.txt"), None);
    assert!(bucket.etag("papers", "letters/1.txt").is_some());
    window.click("delete-close").await.unwrap();

    // What was moved, with its receipts.
    window.click("transfers-chip").await.unwrap();
    window.part("transfers").await.unwrap();
    window.picture("objects-transfers").await.unwrap();
    window.settled().await.unwrap();
    let barriers = window.accessibility().await.unwrap();
    assert!(barriers.is_empty(), "{barriers:#?}");
    window.end().await.unwrap();
}
