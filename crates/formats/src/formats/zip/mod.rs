//! Zip archives: every file inside is read as the file it is.

use super::{FormatInfo, Zip};
use crate::parts::{Damage, Parts};
use crate::zipped::Zipped;

pub(super) const INFO: FormatInfo = FormatInfo {
    id: "zip",
    title: "Zip archive",
    extensions: &["zip", "jar", "war"],
};

pub(super) const ZIP: Zip = Zip { is: |_| true, read };

fn read(zipped: &mut Zipped, parts: &mut Parts<'_>) -> Result<(), Damage> {
    for index in 0..zipped.len() {
        let Some(name) = zipped.name(index).map(str::to_owned) else {
            continue;
        };
        if name.ends_with('/') {
            continue;
        }
        let flow = match zipped.entry(index) {
            Ok(mut entry) => parts.member(&name, &mut entry),
            Err(trouble) => {
                parts.unread_member(&name, &trouble.words());
                parts.flow()
            }
        };
        if flow.is_break() {
            break;
        }
    }
    Ok(())
}
