//! The only place where a secret rests: one 32-byte key, in the OS keychain or behind a passphrase, and
//! sealing under it.
//!
//! The keychain holds the key alone, because a Windows credential is too small for a service account.
//! What is sealed lies in the database; this crate knows no SQL. There is no plaintext fallback: without
//! keychain and passphrase nothing is sealed and nothing is fingerprinted, and the state says so.

mod error;
mod file;
mod keychain;
mod seal;

pub use error::VaultError;
pub use seal::{FingerprintKey, RedactionKey};

use file::{Kept, VaultFile};
use seal::Key;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tidegate_domain::{
    secret::Secret,
    settings::{VaultBackend, VaultState},
};

/// How a vault is opened.
#[derive(Debug, Clone)]
pub struct VaultOptions {
    /// The data directory; `vault.json` in it says where the key is.
    pub dir: PathBuf,
    /// Opens a passphrase vault, or makes one where nothing is set up and there is no keychain.
    pub passphrase: Option<Secret>,
    /// Whether the OS keychain may be asked.
    pub use_keychain: bool,
}

/// The vault of one data directory.
#[derive(Debug)]
pub struct Vault {
    options: VaultOptions,
    held: Mutex<Held>,
}

#[derive(Debug)]
struct Held {
    backend: VaultBackend,
    key: Option<Key>,
    message: String,
}

impl Vault {
    /// Opens what is there, or sets up the best that this machine offers. Never fails: what is wrong is
    /// in the state, and every use answers it.
    pub fn open(options: VaultOptions) -> Self {
        let held = match open(&options) {
            Ok((backend, key, message)) => Held {
                backend,
                key: Some(key),
                message,
            },
            Err(error) => Held {
                backend: error.backend(),
                key: None,
                message: error.to_string(),
            },
        };
        Self {
            options,
            held: Mutex::new(held),
        }
    }

    pub fn state(&self) -> VaultState {
        let held = self.held();
        VaultState {
            backend: held.backend,
            unlocked: held.key.is_some(),
            message: held.message.clone(),
        }
    }

    /// Seals `plain` for one record: it can be opened under the same record id only.
    pub fn seal(&self, record: &str, plain: &[u8]) -> Result<Vec<u8>, VaultError> {
        seal::seal(&self.key()?, record, plain)
    }

    /// Opens what was sealed for `record`.
    pub fn open_sealed(&self, record: &str, sealed: &[u8]) -> Result<Secret, VaultError> {
        seal::open(&self.key()?, record, sealed)
    }

    /// The install key that fingerprints are made with.
    pub fn fingerprint_key(&self) -> Result<FingerprintKey, VaultError> {
        Ok(FingerprintKey::derived(&self.key()?))
    }

    /// The key of what stands for values in the redacted copies of one project.
    pub fn redaction_key(&self, project: &str) -> Result<RedactionKey, VaultError> {
        Ok(RedactionKey::derived(&self.key()?, project))
    }

    /// Signs what this installation says: HMAC-SHA-256 under a key of its own, as hexadecimal digits.
    pub fn sign(&self, text: &[u8]) -> Result<String, VaultError> {
        Ok(seal::sign(&self.key()?, text))
    }

    /// Opens a locked vault: a passphrase vault with its passphrase, a keychain that has been unlocked
    /// meanwhile with any.
    pub fn unlock(&self, passphrase: Secret) -> Result<(), VaultError> {
        let options = VaultOptions {
            passphrase: Some(passphrase),
            ..self.options.clone()
        };
        if VaultFile::read(&self.options.dir)?.is_none() {
            return Err(VaultError::NotSetUp);
        }
        self.take(open(&options)?);
        Ok(())
    }

    /// Sets up a passphrase vault where nothing is set up yet.
    pub fn create_passphrase(&self, passphrase: Secret) -> Result<(), VaultError> {
        if VaultFile::read(&self.options.dir)?.is_some() {
            return Err(VaultError::AlreadySetUp);
        }
        let created = create_with_passphrase(&self.options.dir, &passphrase)?;
        self.take(created);
        Ok(())
    }

    fn take(&self, (backend, key, message): (VaultBackend, Key, String)) {
        *self.held() = Held {
            backend,
            key: Some(key),
            message,
        };
    }

    fn key(&self) -> Result<Key, VaultError> {
        let held = self.held();
        held.key
            .clone()
            .ok_or_else(|| VaultError::Locked(held.message.clone()))
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn open(options: &VaultOptions) -> Result<(VaultBackend, Key, String), VaultError> {
    match VaultFile::read(&options.dir)? {
        Some(VaultFile {
            key_id,
            kept: Kept::OsKeychain,
            ..
        }) => {
            if !options.use_keychain {
                return Err(VaultError::KeychainNotAllowed);
            }
            match keychain::get(&key_id)? {
                Some(key) => Ok((VaultBackend::OsKeychain, key, in_keychain())),
                None => Err(VaultError::KeyGone),
            }
        }
        Some(VaultFile {
            kept: Kept::Passphrase(wrapped),
            ..
        }) => match &options.passphrase {
            Some(passphrase) => Ok((
                VaultBackend::Passphrase,
                wrapped.unwrap_key(passphrase)?,
                by_passphrase(),
            )),
            None => Err(VaultError::PassphraseNeeded),
        },
        None => set_up(options),
    }
}

fn set_up(options: &VaultOptions) -> Result<(VaultBackend, Key, String), VaultError> {
    let keychain_error = if options.use_keychain {
        let file = VaultFile::new(Kept::OsKeychain)?;
        let key = Key::random()?;
        // The file comes last: it promises that the key is in the keychain.
        match keychain::set(&file.key_id, &key) {
            Ok(()) => {
                file.write(&options.dir)?;
                return Ok((VaultBackend::OsKeychain, key, in_keychain()));
            }
            Err(error) => Some(error),
        }
    } else {
        None
    };
    match (&options.passphrase, keychain_error) {
        (Some(passphrase), _) => create_with_passphrase(&options.dir, passphrase),
        (None, Some(error)) => Err(VaultError::no_keychain(&error)),
        (None, None) => Err(VaultError::NotSetUp),
    }
}

fn create_with_passphrase(
    dir: &std::path::Path,
    passphrase: &Secret,
) -> Result<(VaultBackend, Key, String), VaultError> {
    let key = Key::random()?;
    let wrapped = file::Wrapped::wrap(&key, passphrase)?;
    VaultFile::new(Kept::Passphrase(wrapped))?.write(dir)?;
    Ok((VaultBackend::Passphrase, key, by_passphrase()))
}

fn in_keychain() -> String {
    "Credentials are sealed with a key that your system\u{2019}s keychain holds.".to_owned()
}

fn by_passphrase() -> String {
    "Credentials are sealed with a key that your passphrase protects. There is no way in without it."
        .to_owned()
}
