//! How requests are made: limits and times, so that tests can be quick.

use std::fmt;
use std::net::SocketAddr;
use std::time::Duration;

/// How requests are made. The defaults are for real networks.
#[derive(Clone)]
pub struct HttpOptions {
    pub connect_timeout: Duration,
    /// Longest silence: before the answer's head, and between two pieces of a body.
    pub stall_timeout: Duration,
    /// Bytes a second, over `stall_timeout` of waiting, below which a body counts as silent.
    pub slowest: u64,
    /// Tries of one request, the first included.
    pub tries: u32,
    /// The wait before the n-th retry is a random part of `retry_base` × 2ⁿ, at most `retry_cap`.
    pub retry_base: Duration,
    pub retry_cap: Duration,
    /// Longest `Retry-After` that is waited for.
    pub retry_after_cap: Duration,
    /// Requests and open bodies of one host at the same time, at most: fewer while it asks to slow down.
    pub per_host: usize,
    /// Where every name is looked for instead of at its own address: a test's server that plays them all.
    pub everything_at: Option<SocketAddr>,
    /// Certificates (PEM) trusted besides the system's own.
    pub extra_root_pem: Option<Vec<u8>>,
}

impl Default for HttpOptions {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(10),
            stall_timeout: Duration::from_secs(30),
            slowest: 1024,
            tries: 5,
            retry_base: Duration::from_millis(250),
            retry_cap: Duration::from_secs(20),
            retry_after_cap: Duration::from_secs(120),
            per_host: 64,
            everything_at: None,
            extra_root_pem: None,
        }
    }
}

impl fmt::Debug for HttpOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpOptions")
            .field("connect_timeout", &self.connect_timeout)
            .field("stall_timeout", &self.stall_timeout)
            .field("tries", &self.tries)
            .field("per_host", &self.per_host)
            .field("extra_root", &self.extra_root_pem.is_some())
            .finish_non_exhaustive()
    }
}
