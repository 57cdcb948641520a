//! What unpacking would cost, asked before it is begun: the memory that packings ask for, and the length of the
//! packed list of files, which a small archive may claim to be of any length.

use crate::parts::Damage;
use sevenz_rust2::Block;

/// Bytes that a dictionary or model may take; `7z -mx=9` takes 64 MiB.
const MEMORY: u64 = 192 << 20;
/// Bytes of the list of files: room for far more than 100,000 names.
const LIST: u64 = 32 << 20;

const HEADER: usize = 32;
/// Ids of the list's records.
const END: u8 = 0;
const PACK_INFO: u8 = 6;
const UNPACK_INFO: u8 = 7;
const SIZE: u8 = 9;
const CRC: u8 = 10;
const FOLDER: u8 = 11;
const UNPACK_SIZE: u8 = 12;
const PACKED_LIST: u8 = 23;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Packing {
    Readable,
    Encrypted,
    Unknown,
    TooLarge,
}

/// How the files of a block are packed.
pub(super) fn block(block: &Block) -> Packing {
    block
        .coders
        .iter()
        .map(|coder| coder_packing(coder.encoder_method_id(), coder.properties()))
        .find(|packing| *packing != Packing::Readable)
        .unwrap_or(Packing::Readable)
}

fn coder_packing(id: &[u8], properties: &[u8]) -> Packing {
    let number = |at: usize| {
        let bytes = properties.get(at..at + 4).and_then(|bytes| bytes.try_into().ok());
        bytes.map_or(0, |bytes| u64::from(u32::from_le_bytes(bytes)))
    };
    let memory = match id {
        [6, 0xf1, 7, 1] => return Packing::Encrypted,
        // LZMA and PPMd.
        [3, 1, 1] | [3, 4, 1] => number(1),
        // LZMA2: the size's two highest bits and their place in one byte.
        [0x21] => match properties.first() {
            Some(40) => u64::from(u32::MAX),
            Some(bits @ 0..40) => (2 | u64::from(bits & 1)) << (bits / 2 + 11),
            _ => return Packing::Unknown,
        },
        _ => 0,
    };
    if memory > MEMORY {
        Packing::TooLarge
    } else {
        Packing::Readable
    }
}

/// How the list of files of the archive `bytes` is packed.
pub(super) fn list(bytes: &[u8]) -> Result<Packing, Damage> {
    let cut = || Damage::new("The 7z archive is cut off: its list of files is missing.");
    let number = |at: usize| {
        let bytes = bytes.get(at..at + 8).and_then(|bytes| bytes.try_into().ok());
        bytes
            .map(u64::from_le_bytes)
            .and_then(|number| usize::try_from(number).ok())
            .ok_or_else(cut)
    };
    let (offset, length) = (number(12)?, number(20)?);
    if length == 0 {
        // An archive of nothing says so with zeros; one that was never finished does too, with bytes after them.
        return if bytes.len() > HEADER {
            Err(cut())
        } else {
            Ok(Packing::Readable)
        };
    }
    let start = HEADER.checked_add(offset).ok_or_else(cut)?;
    let end = start.checked_add(length).ok_or_else(cut)?;
    let list = bytes.get(start..end).ok_or_else(cut)?;
    if length as u64 > LIST {
        return Ok(Packing::TooLarge);
    }
    match list.split_first() {
        Some((&PACKED_LIST, rest)) => Ok(Cursor(rest).packed_list().unwrap_or(Packing::Unknown)),
        _ => Ok(Packing::Readable),
    }
}

/// Reads on through a list's bytes.
struct Cursor<'b>(&'b [u8]);

impl<'b> Cursor<'b> {
    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    fn bytes(&mut self, count: u64) -> Option<&'b [u8]> {
        let (bytes, rest) = self.0.split_at_checked(usize::try_from(count).ok()?)?;
        self.0 = rest;
        Some(bytes)
    }

    /// A number whose first byte's leading ones tell how many bytes follow.
    fn number(&mut self) -> Option<u64> {
        let first = self.byte()?;
        let more = first.leading_ones();
        let mut value = 0;
        for at in 0..more {
            value |= u64::from(self.byte()?) << (8 * at);
        }
        let high = u64::from(first) & (0x7f_u64 >> more);
        Some(if more < 8 {
            value | high << (8 * more)
        } else {
            value
        })
    }

    /// The packings of a packed list: one stream in one block, as all programs write it.
    fn packed_list(&mut self) -> Option<Packing> {
        (self.byte()? == PACK_INFO).then_some(())?;
        self.number()?;
        (self.number()? == 1).then_some(())?;
        loop {
            match self.byte()? {
                END => break,
                SIZE => {
                    self.number()?;
                }
                CRC => self.checksum()?,
                _ => return None,
            }
        }
        (self.byte()? == UNPACK_INFO).then_some(())?;
        (self.byte()? == FOLDER).then_some(())?;
        (self.number()? == 1).then_some(())?;
        (self.byte()? == 0).then_some(())?;
        let coders = self.number().filter(|coders| *coders <= 4)?;
        let mut packing = Packing::Readable;
        for _ in 0..coders {
            let flags = self.byte()?;
            // Several streams or other forms of a packing.
            (flags & 0x90 == 0).then_some(())?;
            let id = self.bytes(u64::from(flags & 0x0f))?;
            let properties = if flags & 0x20 == 0 {
                &[]
            } else {
                let length = self.number()?;
                self.bytes(length)?
            };
            match coder_packing(id, properties) {
                Packing::Readable => {}
                other => packing = other,
            }
        }
        // Which packing's output is another's input.
        for _ in 1..coders {
            self.number()?;
            self.number()?;
        }
        (self.byte()? == UNPACK_SIZE).then_some(())?;
        for _ in 0..coders {
            if self.number()? > LIST && packing == Packing::Readable {
                packing = Packing::TooLarge;
            }
        }
        Some(packing)
    }

    fn checksum(&mut self) -> Option<()> {
        (self.byte()? == 1).then_some(())?;
        self.bytes(4).map(|_| ())
    }
}

#[cfg(test)]
mod tests {
    use super::{Cursor, Packing, coder_packing};

    #[test]
    fn numbers_have_as_many_bytes_as_they_say() {
        let table: [(&[u8], Option<u64>); 6] = [
            (&[0x05], Some(5)),
            (&[0x81, 0x02], Some(0x102)),
            (&[0xc0, 0x34, 0x12], Some(0x1234)),
            (&[0xff, 1, 0, 0, 0, 0, 0, 0, 0x80], Some(0x8000_0000_0000_0001)),
            (&[0xff, 1], None),
            (&[], None),
        ];
        for (bytes, wanted) in table {
            assert_eq!(Cursor(bytes).number(), wanted, "{bytes:?}");
        }
    }

    #[test]
    fn memory_is_asked_for_in_the_properties() {
        assert_eq!(coder_packing(&[0x21], &[24]), Packing::Readable);
        assert_eq!(coder_packing(&[0x21], &[40]), Packing::TooLarge);
        assert_eq!(coder_packing(&[3, 1, 1], &[93, 0, 0, 0, 4]), Packing::Readable);
        assert_eq!(coder_packing(&[3, 1, 1], &[93, 0, 0, 0, 0x40]), Packing::TooLarge);
        assert_eq!(coder_packing(&[6, 0xf1, 7, 1], &[]), Packing::Encrypted);
    }
}
