//! What attributes are for: words of people, measures, names, addresses, formulas.

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
    ) || (element == "hyperlink" && name == "location")
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
        "author" | "initials" | "title" | "descr" | "alt" | "tooltip" | "display" | "displayName"
        | "displayText" | "userId" | "instr" | "prompt" | "promptTitle" | "error" | "errorTitle"
        | "caption" | "label" | "value" | "string-value" | "current-value" | "hidden-text" | "help-text"
        | "description" | "prefix" | "suffix" | "defaultValue" => true,
        "val" => matches!(
            element,
            "docVar"
                | "alias"
                | "tag"
                | "default"
                | "listEntry"
                | "statusText"
                | "helpText"
                | "title"
                | "mailSubject"
                | "query"
                | "connectString"
                | "filter"
                | "customFilter"
                | "name"
                | "result"
        ),
        "v" => matches!(element, "s" | "n" | "d"),
        "name" => matches!(
            element,
            "docVar" | "property" | "cacheField" | "tag" | "user-defined"
        ),
        _ => false,
    }
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
