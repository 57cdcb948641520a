//! IPTC: captions, names and places that agencies write into pictures.

use super::{plain, push};
use crate::xmp::Value;

/// Data sets of the second record that hold text (IPTC-IIM 4.2).
const FIELDS: &[(u8, &str)] = &[
    (5, "Title"),
    (25, "Keywords"),
    (26, "Location"),
    (40, "Instructions"),
    (80, "Author"),
    (85, "Author's title"),
    (90, "City"),
    (92, "Sublocation"),
    (95, "State"),
    (101, "Country"),
    (105, "Headline"),
    (110, "Credit"),
    (115, "Source"),
    (116, "Copyright"),
    (118, "Contact"),
    (120, "Caption"),
    (122, "Caption writer"),
];

/// The resources of Photoshop, one of which is IPTC's.
pub(super) fn resources(mut bytes: &[u8], values: &mut Vec<Value>) {
    while let Some(rest) = bytes.strip_prefix(b"8BIM") {
        let Some((id, rest)) = rest.split_at_checked(2) else {
            return;
        };
        // A name with its length before it, to an even number of bytes.
        let name = rest.first().map_or(0, |length| usize::from(*length) + 1);
        let Some(rest) = rest.get(name.next_multiple_of(2)..) else {
            return;
        };
        let Some((length, rest)) = rest.split_first_chunk::<4>() else {
            return;
        };
        let length = usize::try_from(u32::from_be_bytes(*length)).unwrap_or(usize::MAX);
        let Some(data) = rest.get(..length) else { return };
        if id == [4, 4] {
            data_sets(data, values);
        }
        bytes = rest.get(length.next_multiple_of(2)..).unwrap_or_default();
    }
}

fn data_sets(mut bytes: &[u8], values: &mut Vec<Value>) {
    while let [0x1c, record, set, high, low, rest @ ..] = bytes {
        let length = usize::from(u16::from_be_bytes([*high, *low]));
        let Some((data, after)) = rest.split_at_checked(length) else {
            return;
        };
        if let Some((_, name)) = FIELDS.iter().find(|(known, _)| *record == 2 && known == set) {
            push(values, name, &plain(data));
        }
        bytes = after;
    }
}
