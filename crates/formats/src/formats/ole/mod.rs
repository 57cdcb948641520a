//! Compound files that only wrap another file, as documents keep what is embedded in them.

use super::{FormatInfo, Ole};
use crate::office;

pub(super) const INFO: FormatInfo = FormatInfo {
    id: "ole",
    title: "Embedded object",
    extensions: &["ole"],
};

pub(super) const OLE: Ole = Ole {
    is: office::ole::wraps,
    read: |compound, parts| {
        // The rest stops by itself when the visitor wants no more.
        let _ = office::ole::embedded(compound, parts);
        Ok(())
    },
};
