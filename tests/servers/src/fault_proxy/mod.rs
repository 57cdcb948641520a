//! A loopback proxy that stands before any storage server and spoils its answers, so that one table of faults
//! is tried on every dialect. It knows requests and bytes, and no dialect: what a request asks for is told by
//! the test.

mod spoil;

use bytes::Bytes;
use http::request::Parts;
use http::{Request, Response};
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use std::fmt;
use std::io::Error as IoError;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use crate::Operation;

pub(crate) type Answer = Response<BoxBody<Bytes, IoError>>;

/// How an answer is spoilt on its way back.
#[derive(Debug, Clone)]
pub enum Mishap {
    /// Another answer altogether; the server is not asked.
    Instead {
        status: u16,
        headers: Vec<(&'static str, String)>,
        body: Bytes,
    },
    /// The connection ends before the answer; the server is not asked.
    Drop,
    /// The server does what it was asked, and the connection ends before its answer.
    LoseAnswer,
    /// The connection is reset after this part (in thousandths) of the body.
    Reset(u64),
    /// Nothing more comes after this part (in thousandths) of the body.
    Stall(u64),
    /// One byte at a time, so slowly that it never ends in useful time.
    Trickle,
    /// A header with another value, or (empty) without it.
    Header(&'static str, String),
    /// The first answer of this kind comes again and again.
    Repeat,
}

/// A mishap and where it strikes.
#[derive(Debug)]
struct Planned {
    mishap: Mishap,
    operation: Operation,
    pass: u32,
    times: u32,
}

/// A running proxy. It stops when it is dropped.
pub struct FaultProxy {
    state: Arc<State>,
    address: SocketAddr,
    stop: watch::Sender<bool>,
}

struct State {
    upstream: SocketAddr,
    tell: fn(&Parts) -> Operation,
    planned: Mutex<Vec<Planned>>,
    /// What `Repeat` says again.
    first: Mutex<Option<(http::response::Parts, Bytes)>>,
    asked: Mutex<Vec<Operation>>,
}

impl fmt::Debug for FaultProxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FaultProxy({} → {})", self.address, self.state.upstream)
    }
}

impl FaultProxy {
    /// Stands before `upstream`; `tell` says what a request asks for.
    ///
    /// # Errors
    /// When no port can be had.
    pub async fn start(upstream: SocketAddr, tell: fn(&Parts) -> Operation) -> std::io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let state = Arc::new(State {
            upstream,
            tell,
            planned: Mutex::default(),
            first: Mutex::default(),
            asked: Mutex::default(),
        });
        let (stop, stopped) = watch::channel(false);
        tokio::spawn(serve(listener, state.clone(), stopped));
        Ok(Self { state, address, stop })
    }

    /// `http://127.0.0.1:port`.
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Lets `pass` requests of this kind through, then spoils `times` of them.
    pub fn plan(&self, operation: Operation, pass: u32, times: u32, mishap: Mishap) {
        locked(&self.state.planned).push(Planned {
            mishap,
            operation,
            pass,
            times,
        });
    }

    /// Forgets plans and counts.
    pub fn clear(&self) {
        locked(&self.state.planned).clear();
        locked(&self.state.asked).clear();
        *locked(&self.state.first) = None;
    }

    /// How many requests of this kind came.
    pub fn count(&self, operation: Operation) -> usize {
        locked(&self.state.asked)
            .iter()
            .filter(|asked| **asked == operation)
            .count()
    }
}

impl Drop for FaultProxy {
    fn drop(&mut self) {
        self.stop.send_replace(true);
    }
}

async fn serve(listener: TcpListener, state: Arc<State>, mut stopped: watch::Receiver<bool>) {
    loop {
        let accepted = tokio::select! {
            _ = stopped.changed() => return,
            accepted = listener.accept() => accepted,
        };
        let Ok((stream, _)) = accepted else { continue };
        let _ = stream.set_nodelay(true);
        let (state, mut stopped) = (state.clone(), stopped.clone());
        tokio::spawn(async move {
            let service = service_fn(move |request| pass_on(state.clone(), request));
            let connection =
                hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service);
            tokio::select! {
                _ = stopped.changed() => {}
                _ = connection => {}
            }
        });
    }
}

async fn pass_on(state: Arc<State>, request: Request<Incoming>) -> Result<Answer, IoError> {
    let (parts, body) = request.into_parts();
    let body = body.collect().await.map_err(IoError::other)?.to_bytes();
    let operation = (state.tell)(&parts);
    locked(&state.asked).push(operation);
    let mishap = struck(&state, operation);
    match &mishap {
        Some(Mishap::Drop) => return Err(IoError::other("dropped on purpose")),
        Some(Mishap::Instead {
            status,
            headers,
            body,
        }) => {
            let mut answer = Response::builder().status(*status);
            for (name, value) in headers {
                answer = answer.header(*name, value);
            }
            let body = Full::new(body.clone()).map_err(|never| match never {}).boxed();
            return answer.body(body).map_err(IoError::other);
        }
        _ => {}
    }
    let (head, bytes) = ask(state.upstream, parts, body).await?;
    let mut first = locked(&state.first);
    if matches!(mishap, Some(Mishap::Repeat)) {
        let (head, bytes) = first.get_or_insert((head, bytes)).clone();
        drop(first);
        return spoil::answer(head, bytes, None);
    }
    drop(first);
    spoil::answer(head, bytes, mishap)
}

/// What strikes this request, with the counts kept.
fn struck(state: &State, operation: Operation) -> Option<Mishap> {
    for planned in locked(&state.planned).iter_mut() {
        if planned.operation != operation || planned.times == 0 {
            continue;
        }
        if planned.pass > 0 {
            planned.pass -= 1;
            continue;
        }
        planned.times -= 1;
        return Some(planned.mishap.clone());
    }
    None
}

async fn ask(
    upstream: SocketAddr,
    parts: Parts,
    body: Bytes,
) -> Result<(http::response::Parts, Bytes), IoError> {
    let stream = TcpStream::connect(upstream).await?;
    stream.set_nodelay(true)?;
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream))
        .await
        .map_err(IoError::other)?;
    tokio::spawn(connection);
    let answer = sender
        .send_request(Request::from_parts(parts, Full::new(body)))
        .await
        .map_err(IoError::other)?;
    let (head, body) = answer.into_parts();
    let bytes = body.collect().await.map_err(IoError::other)?.to_bytes();
    Ok((head, bytes))
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
