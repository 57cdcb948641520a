//! Compressed RTF of Outlook, as Microsoft's [MS-OXRTFCP] describes it.

/// What the window begins with, by the specification.
const WINDOW_START: &[u8] = b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";
const WINDOW: usize = 4096;
const HEADER: usize = 16;

/// The RTF in `bytes`, as far as it can be unpacked, and whether that is all of it. Two bytes give 17 at most.
pub(super) fn unpacked(bytes: &[u8]) -> Option<(Vec<u8>, bool)> {
    let content = bytes.get(HEADER..)?;
    let length = u32::from_le_bytes(bytes.get(4..8)?.try_into().ok()?) as usize;
    match bytes.get(8..12)? {
        b"LZFu" => {
            let rtf = decompressed(content);
            let whole = rtf.len() >= length;
            Some((rtf, whole))
        }
        b"MELA" => {
            let rtf = content.get(..length).unwrap_or(content).to_vec();
            let whole = rtf.len() == length;
            Some((rtf, whole))
        }
        _ => None,
    }
}

fn decompressed(content: &[u8]) -> Vec<u8> {
    let mut window = [b' '; WINDOW];
    for (to, from) in window.iter_mut().zip(WINDOW_START) {
        *to = *from;
    }
    let mut at = WINDOW_START.len();
    let mut rtf = Vec::new();
    let mut bytes = content.iter().copied();
    while let Some(control) = bytes.next() {
        for bit in 0..8 {
            if control >> bit & 1 == 0 {
                let Some(byte) = bytes.next() else {
                    return rtf;
                };
                put(&mut window, &mut at, &mut rtf, byte);
                continue;
            }
            let (Some(high), Some(low)) = (bytes.next(), bytes.next()) else {
                return rtf;
            };
            let reference = usize::from(high) << 8 | usize::from(low);
            let (from, count) = (reference >> 4, (reference & 0xf) + 2);
            if from == at {
                return rtf;
            }
            for step in 0..count {
                let byte = window.get((from + step) % WINDOW).copied().unwrap_or(b' ');
                put(&mut window, &mut at, &mut rtf, byte);
            }
        }
    }
    rtf
}

fn put(window: &mut [u8; WINDOW], at: &mut usize, rtf: &mut Vec<u8>, byte: u8) {
    rtf.push(byte);
    if let Some(place) = window.get_mut(*at) {
        *place = byte;
    }
    *at = (*at + 1) % WINDOW;
}

#[cfg(test)]
mod tests {
    use super::{WINDOW_START, unpacked};

    #[test]
    fn the_window_begins_as_it_must() {
        assert_eq!(WINDOW_START.len(), 207);
    }

    /// The example of [MS-OXRTFCP], 4.1.1.
    #[test]
    fn the_published_example_is_unpacked() {
        let packed = [
            0x2d, 0x00, 0x00, 0x00, 0x2b, 0x00, 0x00, 0x00, 0x4c, 0x5a, 0x46, 0x75, 0xf1, 0xc5, 0xc7, 0xa7,
            0x03, 0x00, 0x0a, 0x00, 0x72, 0x63, 0x70, 0x67, 0x31, 0x32, 0x35, 0x42, 0x32, 0x0a, 0xf3, 0x20,
            0x68, 0x65, 0x6c, 0x09, 0x00, 0x20, 0x62, 0x77, 0x05, 0xb0, 0x6c, 0x64, 0x7d, 0x0a, 0x80, 0x0f,
            0xa0,
        ];
        let (rtf, whole) = unpacked(&packed).unwrap();
        assert_eq!(
            String::from_utf8_lossy(&rtf),
            "{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"
        );
        assert!(whole);
        for cut in 0..packed.len() {
            let part = unpacked(&packed[..cut]);
            assert!(part.is_none_or(|(_, whole)| !whole || cut >= 45), "{cut}");
        }
    }
}
