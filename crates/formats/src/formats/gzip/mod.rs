//! Files packed with gzip (RFC 1952). The member is read as the file it would be without `.gz`.

use super::FormatInfo;
use crate::packed::{Decoder, Packer, Packing};
use crate::unpacked::Input;
use flate2::Compression;
use flate2::bufread::GzDecoder;
use flate2::write::GzEncoder;
use std::io::{self, Write};

pub(super) const INFO: FormatInfo = FormatInfo {
    id: "gzip",
    title: "gzip",
    extensions: &["gz", "gzip", "tgz"],
};

/// Text packed with gzip is so common, and its decoder so small, that no process is started for it.
pub(super) const PACKER: Packer = Packer {
    title: "gzip",
    // Magic, and the only method there is.
    begins: |head| head.starts_with(b"\x1f\x8b\x08"),
    follows: |byte| byte == 0x1f,
    ends: &[
        ("gz", ""),
        ("gzip", ""),
        ("tgz", ".tar"),
        ("taz", ".tar"),
        ("svgz", ".svg"),
    ],
    trusted: true,
    pack: Some(|out| Ok(Box::new(GzEncoder::new(out, Compression::default())))),
    decoder: |input| Ok(Box::new(GzDecoder::new(input))),
};

impl<'a> Decoder<'a> for GzDecoder<Input<'a>> {
    fn input(&mut self) -> &mut Input<'a> {
        self.get_mut()
    }

    fn into_input(self: Box<Self>) -> Input<'a> {
        self.into_inner()
    }
}

impl Packing for GzEncoder<&mut dyn Write> {
    fn finish(self: Box<Self>) -> io::Result<()> {
        (*self).finish().map(|_| ())
    }
}
