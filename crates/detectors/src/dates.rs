//! Dates inside of numbers: days of the calendar, and how digits are read.

/// The number that ASCII digits stand for; anything else counts as nothing.
pub(crate) fn number(digits: &[u8]) -> u32 {
    digits
        .iter()
        .filter(|digit| digit.is_ascii_digit())
        .fold(0u32, |sum, digit| {
            sum.wrapping_mul(10).wrapping_add(u32::from(digit - b'0'))
        })
}

/// Whether it is a day of the Gregorian calendar.
pub(crate) fn is_day(year: u32, month: u32, day: u32) -> bool {
    let leap = year.is_multiple_of(4) && !year.is_multiple_of(100) || year.is_multiple_of(400);
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => return false,
    };
    (1..=days).contains(&day)
}

/// The same with the last two digits of the year only: a day of any century.
pub(crate) fn is_short_day(year: u32, month: u32, day: u32) -> bool {
    is_day(1900 + year, month, day) || is_day(2000 + year, month, day)
}
