//! Google Cloud Storage as a test needs it: the JSON API, uploads in parts by the XML API, the token exchange
//! and the account credentials, all at one address. It checks every bearer and every link by its signature,
//! and refuses what the real one refuses; nothing of it is durable.

mod answer;
mod identity;
mod link;
mod listing;
mod objects;
mod parts;
mod reply;

pub use identity::Exchange;

use crate::fault_bucket::{Fault, locked};
use bytes::Bytes;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use identity::Identity;
use objects::{Bucket, Object};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;
use tokio::sync::watch::Receiver;

/// One request as it arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GcsRequest {
    pub method: String,
    /// Path and query, as sent.
    pub target: String,
    pub status: u16,
    /// Whether the request carried a bearer.
    pub signed: bool,
}

/// A running server. It stops when it is dropped.
pub struct Gcs {
    state: Arc<State>,
    address: SocketAddr,
    stop: tokio::sync::watch::Sender<bool>,
}

struct State {
    identity: Mutex<Identity>,
    buckets: Mutex<BTreeMap<String, Bucket>>,
    denied: Mutex<BTreeSet<String>>,
    faults: Mutex<Vec<Fault>>,
    log: Mutex<Vec<GcsRequest>>,
    authority: String,
}

impl fmt::Debug for Gcs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Gcs({})", self.address)
    }
}

impl Gcs {
    pub const PROJECT: &'static str = "test-project-1";
    pub const ACCOUNT: &'static str = "tidegate@test-project-1.iam.gserviceaccount.com";
    pub const PROVIDER: &'static str =
        "projects/123456789012/locations/global/workloadIdentityPools/pool/providers/office";

    /// Starts on a free loopback port, with a key made for this server.
    ///
    /// # Errors
    /// When no port can be had, or no key made.
    pub async fn start() -> std::io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let state = Arc::new(State {
            identity: Mutex::new(Identity::new()?),
            buckets: Mutex::default(),
            denied: Mutex::default(),
            faults: Mutex::default(),
            log: Mutex::default(),
            authority: address.to_string(),
        });
        let (stop, stopped) = tokio::sync::watch::channel(false);
        tokio::spawn(serve(listener, state.clone(), stopped));
        Ok(Self { state, address, stop })
    }

    /// `http://127.0.0.1:port`.
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The object's present generation.
    pub fn generation(&self, bucket: &str, key: &str) -> Option<u64> {
        self.bucket(bucket, |bucket| Some(bucket.objects.get(key)?.generation))
    }

    /// The JSON key of [`Self::ACCOUNT`].
    pub fn service_account(&self) -> String {
        locked(&self.state.identity).service_account()
    }

    /// A token of the identity provider that [`Self::PROVIDER`] trusts.
    pub fn subject_token(&self) -> String {
        locked(&self.state.identity).subject_token()
    }

    /// What the token exchange did, and how it does it from now on.
    pub fn exchange<T>(&self, with: impl FnOnce(&mut Exchange) -> T) -> T {
        with(&mut locked(&self.state.identity).exchange)
    }

    /// Refuses every token given out so far.
    pub fn revoke_tokens(&self) {
        locked(&self.state.identity).revoke();
    }

    /// Stores an object; makes the bucket when it is missing.
    pub fn put(&self, bucket: &str, key: impl AsRef<str>, bytes: impl Into<Bytes>) {
        self.put_with(bucket, key, bytes, |_| {});
    }

    /// Stores an object whose resource `with` changes.
    pub fn put_with(
        &self,
        bucket: &str,
        key: impl AsRef<str>,
        bytes: impl Into<Bytes>,
        with: impl FnOnce(&mut serde_json::Map<String, serde_json::Value>),
    ) {
        let mut object = Object::new(bytes.into(), "application/octet-stream");
        with(&mut object.extra);
        self.bucket(bucket, |bucket| bucket.put(key.as_ref(), object));
    }

    pub fn make_bucket(&self, bucket: &str) {
        self.bucket(bucket, |_| {});
    }

    /// Older generations stay readable.
    pub fn set_versioning(&self, bucket: &str, on: bool) {
        self.bucket(bucket, |bucket| bucket.versioning = on);
    }

    /// Uniform bucket-level access, and public access prevention.
    pub fn set_access(&self, bucket: &str, uniform: bool, prevented: bool) {
        self.bucket(bucket, |bucket| {
            bucket.uniform = uniform;
            bucket.prevented = prevented;
        });
    }

    /// Gives everybody of a kind (`allUsers`, …) a role.
    pub fn bind(&self, bucket: &str, role: &str, member: &str) {
        self.bucket(bucket, |bucket| {
            bucket.bindings.push((role.to_owned(), member.to_owned()))
        });
    }

    /// Names somebody in an object's own access list.
    pub fn open_object(&self, bucket: &str, key: &str, entity: &str) {
        self.bucket(bucket, |bucket| {
            if let Some(object) = bucket.objects.get_mut(key) {
                object.acl.push((entity.to_owned(), "READER".to_owned()));
            }
        });
    }

    pub fn remove(&self, bucket: &str, key: &str) {
        self.bucket(bucket, |bucket| {
            bucket.objects.remove(key);
        });
    }

    /// The object's bytes and content type.
    pub fn object(&self, bucket: &str, key: &str) -> Option<(Bytes, String)> {
        self.bucket(bucket, |bucket| {
            let object = bucket.objects.get(key)?;
            Some((object.bytes.clone(), object.content_type.clone()))
        })
    }

    /// Uploads in parts that were begun and neither finished nor abandoned.
    pub fn open_uploads(&self, bucket: &str) -> usize {
        self.bucket(bucket, |bucket| bucket.uploads.len())
    }

    /// Takes a permission such as `storage.objects.list` from everybody.
    pub fn deny(&self, permission: &str) {
        locked(&self.state.denied).insert(permission.to_owned());
    }

    pub fn deny_nothing(&self) {
        locked(&self.state.denied).clear();
    }

    /// Plants a fault; of its kinds a refusal (its code becomes the reason), a said text, a late or dropped
    /// answer, a vanished or changed object are known here.
    pub fn fault(&self, fault: Fault) {
        locked(&self.state.faults).push(fault);
    }

    pub fn clear_faults(&self) {
        locked(&self.state.faults).clear();
    }

    pub fn requests(&self) -> Vec<GcsRequest> {
        locked(&self.state.log).clone()
    }

    pub fn clear_requests(&self) {
        locked(&self.state.log).clear();
    }

    fn bucket<T>(&self, name: &str, with: impl FnOnce(&mut Bucket) -> T) -> T {
        with(locked(&self.state.buckets).entry(name.to_owned()).or_default())
    }
}

impl Drop for Gcs {
    fn drop(&mut self) {
        self.stop.send_replace(true);
    }
}

async fn serve(listener: TcpListener, state: Arc<State>, mut stopped: Receiver<bool>) {
    loop {
        let accepted = tokio::select! {
            _ = stopped.changed() => return,
            accepted = listener.accept() => accepted,
        };
        let Ok((stream, _)) = accepted else { continue };
        // Without it the measured time is the client's delayed acknowledgement.
        let _ = stream.set_nodelay(true);
        let (state, mut stopped) = (state.clone(), stopped.clone());
        tokio::spawn(async move {
            let service = service_fn(move |request| answer::answer(state.clone(), request));
            let connection = hyper::server::conn::http1::Builder::new()
                .max_buf_size(512 * 1024)
                .serve_connection(TokioIo::new(stream), service);
            tokio::select! {
                _ = stopped.changed() => {}
                _ = connection => {}
            }
        });
    }
}
