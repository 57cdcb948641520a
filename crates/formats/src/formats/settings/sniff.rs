//! Whether a text is settings: most of its lines are assignments, sections or comments.

use super::grammar::assignment;
use crate::head::Head;

/// Ends of names that settings have.
const OURS: &[&str] = &[
    "toml",
    "ini",
    "properties",
    "env",
    "cfg",
    "conf",
    "cnf",
    "config",
    "envrc",
    "npmrc",
    "pypirc",
    "boto",
    "s3cfg",
    "editorconfig",
    "desktop",
    "service",
    "inf",
    "prefs",
];
/// Ends of names under which other things are kept that may look like settings.
const NOT_OURS: &[&str] = &[
    "txt", "log", "md", "markdown", "rst", "csv", "tsv", "tab", "psv", "sql", "sh", "bash", "zsh", "py",
    "rb", "js", "ts", "css", "scss", "html", "htm", "xml", "yaml", "yml", "json", "c", "h", "cpp", "java",
    "go", "rs", "php", "tf", "hcl", "gradle", "pgpass", "htpasswd", "netrc", "passwd", "shadow", "eml",
    "mbox", "tex", "vcf", "ics", "srt", "diff", "patch", "pem", "key", "crt", "lock", "mk", "cmake", "ps1",
    "bat", "pl", "lua", "r", "swift", "kt",
];
/// Lines that are looked at.
const LINES: usize = 200;

pub(super) fn is(head: &Head<'_>) -> bool {
    let ours = OURS.contains(&head.extension()) || head.file_name.starts_with(".env");
    if !ours && NOT_OURS.contains(&head.extension()) {
        return false;
    }
    let mut lines: Vec<&str> = head.text.lines().take(LINES + 1).collect();
    // The last one may be cut.
    if !head.whole || lines.len() > LINES {
        lines.pop();
    }
    let (mut assigned, mut sections, mut other) = (0_usize, 0_usize, 0_usize);
    for line in lines.into_iter().map(str::trim).filter(|line| !line.is_empty()) {
        // Comments, and lines of lists.
        if line.starts_with(['#', ';', '!', '"', '\'', ']', '}']) {
            continue;
        }
        if line.starts_with('[') && line.ends_with(']') && line.len() < 128 {
            sections += 1;
        } else if assignment(line, &(0..line.len())).is_some_and(|(key, _)| is_key(key, line)) {
            assigned += 1;
        } else {
            other += 1;
        }
    }
    match ours {
        true if matches!(head.extension(), "toml" | "ini" | "properties" | "env") => assigned > 0,
        true => assigned > 0 && other <= (assigned + sections) * 2,
        // Without a telling name only what can hardly be anything else.
        false => assigned >= 2 && other == 0 && (sections > 0 || head.extension().is_empty()),
    }
}

/// One word before `=`, or a colon.
fn is_key(key: &str, line: &str) -> bool {
    let word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '[' | ']' | '/' | '@');
    let equals = line
        .find('=')
        .is_some_and(|equals| !line.contains(':') || line.find(':') > Some(equals));
    match equals {
        true => key.chars().filter(|c| !c.is_whitespace()).all(word) && key.split_whitespace().count() <= 3,
        false => key.chars().all(word),
    }
}
