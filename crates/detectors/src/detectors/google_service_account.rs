//! Finds the keys of Google Cloud service accounts: the JSON files that the console hands out. Whoever holds one
//! signs in as the account, from anywhere.
//!
//! **How.** The object around `"service_account"` must be JSON with a `private_key` that is a PEM block, and with
//! the account's `client_email` (cloud.google.com, service account keys). The block must decode to a key. The
//! match is the block.
//!
//! **Limits.** Such a file inside a JSON string is reported as a *private_key*. Whether the key is still accepted
//! is not asked of Google.

use super::private_key::{Inside, canonical, inside};
use crate::{
    evidence::Evidence,
    json_around::Around,
    spec::{Sink, Spec, Trigger},
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "google_service_account",
    title: "Google service account key",
    category: Category::Credential,
    severity: Severity::Critical,
    version: 1,
    source: include_str!("google_service_account.rs"),
    examples: &[
        "{\"type\": \"service_account\", \"project_id\": \"tidegate\", \"private_key\": \"-----BEGIN PRIVATE KEY-----\\nMC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\\n-----END PRIVATE KEY-----\\n\", \"client_email\": \"sample@tidegate.iam.gserviceaccount.com\"}",
        "{\n  \"private_key\": \"-----BEGIN PRIVATE KEY-----\\nMC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\\n-----END PRIVATE KEY-----\\n\",\n  \"client_email\": \"sample@tidegate.iam.gserviceaccount.com\",\n  \"type\": \"service_account\"\n}",
        "{\"google\":{\"type\":\"service_account\",\"client_email\":\"a@b.iam.gserviceaccount.com\",\"private_key\":\"-----BEGIN PRIVATE KEY-----\\nMC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\\n-----END PRIVATE KEY-----\\n\"}}",
    ],
    counterexamples: &[
        "{\"type\": \"service_account\", \"private_key\": \"-----BEGIN PRIVATE KEY-----\\n...\\n-----END PRIVATE KEY-----\\n\", \"client_email\": \"a@b.iam.gserviceaccount.com\"}",
        "{\"type\": \"service_account\", \"project_id\": \"tidegate\"}",
        "the \"service_account\" of the project",
    ],
    trigger: Trigger::Literals(&["\"service_account\""], check),
};

fn check(sink: &mut Sink<'_>, start: usize) {
    let text = sink.window.text;
    let Some(around) = Around::of(text, start) else {
        return;
    };
    if around.string("type") != Some("service_account") {
        return;
    }
    let (Some(key), Some(place)) = (around.string("private_key"), around.place("private_key")) else {
        return;
    };
    let Some(written) = text.get(place.clone()) else {
        return;
    };
    let (Some(from), Some(to)) = (written.find("-----BEGIN "), written.rfind("-----")) else {
        return;
    };
    let span = place.start + from..place.start + to + 5;
    let Some(block) = text.get(span.clone()) else {
        return;
    };
    if sink.place(span.clone()).is_none() {
        return;
    }
    let body = key
        .split_once("KEY-----")
        .and_then(|(_, rest)| rest.split_once("-----END"))
        .map_or("", |(body, _)| body);
    let decodes =
        body.len() >= 48 && inside(key.trim_start().as_bytes(), body.as_bytes()) == Some(Inside::Key);
    let evidence = Evidence::new("a service account's file with a private key", 0.6)
        .pattern(
            "the account's address is there",
            if around.string("client_email").is_some() {
                0.1
            } else {
                0.0
            },
        )
        .penalty_if(!decodes, "its private key does not decode to a key", 0.3);
    let evidence = match decodes {
        true => evidence.checksum("its private key decodes to a key", 0.3),
        false => evidence,
    };
    sink.push(&SPEC, span, canonical(block), evidence);
}
