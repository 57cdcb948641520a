//! Finds passwords in web addresses and those of mail, files and messages: `https://user:password@host`. Links
//! are copied into tickets, logs and histories, and the password goes with them.
//!
//! **How.** A scheme, then a name, `:`, a password, `@` and a host (RFC 3986, section 3.2.1). The match is the
//! password.
//!
//! **Limits.** Databases and queues have a detector of their own (*connection_string*). References such as
//! `${PASSWORD}` are no values. Passwords of documentation, example domains and this machine lower the confidence.
//! Whether the password still opens anything is not tried.

use crate::{
    authority::Authority,
    evidence::Evidence,
    spec::{Sink, Spec, Trigger},
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "basic_auth_url",
    title: "Password in a web address",
    category: Category::Credential,
    severity: Severity::High,
    version: 1,
    source: include_str!("basic_auth_url.rs"),
    examples: &[
        "https://jo:mAdeUp4tests@registry.tidegate.dev/v2/",
        "git clone https://deploy:t1de-Gate-sample@git.tidegate.dev/a/b.git",
        "ftp://backup:mAdeUp%404tests@files.tidegate.dev/",
        "HTTPS_PROXY=http://proxy:Sample7Gate@10.0.0.8:3128",
    ],
    counterexamples: &[
        "https://user:hunter2@example.com/",
        "https://jo:${PASSWORD}@registry.tidegate.dev/",
        "https://tidegate.dev:8443/@jo",
        "https://jo@tidegate.dev/",
        "http://user:letmein@localhost:8080",
        "https://jo:<password>@tidegate.dev/",
    ],
    trigger: Trigger::Literals(
        &[
            "http://",
            "https://",
            "ftp://",
            "ftps://",
            "sftp://",
            "ssh://",
            "smtp://",
            "smtps://",
            "imap://",
            "imaps://",
            "ldap://",
            "ldaps://",
            "ws://",
            "wss://",
            "git://",
            "socks5://",
            "mqtt://",
            "mqtts://",
            "nats://",
            "rtsp://",
            "smb://",
            "svn://",
        ],
        check,
    ),
};

fn check(sink: &mut Sink<'_>, start: usize) {
    if sink.before(start).is_ascii_alphanumeric() {
        return;
    }
    let Some(marks) = sink.window.text.get(start..).and_then(|rest| rest.find("://")) else {
        return;
    };
    let Some(found) = Authority::at(sink.window.text, start + marks + 3) else {
        return;
    };
    if sink.place(start..found.span.end).is_none() {
        return;
    }
    let evidence = Evidence::new("a name and a password in a web address", 0.85);
    let Some(evidence) = found.weigh(evidence) else {
        return;
    };
    let value = found.password.to_owned();
    sink.push(&SPEC, found.span, value, evidence);
}
