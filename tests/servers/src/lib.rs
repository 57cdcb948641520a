//! Storage servers for tests, on loopback. [`FaultBucket`] runs in this process, checks signatures like the real
//! ones, and lies, stalls and breaks when a test asks for it; [`Moto`] is somebody else's S3, for a second
//! opinion; [`Aws`] plays all of Amazon's hosts, for signing in and finding the way; [`Gcs`] is Google Cloud
//! Storage with its sign-in, and [`GcsEmulator`] somebody else's; [`Azurite`] is Microsoft's own emulator of
//! Azure; [`FaultProxy`] stands before any of them and spoils what they answer.

mod aws;
mod azurite;
mod fault_bucket;
mod fault_proxy;
mod gcs;
mod gcs_emulator;
mod moto;
mod target_dir;
mod venv;

pub use aws::{Aws, CloudBucket, CloudRole, Detour, Sent};
pub use azurite::Azurite;
pub use fault_bucket::{Access, AccessKey, Fault, FaultBucket, FaultKind, Grant, Logged, Operation};
pub use fault_proxy::{FaultProxy, Mishap};
pub use gcs::{Exchange, Gcs, GcsRequest};
pub use gcs_emulator::GcsEmulator;
pub use moto::Moto;
