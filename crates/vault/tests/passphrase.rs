//! The passphrase vault, as a machine without a keychain uses it.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use tidegate_domain::{problem::ErrorClass, secret::Secret, settings::VaultBackend};
use tidegate_vault::{Vault, VaultError, VaultOptions};

fn vault(dir: &std::path::Path, passphrase: Option<&str>) -> Vault {
    Vault::open(VaultOptions {
        dir: dir.to_owned(),
        passphrase: passphrase.map(Secret::new),
        use_keychain: false,
    })
}

#[test]
fn a_passphrase_opens_what_it_sealed_and_nothing_else_does() {
    let dir = tempfile::tempdir().unwrap();
    let first = vault(dir.path(), Some("correct horse"));
    assert_eq!(first.state().backend, VaultBackend::Passphrase);
    let sealed = first.seal("con_1", b"{\"secret\":\"s\"}").unwrap();
    let fingerprint = first
        .fingerprint_key()
        .unwrap()
        .fingerprint("x", &Default::default());

    let again = vault(dir.path(), Some("correct horse"));
    assert_eq!(
        again.open_sealed("con_1", &sealed).unwrap().expose(),
        "{\"secret\":\"s\"}"
    );
    assert_eq!(
        again
            .fingerprint_key()
            .unwrap()
            .fingerprint("x", &Default::default()),
        fingerprint
    );

    let wrong = vault(dir.path(), Some("wrong horse"));
    assert!(!wrong.state().unlocked);
    assert_eq!(
        wrong.open_sealed("con_1", &sealed).unwrap_err().class(),
        ErrorClass::VaultLocked
    );
    assert_eq!(
        wrong.unlock(Secret::new("still wrong")).unwrap_err(),
        VaultError::WrongPassphrase
    );
    wrong.unlock(Secret::new("correct horse")).unwrap();
    assert!(wrong.open_sealed("con_1", &sealed).is_ok());
}

#[test]
fn without_keychain_and_passphrase_nothing_is_sealed() {
    let dir = tempfile::tempdir().unwrap();
    let vault = vault(dir.path(), None);
    assert_eq!(vault.state().backend, VaultBackend::None);
    assert!(vault.seal("con_1", b"x").is_err());
    assert!(vault.fingerprint_key().is_err());
    assert_eq!(
        vault.create_passphrase(Secret::new("short")).unwrap_err(),
        VaultError::PassphraseTooShort
    );
    vault.create_passphrase(Secret::new("long enough")).unwrap();
    assert!(vault.seal("con_1", b"x").is_ok());
    assert_eq!(
        vault.create_passphrase(Secret::new("long enough")).unwrap_err(),
        VaultError::AlreadySetUp
    );
    let text = std::fs::read_to_string(dir.path().join("vault.json")).unwrap();
    assert!(!text.contains("long enough"));
}

#[test]
fn a_damaged_vault_file_is_told_and_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("vault.json"), "{").unwrap();
    let vault = vault(dir.path(), Some("long enough"));
    assert!(vault.state().message.contains("unexpected form"));
    assert_eq!(
        std::fs::read_to_string(dir.path().join("vault.json")).unwrap(),
        "{"
    );
}
