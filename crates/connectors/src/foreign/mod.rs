//! Connections that other tools on this computer keep: read from the person's own files, described without
//! their secrets, and checked by the provider that they would become.
//!
//! Reads files and nothing else: no network, no keychain, no program of another tool is started.

mod aws;
mod cyberduck;
mod home;
mod ini;
mod mc;
mod rclone;

use crate::provider::Surroundings;
use home::{Home, Looked};
use serde_json::{Value, json};
use std::collections::HashSet;
use tidegate_domain::{
    foreign::{ForeignConnection, ForeignFile},
    secret::Credential,
};

/// Connections told of one tool; what a person keeps is far fewer.
const MOST: usize = 500;
/// Characters of a name or a summary.
const LONGEST: usize = 100;

/// A connection of another tool together with its secret, which stays in the engine.
#[derive(Debug)]
pub struct Found {
    pub connection: ForeignConnection,
    pub credential: Option<Credential>,
}

/// Everything found, and every file that was looked at.
#[derive(Debug, Default)]
pub struct Foreign {
    pub connections: Vec<Found>,
    pub files: Vec<ForeignFile>,
}

/// A tool whose files are understood.
trait Tool: Sync {
    /// As people call it.
    fn title(&self) -> &'static str;

    /// Reads the tool's files.
    fn look(&self, home: &Home<'_>, seen: &mut Seen);
}

/// The tools, in the order that people see. A new one is a file and two lines here.
const TOOLS: [&dyn Tool; 4] = [&aws::Aws, &rclone::Rclone, &mc::Mc, &cyberduck::Cyberduck];

/// Reads the files of every known tool below the person's home folder.
pub fn connections(around: &Surroundings) -> Foreign {
    let mut foreign = Foreign::default();
    let Some(home) = Home::new(around) else {
        return foreign;
    };
    for tool in TOOLS {
        let mut seen = Seen::default();
        tool.look(&home, &mut seen);
        let mut ids = HashSet::new();
        for entry in seen.entries {
            let found = entry.describe(tool.title());
            if ids.insert(found.connection.id.clone()) {
                foreign.connections.push(found);
            }
        }
        foreign
            .files
            .extend(seen.files.into_iter().map(|(path, looked)| ForeignFile {
                tool: tool.title().to_owned(),
                path,
                found: !matches!(looked, FileState::Missing),
                problem: match looked {
                    FileState::Trouble(why) => Some(why),
                    FileState::Missing | FileState::Read => None,
                },
            }));
    }
    foreign
}

/// What a tool's files held.
#[derive(Default)]
struct Seen {
    entries: Vec<Entry>,
    files: Vec<(String, FileState)>,
}

enum FileState {
    Missing,
    Read,
    Trouble(String),
}

impl Seen {
    fn add(&mut self, entry: Entry) {
        if self.entries.len() < MOST {
            self.entries.push(entry);
        } else if self.entries.len() == MOST {
            self.trouble(
                &entry.file,
                format!("It holds more than {MOST} connections; the others are not shown."),
            );
        }
    }

    /// A file's text; what became of the file is noted.
    fn text(&mut self, looked: Looked) -> Option<home::Text> {
        let (state, text) = match looked.text {
            Ok(Some(text)) => (FileState::Read, Some(text)),
            Ok(None) => (FileState::Missing, None),
            Err(why) => (FileState::Trouble(why), None),
        };
        self.files.push((looked.path, state));
        text
    }

    fn trouble(&mut self, path: &str, why: impl Into<String>) {
        let why = FileState::Trouble(why.into());
        match self.files.iter_mut().find(|(known, _)| known == path) {
            Some((_, state)) => *state = why,
            None => self.files.push((path.to_owned(), why)),
        }
    }
}

/// One connection as its tool's file says it.
struct Entry {
    file: String,
    name: String,
    /// The provider that it becomes; empty when there is none.
    provider: &'static str,
    config: Value,
    buckets: Vec<String>,
    credential: Option<Credential>,
    /// Address and region, for people. Shown only when the provider takes the settings.
    place: Vec<String>,
    /// How it signs in, for people.
    sign_in: &'static str,
    refused: Option<String>,
}

impl Entry {
    fn new(file: &str, name: &str, provider: &'static str) -> Self {
        Self {
            file: file.to_owned(),
            name: name.to_owned(),
            provider,
            config: json!({}),
            buckets: Vec::new(),
            credential: None,
            place: Vec::new(),
            sign_in: "",
            refused: None,
        }
    }

    fn refuse(mut self, why: impl Into<String>) -> Self {
        self.refused.get_or_insert(why.into());
        self
    }

    /// What is shown of it. Of a refused one nothing is shown but its name: a field that the provider does
    /// not take, such as an address with a password in it, may hold a secret.
    fn describe(self, tool: &str) -> Found {
        let refused = self
            .refused
            .or_else(|| refusal(self.provider, &self.config, self.credential.as_ref()));
        let name = plain(&self.name);
        let name = if name.is_empty() { tool.to_owned() } else { name };
        let credential = self.credential.filter(|_| refused.is_none());
        let (config, buckets, place) = if refused.is_none() {
            (self.config, self.buckets, self.place)
        } else {
            (json!({}), Vec::new(), Vec::new())
        };
        let told: Vec<_> = place
            .iter()
            .map(|part| plain(part))
            .chain([self.sign_in.to_owned()])
            .filter(|part| !part.is_empty())
            .collect();
        Found {
            connection: ForeignConnection {
                id: format!("{tool}:{}:{name}", self.file),
                tool: tool.to_owned(),
                file: self.file,
                name,
                provider: self.provider.to_owned(),
                config,
                buckets,
                has_credential: credential.is_some(),
                summary: told.join(", "),
                refused,
            },
            credential,
        }
    }
}

/// Why the provider would not take these settings. A missing credential is no reason: the person can enter it.
fn refusal(provider: &str, config: &Value, credential: Option<&Credential>) -> Option<String> {
    let Some(known) = crate::provider(provider) else {
        return Some(format!(
            "Tidegate has no provider \u{201c}{provider}\u{201d} to make of it."
        ));
    };
    let problem = known.validate(config, credential).err()?;
    let missing = credential.is_none()
        && problem.field.as_ref().is_some_and(|field| {
            known.descriptor().credential_schema["properties"]
                .get(field)
                .is_some()
        });
    (!missing).then(|| problem.to_string())
}

/// One line without control characters and of bounded length.
fn plain(text: &str) -> String {
    let hidden = |c: &char| {
        !c.is_control()
            && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    text.chars()
        .filter(hidden)
        .take(LONGEST)
        .collect::<String>()
        .trim()
        .to_owned()
}

/// The address without its scheme, as people say it.
fn host(endpoint: &str) -> String {
    endpoint
        .trim_start_matches("https://")
        .trim_start_matches("http://")
        .trim_end_matches('/')
        .to_owned()
}
