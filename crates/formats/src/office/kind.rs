//! Which program's package a zip file is, by its list of content types: names and extensions tell nothing.

use crate::zipped::Zipped;
use memchr::memmem;

/// The part that says what the others are.
pub(super) const CONTENT_TYPES: &str = "[Content_Types].xml";
/// Bytes of it that are looked at.
const LOOKED_AT: u64 = 1024 * 1024;

/// What a package's main part belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Program {
    Word,
    Excel,
    /// A workbook whose parts are binary records.
    ExcelBinary,
    PowerPoint,
}

/// Content types of main parts: documents, templates, shows and add-ins, with macros and without.
const MAIN: &[(&str, Program)] = &[
    ("wordprocessingml.document.main+xml", Program::Word),
    ("wordprocessingml.template.main+xml", Program::Word),
    ("ms-word.document.macroEnabled.main+xml", Program::Word),
    ("ms-word.template.macroEnabledTemplate.main+xml", Program::Word),
    ("spreadsheetml.sheet.main+xml", Program::Excel),
    ("spreadsheetml.template.main+xml", Program::Excel),
    ("ms-excel.sheet.macroEnabled.main+xml", Program::Excel),
    ("ms-excel.template.macroEnabled.main+xml", Program::Excel),
    ("ms-excel.addin.macroEnabled.main+xml", Program::Excel),
    ("ms-excel.sheet.binary.macroEnabled.main", Program::ExcelBinary),
    ("presentationml.presentation.main+xml", Program::PowerPoint),
    ("presentationml.slideshow.main+xml", Program::PowerPoint),
    ("presentationml.template.main+xml", Program::PowerPoint),
    (
        "ms-powerpoint.presentation.macroEnabled.main+xml",
        Program::PowerPoint,
    ),
    (
        "ms-powerpoint.slideshow.macroEnabled.main+xml",
        Program::PowerPoint,
    ),
    (
        "ms-powerpoint.template.macroEnabled.main+xml",
        Program::PowerPoint,
    ),
    ("ms-powerpoint.addin.macroEnabled.main+xml", Program::PowerPoint),
];

/// The program whose package it is, if it is one.
pub(crate) fn program(zipped: &mut Zipped) -> Option<Program> {
    if !zipped.has(CONTENT_TYPES) {
        return None;
    }
    let types = zipped.beginning(CONTENT_TYPES, LOOKED_AT);
    let by_type = MAIN
        .iter()
        .find(|(kind, _)| memmem::find(&types, kind.as_bytes()).is_some());
    // A damaged list leaves the places where every program writes its main part.
    let by_place = || {
        [
            ("word/document.xml", Program::Word),
            ("xl/workbook.xml", Program::Excel),
            ("xl/workbook.bin", Program::ExcelBinary),
            ("ppt/presentation.xml", Program::PowerPoint),
        ]
        .into_iter()
        .find(|(name, _)| zipped.has(name))
    };
    by_type
        .map(|(_, program)| *program)
        .or_else(|| by_place().map(|(_, program)| program))
}
