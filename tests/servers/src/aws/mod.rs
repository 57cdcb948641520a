//! Amazon in small, under Amazon's own names: S3 in its regions, STS, and the portal of SSO. It answers over TLS
//! for every name in the world, so whatever a client sends anywhere is seen here.

mod answer;
mod signature;
mod tls;

use crate::fault_bucket::AccessKey;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::net::TcpListener;
use tokio::sync::watch;

/// One request as it arrived.
#[derive(Debug, Clone)]
pub struct Sent {
    pub host: String,
    pub method: String,
    /// Path and query.
    pub target: String,
    /// Everything: target, headers, body.
    pub text: String,
    pub status: u16,
}

/// A bucket of the small Amazon.
#[derive(Debug, Clone, Default)]
pub struct CloudBucket {
    pub region: String,
    /// Anybody may list and read.
    pub public: bool,
    /// Whoever asks must say that they pay.
    pub requester_pays: bool,
    /// Key, bytes, and the storage class.
    pub objects: BTreeMap<String, (Vec<u8>, &'static str)>,
}

/// A role of the small Amazon.
#[derive(Debug, Clone, Default)]
pub struct CloudRole {
    pub external_id: Option<String>,
    /// Key IDs, and ARNs of roles, that may assume it.
    pub trusts: Vec<String>,
}

/// What every request to some hosts is answered with instead.
#[derive(Debug, Clone)]
pub struct Detour {
    /// The host's name contains this.
    pub host: String,
    pub method: Option<&'static str>,
    pub status: u16,
    pub location: String,
    /// What it says of the bucket's region.
    pub region: Option<String>,
}

#[derive(Default)]
pub(crate) struct World {
    users: Vec<AccessKey>,
    roles: BTreeMap<String, CloudRole>,
    /// Session keys, and whose they are.
    sessions: Vec<(AccessKey, String)>,
    ended: BTreeSet<String>,
    /// SSO tokens.
    tokens: BTreeSet<String>,
    buckets: BTreeMap<String, CloudBucket>,
    detour: Option<Detour>,
    ahead: chrono::Duration,
    /// How long sessions last.
    lasting: Option<chrono::Duration>,
    sent: Vec<Sent>,
}

impl World {
    fn key(&self, id: &str) -> Option<AccessKey> {
        let sessions = self.sessions.iter().map(|(key, _)| key);
        self.users
            .iter()
            .chain(sessions)
            .find(|key| key.id == id)
            .cloned()
    }

    fn ended(&self, id: &str) -> bool {
        self.ended.contains(id)
    }

    /// Whose key it is: its own ID, or the role's ARN.
    fn whose(&self, id: &str) -> String {
        let session = self.sessions.iter().find(|(key, _)| key.id == id);
        session.map_or_else(|| id.to_owned(), |(_, role)| role.clone())
    }

    #[allow(clippy::disallowed_methods, reason = "a server has a clock of its own")]
    fn now(&self) -> chrono::DateTime<chrono::Utc> {
        chrono::Utc::now() + self.ahead
    }

    fn lend(&mut self, role: &str) -> (AccessKey, chrono::DateTime<chrono::Utc>) {
        let number = self.sessions.len();
        let key = AccessKey {
            id: format!("ASIATESTSESSION{number:05}"),
            secret: format!("session-secret-{number}"),
            token: Some(format!("session/token+{number}==")),
        };
        self.sessions.push((key.clone(), role.to_owned()));
        let lasting = self.lasting.unwrap_or(chrono::Duration::hours(1));
        (key, self.now() + lasting)
    }
}

/// The running server. It stops when it is dropped.
pub struct Aws {
    world: Arc<Mutex<World>>,
    address: SocketAddr,
    authority: Vec<u8>,
    stop: watch::Sender<bool>,
}

impl fmt::Debug for Aws {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Aws({})", self.address)
    }
}

impl Aws {
    /// Starts on a free loopback port.
    ///
    /// # Errors
    /// When no port can be had, or no certificate made.
    pub async fn start() -> std::io::Result<Self> {
        let (acceptor, authority) = tls::for_every_name()?;
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let world = Arc::new(Mutex::new(World::default()));
        let (stop, stopped) = watch::channel(false);
        tokio::spawn(serve(listener, acceptor, world.clone(), stopped));
        Ok(Self {
            world,
            address,
            authority,
            stop,
        })
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The certificate to trust, as PEM.
    pub fn authority(&self) -> &[u8] {
        &self.authority
    }

    pub fn add_user(&self, key: AccessKey) {
        self.world().users.push(key);
    }

    pub fn remove_user(&self, id: &str) {
        self.world().users.retain(|key| key.id != id);
    }

    pub fn set_role(&self, arn: &str, role: CloudRole) {
        self.world().roles.insert(arn.to_owned(), role);
    }

    pub fn add_token(&self, token: &str) {
        self.world().tokens.insert(token.to_owned());
    }

    pub fn set_bucket(&self, name: &str, bucket: CloudBucket) {
        self.world().buckets.insert(name.to_owned(), bucket);
    }

    /// All sessions handed out so far have ended.
    pub fn end_sessions(&self) {
        let mut world = self.world();
        let ids: Vec<String> = world.sessions.iter().map(|(key, _)| key.id.clone()).collect();
        world.ended.extend(ids);
    }

    /// How long sessions handed out from now on last.
    pub fn set_lasting(&self, lasting: chrono::Duration) {
        self.world().lasting = Some(lasting);
    }

    /// How far the service's clock is ahead of the computer's.
    pub fn set_ahead(&self, ahead: chrono::Duration) {
        self.world().ahead = ahead;
    }

    pub fn set_detour(&self, detour: Option<Detour>) {
        self.world().detour = detour;
    }

    /// Everything sent since this was last asked.
    pub fn take_sent(&self) -> Vec<Sent> {
        std::mem::take(&mut self.world().sent)
    }

    fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Aws {
    fn drop(&mut self) {
        let _ = self.stop.send(true);
    }
}

async fn serve(
    listener: TcpListener,
    acceptor: tokio_rustls::TlsAcceptor,
    world: Arc<Mutex<World>>,
    mut stopped: watch::Receiver<bool>,
) {
    loop {
        let accepted = tokio::select! {
            _ = stopped.changed() => return,
            accepted = listener.accept() => accepted,
        };
        let Ok((stream, _)) = accepted else { continue };
        let (acceptor, world, mut stopped) = (acceptor.clone(), world.clone(), stopped.clone());
        tokio::spawn(async move {
            let _ = stream.set_nodelay(true);
            let Ok(stream) = acceptor.accept(stream).await else {
                return;
            };
            let service = service_fn(move |request| answer::answer(world.clone(), request));
            let connection =
                hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service);
            tokio::select! {
                _ = stopped.changed() => {}
                _ = connection => {}
            }
        });
    }
}
