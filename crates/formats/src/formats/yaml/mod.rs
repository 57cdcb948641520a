//! YAML: names by their indentation.

mod grammar;
mod sniff;

use super::{FormatInfo, Layout};
use crate::fields::Fields;
use crate::head::Head;

pub(super) const INFO: FormatInfo = FormatInfo {
    id: "yaml",
    title: "YAML",
    extensions: &["yaml", "yml"],
};

pub(super) fn recognise(head: &Head<'_>) -> Option<Box<dyn Layout>> {
    sniff::is(head).then(|| Fields::layout(grammar::Yaml::new(), head))
}
