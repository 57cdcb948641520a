//! The house's rules, checked from `cargo metadata` and from the folders.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "test code")]

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .nth(2)
        .unwrap()
        .to_owned()
}

/// Normal (not dev, not build) dependencies by package name, over everything that is resolved.
fn graph() -> BTreeMap<String, BTreeSet<String>> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked", "--offline"])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let name_of: BTreeMap<&str, &str> = metadata["packages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|package| (package["id"].as_str().unwrap(), package["name"].as_str().unwrap()))
        .collect();
    let mut graph: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for node in metadata["resolve"]["nodes"].as_array().unwrap() {
        let edges = graph
            .entry(name_of[node["id"].as_str().unwrap()].to_owned())
            .or_default();
        for dependency in node["deps"].as_array().unwrap() {
            let normal = dependency["dep_kinds"]
                .as_array()
                .unwrap()
                .iter()
                .any(|kind| kind["kind"].is_null());
            if normal {
                edges.insert(name_of[dependency["pkg"].as_str().unwrap()].to_owned());
            }
        }
    }
    graph
}

fn reached(graph: &BTreeMap<String, BTreeSet<String>>, from: &str) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    let mut waiting = vec![from.to_owned()];
    while let Some(name) = waiting.pop() {
        for next in graph.get(&name).into_iter().flatten() {
            if seen.insert(next.clone()) {
                waiting.push(next.clone());
            }
        }
    }
    seen
}

#[test]
fn dependencies_point_one_way() {
    let graph = graph();
    let allowed: &[(&str, &[&str])] = &[
        ("tidegate-domain", &[]),
        ("tidegate-connectors", &["tidegate-domain"]),
        ("tidegate-formats", &["tidegate-domain"]),
        ("tidegate-detectors", &["tidegate-domain"]),
        ("tidegate-store", &["tidegate-domain"]),
        ("tidegate-vault", &["tidegate-domain"]),
        (
            "tidegate-engine",
            &[
                "tidegate-connectors",
                "tidegate-detectors",
                "tidegate-domain",
                "tidegate-formats",
                "tidegate-store",
                "tidegate-vault",
            ],
        ),
        ("tidegate-cli", &["tidegate-domain", "tidegate-engine"]),
        ("tidegate-desktop", &["tidegate-domain", "tidegate-engine"]),
    ];
    for (package, may) in allowed {
        let ours: BTreeSet<&str> = graph[*package]
            .iter()
            .map(String::as_str)
            .filter(|name| name.starts_with("tidegate-"))
            .collect();
        let may: BTreeSet<&str> = may.iter().copied().collect();
        assert!(
            ours.is_subset(&may),
            "{package} depends on {:?}",
            ours.difference(&may).collect::<Vec<_>>()
        );
    }
}

#[test]
fn each_outside_world_has_one_door() {
    let graph = graph();
    for package in ["tidegate-engine", "tidegate-cli"] {
        let all = reached(&graph, package);
        for window in ["tauri", "gtk", "wry", "webkit2gtk", "tao"] {
            assert!(
                !all.contains(window),
                "{package} reaches {window}: it must run with no webview on the machine"
            );
        }
    }
    let doors: &[(&str, &[&str])] = &[
        // Our own database; and the formats, which open other people's files in memory.
        ("rusqlite", &["tidegate-store", "tidegate-formats"]),
        ("keyring", &["tidegate-vault"]),
        ("reqwest", &["tidegate-connectors"]),
        ("object_store", &["tidegate-connectors"]),
        ("tauri", &["tidegate-desktop"]),
    ];
    for (library, may) in doors {
        for (package, uses) in graph.iter().filter(|(name, _)| name.starts_with("tidegate-")) {
            assert!(
                !uses.contains(*library) || may.contains(&package.as_str()),
                "{package} uses {library}"
            );
        }
    }
    assert!(
        reached(&graph, "tidegate-domain")
            .iter()
            .all(|name| !["rusqlite", "reqwest", "tauri"].contains(&name.as_str()))
    );
}

/// The lists are kept by hand, because their order is visible to people; the folders must agree.
#[test]
fn lists_name_every_folder() {
    for (list, folder) in [
        (
            "crates/connectors/src/providers/mod.rs",
            "crates/connectors/src/providers",
        ),
        ("crates/formats/src/formats/mod.rs", "crates/formats/src/formats"),
        (
            "crates/detectors/src/detectors/mod.rs",
            "crates/detectors/src/detectors",
        ),
    ] {
        let text = std::fs::read_to_string(root().join(list)).unwrap();
        // A folder whose name is none of Rust's is given by its path in the line above.
        let mut path = None;
        let listed: BTreeSet<String> = text
            .lines()
            .filter_map(|line| {
                if let Some(given) = line.trim().strip_prefix("#[path = \"") {
                    path = given.split('/').next().map(str::to_owned);
                    return None;
                }
                let name = line
                    .trim()
                    .trim_start_matches("pub ")
                    .trim_start_matches("pub(crate) ")
                    .strip_prefix("mod ")?
                    .strip_suffix(';')?;
                Some(path.take().unwrap_or_else(|| name.to_owned()))
            })
            .collect();
        let there: BTreeSet<String> = std::fs::read_dir(root().join(folder))
            .unwrap()
            .map(|entry| {
                entry
                    .unwrap()
                    .file_name()
                    .to_string_lossy()
                    .trim_end_matches(".rs")
                    .to_owned()
            })
            .filter(|name| name != "mod")
            .collect();
        assert_eq!(listed, there, "{list}");
    }
}

/// Only the app joins features, and only a feature's queries talk to the engine.
#[test]
fn features_of_the_window_do_not_meet() {
    let features = root().join("ui/src/features");
    for feature in std::fs::read_dir(&features).unwrap() {
        let feature = feature.unwrap().path();
        let name = feature.file_name().unwrap().to_string_lossy().into_owned();
        for file in files(&feature) {
            let text = std::fs::read_to_string(&file).unwrap();
            let shown = file.strip_prefix(root()).unwrap().display().to_string();
            for line in text
                .lines()
                .filter(|line| line.contains(" from \"") || line.starts_with("import \""))
            {
                let foreign = line.contains("/features/")
                    || line.split("from \"..").nth(1).is_some_and(|path| {
                        let path = path.trim_start_matches(['.', '/']);
                        path.split('/')
                            .next()
                            .is_some_and(|first| features.join(first).is_dir() && first != name)
                    });
                assert!(!foreign, "{shown} imports another feature: {line}");
                let calls = line.contains("/ipc/client");
                let test = shown.contains(".test.");
                assert!(
                    !calls || test || shown.ends_with("queries.ts"),
                    "{shown} talks to the engine itself: {line}"
                );
            }
        }
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    std::fs::read_dir(folder)
        .unwrap()
        .flat_map(|entry| {
            let path = entry.unwrap().path();
            if path.is_dir() { files(&path) } else { vec![path] }
        })
        .filter(|path| {
            path.extension()
                .is_some_and(|ending| ending == "ts" || ending == "tsx")
        })
        .collect()
}
