//! Files of sections and `key = value` lines, as AWS and rclone write them. Values may be secrets.

use tidegate_domain::secret::Secret;

/// One `[name]` and what is below it.
pub(super) struct Section {
    pub name: String,
    values: Vec<(String, Secret)>,
}

impl Section {
    /// The last value of this key, trimmed; `None` when it is absent or empty.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.values
            .iter()
            .rev()
            .find(|(known, _)| known == key)
            .map(|(_, value)| value.expose())
            .filter(|value| !value.is_empty())
    }

    pub fn text(&self, key: &str) -> String {
        self.get(key).unwrap_or_default().to_owned()
    }

    pub fn is_true(&self, key: &str) -> bool {
        self.get(key)
            .is_some_and(|value| value.eq_ignore_ascii_case("true"))
    }

    /// Takes over what another section of the same name says.
    pub fn join(&mut self, other: Self) {
        self.values.extend(other.values);
    }
}

/// How a tool writes its files.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    /// Indented lines belong to the key above (`s3.endpoint_url`); ` #` begins a comment.
    Nested,
    /// Every line stands for itself, and a value is all that follows.
    Flat,
}

/// The sections, and the number of the first line that is none of section, comment or `key = value`.
pub(super) fn parse(text: &str, dialect: Dialect) -> (Vec<Section>, Option<usize>) {
    let mut sections: Vec<Section> = Vec::new();
    let mut broken = None;
    let mut parent = String::new();
    for (at, line) in text.lines().enumerate() {
        let body = line.trim();
        if body.is_empty() || body.starts_with(['#', ';']) {
            continue;
        }
        if let Some(rest) = body.strip_prefix('[') {
            match rest.split_once(']') {
                Some((name, _)) => sections.push(Section {
                    name: name.trim().to_owned(),
                    values: Vec::new(),
                }),
                None => {
                    broken.get_or_insert(at + 1);
                }
            }
            parent.clear();
            continue;
        }
        let (Some((key, value)), Some(section)) = (body.split_once('='), sections.last_mut()) else {
            broken.get_or_insert(at + 1);
            continue;
        };
        let key = key.trim().to_ascii_lowercase();
        let mut value = value.trim();
        if dialect == Dialect::Nested
            && let Some(comment) = [" #", " ;", "\t#", "\t;"]
                .iter()
                .filter_map(|mark| value.find(mark))
                .min()
        {
            value = value[..comment].trim_end();
        }
        let key = if dialect == Dialect::Nested && line.starts_with([' ', '\t']) && !parent.is_empty() {
            format!("{parent}.{key}")
        } else {
            // Only a key without a value of its own has settings below it.
            parent = if value.is_empty() {
                key.clone()
            } else {
                String::new()
            };
            key
        };
        section.values.push((key, Secret::new(value)));
    }
    (sections, broken)
}
