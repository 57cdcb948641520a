//! From a host's name to its addresses.

use super::HttpOptions;
use hyper_util::client::legacy::connect::dns::{GaiResolver, Name};
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};
use tower_service::Service;

/// The system's resolver, unless every name is at one address.
#[derive(Clone)]
pub(super) struct Names {
    system: GaiResolver,
    everything_at: Option<SocketAddr>,
}

impl Names {
    pub fn new(options: &HttpOptions) -> Self {
        Self {
            system: GaiResolver::new(),
            everything_at: options.everything_at,
        }
    }
}

impl Service<Name> for Names {
    type Response = std::vec::IntoIter<SocketAddr>;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, io::Error>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), io::Error>> {
        self.system.poll_ready(cx)
    }

    fn call(&mut self, name: Name) -> Self::Future {
        if let Some(address) = self.everything_at {
            return Box::pin(async move { Ok(vec![address].into_iter()) });
        }
        let found = self.system.call(name);
        Box::pin(async move { Ok(found.await?.collect::<Vec<_>>().into_iter()) })
    }
}
