//! Macros of an office document, as packages keep them: a compound file of modules.

use super::{FormatInfo, Ole};
use crate::office::vba;

pub(super) const INFO: FormatInfo = FormatInfo {
    id: "vba",
    title: "Macros of an office document",
    extensions: &[],
};

pub(super) const OLE: Ole = Ole {
    is: |compound| compound.has("VBA/dir"),
    read: |compound, parts| {
        // The rest stops by itself when the visitor wants no more.
        let _ = vba::tell(compound, parts);
        Ok(())
    },
};
