//! Finds the passwords of PostgreSQL's `.pgpass` files: `host:port:database:user:password`, in configuration files
//! only. Whoever holds one reads the database.
//!
//! **How.** A line of five fields with `:` between, of which the second is a port or `*`; `\:` and `\\` stand for
//! the characters themselves (PostgreSQL's documentation, The Password File). A file named `.pgpass` or
//! `pgpass.conf` adds to it. The match is the password.
//!
//! **Limits.** Passwords of documentation and references such as `${PASSWORD}` lower the confidence or are no
//! values. Whether the password is still right is not tried.

use crate::{
    authority::weigh_password,
    evidence::Evidence,
    spec::{Sink, Spec, Trigger},
};
use std::ops::Range;
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "pgpass_password",
    title: "Password in a .pgpass",
    category: Category::Credential,
    severity: Severity::High,
    version: 1,
    source: include_str!("pgpass_password.rs"),
    examples: &[
        "db.tidegate.dev:5432:app:jo:mAdeUp4tests",
        "# passwords\n*:*:*:backup:t1de\\:Gate",
        "localhost:5433:*:postgres:Sample7Gate",
    ],
    counterexamples: &[
        "127.0.0.1:8080:80",
        "root:x:0:0:root:/root:/bin/bash",
        "db.tidegate.dev:5432:app:jo:${PGPASSWORD}",
        "#db.tidegate.dev:5432:app:jo:mAdeUp4tests",
        "host:port:database:user:password",
    ],
    trigger: Trigger::Configuration(check),
};

fn check(sink: &mut Sink<'_>) {
    let text = sink.window.text;
    let name = sink.window.hint.name.to_ascii_lowercase();
    let named = name.ends_with("pgpass") || name.ends_with("pgpass.conf");
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let content = line.trim_end_matches(['\n', '\r']);
        if let Some(span) = password(content) {
            let span = start + span.start..start + span.end;
            weigh(sink, span, named);
        }
        start += line.len();
    }
}

fn weigh(sink: &mut Sink<'_>, span: Range<usize>, named: bool) {
    let Some(value) = sink.window.text.get(span.clone()) else {
        return;
    };
    if sink.place(span.clone()).is_none() {
        return;
    }
    let evidence = Evidence::new("five fields like those of a .pgpass file", 0.7)
        .pattern("the file's name", if named { 0.25 } else { 0.0 });
    if let Some(evidence) = weigh_password(value, evidence) {
        let value = value.replace("\\:", ":").replace("\\\\", "\\");
        sink.push(&SPEC, span, value, evidence);
    }
}

/// The fifth field's place, when the line has the form.
fn password(line: &str) -> Option<Range<usize>> {
    if line.len() > 1024 || line.starts_with('#') {
        return None;
    }
    let mut starts = [0; 5];
    let mut field = 0;
    let mut escaped = false;
    for (at, byte) in line.bytes().enumerate() {
        if byte == b':' && !escaped {
            field += 1;
            *starts.get_mut(field)? = at + 1;
        }
        escaped = byte == b'\\' && !escaped;
    }
    let [_, port, database, user, password] = starts;
    if field != 4 {
        return None;
    }
    let part = |from: usize, to: usize| line.get(from..to - 1).unwrap_or_default();
    let host = part(0, port);
    let number = part(port, database);
    let names = [part(database, user), part(user, password)];
    let value = line.get(password..)?;
    let fits = (host == "*" || host.contains(|c: char| c.is_ascii_alphabetic() || c == '.'))
        && (number == "*"
            || (2..=5).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit()))
        && names.iter().all(|name| !name.is_empty())
        && ![host, names[0], names[1], value]
            .iter()
            .any(|part| part.contains([' ', '\t', '"', '\'', '/']))
        && value.len() >= 4;
    fits.then_some(password..line.len())
}
