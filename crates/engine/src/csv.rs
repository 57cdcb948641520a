//! Cells of comma-separated files that people open in spreadsheets.

/// A cell that no spreadsheet takes for a formula, quoted where it must be.
pub fn csv_cell(text: &str) -> String {
    let risky = text
        .trim_start_matches(['"', '\'', ' '])
        .starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '\0']);
    let cell = if risky {
        format!("'{text}")
    } else {
        text.to_owned()
    };
    if cell.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell
    }
}

#[cfg(test)]
mod tests {
    use super::csv_cell;

    #[test]
    fn no_cell_is_a_formula() {
        for (text, cell) in [
            ("plain", "plain"),
            ("a,b", "\"a,b\""),
            ("say \"x\"", "\"say \"\"x\"\"\""),
            ("=1+1", "'=1+1"),
            ("  =cmd|' /C calc'!A0", "'  =cmd|' /C calc'!A0"),
            ("\"=1", "\"'\"\"=1\""),
            ("+49 30 1", "'+49 30 1"),
            ("-2", "'-2"),
            ("@sum", "'@sum"),
            ("\t=1", "'\t=1"),
            ("\r\n=1", "\"'\r\n=1\""),
            ("\0x", "'\0x"),
            ("a\nb", "\"a\nb\""),
            ("", ""),
        ] {
            assert_eq!(csv_cell(text), cell, "{text:?}");
        }
    }
}
