//! Sources of objects behind one trait. The only crate that knows HTTP.
//!
//! A provider is a folder of `providers/`; [`scope`] decides which listed objects a connector takes;
//! [`http`] is the one way out to the network, with redirects off and a ledger of every host.

mod connector;
pub mod http;
mod provider;
mod providers;
pub mod scope;

pub use connector::{ByteStream, Connector, ListCursor, ListPage, ListProblem, Opened, SourceError};
pub use http::{Http, HttpOptions};
pub use provider::Provider;
pub use providers::{provider, providers};
