//! OpenDocument presentations and drawings: slides as pages, with their notes.

use super::{FormatInfo, Zip};
use crate::office::odf::{self, Kind};

pub(super) const INFO: FormatInfo = FormatInfo {
    id: "odp",
    title: "OpenDocument presentation or drawing",
    extensions: &["odp", "otp", "odg", "otg"],
};

pub(super) const ZIP: Zip = Zip {
    is: |zipped| odf::kind(zipped) == Some(Kind::Presentation),
    read: |zipped, parts| odf::read(Kind::Presentation, zipped, parts),
    copy: Some(odf::copy),
};
