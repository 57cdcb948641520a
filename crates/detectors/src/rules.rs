//! Detectors that are a pattern only, read from `rules/*.toml`: tokens with a fixed beginning, an optional
//! checksum, and nothing that would need code.

use crate::{
    checksum,
    evidence::Evidence,
    spec::{Sink, wordy},
};
use regex_automata::{Anchored, Input, meta::Regex};
use serde::Deserialize;
use std::sync::LazyLock;
use tidegate_domain::detector::{Category, Severity};

/// The rules, in the order of lists. A test compares them with the folder.
pub(crate) const FILES: &[(&str, &str)] = &[("github_token", include_str!("../rules/github_token.toml"))];

/// Every rule of [`FILES`] that reads well; a test demands that all do.
pub(crate) static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    FILES
        .iter()
        .filter_map(|(id, text)| Rule::read(id, text).ok())
        .collect()
});

/// The candidate is cut to this many bytes before its pattern is tried.
const REACH: usize = 1024;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleFile {
    title: String,
    category: Category,
    severity: Severity,
    version: u32,
    description: String,
    keywords: Vec<String>,
    patterns: Vec<PatternFile>,
    examples: Vec<String>,
    counterexamples: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PatternFile {
    /// Begins with one of the keywords.
    regex: String,
    detail: String,
    weight: f32,
    checksum: Option<Checksum>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Checksum {
    /// The last six characters after the prefix are the CRC-32 of those before, in base 62.
    GithubCrc32,
}

/// A pattern-only detector.
#[derive(Debug)]
pub(crate) struct Rule {
    pub(crate) id: &'static str,
    pub(crate) title: String,
    pub(crate) category: Category,
    pub(crate) severity: Severity,
    pub(crate) version: u32,
    pub(crate) description: String,
    pub(crate) keywords: Vec<String>,
    pub(crate) examples: Vec<String>,
    pub(crate) counterexamples: Vec<String>,
    patterns: Vec<Pattern>,
}

#[derive(Debug)]
struct Pattern {
    regex: Regex,
    detail: String,
    weight: f32,
    checksum: Option<Checksum>,
}

impl Rule {
    /// The error says which part of the rule is wrong: rules hold no secrets.
    pub(crate) fn read(id: &'static str, text: &str) -> Result<Self, String> {
        let file: RuleFile = toml::from_str(text).map_err(|error| format!("{id}: {error}"))?;
        let patterns = file
            .patterns
            .into_iter()
            .map(|pattern| {
                Ok(Pattern {
                    regex: Regex::new(&pattern.regex).map_err(|error| format!("{id}: {error}"))?,
                    detail: pattern.detail,
                    weight: pattern.weight,
                    checksum: pattern.checksum,
                })
            })
            .collect::<Result<_, String>>()?;
        Ok(Self {
            id,
            title: file.title,
            category: file.category,
            severity: file.severity,
            version: file.version,
            description: file.description,
            keywords: file.keywords,
            examples: file.examples,
            counterexamples: file.counterexamples,
            patterns,
        })
    }

    /// Tries the patterns at a keyword's place. A token must not be part of a longer word.
    pub(crate) fn check(&self, sink: &mut Sink<'_>, start: usize) {
        if wordy(sink.before(start)) {
            return;
        }
        let end = (start + REACH).min(sink.bytes.len());
        for pattern in &self.patterns {
            let input = Input::new(&sink.bytes[start..end]).anchored(Anchored::Yes);
            let Some(found) = pattern.regex.find(input) else {
                continue;
            };
            let span = start..start + found.end();
            if wordy(sink.at(span.end)) || sink.place(span.clone()).is_none() {
                continue;
            }
            let Some(value) = sink.window.text.get(span.clone()) else {
                continue;
            };
            let mut evidence = Evidence::new(&pattern.detail, pattern.weight);
            if let Some(Checksum::GithubCrc32) = pattern.checksum {
                let body = value.split_once('_').map_or("", |(_, body)| body);
                evidence = if checksum::github_crc32(body.as_bytes()) {
                    evidence.checksum("CRC-32 of the token is right", 0.34)
                } else {
                    evidence.penalty("CRC-32 of the token is wrong", 0.1)
                };
            }
            let evidence = evidence.penalty_if(
                repetitive(value),
                "few different characters, like a placeholder",
                0.45,
            );
            let value = value.to_owned();
            sink.push_as(
                self.id.into(),
                self.category,
                self.severity,
                span,
                value,
                evidence,
            );
            return;
        }
    }
}

/// `xxxxxxxx`, `0000…`, `abcabc…`: fewer than eight different characters.
fn repetitive(value: &str) -> bool {
    let mut seen = [false; 256];
    value.bytes().for_each(|byte| seen[byte as usize] = true);
    // The prefix itself brings up to four.
    seen.iter().filter(|seen| **seen).count() < 12
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_reads_and_begins_with_its_keywords() {
        for (id, text) in FILES {
            let rule = Rule::read(id, text).unwrap();
            assert!(!rule.keywords.is_empty() && !rule.patterns.is_empty());
        }
        assert_eq!(RULES.len(), FILES.len());
    }

    #[test]
    fn the_list_is_the_folder() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/rules");
        let mut on_disk: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        on_disk.sort();
        let mut listed: Vec<String> = FILES.iter().map(|(id, _)| format!("{id}.toml")).collect();
        listed.sort();
        assert_eq!(on_disk, listed);
    }
}
