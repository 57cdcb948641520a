//! The form of AWS files: sections, settings, and settings of settings. What they mean is not known here.

use std::collections::BTreeMap;
use tidegate_domain::secret::Secret;

/// One section's settings, names in small letters; a setting below another is named `outer.inner`.
pub(super) type Settings = BTreeMap<String, Secret>;

/// The sections in their order; one that comes twice is one, and a setting that comes twice is the later.
pub(super) fn sections(text: &str) -> Vec<(String, Settings)> {
    let mut sections: Vec<(String, Settings)> = Vec::new();
    let mut current: Option<usize> = None;
    let mut outer: Option<String> = None;
    for line in text.trim_start_matches('\u{feff}').lines() {
        let bare = line.trim();
        if bare.is_empty() || bare.starts_with(['#', ';']) {
            continue;
        }
        let indented = line.starts_with([' ', '\t']);
        if !indented && let Some(rest) = bare.strip_prefix('[') {
            outer = None;
            current = rest.split_once(']').map(|(name, _)| {
                let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
                let known = sections.iter().position(|(known, _)| *known == name);
                known.unwrap_or_else(|| {
                    sections.push((name, Settings::new()));
                    sections.len() - 1
                })
            });
            continue;
        }
        let Some((_, settings)) = current.and_then(|at| sections.get_mut(at)) else {
            continue;
        };
        let Some((name, value)) = bare.split_once('=') else {
            continue;
        };
        let name = name.trim().to_ascii_lowercase();
        let value = uncommented(value).trim();
        match (&outer, indented) {
            (Some(outer), true) => {
                settings.insert(format!("{outer}.{name}"), Secret::new(value));
            }
            _ => {
                settings.insert(name.clone(), Secret::new(value));
                outer = value.is_empty().then_some(name);
            }
        }
    }
    sections
}

/// A comment in a value begins after white space.
fn uncommented(value: &str) -> &str {
    let comment = value
        .char_indices()
        .zip(value.chars().skip(1))
        .find(|((_, before), mark)| before.is_whitespace() && matches!(mark, '#' | ';'));
    match comment {
        Some(((at, _), _)) => value.get(..at).unwrap_or(value),
        None => value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_people_write() {
        let text = "\u{feff}stray = 1\n; note\n[default]\nregion=eu-west-1 # where\r\n aws_access_key_id = A#B\n\
                    s3 =\n  endpoint_url = https://example.org\n  max = 1\noutput = json\n\
                    [profile  two words]\nROLE_ARN=x=y\nno setting\n[broken\nlost = 1\n[default]\nregion = \
                    eu-west-2\n[]\nempty = name\n";
        let read: Vec<(String, Vec<(String, String)>)> = sections(text)
            .into_iter()
            .map(|(name, settings)| {
                let settings = settings
                    .into_iter()
                    .map(|(name, value)| (name, value.expose().to_owned()));
                (name, settings.collect())
            })
            .collect();
        let pairs = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
            pairs.iter().map(|(a, b)| ((*a).into(), (*b).into())).collect()
        };
        assert_eq!(
            read,
            [
                (
                    "default".to_owned(),
                    pairs(&[
                        ("aws_access_key_id", "A#B"),
                        ("output", "json"),
                        ("region", "eu-west-2"),
                        ("s3", ""),
                        ("s3.endpoint_url", "https://example.org"),
                        ("s3.max", "1"),
                    ])
                ),
                ("profile two words".to_owned(), pairs(&[("role_arn", "x=y")])),
                (String::new(), pairs(&[("empty", "name")])),
            ]
        );
    }
}
