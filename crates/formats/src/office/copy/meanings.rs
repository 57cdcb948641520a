//! What attributes are for: words of people, measures, names, addresses, formulas.

use std::ops::Range;

/// Digits from which on a number is no measure of a drawing.
const MEASURE: usize = 8;

/// A number that is too short to be anything but a measure, a count or the number of something.
pub(super) fn is_measure(value: &str) -> bool {
    is_number(value) && value.bytes().filter(u8::is_ascii_digit).count() < MEASURE
}

/// Decimal, or hexadecimal digits as long as those of a number that a program gives.
pub(super) fn is_number(value: &str) -> bool {
    value.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.'))
        && value.parse::<f64>().is_ok()
        || value.len() == MEASURE && value.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Attributes that place and number things.
pub(super) const GEOMETRY: &[&str] = &[
    "x",
    "y",
    "cx",
    "cy",
    "l",
    "t",
    "r",
    "b",
    "w",
    "h",
    "id",
    "idx",
    "spid",
    "rsid",
    "rsidR",
    "rsidRPr",
    "rsidRDefault",
    "rsidP",
    "rsidTr",
    "rsidDel",
    "rsidSect",
    "paraId",
    "textId",
    "durableId",
    "paraIdParent",
    "sqref",
    "ref",
    "r",
    "spt",
    "ext",
    "off",
    "pos",
    "dx",
    "dy",
    "wR",
    "hR",
    "stAng",
    "swAng",
    "abstractNumId",
    "numId",
    "nsid",
    "tmpl",
    "tplc",
];

pub(super) fn is_address(name: &str) -> bool {
    matches!(
        name,
        "href" | "Target" | "full-path" | "src" | "r:href" | "full_path"
    )
}

pub(super) fn is_formula(element: &str, name: &str) -> bool {
    matches!(
        name,
        "formula"
            | "condition"
            | "cell-range-address"
            | "base-cell-address"
            | "target-range-address"
            | "cell-address"
            | "values-cell-range-address"
            | "label-cell-address"
            | "source-cell-range-addresses"
            | "database-range-address"
            | "print-ranges"
            | "linked-cell"
            | "source-cell-range"
            | "end-cell-address"
    ) || matches!(
        (element, name),
        ("hyperlink", "location") | ("cfvo", "val") | ("definedName", "refersTo")
    )
}

pub(super) fn is_sheet(element: &str, name: &str) -> bool {
    matches!(
        (element, name),
        ("sheet" | "table", "name")
            | ("worksheetSource" | "rangePr" | "rangeSet", "sheet")
            | ("sheetName", "val")
            | (_, "table-name")
    )
}

/// Attributes in which people's words stand, however short.
pub(super) fn is_text(element: &str, name: &str) -> bool {
    match name {
        "val" => TEXT_VALUES.contains(&element),
        "v" => matches!(element, "s" | "n" | "d"),
        _ => TEXTS.contains(&name),
    }
}

/// Attributes that are text in whatever element.
const TEXTS: &[&str] = &[
    "alt",
    "author",
    "caption",
    "codeName",
    "comment",
    "current-value",
    "data",
    "defaultValue",
    "descr",
    "description",
    "display",
    "display-name",
    "displayName",
    "displayText",
    "error",
    "errorTitle",
    "help-text",
    "hidden-text",
    "initials",
    "instr",
    "label",
    "name",
    "prefix",
    "prompt",
    "promptTitle",
    "refreshedBy",
    "string-value",
    "suffix",
    "title",
    "tooltip",
    "userId",
    "userName",
    "value",
];

/// Elements whose value is text.
const TEXT_VALUES: &[&str] = &[
    "alias",
    "connectString",
    "customFilter",
    "default",
    "docVar",
    "filter",
    "helpText",
    "inputCells",
    "listEntry",
    "mailSubject",
    "name",
    "query",
    "result",
    "statusText",
    "tag",
    "title",
];

/// Whether a hit is one of the vocabulary's own words and numbers, such as the colour black or the year in the name of
/// a standard, which only look like a person's name or number.
pub(super) fn is_word_of_its_own(name: &str, value: &str, span: &Range<usize>) -> bool {
    let hit = value.get(span.clone()).unwrap_or_default();
    if hit.bytes().all(|byte| byte.is_ascii_digit()) {
        return hit.len() < MEASURE;
    }
    hit.chars().all(char::is_alphabetic) && (hit.len() == value.len() || STANDARD.contains(&name))
}

/// Attributes whose words are of a standard.
const STANDARD: &[&str] = &[
    "style",
    "Type",
    "ContentType",
    "media-type",
    "uri",
    "Requires",
    "Ignorable",
    "type",
    "resource",
    "about",
    "datatype",
];

/// Elements in which programs count.
const COUNTS: &[&str] = &[
    "AppVersion",
    "Characters",
    "CharactersWithSpaces",
    "Column",
    "DocSecurity",
    "HiddenSlides",
    "Lines",
    "MMClips",
    "Notes",
    "Pages",
    "Paragraphs",
    "Row",
    "Slides",
    "TotalTime",
    "Words",
    "i4",
    "revision",
];

/// Whether an element's text is what a program counted.
pub(super) fn is_count(element: &str, text: &str) -> bool {
    COUNTS.contains(&element) && is_measure(text.trim())
}

pub(super) fn is_identifier(element: &str, name: &str) -> bool {
    match name {
        "name" => matches!(
            element,
            "bookmarkStart" | "definedName" | "style" | "font-face" | "list-style"
        ),
        "anchor" => true,
        "id" | "style-name" | "parent-style-name" | "next-style-name" | "list-style-name"
        | "master-page-name" | "page-layout-name" | "data-style-name" | "default-style-name"
        | "displayName" => element != "person",
        _ => false,
    }
}
