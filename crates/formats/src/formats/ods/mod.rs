//! OpenDocument spreadsheets: sheets as tables, and the texts around them.

use super::{FormatInfo, Zip};
use crate::office::odf::{self, Kind};

pub(super) const INFO: FormatInfo = FormatInfo {
    id: "ods",
    title: "OpenDocument spreadsheet",
    extensions: &["ods", "ots"],
};

pub(super) const ZIP: Zip = Zip {
    is: |zipped| odf::kind(zipped) == Some(Kind::Spreadsheet),
    read: |zipped, parts| odf::read(Kind::Spreadsheet, zipped, parts),
    copy: Some(odf::copy),
};
