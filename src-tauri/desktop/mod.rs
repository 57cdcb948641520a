//! What ties the app to the desktop around it.

pub mod display;
pub mod dropped;
pub mod events;
pub mod log;
pub mod notify;
pub mod passphrase;
pub mod refusal;
pub mod tray;
pub mod window;
