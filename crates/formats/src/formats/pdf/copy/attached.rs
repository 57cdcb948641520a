//! Files inside that the copy does not have: what names them is taken out with them, or readers would look for them.

use super::gather::{Objects, refs};
use super::value::{Entries, Value};
use std::collections::HashSet;

/// Takes out what refers to the streams `gone`.
pub(super) fn forget(objects: &mut Objects<'_>, gone: &HashSet<usize>) {
    if gone.is_empty() {
        return;
    }
    // A list of the streams of one file may be an object of its own.
    let lists: HashSet<usize> = objects
        .list
        .iter()
        .enumerate()
        .filter(|(_, held)| held.stream.is_none() && emptied(&held.value, gone))
        .map(|(at, _)| at)
        .collect();
    let mut specifications = HashSet::new();
    for (at, held) in objects.list.iter_mut().enumerate() {
        if let Value::Dict(entries) = &mut held.value
            && held.stream.is_none()
            && specification(entries, gone, &lists)
        {
            specifications.insert(at);
        }
    }
    for held in &mut objects.list {
        unlist(&mut held.value, gone, &lists, &specifications);
    }
}

/// Whether all that a list of streams lists is gone.
fn emptied(value: &Value, gone: &HashSet<usize>) -> bool {
    let listed = refs(Some(value));
    matches!(value, Value::Dict(_)) && !listed.is_empty() && listed.iter().all(|at| gone.contains(at))
}

/// Takes the streams out of a description of a file. Whether it describes nothing now.
fn specification(entries: &mut Entries, gone: &HashSet<usize>, lists: &HashSet<usize>) -> bool {
    let empty = match entries.get("EF") {
        Some(Value::Ref(at)) => lists.contains(at),
        Some(value) => emptied(value, gone),
        None => false,
    };
    if empty {
        entries.remove("EF");
        entries.remove("RF");
    }
    empty
}

/// Takes out of lists what describes nothing any more, with the names before it.
fn unlist(value: &mut Value, gone: &HashSet<usize>, lists: &HashSet<usize>, specifications: &HashSet<usize>) {
    match value {
        Value::Array(values) => {
            let mut kept: Vec<Value> = Vec::with_capacity(values.len());
            for mut value in std::mem::take(values) {
                let nothing = match &mut value {
                    Value::Ref(at) => specifications.contains(at),
                    Value::Dict(entries) => specification(entries, gone, lists),
                    _ => false,
                };
                if nothing {
                    if matches!(kept.last(), Some(Value::Text(_))) {
                        kept.pop();
                    }
                } else {
                    unlist(&mut value, gone, lists, specifications);
                    kept.push(value);
                }
            }
            *values = kept;
        }
        Value::Dict(entries) => {
            for (_, value) in &mut entries.0 {
                if let Value::Dict(inner) = value {
                    specification(inner, gone, lists);
                }
                unlist(value, gone, lists, specifications);
            }
        }
        _ => {}
    }
}
