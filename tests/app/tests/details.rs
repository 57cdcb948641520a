//! Flows of the real window that go through the desktop around it: a key file dropped onto its field, a folder
//! chosen in the desktop's own window; and a detector of one's own, made and tried in its dialog.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "test code")]

use std::time::{Duration, Instant};
use tidegate_app_tests::{Key, Scheme, Stage, connect_folder, files, written};
use tidegate_test_servers::{FaultBucket, Gcs};

#[tokio::test(flavor = "multi_thread")]
async fn a_google_form_by_hand_with_its_key_dropped_onto_the_field() {
    let google = Gcs::start().await.unwrap();
    google.put("papers", "letters/1.txt", "Dear reader\n");
    let stage = Stage::start(Scheme::Dark, false).await.unwrap();
    let key = stage.home().join("robot.json");
    std::fs::write(&key, google.service_account()).unwrap();
    let odd = stage.home().join("robot.p12");
    std::fs::write(&odd, b"\x30\x82\xff\xfe\x00").unwrap();
    let window = stage.open_app().await.unwrap();
    window.click("nav-connectors").await.unwrap();
    window.click("connector-new").await.unwrap();
    window.click("provider-gcs").await.unwrap();
    window.click("wizard-next").await.unwrap();
    window.fill("connector-name", "Papers").await.unwrap();
    let open = "document.querySelectorAll('details').forEach((one) => { one.open = true })";
    window.script(open, vec![]).await.unwrap();
    window.fill("field-endpoint", &google.endpoint()).await.unwrap();
    window.fill("field-project_id", Gcs::PROJECT).await.unwrap();
    let field = "field-service_account-drop";
    let scroll = "document.querySelector(\"[data-testid='field-service_account-drop']\").scrollIntoView({ block: 'center' })";
    window.script(scroll, vec![]).await.unwrap();
    window.drop_files(stage.display(), field, &[&odd]).await.unwrap();
    window.says("The file is not text.").await.unwrap();
    window.drop_files(stage.display(), field, &[&key]).await.unwrap();
    window
        .text_when("field-service_account-filled", |text| text.contains("robot.json"))
        .await
        .unwrap();
    assert!(!window.body().await.unwrap().contains("PRIVATE KEY"));
    window.picture("details-gcs").await.unwrap();
    window.click("wizard-next").await.unwrap();
    window.part("test-connected").await.unwrap();
    window.end().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_detector_of_ones_own_is_made_tried_and_used_by_a_new_connector() {
    let stage = Stage::start(Scheme::Light, false).await.unwrap();
    let desk = stage.home().join("desk");
    std::fs::create_dir(&desk).unwrap();
    std::fs::write(desk.join("tickets.txt"), "customer KD-123456 called\n").unwrap();
    let window = stage.open_app().await.unwrap();
    window.click("nav-policies").await.unwrap();
    window.click("policy-row-3").await.unwrap();
    window.click("policy-copy").await.unwrap();
    window.fill("policy-name-new", "Tickets").await.unwrap();
    window.press(Key::Enter).await.unwrap();
    // Only a policy of one's own is saved: the copy is there.
    window.part("policy-save").await.unwrap();
    window.click("custom-add").await.unwrap();
    window.part("custom-detector").await.unwrap();
    window.fill("custom-title", "Customer number").await.unwrap();
    window.fill("custom-pattern", r"\bKD-[0-9]{6}\b").await.unwrap();
    window.fill("custom-context", "customer").await.unwrap();
    window
        .fill("tester-text", "customer KD-123456 called twice, AB-1 did not")
        .await
        .unwrap();
    window
        .text_when("tester-said", |text| text.contains("1 match"))
        .await
        .unwrap();
    window.settled().await.unwrap();
    window.picture("details-custom").await.unwrap();
    let barriers = window.accessibility().await.unwrap();
    assert!(barriers.is_empty(), "{barriers:#?}");
    window.click("custom-save").await.unwrap();
    window.click("policy-save").await.unwrap();
    window.says("Version 2").await.unwrap();

    connect_folder(&window, &desk, Some("Tickets")).await.unwrap();
    window.click("nav-findings").await.unwrap();
    window
        .text_when("findings-total", |text| text.starts_with("1 finding"))
        .await
        .unwrap();
    // WebDriver takes a cell that may be cut off for one that is not shown: the page is asked itself.
    let named = "return document.querySelector(\"[role='gridcell'] [title='Customer number']\") !== null";
    let deadline = Instant::now() + Duration::from_secs(60);
    while window.script(named, vec![]).await.unwrap() != true {
        assert!(
            Instant::now() < deadline,
            "the finding does not name its detector"
        );
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    window.picture("details-own").await.unwrap();
    window.end().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_is_chosen_for_a_download_and_for_the_list_of_what_was_not_examined() {
    let bucket = FaultBucket::start().await.unwrap();
    bucket.put("papers", "letters/1.txt", "Dear reader\n");
    bucket.put("papers", "letters/2.txt", "Dear writer\n");
    bucket.put(
        "papers",
        "letters/film.mp4",
        b"\0\0\0\x18ftypmp42\0\0\0\0".to_vec(),
    );
    bucket.put(
        "papers",
        "notes/sound.mp4",
        b"\0\0\0\x18ftypmp42\0\0\0\0".to_vec(),
    );
    let stage = Stage::start(Scheme::Light, false).await.unwrap();
    let folder = stage.home().join("taken");
    std::fs::create_dir(&folder).unwrap();
    let window = stage.open_app().await.unwrap();
    window.click("nav-connectors").await.unwrap();
    window.click("connector-new").await.unwrap();
    window.click("provider-s3").await.unwrap();
    window.click("wizard-next").await.unwrap();
    window.fill("connector-name", "Papers").await.unwrap();
    for (field, text) in [
        ("endpoint", bucket.endpoint().as_str()),
        ("access_key_id", FaultBucket::ACCESS_KEY_ID),
        ("secret_access_key", FaultBucket::SECRET_ACCESS_KEY),
    ] {
        window.fill(&format!("field-{field}"), text).await.unwrap();
    }
    window.click("wizard-next").await.unwrap();
    window.part("test-connected").await.unwrap();
    window.click("wizard-next").await.unwrap();
    window.click("wizard-next").await.unwrap();
    window.click("wizard-save").await.unwrap();
    window
        .text_when("run-status", |text| text.to_lowercase().contains("complete"))
        .await
        .unwrap();

    // Of the letters, one was not examined; the sound elsewhere is not in their list.
    window.click("nav-browse").await.unwrap();
    for name in ["papers", "letters"] {
        window
            .text_when("browse-row-0", |text| text.contains(name))
            .await
            .unwrap();
        window.click("browse-row-0").await.unwrap();
        window.press(Key::Enter).await.unwrap();
    }
    window
        .text_when("browse-row-0", |text| text.contains("1.txt"))
        .await
        .unwrap();
    window.click("browse-risk").await.unwrap();
    window.click("not-examined-open").await.unwrap();
    window
        .text_when("unexamined-total", |text| text == "1 object")
        .await
        .unwrap();
    window.picture("details-not-examined").await.unwrap();
    window.click("unexamined-export").await.unwrap();
    window.choose_folder(stage.display(), &folder).await.unwrap();
    let written = written(&folder, 1).await.unwrap();
    window.picture("details-exported").await.unwrap();
    let list = std::fs::read_to_string(folder.join(&written[0])).unwrap();
    assert!(
        list.contains("letters/film.mp4") && !list.contains("sound"),
        "{list}"
    );
    window.press(Key::Escape).await.unwrap();

    // One letter is downloaded next to it.
    window.click("browse-row-1").await.unwrap();
    window.click("browse-download").await.unwrap();
    window.choose_folder(stage.display(), &folder).await.unwrap();
    window.click("transfers-chip").await.unwrap();
    window
        .see("[data-testid='transfer-row-0'][data-status='completed']")
        .await
        .unwrap();
    window.picture("details-downloaded").await.unwrap();
    let written = files(&folder).unwrap();
    let letter = written.iter().find(|name| name.ends_with(".txt")).unwrap();
    assert_eq!(
        std::fs::read_to_string(folder.join(letter)).unwrap(),
        "Dear writer\n"
    );
    window.end().await.unwrap();
}
