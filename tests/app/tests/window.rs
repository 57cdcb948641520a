//! The real window, driven as a person drives it: from nothing to a finding that is dealt with.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "test code")]

use std::time::Duration;
use tidegate_app_tests::{Key, Scheme, Stage, Window};
use tidegate_test_servers::{Fault, FaultBucket, FaultKind, Moto, Operation};

/// A bucket with letters that name people, and some that name nobody.
async fn bucket() -> FaultBucket {
    let server = FaultBucket::start().await.unwrap();
    for number in 0..120 {
        let letter = format!("Dear reader,\nwrite to person{number}@northwind.test today.\n");
        server.put("papers", format!("letters/{number:03}.txt"), letter);
        server.put(
            "papers",
            format!("notes/{number:03}.txt"),
            "nothing to see here\n",
        );
    }
    server
}

/// Goes through the wizard with the mouse and the keyboard, up to the saved connector.
async fn connect(window: &Window, server: &FaultBucket) {
    window.click("nav-connectors").await.unwrap();
    window.click("connector-new").await.unwrap();
    window.click("provider-s3").await.unwrap();
    window.click("wizard-next").await.unwrap();
    window.fill("connector-name", "Papers").await.unwrap();
    window.fill("field-endpoint", &server.endpoint()).await.unwrap();
    window
        .fill("field-access_key_id", FaultBucket::ACCESS_KEY_ID)
        .await
        .unwrap();
    window
        .fill("field-secret_access_key", FaultBucket::SECRET_ACCESS_KEY)
        .await
        .unwrap();
    window.picture("journey-1-fill").await.unwrap();
    window.click("wizard-next").await.unwrap();
    window.part("test-connected").await.unwrap();
    window.picture("journey-2-test").await.unwrap();
    window.click("wizard-next").await.unwrap();
    window.fill("scope-prefixes", "letters/").await.unwrap();
    window
        .text_when("scope-preview", |text| text.contains("120"))
        .await
        .unwrap();
    window.picture("journey-3-scope").await.unwrap();
    window.click("wizard-next").await.unwrap();
    window.picture("journey-4-schedule").await.unwrap();
    window.click("wizard-save").await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_main_job_with_mouse_and_keyboard() {
    let server = bucket().await;
    let stage = Stage::start(Scheme::Light, true).await.unwrap();
    let window = stage.open_app().await.unwrap();
    window.part("try-sample").await.unwrap();
    window.picture("first-run").await.unwrap();
    window.overhear().await.unwrap();
    connect(&window, &server).await;

    window
        .text_when("run-status", |text| text.to_lowercase().contains("complete"))
        .await
        .unwrap();
    window
        .text_when("run-listed", |text| text.contains("120"))
        .await
        .unwrap();
    window.picture("journey-5-run").await.unwrap();

    window.click("nav-findings").await.unwrap();
    window
        .text_when("findings-total", |text| text.contains("120"))
        .await
        .unwrap();
    window.click("finding-row-0").await.unwrap();
    let panel = window.part("finding-panel").await.unwrap();
    assert!(
        !panel.text().await.unwrap().contains("@northwind"),
        "masked until asked for"
    );
    for hidden in [r"person\d+@", "not-a-real/secret"] {
        let (answers, leaked) = window.heard(hidden).await.unwrap();
        assert!(answers > 10, "{answers} answers were overheard");
        assert!(!leaked, "one of {answers} answers holds {hidden}");
    }
    window.click("finding-reveal").await.unwrap();
    window
        .text_when("finding-value", |text| text.contains("@northwind.test"))
        .await
        .unwrap();
    assert!(
        window.heard(r"person\d+@").await.unwrap().1,
        "what is revealed is heard"
    );
    window.picture("journey-6-finding").await.unwrap();
    window.click("triage-resolved").await.unwrap();
    window.picture("journey-7-triaged").await.unwrap();

    window.click("nav-browse").await.unwrap();
    window.text_when("browse-path", |_| true).await.unwrap();
    window.picture("journey-8-browse").await.unwrap();

    // The window goes into the tray while a second sync runs, and comes back to see it done.
    server.fault(Fault::new(FaultKind::Late(Duration::from_millis(300))).on(Operation::Get));
    for number in 0..100 {
        server.put(
            "papers",
            format!("letters/{number:03}.txt"),
            format!("again person{number}@northwind.test\n"),
        );
    }
    window.click("nav-connectors").await.unwrap();
    let row = window.see("[data-testid^='connector-sync-']").await.unwrap();
    row.click().await.unwrap();
    window.click("nav-runs").await.unwrap();
    window
        .text_when("run-status", |text| text.to_lowercase().contains("running"))
        .await
        .unwrap();
    window.picture("journey-9-running").await.unwrap();
    window.press_close(stage.display()).unwrap();
    let hidden = window.hidden(stage.display()).await;
    assert!(hidden.is_ok(), "{hidden:?}: {}", stage.log());
    stage.start_again().await.unwrap();
    window.shown(stage.display()).await.unwrap();
    window
        .text_when("run-status", |text| text.to_lowercase().contains("complete"))
        .await
        .unwrap();
    let counted = window.says("2 runs").await;
    assert!(counted.is_ok(), "{counted:?}: {}", stage.log());
    window.picture("journey-10-back").await.unwrap();
    window.end().await.unwrap();
}

/// The same without a mouse, and on a server that is not ours.
#[tokio::test(flavor = "multi_thread")]
async fn the_main_job_by_keyboard_alone() {
    let server = tokio::task::spawn_blocking(|| {
        let server = Moto::start().unwrap();
        server.make_bucket("papers").unwrap();
        for number in 0..120 {
            let letter = format!("Dear reader,\nwrite to person{number}@northwind.test today.\n");
            server
                .put("papers", format!("letters/{number:03}.txt"), letter)
                .unwrap();
        }
        server
    })
    .await
    .unwrap();
    let stage = Stage::start(Scheme::Dark, true).await.unwrap();
    let window = stage.open_app().await.unwrap();
    window.press_with_control('k').await.unwrap();
    window.part("palette-input").await.unwrap();
    window.keys("connect a source").await.unwrap();
    window.picture("keyboard-1-palette").await.unwrap();
    window.press(Key::Enter).await.unwrap();
    window.tab_to("provider-s3").await.unwrap();
    window.press(Key::Space).await.unwrap();
    window.tab_to("wizard-next").await.unwrap();
    window.press(Key::Enter).await.unwrap();
    for (field, text) in [
        ("connector-name", "Papers"),
        ("field-endpoint", server.endpoint().as_str()),
        ("field-access_key_id", FaultBucket::ACCESS_KEY_ID),
        ("field-secret_access_key", FaultBucket::SECRET_ACCESS_KEY),
    ] {
        window.tab_to(field).await.unwrap();
        window.press_with_control('a').await.unwrap();
        window.keys(text).await.unwrap();
    }
    window.tab_to("wizard-next").await.unwrap();
    window.press(Key::Enter).await.unwrap();
    window.part("test-connected").await.unwrap();
    window.tab_to("wizard-next").await.unwrap();
    window.press(Key::Enter).await.unwrap();
    window.tab_to("scope-prefixes").await.unwrap();
    window.keys("letters/").await.unwrap();
    window
        .text_when("scope-preview", |text| text.contains("120"))
        .await
        .unwrap();
    window.tab_to("wizard-next").await.unwrap();
    window.press(Key::Enter).await.unwrap();
    window.tab_to("wizard-save").await.unwrap();
    window.press(Key::Enter).await.unwrap();
    window
        .text_when("run-status", |text| text.to_lowercase().contains("complete"))
        .await
        .unwrap();

    window.tab_to("nav-findings").await.unwrap();
    window.press(Key::Enter).await.unwrap();
    window
        .text_when("findings-total", |text| text.contains("120"))
        .await
        .unwrap();
    window.tab_to("finding-row-0").await.unwrap();
    window.press(Key::Enter).await.unwrap();
    window.part("finding-panel").await.unwrap();
    window.tab_to("finding-reveal").await.unwrap();
    window.press(Key::Enter).await.unwrap();
    window
        .text_when("finding-value", |text| text.contains("@northwind.test"))
        .await
        .unwrap();
    window.picture("keyboard-2-finding").await.unwrap();
    window.tab_to("panel-triage-resolved").await.unwrap();
    window.press(Key::Enter).await.unwrap();
    window
        .text_when("findings-total", |text| text.contains("119"))
        .await
        .unwrap();
    window.end().await.unwrap();
}

/// What is wrong with a source is said in the wizard, each thing in its own words.
#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_source_is_explained_before_it_is_saved() {
    let server = bucket().await;
    let closed = {
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        format!("http://{}", free.local_addr().unwrap())
    };
    let right = server.endpoint();
    let stage = Stage::start(Scheme::Light, false).await.unwrap();
    let window = stage.open_app().await.unwrap();
    window.click("nav-connectors").await.unwrap();
    window.click("connector-new").await.unwrap();
    window.click("provider-s3").await.unwrap();
    window.click("wizard-next").await.unwrap();
    window.fill("connector-name", "Papers").await.unwrap();
    window
        .fill("field-access_key_id", FaultBucket::ACCESS_KEY_ID)
        .await
        .unwrap();
    for (endpoint, secret, said) in [
        (right.as_str(), "not-the-right-secret", "secret"),
        (
            closed.as_str(),
            FaultBucket::SECRET_ACCESS_KEY,
            "refuses connections",
        ),
        (
            "https://storage.invalid",
            FaultBucket::SECRET_ACCESS_KEY,
            "storage.invalid",
        ),
    ] {
        window.fill("field-endpoint", endpoint).await.unwrap();
        window.fill("field-secret_access_key", secret).await.unwrap();
        window.click("wizard-next").await.unwrap();
        window.part("test-not-connected").await.unwrap();
        window.says(said).await.unwrap();
        assert!(!window.body().await.unwrap().contains(secret));
        window
            .picture(&format!("refused-{}", said.split(['.', ' ']).next().unwrap()))
            .await
            .unwrap();
        window.click("wizard-back").await.unwrap();
    }
    window.end().await.unwrap();
}

/// Somebody who clicks on an icon is told why nothing opens.
#[tokio::test(flavor = "multi_thread")]
async fn a_folder_in_use_is_told_in_a_window() {
    let stage = Stage::start(Scheme::Light, false).await.unwrap();
    std::fs::create_dir_all(stage.data_dir()).unwrap();
    let lock = std::fs::File::create(stage.data_dir().join("lock")).unwrap();
    lock.lock().unwrap();
    stage.see_refusal().await.unwrap();
    assert!(
        stage.log().is_empty(),
        "a folder that is somebody else's is left alone"
    );
}

/// The window may call Tidegate's own commands and listen; everything else that the shell could do is refused.
#[tokio::test(flavor = "multi_thread")]
async fn the_window_may_do_nothing_but_what_is_its_own() {
    let stage = Stage::start(Scheme::Light, false).await.unwrap();
    let window = stage.open_app().await.unwrap();
    let ask = async |command: &str| {
        let script = "const [command, done] = arguments;
            window.__TAURI_INTERNALS__.invoke(command, {}).then(() => done('allowed'), (why) => done(String(why)));";
        let said = window.async_script(script, vec![command.into()]).await.unwrap();
        said.as_str().unwrap_or_default().to_owned()
    };
    for command in [
        "plugin:opener|open_url",
        "plugin:opener|open_path",
        "plugin:dialog|open",
        "plugin:autostart|enable",
        "plugin:fs|read_text_file",
        "plugin:shell|execute",
        "plugin:http|fetch",
        "plugin:event|emit",
        "plugin:window|close",
        "plugin:webview|create_webview_window",
        "plugin:app|version",
        "plugin:path|resolve_directory",
    ] {
        let said = ask(command).await;
        assert!(
            said.contains("not allowed") || said.contains("not found"),
            "{command}: {said}"
        );
    }
    let own = ask("provider_list").await;
    assert!(own.contains("args"), "its own commands are reached: {own}");
    window.end().await.unwrap();
}

/// Every page with the sample in it, in both schemes: pictures are kept, and axe has nothing serious to say.
#[tokio::test(flavor = "multi_thread")]
async fn every_page_is_accessible_in_both_schemes() {
    for scheme in [Scheme::Light, Scheme::Dark] {
        let stage = Stage::start(scheme, false).await.unwrap();
        let window = stage.open_app().await.unwrap();
        window.click("try-sample").await.unwrap();
        window.click("nav-runs").await.unwrap();
        window
            .text_when("run-status", |text| text.to_lowercase().contains("complete"))
            .await
            .unwrap();
        let mut serious = Vec::new();
        for page in [
            "overview",
            "connectors",
            "browse",
            "runs",
            "findings",
            "policies",
            "exports",
            "settings",
        ] {
            window.click(&format!("nav-{page}")).await.unwrap();
            window.settled().await.unwrap();
            window
                .picture(&format!("{page}-{}", scheme.name()))
                .await
                .unwrap();
            serious.extend(
                window
                    .accessibility()
                    .await
                    .unwrap()
                    .into_iter()
                    .map(|said| format!("{page} {}: {said}", scheme.name())),
            );
        }
        assert!(serious.is_empty(), "{}", serious.join("\n"));
        window.end().await.unwrap();
    }
}
