//! Settings: TOML, INI, `.properties` and `.env`. Lines of a name, `=` or `:`, and a value, in sections.
//!
//! One grammar reads all four: what tells them apart, such as escapes, does not change where a value stands.

mod grammar;
mod sniff;

use super::{FormatInfo, Layout};
use crate::fields::Fields;
use crate::head::Head;

pub(super) const INFO: FormatInfo = FormatInfo {
    id: "settings",
    title: "Settings (TOML, INI, properties, .env)",
    extensions: &["toml", "ini", "properties", "env", "cfg", "conf"],
};

pub(super) fn recognise(head: &Head<'_>) -> Option<Box<dyn Layout>> {
    sniff::is(head).then(|| Fields::layout(grammar::Settings::new(), head))
}
