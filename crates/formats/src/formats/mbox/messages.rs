//! The messages of a mailbox, cut where a line says `From ` and when.

use std::io::{self, BufRead, BufReader, Read};

/// Bytes of a line that are looked at; longer lines separate nothing.
const LINE: usize = 8 * 1024;

/// Reads one message after the other: as a reader it ends where a message does.
pub(super) struct Messages<R: Read> {
    input: BufReader<R>,
    /// The line or piece of one that is read next, and how much of it was.
    line: Vec<u8>,
    read: usize,
    /// Whether `line` separates messages.
    at_separator: bool,
    /// What was read last: whether it ended its line, and whether that line was empty.
    ended: bool,
    empty: bool,
    over: bool,
}

/// Whether a line separates messages: `From `, who, and when. In the text of a mail such a line is written otherwise.
pub(super) fn separates(line: &[u8]) -> bool {
    let line = line.trim_ascii_end();
    if !line.starts_with(b"From ") || line.len() > 400 {
        return false;
    }
    let clock = line.windows(5).any(|part| {
        matches!(part, [a, b, b':', c, d] if [a, b, c, d].iter().all(|byte| byte.is_ascii_digit() || **byte == b' '))
    });
    let year = line.split(|byte| !byte.is_ascii_alphanumeric()).any(|word| {
        word.len() == 4
            && (word.starts_with(b"19") || word.starts_with(b"20"))
            && word.iter().all(u8::is_ascii_digit)
    });
    clock && year
}

impl<R: Read> Messages<R> {
    pub(super) fn new(input: R) -> Self {
        Self {
            input: BufReader::new(input),
            line: Vec::new(),
            read: 0,
            at_separator: false,
            ended: true,
            empty: true,
            over: false,
        }
    }

    /// Goes on to the next message, past what is left of this one; false when there is none.
    pub(super) fn next(&mut self) -> bool {
        while !self.over && !self.at_separator {
            self.read = self.line.len();
            if self.fill().is_err() {
                return false;
            }
        }
        if self.over {
            return false;
        }
        self.at_separator = false;
        self.read = self.line.len();
        true
    }

    /// Takes the next line, or a piece of a long one, when all of the last was read.
    fn fill(&mut self) -> io::Result<()> {
        if self.read < self.line.len() || self.at_separator || self.over {
            return Ok(());
        }
        let begins = self.ended;
        self.line.clear();
        self.read = 0;
        (&mut self.input)
            .take(LINE as u64)
            .read_until(b'\n', &mut self.line)?;
        self.over = self.line.is_empty();
        self.ended = self.line.ends_with(b"\n");
        self.at_separator = begins && self.empty && self.ended && separates(&self.line);
        self.empty = self.at_separator || begins && self.line.trim_ascii().is_empty();
        // A line of the text that would separate was written with `>` before it.
        let quoted = begins && self.line.starts_with(b">");
        if quoted
            && self
                .line
                .trim_ascii_start()
                .iter()
                .skip_while(|byte| **byte == b'>')
                .take(5)
                .eq(b"From ")
        {
            self.read = 1;
        }
        Ok(())
    }
}

impl<R: Read> Read for Messages<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        self.fill()?;
        if self.at_separator || self.over {
            return Ok(0);
        }
        let rest = self.line.get(self.read..).unwrap_or_default();
        let count = rest.len().min(out.len());
        if let (Some(out), Some(rest)) = (out.get_mut(..count), rest.get(..count)) {
            out.copy_from_slice(rest);
        }
        self.read += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::{Messages, separates};
    use std::io::Read;

    #[test]
    fn messages_end_where_a_line_says_so() {
        let long = "x".repeat(20_000);
        let mailbox = format!(
            "From ann@site.test Mon Jan  5 10:00:00 2026\nSubject: a\n\nFrom here on 10:00 2026 no line is empty\n>From me\n{long}\n\n\
             From bob@site.test  Tue Jan 06 11:11:11 2026\r\nSubject: b\r\n\r\n"
        );
        let mut messages = Messages::new(mailbox.as_bytes());
        let mut texts = Vec::new();
        while messages.next() {
            let mut text = String::new();
            messages.read_to_string(&mut text).unwrap();
            texts.push(text);
        }
        // The line after an empty one separates only if it looks like it, which the second does.
        assert_eq!(texts.len(), 3, "{:?}", texts.len());
        assert!(texts[0].starts_with("Subject: a\n\n"));
        assert!(texts[1].starts_with("From me\nxxx"));
        assert_eq!(texts[1].len(), "From me\n".len() + 20_002);
        assert_eq!(texts[2], "Subject: b\r\n\r\n");
    }

    #[test]
    fn letters_do_not_separate() {
        for line in [
            "From: a",
            "From now on, all is well.",
            "From 10:00 to 12:00",
            "from a 10:00 2026",
            "",
        ] {
            assert!(!separates(line.as_bytes()), "{line}");
        }
        assert!(separates(b"From MAILER-DAEMON Thu Jul  3 09:04:05 2025\r\n"));
    }
}
