//! Finds passwords, keys and tokens by their names: in configuration files (`.env`, `.ini`, `.yaml`, `.tf` and the
//! like), and in programs, notebooks, XML and JSON. A secret in a settings file travels with every copy of it.
//!
//! **How.** A name such as *password*, *secret*, *token* or *api_key*, then `=`, `:`, `=>`, an XML tag's end or
//! an attribute `value`, then a value. The value must look chosen by chance or by a careful person: several kinds of characters, and
//! unlike words, which is measured by the pairs of letters that words have (plain entropy cannot tell a long name
//! from chance).
//!
//! **Limits.** Placeholders (`changeme`, `<password>`, `xxxx`), references (`${VAR}`, `{{ var }}`), paths, URLs,
//! UUIDs, hashes of hexadecimal length, the integrity values of lock files, booleans and plain words are left out, so a password that is one plain
//! word is missed. In programs, XML and JSON only texts between quotes or tags of three kinds of characters are looked at, which are
//! far from words. In other files it looks at nothing.

use crate::{
    assignment::{typed_value_after, value_after},
    evidence::Evidence,
    placeholder::{self, distinct},
    rarity::rarity,
    spec::{Named, Sink, Spec, Trigger},
};
use aho_corasick::AhoCorasick;
use std::{ops::Range, sync::LazyLock};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "generic_secret",
    title: "Password or key by its name",
    category: Category::Credential,
    severity: Severity::High,
    version: 4,
    source: include_str!("generic_secret.rs"),
    examples: &[
        "DB_PASSWORD=mAdeUp-4-Tests!",
        "api_key: \"q7RzT0bWm2Lx9KfV4nHc\"",
        "<password>Tr0ub4dor&3x</password>",
        "<add key=\"ApiKey\" value=\"q7RzT0bWm2Lx9KfV4nHc\"/>",
        "client_secret => 'pV8~kQ2.wZ6-rJ4xYbN1'",
    ],
    counterexamples: &[
        "password=changeme",
        "password=${DB_PASSWORD}",
        "token: /run/secrets/token",
        "secret = d41d8cd98f00b204e9800998ecf8427e",
        "api_key: 550e8400-e29b-41d4-a716-446655440000",
        "password_length = 12345678",
        "token_url=https://issuer.example/t0ken",
        "api_key = InternalServiceAccount2Name",
        "password = getpass.getpass(prompt1)",
        "let token: Option<Token2Kind> = None;",
        "publicKeyToken=\"6595b64144ccf1df\"",
        "<add key=\"password\" value=\"changeme\"/>",
        "<h3 id=\"config-password\">config2-password: B1 for a</h3>",
        "secret: sha512-pV8kQ2wZ6rJ4xYbN1q7RzT0bWm2Lx9KfV4nHcq7RzT0bWm2Lx9KfV4nHcQ==",
        "auth_token: \"${{ secrets.TOKEN }}\"",
    ],
    trigger: Trigger::Named(Named {
        everywhere: check,
        names: WRITTEN,
        at_name,
    }),
};

const NAMES: &[&str] = &[
    "password",
    "passwd",
    "passphrase",
    "passwort",
    "kennwort",
    "motdepasse",
    "mot_de_passe",
    "contraseña",
    "wachtwoord",
    "pwd",
    "secret",
    "token",
    "api_key",
    "apikey",
    "api-key",
    "access_key",
    "accesskey",
    "auth_key",
    "authkey",
    "private_key",
    "encryption_key",
    "signing_key",
    "account_key",
    "accountkey",
    "credential",
    "senha",
    "clave",
];

/// The same as programs write them.
const WRITTEN: &[&str] = &[
    "password",
    "Password",
    "PASSWORD",
    "passwd",
    "Passwd",
    "PASSWD",
    "passphrase",
    "Passphrase",
    "PASSPHRASE",
    "passwort",
    "Passwort",
    "PASSWORT",
    "kennwort",
    "Kennwort",
    "motdepasse",
    "motDePasse",
    "mot_de_passe",
    "MOT_DE_PASSE",
    "contraseña",
    "wachtwoord",
    "Wachtwoord",
    "pwd",
    "Pwd",
    "PWD",
    "secret",
    "Secret",
    "SECRET",
    "token",
    "Token",
    "TOKEN",
    "api_key",
    "API_KEY",
    "apikey",
    "apiKey",
    "ApiKey",
    "APIKEY",
    "APIKey",
    "api-key",
    "Api-Key",
    "access_key",
    "ACCESS_KEY",
    "accessKey",
    "AccessKey",
    "auth_key",
    "AUTH_KEY",
    "authKey",
    "AuthKey",
    "private_key",
    "PRIVATE_KEY",
    "privateKey",
    "PrivateKey",
    "encryption_key",
    "ENCRYPTION_KEY",
    "encryptionKey",
    "EncryptionKey",
    "signing_key",
    "SIGNING_KEY",
    "signingKey",
    "SigningKey",
    "account_key",
    "ACCOUNT_KEY",
    "accountKey",
    "AccountKey",
    "credential",
    "CREDENTIAL",
    "senha",
    "SENHA",
    "clave",
    "CLAVE",
];

/// `None` never happens: the list is short. Without it nothing would be found, and the examples would fail.
static FINDER: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .build(NAMES)
        .ok()
});

const PLACEHOLDERS: &[&str] = &[
    "change",
    "example",
    "placeholder",
    "your",
    "xxxx",
    "****",
    "....",
    "dummy",
    "sample",
    "redacted",
    "insert",
    "todo",
    "enter",
    "replace",
    "foobar",
    "not-set",
    "undefined",
    "null",
    "none",
    "default",
];

fn check(sink: &mut Sink<'_>) {
    let Some(finder) = FINDER.as_ref() else {
        return;
    };
    for hit in finder.find_iter(sink.bytes) {
        if let Some((value, quoted)) = value_after(sink.bytes, hit.end()) {
            let code = !quoted && sink.window.text.get(value.clone()).is_some_and(is_code);
            if code {
                continue;
            }
            let before = sink.bytes.get(hit.start().saturating_sub(9)..hit.start());
            // Assemblies of .NET are named with one; it is public.
            if before.is_some_and(|before| before.eq_ignore_ascii_case(b"publickey")) {
                continue;
            }
            let begins = !sink.before(hit.start()).is_ascii_alphabetic()
                || sink.bytes[hit.start()].is_ascii_uppercase()
                    && sink.before(hit.start()).is_ascii_lowercase();
            weigh(sink, NAMES[hit.pattern().as_usize()], begins, value);
        }
    }
}

/// In programs and trees only a text that is given to the name as it stands.
fn at_name(sink: &mut Sink<'_>, start: usize, end: usize) {
    let hint = sink.window.hint;
    if hint.configuration || !hint.assigned {
        return;
    }
    let before = sink.before(start);
    let begins = !before.is_ascii_alphabetic()
        || before.is_ascii_lowercase() && sink.bytes[start].is_ascii_uppercase();
    let quoted = value_after(sink.bytes, end).filter(|(_, quoted)| *quoted);
    let Some((value, true)) = quoted.or_else(|| typed_value_after(sink.bytes, end)) else {
        return;
    };
    let chosen = sink.window.text.get(value.clone()).is_some_and(is_chosen);
    if begins && chosen {
        let name = sink.window.text.get(start..end).unwrap_or_default();
        let name = name.to_ascii_lowercase();
        let known = NAMES.iter().find(|known| **known == name);
        weigh(sink, known.copied().unwrap_or("key"), true, value);
    }
}

/// What programs hold is mostly words, and names of other things: a secret among it is far from both.
fn is_chosen(value: &str) -> bool {
    let marked = value.contains([' ', '{', '}', '\\', ',', ';', '(', ')', '<', '>']);
    !marked && value.is_ascii() && kinds(value) >= 3 && rarity(value) >= 0.5 && distinct(value) >= 8
}

fn weigh(sink: &mut Sink<'_>, name: &str, begins: bool, span: Range<usize>) {
    let Some(value) = sink.window.text.get(span.clone()) else {
        return;
    };
    let password = matches!(
        name,
        "password"
            | "passwd"
            | "passphrase"
            | "passwort"
            | "kennwort"
            | "motdepasse"
            | "mot_de_passe"
            | "contraseña"
            | "wachtwoord"
            | "pwd"
            | "senha"
    );
    if value.len() < if password { 6 } else { 12 } || value.len() > 256 || excluded(value) {
        return;
    }
    let kinds = kinds(value);
    // Passwords are chosen by people, keys and tokens by chance.
    let rarity = rarity(value);
    let wanted = if password { 0.3 } else { 0.45 };
    if kinds < 2 || rarity < wanted || distinct(value) < if password { 5 } else { 8 } {
        return;
    }
    if sink.place(span.clone()).is_none() {
        return;
    }
    // What is recognised as a family's token has more than 0.7: it is told as that.
    let evidence = Evidence::new("a value given to a name of secrets", 0.35)
        .pattern("several kinds of characters", 0.05 * (kinds as f32 - 1.0))
        .pattern("unlike words", if rarity >= 0.5 { 0.2 } else { 0.1 })
        .penalty_if(!begins, "the name is part of a longer word", 0.1)
        .penalty_if(plain_words(value), "made of plain words", 0.25);
    let value = value.to_owned();
    sink.push(&SPEC, span, value, evidence);
}

/// An unquoted value that is a call, a type or a pointer: settings are sometimes program text.
fn is_code(value: &str) -> bool {
    value.starts_with(['&', '*', '-'])
        || ["::", "->", "(", "[", "<"]
            .iter()
            .any(|mark| value.contains(mark))
}

fn excluded(value: &str) -> bool {
    let small = value.to_lowercase();
    let reference = value.starts_with('$')
        || value.starts_with('%') && value.ends_with('%')
        || value.contains("${")
        || value.contains("{{")
        || value.contains("#{")
        || value.starts_with('<')
        || value.starts_with('[')
        || value.starts_with('{')
        || value.starts_with('!')
        || value.starts_with("vault:")
        || value.starts_with("arn:")
        || value.starts_with("ref+");
    let code = value.contains('(') && value.contains(')')
        || [
            "process.env",
            "os.environ",
            "env.",
            "var.",
            "secrets.",
            "data.",
            "local.",
            "module.",
        ]
        .iter()
        .any(|start| small.starts_with(start));
    let path = value.starts_with(['/', '~', '.'])
        || value.contains("://")
        || value.matches('/').count() > 2 && !value.contains(['+', '='])
        || value.contains(":\\");
    let hexadecimal = value.bytes().all(|byte| byte.is_ascii_hexdigit())
        && matches!(value.len(), 32 | 40 | 56 | 64 | 96 | 128);
    let integrity = [
        "sha1-", "sha256-", "sha384-", "sha512-", "sha256:", "sha512:", "md5:", "h1:",
    ]
    .iter()
    .any(|start| small.starts_with(start));
    reference
        || placeholder::reference(value)
        || placeholder::word(value)
        || integrity
        || code
        || path
        || hexadecimal
        || value.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
        || uuid(value)
        || value.contains(char::is_control)
        || value.contains("  ")
        || PLACEHOLDERS.iter().any(|word| small.contains(word))
}

fn uuid(value: &str) -> bool {
    value.len() == 36
        && value.bytes().enumerate().all(|(i, byte)| match i {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

/// Of small letters, capitals, digits and marks, how many occur.
fn kinds(value: &str) -> usize {
    [
        value.contains(char::is_lowercase),
        value.contains(char::is_uppercase),
        value.contains(|c: char| c.is_ascii_digit()),
        value.contains(|c: char| !c.is_alphanumeric()),
    ]
    .into_iter()
    .filter(|occurs| *occurs)
    .count()
}

/// Letters with single marks between, as in `some-service-name`.
fn plain_words(value: &str) -> bool {
    let marks = ['-', '_', '.', ' ', ':', '\\', '!', '?', '/'];
    value
        .trim_matches(marks)
        .split(marks)
        .all(|word| !word.is_empty() && word.chars().all(char::is_alphabetic))
}
