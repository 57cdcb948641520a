//! Where installed test servers are kept between runs: below cargo's target directory, so that cleaning it removes
//! them too.

use std::io;
use std::path::{Path, PathBuf};

/// Cargo's target directory, from the place of the running program: `target/debug/deps/name-hash`, or one
/// deeper with `--target`.
pub(crate) fn target_dir() -> io::Result<PathBuf> {
    let program = std::env::current_exe()?;
    let marked = program
        .ancestors()
        .skip(1)
        .find(|folder| folder.join("CACHEDIR.TAG").is_file());
    let folder = marked.or_else(|| {
        program
            .ancestors()
            .find(|folder| folder.ends_with("deps"))?
            .parent()
    });
    folder.map(Path::to_path_buf).ok_or_else(|| {
        io::Error::other(format!(
            "{} is not below a target directory of cargo",
            program.display()
        ))
    })
}
