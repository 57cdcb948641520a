//! Files packed with xz. The member is read as the file it would be without `.xz`.

use super::FormatInfo;
use crate::packed::{Decoder, Packer, Packing};
use crate::unpacked::Input;
use lzma_rust2::{XzOptions, XzReader, XzWriter};
use std::io::{self, Write};

pub(super) const INFO: FormatInfo = FormatInfo {
    id: "xz",
    title: "xz",
    extensions: &["xz", "txz"],
};

/// `xz -9` needs 65 MiB; a file that asks for more than this is refused.
const MEMORY_KIB: u32 = 160 * 1024;

/// As `xz -4`: its dictionary of 4 MiB needs some 48 MiB to be packed with.
const PRESET: u32 = 4;

pub(super) const PACKER: Packer = Packer {
    title: "xz",
    begins: |head| head.starts_with(b"\xfd7zXZ\0"),
    follows: |byte| byte == 0xfd,
    ends: &[("xz", ""), ("txz", ".tar")],
    trusted: false,
    pack: Some(|out| Ok(Box::new(XzWriter::new(out, XzOptions::with_preset(PRESET))?))),
    decoder: |input| Ok(Box::new(XzReader::new_mem_limit(input, false, MEMORY_KIB))),
};

impl<'a> Decoder<'a> for XzReader<Input<'a>> {
    fn input(&mut self) -> &mut Input<'a> {
        self.inner_mut()
    }

    fn into_input(self: Box<Self>) -> Input<'a> {
        self.into_inner()
    }
}

impl Packing for XzWriter<&mut dyn Write> {
    fn finish(self: Box<Self>) -> io::Result<()> {
        (*self).finish().map(|_| ())
    }
}
