//! Files packed with Zstandard (RFC 8878). The member is read as the file it would be without `.zst`.

use super::FormatInfo;
use crate::packed::{Decoder, Packer, Packing};
use crate::unpacked::Input;
use std::io::{self, Write};
use zstd::stream::read::Decoder as ZstdDecoder;
use zstd::stream::write::Encoder as ZstdEncoder;

pub(super) const INFO: FormatInfo = FormatInfo {
    id: "zstd",
    title: "Zstandard",
    extensions: &["zst", "zstd", "tzst"],
};

/// Windows of at most 128 MiB, as the `zstd` program takes without being told to take more.
const WINDOW_LOG: u32 = 27;

/// What the `zstd` program packs with by itself.
const LEVEL: i32 = 3;

pub(super) const PACKER: Packer = Packer {
    title: "Zstandard",
    begins,
    follows: |byte| byte == 0x28 || byte & 0xf0 == 0x50,
    ends: &[("zst", ""), ("zstd", ""), ("tzst", ".tar"), ("tzs", ".tar")],
    trusted: false,
    pack: Some(|out| {
        let mut encoder = ZstdEncoder::new(out, LEVEL)?;
        encoder.include_checksum(true)?;
        Ok(Box::new(encoder))
    }),
    decoder: |input| {
        let mut decoder = ZstdDecoder::with_buffer(input)?.single_frame();
        decoder
            .window_log_max(WINDOW_LOG)
            .map_err(|_| io::Error::from(io::ErrorKind::OutOfMemory))?;
        Ok(Box::new(decoder))
    },
};

/// A frame, or one to be skipped with a frame after it.
fn begins(head: &[u8]) -> bool {
    if head.starts_with(b"\x28\xb5\x2f\xfd") {
        return true;
    }
    let skippable =
        head.first().is_some_and(|byte| byte & 0xf0 == 0x50) && head.get(1..4) == Some(b"\x2a\x4d\x18");
    let length = head
        .get(4..8)
        .and_then(|bytes| bytes.try_into().ok())
        .map(u32::from_le_bytes);
    let after = length.and_then(|length| usize::try_from(length).ok()?.checked_add(8));
    skippable
        && after
            .and_then(|after| head.get(after..))
            .is_some_and(|rest| rest.starts_with(b"\x28\xb5\x2f\xfd"))
}

impl<'a> Decoder<'a> for ZstdDecoder<'static, Input<'a>> {
    fn input(&mut self) -> &mut Input<'a> {
        self.get_mut()
    }

    fn into_input(self: Box<Self>) -> Input<'a> {
        self.finish()
    }
}

impl Packing for ZstdEncoder<'static, &mut dyn Write> {
    fn finish(self: Box<Self>) -> io::Result<()> {
        (*self).finish().map(|_| ())
    }
}
