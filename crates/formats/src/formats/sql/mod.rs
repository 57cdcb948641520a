//! SQL dumps: values are called by the columns of the statement that inserts them, or of their table.

mod grammar;
mod words;

use super::{FormatInfo, Layout};
use crate::fields::Fields;
use crate::head::Head;

pub(super) const INFO: FormatInfo = FormatInfo {
    id: "sql",
    title: "SQL dumps",
    extensions: &["sql", "psql", "dump"],
};

pub(super) fn recognise(head: &Head<'_>) -> Option<Box<dyn Layout>> {
    let named = INFO.extensions.contains(&head.extension());
    let begins = ["-- PostgreSQL database dump", "-- MySQL dump", "-- MariaDB dump"];
    let text = head.text.trim_start_matches(['-', '\n', '\r']).trim_start();
    let told = (begins.iter()).any(|begin| text.starts_with(begin.trim_start_matches(['-', ' '])));
    (named || told).then(|| Fields::layout(grammar::Sql::new(), head))
}
