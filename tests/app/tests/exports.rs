//! Redacted copies and reports in the real window: what copies look like is set in a policy, a dry run tells what would
//! happen, the copies are made into a folder chosen in the desktop's own window, and each outcome can be looked at.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "test code")]

use std::path::Path;
use tidegate_app_tests::{Key, Scheme, Stage, Window, connect_folder, files, written};

const MAIL: &str = "maria.silva@northwind.test";
const CARD: &str = "4111 1111 1111 1111";

fn desk(folder: &Path) {
    std::fs::create_dir_all(folder.join("letters")).unwrap();
    let people = format!("mail,card\n{MAIL},{CARD}\n");
    std::fs::write(folder.join("people.csv"), people).unwrap();
    for number in 0..40 {
        let letter = format!("Dear reader {number},\nwrite to {MAIL} today.\n");
        std::fs::write(folder.join(format!("letters/{number:02}.txt")), letter).unwrap();
    }
    std::fs::write(folder.join("film.mp4"), b"\0\0\0\x18ftypmp42\0\0\0\0").unwrap();
}

/// Fails when anything serious stands in somebody's way on this page.
async fn accessible(window: &Window, name: &str) {
    window.settled().await.unwrap();
    window.picture(name).await.unwrap();
    let barriers = window.accessibility().await.unwrap();
    assert!(barriers.is_empty(), "{name}: {barriers:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn copies_are_set_up_planned_made_and_looked_at() {
    for scheme in [Scheme::Light, Scheme::Dark] {
        let stage = Stage::start(scheme, false).await.unwrap();
        let (from, to) = (stage.home().join("desk"), stage.home().join("copies"));
        desk(&from);
        std::fs::create_dir(&to).unwrap();
        let picture = |name: &str| format!("exports-{name}-{}", scheme.name());
        let window = stage.open_app().await.unwrap();

        // A policy of one's own says what stands for a card number.
        window.click("nav-policies").await.unwrap();
        window.click("policy-row-0").await.unwrap();
        window.click("policy-copy").await.unwrap();
        window.fill("policy-name-new", "Hand out").await.unwrap();
        window.press(Key::Enter).await.unwrap();
        window.part("policy-save").await.unwrap();
        window
            .choose("policy-copies-add", "Payment card number")
            .await
            .unwrap();
        window
            .fill("policy-copies-payment_card-label", "NUMBER")
            .await
            .unwrap();
        accessible(&window, &picture("1-policy")).await;
        window.click("policy-save").await.unwrap();
        window.says("Version 2").await.unwrap();
        connect_folder(&window, &from, Some("Hand out")).await.unwrap();

        window.click("nav-exports").await.unwrap();
        window.click("export-first").await.unwrap();
        window.part("export-form").await.unwrap();
        accessible(&window, &picture("2-form")).await;

        // A place that is scanned is refused at its field, and nothing is made there.
        let inside = from.join("copies");
        window
            .fill("export-folder", inside.to_str().unwrap())
            .await
            .unwrap();
        window.click("export-check").await.unwrap();
        window.says("would lie in what is scanned").await.unwrap();
        assert!(!inside.exists());
        accessible(&window, &picture("3-refused")).await;

        window.click("export-choose-folder").await.unwrap();
        window.choose_folder(stage.display(), &to).await.unwrap();
        window.click("export-check").await.unwrap();
        window
            .text_when("export-dry-run", |text| {
                text.contains("Nothing has been written yet")
            })
            .await
            .unwrap();
        assert!(files(&to).unwrap().is_empty(), "a dry run writes nothing");
        accessible(&window, &picture("4-dry-run")).await;
        window.click("export-make").await.unwrap();
        window
            .see("[data-testid='export-status'][data-status='completed_with_errors']")
            .await
            .unwrap();
        window.settled().await.unwrap();
        accessible(&window, &picture("5-made")).await;

        // What has no copy is told with its reason.
        window.see("[data-testid='copies'] [role='row']").await.unwrap();
        let first = "document.querySelector(\"[data-testid='copies'] [role='gridcell']\").click()";
        window.script(first, vec![]).await.unwrap();
        window.press(Key::Enter).await.unwrap();
        window
            .text_when("copy-panel", |text| text.contains("film.mp4"))
            .await
            .unwrap();
        accessible(&window, &picture("6-refused-object")).await;

        // A copy stands beside its original, with what was replaced hidden until it is asked for.
        let table = "document.querySelector(\"[data-testid='copies'] [role='row']:last-child [role='gridcell']\").click()";
        window
            .script(
                "document.querySelector(\"[data-testid='copies-filter'] input[value='verified']\").click()",
                vec![],
            )
            .await
            .unwrap();
        window.settled().await.unwrap();
        window.see("[data-testid='copies'] [role='row']").await.unwrap();
        window.script(table, vec![]).await.unwrap();
        window.press(Key::Enter).await.unwrap();
        window.click("copy-compare").await.unwrap();
        window.part("compare-rows").await.unwrap();
        window
            .text_when("compare-which", |text| text.contains('1'))
            .await
            .unwrap();
        assert!(
            !window.body().await.unwrap().contains(MAIL),
            "masked until asked for"
        );
        accessible(&window, &picture("7-compared")).await;
        window.click("compare-reveal").await.unwrap();
        window.says(MAIL).await.unwrap();
        window.picture(&picture("8-revealed")).await.unwrap();

        let manifest = written(&to, 3).await.unwrap();
        assert!(
            manifest
                .iter()
                .any(|name| name.starts_with("tidegate-manifest-exp_"))
        );
        let people = std::fs::read_to_string(to.join("people.csv")).unwrap();
        assert_eq!(people, "mail,card\n[EMAIL_ADDRESS],[NUMBER]\n");
        assert_eq!(files(&to.join("letters")).unwrap().len(), 40);
        window.end().await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chosen_file_is_copied_and_a_report_is_written() {
    let stage = Stage::start(Scheme::Light, false).await.unwrap();
    let (from, to) = (stage.home().join("desk"), stage.home().join("copies"));
    desk(&from);
    std::fs::create_dir(&to).unwrap();
    let window = stage.open_app().await.unwrap();
    connect_folder(&window, &from, None).await.unwrap();

    window.click("nav-browse").await.unwrap();
    window
        .text_when("browse-row-2", |text| text.contains("people.csv"))
        .await
        .unwrap();
    window.click("browse-row-2").await.unwrap();
    window.click("browse-redact").await.unwrap();
    window
        .text_when("export-form", |text| text.contains("1 chosen file"))
        .await
        .unwrap();
    window.fill("export-folder", to.to_str().unwrap()).await.unwrap();
    window.click("export-check").await.unwrap();
    window.click("export-make").await.unwrap();
    window
        .see("[data-testid='export-status'][data-status='completed']")
        .await
        .unwrap();
    let copied = written(&to, 2).await.unwrap();
    assert_eq!(copied[0], "people.csv");
    let people = std::fs::read_to_string(to.join("people.csv")).unwrap();
    assert_eq!(people, "mail,card\n[EMAIL_ADDRESS],[PAYMENT_CARD]\n");

    let reports = stage.home().join("reports");
    std::fs::create_dir(&reports).unwrap();
    window.click("nav-findings").await.unwrap();
    window
        .text_when("findings-total", |text| text.starts_with("42 findings"))
        .await
        .unwrap();
    for (number, form) in ["html", "csv", "json", "sarif"].into_iter().enumerate() {
        window.click("report").await.unwrap();
        window.click(&format!("report-{form}")).await.unwrap();
        window.choose_folder(stage.display(), &reports).await.unwrap();
        written(&reports, number + 1).await.unwrap();
    }
    window.settled().await.unwrap();
    window.picture("exports-reported").await.unwrap();
    for name in files(&reports).unwrap() {
        let text = std::fs::read_to_string(reports.join(&name)).unwrap();
        assert!(text.contains("people.csv"), "{name} names what was found");
        assert!(
            !text.contains(MAIL) && !text.contains(CARD),
            "{name} holds a value"
        );
    }
    // The page opens in a browser as it is.
    let page = files(&reports)
        .unwrap()
        .into_iter()
        .find(|name| name.ends_with(".html"))
        .unwrap();
    let address = format!("file://{}", reports.join(page).display());
    window.end().await.unwrap();
    let browser = stage.open_page(&address).await.unwrap();
    browser.says("people.csv").await.unwrap();
    browser.picture("exports-report").await.unwrap();
    browser.end().await.unwrap();
}
