//! A bucket server that speaks S3's dialect and breaks on request.

mod access;
mod answer;
mod fault;
mod listing;
mod objects;
mod read;
mod serve;
mod signature;
mod write;

pub use access::{Access, Grant};
pub use fault::{Fault, FaultKind, Operation};
pub use signature::AccessKey;

use bytes::Bytes;
use objects::{Bucket, Content, Generated, Object};
use std::collections::BTreeMap;
use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use write::Uploading;

/// One request as it arrived, without its headers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logged {
    pub operation: Operation,
    pub method: String,
    pub bucket: String,
    pub key: Vec<u8>,
    pub range: Option<String>,
    /// What was answered; 0 when the connection was dropped instead.
    pub status: u16,
    /// Whether the request carried a credential.
    pub signed: bool,
}

/// A running server. It stops when it is dropped.
pub struct FaultBucket {
    state: Arc<State>,
    address: SocketAddr,
    stop: tokio::sync::watch::Sender<bool>,
}

pub(crate) struct State {
    pub region: String,
    pub keys: Mutex<Vec<AccessKey>>,
    pub buckets: Mutex<BTreeMap<String, Bucket>>,
    pub uploads: Mutex<BTreeMap<String, Uploading>>,
    pub faults: Mutex<Vec<Fault>>,
    pub log: Mutex<Vec<Logged>>,
    /// Off for benchmarks, where millions of lines would be kept.
    pub keep_log: bool,
}

impl fmt::Debug for FaultBucket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FaultBucket({})", self.address)
    }
}

impl FaultBucket {
    /// Access key, secret and region that every server starts with.
    pub const ACCESS_KEY_ID: &'static str = "TGTESTACCESSKEY00001";
    pub const SECRET_ACCESS_KEY: &'static str = "not-a-real/secret+used=in=tests=only0001";
    pub const REGION: &'static str = "us-east-1";

    /// Starts on a free loopback port.
    ///
    /// # Errors
    /// When no port can be had.
    pub async fn start() -> std::io::Result<Self> {
        Self::start_with(true).await
    }

    /// Starts without a request log, for benchmarks.
    ///
    /// # Errors
    /// When no port can be had.
    pub async fn start_quiet() -> std::io::Result<Self> {
        Self::start_with(false).await
    }

    async fn start_with(keep_log: bool) -> std::io::Result<Self> {
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let state = Arc::new(State {
            region: Self::REGION.into(),
            keys: Mutex::new(vec![AccessKey {
                id: Self::ACCESS_KEY_ID.into(),
                secret: Self::SECRET_ACCESS_KEY.into(),
                token: None,
            }]),
            buckets: Mutex::default(),
            uploads: Mutex::default(),
            faults: Mutex::default(),
            log: Mutex::default(),
            keep_log,
        });
        let (stop, stopped) = tokio::sync::watch::channel(false);
        tokio::spawn(serve::serve(listener, state.clone(), stopped));
        Ok(Self { state, address, stop })
    }

    /// `http://127.0.0.1:port`.
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    pub fn add_key(&self, key: AccessKey) {
        locked(&self.state.keys).push(key);
    }

    pub fn make_bucket(&self, bucket: &str) {
        locked(&self.state.buckets).entry(bucket.to_owned()).or_default();
    }

    pub fn remove_bucket(&self, bucket: &str) {
        locked(&self.state.buckets).remove(bucket);
    }

    /// Stores an object; makes the bucket when it is missing.
    pub fn put(&self, bucket: &str, key: impl AsRef<[u8]>, bytes: impl Into<Bytes>) {
        self.put_object(bucket, key, Object::new(Content::Bytes(bytes.into())));
    }

    /// Stores an object in a storage class such as `GLACIER`.
    pub fn put_class(&self, bucket: &str, key: impl AsRef<[u8]>, bytes: impl Into<Bytes>, class: &str) {
        let mut object = Object::new(Content::Bytes(bytes.into()));
        object.class = class.to_owned();
        self.put_object(bucket, key, object);
    }

    /// Stores an object with headers that come back with it, such as `x-amz-meta-owner`.
    pub fn put_with(
        &self,
        bucket: &str,
        key: impl AsRef<[u8]>,
        bytes: impl Into<Bytes>,
        headers: &[(&str, &str)],
    ) {
        let mut object = Object::new(Content::Bytes(bytes.into()));
        object.headers = headers
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        self.put_object(bucket, key, object);
    }

    /// Who may reach a bucket; makes it when it is missing.
    pub fn set_access(&self, bucket: &str, access: Access) {
        locked(&self.state.buckets)
            .entry(bucket.to_owned())
            .or_default()
            .access = access;
    }

    /// Who may reach one object.
    pub fn set_grants(&self, bucket: &str, key: impl AsRef<[u8]>, grants: Vec<Grant>) {
        let mut buckets = locked(&self.state.buckets);
        if let Some(object) = buckets
            .get_mut(bucket)
            .and_then(|bucket| bucket.objects.get_mut(key.as_ref()))
        {
            object.grants = grants;
        }
    }

    /// The whole of a stored object.
    pub fn bytes(&self, bucket: &str, key: impl AsRef<[u8]>) -> Option<Bytes> {
        let object = locked(&self.state.buckets).get(bucket)?.find(key.as_ref())?;
        let size = object.content.size();
        object.content.read(0, size as usize).ok()
    }

    /// Uploads in parts that were begun and neither finished nor abandoned.
    pub fn open_uploads(&self) -> usize {
        locked(&self.state.uploads).len()
    }

    /// Forgets them, as a lifecycle rule does.
    pub fn forget_uploads(&self) {
        locked(&self.state.uploads).clear();
    }

    /// Stores an object of `size` bytes that `make(offset, length)` produces when they are asked for.
    pub fn put_made(
        &self,
        bucket: &str,
        key: impl AsRef<[u8]>,
        size: u64,
        make: impl Fn(u64, usize) -> Bytes + Send + Sync + 'static,
    ) {
        let content = Content::Made {
            size,
            make: Arc::new(make),
        };
        self.put_object(bucket, key, Object::new(content));
    }

    /// Serves a file of this computer as an object.
    ///
    /// # Errors
    /// When the file cannot be looked at.
    pub fn put_file(&self, bucket: &str, key: impl AsRef<[u8]>, path: PathBuf) -> std::io::Result<()> {
        let size = std::fs::metadata(&path)?.len();
        self.put_object(bucket, key, Object::new(Content::File { path, size }));
        Ok(())
    }

    /// Fills a bucket with `count` objects of `size` bytes that take no memory: `data/000/000000000.txt`, ….
    pub fn generate(&self, bucket: &str, count: u64, size: u64) {
        self.generated(
            bucket,
            Generated {
                count,
                size,
                one_level: false,
            },
        );
    }

    /// As [`FaultBucket::generate`], all of them in one folder: `level/000000000000.txt`, …, of at least `size` bytes,
    /// with sizes and dates in no order.
    pub fn generate_level(&self, bucket: &str, count: u64, size: u64) {
        self.generated(
            bucket,
            Generated {
                count,
                size,
                one_level: true,
            },
        );
    }

    fn generated(&self, bucket: &str, generated: Generated) {
        locked(&self.state.buckets)
            .entry(bucket.to_owned())
            .or_default()
            .generated = Some(generated);
    }

    pub fn remove(&self, bucket: &str, key: impl AsRef<[u8]>) {
        if let Some(bucket) = locked(&self.state.buckets).get_mut(bucket) {
            bucket.objects.remove(key.as_ref());
        }
    }

    /// The object's etag, unquoted.
    pub fn etag(&self, bucket: &str, key: impl AsRef<[u8]>) -> Option<String> {
        locked(&self.state.buckets)
            .get(bucket)?
            .find(key.as_ref())
            .map(|object| object.etag)
    }

    fn put_object(&self, bucket: &str, key: impl AsRef<[u8]>, object: Object) {
        locked(&self.state.buckets)
            .entry(bucket.to_owned())
            .or_default()
            .objects
            .insert(key.as_ref().to_vec(), object);
    }

    /// Plants a fault. Those planted first strike first.
    pub fn fault(&self, fault: Fault) {
        locked(&self.state.faults).push(fault);
    }

    pub fn clear_faults(&self) {
        locked(&self.state.faults).clear();
    }

    /// All requests so far.
    pub fn requests(&self) -> Vec<Logged> {
        locked(&self.state.log).clone()
    }

    /// How many requests of one kind came.
    pub fn count(&self, operation: Operation) -> usize {
        locked(&self.state.log)
            .iter()
            .filter(|logged| logged.operation == operation)
            .count()
    }

    pub fn clear_requests(&self) {
        locked(&self.state.log).clear();
    }
}

impl Drop for FaultBucket {
    fn drop(&mut self) {
        self.stop.send_replace(true);
    }
}

pub(crate) fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
