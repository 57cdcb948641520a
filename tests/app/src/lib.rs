//! A desktop of its own for the real app: display, session bus, keychain, tray host, WebDriver.
//!
//! Everything starts on free ports below a temporary folder and ends with the [`Stage`], by process id.

mod children;
mod chooser;
mod drop;
mod stage;
mod steps;
mod tray;
mod window;

pub use stage::{Scheme, Stage};
pub use steps::{connect_folder, files, written};
pub use window::{Key, Window};
