//! Reads a file as a stream and notices when it changes underneath.

use super::blocking;
use crate::beneath;
use crate::connector::{ByteStream, Opened, SourceError};
use bytes::Bytes;
use futures::StreamExt;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::Path;
use tidegate_domain::{key::ObjectKey, object::Version, problem::ErrorClass};

/// Bytes of one piece of the stream.
const PIECE: u64 = 1 << 20;

/// Opens `key` (or `range` of its bytes). The first piece is read at once, so that a small file costs one
/// trip to the disk's thread.
pub(super) fn open(
    root: &Path,
    key: &ObjectKey,
    expected: Option<&Version>,
    range: Option<Range<u64>>,
) -> Result<Opened, SourceError> {
    let (mut file, meta) = beneath::open_file(root, key)?;
    if expected.is_some_and(|expected| *expected != meta.version) {
        return Err(changed(key));
    }
    let wanted = range.unwrap_or(0..meta.size);
    let wanted = wanted.start.min(meta.size)..wanted.end.min(meta.size);
    if wanted.start > 0 {
        file.seek(SeekFrom::Start(wanted.start))
            .map_err(|error| trouble(&error, key))?;
    }
    let mut rest = Rest {
        file,
        key: key.clone(),
        left: wanted.end - wanted.start,
    };
    let first = rest.piece()?;
    let following = futures::stream::try_unfold(rest, |mut rest| async move {
        if rest.left == 0 {
            return Ok(None);
        }
        let (piece, rest) = blocking(move || rest.piece().map(|piece| (piece, rest))).await?;
        Ok(Some((piece, rest)))
    });
    let stream: ByteStream = if first.is_empty() {
        futures::stream::empty().boxed()
    } else {
        futures::stream::once(async move { Ok(first) })
            .chain(following)
            .boxed()
    };
    Ok(Opened {
        size: meta.size,
        version: meta.version,
        stream,
    })
}

/// What is still to be read of a file.
struct Rest {
    file: File,
    key: ObjectKey,
    left: u64,
}

impl Rest {
    /// The next piece, whole; a file that ended early has changed.
    fn piece(&mut self) -> Result<Bytes, SourceError> {
        let wanted = self.left.min(PIECE);
        let mut piece = Vec::with_capacity(usize::try_from(wanted).unwrap_or(0));
        let read = (&mut self.file)
            .take(wanted)
            .read_to_end(&mut piece)
            .map_err(|error| trouble(&error, &self.key))?;
        if read as u64 != wanted {
            return Err(changed(&self.key));
        }
        self.left -= wanted;
        Ok(Bytes::from(piece))
    }
}

fn changed(key: &ObjectKey) -> SourceError {
    SourceError::new(
        ErrorClass::Changed,
        format!("{key} changed while it was being read."),
        "The next sync reads it again.",
    )
}

fn trouble(error: &std::io::Error, key: &ObjectKey) -> SourceError {
    match error.raw_os_error().map(rustix::io::Errno::from_raw_os_error) {
        Some(error) => beneath::trouble(error, key.as_bytes()),
        None => SourceError::new(ErrorClass::Transient, format!("{key} could not be read."), ""),
    }
}
