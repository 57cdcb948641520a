//! Pictures of text, drawn with letters of five by seven dots.

/// Rows of the letters, five bits each.
const LETTERS: &[(char, [u8; 7])] = &[
    ('A', [0x0e, 0x11, 0x11, 0x1f, 0x11, 0x11, 0x11]),
    ('C', [0x0e, 0x11, 0x10, 0x10, 0x10, 0x11, 0x0e]),
    ('D', [0x1e, 0x11, 0x11, 0x11, 0x11, 0x11, 0x1e]),
    ('E', [0x1f, 0x10, 0x10, 0x1e, 0x10, 0x10, 0x1f]),
    ('L', [0x10, 0x10, 0x10, 0x10, 0x10, 0x10, 0x1f]),
    ('N', [0x11, 0x19, 0x15, 0x13, 0x11, 0x11, 0x11]),
    ('R', [0x1e, 0x11, 0x11, 0x1e, 0x14, 0x12, 0x11]),
    ('0', [0x0e, 0x11, 0x13, 0x15, 0x19, 0x11, 0x0e]),
    ('1', [0x04, 0x0c, 0x04, 0x04, 0x04, 0x04, 0x0e]),
    ('4', [0x02, 0x06, 0x0a, 0x12, 0x1f, 0x02, 0x02]),
    ('8', [0x0e, 0x11, 0x11, 0x0e, 0x11, 0x11, 0x0e]),
    ('9', [0x0e, 0x11, 0x11, 0x0f, 0x01, 0x11, 0x0e]),
];

/// Pixels to a dot, and around the text.
const DOT: usize = 5;
const MARGIN: usize = 40;

/// A grey picture: 255 is white.
pub struct Picture {
    pub width: usize,
    pub height: usize,
    pub gray: Vec<u8>,
}

/// Where a letter begins, from the left and the top.
#[allow(dead_code, reason = "each test file uses its part")]
pub fn place(line: usize, letter: usize) -> (usize, usize) {
    (MARGIN + letter * 6 * DOT, MARGIN + line * 12 * DOT)
}

pub fn picture(lines: &[&str]) -> Picture {
    let longest = lines.iter().map(|line| line.len()).max().unwrap_or(0);
    let (width, height) = (
        (longest * 6 * DOT + 2 * MARGIN).next_multiple_of(4),
        lines.len() * 12 * DOT + 2 * MARGIN,
    );
    let mut gray = vec![255; width * height];
    for (row, line) in lines.iter().enumerate() {
        for (column, letter) in line.chars().enumerate() {
            let Some((_, dots)) = LETTERS.iter().find(|(known, _)| *known == letter) else {
                assert_eq!(letter, ' ', "a letter that can be drawn");
                continue;
            };
            for (y, x) in (0..7 * DOT).flat_map(|y| (0..5 * DOT).map(move |x| (y, x))) {
                if dots[y / DOT] >> (4 - x / DOT) & 1 == 1 {
                    let at = (MARGIN + row * 12 * DOT + y) * width + MARGIN + column * 6 * DOT + x;
                    gray[at] = 0;
                }
            }
        }
    }
    Picture { width, height, gray }
}

impl Picture {
    /// As a file of 24 bits a pixel, from the bottom up.
    pub fn bmp(&self) -> Vec<u8> {
        let long = |value: usize| u32::try_from(value).unwrap().to_le_bytes();
        let pixels = self.width * self.height * 3;
        let mut file = b"BM".to_vec();
        file.extend(long(54 + pixels));
        file.extend([0; 4]);
        file.extend(long(54));
        file.extend(long(40));
        file.extend(long(self.width));
        file.extend(long(self.height));
        file.extend([1, 0, 24, 0]);
        file.extend([0; 4]);
        file.extend(long(pixels));
        file.extend([0; 16]);
        for row in self.gray.chunks(self.width).rev() {
            file.extend(row.iter().flat_map(|gray| [*gray; 3]));
        }
        file
    }
}
