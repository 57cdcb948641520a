//! Files packed as frames of LZ4. The member is read as the file it would be without `.lz4`.

use super::FormatInfo;
use crate::packed::{Decoder, Packer, Packing};
use crate::unpacked::Input;
use lz4_flex::frame::{FrameDecoder, FrameEncoder, FrameInfo};
use std::io::{self, Read, Write};

pub(super) const INFO: FormatInfo = FormatInfo {
    id: "lz4",
    title: "LZ4",
    extensions: &["lz4"],
};

pub(super) const PACKER: Packer = Packer {
    title: "LZ4",
    begins: |head| head.starts_with(b"\x04\x22\x4d\x18"),
    follows: |byte| byte == 0x04 || byte & 0xf0 == 0x50,
    ends: &[("lz4", ""), ("tlz4", ".tar")],
    trusted: false,
    pack: Some(|out| {
        let info = FrameInfo::new().content_checksum(true);
        Ok(Box::new(FrameEncoder::with_frame_info(info, out)))
    }),
    decoder: |input| {
        Ok(Box::new(Frame(FrameDecoder::new(Tail {
            input,
            last: [0xff; 8],
        }))))
    },
};

/// One frame. The decoder takes the input's end between two blocks for the frame's, so its last bytes are looked at.
struct Frame<'a>(FrameDecoder<Tail<'a>>);

impl Read for Frame<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let got = self.0.read(out)?;
        if got == 0 && !out.is_empty() && !self.0.get_ref().ended() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(got)
    }
}

impl<'a> Decoder<'a> for Frame<'a> {
    fn input(&mut self) -> &mut Input<'a> {
        &mut self.0.get_mut().input
    }

    fn into_input(self: Box<Self>) -> Input<'a> {
        self.0.into_inner().input
    }
}

/// Remembers the last bytes that went through.
struct Tail<'a> {
    input: Input<'a>,
    last: [u8; 8],
}

impl Tail<'_> {
    /// Whether they are a frame's end: four zeros, and a checksum after them or none.
    fn ended(&self) -> bool {
        self.last.starts_with(&[0; 4]) || self.last.ends_with(&[0; 4])
    }
}

impl Read for Tail<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let got = self.input.read(out)?;
        for byte in out.iter().take(got).skip(got.saturating_sub(8)) {
            self.last.rotate_left(1);
            self.last[7] = *byte;
        }
        Ok(got)
    }
}

impl Packing for FrameEncoder<&mut dyn Write> {
    fn finish(self: Box<Self>) -> io::Result<()> {
        Ok((*self).finish().map(|_| ())?)
    }
}
