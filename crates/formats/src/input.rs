//! Reading untrusted streams: counting, and filling whole chunks so that what follows never depends on how
//! the bytes happened to arrive.

use crate::account::Account;
use std::io::{self, Read};

/// A reader that knows how many bytes went through it.
pub(crate) struct Counted<'a> {
    inner: &'a mut dyn Read,
    account: &'a Account,
    count: u64,
}

impl<'a> Counted<'a> {
    pub(crate) fn new(inner: &'a mut dyn Read, account: &'a Account) -> Self {
        Self {
            inner,
            account,
            count: 0,
        }
    }

    pub(crate) fn count(&self) -> u64 {
        self.count
    }
}

impl Read for Counted<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let got = self.inner.read(out)?;
        self.count += got as u64;
        self.account.read_packed(got as u64);
        Ok(got)
    }
}

/// A reader that keeps to its first failure: a decoder that is asked again after one may never come back.
pub(crate) struct Settled<'a> {
    input: &'a mut dyn Read,
    failed: Option<io::ErrorKind>,
}

impl<'a> Settled<'a> {
    pub(crate) fn new(input: &'a mut dyn Read) -> Self {
        Self { input, failed: None }
    }

    pub(crate) fn failed(&self) -> bool {
        self.failed.is_some()
    }
}

impl Read for Settled<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if let Some(kind) = self.failed {
            return Err(kind.into());
        }
        let read = self.input.read(out);
        if let Err(error) = &read
            && error.kind() != io::ErrorKind::Interrupted
        {
            self.failed = Some(error.kind());
        }
        read
    }
}

/// Fills `out` as far as the input goes; fewer bytes than asked for mean its end.
pub(crate) fn fill(input: &mut dyn Read, out: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < out.len() {
        match input.read(&mut out[filled..]) {
            Ok(0) => break,
            Ok(got) => filled += got.min(out.len() - filled),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}
