//! Lists the rule files of `rules/`, so that a new rule is its file and nothing else.

use std::{env, fs, io, path::Path};

fn main() -> io::Result<()> {
    println!("cargo:rerun-if-changed=rules");
    let missing = || io::Error::other("cargo names no folder for what is built");
    let package = env::var_os("CARGO_MANIFEST_DIR").ok_or_else(missing)?;
    let out = env::var_os("OUT_DIR").ok_or_else(missing)?;
    let folder = Path::new(&package).join("rules");
    let mut names = Vec::new();
    for entry in fs::read_dir(&folder)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if let Some(id) = name.strip_suffix(".toml") {
            names.push(id.to_owned());
        }
    }
    names.sort();
    let mut list = String::from("&[\n");
    for id in names {
        let path = folder.join(format!("{id}.toml"));
        list.push_str(&format!(
            "    ({id:?}, include_str!({:?})),\n",
            path.to_string_lossy()
        ));
    }
    list.push_str("]\n");
    fs::write(Path::new(&out).join("rule_files.rs"), list)
}
