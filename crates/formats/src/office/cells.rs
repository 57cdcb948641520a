//! Cells of sheets: their references, and numbers as people read them.

use std::borrow::Cow;

/// Cells of a row with their columns, 0-based.
pub(crate) type Cells<'c> = Vec<(usize, Cow<'c, str>)>;

/// Columns of a sheet; cells beyond them are no cells.
pub(crate) const COLUMNS: usize = 16_384;
/// Rows of a sheet.
pub(crate) const ROWS: u64 = 1_048_576;
/// The first serial number after the last day that is a date (31 December 9999).
const AFTER_DATES: f64 = 2_958_466.0;
/// Larger numbers are no whole numbers any more.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// Row (1-based) and column (0-based) of a reference such as `B12`.
pub(crate) fn reference(text: &str) -> Option<(u64, usize)> {
    let letters = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (letters, digits) = text.split_at(letters);
    let mut column = 0_usize;
    for letter in letters.bytes() {
        column = column * 26 + usize::from(letter.to_ascii_uppercase() - b'A') + 1;
        if column > COLUMNS {
            return None;
        }
    }
    let row: u64 = digits.parse().ok()?;
    (column > 0 && (1..=ROWS).contains(&row)).then(|| (row, column - 1))
}

/// A number's text as a sheet shows it unformatted: whole numbers in all their digits, never with an exponent.
pub(crate) fn shown(text: &str) -> Cow<'_, str> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    if digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Cow::Borrowed(text);
    }
    match text.parse::<f64>() {
        Ok(value) => Cow::Owned(number(value)),
        Err(_) => Cow::Borrowed(text),
    }
}

/// The same of a number.
pub(crate) fn number(value: f64) -> String {
    if value.fract() == 0.0 && value.abs() <= EXACT {
        format!("{value:.0}")
    } else {
        format!("{value}")
    }
}

/// Whether a number format's code shows a date or a time.
pub(crate) fn is_date_code(code: &str) -> bool {
    let mut quoted = false;
    let mut bracketed = false;
    let mut escaped = false;
    for c in code.chars() {
        if std::mem::take(&mut escaped) {
            continue;
        }
        match c {
            '\\' | '_' | '*' => escaped = true,
            '"' => quoted = !quoted,
            '[' if !quoted => bracketed = true,
            ']' if !quoted => bracketed = false,
            'y' | 'm' | 'd' | 'h' | 's' | 'Y' | 'M' | 'D' | 'H' | 'S' if !quoted && !bracketed => {
                return !code.eq_ignore_ascii_case("standard");
            }
            _ => {}
        }
    }
    false
}

/// Whether the built-in number format of this id shows a date or a time (ECMA-376 part 1, 18.8.30).
pub(crate) fn is_date_format(id: u32) -> bool {
    matches!(id, 14..=22 | 27..=36 | 45..=47 | 50..=58)
}

/// A serial number of days as an ISO date, with its time of day where it has one.
pub(crate) fn date(serial: f64, since_1904: bool) -> Option<String> {
    if !(0.0..AFTER_DATES).contains(&serial) {
        return None;
    }
    let seconds = (serial.fract() * 86_400.0).round() as u32;
    let time = format!(
        "{:02}:{:02}:{:02}",
        seconds / 3600 % 24,
        seconds / 60 % 60,
        seconds % 60
    );
    let day = serial.trunc() as i64 + i64::from(seconds / 86_400);
    if day == 0 && !since_1904 {
        return Some(time);
    }
    // Days since 1 January 1970; the year 1900 is counted as a leap year, which it was not.
    let day = match (since_1904, day) {
        (true, day) => day - 24_107,
        (false, day @ ..60) => day - 25_568,
        (false, day) => day - 25_569,
    };
    let date = civil(day);
    Some(if seconds.is_multiple_of(86_400) {
        date
    } else {
        format!("{date}T{time}")
    })
}

/// Year, month and day of a day since 1 January 1970 (Gregorian, eras of 400 years).
fn civil(day: i64) -> String {
    let shifted = day + 719_468;
    let (era, of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

/// The sections of a page's header as lines, without the codes that say how they look.
pub(crate) fn sections(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, code)) = rest.split_once('&') {
        out.push_str(before);
        rest = match code.chars().next() {
            Some('&') => {
                out.push('&');
                &code[1..]
            }
            Some('L' | 'C' | 'R') => {
                out.push('\n');
                &code[1..]
            }
            Some('"') => code[1..].split_once('"').map_or("", |(_, rest)| rest),
            Some('0'..='9') => code.trim_start_matches(|c: char| c.is_ascii_digit()),
            Some(other) => &code[other.len_utf8()..],
            None => "",
        };
    }
    out.push_str(rest);
    out.trim().to_owned()
}

/// Bytes of a row's texts.
pub(crate) fn size(cells: &Cells<'_>) -> u64 {
    cells.iter().map(|(_, text)| text.len() as u64).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_read_within_the_sheet() {
        assert_eq!(reference("A1"), Some((1, 0)));
        assert_eq!(reference("xfd1048576"), Some((1_048_576, 16_383)));
        for wrong in [
            "XFE1",
            "A1048577",
            "A0",
            "12",
            "A",
            "",
            "ZZZZZZZZZZZZZZZZZZZZ1",
            "Ä1",
        ] {
            assert_eq!(reference(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn numbers_keep_all_their_digits() {
        assert_eq!(shown("4111111111111111"), "4111111111111111");
        assert_eq!(shown("4.111111111111111E15"), "4111111111111111");
        assert_eq!(shown("41111111111111111111"), "41111111111111111111");
        assert_eq!(shown("12.0"), "12");
        assert_eq!(shown("1.1000000000000001"), "1.1");
        assert_eq!(shown("-3"), "-3");
        assert_eq!(shown("n/a"), "n/a");
    }

    #[test]
    fn dates_are_iso() {
        assert_eq!(date(32_932.0, false).as_deref(), Some("1990-02-28"));
        assert_eq!(
            date(31_412.572_916_666_67, false).as_deref(),
            Some("1985-12-31T13:45:00")
        );
        assert_eq!(date(1.0, false).as_deref(), Some("1900-01-01"));
        assert_eq!(date(61.0, false).as_deref(), Some("1900-03-01"));
        assert_eq!(date(0.5, false).as_deref(), Some("12:00:00"));
        assert_eq!(date(31_470.0, true).as_deref(), Some("1990-02-28"));
        assert_eq!(date(-1.0, false), None);
        assert_eq!(date(f64::NAN, false), None);
        for code in ["yyyy\\-mm\\-dd", "[$-409]d. mmm yy", "h:mm"] {
            assert!(is_date_code(code), "{code}");
        }
        for code in ["General", "0.00", "\"days\" 0", "[Red]0", "#,##0\\d"] {
            assert!(!is_date_code(code), "{code}");
        }
    }
}
