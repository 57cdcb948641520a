//! The second form that a document may bring in XML, in packets that are cut anywhere: searched as a whole, and left
//! out when a value is in it. The document's own form stays.

use super::super::stream::{self, Limits};
use super::clean::Clean;
use super::gather::{Objects, Role, refs};
use super::value::Value;
use crate::redact::CopyError;

/// # Errors
/// When the document shows nothing but that form.
pub(super) fn searched(
    objects: &mut Objects<'_>,
    limits: Limits<'_>,
    clean: &mut Clean<'_, '_>,
) -> Result<(), CopyError> {
    let Some(at) = form(objects) else { return Ok(()) };
    let Some(Value::Dict(entries)) = objects.list.get(at.0).map(|held| &held.value) else {
        return Ok(());
    };
    let inside = match (at.1, entries.get("AcroForm")) {
        (true, Some(Value::Dict(form))) => form,
        _ => entries,
    };
    let Some(packets) = inside.get("XFA") else {
        return Ok(());
    };
    let mut places = Vec::new();
    for at in refs(Some(packets)) {
        match objects.list.get(at) {
            Some(held) if held.stream.is_some() => places.push(at),
            Some(held) => places.extend(refs(Some(&held.value))),
            None => {}
        }
    }
    let mut document = Vec::new();
    for at in &places {
        if let Some(stream) = objects.list.get(*at).and_then(|held| held.stream.as_ref()) {
            document.extend(stream::decoded(stream, limits)?);
        }
    }
    let values: Vec<String> = crate::xmp::fields(&document)
        .into_iter()
        .map(|value| value.text)
        .collect();
    let values = values.join("\n");
    if !clean.copying.holds_in(&document) && !clean.hit(&values) && !clean.copying.holds(&values) {
        for at in places {
            if let Some(held) = objects.list.get_mut(at) {
                held.role = Role::Searched;
            }
        }
        return Ok(());
    }
    let root = objects.root;
    if let Some(Value::Dict(catalog)) = objects.list.get(root).map(|held| &held.value)
        && catalog.get("NeedsRendering") == Some(&Value::Bool(true))
    {
        return Err(CopyError::refused(
            "It is a form in XML that holds what is removed, and has nothing else to show.",
        ));
    }
    if let Some(Value::Dict(entries)) = objects.list.get_mut(at.0).map(|held| &mut held.value) {
        if at.1 {
            let form = entries.0.iter_mut().find(|(key, _)| key == b"AcroForm");
            if let Some((_, Value::Dict(form))) = form {
                form.remove("XFA");
            }
        } else {
            entries.remove("XFA");
        }
    }
    clean.copying.leave_out(
        "XFA form",
        "It holds what is removed; the document's own form is in the copy.",
    );
    Ok(())
}

/// Where the document's form is: an object of its own, or (`true`) in the catalogue.
fn form(objects: &Objects<'_>) -> Option<(usize, bool)> {
    let Value::Dict(catalog) = &objects.list.get(objects.root)?.value else {
        return None;
    };
    match catalog.get("AcroForm")? {
        Value::Ref(at) => Some((*at, false)),
        Value::Dict(_) => Some((objects.root, true)),
        _ => None,
    }
}
