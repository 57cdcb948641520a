//! The vault's passphrase where there is no keychain and nobody to ask.

use anyhow::Context;
use tidegate_domain::secret::Secret;

/// What the file named by `TIDEGATE_PASSPHRASE_FILE` holds, without its last line break.
pub fn from_environment() -> anyhow::Result<Option<Secret>> {
    let Some(path) = std::env::var_os("TIDEGATE_PASSPHRASE_FILE") else {
        return Ok(None);
    };
    let text = std::fs::read_to_string(&path)
        .with_context(|| format!("the passphrase file {} cannot be read", path.display()))?;
    Ok(Some(Secret::new(text.trim_end_matches(['\r', '\n']))))
}
