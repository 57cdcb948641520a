//! What may be shown of a found value: never more than its last four characters or a quarter of it.

/// Masks a value. At most the last four characters stay, never more than a quarter of it, and only letters and
/// digits: control characters, spaces and marks are masked too. Values with an `@` keep nothing. The length is
/// not given away either: eight bullets at most.
pub fn mask(value: &str) -> String {
    const BULLET: char = '•';
    if value.contains('@') {
        return "•••@•••".to_owned();
    }
    let length = value.chars().count();
    let visible = (length / 4).min(4);
    let hidden = (length - visible).min(8);
    let mut masked: String = std::iter::repeat_n(BULLET, hidden).collect();
    masked.extend(
        value
            .chars()
            .skip(length - visible)
            .map(|c| if c.is_alphanumeric() { c } else { BULLET }),
    );
    masked
}

#[cfg(test)]
mod tests {
    use super::mask;
    use proptest::prelude::*;

    #[test]
    fn examples() {
        for (value, masked) in [
            ("", ""),
            ("abc", "•••"),
            ("abcd", "•••d"),
            ("4111111111111111", "••••••••1111"),
            ("jane@example.com", "•••@•••"),
            ("secret\u{0}\u{1b}", "••••••••"),
        ] {
            assert_eq!(mask(value), masked, "{value:?}");
        }
    }

    proptest! {
        #[test]
        fn little_is_shown(value in "(?s).{0,60}") {
            let masked = mask(&value);
            let shown = masked.chars().filter(|c| *c != '•' && *c != '@').count();
            prop_assert!(shown <= 4 && shown * 4 <= value.chars().count());
            prop_assert!(!masked.chars().any(char::is_control));
        }
    }
}
