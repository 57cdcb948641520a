//! The person's own AWS profiles: found in their files, read when a connector asks, never kept.
//!
//! What would start a program, ask the machine for another identity, or send requests to another address is
//! refused and explained.

mod chain;
mod file;

pub(super) use chain::Base;

use crate::provider::Surroundings;
use file::{Settings, sections};
use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};
use tidegate_domain::{
    problem::{ErrorClass, Problem},
    provider::Choice,
};

/// A file longer than this is none that a person keeps.
const LONGEST_FILE: u64 = 1024 * 1024;

/// What the two files say.
#[derive(Default)]
pub(super) struct Profiles {
    profiles: BTreeMap<String, Settings>,
    /// The `sso-session` sections.
    sessions: BTreeMap<String, Settings>,
    /// Where the AWS tool keeps the tokens of its SSO sessions.
    tokens: Option<PathBuf>,
}

impl Profiles {
    /// Reads both files where they are; a file that is missing says nothing.
    pub fn read(around: &Surroundings) -> Result<Self, Problem> {
        let mut all = Self {
            tokens: around.home.as_ref().map(|home| home.join(".aws/sso/cache")),
            ..Self::default()
        };
        if let Some(config) = path(around, "AWS_CONFIG_FILE", ".aws/config") {
            all.add_config(&text(&config)?);
        }
        if let Some(credentials) = path(around, "AWS_SHARED_CREDENTIALS_FILE", ".aws/credentials") {
            for (name, settings) in sections(&text(&credentials)?) {
                all.profiles.entry(name).or_default().extend(settings);
            }
        }
        Ok(all)
    }

    fn add_config(&mut self, text: &str) {
        let mut plain_default = None;
        for (name, settings) in sections(text) {
            match name.split_once(' ') {
                None if name == "default" => plain_default = Some(settings),
                Some(("profile", name)) => {
                    self.profiles.insert(name.to_owned(), settings);
                }
                Some(("sso-session", name)) => {
                    self.sessions.insert(name.to_owned(), settings);
                }
                _ => {}
            }
        }
        if let Some(settings) = plain_default {
            self.profiles.entry("default".to_owned()).or_insert(settings);
        }
    }

    /// The profiles by name, with what each is and why some cannot be used.
    pub fn choices(&self) -> Vec<Choice> {
        self.profiles
            .iter()
            .map(|(name, settings)| {
                let chain = self.chain(name);
                let region = said(settings, "region");
                let mut detail = match &chain {
                    Ok(chain) => chain.to_string(),
                    Err(_) => String::new(),
                };
                if !detail.is_empty()
                    && let Some(region) = region
                {
                    detail = format!("{detail}, {region}");
                }
                Choice {
                    value: name.clone(),
                    label: name.clone(),
                    detail,
                    refused: chain
                        .err()
                        .map(|problem| format!("{} {}", problem.message, problem.remedy)),
                }
            })
            .collect()
    }
}

/// A setting that is there and says something.
fn said<'a>(settings: &'a Settings, name: &str) -> Option<&'a str> {
    let value = settings.get(name)?.expose();
    (!value.is_empty()).then_some(value)
}

fn path(around: &Surroundings, variable: &str, below_home: &str) -> Option<PathBuf> {
    let home = around.home.as_deref();
    match around.variables.get(variable).map(String::as_str) {
        None | Some("") => home.map(|home| home.join(below_home)),
        Some(given) => match (given.strip_prefix("~/"), home) {
            (Some(rest), Some(home)) => Some(home.join(rest)),
            _ => Some(PathBuf::from(given)),
        },
    }
}

fn text(path: &Path) -> Result<String, Problem> {
    let unreadable = |why: &str| {
        Problem::new(
            ErrorClass::ConfigInvalid,
            format!("The AWS file {} cannot be read: {why}.", path.display()),
            "Look at the file, then try again.",
        )
        .on_field("profile")
    };
    let file = match std::fs::metadata(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(String::new()),
        Err(error) => return Err(unreadable(&error.kind().to_string())),
        // Opening a pipe could wait for ever.
        Ok(found) if !found.is_file() => return Err(unreadable("it is not a file")),
        Ok(_) => std::fs::File::open(path).map_err(|error| unreadable(&error.kind().to_string()))?,
    };
    let mut bytes = Vec::new();
    file.take(LONGEST_FILE + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| unreadable(&error.kind().to_string()))?;
    if bytes.len() as u64 > LONGEST_FILE {
        return Err(unreadable("it is longer than a megabyte"));
    }
    String::from_utf8(bytes).map_err(|_| unreadable("it is not text"))
}
