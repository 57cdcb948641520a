//! What can stand between us and the key, in a person's words.

use tidegate_domain::{
    problem::{ErrorClass, Problem},
    settings::VaultBackend,
};

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    #[error("{0}")]
    Locked(String),
    #[error("There is no place for secrets yet: no system keychain is used and no passphrase is set.")]
    NotSetUp,
    #[error("No keychain can be used on this machine: {0}.")]
    NoKeychain(String),
    #[error("The keychain did not answer in time. It may be waiting for you to unlock it.")]
    KeychainSilent,
    #[error("The keychain refused: {0}.")]
    Keychain(String),
    #[error("The key of this data folder is kept in the system keychain, which may not be used here.")]
    KeychainNotAllowed,
    #[error(
        "The key of this data folder is no longer in the keychain, so stored credentials cannot be opened."
    )]
    KeyGone,
    #[error("The vault is locked with a passphrase.")]
    PassphraseNeeded,
    #[error("The passphrase is not the right one.")]
    WrongPassphrase,
    #[error("A passphrase has at least eight characters.")]
    PassphraseTooShort,
    #[error("A vault is set up already.")]
    AlreadySetUp,
    #[error("A stored credential is damaged or belongs to another record.")]
    Damaged,
    #[error("The vault file could not be used: {0}.")]
    File(String),
    #[error("The system gives no random numbers.")]
    NoRandomness,
}

impl VaultError {
    /// What a keychain answered, as the reason for doing without one.
    pub(crate) fn no_keychain(answer: &Self) -> Self {
        Self::NoKeychain(match answer {
            Self::Keychain(why) => why.clone(),
            Self::KeychainSilent => "it did not answer in time".to_owned(),
            other => other.to_string().trim_end_matches('.').to_owned(),
        })
    }

    pub fn class(&self) -> ErrorClass {
        match self {
            Self::File(_) | Self::Damaged => ErrorClass::LocalStorage,
            Self::PassphraseTooShort | Self::AlreadySetUp => ErrorClass::ConfigInvalid,
            Self::NoRandomness => ErrorClass::Internal,
            _ => ErrorClass::VaultLocked,
        }
    }

    pub(crate) fn backend(&self) -> VaultBackend {
        match self {
            Self::KeychainSilent | Self::Keychain(_) | Self::KeychainNotAllowed | Self::KeyGone => {
                VaultBackend::OsKeychain
            }
            Self::PassphraseNeeded | Self::WrongPassphrase => VaultBackend::Passphrase,
            _ => VaultBackend::None,
        }
    }

    fn remedy(&self) -> &'static str {
        match self {
            Self::Locked(_) | Self::NotSetUp | Self::NoKeychain(_) => {
                "Set or enter a passphrase in Settings, or name a file that holds it in TIDEGATE_PASSPHRASE_FILE."
            }
            Self::KeychainSilent | Self::Keychain(_) => "Unlock the keychain and try again.",
            Self::KeychainNotAllowed => "Start Tidegate where the keychain can be reached.",
            Self::KeyGone => {
                "Restore the keychain from a backup, or choose a new data folder and enter the credentials again."
            }
            Self::PassphraseNeeded | Self::WrongPassphrase => {
                "Enter it in Settings, or name a file that holds it in TIDEGATE_PASSPHRASE_FILE."
            }
            Self::PassphraseTooShort => "Choose a longer one; several words are good.",
            Self::AlreadySetUp => "",
            Self::Damaged => "Enter the credential again.",
            Self::File(_) => "Check the data folder\u{2019}s disk and permissions.",
            Self::NoRandomness => "Restart the machine.",
        }
    }
}

impl From<VaultError> for Problem {
    fn from(error: VaultError) -> Self {
        Problem::new(error.class(), error.to_string(), error.remedy())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_keychain_is_told_in_one_sentence() {
        let told = |answer| VaultError::no_keychain(&answer).to_string();
        assert_eq!(
            told(VaultError::Keychain("no keychain service is running".into())),
            "No keychain can be used on this machine: no keychain service is running."
        );
        assert_eq!(
            told(VaultError::KeychainSilent),
            "No keychain can be used on this machine: it did not answer in time."
        );
        for answer in [VaultError::NoRandomness, VaultError::KeyGone] {
            assert_eq!(told(answer).matches('.').count(), 1);
        }
    }
}
