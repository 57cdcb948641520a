//! Names of sheets: what programs refuse as one, and what becomes of those that hold values.

use super::attributes::replaced;
use super::formula::{Sheets, sheet_name};
use crate::redact::Copying;

/// Characters of a sheet's name at most.
const LONGEST_NAME: usize = 31;

/// New names for the sheets whose names hold values: each another one, of characters that may stand there.
pub(crate) fn rename_sheets(names: &[String], sheets: &mut Sheets, copying: &mut Copying<'_>) {
    let mut taken: Vec<String> = names.iter().map(|name| name.to_lowercase()).collect();
    for name in names {
        let whole = || Some(String::new());
        let Some(new) = replaced(copying, name, sheet_name)
            .or_else(|| copying.cell(name).map(|with| sheet_name(&with)))
            .or_else(|| copying.holds(name).then(whole).flatten())
        else {
            continue;
        };
        let stem: String = new.trim().chars().take(LONGEST_NAME - 4).collect();
        let stem = if stem.is_empty() { "Sheet".to_owned() } else { stem };
        let mut path = stem.clone();
        let mut number = 1;
        while taken.contains(&path.to_lowercase()) {
            number += 1;
            path = format!("{stem} {number}");
        }
        taken.push(path.to_lowercase());
        sheets.insert(name.to_lowercase(), path);
    }
}
