//! Zip archives: every file inside is read as the file it is. Names are only shown, never paths that are followed.

mod copy;
mod in_order;
mod local;

use super::{FormatInfo, Zip};
use crate::parts::{Damage, Parts};
use crate::zipped::Zipped;

pub(crate) use in_order::in_order;

pub(super) const INFO: FormatInfo = FormatInfo {
    id: "zip",
    title: "Zip archive",
    extensions: &["zip", "jar", "war", "ear", "whl", "apk"],
};

pub(super) const ZIP: Zip = Zip {
    is: |_| true,
    read,
    copy: Some(copy::copy),
};

fn read(zipped: &mut Zipped, parts: &mut Parts<'_>) -> Result<(), Damage> {
    if zipped.repeats_names() {
        // The list has only the last of each name.
        return in_order(&mut zipped.zip_bytes().as_ref(), parts);
    }
    if zipped.overlaps() {
        parts.unread("Files in it share the same bytes, as they do in a bomb.");
    }
    for index in 0..zipped.len() {
        let Some(name) = zipped.name(index).map(str::to_owned) else {
            continue;
        };
        let flow = match zipped.entry(index) {
            // Folders, whose names end so, have no content.
            Ok(entry) if name.ends_with('/') && entry.size() == 0 => parts.flow(),
            Ok(mut entry) => parts.member(&name, &mut entry),
            Err(trouble) => {
                parts.unread_member(&name, &trouble.words());
                parts.flow()
            }
        };
        if flow.is_break() || parts.account().full(parts.budget()) {
            break;
        }
    }
    Ok(())
}
