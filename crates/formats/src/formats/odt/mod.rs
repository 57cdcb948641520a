//! OpenDocument texts and their templates: what they say, in every part.

use super::{FormatInfo, Zip};
use crate::office::odf::{self, Kind};

pub(super) const INFO: FormatInfo = FormatInfo {
    id: "odt",
    title: "OpenDocument text",
    extensions: &["odt", "ott", "odm"],
};

pub(super) const ZIP: Zip = Zip {
    is: |zipped| odf::kind(zipped) == Some(Kind::Text),
    read: |zipped, parts| odf::read(Kind::Text, zipped, parts),
    copy: Some(odf::copy),
};
