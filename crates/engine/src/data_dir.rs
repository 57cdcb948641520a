//! Where Tidegate keeps its data when nobody says otherwise: one place for the window and the command line.

use std::path::PathBuf;
use tidegate_domain::problem::{ErrorClass, Problem};

/// `tidegate` in the person's data folder, such as `~/.local/share/tidegate`.
///
/// # Errors
/// When the system names no data folder.
pub fn default_data_dir() -> Result<PathBuf, Problem> {
    dirs::data_dir().map(|data| data.join("tidegate")).ok_or_else(|| {
        Problem::new(
            ErrorClass::LocalStorage,
            "This system names no folder for data.",
            "Choose one with --data-dir.",
        )
    })
}
