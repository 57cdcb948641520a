//! Where Tidegate keeps its data when nobody says otherwise: one place for the window and the command line.

use std::collections::BTreeMap;
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

/// Environment variables that say where AWS and rclone keep their settings.
const VARIABLES: [&str; 3] = ["AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE", "RCLONE_CONFIG"];

/// The person's home folder and the variables that say where other tools keep their settings.
pub fn other_tools() -> (Option<PathBuf>, BTreeMap<String, String>) {
    let variables = VARIABLES
        .into_iter()
        .filter_map(|name| Some((name.to_owned(), std::env::var(name).ok()?)))
        .collect();
    (dirs::home_dir(), variables)
}

/// Tesseract, which reads the text in pictures, when it lies in one of the folders where programs are looked for.
pub(crate) fn tesseract() -> Option<PathBuf> {
    let folders = std::env::var_os("PATH")?;
    std::env::split_paths(&folders)
        .filter(|folder| folder.is_absolute())
        .map(|folder| {
            folder.join(if cfg!(windows) {
                "tesseract.exe"
            } else {
                "tesseract"
            })
        })
        .find(|program| program.is_file())
}
