//! Certificates for whatever name is asked for, from an authority that only the test trusts.

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use std::collections::HashMap;
use std::fmt;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use tokio_rustls::rustls::server::{ClientHello, ResolvesServerCert};
use tokio_rustls::rustls::sign::CertifiedKey;

struct Authority {
    issuer: Issuer<'static, KeyPair>,
    made: Mutex<HashMap<String, Arc<CertifiedKey>>>,
}

impl fmt::Debug for Authority {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Authority")
    }
}

/// An acceptor for every name, and the PEM of the authority to trust.
pub(super) fn for_every_name() -> io::Result<(TlsAcceptor, Vec<u8>)> {
    let key = KeyPair::generate().map_err(io::Error::other)?;
    let mut params = CertificateParams::new(Vec::new()).map_err(io::Error::other)?;
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let pem = params.self_signed(&key).map_err(io::Error::other)?.pem();
    let authority = Authority {
        issuer: Issuer::new(params, key),
        made: Mutex::default(),
    };
    let provider = Arc::new(aws_lc_rs::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(io::Error::other)?
        .with_no_client_auth()
        .with_cert_resolver(Arc::new(authority));
    Ok((TlsAcceptor::from(Arc::new(config)), pem.into_bytes()))
}

impl ResolvesServerCert for Authority {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let name = hello.server_name()?.to_owned();
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(made) = made.get(&name) {
            return Some(made.clone());
        }
        let key = KeyPair::generate().ok()?;
        let params = CertificateParams::new(vec![name.clone()]).ok()?;
        let certificate = params.signed_by(&key, &self.issuer).ok()?;
        let private = PrivateKeyDer::try_from(key.serialize_der()).ok()?;
        let signer = aws_lc_rs::sign::any_supported_type(&private).ok()?;
        let certified = Arc::new(CertifiedKey::new(vec![certificate.der().clone()], signer));
        made.insert(name, certified.clone());
        Some(certified)
    }
}
