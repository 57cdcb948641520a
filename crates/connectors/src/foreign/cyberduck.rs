//! Bookmarks of Cyberduck and Mountain Duck: one property list per file. Their secrets are in the keychain of
//! the system, which is not asked for them.

use super::{Entry, Home, Seen, Tool, host};
use quick_xml::{Reader, events::Event};
use serde_json::json;
use std::collections::BTreeMap;

pub(super) struct Cyberduck;

/// Folders of bookmarks below the home folder, by system.
const FOLDERS: &[&str] = if cfg!(target_os = "macos") {
    &[
        "Library/Group Containers/G69SCX94XU.duck/Library/Application Support/duck/Bookmarks",
        "Library/Application Support/Cyberduck/Bookmarks",
        ".duck/bookmarks",
    ]
} else if cfg!(windows) {
    &["AppData/Roaming/Cyberduck/Bookmarks", ".duck/bookmarks"]
} else {
    &[".duck/bookmarks", ".duck/profiles"]
};

impl Tool for Cyberduck {
    fn title(&self) -> &'static str {
        "Cyberduck"
    }

    fn look(&self, home: &Home<'_>, seen: &mut Seen) {
        for folder in FOLDERS {
            for looked in home.files(folder, "duck") {
                let file = looked.path.clone();
                let Some(text) = seen.text(looked) else {
                    continue;
                };
                match property_list(text.expose()) {
                    Some(bookmark) => seen.add(entry(&file, &bookmark)),
                    None => seen.trouble(
                        &file,
                        "This is not a bookmark as Cyberduck writes it. Save it there again to take it over.",
                    ),
                }
            }
        }
    }
}

fn entry(file: &str, bookmark: &BTreeMap<String, String>) -> Entry {
    let text = |key: &str| bookmark.get(key).map(|value| value.trim()).unwrap_or_default();
    let address = text("Hostname");
    let name = match text("Nickname") {
        "" => address,
        nickname => nickname,
    };
    let port = match text("Port") {
        "" | "443" => String::new(),
        port => format!(":{port}"),
    };
    let anonymous = text("Username").eq_ignore_ascii_case("anonymous");
    let mut entry = match text("Protocol") {
        "s3" => {
            let mut entry = Entry::new(file, name, "s3");
            let auth = if anonymous { "anonymous" } else { "access_keys" };
            entry.config = json!({ "auth": auth });
            if address == "s3.amazonaws.com" {
                entry.place.push("Amazon S3".to_owned());
            } else {
                let endpoint = format!("https://{address}{port}");
                entry.place.push(host(&endpoint));
                entry.config["endpoint"] = json!(endpoint);
            }
            if !text("Region").is_empty() {
                entry.config["region"] = json!(text("Region"));
                entry.place.push(text("Region").to_owned());
            }
            entry
        }
        "azure" => {
            let mut entry = Entry::new(file, name, "azure_blob");
            let account = match text("Username") {
                "" => address.split('.').next().unwrap_or_default(),
                account => account,
            };
            entry.config = json!({ "auth": "account_key", "storage_account": account });
            if !address.is_empty() && !address.ends_with(".blob.core.windows.net") {
                entry.config["endpoint"] = json!(format!("https://{address}{port}"));
            }
            entry.place = vec!["Azure Blob Storage".to_owned(), account.to_owned()];
            entry
        }
        "googlestorage" => {
            return Entry::new(file, name, "gcs").refuse(
                "Cyberduck signs in here as a person. Make a connector with a service account instead.",
            );
        }
        "file" => {
            let mut entry = Entry::new(file, name, "local");
            entry.config = json!({ "path": text("Path") });
            entry.place.push(text("Path").to_owned());
            return entry;
        }
        _ => {
            return Entry::new(file, name, "").refuse(
                "This kind of bookmark is not one that Tidegate connects to: it takes S3, Azure Blob Storage and \
                 folders.",
            );
        }
    };
    entry.sign_in = if anonymous {
        "without signing in"
    } else {
        "its secret is in the keychain, so enter it after taking it over"
    };
    let path = text("Path").trim_matches('/');
    if !path.is_empty() {
        entry.buckets.push(path.to_owned());
    }
    entry
}

/// The texts of a property list's outermost dictionary; `None` when it is none.
fn property_list(text: &str) -> Option<BTreeMap<String, String>> {
    let mut reader = Reader::from_str(text);
    let mut found = BTreeMap::new();
    let mut path: Vec<String> = Vec::new();
    let (mut key, mut value) = (None::<String>, String::new());
    loop {
        match reader.read_event().ok()? {
            Event::Start(start) => {
                if path.len() == 32 {
                    return None;
                }
                path.push(start.local_name().as_ref().to_owned());
                value.clear();
            }
            Event::End(_) => {
                let ended = path.pop()?;
                if path.len() == 2 && path[0] == "plist" && path[1] == "dict" {
                    match ended.as_str() {
                        "key" => key = Some(std::mem::take(&mut value)),
                        "string" | "integer" => {
                            if let Some(key) = key.take() {
                                found.insert(key, std::mem::take(&mut value));
                            }
                        }
                        _ => key = None,
                    }
                }
                value.clear();
                if path.is_empty() {
                    return (ended == "plist").then_some(found);
                }
            }
            Event::Text(part) => value.push_str(&part.xml10_content()),
            Event::CData(part) => value.push_str(&part.xml10_content()),
            Event::GeneralRef(reference) => match reference.resolve_char_ref().ok()? {
                Some(c) => value.push(c),
                None => value.push_str(match reference.xml10_content().as_ref() {
                    "amp" => "&",
                    "lt" => "<",
                    "gt" => ">",
                    "quot" => "\"",
                    "apos" => "'",
                    _ => return None,
                }),
            },
            // Apple's own document type stands in every such file; one that declares anything is hostile.
            Event::DocType(kind) if kind.xml10_content().contains('[') => return None,
            Event::DocType(_) | Event::Empty(_) | Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
            Event::Eof => return None,
        }
    }
}
