//! Sources of objects behind one trait. The only crate that knows HTTP.
//!
//! A provider is a folder of `providers/`; [`scope`] decides which listed objects a connector takes;
//! [`http`] is the one way out to the network, with redirects off and a ledger of every host.

pub mod beneath;
mod buckets;
mod connector;
pub mod foreign;
pub mod http;
mod provider;
mod providers;
pub mod scope;
mod sign_in;

pub use connector::{
    ByteStream, CheckRequest, Connector, ListCursor, ListPage, ListProblem, Opened, PutCondition,
    SourceError, Upload, UploadBody, UploadProgress, UploadState,
};
pub use http::{Http, HttpOptions};
pub use provider::{Provider, Surroundings};
pub use providers::{provider, providers};
