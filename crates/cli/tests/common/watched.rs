//! The program with everything that it says and writes under watch.

use super::canary::Canaries;
use super::{Desk, lines, planted};
use serde_json::Value;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

/// A desk where everything that is said and written is searched for the canaries, with all logs on.
pub struct Watched {
    pub desk: Desk,
    canaries: Canaries,
}

impl Watched {
    pub fn new() -> Self {
        let watched = Self {
            desk: Desk::new(),
            canaries: planted::canaries(),
        };
        std::fs::create_dir(watched.temporary()).unwrap();
        watched
    }

    fn temporary(&self) -> PathBuf {
        self.desk.dir.path().join("temporary")
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.desk.command(arguments);
        command
            .env("TIDEGATE_LOG", "trace")
            .env("TMPDIR", self.temporary());
        command
    }

    /// Runs it to its end, with this as its input.
    pub fn run(&self, arguments: &[&str], stdin: &str) -> Output {
        let mut child = self
            .command(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // A command that reads no input may have ended already.
        let _ = child.stdin.take().unwrap().write_all(stdin.as_bytes());
        let output = child.wait_with_output().unwrap();
        for (said, place) in [(&output.stdout, "stdout"), (&output.stderr, "stderr")] {
            assert_eq!(self.canaries.found_in(said), None, "{place} of {arguments:?}");
        }
        self.look();
        output
    }

    /// Searches the data folder, and the folder for temporary files.
    pub fn look(&self) {
        for folder in [self.desk.data(), self.temporary()] {
            if folder.exists() {
                assert_eq!(self.canaries.found_below(&folder), None);
            }
        }
    }

    /// Runs it with `--json`, demands the exit code, and answers the JSON lines.
    pub fn ends(&self, code: i32, arguments: &[&str], stdin: &str) -> (Vec<Value>, String) {
        let output = self.run(&[arguments, &["--json"]].concat(), stdin);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {said}");
        (lines(&output.stdout), said)
    }

    pub fn json(&self, arguments: &[&str]) -> Vec<Value> {
        self.ends(0, arguments, "").0
    }

    pub fn one(&self, arguments: &[&str]) -> Value {
        let mut rows = self.json(arguments);
        assert_eq!(rows.len(), 1, "{arguments:?}");
        rows.remove(0)
    }

    /// The error that a refused command reports as the last line of stderr that is JSON: with every log line wished
    /// for, a thread that winds down may still write one after it.
    pub fn refused(&self, code: i32, arguments: &[&str], stdin: &str) -> Value {
        let (_, said) = self.ends(code, arguments, stdin);
        let mut last = said
            .lines()
            .rev()
            .find_map(|line| serde_json::from_str::<Value>(line).ok())
            .unwrap_or_else(|| panic!("no line is JSON: {said}"));
        last["error"].take()
    }

    /// A credential in a file beside the data folder.
    pub fn credential_file(&self, name: &str, credential: &Value) -> PathBuf {
        let path = self.desk.dir.path().join(name);
        std::fs::write(&path, credential.to_string()).unwrap();
        path
    }
}

/// The words that make a connector of the bucket `main`.
pub fn create<'a>(name: &'a str, endpoint: &'a str, file: &'a str) -> Vec<&'a str> {
    vec![
        "connector",
        "create",
        "--name",
        name,
        "--provider",
        "s3",
        "--set",
        endpoint,
        "--bucket",
        "main",
        "--credential-file",
        file,
    ]
}
