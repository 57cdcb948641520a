//! `vault.json`: where the key is kept, and for a passphrase vault the wrapped key itself.

use crate::{
    VaultError,
    seal::{Key, open, random, seal},
};
use argon2::{Algorithm, Argon2, Params, Version};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};
use std::io::Write;
use std::path::{Path, PathBuf};
use tidegate_domain::secret::Secret;
use zeroize::Zeroizing;

/// Argon2id, RFC 9106's second recommended setting: 64 MiB, three passes, four lanes, which go on at the same time.
const MEMORY_KIB: u32 = 64 * 1024;
const PASSES: u32 = 3;
const LANES: u32 = 4;
const SHORTEST: usize = 8;
/// What a hostile file may ask of us at most.
const MOST_MEMORY_KIB: u32 = 1024 * 1024;
const MOST_PASSES: u32 = 16;

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct VaultFile {
    /// Names the key in the keychain, so that several data folders keep several keys.
    pub(crate) key_id: String,
    pub(crate) kept: Kept,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kept {
    OsKeychain,
    Passphrase(Wrapped),
}

/// The key, sealed under what Argon2id makes of the passphrase.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Wrapped {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
    salt: String,
    sealed: String,
}

impl VaultFile {
    pub(crate) fn new(kept: Kept) -> Result<Self, VaultError> {
        let key_id = random::<8>()?.iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(Self { key_id, kept })
    }

    pub(crate) fn read(dir: &Path) -> Result<Option<Self>, VaultError> {
        match std::fs::read(path(dir)) {
            Ok(bytes) => serde_json::from_slice(&bytes)
                .map(Some)
                .map_err(|_| VaultError::File("vault.json has an unexpected form".into())),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(VaultError::File(error.to_string())),
        }
    }

    /// Writes beside the target, then renames: a crash leaves the old file or the new one, never half.
    pub(crate) fn write(&self, dir: &Path) -> Result<(), VaultError> {
        let write = || -> std::io::Result<()> {
            let fresh = dir.join("vault.json.new");
            let mut options = std::fs::OpenOptions::new();
            options.write(true).create(true).truncate(true);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            let mut file = options.open(&fresh)?;
            file.write_all(&serde_json::to_vec_pretty(self)?)?;
            file.sync_all()?;
            std::fs::rename(&fresh, path(dir))
        };
        write().map_err(|error| VaultError::File(error.to_string()))
    }
}

impl Wrapped {
    pub(crate) fn wrap(key: &Key, passphrase: &Secret) -> Result<Self, VaultError> {
        if passphrase.expose().chars().count() < SHORTEST {
            return Err(VaultError::PassphraseTooShort);
        }
        let salt = random::<16>()?;
        let wrapping = stretch(passphrase, &salt, MEMORY_KIB, PASSES, LANES)?;
        let text = Zeroizing::new(STANDARD.encode(key.expose()));
        let sealed = seal(&wrapping, "vault key", text.as_bytes())?;
        Ok(Self {
            memory_kib: MEMORY_KIB,
            passes: PASSES,
            lanes: LANES,
            salt: STANDARD.encode(salt),
            sealed: STANDARD.encode(sealed),
        })
    }

    pub(crate) fn unwrap_key(&self, passphrase: &Secret) -> Result<Key, VaultError> {
        let damaged = || VaultError::File("vault.json has an unexpected form".into());
        if self.memory_kib > MOST_MEMORY_KIB || self.passes > MOST_PASSES {
            return Err(damaged());
        }
        let salt = STANDARD.decode(&self.salt).map_err(|_| damaged())?;
        let sealed = STANDARD.decode(&self.sealed).map_err(|_| damaged())?;
        let wrapping = stretch(passphrase, &salt, self.memory_kib, self.passes, self.lanes)?;
        let text = open(&wrapping, "vault key", &sealed).map_err(|_| VaultError::WrongPassphrase)?;
        let bytes = Zeroizing::new(STANDARD.decode(text.expose()).map_err(|_| damaged())?);
        Key::from_slice(&bytes).ok_or_else(damaged)
    }
}

fn stretch(
    passphrase: &Secret,
    salt: &[u8],
    memory_kib: u32,
    passes: u32,
    lanes: u32,
) -> Result<Key, VaultError> {
    let damaged = |_| VaultError::File("vault.json has an unexpected form".into());
    let params = Params::new(memory_kib, passes, lanes, Some(32)).map_err(damaged)?;
    let mut out = Zeroizing::new([0; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(passphrase.expose().as_bytes(), salt, out.as_mut())
        .map_err(damaged)?;
    Key::from_slice(out.as_ref()).ok_or(VaultError::NoRandomness)
}

fn path(dir: &Path) -> PathBuf {
    dir.join("vault.json")
}
