//! Each dialect behind the proxy: a bucket with known content, and the service's own words for a refusal.

use async_trait::async_trait;
use bytes::Bytes;
use http::request::Parts;
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;
use tidegate_connectors::{Connector, Http, HttpOptions, SourceError, Surroundings, UploadBody, provider};
use tidegate_domain::{
    key::ObjectKey,
    object::{ObjectRef, Version},
    secret::Credential,
};
use tidegate_test_servers::{Azurite, FaultBucket, FaultProxy, Gcs, Mishap, Operation};
use tokio::net::TcpListener;

/// What a service may refuse, whatever it calls it.
#[derive(Debug, Clone, Copy)]
pub enum Refusal {
    Failed(u16),
    SlowDown,
    TooMany,
    Denied,
    Expired,
    Unknown,
    NoBucket,
    NoObject,
    Precondition,
    Odd,
}

/// A source behind the proxy.
pub struct Dialect {
    pub proxy: Arc<FaultProxy>,
    pub source: Box<dyn Connector>,
    pub bucket: String,
    /// Of `read.bin`.
    pub version: Version,
    /// Pages that its listing comes in.
    pub pages: u32,
    pub writes: bool,
    /// The header that tells the version of `read.bin`.
    pub version_header: (&'static str, String),
    /// The same header with another value.
    pub other_version: (&'static str, &'static str),
    pub refusal: fn(Operation, Refusal) -> Option<Mishap>,
    connect: Arc<dyn Fn() -> Box<dyn Connector> + Send + Sync>,
    elsewhere: Arc<TcpListener>,
    /// The server lives as long as this.
    _server: Arc<dyn Send + Sync>,
}

impl Dialect {
    pub fn object(&self, key: &str) -> ObjectRef {
        ObjectRef {
            bucket: self.bucket.clone(),
            key: ObjectKey::from(key),
        }
    }

    /// The same with a new client: what one cell has slowed down does not slow the next.
    pub fn afresh(&self) -> Self {
        Self {
            proxy: self.proxy.clone(),
            source: (self.connect)(),
            bucket: self.bucket.clone(),
            version: self.version.clone(),
            version_header: self.version_header.clone(),
            connect: self.connect.clone(),
            elsewhere: self.elsewhere.clone(),
            _server: self._server.clone(),
            ..*self
        }
    }

    /// Where redirects lead.
    pub fn elsewhere(&self) -> std::net::SocketAddr {
        self.elsewhere.local_addr().unwrap()
    }

    /// An answer that sends its reader to another server, where nobody may ever come.
    pub fn sent_elsewhere(&self, status: u16) -> Mishap {
        let location = format!("http://{}/elsewhere", self.elsewhere());
        instead(status, vec![("location", location)], String::new())
    }

    pub fn elsewhere_is_untouched(&self) -> bool {
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        self.elsewhere.poll_accept(&mut context).is_pending()
    }
}

pub fn content() -> Vec<u8> {
    (0..70_000_u32).map(|n| (n % 251) as u8).collect()
}

pub struct Body(pub Vec<u8>);

#[async_trait]
impl UploadBody for Body {
    fn size(&self) -> u64 {
        self.0.len() as u64
    }

    async fn read(&self, range: Range<u64>) -> Result<Bytes, SourceError> {
        Ok(Bytes::copy_from_slice(
            &self.0[range.start as usize..range.end as usize],
        ))
    }
}

fn quick() -> Http {
    Http::new(HttpOptions {
        stall_timeout: Duration::from_millis(900),
        retry_base: Duration::from_millis(1),
        retry_cap: Duration::from_millis(2),
        retry_after_cap: Duration::from_millis(5),
        ..HttpOptions::default()
    })
}

fn instead(status: u16, headers: Vec<(&'static str, String)>, body: String) -> Mishap {
    Mishap::Instead {
        status,
        headers,
        body: body.into(),
    }
}

/// What is the same for every service.
fn plain(refusal: Refusal) -> Option<Mishap> {
    let retry = || vec![("retry-after", "1".to_owned())];
    match refusal {
        Refusal::Failed(status) => Some(instead(status, vec![], String::new())),
        Refusal::TooMany => Some(instead(429, retry(), String::new())),
        _ => None,
    }
}

pub async fn s3() -> Dialect {
    let server = FaultBucket::start().await.unwrap();
    for n in 0..2_100 {
        server.put("main", format!("many/{n:05}"), Bytes::from_static(b"x"));
    }
    server.put("main", "read.bin", content());
    let proxy = Arc::new(FaultProxy::start(server.address(), s3_operation).await.unwrap());
    let endpoint = proxy.endpoint();
    let connect = move || {
        let config = serde_json::json!({"endpoint": endpoint, "region": FaultBucket::REGION});
        let credential = Credential::from_json(&serde_json::json!({
            "access_key_id": FaultBucket::ACCESS_KEY_ID,
            "secret_access_key": FaultBucket::SECRET_ACCESS_KEY,
        }));
        let s3 = provider("s3").unwrap();
        s3.connect(&config, Some(&credential), &Surroundings::bare(quick()))
            .unwrap()
    };
    let version = Version(server.etag("main", "read.bin").unwrap());
    Dialect {
        source: connect(),
        proxy,
        bucket: "main".into(),
        pages: 3,
        writes: provider("s3").unwrap().descriptor().capabilities.upload,
        version_header: ("etag", format!("\"{}\"", version.0)),
        version,
        other_version: ("etag", "\"0123456789abcdef\""),
        refusal: s3_refusal,
        connect: Arc::new(connect),
        elsewhere: Arc::new(TcpListener::bind("127.0.0.1:0").await.unwrap()),
        _server: Arc::new(server),
    }
}

fn s3_operation(parts: &Parts) -> Operation {
    let path = parts.uri.path().trim_start_matches('/');
    let object = path.split_once('/').is_some_and(|(_, key)| !key.is_empty());
    let asks = |name: &str| {
        let query = parts.uri.query().unwrap_or_default();
        query.split('&').any(|pair| pair.split('=').next() == Some(name))
    };
    match (parts.method.as_str(), object) {
        ("GET", true) => Operation::Get,
        ("HEAD", true) => Operation::Head,
        ("PUT", true) => Operation::Put,
        ("DELETE", true) => Operation::Delete,
        ("POST", false) if asks("delete") => Operation::Delete,
        ("GET", false) if asks("list-type") => Operation::List,
        _ => Operation::Other,
    }
}

fn s3_refusal(operation: Operation, refusal: Refusal) -> Option<Mishap> {
    let say = |status: u16, code: &str| {
        // The answer to HEAD has no body that could hold a code.
        let body = match operation {
            Operation::Head => String::new(),
            _ => format!("<?xml version=\"1.0\"?><Error><Code>{code}</Code><Message>no</Message></Error>"),
        };
        instead(status, vec![("content-type", "application/xml".into())], body)
    };
    let head = operation == Operation::Head;
    Some(match refusal {
        Refusal::SlowDown => say(503, "SlowDown"),
        Refusal::Denied => say(403, "AccessDenied"),
        Refusal::Expired if head => return None,
        Refusal::Expired => say(400, "ExpiredToken"),
        Refusal::Unknown if head => say(401, ""),
        Refusal::Unknown => say(403, "InvalidAccessKeyId"),
        Refusal::NoBucket => say(404, "NoSuchBucket"),
        Refusal::NoObject => say(404, "NoSuchKey"),
        Refusal::Precondition => say(412, "PreconditionFailed"),
        Refusal::Odd => say(418, "Teapot"),
        other => return plain(other),
    })
}

pub async fn gcs() -> Dialect {
    let server = Gcs::start().await.unwrap();
    for n in 0..2_100 {
        server.put("main", format!("many/{n:05}"), Bytes::from_static(b"x"));
    }
    server.put("main", "read.bin", content());
    let proxy = Arc::new(FaultProxy::start(server.address(), gcs_operation).await.unwrap());
    let config = serde_json::json!({ "auth": "service_account", "endpoint": proxy.endpoint() });
    let credential =
        Credential::from_json(&serde_json::json!({ "service_account": server.service_account() }));
    let connect = move || {
        let gcs = provider("gcs").unwrap();
        gcs.connect(&config, Some(&credential), &Surroundings::bare(quick()))
            .unwrap()
    };
    let version = Version(server.generation("main", "read.bin").unwrap().to_string());
    Dialect {
        source: connect(),
        proxy,
        bucket: "main".into(),
        pages: 3,
        writes: provider("gcs").unwrap().descriptor().capabilities.upload,
        version_header: ("x-goog-generation", version.0.clone()),
        version,
        other_version: ("x-goog-generation", "1"),
        refusal: gcs_refusal,
        connect: Arc::new(connect),
        elsewhere: Arc::new(TcpListener::bind("127.0.0.1:0").await.unwrap()),
        _server: Arc::new(server),
    }
}

fn gcs_operation(parts: &Parts) -> Operation {
    let path = parts.uri.path();
    let media = parts.uri.query().unwrap_or_default().contains("alt=media");
    match (parts.method.as_str(), path.ends_with("/o")) {
        ("GET", true) => Operation::List,
        ("GET", false) if media => Operation::Get,
        ("GET", false) if path.contains("/o/") => Operation::Head,
        ("POST", _) if path.starts_with("/upload/") => Operation::Put,
        ("DELETE", false) => Operation::Delete,
        _ => Operation::Other,
    }
}

fn gcs_refusal(_: Operation, refusal: Refusal) -> Option<Mishap> {
    let say = |status: u16, reason: &str, message: &str| {
        let errors = serde_json::json!([{ "domain": "global", "reason": reason, "message": message }]);
        let body = serde_json::json!({ "error": { "code": status, "message": message, "errors": errors } });
        instead(
            status,
            vec![("content-type", "application/json".into())],
            body.to_string(),
        )
    };
    Some(match refusal {
        Refusal::SlowDown => say(503, "backendError", "Backend Error"),
        Refusal::Denied => say(403, "forbidden", "somebody does not have access"),
        Refusal::Expired | Refusal::Unknown => say(401, "authError", "Invalid Credentials"),
        Refusal::NoBucket => say(404, "notFound", "The specified bucket does not exist."),
        Refusal::NoObject => say(404, "notFound", "No such object: main/read.bin"),
        Refusal::Precondition => say(412, "conditionNotMet", "did not hold"),
        Refusal::Odd => say(418, "teapot", "short and stout"),
        other => return plain(other),
    })
}

pub async fn azure_blob() -> Dialect {
    let server = Azurite::start().unwrap();
    server.make_container("main", None).unwrap();
    for n in 0..20 {
        server.put("main", format!("many/{n:05}"), "x").unwrap();
    }
    server.put("main", "read.bin", content()).unwrap();
    let proxy = Arc::new(
        FaultProxy::start(server.address(), azure_operation)
            .await
            .unwrap(),
    );
    let endpoint = format!("{}/{}", proxy.endpoint(), Azurite::ACCOUNT);
    let connect = move || {
        let config = serde_json::json!({
            "auth": "account_key", "storage_account": Azurite::ACCOUNT, "endpoint": endpoint,
        });
        let credential = Credential::from_json(&serde_json::json!({"account_key": Azurite::KEY}));
        let azure = provider("azure_blob").unwrap();
        azure
            .connect(&config, Some(&credential), &Surroundings::bare(quick()))
            .unwrap()
    };
    let source = connect();
    let object = ObjectRef {
        bucket: "main".into(),
        key: ObjectKey::from("read.bin"),
    };
    let version = source
        .stat(&crate::contract::context(), &object)
        .await
        .unwrap()
        .version;
    Dialect {
        source,
        proxy,
        bucket: "main".into(),
        version_header: ("etag", format!("\"{}\"", version.0)),
        version,
        // A page holds 5,000.
        pages: 1,
        writes: true,
        other_version: ("etag", "\"0x8D0000000000000\""),
        refusal: azure_refusal,
        connect: Arc::new(connect),
        elsewhere: Arc::new(TcpListener::bind("127.0.0.1:0").await.unwrap()),
        _server: Arc::new(server),
    }
}

fn azure_operation(parts: &Parts) -> Operation {
    let below = parts.uri.path().trim_start_matches('/').splitn(3, '/').nth(2);
    let object = below.is_some_and(|key| !key.is_empty());
    match (parts.method.as_str(), object) {
        ("GET", true) => Operation::Get,
        ("HEAD", true) => Operation::Head,
        ("PUT", true) => Operation::Put,
        ("DELETE", true) => Operation::Delete,
        ("GET", false) if parts.uri.query().is_some_and(|query| query.contains("comp=list")) => {
            Operation::List
        }
        _ => Operation::Other,
    }
}

fn azure_refusal(operation: Operation, refusal: Refusal) -> Option<Mishap> {
    let say = |status: u16, code: &str| {
        let body = match operation {
            Operation::Head => String::new(),
            _ => format!("<?xml version=\"1.0\"?><Error><Code>{code}</Code><Message>no</Message></Error>"),
        };
        let headers = vec![
            ("content-type", "application/xml".into()),
            ("x-ms-error-code", code.into()),
        ];
        instead(status, headers, body)
    };
    Some(match refusal {
        Refusal::SlowDown => say(503, "ServerBusy"),
        Refusal::Denied => say(403, "AuthorizationPermissionMismatch"),
        Refusal::Expired | Refusal::Unknown => say(403, "AuthenticationFailed"),
        Refusal::NoBucket => say(404, "ContainerNotFound"),
        Refusal::NoObject => say(404, "BlobNotFound"),
        Refusal::Precondition => say(412, "ConditionNotMet"),
        Refusal::Odd => say(418, "Teapot"),
        other => return plain(other),
    })
}
