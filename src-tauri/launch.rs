//! How the program was started.

use std::ffi::OsString;
use std::path::PathBuf;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Launch {
    /// Start in the tray.
    pub hidden: bool,
    pub data_dir: Option<PathBuf>,
    pub help: bool,
    pub version: bool,
}

impl Launch {
    /// Reads the arguments after the program's name.
    ///
    /// # Errors
    /// A sentence about the argument that is not known.
    pub fn from_arguments(arguments: impl IntoIterator<Item = OsString>) -> Result<Self, String> {
        let mut launch = Self {
            data_dir: std::env::var_os("TIDEGATE_DATA_DIR").map(PathBuf::from),
            ..Self::default()
        };
        let mut arguments = arguments.into_iter();
        while let Some(argument) = arguments.next() {
            match argument.to_str() {
                Some("--hidden") => launch.hidden = true,
                Some("--help" | "-h") => launch.help = true,
                Some("--version" | "-V") => launch.version = true,
                Some("--data-dir") => match arguments.next() {
                    Some(dir) => launch.data_dir = Some(dir.into()),
                    None => return Err("--data-dir needs a folder.".to_owned()),
                },
                _ => return Err(format!("unknown argument {}", argument.display())),
            }
        }
        Ok(launch)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_read_or_refused() {
        let read = |arguments: &[&str]| Launch::from_arguments(arguments.iter().map(OsString::from));
        assert!(read(&["--hidden"]).unwrap().hidden);
        assert_eq!(read(&["--data-dir", "/x"]).unwrap().data_dir, Some("/x".into()));
        assert!(read(&["--data-dir"]).is_err());
        assert!(read(&["--frobnicate"]).unwrap_err().contains("--frobnicate"));
    }
}
