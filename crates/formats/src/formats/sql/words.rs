//! Words of SQL statements, in any case, and the names in their lists.

/// What follows `words` at the beginning of `text`.
pub(super) fn after<'t>(text: &'t str, words: &str) -> Option<&'t str> {
    let begin = text.get(..words.len())?;
    begin
        .eq_ignore_ascii_case(words)
        .then(|| text.get(words.len()..).unwrap_or_default())
}

/// The name at the beginning of `text` without its quotes and schema, and what follows it.
pub(super) fn name(text: &str) -> Option<(&str, &str)> {
    let (mut bare, mut rest) = part(text.trim_start())?;
    while let Some(inner) = rest.strip_prefix('.') {
        (bare, rest) = part(inner)?;
    }
    (!bare.is_empty()).then_some((bare, rest))
}

/// A name up to its closing quote, or to what ends one.
fn part(text: &str) -> Option<(&str, &str)> {
    let close = match text.chars().next()? {
        '[' => Some(']'),
        mark @ ('"' | '`') => Some(mark),
        _ => None,
    };
    match close {
        Some(close) => text.get(1..)?.split_once(close),
        None => {
            let ends = |c: char| c.is_whitespace() || matches!(c, '(' | ',' | ')' | ';' | '.');
            text.split_at_checked(text.find(ends)?)
        }
    }
}

/// The names between the brackets at the beginning of `text`, and what follows them.
pub(super) fn list(text: &str) -> Option<(Vec<&str>, &str)> {
    let (inside, rest) = text.trim_start().strip_prefix('(')?.split_once(')')?;
    let names = inside
        .split(',')
        .map(|name| name.trim().trim_matches(['"', '`', '[', ']', '\'']))
        .collect();
    Some((names, rest))
}

/// Beginnings of lines of a table's definition that name no column.
const NO_COLUMNS: &[&str] = &[
    "primary",
    "key",
    "unique",
    "constraint",
    "index",
    "foreign",
    "check",
    "fulltext",
    "exclude",
    "like",
    "--",
];

/// The column that a line of a table's definition names.
pub(super) fn column(line: &str) -> Option<&str> {
    let (name, _) = name(line)?;
    let first = line.split_whitespace().next()?;
    (!NO_COLUMNS.iter().any(|word| first.eq_ignore_ascii_case(word))).then_some(name)
}
