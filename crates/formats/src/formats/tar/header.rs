//! One header block of a tar archive. Knows nothing of what follows it.

/// Bytes of a block; all in a tar archive is made of them.
pub(super) const BLOCK: usize = 512;

/// What an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    File,
    Link,
    /// A folder, device or pipe: no content follows.
    Nothing,
    /// The name of the next entry (GNU).
    LongName,
    LongLink,
    /// Records of the next entry (pax).
    Extended,
    /// Records of all entries that follow (pax).
    Global,
    /// A file with holes (GNU).
    Sparse,
    /// The rest of a file of another archive (GNU).
    Volume,
    Unknown,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) kind: Kind,
    pub(super) name: String,
    /// Bytes of content that follow.
    pub(super) size: u64,
    /// Whether a sparse file's map goes on in the next block.
    pub(super) more_sparse: bool,
}

impl Header {
    /// The header in `block`, if its checksum says that it is one.
    pub(super) fn parse(block: &[u8]) -> Option<Self> {
        let checksum = number(block.get(148..156)?)?;
        let blank = u64::from(b' ') * 8;
        let (before, after) = (block.get(..148)?, block.get(156..BLOCK)?);
        let unsigned: u64 = before
            .iter()
            .chain(after)
            .map(|byte| u64::from(*byte))
            .sum::<u64>()
            + blank;
        // Some old writers added the bytes as signed ones.
        let signed = before
            .iter()
            .chain(after)
            .map(|byte| i64::from(byte.cast_signed()))
            .sum::<i64>()
            + blank.cast_signed();
        if checksum != unsigned && i64::try_from(checksum) != Ok(signed) {
            return None;
        }
        let flag = *block.get(156)?;
        let kind = match flag {
            b'0' | 0 | b'7' => Kind::File,
            b'1' | b'2' => Kind::Link,
            b'3' | b'4' | b'5' | b'6' | b'V' => Kind::Nothing,
            b'L' => Kind::LongName,
            b'K' => Kind::LongLink,
            b'x' | b'X' => Kind::Extended,
            b'g' => Kind::Global,
            b'S' => Kind::Sparse,
            b'M' => Kind::Volume,
            _ => Kind::Unknown,
        };
        let size = number(block.get(124..136)?)?;
        let mut name = text(block.get(..100)?);
        let ustar = block.get(257..263) == Some(b"ustar\0");
        let prefix = if ustar {
            text(block.get(345..500)?)
        } else {
            String::new()
        };
        if !prefix.is_empty() {
            name = format!("{prefix}/{name}");
        }
        Some(Self {
            kind,
            name,
            size,
            more_sparse: block.get(482).is_some_and(|flag| *flag != 0),
        })
    }
}

/// Text up to the first NUL.
pub(super) fn text(field: &[u8]) -> String {
    let end = field.iter().position(|byte| *byte == 0).unwrap_or(field.len());
    String::from_utf8_lossy(field.get(..end).unwrap_or_default()).into_owned()
}

/// An octal number, or a binary one of GNU tar, which has its first bit set.
fn number(field: &[u8]) -> Option<u64> {
    let (first, rest) = field.split_first()?;
    if first & 0x80 != 0 {
        let high = u64::from(first & 0x7f);
        return rest.iter().try_fold(high, |value, byte| {
            Some(value.checked_mul(256)? + u64::from(*byte))
        });
    }
    let digits: Vec<u8> = field
        .iter()
        .copied()
        .skip_while(|byte| *byte == b' ')
        .take_while(|byte| !matches!(byte, b' ' | 0))
        .collect();
    digits.iter().try_fold(0_u64, |value, digit| {
        (b'0'..=b'7')
            .contains(digit)
            .then(|| value.checked_mul(8)?.checked_add(u64::from(digit - b'0')))?
    })
}
