//! Temporary links: V4 signatures with the service account's own key. The path is percent-encoded before it
//! is signed, so the link says what was signed whatever the key holds.

use super::api::Api;
use super::target::{Target, UNRESERVED};
use super::token::Identity;
use crate::connector::SourceError;
use crate::http::HttpFailure;
use percent_encoding::{AsciiSet, percent_encode, utf8_percent_encode};
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::time::Duration;
use tidegate_domain::{context::RunContext, object::ObjectRef, problem::ErrorClass, transfer::TemporaryLink};

const ALGORITHM: &str = "GOOG4-RSA-SHA256";
/// Between segments the slash stays, as Google's own tools have it.
const PATH: &AsciiSet = &UNRESERVED.remove(b'/');

pub(super) fn link(
    api: &Api,
    ctx: &RunContext,
    object: &ObjectRef,
    lasting: Duration,
) -> Result<TemporaryLink, SourceError> {
    let key = match &api.sign_in.identity {
        Identity::Key(key) => key,
        Identity::Federated(_) => {
            return Err(SourceError::new(
                ErrorClass::PermissionDenied,
                "With workload identity there is no key on this computer to sign a link with.",
                "Use a connector with a service account key for links; signing at Google would need \
                 iam.serviceAccounts.signBlob.",
            )
            .lacking("iam.serviceAccounts.signBlob"));
        }
        Identity::Nobody => {
            return Err(SourceError::new(
                ErrorClass::ConfigInvalid,
                "Without signing in no link can be signed.",
                "A public object needs none: its address is enough.",
            ));
        }
    };
    // Checks both names.
    Target::object(&object.bucket, &object.key, "")?;
    let name = object.key.as_bytes();
    if name
        .split(|b| *b == b'/')
        .any(|part| part == b"." || part == b"..")
    {
        return Err(SourceError::new(
            ErrorClass::ConfigInvalid,
            "Browsers change addresses with the parts . and .., so a link to this object would not work.",
            "Download the object and pass it on in another way.",
        ));
    }
    let now = ctx.clock.now();
    let seconds = lasting.as_secs();
    let stamp = now.format("%Y%m%dT%H%M%SZ");
    let scope = format!("{}/auto/storage/goog4_request", now.format("%Y%m%d"));
    let who = format!("{}/{scope}", key.email);
    let who = utf8_percent_encode(&who, UNRESERVED);
    let path = format!("/{}/{}", object.bucket, percent_encode(name, PATH));
    // In the order that the signature wants them.
    let query = format!(
        "X-Goog-Algorithm={ALGORITHM}&X-Goog-Credential={who}&X-Goog-Date={stamp}&X-Goog-Expires={seconds}\
         &X-Goog-SignedHeaders=host"
    );
    let host = &api.authority;
    let asked = format!("GET\n{path}\n{query}\nhost:{host}\n\nhost\nUNSIGNED-PAYLOAD");
    let digest = hex(&Sha256::digest(asked.as_bytes()));
    let to_sign = format!("{ALGORITHM}\n{stamp}\n{scope}\n{digest}");
    let signature = key
        .sign(to_sign.as_bytes())
        .ok_or_else(|| HttpFailure::Unusable("the link cannot be signed".into()).into_source_error())?;
    let lasts = chrono::Duration::seconds(i64::try_from(seconds).unwrap_or_default());
    Ok(TemporaryLink {
        url: format!(
            "{}://{host}{path}?{query}&X-Goog-Signature={}",
            api.scheme,
            hex(&signature)
        ),
        expires_at: now + lasts,
        shortened: false,
    })
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
