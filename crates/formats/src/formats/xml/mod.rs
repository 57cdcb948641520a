//! XML: values are called by the elements and attributes that hold them.

mod grammar;
mod tag;

use super::{FormatInfo, Layout};
use crate::fields::Fields;
use crate::head::Head;

pub(super) const INFO: FormatInfo = FormatInfo {
    id: "xml",
    title: "XML",
    extensions: &["xml", "xsd", "xsl", "svg", "plist", "rss", "kml", "gpx", "wsdl"],
};

/// Ends of names of pages and programs, which may begin like XML.
const NOT_OURS: &[&str] = &[
    "html",
    "htm",
    "xhtml",
    "md",
    "markdown",
    "qmd",
    "php",
    "jsp",
    "asp",
    "aspx",
    "vue",
    "svelte",
    "astro",
    "js",
    "jsx",
    "ts",
    "tsx",
    "mjs",
    "erb",
    "hbs",
    "mustache",
    "ejs",
    "twig",
    "liquid",
    "tmpl",
    "log",
    "txt",
    "diff",
    "patch",
    "rst",
    "yaml",
    "yml",
    "toml",
    "ini",
    "csv",
    "tsv",
    "sql",
    "env",
    "properties",
    "eml",
    "mbox",
    "tex",
    "c",
    "h",
    "cpp",
    "py",
    "rb",
    "rs",
    "go",
    "java",
];

pub(super) fn recognise(head: &Head<'_>) -> Option<Box<dyn Layout>> {
    begins(head).then(|| Fields::layout(grammar::Xml::new(), head))
}

fn begins(head: &Head<'_>) -> bool {
    let text = head.text.trim_start_matches('\u{feff}').trim_start();
    let page = |text: &str| {
        let start = text.get(..text.floor_char_boundary(1_024)).unwrap_or_default();
        let start = start.to_ascii_lowercase();
        start.contains("<!doctype html") || start.contains("<html")
    };
    if text.starts_with("<?xml") {
        return !page(text);
    }
    let element = text
        .strip_prefix('<')
        .is_some_and(|rest| rest.starts_with(|c: char| c.is_alphabetic() || c == '_' || c == '!'));
    element
        && !NOT_OURS.contains(&head.extension())
        && !page(text)
        && (text.contains("</") || text.contains("/>"))
}
