//! What has to be on the machine, and how it gets there. Says what it installs and why.

use crate::command::{answer, go, program};
use anyhow::{Result, bail};
use std::path::Path;
use std::process::Command;

/// To build the window.
const BUILD: &[&str] = &[
    "build-essential",
    "pkg-config",
    "libwebkit2gtk-4.1-dev",
    "libgtk-3-dev",
    "libayatana-appindicator3-dev",
    "librsvg2-dev",
];

/// To drive the window in tests, with a keychain, and to start a storage server.
const TEST: &[&str] = &[
    "webkit2gtk-driver",
    "xvfb",
    "xdotool",
    "dbus",
    "gnome-keyring",
    "libsecret-tools",
    "at-spi2-core",
    "fonts-noto-core",
    "python3-venv",
    "tesseract-ocr",
    "poppler-utils",
];

/// Makes sure that the window can be built.
pub fn ready_to_build() -> Result<()> {
    packages(BUILD, "to build the window")?;
    node()
}

/// Makes sure that the tests can run.
pub fn ready_to_test() -> Result<()> {
    packages(BUILD, "to build the window")?;
    packages(
        TEST,
        "to drive the real window, keychain and storage servers in tests",
    )?;
    node()
}

fn packages(wanted: &[&str], why: &str) -> Result<()> {
    if answer("apt-get", &["--version"]).is_none() {
        println!(
            "This is not Debian or Ubuntu. These packages, or their like, are needed {why}: {}",
            wanted.join(" ")
        );
        return Ok(());
    }
    let missing: Vec<&str> = wanted
        .iter()
        .copied()
        .filter(|name| {
            answer("dpkg-query", &["-W", "-f=${Status}", name]).as_deref() != Some("install ok installed")
        })
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    println!("Installing {why}: {}", missing.join(" "));
    let is_root = answer("id", &["-u"]).as_deref() == Some("0");
    let apt = |arguments: &[&str]| {
        let mut command = if is_root {
            Command::new("apt-get")
        } else {
            Command::new("sudo")
        };
        if !is_root {
            command.arg("apt-get");
        }
        command.args(arguments).env("DEBIAN_FRONTEND", "noninteractive");
        go(&mut command)
    };
    apt(&["update", "-q"])?;
    apt(&[&["install", "-y", "-q"], &missing[..]].concat())
}

fn node() -> Result<()> {
    let major = answer("node", &["--version"]).and_then(|version| {
        version
            .trim_start_matches('v')
            .split('.')
            .next()?
            .parse::<u32>()
            .ok()
    });
    match major {
        Some(20..) => Ok(()),
        Some(old) => bail!("Node {old} is too old: 20 or newer builds the window's pages"),
        None => bail!("Node 20 or newer is needed to build the window's pages: https://nodejs.org"),
    }
}

/// Makes sure that a cargo tool of exactly this version is there; `package` is what brings it.
pub fn cargo_tool(root: &Path, name: &str, package: &str, version: &str) -> Result<()> {
    let there = answer("cargo", &[name, "--version"]).is_some_and(|answer| answer.ends_with(version));
    if there {
        return Ok(());
    }
    println!("Installing {package} {version}, which brings `cargo {name}`");
    go(&mut program(
        root,
        "cargo",
        &["install", "--locked", &format!("{package}@{version}")],
    ))
}
