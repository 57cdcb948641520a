//! Finds email addresses, also with letters beyond ASCII. They name people, and are the key under which most
//! services keep an account.
//!
//! **How.** Around each `@`: a local part of letters, digits and `. _ % + - ' &` (a subset of RFC 5321 that
//! people use), and a domain of dotted labels (RFC 1035, IDN letters allowed) that ends in a plausible top-level
//! domain: 2 to 24 letters or `xn--`. The common ones count for more.
//!
//! **Limits.** Quoted local parts and bare host names are left out; so are endings that are file types
//! (`logo@2x.png`) and user parts of URLs. Example domains (RFC 2606: `example.com`, …) and no-reply
//! senders are reported low; `.test` only costs the bonus of a common ending.

use crate::{
    evidence::Evidence,
    spec::{Sink, Spec, Trigger},
    words::Words,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "email_address",
    title: "Email address",
    category: Category::Personal,
    severity: Severity::Medium,
    version: 1,
    source: include_str!("email_address.rs"),
    examples: &[
        "Write to iana@iana.org.",
        "<webmaster+tidegate@w3.org>",
        "contact='info@rfc-editor.org'",
        "mailto:jürgen@bücher.ch",
        "ada.dahl@northwind.test",
    ],
    counterexamples: &[
        "logo@2x.png",
        "jane@example.com",
        "no-reply@iana.org",
        "npm i left@1.2.3",
        "user@localhost",
        "git@github.com:a/b.git",
        "postgres://user:pw@db.iana.org/x",
    ],
    trigger: Trigger::At(check),
};

static WORDS: Words = Words::new(&[
    "email",
    "e mail",
    "mail",
    "mailto",
    "email address",
    "contact",
    "adresse",
    "e mail adresse",
    "courriel",
    "mél",
    "correo",
    "correo electrónico",
    "posta",
    "posta elettronica",
    "indirizzo",
    "e mailadres",
    "endereço",
]);

const COMMON: &[&str] = &[
    "com", "org", "net", "edu", "gov", "mil", "int", "info", "biz", "io", "dev", "app", "ai", "co", "me",
    "us", "uk", "de", "fr", "es", "it", "nl", "pt", "be", "ch", "at", "ie", "pl", "cz", "se", "no", "fi",
    "dk", "eu", "ca", "au", "nz", "jp", "cn", "kr", "in", "br", "mx", "ar", "cl", "za", "ru", "ua", "tr",
    "il", "sg", "hk", "gr", "ro", "hu",
];

/// Endings that are file types far more often than addresses.
const FILE_TYPES: &[&str] = &[
    "png",
    "jpg",
    "jpeg",
    "gif",
    "svg",
    "webp",
    "bmp",
    "ico",
    "css",
    "scss",
    "less",
    "js",
    "jsx",
    "ts",
    "tsx",
    "mjs",
    "cjs",
    "json",
    "html",
    "htm",
    "xml",
    "yml",
    "yaml",
    "toml",
    "lock",
    "txt",
    "csv",
    "tsv",
    "log",
    "pdf",
    "doc",
    "docx",
    "xls",
    "xlsx",
    "ppt",
    "pptx",
    "gz",
    "tgz",
    "tar",
    "bz",
    "xz",
    "jar",
    "war",
    "exe",
    "dll",
    "bin",
    "py",
    "rb",
    "rs",
    "go",
    "java",
    "php",
    "cpp",
    "hpp",
    "swift",
    "kt",
    "vue",
    "map",
    "min",
    "woff",
    "woff",
    "ttf",
    "service",
    "timer",
    "socket",
    "local",
    "internal",
    "localhost",
    "lan",
    "corp",
];

const NO_REPLY: &[&str] = &[
    "no-reply",
    "noreply",
    "no_reply",
    "no.reply",
    "donotreply",
    "do-not-reply",
    "do_not_reply",
    "mailer-daemon",
    "nobody",
    "null",
];

fn is_local(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(byte, b'.' | b'_' | b'%' | b'+' | b'-' | b'\'' | b'&')
        || byte >= 0x80
}

fn check(sink: &mut Sink<'_>, at: usize) {
    let bytes = sink.bytes;
    let mut end = at + 1;
    while end < bytes.len() && end - at <= 253 {
        let byte = bytes[end];
        if !(byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-') || byte >= 0x80) {
            break;
        }
        end += 1;
    }
    let mut start = at;
    while start > 0 && at - start <= 64 && is_local(bytes[start - 1]) {
        start -= 1;
    }
    // RFC 5321: 64 bytes at most; a longer run is something else.
    if start == at || at - start > 64 || end == at + 1 {
        return;
    }
    // Only letters and digits beyond ASCII belong: quotation marks and dashes of typography do not.
    let Some(local) = sink.window.text.get(start..at).map(trim_local) else {
        return;
    };
    start = at - local.len();
    let Some(domain) = sink.window.text.get(at + 1..end) else {
        return;
    };
    let domain = domain
        .split(|c: char| !c.is_ascii() && !c.is_alphanumeric())
        .next()
        .unwrap_or("");
    let domain = domain.trim_end_matches(['.', '-']);
    if local.is_empty() || local.contains("..") || !local.contains(char::is_alphanumeric) {
        return;
    }
    let Some(known) = domain_weight(domain) else {
        return;
    };
    let end = at + 1 + domain.len();
    // `git@host:path`, `user@host@…`, and `user:password@host` of URLs.
    let after = sink.at(end);
    let before = sink.before(start);
    if after == b'@'
        || before == b'@'
        || (after == b':' && matches!(sink.at(end + 1), b'a'..=b'z' | b'A'..=b'Z' | b'~'))
    {
        return;
    }
    if (matches!(before, b':' | b'/') && in_url(&bytes[..start])) || (after == b'/' && before == b'/') {
        return;
    }
    let Some(place) = sink.place(start..end) else {
        return;
    };
    let small = local.to_lowercase();
    let domain = domain.to_lowercase();
    let evidence = Evidence::new("an address around @", 0.5)
        .pattern(
            if known {
                "a common top-level domain"
            } else {
                "a plausible top-level domain"
            },
            if known { 0.3 } else { 0.15 },
        )
        .context(place.context(&WORDS), 0.1, 0.1)
        .penalty_if(reserved(&domain), "a domain reserved for examples", 0.45)
        .penalty_if(
            NO_REPLY
                .iter()
                .any(|name| small == *name || small.starts_with(&format!("{name}+"))),
            "a sender that reads no mail",
            0.45,
        );
    sink.push(&SPEC, start..end, format!("{small}@{domain}"), evidence);
}

/// The end of `text` that can be a local part.
fn trim_local(text: &str) -> &str {
    let from = text
        .char_indices()
        .rev()
        .find(|(_, c)| !c.is_ascii() && !c.is_alphanumeric())
        .map_or(0, |(at, c)| at + c.len_utf8());
    text[from..].trim_start_matches(['.', '\'', '&', '%', '-', '+'])
}

/// Whether the top-level domain is a common one; `None` when this is no domain.
fn domain_weight(domain: &str) -> Option<bool> {
    let (rest, last) = domain.rsplit_once('.')?;
    let labels_fit = rest.split('.').all(|label| {
        !label.is_empty() && label.len() <= 63 && !label.starts_with('-') && !label.ends_with('-')
    });
    if !labels_fit {
        return None;
    }
    let last = last.to_lowercase();
    if COMMON.contains(&last.as_str()) {
        return Some(true);
    }
    let letters = last.chars().count();
    let plausible = (last.chars().all(char::is_alphabetic) && (2..=24).contains(&letters))
        || (last.starts_with("xn--") && last.len() > 4);
    (plausible && !FILE_TYPES.contains(&last.as_str())).then_some(false)
}

/// RFC 2606 and RFC 6761.
fn reserved(domain: &str) -> bool {
    let name = |wanted: &str| domain == wanted || domain.ends_with(&format!(".{wanted}"));
    ["example.com", "example.org", "example.net", "example.edu"]
        .into_iter()
        .any(name)
        || [".example", ".invalid"]
            .into_iter()
            .any(|end| domain.ends_with(end))
}

/// Whether `scheme://` stands shortly before, with nothing but a user name between.
fn in_url(before: &[u8]) -> bool {
    let near = &before[before.len().saturating_sub(80)..];
    let word = near
        .iter()
        .rposition(|byte| byte.is_ascii_whitespace() || matches!(byte, b'"' | b'\'' | b'<'));
    let near = &near[word.map_or(0, |at| at + 1)..];
    memchr::memmem::find(near, b"://").is_some()
}
