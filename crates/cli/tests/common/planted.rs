//! A bucket of files with sensitive values, the credential it takes, and the search for all of them.

use super::canary::Canaries;
use serde_json::{Value, json};
use tidegate_test_servers::FaultBucket;

pub const ACCESS_KEY_ID: &str = "TGTESTACCESSKEY00002";
pub const SECRET: &str = "mAdeUp/Secret+Of=The/Journey7Test0nlyKey";
pub const TOKEN: &str = "FwoGZXIvYXdzE-made/up+session==token-of-the-journey-0123456789";
pub const CARD: &str = "4000 0012 3456 7899";
pub const MAIL: &str = "ada.dahl@northwind.test";
pub const SSN: &str = "078-05-1126";
pub const IBAN: &str = "DE89370400440532013000";
pub const PHONE: &str = "+1 202 555 0143";
pub const GITHUB: &str = "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";
pub const AWS_KEY: &str = "AKIATIDEGATE2TEST7Q3";
pub const PASSWORD: &str = "mAdeUp-4-Tests!";

pub fn canaries() -> Canaries {
    let (secret, token) = (SECRET.split_at(SECRET.len() / 2), TOKEN.split_at(TOKEN.len() / 2));
    Canaries::new([
        ("access key", ACCESS_KEY_ID),
        ("secret", SECRET),
        ("first half of the secret", secret.0),
        ("second half of the secret", secret.1),
        ("token", TOKEN),
        ("first half of the token", token.0),
        ("second half of the token", token.1),
        ("the server's own secret", FaultBucket::SECRET_ACCESS_KEY),
        ("passphrase", "correct horse"),
        ("card", CARD),
        ("mail", MAIL),
        ("social security number", SSN),
        ("iban", IBAN),
        ("phone", PHONE),
        ("github token", GITHUB),
        ("aws key", AWS_KEY),
        ("password", PASSWORD),
    ])
}

/// What lies in the bucket: key and bytes, with every planted value in it somewhere.
pub fn objects() -> Vec<(&'static str, Vec<u8>)> {
    let table =
        format!("name,card number,email,ssn,iban,phone\nAda,{CARD},{MAIL},{SSN},{IBAN},{PHONE}\nBo,,,,,\n");
    let wide = table.encode_utf16().flat_map(u16::to_le_bytes);
    vec![
        ("people/customers.csv", table.clone().into_bytes()),
        (
            "people/wide.csv",
            b"\xff\xfe".iter().copied().chain(wide).collect(),
        ),
        (
            "people/one.json",
            format!(r#"{{"customer":{{"card number":"{CARD}","email":"{MAIL}"}}}}"#).into(),
        ),
        // Ends in the middle: a reader's complaint must not quote it.
        (
            "people/broken.json",
            format!(r#"{{"card number":"{CARD}","email":"{MAIL}","ssn":{SSN},"#).into(),
        ),
        (
            "code/.env",
            format!("GITHUB_TOKEN={GITHUB}\naws_access_key_id = {AWS_KEY}\nDB_PASSWORD={PASSWORD}\n").into(),
        ),
        ("notes/sp ace/\u{e9}t\u{e9}.txt", format!("call {PHONE}\n").into()),
        ("notes/empty.txt", Vec::new()),
        ("notes/plain.txt", b"nothing to see\n".to_vec()),
    ]
}

/// The credential whose every part is a canary.
pub fn credential() -> Value {
    json!({
        "access_key_id": ACCESS_KEY_ID,
        "secret_access_key": SECRET,
        "session_token": TOKEN,
    })
}

/// What is found in them: key and detector, sorted.
pub const FINDINGS: [(&str, &str); 19] = [
    ("code/.env", "aws_access_key"),
    ("code/.env", "generic_secret"),
    ("code/.env", "github_token"),
    ("notes/sp ace/\u{e9}t\u{e9}.txt", "phone_number"),
    ("people/broken.json", "email_address"),
    ("people/broken.json", "payment_card"),
    ("people/broken.json", "us_ssn"),
    ("people/customers.csv", "email_address"),
    ("people/customers.csv", "iban"),
    ("people/customers.csv", "payment_card"),
    ("people/customers.csv", "phone_number"),
    ("people/customers.csv", "us_ssn"),
    ("people/one.json", "email_address"),
    ("people/one.json", "payment_card"),
    ("people/wide.csv", "email_address"),
    ("people/wide.csv", "iban"),
    ("people/wide.csv", "payment_card"),
    ("people/wide.csv", "phone_number"),
    ("people/wide.csv", "us_ssn"),
];
