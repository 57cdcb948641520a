//! Sources of objects behind one trait. The only crate that knows HTTP.

mod connector;

pub use connector::{ByteStream, Connector, ListCursor, ListPage, Opened, SourceError};
