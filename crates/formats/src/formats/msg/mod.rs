//! Mail of Outlook (`.msg`), as Microsoft's [MS-OXMSG] describes it: who wrote what to whom, the body in each of its
//! forms, attachments as the files they are, attached messages.

mod properties;
mod rtf;

use super::{FormatInfo, Ole};
use crate::compound::Compound;
use crate::parts::{Damage, PartPlace, Parts};
use properties::Properties;
use std::collections::BTreeSet;
use std::ops::ControlFlow;

pub(super) const INFO: FormatInfo = FormatInfo {
    id: "msg",
    title: "Outlook message",
    extensions: &["msg", "oft"],
};

pub(super) const OLE: Ole = Ole {
    is: |compound| {
        compound.has("__properties_version1.0")
            && compound
                .paths()
                .any(|path| path.starts_with("__substg1.0_") || path.starts_with("__nameid"))
    },
    read: |compound, parts| message(compound, "", "", parts).map(|_| ()),
};

/// Messages attached to messages; the compound file's own limit of storages is higher.
const DEEPEST: usize = 8;

/// Properties of a message: id, place and label.
const TOLD: &[(&str, &str, &str)] = &[
    ("0037", "subject", "subject"),
    ("0C1A", "from", "from"),
    ("0C1F", "from", "from"),
    ("5D01", "from", "from"),
    ("0042", "from", "from"),
    ("0065", "from", "from"),
    ("5D02", "from", "from"),
    ("0E04", "to", "to"),
    ("0E03", "headers", "cc"),
    ("0E02", "headers", "bcc"),
    ("0050", "headers", "reply-to"),
    ("1035", "headers", "message-id"),
];
/// The same of each recipient: name and addresses.
const RECIPIENT: &[&str] = &["3001", "3003", "39FE"];

/// Reads the message in `storage`; `within` tells in which attached message it stands.
fn message(
    compound: &Compound,
    storage: &str,
    within: &str,
    parts: &mut Parts<'_>,
) -> Result<ControlFlow<()>, Damage> {
    let header = if storage.is_empty() { 32 } else { 24 };
    let properties = Properties::message(compound, storage, header, parts);
    let place = |part: &str| PartPlace::part(format!("{within}{part}"));
    let mut told = BTreeSet::new();
    for (id, part, label) in TOLD {
        if let Some(text) = properties.text(id, parts)?
            && told.insert((*label, text.clone()))
            && parts.value(&place(part), label, &text).is_break()
        {
            return Ok(ControlFlow::Break(()));
        }
    }
    let inside: BTreeSet<String> = storages(compound, storage);
    for recipient in inside.iter().filter(|name| starts(name, "__recip_version1.0_")) {
        let recipient = properties.inside(format!("{storage}{recipient}/"));
        for id in RECIPIENT {
            if let Some(text) = recipient.text(id, parts)?
                && told.insert(("to", text.clone()))
                && parts.value(&place("to"), "to", &text).is_break()
            {
                return Ok(ControlFlow::Break(()));
            }
        }
    }
    if details(compound, &properties, within, parts)?.is_break()
        || bodies(&properties, within, parts)?.is_break()
    {
        return Ok(ControlFlow::Break(()));
    }
    for attachment in inside.iter().filter(|name| starts(name, "__attach_version1.0_")) {
        let attachment = properties.inside(format!("{storage}{attachment}/"));
        if attached(compound, &attachment, within, parts)?.is_break() {
            return Ok(ControlFlow::Break(()));
        }
        if parts.account().full(parts.budget()) {
            break;
        }
    }
    Ok(parts.flow())
}

/// Texts of contacts and of what programs add, which have no place of their own.
fn details(
    compound: &Compound,
    properties: &Properties<'_>,
    within: &str,
    parts: &mut Parts<'_>,
) -> Result<ControlFlow<()>, Damage> {
    let ids: BTreeSet<String> = compound
        .paths()
        .filter_map(|path| {
            let id = path
                .strip_prefix(properties.storage.as_str())?
                .strip_prefix("__substg1.0_")?;
            let (id, kind) = id.split_at_checked(4)?;
            let id = id.to_uppercase();
            let detail = id.starts_with("3A") || id.starts_with('8');
            (detail && matches!(kind, "001F" | "001f" | "001E" | "001e")).then_some(id)
        })
        .collect();
    for id in ids {
        if let Some(text) = properties.text(&id, parts)? {
            let place = PartPlace::part(format!("{within}properties"));
            if parts.value(&place, &format!("property {id}"), &text).is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
    }
    Ok(parts.flow())
}

/// The body as text, and as HTML or else as RTF: each may hold what the other does not.
fn bodies(
    properties: &Properties<'_>,
    within: &str,
    parts: &mut Parts<'_>,
) -> Result<ControlFlow<()>, Damage> {
    if let Some(text) = properties.text("1000", parts)?
        && parts
            .text(&PartPlace::part(format!("{within}body")), &text)
            .is_break()
    {
        return Ok(ControlFlow::Break(()));
    }
    if let Some(html) = properties.binary("1013", parts)? {
        return Ok(parts.member("body.html", &mut &html[..]));
    }
    if let Some(html) = properties.text("1013", parts)? {
        return Ok(parts.member("body.html", &mut format!("\u{feff}{html}").as_bytes()));
    }
    if let Some(packed) = properties.binary("1009", parts)? {
        return Ok(match rtf::unpacked(&packed) {
            Some((rtf, whole)) => {
                if !whole {
                    parts.unread("The body is damaged; what could be unpacked of it was read.");
                }
                parts.member("body.rtf", &mut &rtf[..])
            }
            None => {
                parts.unread("The body is packed in a way that is not read.");
                parts.flow()
            }
        });
    }
    Ok(parts.flow())
}

fn attached(
    compound: &Compound,
    attachment: &Properties<'_>,
    within: &str,
    parts: &mut Parts<'_>,
) -> Result<ControlFlow<()>, Damage> {
    const EMBEDDED: &str = "__substg1.0_3701000D";
    let mut name = attachment.text("3707", parts)?;
    for id in ["3704", "3001"] {
        if name.is_none() {
            name = attachment.text(id, parts)?;
        }
    }
    if let Some(name) = &name
        && parts
            .value(
                &PartPlace::part(format!("{within}attachment names")),
                "name",
                name,
            )
            .is_break()
    {
        return Ok(ControlFlow::Break(()));
    }
    let name = name.unwrap_or_else(|| "attachment".to_owned());
    if let Some(bytes) = attachment.binary("3701", parts)? {
        return Ok(parts.member(&name, &mut &bytes[..]));
    }
    let inside = storages(compound, &attachment.storage);
    let Some(embedded) = inside.iter().find(|inside| inside.eq_ignore_ascii_case(EMBEDDED)) else {
        parts.unread_member(&name, "It is kept elsewhere or as an object that is not read.");
        return Ok(parts.flow());
    };
    let storage = format!("{}{embedded}/", attachment.storage);
    if !compound.has(&format!("{storage}__properties_version1.0")) {
        parts.unread_member(&name, "It is an object of a kind that is not read.");
        return Ok(parts.flow());
    }
    if within.matches(": ").count() >= DEEPEST {
        parts.unread_member(&name, "Messages are attached to messages deeper than is read.");
        return Ok(parts.flow());
    }
    message(compound, &storage, &format!("{within}attached message: "), parts)
}

/// Names of the storages right inside one.
fn storages(compound: &Compound, storage: &str) -> BTreeSet<String> {
    compound
        .paths()
        .filter_map(|path| path.strip_prefix(storage)?.split_once('/'))
        .map(|(name, _)| name.to_owned())
        .collect()
}

fn starts(name: &str, prefix: &str) -> bool {
    name.get(..prefix.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(prefix))
}
