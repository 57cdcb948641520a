//! The one place where gzip is unpacked, member by member: limits on ratio and size, and damage told from a failing input.

use crate::budget::Budget;
use flate2::bufread::GzDecoder;
use std::io::{self, BufRead, BufReader, Cursor, Read};

/// Unpacked bytes. Damage and limits end them like an end of file; [`Unpacked::finish`] says which it was.
pub(super) struct Unpacked<'a> {
    /// Always there but for the moment between two members.
    decoder: Option<Decoder<'a>>,
    produced: u64,
    max_ratio: u64,
    ratio_free_bytes: u64,
    max_bytes: u64,
    ended: Option<Ended>,
}

type Decoder<'a> = GzDecoder<BufReader<Watched<'a>>>;

/// How the unpacked bytes ended.
pub(super) enum Ended {
    Whole,
    /// The input failed with its own error.
    Input(io::Error),
    /// Something is wrong with the packed data, or there is too much in them.
    Early(String),
}

impl<'a> Unpacked<'a> {
    pub(super) fn new(head: Vec<u8>, input: &'a mut dyn Read, budget: &Budget) -> Self {
        Self {
            decoder: Some(GzDecoder::new(BufReader::new(Watched {
                head: Cursor::new(head),
                input,
                read: 0,
                failed: None,
            }))),
            produced: 0,
            max_ratio: budget.max_ratio,
            ratio_free_bytes: budget.ratio_free_bytes,
            max_bytes: budget.max_unpacked_bytes,
            ended: None,
        }
    }

    /// How it ended, and how many bytes came out.
    pub(super) fn finish(self) -> (Ended, u64) {
        (self.ended.unwrap_or(Ended::Whole), self.produced)
    }

    /// Goes on to the member that follows; false when none does. Zeros may fill a file up to its block.
    fn next_member(&mut self) -> io::Result<bool> {
        let Some(reader) = self.decoder.as_mut().map(GzDecoder::get_mut) else {
            return Ok(false);
        };
        loop {
            let next = reader.fill_buf()?;
            let zeros = next.iter().take_while(|byte| **byte == 0).count();
            match next.get(zeros) {
                None if next.is_empty() => {
                    self.ended = Some(Ended::Whole);
                    return Ok(false);
                }
                None => reader.consume(zeros),
                Some(0x1f) => {
                    reader.consume(zeros);
                    break;
                }
                Some(_) => {
                    self.ended = Some(Ended::Early(
                        "The gzip data are followed by other bytes.".to_owned(),
                    ));
                    return Ok(false);
                }
            }
        }
        self.decoder = self.decoder.take().map(|done| GzDecoder::new(done.into_inner()));
        Ok(true)
    }

    /// What is wrong with going on, if anything is.
    fn excess(&self) -> Option<String> {
        let packed = self
            .decoder
            .as_ref()
            .map_or(1, |decoder| decoder.get_ref().get_ref().read.max(1));
        if self.produced > self.ratio_free_bytes && self.produced / packed >= self.max_ratio {
            return Some(format!(
                "It unpacks to more than {} times its size; the rest was not unpacked.",
                self.max_ratio
            ));
        }
        (self.produced >= self.max_bytes).then(|| {
            format!(
                "It unpacks to more than {} bytes; the rest was not unpacked.",
                self.max_bytes
            )
        })
    }
}

impl Read for Unpacked<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.ended.is_some() || out.is_empty() {
            return Ok(0);
        }
        let room = usize::try_from(self.max_bytes.saturating_sub(self.produced)).unwrap_or(usize::MAX);
        let most = out.len().min(room.max(1));
        let read = loop {
            let Some(decoder) = &mut self.decoder else {
                return Ok(0);
            };
            match decoder.read(&mut out[..most]) {
                Ok(0) => match self.next_member() {
                    Ok(true) => {}
                    Ok(false) => return Ok(0),
                    Err(error) => break Err(error),
                },
                read => break read,
            }
        };
        match read {
            // One byte beyond the limit was asked for, to tell a member of just that size from a larger.
            Ok(_) if room == 0 => {
                self.ended = self.excess().map(Ended::Early);
                Ok(0)
            }
            Ok(got) => {
                self.produced += got as u64;
                if room > got {
                    self.ended = self.excess().map(Ended::Early);
                }
                Ok(got)
            }
            Err(error) => {
                if let Some(own) = self
                    .decoder
                    .as_mut()
                    .and_then(|decoder| decoder.get_mut().get_mut().failed.take())
                {
                    self.ended = Some(Ended::Input(own));
                    return Err(io::Error::other("the packed input failed"));
                }
                self.ended = Some(Ended::Early(match error.kind() {
                    io::ErrorKind::UnexpectedEof => "The gzip data are cut off.".to_owned(),
                    _ => "The gzip data are damaged.".to_owned(),
                }));
                Ok(0)
            }
        }
    }
}

/// The packed bytes: counts them and keeps the input's own error apart.
struct Watched<'a> {
    head: Cursor<Vec<u8>>,
    input: &'a mut dyn Read,
    read: u64,
    failed: Option<io::Error>,
}

impl Read for Watched<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let got = match self.head.read(out)? {
            0 => loop {
                match self.input.read(out) {
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    read => break read,
                }
            },
            got => Ok(got),
        };
        match got {
            Ok(got) => {
                self.read += got as u64;
                Ok(got)
            }
            Err(error) => {
                self.failed = Some(error);
                Err(io::Error::other("the input failed"))
            }
        }
    }
}
