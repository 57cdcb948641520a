//! The nouns of Tidegate and their rules.
//!
//! Everything that two crates, the window and the command line must agree on is a type here. This crate
//! does no I/O, opens nothing, and depends on nothing heavy: a check of it takes seconds. Types that cross
//! to the window derive `TS`; `ui/src/ipc/bindings.ts` is generated from them.

pub mod action;
pub mod compare;
pub mod connector;
pub mod context;
pub mod detector;
pub mod document;
pub mod export;
pub mod exposure;
pub mod finding;
pub mod foreign;
pub mod id;
pub mod key;
pub mod object;
pub mod overview;
pub mod page;
pub mod policy;
pub mod problem;
pub mod provider;
pub mod report;
pub mod risk;
pub mod run;
pub mod schedule;
pub mod secret;
pub mod settings;
pub mod text;
pub mod transfer;

/// A moment in UTC. JSON carries it as RFC 3339, SQLite as milliseconds since 1970.
pub type Timestamp = chrono::DateTime<chrono::Utc>;
