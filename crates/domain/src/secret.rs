//! Values that must never be printed: credentials and matched text.

use serde::{Deserialize, Deserializer};
use std::fmt;
use zeroize::Zeroizing;

/// A credential or a part of one. It has no `Serialize`, prints as `[secret]`, and is wiped when dropped.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    pub fn new(value: impl Into<String>) -> Self {
        Self(Zeroizing::new(value.into()))
    }

    /// Hands out the value; call it only where it is sent to its own host or sealed.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[secret]")
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[secret]")
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::new)
    }
}

/// A connector's credential as its provider's credential schema shapes it: a JSON object, write-only.
#[derive(Clone, PartialEq, Default)]
pub struct Credential(Secret);

impl Credential {
    /// Takes a JSON object; its text is kept, never shown.
    pub fn from_json(json: &serde_json::Value) -> Self {
        Self(Secret::new(json.to_string()))
    }

    pub fn from_text(json: impl Into<String>) -> Self {
        Self(Secret::new(json))
    }

    /// The JSON text, for sealing.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }

    /// Reads the credential into its provider's type. The error never quotes the value.
    pub fn parse<T: serde::de::DeserializeOwned>(&self) -> Result<T, InvalidCredential> {
        serde_json::from_str(self.0.expose()).map_err(|_| InvalidCredential)
    }
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[credential]")
    }
}

impl<'de> Deserialize<'de> for Credential {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        serde_json::Value::deserialize(deserializer).map(|json| Self::from_json(&json))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the credential does not have the fields that this provider needs")]
pub struct InvalidCredential;

/// Text of a person's file: a match or its surroundings. Prints as its length only.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Excerpt(Zeroizing<String>);

impl Excerpt {
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// The text itself: for hashing, masking, and *Reveal*.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Excerpt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[excerpt of {} bytes]", self.0.len())
    }
}

impl fmt::Display for Excerpt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_prints() {
        let secret = Secret::new("hunter2");
        assert_eq!(format!("{secret} {secret:?}"), "[secret] [secret]");
        let credential = Credential::from_json(&serde_json::json!({"secret_access_key": "hunter2"}));
        assert_eq!(format!("{credential:?}"), "[credential]");
        assert!(
            !credential
                .parse::<u32>()
                .unwrap_err()
                .to_string()
                .contains("hunter2")
        );
        assert_eq!(Excerpt::new("hunter2").to_string(), "[excerpt of 7 bytes]");
    }
}
