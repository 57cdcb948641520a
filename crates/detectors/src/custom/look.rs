//! What makes a candidate: a pattern or a list of words, looked for piece by piece so that a slow one is noticed.

use super::{
    LONGEST_VALUE, invalid,
    words::{WordList, any_case},
};
use regex_automata::{Input, meta, util::syntax};
use std::ops::Range;
use tidegate_domain::{policy::LookFor, problem::Problem};

/// Bytes of a pattern as written.
const LONGEST_PATTERN: usize = 4096;
/// Bytes that a compiled pattern may take, and each of its automata.
const PROGRAM_BYTES: usize = 1 << 20;
const AUTOMATON_BYTES: usize = 8 << 20;
/// Groups within groups.
const NESTING: u32 = 50;
const MOST_WORDS: usize = 10_000;

/// The clock is asked after each piece: the first is small enough for the slowest pattern, later ones grow.
const FIRST_PIECE: usize = 4 * 1024;
const LARGEST_PIECE: usize = 256 * 1024;

pub(crate) enum Look {
    Pattern {
        regex: Box<meta::Regex>,
        ignore_case: bool,
    },
    Words {
        list: WordList,
        match_case: bool,
    },
}

impl Look {
    pub(crate) fn new(look_for: &LookFor) -> Result<Self, Problem> {
        match look_for {
            LookFor::Pattern { pattern, ignore_case } => Ok(Self::Pattern {
                regex: Box::new(compiled(pattern, *ignore_case)?),
                ignore_case: *ignore_case,
            }),
            LookFor::Words { words, match_case } => {
                if words.is_empty() {
                    return Err(invalid(
                        "look_for.words",
                        "There are no words to look for.",
                        "Add at least one.",
                    ));
                }
                let list = if *match_case {
                    WordList::new(words, MOST_WORDS, "look_for.words", |word| vec![word.to_owned()])
                } else {
                    WordList::new(words, MOST_WORDS, "look_for.words", any_case)
                }?;
                Ok(Self::Words {
                    list,
                    match_case: *match_case,
                })
            }
        }
    }

    /// What a candidate is, as evidence.
    pub(crate) fn described(&self) -> &'static str {
        match self {
            Self::Pattern { .. } => "your pattern matches",
            Self::Words { .. } => "one of your words",
        }
    }

    /// The one form of all spellings that count as the same value.
    pub(crate) fn canonical(&self, value: &str) -> String {
        let any_case = match self {
            Self::Pattern { ignore_case, .. } => *ignore_case,
            Self::Words { match_case, .. } => !match_case,
        };
        if any_case {
            value.to_lowercase()
        } else {
            value.to_owned()
        }
    }

    /// Hands out candidates until `seen` has enough or `in_time` says no; answers whether all were seen in time.
    pub(crate) fn each(
        &self,
        text: &str,
        seen: &mut dyn FnMut(Range<usize>) -> bool,
        in_time: &mut dyn FnMut() -> bool,
    ) -> bool {
        match self {
            Self::Pattern { regex, .. } => each_match(regex, text, seen, in_time),
            Self::Words { list, .. } => {
                // One pass, whatever the words: only what is done with the hits takes time.
                for (number, (span, _)) in list.each(text, true).enumerate() {
                    if !seen(span) || (number % 1024 == 1023 && !in_time()) {
                        return false;
                    }
                }
                true
            }
        }
    }
}

fn each_match(
    regex: &meta::Regex,
    text: &str,
    seen: &mut dyn FnMut(Range<usize>) -> bool,
    in_time: &mut dyn FnMut() -> bool,
) -> bool {
    let (mut at, mut piece) = (0, FIRST_PIECE);
    while at < text.len() {
        let owned = at.saturating_add(piece).min(text.len());
        let reach = owned.saturating_add(LONGEST_VALUE).min(text.len());
        let mut next = at;
        while let Some(found) = regex.search(&Input::new(text).range(next..reach)) {
            if found.start() >= owned {
                break;
            }
            next = found.end().max(found.start() + 1);
            if found.len() <= LONGEST_VALUE && !seen(found.range()) {
                return false;
            }
        }
        at = owned.max(next);
        piece = (piece * 2).min(LARGEST_PIECE);
        if !in_time() {
            return at >= text.len();
        }
    }
    true
}

fn compiled(pattern: &str, ignore_case: bool) -> Result<meta::Regex, Problem> {
    const FIELD: &str = "look_for.pattern";
    if pattern.is_empty() {
        return Err(invalid(
            FIELD,
            "The pattern is empty.",
            "Write one, such as AC-[0-9]{6}.",
        ));
    }
    if pattern.len() > LONGEST_PATTERN {
        return Err(invalid(
            FIELD,
            "The pattern is longer than 4 KiB.",
            "Shorten it, or use a list of words.",
        ));
    }
    let hir = regex_syntax::ParserBuilder::new()
        .nest_limit(NESTING)
        .case_insensitive(ignore_case)
        .build()
        .parse(pattern)
        .map_err(|error| unreadable(pattern, &error))?;
    match hir.properties().minimum_len() {
        None => {
            return Err(invalid(
                FIELD,
                "The pattern can never match anything.",
                "Check the classes in square brackets.",
            ));
        }
        Some(0) => {
            return Err(invalid(
                FIELD,
                "The pattern also matches nothing at all, so it would match everywhere.",
                "Let it need at least one character: + instead of *, {1,9} instead of {0,9}.",
            ));
        }
        Some(_) => {}
    }
    meta::Builder::new()
        .configure(
            meta::Config::new()
                .nfa_size_limit(Some(PROGRAM_BYTES))
                .onepass_size_limit(Some(PROGRAM_BYTES))
                .dfa_size_limit(Some(AUTOMATON_BYTES))
                .hybrid_cache_capacity(AUTOMATON_BYTES),
        )
        .syntax(
            syntax::Config::new()
                .nest_limit(NESTING)
                .case_insensitive(ignore_case),
        )
        .build_from_hir(&hir)
        .map_err(|_| {
            invalid(
                FIELD,
                "The pattern is too large when it is worked out.",
                "Use smaller numbers of repetitions, or [0-9] instead of \\d and [A-Za-z] instead of \\w.",
            )
        })
}

/// What is wrong in a pattern, and at which character.
fn unreadable(pattern: &str, error: &regex_syntax::Error) -> Problem {
    let (span, kind) = match error {
        regex_syntax::Error::Parse(error) => (*error.span(), error.kind().to_string()),
        regex_syntax::Error::Translate(error) => (*error.span(), error.kind().to_string()),
        _ => {
            return invalid(
                "look_for.pattern",
                "The pattern cannot be read.",
                "Check its brackets and repetitions.",
            );
        }
    };
    let before = pattern.get(..span.start.offset).unwrap_or(pattern);
    let remedy = match error {
        regex_syntax::Error::Parse(error)
            if *error.kind() == regex_syntax::ast::ErrorKind::UnsupportedLookAround =>
        {
            "Look-around would make it slow. Use context words, or match the neighbours too."
        }
        regex_syntax::Error::Parse(error)
            if *error.kind() == regex_syntax::ast::ErrorKind::UnsupportedBackreference =>
        {
            "Back-references would make it slow. Write the parts out."
        }
        _ => "A sign that is meant as itself needs a \\ before it.",
    };
    invalid(
        "look_for.pattern",
        &format!(
            "The pattern cannot be read at character {}: {kind}.",
            before.chars().count() + 1
        ),
        remedy,
    )
}
