//! Connections that other tools on this computer know: AWS profiles, rclone remotes, mc aliases, Cyberduck
//! bookmarks. Found and described without their secrets; taken over only when ticked.

use crate::{connector::Connector, problem::Problem};
use serde::{Deserialize, Serialize};
use std::fmt;
use ts_rs::TS;

/// One connection of another tool, as shown before it is taken over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ForeignConnection {
    /// Stable while the tool's file stays the same: tool and name.
    pub id: String,
    /// `AWS profile`, `rclone`, `mc`, `Cyberduck`.
    pub tool: String,
    /// The file that it was read from.
    pub file: String,
    pub name: String,
    /// The provider it becomes.
    pub provider: String,
    pub config: serde_json::Value,
    /// Bucket or prefix that the tool's entry is limited to.
    pub buckets: Vec<String>,
    /// Whether a secret comes with it; the secret itself stays in the engine.
    pub has_credential: bool,
    /// One line for people: address, region, way to sign in.
    pub summary: String,
    /// Why it cannot be taken over, in a sentence that says what to do.
    pub refused: Option<String>,
}

/// A file of another tool that was looked at, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ForeignFile {
    pub tool: String,
    pub path: String,
    pub found: bool,
    /// Why it could not be read.
    pub problem: Option<String>,
}

/// Everything found.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
pub struct ForeignConnections {
    pub connections: Vec<ForeignConnection>,
    pub files: Vec<ForeignFile>,
}

/// What a pasted text was recognised as: it fills the form.
#[derive(Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Recognised {
    pub provider: String,
    /// What it is, such as `an access key pair`.
    pub what: String,
    pub config: serde_json::Value,
    /// Goes back to the form that it was pasted into, and nowhere else.
    pub credential: serde_json::Value,
}

impl fmt::Debug for Recognised {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recognised")
            .field("provider", &self.provider)
            .field("what", &self.what)
            .finish_non_exhaustive()
    }
}

/// What became of the connections that were ticked.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, TS)]
pub struct ForeignTaken {
    pub connectors: Vec<Connector>,
    pub failures: Vec<ForeignFailure>,
}

/// A connection that could not be taken over.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct ForeignFailure {
    pub id: String,
    pub problem: Problem,
}
