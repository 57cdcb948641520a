//! What a value is called: the name that stands before it, and the path of names that leads there.

use std::rc::Rc;

/// Names inside names; deeper ones have the path of the deepest.
const DEEPEST: usize = 64;
/// Bytes of a name; longer ones are texts that only look like one.
const LONGEST: usize = 128;
/// Names that say nothing without the one around them.
const GENERAL: &[&str] = &[
    "value", "values", "val", "items", "list", "entries", "number", "num", "no", "nr", "id", "code", "text",
    "content", "data", "item", "string", "#text",
];

/// A name and its path.
#[derive(Debug, Clone)]
pub(crate) struct Name(Rc<Inner>);

#[derive(Debug)]
struct Inner {
    label: String,
    path: String,
    depth: usize,
}

impl Name {
    /// Of a whole file, which has no name.
    pub(crate) fn root(path: &str) -> Self {
        Self(Rc::new(Inner {
            label: String::new(),
            path: path.to_owned(),
            depth: 0,
        }))
    }

    pub(crate) fn label(&self) -> &str {
        &self.0.label
    }

    pub(crate) fn path(&self) -> &str {
        &self.0.path
    }

    /// The name `key` inside of this one; `apart` stands between the two in the path.
    pub(crate) fn below(&self, apart: &str, key: &str) -> Self {
        let label = match self.0.label.as_str() {
            around if !around.is_empty() && is_general(key) => format!("{around} {key}"),
            _ => key.to_owned(),
        };
        self.called(&label, apart, key)
    }

    /// The same, called otherwise than it is written.
    pub(crate) fn called(&self, label: &str, apart: &str, key: &str) -> Self {
        let path = match self.0.depth {
            DEEPEST.. => self.0.path.clone(),
            _ => format!("{}{apart}{}", self.0.path, if is_plain(key) { key } else { "*" }),
        };
        let label = if label.len() <= 2 * LONGEST { label } else { "" };
        Self(Rc::new(Inner {
            label: label.to_owned(),
            path,
            depth: self.0.depth + 1,
        }))
    }

    /// One of several that have this name together.
    pub(crate) fn item(&self) -> Self {
        let path = match self.0.depth {
            DEEPEST.. => self.0.path.clone(),
            _ => format!("{}[]", self.0.path),
        };
        Self(Rc::new(Inner {
            label: self.0.label.clone(),
            path,
            depth: self.0.depth + 1,
        }))
    }
}

/// Names that tell of a structure and not of a person or thing: only they are shown.
fn is_plain(key: &str) -> bool {
    key.len() <= LONGEST
        && key.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && (key.bytes()).all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
}

fn is_general(key: &str) -> bool {
    GENERAL.iter().any(|general| key.eq_ignore_ascii_case(general))
}
