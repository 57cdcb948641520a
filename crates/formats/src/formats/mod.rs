//! The formats, in the order in which they are asked whether a file is theirs.

mod csv;
pub(crate) mod gzip;
mod json;
mod text;

use crate::head::Head;
use crate::stretch::Stretch;
use std::ops::ControlFlow;
use tidegate_domain::text::{SourceHint, Window};

/// A format as it is shown to people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormatInfo {
    pub id: &'static str,
    pub title: &'static str,
    /// Usual ends of names, without the dot.
    pub extensions: &'static [&'static str],
}

/// What a format adds to the text of one file. It sees every window once, in order.
pub(crate) trait Layout {
    /// Hands the window out with its structure.
    fn visit(
        &self,
        stretch: &Stretch<'_>,
        hint: &SourceHint,
        visit: &mut dyn FnMut(&Window<'_>) -> ControlFlow<()>,
    ) -> ControlFlow<()>;

    /// `at`, or a place at most 64 bytes after it where a window may begin or end.
    fn begin(&self, _text: &str, at: usize) -> usize {
        at
    }

    /// Learns the window's text up to `to`, where the next window's text begins.
    fn advance(&mut self, stretch: &Stretch<'_>, to: usize);
}

/// How a format recognises its files by their decoded head.
type Recognise = fn(&Head<'_>) -> Option<Box<dyn Layout>>;

struct Format {
    info: FormatInfo,
    /// `None` for packed files, which are recognised by their bytes.
    recognise: Option<Recognise>,
}

/// Kept by hand; a test compares it with the folders beside this file. Text comes last: it takes all.
const FORMATS: &[Format] = &[
    Format {
        info: gzip::INFO,
        recognise: None,
    },
    Format {
        info: json::INFO,
        recognise: Some(json::recognise),
    },
    Format {
        info: csv::INFO,
        recognise: Some(csv::recognise),
    },
    Format {
        info: text::INFO,
        recognise: Some(text::recognise),
    },
];

/// All formats, as they are asked.
pub fn formats() -> Vec<FormatInfo> {
    FORMATS.iter().map(|format| format.info.clone()).collect()
}

/// The layout of the text that `head` begins, and its format's id.
pub(crate) fn layout(head: &Head<'_>) -> (&'static str, Box<dyn Layout>) {
    FORMATS
        .iter()
        .find_map(|format| Some((format.info.id, (format.recognise?)(head)?)))
        .unwrap_or_else(|| (text::INFO.id, text::layout()))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    #[test]
    fn the_list_is_the_folders() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/formats");
        let folders: BTreeSet<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap())
            .filter(|entry| entry.path().is_dir())
            .map(|entry| entry.file_name().into_string().unwrap())
            .collect();
        let listed: BTreeSet<String> = super::formats().iter().map(|info| info.id.to_owned()).collect();
        assert_eq!(listed, folders);
    }
}
