//! Detectors that are a pattern only, read from `rules/*.toml`: tokens with a fixed beginning or a fixed mark, an
//! optional checksum, and nothing that would need code. Knows no vendor.

use crate::{
    authority::weigh_password,
    evidence::Evidence,
    placeholder,
    spec::{Sink, wordy},
    token_checksum::Checksum,
    words::Words,
};
use regex_automata::{Anchored, Input, meta::Regex, util::syntax};
use serde::Deserialize;
use std::{
    ops::Range,
    sync::{LazyLock, OnceLock},
};
use tidegate_domain::detector::{Category, Severity};

/// The folder's rules, in the order of their names.
pub(crate) const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/rule_files.rs"));

/// Every rule of [`FILES`] that reads well; a test demands that all do.
pub(crate) static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    FILES
        .iter()
        .filter_map(|(id, text)| Rule::read(id, text).ok())
        .collect()
});

/// A pattern sees at most this many bytes from its keyword on.
const REACH: usize = 16 * 1024;
/// How far from a match the other words that a rule asks for may stand.
const BESIDE: usize = 2048;
/// What may stand between a keyword's reach and the end of a value near it.
const NEAR: usize = 512;
/// The longest a compiled pattern may be, in bytes.
const COMPILED: usize = 4 << 20;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleFile {
    title: String,
    category: Category,
    severity: Severity,
    version: u32,
    description: String,
    /// The cheap literals that make a candidate. Case counts.
    keywords: Vec<String>,
    /// A token may begin this many bytes before its keyword: for marks in the middle.
    #[serde(default)]
    reach_back: usize,
    /// Given: the keyword is a word that stands before the token, in the same record, and this many bytes at
    /// most lie between.
    near: Option<usize>,
    /// All of these must stand in the same record, or the candidate is none.
    #[serde(default)]
    also: Vec<String>,
    /// Words that speak for a candidate when they are near, in lower case.
    #[serde(default)]
    context: Vec<String>,
    /// Without one of the context words there is no match.
    #[serde(default)]
    need_context: bool,
    patterns: Vec<PatternFile>,
    examples: Vec<String>,
    counterexamples: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PatternFile {
    /// A group named `value` is the match; without one, all of it is.
    regex: String,
    detail: String,
    weight: f32,
    severity: Option<Severity>,
    checksum: Option<Checksum>,
    /// The value is a password that a person chose: references are none, and those of documentation count less.
    #[serde(default)]
    password: bool,
    /// How many different characters the value must have after its keyword; with fewer it is a placeholder.
    #[serde(default = "min_distinct")]
    min_distinct: usize,
}

fn min_distinct() -> usize {
    8
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
    reach_back: usize,
    near: Option<usize>,
    also: Vec<String>,
    context: Option<Words>,
    need_context: bool,
    patterns: Vec<Pattern>,
}

#[derive(Debug)]
struct Pattern {
    source: String,
    /// Compiled when the first candidate needs it: a scan must start in milliseconds.
    regex: OnceLock<Option<Regex>>,
    detail: String,
    weight: f32,
    severity: Severity,
    checksum: Option<Checksum>,
    password: bool,
    min_distinct: usize,
}

impl Pattern {
    fn compile(&self) -> Result<Regex, String> {
        Regex::builder()
            .syntax(syntax::Config::new().unicode(false).utf8(false))
            .configure(Regex::config().utf8_empty(false).nfa_size_limit(Some(COMPILED)))
            .build(&self.source)
            .map_err(|error| error.to_string())
    }

    fn regex(&self) -> Option<&Regex> {
        self.regex.get_or_init(|| self.compile().ok()).as_ref()
    }
}

impl Rule {
    /// The error says which part of the rule is wrong: rules hold no secrets.
    fn read(id: &'static str, text: &str) -> Result<Self, String> {
        let file: RuleFile = toml::from_str(text).map_err(|error| format!("{id}: {error}"))?;
        let patterns = file
            .patterns
            .into_iter()
            .map(|pattern| Pattern {
                source: pattern.regex,
                regex: OnceLock::new(),
                detail: pattern.detail,
                weight: pattern.weight,
                severity: pattern.severity.unwrap_or(file.severity),
                checksum: pattern.checksum,
                password: pattern.password,
                min_distinct: pattern.min_distinct,
            })
            .collect();
        // The rules live as long as the program, and so do their words.
        let context: Vec<&'static str> = file
            .context
            .into_iter()
            .map(|word| &*String::leak(word))
            .collect();
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
            reach_back: file.reach_back,
            near: file.near,
            also: file.also,
            context: (!context.is_empty()).then(|| Words::new(context.leak())),
            need_context: file.need_context,
            patterns,
        })
    }

    /// Tries the patterns at a keyword's place. A token must not be part of a longer word.
    pub(crate) fn check(&self, sink: &mut Sink<'_>, start: usize) {
        let at_keyword = self.near.is_none() && self.reach_back == 0;
        if at_keyword && wordy(sink.before(start)) {
            return;
        }
        let Some(keyword) = self.keyword(&sink.bytes[start..]) else {
            return;
        };
        for pattern in &self.patterns {
            let Some(regex) = pattern.regex() else {
                continue;
            };
            let found = match self.near {
                Some(reach) => after(regex, sink, start + keyword, reach),
                None => {
                    let first = start.saturating_sub(self.reach_back);
                    (first..=start)
                        .filter(|from| !wordy(sink.before(*from)))
                        .find_map(|from| at(regex, sink, from, start + keyword))
                }
            };
            if let Some(span) = found
                && self.weigh(pattern, sink, start, span, at_keyword.then_some(keyword))
            {
                return;
            }
        }
    }

    /// The length of the longest keyword here.
    fn keyword(&self, bytes: &[u8]) -> Option<usize> {
        self.keywords
            .iter()
            .filter(|keyword| bytes.starts_with(keyword.as_bytes()))
            .map(String::len)
            .max()
    }

    /// `prefix` is how many bytes of the value belong to its keyword. True when the candidate was pushed.
    fn weigh(
        &self,
        pattern: &Pattern,
        sink: &mut Sink<'_>,
        keyword_at: usize,
        span: Range<usize>,
        prefix: Option<usize>,
    ) -> bool {
        let Some(place) = sink.place(span.clone()) else {
            return false;
        };
        let Some(value) = sink.window.text.get(span.clone()) else {
            return false;
        };
        let record = sink.window.structure.record(span.start);
        // Settings have their names on the lines above.
        if self.near.is_some() && !sink.window.hint.configuration && keyword_at < record.start {
            return false;
        }
        let mut evidence = Evidence::new(&pattern.detail, pattern.weight);
        if !self.also.is_empty() {
            let around = sink
                .bytes
                .get(record.start.max(span.start.saturating_sub(BESIDE))..record.end.min(span.end + BESIDE))
                .unwrap_or_default();
            let there = |part: &String| memchr::memmem::find(around, part.as_bytes()).is_some();
            if !self.also.iter().all(there) {
                return false;
            }
        }
        if let Some(words) = &self.context {
            let context = place.context(words);
            if self.need_context && !context.any() {
                return false;
            }
            evidence = evidence.context(context, 0.25, 0.25);
        }
        let prefix = prefix.filter(|_| span.start == keyword_at).unwrap_or(0);
        let body = value.get(prefix..).unwrap_or(value);
        let penalty = placeholder::why(body, pattern.min_distinct);
        evidence = match pattern.checksum {
            Some(checksum) => checksum.weigh(value, evidence),
            None => evidence,
        };
        if pattern.password {
            let Some(weighed) = weigh_password(value, evidence) else {
                return false;
            };
            evidence = weighed;
        }
        if let Some(why) = penalty {
            evidence = evidence.penalty(why, 0.5);
        }
        let value = value.to_owned();
        sink.push_as(
            self.id.into(),
            self.category,
            pattern.severity,
            span,
            value,
            evidence,
        );
        true
    }
}

/// The match that begins at `from` and reaches at least to `until`, when it ends there as a word.
fn at(regex: &Regex, sink: &Sink<'_>, from: usize, until: usize) -> Option<Range<usize>> {
    let end = (until + REACH).min(sink.bytes.len());
    let input = Input::new(sink.bytes).range(from..end).anchored(Anchored::Yes);
    let (whole, value) = search(regex, &input)?;
    (whole.end >= until && free(sink, &whole, &value)).then_some(value)
}

/// The first match that begins at most `reach` bytes after `from`.
fn after(regex: &Regex, sink: &Sink<'_>, from: usize, reach: usize) -> Option<Range<usize>> {
    let end = (from + reach + NEAR).min(sink.bytes.len());
    let mut next = from;
    // What is not free on both sides is passed over, a few times.
    for _ in 0..8 {
        let (whole, value) = search(regex, &Input::new(sink.bytes).range(next..end))?;
        if whole.start > from + reach {
            return None;
        }
        if free(sink, &whole, &value) {
            return Some(value);
        }
        next = whole.start + 1;
    }
    None
}

/// The whole match, and the group named `value` in it, if the pattern has one.
fn search(regex: &Regex, input: &Input<'_>) -> Option<(Range<usize>, Range<usize>)> {
    let mut groups = regex.create_captures();
    regex.search_captures(input, &mut groups);
    let whole = groups.get_match()?.range();
    let value = groups
        .get_group_by_name("value")
        .map_or_else(|| whole.clone(), |value| value.range());
    (!value.is_empty()).then_some((whole, value))
}

/// A pattern that says what stands around its value is taken at its word.
fn free(sink: &Sink<'_>, whole: &Range<usize>, value: &Range<usize>) -> bool {
    whole != value || !wordy(sink.before(value.start)) && !wordy(sink.at(value.end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_reads_and_has_keywords_that_are_cheap() {
        for (id, text) in FILES {
            let rule = Rule::read(id, text).unwrap();
            assert!(!rule.keywords.is_empty() && !rule.patterns.is_empty(), "{id}");
            for keyword in &rule.keywords {
                assert!(keyword.len() >= 3, "{id}: {keyword} is in every other line");
            }
            for pattern in &rule.patterns {
                assert!(pattern.compile().is_ok(), "{id}: {:?}", pattern.compile().err());
                assert!((0.2..=1.0).contains(&pattern.weight), "{id}");
            }
            assert!(rule.context.is_some() || !rule.need_context, "{id}");
            assert!(rule.near.is_none_or(|reach| reach <= 256), "{id}");
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

    #[test]
    fn what_a_rule_may_not_say_is_an_error() {
        assert!(Rule::read("x", "title = 3").is_err());
        let rule = FILES[0].1;
        assert!(Rule::read("x", &format!("colour = 'blue'\n{rule}")).is_err());
    }
}
