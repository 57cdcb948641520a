//! gzip: members, places inside of them, damage, bombs, and failing inputs.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "test code")]

mod common;

use common::{hits, owned, slice, small, try_hits};
use flate2::{Compression, write::GzEncoder};
use std::io::{self, Read, Write};
use std::ops::ControlFlow;
use tidegate_formats::{Budget, FormatError, ReadingEnd, read};

const WORD: &str = "ann@site.test";

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// Text that packs badly.
fn noise(bytes: usize) -> Vec<u8> {
    let mut seed = 1_u64;
    let mut noise = Vec::new();
    while noise.len() < bytes {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        noise.push(b' ' + u8::try_from(seed >> 58).unwrap());
    }
    noise
}

#[test]
fn members_are_read_as_what_they_are() {
    let table = b"id,email\n1,ann@site.test\n";
    let gz = packed(table);
    for budget in [Budget::default(), small(16, 64)] {
        let (hits, reading) = hits("a/b/people.csv.gz", &gz, &budget, WORD);
        assert_eq!(reading.format, "csv in gzip");
        assert_eq!(reading.encoding, "UTF-8");
        assert_eq!(reading.examined, gz.len() as u64);
        assert_eq!(reading.end, ReadingEnd::Complete);
        assert_eq!(hits[0].location.member.as_deref(), Some("people.csv"));
        assert_eq!(hits[0].location.column_name.as_deref(), Some("email"));
        assert_eq!(slice(table, &hits[0].location), WORD.as_bytes());
    }
}

#[test]
fn members_follow_each_other_and_nest() {
    let mut gz = packed(b"first line\n");
    gz.extend(packed(b"then ann@site.test\n"));
    let (found, reading) = hits("a.txt.gz", &gz, &Budget::default(), WORD);
    assert_eq!(
        (found[0].location.byte_start, found[0].location.line),
        (16, Some(2))
    );
    assert_eq!(reading.end, ReadingEnd::Complete);
    let twice = packed(&gz);
    let (found, reading) = hits("a.txt.gz.gz", &twice, &Budget::default(), WORD);
    assert_eq!(found[0].location.member.as_deref(), Some("a.txt.gz!/a.txt"));
    assert_eq!(reading.format, "text in gzip in gzip");
    let mut deep = b"x ann@site.test\n".to_vec();
    for _ in 0..9 {
        deep = packed(&deep);
    }
    let (found, reading) = hits("a.gz", &deep, &Budget::default(), WORD);
    assert!(found.is_empty());
    assert_eq!(
        reading.end,
        ReadingEnd::Partial {
            message: "Files are packed inside files more than 8 deep; what is deeper was not read.".into()
        }
    );
}

#[test]
fn what_a_member_holds_is_said() {
    let (.., reading) = owned("a.gz", &packed(b""), &Budget::default());
    assert_eq!(reading.end, ReadingEnd::Empty);
    let (.., reading) = owned("a.pdf.gz", &packed(b"%PDF-1.4\n"), &Budget::default());
    assert_eq!(
        (reading.format.as_str(), reading.end),
        ("pdf in gzip", ReadingEnd::Unsupported)
    );
}

#[test]
fn damage_is_partial_after_some_content_and_unreadable_before() {
    let mut text = b"ann@site.test\n".to_vec();
    text.extend(noise(400_000));
    let gz = packed(&text);
    let (found, reading) = hits("a.txt.gz", &gz[..gz.len() / 2], &Budget::default(), WORD);
    assert_eq!(found.len(), 1);
    assert_eq!(
        reading.end,
        ReadingEnd::Partial {
            message: "The gzip data are cut off.".into()
        }
    );
    let mut checksum = gz.clone();
    let at = checksum.len() - 6;
    checksum[at] ^= 0xff;
    let (found, reading) = hits("a.txt.gz", &checksum, &Budget::default(), WORD);
    assert_eq!(found.len(), 1);
    assert_eq!(
        reading.end,
        ReadingEnd::Partial {
            message: "The gzip data are damaged.".into()
        }
    );
    for damaged in [&gz[..5], b"\x1f\x8b\x08\0\0\0\0\0\0\0\xff\xff\xff\xff"] {
        let error = try_hits("a.gz", &mut &damaged[..], &Budget::default(), WORD).unwrap_err();
        assert!(matches!(error, FormatError::Unreadable { .. }), "{error:?}");
    }
}

#[test]
fn bombs_are_stopped_and_said() {
    let bomb = packed(&vec![b'a'; 40 << 20]);
    let budget = Budget {
        max_ratio: 100,
        ..Budget::default()
    };
    let (_, ranges, reading) = owned("a.gz", &bomb, &budget);
    let ReadingEnd::Partial { message } = reading.end else {
        panic!("not partial")
    };
    assert!(message.contains("100 times"), "{message}");
    assert!(ranges.last().unwrap().end < 12 << 20);
    let budget = Budget {
        max_unpacked_bytes: 1 << 20,
        ..Budget::default()
    };
    let (text, _, reading) = owned("a.gz", &bomb, &budget);
    assert_eq!(text.len(), 1 << 20);
    assert!(matches!(reading.end, ReadingEnd::Partial { .. }));
    let exact = packed(&vec![b'a'; 1 << 20]);
    let (.., reading) = owned("a.gz", &exact, &budget);
    assert_eq!(reading.end, ReadingEnd::Complete);
}

/// Gives some bytes, then fails with an error of its own.
struct Failing<'a>(&'a [u8]);

#[derive(Debug, thiserror::Error)]
#[error("the storage went away")]
struct Gone;

impl Read for Failing<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        match self.0.read(out)? {
            0 => Err(io::Error::new(io::ErrorKind::ConnectionReset, Gone)),
            got => Ok(got),
        }
    }
}

#[test]
fn the_inputs_error_comes_through_untouched() {
    let text = noise(300_000);
    let gz = packed(&text);
    let twice = packed(&gz);
    let inputs: [(&str, &[u8]); 6] = [
        ("a.txt", b""),
        ("a.txt", &text),
        ("a.gz", &gz[..3]),
        ("a.gz", &gz[..100_000]),
        ("a.gz.gz", &twice[..100_000]),
        ("a.gz", &gz[..gz.len() - 3]),
    ];
    for (name, bytes) in inputs {
        let error = try_hits(name, &mut Failing(bytes), &Budget::default(), WORD).unwrap_err();
        let FormatError::Input(error) = error else {
            panic!("{error:?}")
        };
        assert_eq!(error.kind(), io::ErrorKind::ConnectionReset);
        assert!(error.get_ref().unwrap().is::<Gone>());
    }
}

#[test]
fn a_visitor_can_stop() {
    let text = "line of text\n".repeat(1_000);
    for bytes in [text.clone().into_bytes(), packed(text.as_bytes())] {
        let mut windows = 0;
        let reading = read("a.txt", &mut &bytes[..], &small(100, 10), &mut |_| {
            windows += 1;
            if windows == 3 {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        })
        .unwrap();
        assert_eq!((windows, reading.end), (3, ReadingEnd::Stopped));
    }
}

#[test]
fn bytes_after_the_last_member_are_no_content() {
    let gz = packed(b"then ann@site.test\n");
    for (tail, end) in [
        (&[0; 512][..], ReadingEnd::Complete),
        (
            b"garbage that is no member",
            ReadingEnd::Partial {
                message: "The gzip data are followed by other bytes.".into(),
            },
        ),
    ] {
        let bytes = [&gz[..], tail].concat();
        let (found, reading) = hits("a.txt.gz", &bytes, &Budget::default(), WORD);
        assert_eq!(found.len(), 1);
        assert_eq!(reading.end, end);
    }
}
