//! Tauri's build step, told that capabilities and permissions live under `src-tauri/`.

use tauri_build::{AppManifest, Attributes};

fn main() -> anyhow::Result<()> {
    println!("cargo:rerun-if-changed=src-tauri/capabilities");
    println!("cargo:rerun-if-changed=src-tauri/permissions");
    // The window's pages are part of the program; where they are not built yet there is nothing to watch.
    if std::path::Path::new("ui/dist").is_dir() {
        println!("cargo:rerun-if-changed=ui/dist");
    }
    let attributes = Attributes::new()
        .capabilities_path_pattern("src-tauri/capabilities/**/*")
        .app_manifest(AppManifest::new().permissions_path_pattern("src-tauri/permissions/**/*"));
    tauri_build::try_build(attributes)
}
