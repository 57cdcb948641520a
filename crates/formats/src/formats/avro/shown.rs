//! Numbers of Avro files as the readers show them.

use super::moment_text;
use apache_avro::schema::Schema;

/// A number as the readers show it.
pub(super) fn shown(schema: &Schema, number: i64) -> Option<String> {
    match schema {
        Schema::Date => moment_text(number.checked_mul(86_400_000_000)?, true),
        Schema::TimestampMillis | Schema::LocalTimestampMillis => {
            moment_text(number.saturating_mul(1000), false)
        }
        Schema::TimestampMicros | Schema::LocalTimestampMicros => moment_text(number, false),
        Schema::TimestampNanos | Schema::LocalTimestampNanos => moment_text(number / 1000, false),
        _ => Some(number.to_string()),
    }
}

/// A whole number of two's complement, the first byte first.
pub(super) fn digits(bytes: &[u8]) -> Option<String> {
    let negative = bytes.first().is_some_and(|byte| byte & 0x80 != 0);
    let mut wide = [if negative { 0xff } else { 0 }; 16];
    wide.get_mut(16_usize.checked_sub(bytes.len())?..)?
        .copy_from_slice(bytes);
    Some(i128::from_be_bytes(wide).to_string())
}

/// It with a point before so many of its last digits.
pub(super) fn pointed(digits: &str, scale: usize) -> String {
    let sign = if digits.starts_with('-') { "-" } else { "" };
    let digits = digits.trim_start_matches('-');
    if scale == 0 || scale > 40 {
        return format!("{sign}{digits}");
    }
    let padded = format!("{digits:0>width$}", width = scale + 1);
    let (whole, part) = padded.split_at(padded.len() - scale);
    format!("{sign}{whole}.{part}")
}

#[cfg(test)]
mod tests {
    use super::{digits, pointed};

    #[test]
    fn decimals_have_their_point() {
        assert_eq!(digits(&[0x01, 0x00]), Some("256".to_owned()));
        assert_eq!(digits(&[0xff]), Some("-1".to_owned()));
        assert_eq!(
            (pointed("256", 2), pointed("-1", 2)),
            ("2.56".to_owned(), "-0.01".to_owned())
        );
    }
}
