//! Which listed objects a connector takes: buckets, prefixes, globs, exclusions, types, size.
//!
//! Sources list by bucket and prefix; everything else is decided here, the same for every provider, on the
//! exact bytes of a key.

use globset::{Candidate, GlobBuilder, GlobMatcher};
use tidegate_domain::{
    connector::Scope,
    key::ObjectKey,
    object::{ObjectMeta, SkipReason},
    problem::{ErrorClass, Problem},
};

/// Longest glob taken, in bytes.
const LONGEST_GLOB: usize = 1024;

/// A compiled glob. `*` and `?` stop at `/`, `**` does not; without a `/` it is matched against the name.
#[derive(Debug, Clone)]
pub struct Pattern {
    matcher: GlobMatcher,
    whole_key: bool,
}

impl Pattern {
    /// # Errors
    /// [`ErrorClass::ConfigInvalid`] with what is wrong in the glob.
    pub fn new(glob: &str) -> Result<Self, Problem> {
        if glob.is_empty() || glob.len() > LONGEST_GLOB {
            return Err(invalid(glob, "it is empty or longer than 1,024 bytes"));
        }
        let matcher = GlobBuilder::new(glob)
            .literal_separator(true)
            .backslash_escape(true)
            .build()
            .map_err(|error| invalid(glob, &error.kind().to_string()))?
            .compile_matcher();
        Ok(Self {
            matcher,
            whole_key: glob.contains('/'),
        })
    }

    /// Whether `key` (below `base`, which is left off first) matches.
    pub fn matches(&self, base: &ObjectKey, key: &ObjectKey) -> bool {
        let below = key
            .as_bytes()
            .strip_prefix(base.as_bytes())
            .unwrap_or(key.as_bytes());
        let body = below.strip_suffix(b"/").unwrap_or(below);
        let name_start = body.iter().rposition(|byte| *byte == b'/').map_or(0, |at| at + 1);
        let looked_at = if self.whole_key {
            below
        } else {
            &body[name_start..]
        };
        self.matcher.is_match_candidate(&Candidate::from_bytes(looked_at))
    }
}

fn invalid(glob: &str, why: &str) -> Problem {
    Problem::new(
        ErrorClass::ConfigInvalid,
        format!("\u{201c}{glob}\u{201d} is not a pattern: {why}."),
        "Write a glob such as *.csv or **/2026/*.",
    )
}

/// A scope ready to decide.
#[derive(Debug, Clone)]
pub struct Filter {
    buckets: Vec<String>,
    prefixes: Vec<ObjectKey>,
    patterns: Vec<Pattern>,
    exclude: Vec<Pattern>,
    file_types: Vec<String>,
    max_object_size: Option<u64>,
}

impl Filter {
    /// A filter of `scope`, narrowed to `extra_file_types` when any are given.
    ///
    /// # Errors
    /// [`ErrorClass::ConfigInvalid`] on the field that holds a bad glob.
    pub fn new(scope: &Scope, extra_file_types: &[String]) -> Result<Self, Problem> {
        let compile = |globs: &[String], field: &str| {
            globs
                .iter()
                .map(|glob| Pattern::new(glob).map_err(|problem| problem.on_field(field)))
                .collect::<Result<Vec<_>, _>>()
        };
        let mut file_types = clean_types(&scope.file_types);
        let extra = clean_types(extra_file_types);
        if file_types.is_empty() {
            file_types = extra;
        } else if !extra.is_empty() {
            file_types.retain(|file_type| extra.contains(file_type));
            if file_types.is_empty() {
                return Err(Problem::new(
                    ErrorClass::ConfigInvalid,
                    "None of these file types is in the connector's scope.",
                    "Choose types that the connector covers, or widen its scope.",
                )
                .on_field("file_types"));
            }
        }
        Ok(Self {
            buckets: scope.buckets.clone(),
            prefixes: scope.prefixes.clone(),
            patterns: compile(&scope.patterns, "patterns")?,
            exclude: compile(&scope.exclude, "exclude")?,
            file_types,
            max_object_size: scope.max_object_size,
        })
    }

    /// `None`: outside the scope, no part of the listing. `Some(None)`: to be processed. `Some(Some(_))`:
    /// listed, and skipped for that reason.
    pub fn decide(&self, meta: &ObjectMeta) -> Option<Option<SkipReason>> {
        let object = &meta.object;
        let outside = !(self.buckets.is_empty() || self.buckets.contains(&object.bucket))
            || !(self.prefixes.is_empty()
                || self.prefixes.iter().any(|prefix| object.key.starts_with(prefix)))
            || !(self.patterns.is_empty() || matches_any(&self.patterns, &object.key))
            || matches_any(&self.exclude, &object.key);
        if outside {
            return None;
        }
        if meta.unreadable.is_some() {
            return Some(meta.unreadable);
        }
        if !self.file_types.is_empty() && !self.file_types.contains(&object.key.extension()) {
            return Some(Some(SkipReason::FileType));
        }
        if self.max_object_size.is_some_and(|largest| meta.size > largest) {
            return Some(Some(SkipReason::TooLarge));
        }
        Some(None)
    }
}

fn matches_any(patterns: &[Pattern], key: &ObjectKey) -> bool {
    patterns
        .iter()
        .any(|pattern| pattern.matches(&ObjectKey::default(), key))
}

fn clean_types(types: &[String]) -> Vec<String> {
    types
        .iter()
        .map(|file_type| file_type.trim().trim_start_matches('.').to_ascii_lowercase())
        .filter(|file_type| !file_type.is_empty())
        .collect()
}

/// The prefixes to list so that nothing is listed twice: those that no other one covers, in byte order.
/// One empty prefix when the scope names none.
pub fn distinct_prefixes(prefixes: &[ObjectKey]) -> Vec<ObjectKey> {
    let mut sorted = prefixes.to_vec();
    sorted.sort();
    sorted.dedup();
    let mut distinct: Vec<ObjectKey> = Vec::new();
    for prefix in sorted {
        if !distinct.iter().any(|wider| prefix.starts_with(wider)) {
            distinct.push(prefix);
        }
    }
    if distinct.is_empty() {
        distinct.push(ObjectKey::default());
    }
    distinct
}

#[cfg(test)]
mod tests {
    use super::*;
    use tidegate_domain::object::{ObjectRef, Version};

    fn meta(key: &[u8], size: u64) -> ObjectMeta {
        ObjectMeta {
            object: ObjectRef {
                bucket: "b".into(),
                key: ObjectKey::from_bytes(key),
            },
            size,
            version: Version("1".into()),
            modified: None,
            storage_class: None,
            unreadable: None,
        }
    }

    #[test]
    fn globs_look_at_names_or_at_whole_keys() {
        for (glob, key, expected) in [
            ("*.csv", &b"a/b/c.csv"[..], true),
            ("*.csv", b"a/b/c.csv.gz", false),
            ("a/*.csv", b"a/c.csv", true),
            ("a/*.csv", b"a/b/c.csv", false),
            ("**/2026/*", b"x/y/2026/z", true),
            ("**/2026/*", b"2026/z", true),
            ("*.CSV", b"c.csv", false),
            ("{a,b}*", b"dir/beta", true),
            ("*", b"dir//", true),
            ("**/x", b"a//x", true),
            ("?.bin", b"\xff.bin", true),
            ("a/../*", b"a/../b", true),
        ] {
            let pattern = Pattern::new(glob).unwrap();
            let key = ObjectKey::from_bytes(key);
            assert_eq!(
                pattern.matches(&ObjectKey::default(), &key),
                expected,
                "{glob} {key}"
            );
        }
        for glob in ["", "[", "{a", "a\\"] {
            assert_eq!(
                Pattern::new(glob).unwrap_err().class,
                ErrorClass::ConfigInvalid,
                "{glob}"
            );
        }
    }

    #[test]
    fn scopes_decide() {
        let scope = Scope {
            buckets: vec!["b".into()],
            prefixes: vec!["in/".into()],
            patterns: vec!["*.csv".into(), "*.json".into()],
            exclude: vec!["in/old/**".into()],
            file_types: vec![".CSV".into()],
            max_object_size: Some(10),
        };
        let filter = Filter::new(&scope, &[]).unwrap();
        assert_eq!(filter.decide(&meta(b"in/a.csv", 10)), Some(None));
        assert_eq!(
            filter.decide(&meta(b"in/a.csv", 11)),
            Some(Some(SkipReason::TooLarge))
        );
        assert_eq!(
            filter.decide(&meta(b"in/a.json", 1)),
            Some(Some(SkipReason::FileType))
        );
        assert_eq!(filter.decide(&meta(b"in/old/x/a.csv", 1)), None);
        assert_eq!(filter.decide(&meta(b"out/a.csv", 1)), None);
        assert_eq!(filter.decide(&meta(b"in/a.txt", 1)), None);
        let refused = Filter::new(&scope, &["txt".into()]).unwrap_err();
        assert_eq!(refused.field.as_deref(), Some("file_types"));
    }

    #[test]
    fn prefixes_that_others_cover_are_dropped() {
        let prefixes = ["a/b", "a/", "c", "a/", "cd"].map(ObjectKey::from);
        assert_eq!(distinct_prefixes(&prefixes), ["a/", "c"].map(ObjectKey::from));
        assert_eq!(distinct_prefixes(&[]), [ObjectKey::default()]);
    }
}
