//! Files far larger than a window without any line end, in every layout: read whole, window by window.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "test code")]

use std::io::{self, Read};
use std::ops::ControlFlow;
use tidegate_formats::{Budget, ReadingEnd, read};

/// A beginning, then one unit again and again.
struct Endless<'a> {
    begin: &'a [u8],
    unit: &'a [u8],
    at: usize,
    left: usize,
}

impl Read for Endless<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if !self.begin.is_empty() {
            return self.begin.read(out);
        }
        let got = out.len().min(self.left).min(self.unit.len() - self.at);
        out[..got].copy_from_slice(&self.unit[self.at..self.at + got]);
        self.at = (self.at + got) % self.unit.len();
        self.left -= got;
        Ok(got)
    }
}

#[test]
fn one_long_line_is_read_window_by_window() {
    const SIZE: usize = 12 << 20;
    let table: [(&str, &[u8], &[u8]); 9] = [
        ("a.txt", b"", b"words and words "),
        ("a.txt", b"\xef\xbb\xbf", b"\xff"),
        ("a.txt", b"\xef\xbb\xbf", b"a\xff"),
        ("a.txt", b"\xff\xfe", b"a\0b\0\xe4\0"),
        ("a.csv", b"name,email\n", b"x,\"y\","),
        ("a.csv", b"name,email\n", b"\""),
        ("a.json", b"[", b"{\"a\":[1,\"x\"]},"),
        ("a.json", b"[", b"{\"a\":["),
        ("a.json", b"[\"", b"\\u0041"),
    ];
    for (name, begin, unit) in table {
        let unit = unit.repeat(9_000);
        let budget = Budget::default();
        let mut input = Endless {
            begin,
            unit: &unit,
            at: 0,
            left: SIZE,
        };
        let (mut from, mut to) = (u64::MAX, 0);
        let reading = read(name, &mut input, &budget, &mut |window| {
            assert!(window.text.len() <= budget.window_bytes + 2 * budget.overlap);
            let place = window.structure.locate(window.owned.clone());
            from = from.min(place.byte_start);
            assert!(to == 0 || to == place.byte_start);
            to = place.byte_end;
            assert!(window.structure.record(window.owned.start).len() <= window.text.len());
            ControlFlow::Continue(())
        })
        .unwrap();
        assert_eq!(reading.end, ReadingEnd::Complete);
        assert!(from <= 4);
        assert_eq!(to, (begin.len() + SIZE) as u64);
        assert_eq!(reading.examined, to);
    }
}
