//! Sentences that every dialect says in the same words.

use crate::connector::SourceError;
use tidegate_domain::{key::ObjectKey, problem::ErrorClass};

pub(crate) fn changed(key: &ObjectKey) -> SourceError {
    SourceError::new(
        ErrorClass::Changed,
        format!("{key} has changed since it was listed."),
        "It is read again in the next sync.",
    )
}

/// A range that begins past the object's end.
pub(crate) fn shorter(key: &ObjectKey) -> SourceError {
    SourceError::new(
        ErrorClass::Changed,
        format!("{key} is shorter than it was."),
        "It is read again in the next sync.",
    )
}

pub(crate) fn not_found(bucket: &str, key: &ObjectKey) -> SourceError {
    let bucket = ObjectKey::from(bucket);
    SourceError::new(
        ErrorClass::NotFound,
        format!("{key} is no longer in {bucket}."),
        "",
    )
}

/// A write whose condition did not hold.
pub(crate) fn in_the_way(key: &ObjectKey) -> SourceError {
    SourceError::new(
        ErrorClass::Conflict,
        format!("{key} is there already, or is not what it was."),
        "Look at what is there, then decide whether to replace it.",
    )
}

pub(crate) fn busy() -> SourceError {
    SourceError::new(
        ErrorClass::RateLimited,
        "The service asks to slow down.",
        "Nothing to do: it is tried again later.",
    )
}

pub(crate) fn failed(status: u16) -> SourceError {
    SourceError::new(
        ErrorClass::Transient,
        format!("The service failed (status {status})."),
        "Try again later. If it lasts, look at the service's status page.",
    )
}

/// The service broke the rules of its own dialect.
pub(crate) fn protocol(message: &str) -> SourceError {
    SourceError::new(
        ErrorClass::Protocol,
        message,
        "Try again. If it happens every time, the service does not keep to its dialect's rules.",
    )
}

/// An error code is a short word; anything else that a server sends is not shown.
pub(crate) fn shown_code(code: &str) -> String {
    let word = !code.is_empty() && code.len() <= 64 && code.bytes().all(|b| b.is_ascii_alphanumeric());
    if word { format!(" ({code})") } else { String::new() }
}
