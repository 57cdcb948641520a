//! The titles of the outline (bookmarks).

use super::words;
use crate::parts::{PartPlace, Parts};
use hayro_syntax::object::{Dict, String as PdfString};
use std::collections::HashSet;
use std::ops::ControlFlow;

/// Titles of one outline.
const MAX_TITLES: usize = 100_000;

pub(super) fn tell(catalog: &Dict<'_>, parts: &mut Parts<'_>) -> ControlFlow<()> {
    let mut titles = String::new();
    let mut visited = HashSet::new();
    let mut open: Vec<Dict<'_>> = Vec::new();
    open.extend(
        catalog
            .get::<Dict<'_>>("Outlines")
            .and_then(|outline| outline.get::<Dict<'_>>("First")),
    );
    while let Some(item) = open.pop() {
        // Items are objects of their own; a loop of them comes back to one that is known.
        let Some(id) = item.obj_id() else { continue };
        if !visited.insert(id) || visited.len() > MAX_TITLES {
            continue;
        }
        if let Some(title) = item.get::<PdfString<'_>>("Title") {
            titles.push_str(words::text(title.as_bytes()).trim());
            titles.push('\n');
        }
        open.extend(item.get::<Dict<'_>>("Next"));
        open.extend(item.get::<Dict<'_>>("First"));
    }
    parts.text(&PartPlace::part("bookmarks"), &titles)
}
