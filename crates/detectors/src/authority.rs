//! The part of a URL that names who signs in where: `user:password@host` (RFC 3986, section 3.2). Knows no scheme.

use crate::{evidence::Evidence, placeholder};
use std::ops::Range;

/// Longer user names, passwords and hosts than this are none.
const LONGEST: usize = 1024;

/// A URL's authority with a password in it.
pub(crate) struct Authority<'a> {
    user: &'a str,
    pub(crate) password: &'a str,
    /// The password's place in the text.
    pub(crate) span: Range<usize>,
    host: &'a str,
}

impl<'a> Authority<'a> {
    /// Reads the authority that begins at `start`; `None` without a password in it.
    pub(crate) fn at(text: &'a str, start: usize) -> Option<Self> {
        let rest = text.get(start..)?;
        let end = rest
            .bytes()
            .take(LONGEST)
            .position(|byte| {
                byte <= b' '
                    || matches!(
                        byte,
                        b'/' | b'?'
                            | b'#'
                            | b'"'
                            | b'\''
                            | b'`'
                            | b'<'
                            | b'>'
                            | b'\\'
                            | b'|'
                            | b'('
                            | b')'
                            | b','
                    )
            })
            .unwrap_or(rest.len());
        // Clusters are lists of hosts, with commas between; the first is enough.
        let whole = rest.get(..end)?;
        let (userinfo, host) = whole.rsplit_once('@')?;
        let (user, password) = userinfo.split_once(':')?;
        if password.is_empty() || host.is_empty() || user.contains('@') {
            return None;
        }
        let from = start + user.len() + 1;
        Some(Self {
            user,
            password,
            span: from..from + password.len(),
            host: host.split(':').next().unwrap_or(host),
        })
    }

    /// What speaks against it; `None` when the password is a reference and no value.
    pub(crate) fn weigh(&self, evidence: Evidence) -> Option<Evidence> {
        Some(
            weigh_password(self.password, evidence)?
                .penalty_if(self.password == self.user, "the password is the user's name", 0.2)
                .penalty_if(nowhere(self.host), "the host is an example or this machine", 0.3)
                .penalty_if(
                    self.password.bytes().all(|byte| byte.is_ascii_lowercase()),
                    "the password is small letters only",
                    0.1,
                ),
        )
    }
}

/// Passwords of documentation and of fresh installations.
const SAMPLES: &[&str] = &[
    "password",
    "passwort",
    "passwd",
    "pass",
    "pwd",
    "passw0rd",
    "p@ssw0rd",
    "pass123",
    "password1",
    "password123",
    "secret",
    "mypassword",
    "mypass",
    "mysecretpassword",
    "userpass",
    "user_password",
    "your_password",
    "yourpassword",
    "dbpassword",
    "db_password",
    "thepassword",
    "test",
    "testing",
    "test123",
    "testpass",
    "guest",
    "root",
    "admin",
    "postgres",
    "mysql",
    "mongo",
    "redis",
    "user",
    "foo",
    "bar",
    "baz",
    "foobar",
    "abc",
    "abc123",
    "123456",
    "12345678",
    "1234",
    "pw",
    "word",
    "hunter2",
    "token",
    "hello",
    "letmein",
    "changeit",
    "qwerty",
    "gx1fbat3bv",
    "7fjfp0zbr1ktdrbnfvdmiw",
    "open sesame",
    "opensesame",
    "secret123",
    "secret1",
    "p4ssw0rd",
    "proxypass",
    "xyzzy",
    "xpassword",
];

/// What a password by itself says; `None` when it is a reference, such as `${PASSWORD}`.
pub(crate) fn weigh_password(password: &str, evidence: Evidence) -> Option<Evidence> {
    let small = password.to_ascii_lowercase();
    let reference = placeholder::reference(password)
        || password.starts_with(['{', '[', '$', '*', '%', ':'])
        || password.ends_with('}')
        || small.contains("...")
        || small
            .bytes()
            .all(|byte| matches!(byte, b'*' | b'x' | b'.' | b'-' | b'_' | b'#'));
    if reference {
        return None;
    }
    let sample = SAMPLES.contains(&small.as_str()) || placeholder::word(password);
    Some(
        evidence
            .penalty_if(sample, "a password of documentation", 0.4)
            .penalty_if(!sample && password.len() < 4, "very short", 0.4),
    )
}

/// Hosts that no password opens to anybody else.
fn nowhere(host: &str) -> bool {
    let small = host.to_ascii_lowercase();
    // RFC 2606 reserves these names.
    let reserved = ["example", "test", "invalid", "localhost"]
        .iter()
        .any(|name| small == *name || small.ends_with(&format!(".{name}")));
    reserved
        || ["example.com", "example.org", "example.net"]
            .iter()
            .any(|name| small == *name || small.ends_with(&format!(".{name}")))
        || matches!(
            small.as_str(),
            "127.0.0.1" | "0.0.0.0" | "host" | "hostname" | "server" | "domain.com" | "host.com"
        )
        || !small.contains(|c: char| c.is_ascii_alphanumeric())
}
