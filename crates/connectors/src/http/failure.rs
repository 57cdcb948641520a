//! Why no answer came, told apart by what a person can do about it.

use crate::connector::SourceError;
use std::error::Error;
use tidegate_domain::problem::ErrorClass;

/// Why a request or a body failed. Names the host, never a path, a query or a header.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HttpFailure {
    #[error("The name {host} could not be found.")]
    Resolve { host: String },
    #[error("{host} refuses connections.")]
    Refused { host: String },
    #[error("{host} could not be reached.")]
    Unreachable { host: String },
    #[error("A secure connection to {host} is not possible: {why}.")]
    Tls { host: String, why: String },
    #[error("{host} went silent.")]
    Stalled { host: String },
    #[error("The connection to {host} broke.")]
    Interrupted { host: String },
    #[error("{host} sent fewer bytes than it promised.")]
    Short { host: String },
    #[error("{host} sent more than this answer may hold.")]
    TooLong { host: String },
    #[error("{host} does not speak HTTP as expected.")]
    Malformed { host: String },
    #[error("Cancelled.")]
    Cancelled,
    #[error("Requests cannot be made: {0}.")]
    Unusable(String),
}

impl HttpFailure {
    /// Whether another try can help. A refused certificate is never tried around.
    pub fn may_pass(&self) -> bool {
        matches!(
            self,
            Self::Resolve { .. }
                | Self::Refused { .. }
                | Self::Unreachable { .. }
                | Self::Stalled { .. }
                | Self::Interrupted { .. }
                | Self::Short { .. }
        )
    }

    pub fn into_source_error(self) -> SourceError {
        let (class, remedy) = match &self {
            Self::Resolve { .. } => (
                ErrorClass::Transient,
                "Check the spelling of the endpoint and this computer's network connection.",
            ),
            Self::Refused { .. } => (
                ErrorClass::Transient,
                "Check the endpoint's port, and that the service is running.",
            ),
            Self::Unreachable { .. } | Self::Stalled { .. } | Self::Interrupted { .. } => (
                ErrorClass::Transient,
                "Check the network connection, a VPN or a firewall, then try again.",
            ),
            Self::Tls { .. } => (
                ErrorClass::ConfigInvalid,
                "Check the endpoint's address and its certificate, and this computer's clock. If a proxy \
                 inspects traffic, install its certificate in the system's store.",
            ),
            Self::Short { .. } | Self::TooLong { .. } | Self::Malformed { .. } => (
                ErrorClass::Protocol,
                "Try again. If it happens every time, a proxy or the service alters answers.",
            ),
            Self::Cancelled => (ErrorClass::Cancelled, ""),
            Self::Unusable(_) => (
                ErrorClass::Internal,
                "Please report this with the diagnostics from Settings.",
            ),
        };
        SourceError::new(class, self.to_string(), remedy)
    }

    pub(super) fn from_client(host: &str, error: &hyper_util::client::legacy::Error) -> Self {
        let connecting = error.is_connect();
        Self::from_chain(host, error, connecting)
    }

    pub(super) fn from_body(host: &str, error: &hyper::Error) -> Self {
        Self::from_chain(host, error, false)
    }

    fn from_chain(host: &str, error: &(dyn Error + 'static), connecting: bool) -> Self {
        let host = host.to_owned();
        let mut next: Option<&(dyn Error + 'static)> = Some(error);
        while let Some(error) = next {
            if let Some(tls) = error.downcast_ref::<rustls::Error>() {
                return Self::Tls {
                    host,
                    why: tls_reason(tls),
                };
            }
            if let Some(io) = error.downcast_ref::<std::io::Error>() {
                match io.kind() {
                    std::io::ErrorKind::ConnectionRefused => return Self::Refused { host },
                    std::io::ErrorKind::TimedOut if connecting => return Self::Unreachable { host },
                    _ => {}
                }
                // Its source() would pass over the error that it wraps.
                if let Some(inner) = io.get_ref() {
                    next = Some(inner);
                    continue;
                }
            }
            if let Some(http) = error.downcast_ref::<hyper::Error>() {
                if http.is_incomplete_message() {
                    return Self::Short { host };
                }
                if http.is_parse() {
                    return Self::Malformed { host };
                }
            }
            // The connector's own error type is private; its first words are its documented Display.
            if error.to_string().starts_with("dns error") {
                return Self::Resolve { host };
            }
            next = error.source();
        }
        if connecting {
            Self::Unreachable { host }
        } else {
            Self::Interrupted { host }
        }
    }
}

fn tls_reason(error: &rustls::Error) -> String {
    use rustls::{CertificateError, Error};
    let reason = match error {
        Error::InvalidCertificate(CertificateError::Expired | CertificateError::ExpiredContext { .. }) => {
            "its certificate has expired"
        }
        Error::InvalidCertificate(
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
        ) => "its certificate is for another name",
        Error::InvalidCertificate(CertificateError::UnknownIssuer) => {
            "its certificate was issued by an authority that this computer does not trust"
        }
        Error::InvalidCertificate(_) => "its certificate is not valid",
        Error::InvalidMessage(_) => "it does not speak TLS on this port",
        _ => "the handshake failed",
    };
    reason.to_owned()
}
