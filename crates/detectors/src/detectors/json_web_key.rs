//! Finds private and symmetric JSON Web Keys (RFC 7517): objects with a `kty` and the member that must stay
//! secret. Whoever holds one signs or decrypts as its owner.
//!
//! **How.** The object around a `"kty"` must be JSON. For `RSA`, `EC` and `OKP` the secret is `d`, for `oct` it is
//! `k` (RFC 7518, section 6; RFC 8037); it must decode as base64url and be of a key's length. The match is that
//! member's value.
//!
//! **Limits.** Public keys are not reported. An object whose earlier members are objects themselves is missed, and
//! so is JSON inside a JSON string.

use crate::{
    evidence::Evidence,
    json_around::Around,
    placeholder,
    spec::{Sink, Spec, Trigger},
    token_checksum::decode,
};
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "json_web_key",
    title: "Private JSON Web Key",
    category: Category::Credential,
    severity: Severity::Critical,
    version: 1,
    source: include_str!("json_web_key.rs"),
    examples: &[
        "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"d\":\"dGlkZWdhdGUtc2FtcGxlLW1hZGUtdXAtMDEyMzQ1Njc\",\"x\":\"bWFkZS11cC1wdWJsaWMta2V5LWZvci10aGUtdGVzdHM\"}",
        "{\"keys\": [{\"kid\": \"1\", \"kty\": \"oct\", \"alg\": \"HS256\", \"k\": \"c2FtcGxlLW9mLXRpZGVnYXRlLW1hZGUtdXAtNzc3\"}]}",
        "{\n  \"d\": \"c2FtcGxlLW9mLWFuLUVDLWtleS1tYWRlLXVwLTEyMzQ\",\n  \"kty\": \"EC\",\n  \"crv\": \"P-256\"\n}",
    ],
    counterexamples: &[
        "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"bWFkZS11cC14\",\"y\":\"bWFkZS11cC15\"}",
        "{\"kty\":\"oct\",\"k\":\"...\"}",
        "the member \"kty\" names the kind, \"d\": \"is secret\"",
        "{\"kty\":\"oct\",\"k\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}",
    ],
    trigger: Trigger::Literals(&["\"kty\""], check),
};

fn check(sink: &mut Sink<'_>, start: usize) {
    let text = sink.window.text;
    let Some(around) = Around::of(text, start) else {
        return;
    };
    let member = match around.string("kty") {
        Some("RSA" | "EC" | "OKP") => "d",
        Some("oct") => "k",
        _ => return,
    };
    let (Some(value), Some(span)) = (around.string(member), around.place(member)) else {
        return;
    };
    if sink.place(span.clone()).is_none() {
        return;
    }
    let length = decode(value).map_or(0, |bytes| bytes.len());
    if length < 8 {
        return;
    }
    let evidence = Evidence::new("a JSON Web Key with its secret member", 0.95)
        .penalty_if(length < 16, "shorter than keys are", 0.3)
        .penalty_if(
            placeholder::why(value, 8).is_some(),
            "the member looks like a placeholder",
            0.5,
        );
    let value = value.to_owned();
    sink.push(&SPEC, span, value, evidence);
}
