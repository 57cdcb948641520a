//! Storage servers for tests, on loopback. [`FaultBucket`] runs in this process, checks signatures like the real
//! ones, and lies, stalls and breaks when a test asks for it; [`Moto`] is somebody else's S3, for a second opinion.

mod fault_bucket;
mod moto;

pub use fault_bucket::{AccessKey, Fault, FaultBucket, FaultKind, Logged, Operation};
pub use moto::Moto;
