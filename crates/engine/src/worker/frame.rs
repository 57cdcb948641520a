//! Frames on the pipes between the program and a worker: a length, a kind, a body. Knows no meaning of either.

use std::io::{self, Read, Write};

/// Bytes of one frame's body at most. The other side may be hostile: more is refused before it is taken.
pub(super) const MAX_FRAME: usize = 16 * 1024 * 1024;

/// What a frame is for. The first group goes to the worker, the second comes from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Limits; the first frame that a worker gets.
    Hello,
    /// What to look for, until the next of these.
    Selection,
    /// A file to examine.
    Job,
    /// Values that a copy must not have.
    Removals,
    /// The next bytes of the file.
    Body,
    /// There are no more bytes.
    BodyEnd,
    /// The source of the bytes failed.
    BodyFailed,

    /// The worker is confined and waits.
    Ready,
    /// More bytes are wanted.
    Want,
    /// Still at work.
    Progress,
    Matches,
    Surrounded,
    Text,
    /// The next bytes of a copy.
    CopyBytes,
    CopyEnd,
    Leftovers,
    /// The file is done.
    Done,
}

const KINDS: [(u8, Kind); 17] = [
    (b'H', Kind::Hello),
    (b'S', Kind::Selection),
    (b'J', Kind::Job),
    (b'B', Kind::Body),
    (b'E', Kind::BodyEnd),
    (b'X', Kind::BodyFailed),
    (b'R', Kind::Ready),
    (b'W', Kind::Want),
    (b'P', Kind::Progress),
    (b'M', Kind::Matches),
    (b'A', Kind::Surrounded),
    (b'T', Kind::Text),
    (b'V', Kind::Removals),
    (b'C', Kind::CopyBytes),
    (b'F', Kind::CopyEnd),
    (b'L', Kind::Leftovers),
    (b'D', Kind::Done),
];

impl Kind {
    fn byte(self) -> u8 {
        KINDS
            .iter()
            .find(|(_, kind)| *kind == self)
            .map_or(0, |(byte, _)| *byte)
    }

    fn of(byte: u8) -> Option<Self> {
        KINDS
            .iter()
            .find(|(known, _)| *known == byte)
            .map(|(_, kind)| *kind)
    }
}

/// Appends a frame to `out`.
pub(super) fn write(out: &mut dyn Write, kind: Kind, body: &[u8]) -> io::Result<()> {
    let length = u32::try_from(body.len())
        .ok()
        .filter(|_| body.len() <= MAX_FRAME)
        .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "a frame is too long"))?;
    let mut head = [0; 5];
    head[..4].copy_from_slice(&length.to_le_bytes());
    head[4] = kind.byte();
    out.write_all(&head)?;
    out.write_all(body)
}

/// Reads the next frame into `body`, whose room is used again.
///
/// # Errors
/// `UnexpectedEof` at the end of the pipe, `InvalidData` for what is no frame.
pub(super) fn read(input: &mut dyn Read, body: &mut Vec<u8>) -> io::Result<Kind> {
    let mut head = [0; 5];
    input.read_exact(&mut head)?;
    let [a, b, c, d, kind] = head;
    let length = u32::from_le_bytes([a, b, c, d]) as usize;
    let kind = Kind::of(kind).filter(|_| length <= MAX_FRAME);
    let kind = kind.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "not a frame"))?;
    body.clear();
    // Grows as bytes come, so that a length alone takes no memory.
    let got = input.take(length as u64).read_to_end(body)?;
    if got < length {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_comes_back_as_it_went() {
        for (_, kind) in KINDS {
            let mut bytes = Vec::new();
            write(&mut bytes, kind, b"body").unwrap();
            let mut body = Vec::new();
            assert_eq!(read(&mut bytes.as_slice(), &mut body).unwrap(), kind);
            assert_eq!(body, b"body");
        }
    }

    #[test]
    fn what_is_no_frame_is_refused() {
        let cases: [(&[u8], io::ErrorKind); 5] = [
            (b"", io::ErrorKind::UnexpectedEof),
            (b"\x05\0\0\0", io::ErrorKind::UnexpectedEof),
            (b"\x05\0\0\0Mabc", io::ErrorKind::UnexpectedEof),
            (b"\0\0\0\0?", io::ErrorKind::InvalidData),
            (b"\xff\xff\xff\xffM", io::ErrorKind::InvalidData),
        ];
        for (bytes, wanted) in cases {
            let mut input = bytes;
            assert_eq!(read(&mut input, &mut Vec::new()).unwrap_err().kind(), wanted);
        }
        assert!(write(&mut Vec::new(), Kind::Body, &vec![0; MAX_FRAME + 1]).is_err());
    }
}
