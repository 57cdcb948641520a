//! The operating system's keychain, asked on a thread of its own: an unlock prompt can block for ever.

use crate::{VaultError, seal::Key};
use std::sync::mpsc;
use std::time::Duration;

const SERVICE: &str = "dev.tidegate.Tidegate";
const PATIENCE: Duration = Duration::from_secs(8);

pub(crate) fn get(key_id: &str) -> Result<Option<Key>, VaultError> {
    let user = key_id.to_owned();
    ask(
        move || match keyring::v1::Entry::new(SERVICE, &user)?.get_secret() {
            Ok(bytes) => Ok(Some(bytes)),
            Err(keyring::v1::Error::NoEntry) => Ok(None),
            Err(error) => Err(error),
        },
    )?
    .map(|bytes| Key::from_slice(&bytes).ok_or(VaultError::KeyGone))
    .transpose()
}

/// Stores the key and reads it back: a keychain that forgets is not one.
pub(crate) fn set(key_id: &str, key: &Key) -> Result<(), VaultError> {
    let (user, bytes) = (key_id.to_owned(), *key.expose());
    let kept = ask(move || {
        let entry = keyring::v1::Entry::new(SERVICE, &user)?;
        entry.set_secret(&bytes)?;
        Ok(entry.get_secret()? == bytes)
    })?;
    if kept {
        Ok(())
    } else {
        Err(VaultError::Keychain("it did not keep what it was given".into()))
    }
}

fn ask<T: Send + 'static>(
    question: impl FnOnce() -> keyring::v1::Result<T> + Send + 'static,
) -> Result<T, VaultError> {
    let (sender, answer) = mpsc::channel();
    let asked = std::thread::Builder::new()
        .name("keychain".into())
        .spawn(move || {
            // Nobody waits any more when the patience has run out.
            let _ = sender.send(question());
        });
    if asked.is_err() {
        return Err(VaultError::Keychain("no thread could be started".into()));
    }
    match answer.recv_timeout(PATIENCE) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => Err(told(&error)),
        Err(_) => Err(VaultError::KeychainSilent),
    }
}

/// The kind of the error only: some carry the secret in their text.
fn told(error: &keyring::v1::Error) -> VaultError {
    use keyring::v1::Error;
    let kind = match error {
        Error::NoDefaultStore => "no keychain service is running",
        Error::NoStorageAccess(_) => "it is locked or cannot be reached",
        Error::PlatformFailure(_) => "the keychain service failed",
        Error::TooLong(..) => "the key is too long for it",
        _ => "an unexpected answer",
    };
    VaultError::Keychain(kind.into())
}
