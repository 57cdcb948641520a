//! How secrets are told from their surroundings: words before them, records, values that are none.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "test code")]

mod common;

use common::{in_text, scan, scanner};
use tidegate_detectors::infos;
use tidegate_domain::detector::Category;

fn ids(text: &str, configuration: bool) -> Vec<String> {
    scan(&scanner(&[], 0.5), text, None, 0..text.len(), configuration)
        .into_iter()
        .map(|found| found.detector.into_owned())
        .collect()
}

#[test]
fn shapes_alone_say_nothing() {
    // Each of these is a match after its service's name, and nothing without it.
    let hex32 = "9c1f4e7ab2d8603f5e1ca79b04d2683f";
    for (before, value, id) in [
        ("datadog api_key: ", hex32.to_owned(), "datadog_key"),
        ("TWILIO_AUTH_TOKEN=", hex32.to_owned(), "twilio_key"),
        ("deepseek ", format!("sk-{hex32}"), "deepseek_key"),
        ("okta ", format!("00{hex32}Q7RzT0bW"), "okta_token"),
        (
            "CLOUDFLARE_API_TOKEN=",
            format!("{hex32}Q7RzT0bW"),
            "cloudflare_token",
        ),
    ] {
        assert_eq!(ids(&format!("{before}{value}"), false), [id], "{id}");
        assert!(ids(&value, false).is_empty(), "{id}");
        assert!(ids(&format!("commit {value}"), false).is_empty(), "{id}");
    }
}

#[test]
fn a_name_on_another_line_counts_in_settings_only() {
    let text = "deepseek:\n  key: sk-9c1f4e7ab2d8603f5e1ca79b04d2683f\n";
    assert_eq!(ids(text, false), Vec::<String>::new());
    assert_eq!(ids(text, true), ["deepseek_key"]);
}

#[test]
fn a_name_far_away_is_no_neighbour() {
    let text = format!(
        "deepseek {} sk-9c1f4e7ab2d8603f5e1ca79b04d2683f",
        "word ".repeat(60)
    );
    assert!(ids(&text, false).is_empty());
}

#[test]
fn a_wrong_checksum_lowers_and_does_not_delete() {
    let right = "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";
    let wrong = "npm_T1deGateSample0nlyNotARealOne91EPPkJ";
    let found = |text| in_text(&scanner(&["npm_token"], 0.0), text)[0].confidence;
    assert!(found(right) > 0.9);
    assert!((0.5..0.6).contains(&found(wrong)));
}

#[test]
fn the_same_key_is_one_value_however_it_is_written() {
    let body = "MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g";
    let key = scanner(&["private_key"], 0.5);
    let values: Vec<String> = [
        format!("-----BEGIN PRIVATE KEY-----\n{body}\n-----END PRIVATE KEY-----"),
        format!("K=\"-----BEGIN PRIVATE KEY-----\\n{body}\\n-----END PRIVATE KEY-----\\n\""),
        format!("// -----BEGIN PRIVATE KEY-----\n// {body}\n// -----END PRIVATE KEY-----"),
        format!("  -----BEGIN PRIVATE KEY-----\r\n  {body}\r\n  -----END PRIVATE KEY-----\r\n"),
    ]
    .iter()
    .map(|text| {
        let found = in_text(&key, text);
        assert_eq!(found[0].confidence, 1.0);
        found[0].canonical.expose().to_owned()
    })
    .collect();
    assert!(values.iter().all(|value| *value == values[0]));
}

#[test]
fn what_does_not_decode_to_a_key_counts_less() {
    let found = |text: &str| in_text(&scanner(&["private_key"], 0.0), text)[0].confidence;
    let sample = "-----BEGIN RSA PRIVATE KEY-----\nbm90IGEga2V5IGJ1dCBhIHNhbXBsZSBvZiB0aWRlZ2F0ZSB0aGF0IGlzIG1hZGUgdXA=\n-----END RSA PRIVATE KEY-----";
    assert!((0.5..0.8).contains(&found(sample)));
    let open = sample.replace("-----END RSA PRIVATE KEY-----", "");
    assert!(found(&open) < 0.7);
}

#[test]
fn a_token_tells_when_it_ends() {
    let text = "eyJhbGciOiJIUzI1NiJ9.eyJleHAiOjE4OTM0NTYwMDB9.c2lnbmF0dXJlLW9mLXRoZS1zYW1wbGUtdG9rZW4";
    let found = in_text(&scanner(&["json_web_token"], 0.5), text);
    assert!(
        found[0]
            .reasons
            .iter()
            .any(|reason| reason.detail.contains("2030-01-01"))
    );
}

#[test]
fn placeholders_are_no_secrets() {
    for text in [
        "AWS_SECRET_ACCESS_KEY=<your secret here>",
        "password: changeme",
        "DATABASE_URL=postgres://user:password@localhost:5432/db",
        "DATABASE_URL=postgres://${DB_USER}:${DB_PASSWORD}@db/app",
        "OPENAI_API_KEY=sk-your-key-here",
        "GITHUB_TOKEN=ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        "STRIPE_KEY=sk_live_00000000000000000000000000",
        "SLACK_TOKEN=xoxb-your-token",
        "secret_key = \"0123456789abcdef0123456789abcdef\"",
        "api_key: \"{{ vault_api_key }}\"",
        "\"integrity\": \"sha512-pV8kQ2wZ6rJ4xYbN1q7RzT0bWm2Lx9KfV4nHcq7RzT0bWm2Lx9KfV4nHcQ==\"",
        "checksum = \"9c1f4e7ab2d8603f5e1ca79b04d2683f9c1f4e7ab2d8603f5e1ca79b04d26831\"",
        "token_id: 550e8400-e29b-41d4-a716-446655440000",
    ] {
        assert!(ids(text, true).is_empty(), "{text}: {:?}", ids(text, true));
    }
}

#[test]
fn a_token_inside_a_longer_word_is_none() {
    // Prefixes only: marks in the middle and words before a value have tests of their own.
    for (id, token) in [
        ("npm_token", "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"),
        (
            "digitalocean_token",
            "dop_v1_9c1f4e7ab2d8603f5e1ca79b04d2683f9c1f4e7ab2d8603f5e1ca79b04d26831",
        ),
        ("google_api_key", "AIzaT1deGateSampleMadeUp-4-Tests_q7RzT0"),
    ] {
        let alone = scanner(&[id], 0.3);
        assert_eq!(in_text(&alone, token).len(), 1, "{id}");
        for text in [
            format!("a{token}"),
            format!("{token}a"),
            format!("é{token}"),
            format!("{token}_"),
        ] {
            assert!(in_text(&alone, &text).is_empty(), "{id}: {text}");
        }
    }
}

#[test]
fn every_family_is_there() {
    let secrets = infos()
        .iter()
        .filter(|info| info.category == Category::Credential)
        .count();
    assert!(secrets >= 100, "{secrets}");
}

#[test]
fn passwords_of_documentation_count_less() {
    for text in [
        "machine HOSTNAME login USERID password \"PASSWORD\"",
        "machine imap login bob password {self.password}",
        "Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==",
        "https://john.doe:p4ssw0rd@127.0.0.1:8180",
        "redis://foo:bar@cache.tidegate.dev",
    ] {
        assert!(ids(text, false).is_empty(), "{text}: {:?}", ids(text, false));
    }
}
