//! Files packed with bzip2. The member is read as the file it would be without `.bz2`.

use super::FormatInfo;
use crate::packed::{Decoder, Packer, Packing};
use crate::unpacked::Input;
use bzip2::Compression;
use bzip2::bufread::BzDecoder;
use bzip2::write::BzEncoder;
use std::io::{self, Write};

pub(super) const INFO: FormatInfo = FormatInfo {
    id: "bzip2",
    title: "bzip2",
    extensions: &["bz2", "bzip2", "tbz2"],
};

pub(super) const PACKER: Packer = Packer {
    title: "bzip2",
    begins,
    follows: |byte| byte == b'B',
    ends: &[
        ("bz2", ""),
        ("bz", ""),
        ("bzip2", ""),
        ("tbz2", ".tar"),
        ("tbz", ".tar"),
        ("tb2", ".tar"),
    ],
    trusted: false,
    pack: Some(|out| Ok(Box::new(BzEncoder::new(out, Compression::best())))),
    decoder: |input| Ok(Box::new(BzDecoder::new(input))),
};

/// Magic, size of blocks, and the mark of the first block or of the end: a text may begin with `BZh` too.
fn begins(head: &[u8]) -> bool {
    head.starts_with(b"BZh")
        && head.get(3).is_some_and(|size| (b'1'..=b'9').contains(size))
        && matches!(head.get(4..10), Some(b"1AY&SY" | b"\x17\x72\x45\x38\x50\x90"))
}

impl<'a> Decoder<'a> for BzDecoder<Input<'a>> {
    fn input(&mut self) -> &mut Input<'a> {
        self.get_mut()
    }

    fn into_input(self: Box<Self>) -> Input<'a> {
        self.into_inner()
    }
}

impl Packing for BzEncoder<&mut dyn Write> {
    fn finish(self: Box<Self>) -> io::Result<()> {
        (*self).finish().map(|_| ())
    }
}
