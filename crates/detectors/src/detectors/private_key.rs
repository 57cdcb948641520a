//! Finds private keys: PEM blocks (PKCS#1, PKCS#8, SEC 1, OpenSSH), PGP private key blocks and PuTTY key files.
//! Whoever holds one is whoever it belongs to.
//!
//! **How.** A `-----BEGIN … PRIVATE KEY-----` line (RFC 7468, RFC 4880), a body of base64, and the `END` line
//! with the same words. The match is the whole block. Line breaks may be written as `\n`, as in JSON and `.env`
//! files. A whole block is decoded: PKCS#1, PKCS#8 and SEC 1 keys must be one ASN.1 sequence of the right length
//! (X.690), OpenSSH's begin with their magic words, PGP's with a secret key packet.
//!
//! **Limits.** A block whose end is missing (cut file, window's edge) is reported lower. A header with hardly
//! any body, as in documentation and source code, is reported low. A body encrypted with a passphrase counts
//! less. The numbers inside the key are not checked.

use crate::{
    evidence::Evidence,
    spec::{Sink, Spec, Trigger},
    token_checksum::decode,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "private_key",
    title: "Private key",
    category: Category::Credential,
    severity: Severity::Critical,
    version: 2,
    source: include_str!("private_key.rs"),
    examples: &[
        "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n-----END PRIVATE KEY-----",
        "KEY=\"-----BEGIN EC PRIVATE KEY-----\\nMHcCAQEEIIrYSSNQFaA2Hwf1duRSxKtLYX5CB04fSeQ6tF1aY/PuoAoGCCqGSM49\\nAwEHoUQDQgAEPR3tU2Fta9ktY+6P9G0cWO+0kETA6SFs38GecTyudlHz6xvCdz8q\\n-----END EC PRIVATE KEY-----\"",
        "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW\nQyNTUxOQAAACBmYWtlZmFrZWZha2VmYWtlZmFrZWZha2VmYWtlZmFrZQAAAJBtYWRldXA",
    ],
    counterexamples: &[
        "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n-----END PUBLIC KEY-----",
        "if line == \"-----BEGIN PRIVATE KEY-----\" {",
        "-----BEGIN RSA PRIVATE KEY-----\n...\n-----END RSA PRIVATE KEY-----",
        "-----BEGIN CERTIFICATE-----",
    ],
    trigger: Trigger::Literals(&["-----BEGIN ", "PuTTY-User-Key-File-"], check),
};

/// Keys of 16,384 bits stay far below this.
const REACH: usize = 32 * 1024;

fn check(sink: &mut Sink<'_>, start: usize) {
    let until = (start + REACH).min(sink.bytes.len());
    let bytes = &sink.bytes[start..until];
    let (body_from, body_to, end, closed) = if bytes.starts_with(b"-----BEGIN ") {
        let Some(kind) = kind(bytes) else {
            return;
        };
        let body = 11 + kind + 5;
        let mut closing = Vec::with_capacity(kind + 14);
        closing.extend_from_slice(b"-----END ");
        closing.extend_from_slice(&bytes[11..body]);
        match memchr::memmem::find(&bytes[body..], &closing) {
            Some(at) => (body, body + at, body + at + closing.len(), true),
            None => {
                let length = base64_run(&bytes[body..]);
                (body, body + length, body + length, false)
            }
        }
    } else {
        let Some(at) = memchr::memmem::find(bytes, b"Private-Lines:") else {
            return;
        };
        match memchr::memmem::find(&bytes[at..], b"Private-MAC:") {
            Some(mac) => {
                let rest = bytes[at + mac..]
                    .iter()
                    .skip(13)
                    .take_while(|byte| byte.is_ascii_hexdigit())
                    .count();
                (at + 14, at + mac, (at + mac + 13 + rest).min(bytes.len()), true)
            }
            None => {
                let length = base64_run(&bytes[at + 14..]);
                (at + 14, at + 14 + length, at + 14 + length, false)
            }
        }
    };
    let span = start..start + end;
    let Some(text) = sink.window.text.get(span.clone()) else {
        return;
    };
    if sink.place(span.clone()).is_none() {
        return;
    }
    let body = &bytes[body_from..body_to];
    let canonical = canonical(text);
    let solid = body.iter().filter(|byte| byte.is_ascii_alphanumeric()).count();
    let mut seen = [false; 256];
    body.iter().for_each(|byte| seen[*byte as usize] = true);
    let varied = seen.iter().filter(|seen| **seen).count() >= 16;
    let inside = if closed { inside(bytes, body) } else { None };
    let encrypted = memchr::memmem::find(&bytes[..body_to], b"ENCRYPTED").is_some()
        || memchr::memmem::find(&bytes[..body_to], b"Encryption: aes").is_some()
        || inside == Some(Inside::Encrypted);
    let evidence = Evidence::new("a private key's header", 0.4)
        .pattern("a body of base64", if solid >= 48 && varied { 0.35 } else { 0.0 })
        .pattern("the end line is there", if closed { 0.2 } else { 0.0 })
        .penalty_if(solid < 48 || !varied, "hardly any body, as in documentation", 0.2)
        .penalty_if(!closed, "cut off before its end", 0.1)
        .penalty_if(encrypted, "encrypted with a passphrase", 0.2);
    let evidence = match inside {
        Some(Inside::Key | Inside::Encrypted) => evidence.checksum("its body decodes to a key", 0.05),
        Some(Inside::Nothing) => evidence.penalty("its body does not decode to a key", 0.2),
        None => evidence,
    };
    sink.push(&SPEC, span, canonical, evidence);
}

/// The same key is the same finding, however its lines are broken.
pub(super) fn canonical(block: &str) -> String {
    let block = block.replace("\\r", "").replace("\\n", "\n");
    block
        .lines()
        .flat_map(|line| uncommented(line).split_whitespace())
        .collect()
}

/// Keys in comments have the comment's marks before every line.
fn uncommented(line: &str) -> &str {
    let line = line.trim();
    let marks = line.split(' ').next().unwrap_or(line);
    if marks
        .bytes()
        .all(|byte| matches!(byte, b'/' | b'!' | b'#' | b'*' | b'>'))
    {
        return line.get(marks.len()..).unwrap_or_default().trim_start();
    }
    line
}

/// What a whole body turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Inside {
    Key,
    Encrypted,
    Nothing,
}

/// Looks into the body of a whole PEM block; `None` where its bytes say nothing (encrypted in the old way, PuTTY).
pub(super) fn inside(block: &[u8], body: &[u8]) -> Option<Inside> {
    let header = block.strip_prefix(b"-----BEGIN ")?;
    if memchr::memmem::find(body, b"DEK-Info:").is_some() {
        return None;
    }
    let pgp = header.starts_with(b"PGP ");
    let mut base64 = Vec::with_capacity(body.len());
    let text = String::from_utf8_lossy(body)
        .replace("\\r", "")
        .replace("\\n", "\n");
    for line in text.lines().map(uncommented) {
        // Armour has headers, and at its end a checksum of its own (RFC 4880, section 6).
        if pgp && (line.contains(':') || line.starts_with('=')) {
            continue;
        }
        base64.extend(
            line.bytes()
                .filter(|byte| !matches!(byte, b'"' | b'\'' | b',' | b' ' | b'\\')),
        );
    }
    let Some(bytes) = decode(&String::from_utf8_lossy(&base64)) else {
        return Some(Inside::Nothing);
    };
    let is_key = if pgp {
        // A packet of tag 5, in the new or the old form.
        bytes
            .first()
            .is_some_and(|first| *first == 0xC5 || first & 0xFC == 0x94)
    } else if header.starts_with(b"OPENSSH ") {
        let Some(rest) = bytes.strip_prefix(b"openssh-key-v1\0") else {
            return Some(Inside::Nothing);
        };
        if !rest.starts_with(b"\0\0\0\x04none") {
            return Some(Inside::Encrypted);
        }
        true
    } else {
        sequence(&bytes)
    };
    Some(if is_key { Inside::Key } else { Inside::Nothing })
}

/// One ASN.1 sequence that is as long as it says.
fn sequence(bytes: &[u8]) -> bool {
    let [0x30, first, rest @ ..] = bytes else {
        return false;
    };
    match first {
        0..=0x7F => rest.len() == usize::from(*first),
        0x81..=0x83 => {
            let count = usize::from(first & 0x7F);
            rest.split_at_checked(count).is_some_and(|(length, rest)| {
                length
                    .iter()
                    .fold(0usize, |sum, byte| sum << 8 | usize::from(*byte))
                    == rest.len()
            })
        }
        _ => false,
    }
}

/// The length of the words between `BEGIN ` and the dashes, when they name a private key.
fn kind(bytes: &[u8]) -> Option<usize> {
    let words = &bytes[11..bytes.len().min(11 + 48)];
    let length = memchr::memmem::find(words, b"-----")?;
    let words = &words[..length];
    (words.ends_with(b"PRIVATE KEY") || words.ends_with(b"PRIVATE KEY BLOCK")).then_some(length)
}

/// How far base64, its line breaks (also written as `\n`) and PEM headers go.
fn base64_run(bytes: &[u8]) -> usize {
    let mut end = 0;
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        let text = line.trim_ascii();
        let fits = text.is_empty()
            || text.starts_with(b"Proc-Type:")
            || text.starts_with(b"DEK-Info:")
            || text
                .iter()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=' | b'\\'));
        if !fits {
            break;
        }
        end += line.len();
    }
    bytes[..end].trim_ascii_end().len()
}
