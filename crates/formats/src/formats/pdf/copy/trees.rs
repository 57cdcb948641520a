//! Lists of names (attachments, places that links lead to) are searched by halves: where names were changed, they are
//! put in order again.

use super::gather::{Objects, refs};
use super::value::{Entries, Value};
use std::collections::HashSet;

/// Puts the lists of names of the catalogue in order, as one list each, where they are not.
pub(super) fn sort(objects: &mut Objects<'_>) {
    let Some(Value::Dict(catalog)) = objects.list.get(objects.root).map(|held| &held.value) else {
        return;
    };
    let lists = match catalog.get("Names") {
        Some(Value::Ref(at)) => objects.list.get(*at).map(|held| &held.value),
        names => names,
    };
    for root in refs(lists) {
        let Some(mut pairs) = pairs(objects, root) else {
            continue;
        };
        if pairs.is_sorted_by(|a, b| a.0 <= b.0) {
            continue;
        }
        pairs.sort_by(|a, b| a.0.cmp(&b.0));
        let names = pairs
            .into_iter()
            .flat_map(|(name, value)| [Value::Text(name), value])
            .collect();
        if let Some(held) = objects.list.get_mut(root) {
            let mut entries = Entries::default();
            entries.set("Names", Value::Array(names));
            held.value = Value::Dict(entries);
        }
    }
}

/// All names of the list `root` with what they stand for; nothing when it is no list of names.
fn pairs(objects: &Objects<'_>, root: usize) -> Option<Vec<(Vec<u8>, Value)>> {
    let mut found = Vec::new();
    let mut seen = HashSet::new();
    let mut open = vec![root];
    while let Some(at) = open.pop() {
        if !seen.insert(at) {
            return None;
        }
        let Value::Dict(node) = &objects.list.get(at)?.value else {
            return None;
        };
        if let Some(kids) = node.get("Kids") {
            open.extend(refs(Some(kids)).into_iter().rev());
        }
        if let Some(Value::Array(names)) = node.get("Names") {
            for pair in names.chunks_exact(2) {
                let [Value::Text(name), value] = pair else {
                    return None;
                };
                found.push((name.clone(), value.clone()));
            }
        }
    }
    Some(found)
}
