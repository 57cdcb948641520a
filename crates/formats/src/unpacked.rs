//! The one place where packed streams are unpacked, one after the other: limits on ratio and size, and damage told
//! from a failing input.

use crate::budget::Budget;
use crate::packed::{Decoder, Packer};
use std::io::{self, BufRead, BufReader, Cursor, Read};

/// Packed bytes as a decoder reads them.
pub(crate) type Input<'a> = BufReader<Watched<'a>>;

/// Unpacked bytes. Damage and limits end them like an end of file; [`Unpacked::finish`] says which it was.
pub(crate) struct Unpacked<'a> {
    packer: &'static Packer,
    state: State<'a>,
    produced: u64,
    max_ratio: u64,
    ratio_free_bytes: u64,
    max_bytes: u64,
    ended: Option<Ended>,
}

enum State<'a> {
    /// Before a stream.
    Between(Input<'a>),
    Within(Box<dyn Decoder<'a> + 'a>),
    /// A decoder could not be made, and took the input with it.
    Over,
}

/// How the unpacked bytes ended.
pub(crate) enum Ended {
    Whole,
    /// The input failed with its own error.
    Input(io::Error),
    /// Something is wrong with the packed data, or there is too much in them.
    Early(String),
}

impl<'a> Unpacked<'a> {
    pub(crate) fn new(
        packer: &'static Packer,
        head: Vec<u8>,
        input: &'a mut dyn Read,
        budget: &Budget,
    ) -> Self {
        Self {
            packer,
            state: State::Between(BufReader::new(Watched {
                head: Cursor::new(head),
                input,
                read: 0,
                failed: None,
            })),
            produced: 0,
            max_ratio: budget.max_ratio,
            ratio_free_bytes: budget.ratio_free_bytes,
            max_bytes: budget.max_unpacked_bytes,
            ended: None,
        }
    }

    /// How it ended, and how many bytes came out.
    pub(crate) fn finish(self) -> (Ended, u64) {
        (self.ended.unwrap_or(Ended::Whole), self.produced)
    }

    /// The decoder of the stream that is read, or of the next one.
    fn decoder(&mut self) -> io::Result<Option<&mut (dyn Decoder<'a> + 'a)>> {
        self.state = match std::mem::replace(&mut self.state, State::Over) {
            State::Between(input) => State::Within((self.packer.decoder)(input)?),
            state => state,
        };
        Ok(match &mut self.state {
            State::Within(decoder) => Some(decoder.as_mut()),
            _ => None,
        })
    }

    /// Goes on to the stream that follows; false when none does. Zeros may fill a file up to its block.
    fn next_stream(&mut self) -> io::Result<bool> {
        let State::Within(done) = std::mem::replace(&mut self.state, State::Over) else {
            return Ok(false);
        };
        let mut input = done.into_input();
        let found = next_stream(&mut input, self.packer);
        self.state = State::Between(input);
        match found? {
            Next::Stream => Ok(true),
            Next::End => {
                self.ended = Some(Ended::Whole);
                Ok(false)
            }
            Next::Other => {
                let message = format!("The {} data are followed by other bytes.", self.packer.title);
                self.ended = Some(Ended::Early(message));
                Ok(false)
            }
        }
    }

    fn watched(&mut self) -> Option<&mut Watched<'a>> {
        match &mut self.state {
            State::Between(input) => Some(input.get_mut()),
            State::Within(decoder) => Some(decoder.input().get_mut()),
            State::Over => None,
        }
    }

    /// What is wrong with going on, if anything is.
    fn excess(&mut self) -> Option<String> {
        let packed = self.watched().map_or(1, |watched| watched.read.max(1));
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

    fn failed(&mut self, error: &io::Error) -> io::Result<usize> {
        if let Some(own) = self.watched().and_then(|watched| watched.failed.take()) {
            self.ended = Some(Ended::Input(own));
            return Err(io::Error::other("the packed input failed"));
        }
        let title = self.packer.title;
        self.ended = Some(Ended::Early(match error.kind() {
            io::ErrorKind::UnexpectedEof => format!("The {title} data are cut off."),
            io::ErrorKind::OutOfMemory => {
                format!("The {title} data need more memory to be unpacked than a file may take.")
            }
            _ => format!("The {title} data are damaged."),
        }));
        Ok(0)
    }
}

enum Next {
    Stream,
    End,
    Other,
}

fn next_stream(input: &mut Input<'_>, packer: &Packer) -> io::Result<Next> {
    loop {
        let next = input.fill_buf()?;
        let zeros = next.iter().take_while(|byte| **byte == 0).count();
        match next.get(zeros) {
            None if next.is_empty() => return Ok(Next::End),
            None => input.consume(zeros),
            Some(byte) if (packer.follows)(*byte) => {
                input.consume(zeros);
                return Ok(Next::Stream);
            }
            Some(_) => return Ok(Next::Other),
        }
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
            let read = match self.decoder() {
                Ok(Some(decoder)) => decoder.read(&mut out[..most]),
                Ok(None) => return Ok(0),
                Err(error) => Err(error),
            };
            match read {
                Ok(0) => match self.next_stream() {
                    Ok(true) => {}
                    Ok(false) => return Ok(0),
                    Err(error) => break Err(error),
                },
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
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
            Err(error) => self.failed(&error),
        }
    }
}

/// The packed bytes: counts them and keeps the input's own error apart.
pub(crate) struct Watched<'a> {
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
