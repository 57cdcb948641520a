//! The one way out to the network: redirects never followed, bounded retries, stalled bodies noticed, a
//! limit per host, and a ledger of every host contacted.
//!
//! It is built on `hyper` and not on a client with a URL type of its own, because such a type rewrites
//! paths: `/a/../b` is a legal object key and must go out byte for byte.

pub(crate) mod endpoint;
mod failure;
mod ledger;
mod names;
mod options;
mod outgoing;
mod pace;
mod retry;

pub use failure::HttpFailure;
pub use options::HttpOptions;

use bytes::{Bytes, BytesMut};
use http::{Request, Response, StatusCode};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper_rustls::HttpsConnector;
use hyper_util::client::legacy::{Client, connect::HttpConnector};
use hyper_util::rt::{TokioExecutor, TokioTimer};
use ledger::{Ledger, Received};
use names::Names;
use outgoing::Outgoing;
use pace::{Lane, Place};
use rustls::pki_types::{CertificateDer, pem::PemObject};
use rustls_platform_verifier::Verifier;
use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};
use tidegate_domain::{Timestamp, context::RunContext, settings::HostContact};

type HyperClient = Client<HttpsConnector<HttpConnector<Names>>, Outgoing>;

/// The shared HTTP client. Clones share connections, limits and the ledger.
#[derive(Debug, Clone)]
pub struct Http {
    inner: Arc<Inner>,
    /// On whose behalf: for the ledger.
    connector: Option<Arc<str>>,
}

struct Inner {
    options: HttpOptions,
    client: OnceLock<Result<HyperClient, String>>,
    ledger: Arc<Ledger>,
    lanes: Mutex<HashMap<String, Arc<Lane>>>,
}

impl fmt::Debug for Inner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inner")
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}

impl Http {
    pub fn new(options: HttpOptions) -> Self {
        Self {
            inner: Arc::new(Inner {
                options,
                client: OnceLock::new(),
                ledger: Arc::default(),
                lanes: Mutex::default(),
            }),
            connector: None,
        }
    }

    /// The same client; what it sends is entered in the ledger under this connector's name.
    pub fn for_connector(&self, name: &str) -> Self {
        Self {
            connector: Some(name.into()),
            ..self.clone()
        }
    }

    /// Every host talked to since the ledger was last taken, by name, with when and what for.
    pub fn ledger(&self) -> Vec<HostContact> {
        self.inner.ledger.all()
    }

    /// Takes the ledger's entries, to be kept elsewhere.
    pub fn take_ledger(&self) -> Vec<HostContact> {
        self.inner.ledger.take()
    }

    /// Puts entries back that could not be kept elsewhere.
    pub fn return_ledger(&self, entries: Vec<HostContact>) {
        for entry in entries {
            self.inner.ledger.put(entry);
        }
    }

    /// Sends the request that `make` builds, again for each try so that signatures stay fresh. An answer
    /// that asks for a later try (429, 500, 502, 503, 504) is tried again; when tries run out it is
    /// handed back as it is. Only requests without effects may be sent this way.
    ///
    /// # Errors
    /// [`HttpFailure`] when no answer came.
    pub async fn send(
        &self,
        ctx: &RunContext,
        purpose: &'static str,
        make: &(dyn Fn() -> Result<Request<Bytes>, HttpFailure> + Sync),
    ) -> Result<Response<Body>, HttpFailure> {
        let options = &self.inner.options;
        let mut tried = 1;
        loop {
            let request = make()?;
            let lane = self.lane(&host_of(&request)?);
            let answer = self.send_once(ctx, purpose, request).await;
            let again = match &answer {
                Ok(answer) => may_pass(answer.status()),
                Err(failure) => failure.may_pass(),
            };
            if !again || tried >= options.tries.max(1) || !lane.may_retry() {
                return answer;
            }
            let asked = answer.as_ref().ok().and_then(|answer| {
                retry::asked_to_wait(answer.headers(), options.retry_after_cap, ctx.clock.now())
            });
            let wait = asked.unwrap_or_else(|| retry::backoff(tried, options));
            // The answer's connection and place in the lane are free while this waits.
            drop(answer);
            tokio::select! {
                () = ctx.cancel.cancelled() => return Err(HttpFailure::Cancelled),
                () = tokio::time::sleep(wait) => {}
            }
            tried += 1;
        }
    }

    /// Sends one request once. `purpose` says in plain words what it is for: the ledger keeps it.
    ///
    /// # Errors
    /// [`HttpFailure`] when no answer came.
    pub async fn send_once(
        &self,
        ctx: &RunContext,
        purpose: &'static str,
        request: Request<Bytes>,
    ) -> Result<Response<Body>, HttpFailure> {
        let host = host_of(&request)?;
        let client = self.client()?;
        let lane = self.lane(&host);
        let options = &self.inner.options;
        let stall = options.stall_timeout;
        let work = async {
            let place = lane.enter().await;
            let received = self.inner.ledger.request(
                ctx.clock.now(),
                &host,
                purpose,
                self.connector.as_deref(),
                request.body().len(),
            );
            let (parts, body) = request.into_parts();
            let (body, taken) = Outgoing::new(body);
            let answer = taken
                .wait(stall, client.request(Request::from_parts(parts, body)))
                .await
                .ok_or_else(|| HttpFailure::Stalled { host: host.clone() })?
                .map_err(|error| HttpFailure::from_client(&host, &error))?;
            if matches!(answer.status().as_u16(), 429 | 503) {
                let cap = options.retry_after_cap;
                lane.asked_to_slow_down(retry::asked_to_wait(answer.headers(), cap, ctx.clock.now()));
            } else if !answer.status().is_server_error() {
                lane.went_well();
            }
            Ok(answer.map(|incoming| Body {
                incoming,
                held: None,
                host: host.clone(),
                stall,
                slowest: options.slowest,
                waited: Duration::ZERO,
                arrived: 0,
                ctx: ctx.clone(),
                received,
                _place: place,
            }))
        };
        tokio::select! {
            biased;
            () = ctx.cancel.cancelled() => Err(HttpFailure::Cancelled),
            answer = work => answer,
        }
    }

    /// Opens a connection and closes it again.
    ///
    /// # Errors
    /// [`HttpFailure`] when there is none to be had.
    pub async fn reach(&self, ctx: &RunContext, host: &str, port: u16) -> Result<(), HttpFailure> {
        let addresses = self.resolve(host, port).await?;
        self.inner.ledger.contact(
            ctx.clock.now(),
            host,
            port,
            "test the connection",
            self.connector.as_deref(),
        );
        let connect = tokio::time::timeout(
            self.inner.options.connect_timeout,
            tokio::net::TcpStream::connect(&addresses[..]),
        );
        let host = host.to_owned();
        tokio::select! {
            biased;
            () = ctx.cancel.cancelled() => Err(HttpFailure::Cancelled),
            connected = connect => match connected {
                Ok(Ok(_)) => Ok(()),
                Ok(Err(error)) if error.kind() == std::io::ErrorKind::ConnectionRefused => {
                    Err(HttpFailure::Refused { host })
                }
                _ => Err(HttpFailure::Unreachable { host }),
            },
        }
    }

    /// Looks a host name up.
    ///
    /// # Errors
    /// [`HttpFailure::Resolve`].
    pub async fn resolve(&self, host: &str, port: u16) -> Result<Vec<std::net::SocketAddr>, HttpFailure> {
        let bare = host.trim_start_matches('[').trim_end_matches(']').to_owned();
        if let Some(address) = self.inner.options.everything_at
            && bare.parse::<std::net::IpAddr>().is_err()
        {
            return Ok(vec![address]);
        }
        let failed = || HttpFailure::Resolve {
            host: host.to_owned(),
        };
        let looked_up = tokio::time::timeout(
            self.inner.options.connect_timeout,
            tokio::net::lookup_host((bare, port)),
        );
        let found: Vec<_> = looked_up
            .await
            .map_err(|_| failed())?
            .map_err(|_| failed())?
            .collect();
        if found.is_empty() {
            Err(failed())
        } else {
            Ok(found)
        }
    }

    /// When an answer asks to come back, if it says so.
    pub(crate) fn retry_at(&self, headers: &http::HeaderMap, now: Timestamp) -> Option<Timestamp> {
        let wait = retry::asked_to_wait(headers, Duration::from_secs(24 * 3600), now)?;
        Some(now + chrono::Duration::from_std(wait).ok()?)
    }

    fn lane(&self, host: &str) -> Arc<Lane> {
        locked(&self.inner.lanes)
            .entry(host.to_owned())
            .or_insert_with(|| Arc::new(Lane::new(&self.inner.options)))
            .clone()
    }

    fn client(&self) -> Result<&HyperClient, HttpFailure> {
        self.inner
            .client
            .get_or_init(|| build(&self.inner.options))
            .as_ref()
            .map_err(|why| HttpFailure::Unusable(why.clone()))
    }
}

fn build(options: &HttpOptions) -> Result<HyperClient, String> {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let extra = match &options.extra_root_pem {
        None => Vec::new(),
        Some(pem) => CertificateDer::pem_slice_iter(pem)
            .collect::<Result<Vec<_>, _>>()
            .map_err(|_| "the extra root certificate is not PEM".to_owned())?,
    };
    let verifier = Verifier::new_with_extra_roots(extra, provider.clone())
        .map_err(|_| "this computer's certificate store cannot be read".to_owned())?;
    let tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|_| "TLS cannot be set up".to_owned())?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    let mut tcp = HttpConnector::new_with_resolver(Names::new(options));
    tcp.enforce_http(false);
    // Without it each small body waits 40 ms for a delayed acknowledgement on some servers.
    tcp.set_nodelay(true);
    tcp.set_connect_timeout(Some(options.connect_timeout));
    tcp.set_keepalive(Some(Duration::from_secs(30)));
    let connector = hyper_rustls::HttpsConnectorBuilder::new()
        .with_tls_config(tls)
        .https_or_http()
        .enable_http1()
        .wrap_connector(tcp);
    Ok(Client::builder(TokioExecutor::new())
        .pool_timer(TokioTimer::new())
        .pool_idle_timeout(Duration::from_secs(45))
        .http1_max_buf_size(256 * 1024)
        .build(connector))
}

/// An answer's body. It holds its place in the host's limit until it is dropped.
pub struct Body {
    incoming: Incoming,
    /// The whole body, once it has been looked at.
    held: Option<Bytes>,
    host: String,
    stall: Duration,
    /// Bytes a second below which a body is as good as silent.
    slowest: u64,
    /// Time spent waiting for the network, and what came in it, since this was last looked at.
    waited: Duration,
    arrived: u64,
    ctx: RunContext,
    received: Received,
    _place: Place,
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Body")
            .field("host", &self.host)
            .finish_non_exhaustive()
    }
}

impl Body {
    /// The next bytes; `None` at the end.
    ///
    /// # Errors
    /// [`HttpFailure::Stalled`] when none or hardly any come for long, [`HttpFailure::Short`] or
    /// [`HttpFailure::Interrupted`] when the connection ends too early.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, HttpFailure> {
        if let Some(held) = self.held.take_if(|held| !held.is_empty()) {
            self.held = Some(Bytes::new());
            return Ok(Some(held));
        }
        if self.held.is_some() {
            return Ok(None);
        }
        loop {
            let asked = Instant::now();
            let frame = tokio::select! {
                biased;
                () = self.ctx.cancel.cancelled() => return Err(HttpFailure::Cancelled),
                frame = tokio::time::timeout(self.stall, self.incoming.frame()) => frame,
            };
            // Only the network's time counts: a reader that takes its time is no stall.
            self.waited += asked.elapsed();
            let trickles = self.waited >= self.stall && {
                let slow = self.arrived < self.slowest.saturating_mul(self.waited.as_secs().max(1));
                self.waited = Duration::ZERO;
                self.arrived = 0;
                slow
            };
            match frame {
                Err(_) => return Err(self.stalled()),
                Ok(Some(Ok(_))) if trickles => return Err(self.stalled()),
                Ok(None) => return Ok(None),
                Ok(Some(Err(error))) => return Err(HttpFailure::from_body(&self.host, &error)),
                Ok(Some(Ok(frame))) => {
                    if let Ok(bytes) = frame.into_data()
                        && !bytes.is_empty()
                    {
                        self.arrived += bytes.len() as u64;
                        self.received.add(bytes.len());
                        return Ok(Some(bytes));
                    }
                }
            }
        }
    }

    fn stalled(&self) -> HttpFailure {
        HttpFailure::Stalled {
            host: self.host.clone(),
        }
    }

    /// The whole body as [`Body::read`] gives it, left to be read again.
    ///
    /// # Errors
    /// As [`Body::read`]; there is nothing more to be read then.
    pub async fn look(&mut self, most: usize) -> Result<Bytes, HttpFailure> {
        let mut all = BytesMut::new();
        while let Some(bytes) = self.chunk().await? {
            if all.len() + bytes.len() > most {
                self.held = Some(Bytes::new());
                return Err(HttpFailure::TooLong {
                    host: self.host.clone(),
                });
            }
            all.extend_from_slice(&bytes);
        }
        let all = all.freeze();
        self.held = Some(all.clone());
        Ok(all)
    }

    /// The whole body, when it is no longer than `most` bytes.
    ///
    /// # Errors
    /// As [`Body::chunk`]; [`HttpFailure::TooLong`].
    pub async fn read(mut self, most: usize) -> Result<Bytes, HttpFailure> {
        let Some(first) = self.chunk().await? else {
            return Ok(Bytes::new());
        };
        let mut all = BytesMut::from(first);
        while let Some(bytes) = self.chunk().await? {
            if all.len() + bytes.len() > most {
                return Err(HttpFailure::TooLong { host: self.host });
            }
            all.extend_from_slice(&bytes);
        }
        if all.len() > most {
            return Err(HttpFailure::TooLong { host: self.host });
        }
        Ok(all.freeze())
    }
}

fn host_of<T>(request: &Request<T>) -> Result<String, HttpFailure> {
    match request.uri().authority() {
        Some(authority) => Ok(authority.as_str().to_owned()),
        None => Err(HttpFailure::Unusable("the address has no host".into())),
    }
}

fn may_pass(status: StatusCode) -> bool {
    matches!(status.as_u16(), 429 | 500 | 502 | 503 | 504)
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
