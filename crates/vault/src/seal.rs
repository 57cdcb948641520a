//! Sealing and fingerprinting under keys derived from the one key.
//!
//! Sealed form: one version byte, a 24-byte random nonce, then XChaCha20-Poly1305
//! (draft-irtf-cfrg-xchacha-03) with the record's id as associated data. Sub-keys and fingerprints are
//! HMAC-SHA-256 (RFC 2104).

use crate::VaultError;
use aes_gcm_siv::Aes256GcmSiv;
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use std::fmt;
use tidegate_domain::secret::{Excerpt, Secret};
use zeroize::Zeroizing;

const VERSION: u8 = 1;
const NONCE: usize = 24;
/// Bytes of a fingerprint: enough that no two values of one install share one.
const FINGERPRINT: usize = 16;

/// The one key. Never printed, wiped when dropped.
#[derive(Clone)]
pub(crate) struct Key(Zeroizing<[u8; 32]>);

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[key]")
    }
}

impl Key {
    pub(crate) fn random() -> Result<Self, VaultError> {
        Ok(Self(Zeroizing::new(random()?)))
    }

    pub(crate) fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(|bytes| Self(Zeroizing::new(bytes)))
    }

    pub(crate) fn expose(&self) -> &[u8; 32] {
        &self.0
    }

    fn derive(&self, purpose: &str) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(hmac(&*self.0, &[purpose.as_bytes()]))
    }
}

pub(crate) fn random<const N: usize>() -> Result<[u8; N], VaultError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| VaultError::NoRandomness)?;
    Ok(bytes)
}

pub(crate) fn seal(key: &Key, record: &str, plain: &[u8]) -> Result<Vec<u8>, VaultError> {
    let nonce = random::<NONCE>()?;
    let aad = associated(record);
    let payload = Payload {
        msg: plain,
        aad: &aad,
    };
    let sealed = cipher(key)?
        .encrypt(&XNonce::from(nonce), payload)
        .map_err(|_| VaultError::Damaged)?;
    Ok([&[VERSION][..], &nonce, &sealed].concat())
}

pub(crate) fn open(key: &Key, record: &str, sealed: &[u8]) -> Result<Secret, VaultError> {
    let (version, rest) = sealed.split_first().ok_or(VaultError::Damaged)?;
    let (nonce, body) = rest.split_first_chunk::<NONCE>().ok_or(VaultError::Damaged)?;
    if *version != VERSION {
        return Err(VaultError::Damaged);
    }
    let aad = associated(record);
    let payload = Payload { msg: body, aad: &aad };
    let plain = cipher(key)?
        .decrypt(&XNonce::from(*nonce), payload)
        .map_err(|_| VaultError::Damaged)?;
    String::from_utf8(plain)
        .map(Secret::new)
        .map_err(|_| VaultError::Damaged)
}

fn cipher(key: &Key) -> Result<XChaCha20Poly1305, VaultError> {
    XChaCha20Poly1305::new_from_slice(&*key.derive("tidegate seal v1")).map_err(|_| VaultError::Damaged)
}

fn associated(record: &str) -> Vec<u8> {
    [&[VERSION][..], record.as_bytes()].concat()
}

fn hmac(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    // HMAC takes keys of any length: the other arm is unreachable and answers a constant, not a panic.
    let Ok(mut mac) = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(key) else {
        return [0; 32];
    };
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

pub(crate) fn sign(key: &Key, text: &[u8]) -> String {
    let signature = hmac(&*key.derive("tidegate manifest v1"), &[text]);
    signature.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Bytes of a keyed hash that stands for a value.
const HASH: usize = 12;
/// AES-256-GCM-SIV takes a nonce of so many bytes.
const SIV_NONCE: usize = 12;

/// Makes what stands for values in redacted copies of one project: equal values have equal ones there, and without
/// the key they say nothing.
#[derive(Clone)]
pub struct RedactionKey(Zeroizing<[u8; 32]>);

impl fmt::Debug for RedactionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[key]")
    }
}

impl RedactionKey {
    pub(crate) fn derived(key: &Key, project: &str) -> Self {
        let all = key.derive("tidegate redaction v1");
        Self(Zeroizing::new(hmac(&*all, &[project.as_bytes()])))
    }

    /// A key of its own, for tests.
    pub fn from_seed(seed: [u8; 32]) -> Self {
        Self(Zeroizing::new(seed))
    }

    /// A keyed hash of a value, as hexadecimal digits.
    pub fn hash(&self, detector: &str, value: &Excerpt) -> String {
        let hash = self.bytes("hash", detector, value, 0);
        hash.iter().take(HASH).map(|byte| format!("{byte:02x}")).collect()
    }

    /// Bytes that follow from a value: the choices of a pseudonym. `attempt` gives others.
    pub fn bytes(&self, purpose: &str, detector: &str, value: &Excerpt, attempt: u32) -> [u8; 32] {
        hmac(
            &*self.0,
            &[
                purpose.as_bytes(),
                b"\0",
                detector.as_bytes(),
                b"\0",
                &attempt.to_le_bytes(),
                value.expose().as_bytes(),
            ],
        )
    }

    /// The value encrypted with AES-256-GCM-SIV (RFC 8452), the detector as associated data: nonce, then text and tag.
    /// The nonce follows from the value, so that equal values give equal bytes.
    pub fn encrypt(&self, detector: &str, value: &Excerpt) -> Result<Vec<u8>, VaultError> {
        let chosen = self.bytes("nonce", detector, value, 0);
        let nonce: [u8; SIV_NONCE] = std::array::from_fn(|at| chosen.get(at).copied().unwrap_or_default());
        let payload = Payload {
            msg: value.expose().as_bytes(),
            aad: detector.as_bytes(),
        };
        let sealed = self
            .siv()?
            .encrypt(&nonce.into(), payload)
            .map_err(|_| VaultError::Damaged)?;
        Ok([&nonce[..], &sealed].concat())
    }

    /// The value that [`RedactionKey::encrypt`] made these bytes of.
    pub fn decrypt(&self, detector: &str, sealed: &[u8]) -> Result<Secret, VaultError> {
        let (nonce, body) = sealed
            .split_first_chunk::<SIV_NONCE>()
            .ok_or(VaultError::Damaged)?;
        let payload = Payload {
            msg: body,
            aad: detector.as_bytes(),
        };
        let plain = self
            .siv()?
            .decrypt(&(*nonce).into(), payload)
            .map_err(|_| VaultError::Damaged)?;
        String::from_utf8(plain)
            .map(Secret::new)
            .map_err(|_| VaultError::Damaged)
    }

    fn siv(&self) -> Result<Aes256GcmSiv, VaultError> {
        let key = Zeroizing::new(hmac(&*self.0, &[b"encrypt"]));
        Aes256GcmSiv::new_from_slice(&*key).map_err(|_| VaultError::Damaged)
    }
}

/// Makes fingerprints of values: equal values of one install have equal ones, and without the key they
/// say nothing.
#[derive(Clone)]
pub struct FingerprintKey(Zeroizing<[u8; 32]>);

impl fmt::Debug for FingerprintKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[key]")
    }
}

impl FingerprintKey {
    pub(crate) fn derived(key: &Key) -> Self {
        Self(key.derive("tidegate fingerprint v1"))
    }

    /// A key for one process that stores nothing.
    pub fn ephemeral(random: [u8; 32]) -> Self {
        Self(Zeroizing::new(random))
    }

    /// Hex of the first 16 bytes of HMAC-SHA-256 over detector and canonical value.
    pub fn fingerprint(&self, detector: &str, canonical: &Excerpt) -> String {
        use fmt::Write;
        let digest = hmac(
            &*self.0,
            &[detector.as_bytes(), &[0], canonical.expose().as_bytes()],
        );
        digest
            .iter()
            .take(FINGERPRINT)
            .fold(String::with_capacity(FINGERPRINT * 2), |mut hex, byte| {
                let _ = write!(hex, "{byte:02x}");
                hex
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sealed_opens_only_for_its_record_and_untouched() {
        let key = Key::random().unwrap();
        let mut sealed = seal(&key, "con_a", b"secret text").unwrap();
        assert!(!sealed.windows(6).any(|window| window == b"secret"));
        assert_eq!(open(&key, "con_a", &sealed).unwrap().expose(), "secret text");
        assert_eq!(open(&key, "con_b", &sealed).unwrap_err(), VaultError::Damaged);
        assert_eq!(
            open(&Key::random().unwrap(), "con_a", &sealed).unwrap_err(),
            VaultError::Damaged
        );
        for at in 0..sealed.len() {
            sealed[at] ^= 1;
            assert!(open(&key, "con_a", &sealed).is_err());
            sealed[at] ^= 1;
        }
        assert!(open(&key, "con_a", &[]).is_err());
    }

    #[test]
    fn an_encrypted_value_opens_with_its_key_and_detector_only() {
        let (one, other) = (RedactionKey::from_seed([1; 32]), RedactionKey::from_seed([2; 32]));
        let value = Excerpt::new("DE89370400440532013000");
        let mut sealed = one.encrypt("iban", &value).unwrap();
        assert_eq!(sealed, one.encrypt("iban", &value).unwrap());
        assert_eq!(one.decrypt("iban", &sealed).unwrap().expose(), value.expose());
        assert!(one.decrypt("payment_card", &sealed).is_err() && other.decrypt("iban", &sealed).is_err());
        for at in 0..sealed.len() {
            sealed[at] ^= 1;
            assert!(one.decrypt("iban", &sealed).is_err());
            sealed[at] ^= 1;
        }
        assert_ne!(one.hash("iban", &value), other.hash("iban", &value));
        let key = Key::random().unwrap();
        let projects = ["", "audit"].map(|project| RedactionKey::derived(&key, project).hash("iban", &value));
        assert_ne!(projects[0], projects[1]);
        assert_ne!(sign(&key, b"one"), sign(&key, b"two"));
    }

    #[test]
    fn fingerprints_are_keyed_and_stable() {
        let (one, other) = (
            FingerprintKey::ephemeral([1; 32]),
            FingerprintKey::ephemeral([2; 32]),
        );
        let value = Excerpt::new("DE89370400440532013000");
        assert_eq!(one.fingerprint("iban", &value), one.fingerprint("iban", &value));
        assert_ne!(one.fingerprint("iban", &value), other.fingerprint("iban", &value));
        assert_ne!(
            one.fingerprint("iban", &value),
            one.fingerprint("payment_card", &value)
        );
        assert_eq!(one.fingerprint("iban", &value).len(), 32);
    }
}
