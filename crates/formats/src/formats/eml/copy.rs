//! Copies of mails: every field and every part without its values, written as it was: the same marks between parts,
//! the same charsets and ways of encoding. Parts that cannot be copied give way to a line that says so.

use super::encode::{self, Transfer};
use super::header::{self, Edits};
use super::{decode, fields, split};
use crate::redact::{CopyError, Copying, Searched};
use mail_parser::{ContentType, MimeHeaders};
use std::borrow::Cow;

/// Parts inside parts.
const DEEPEST: usize = 64;
/// Headers are parsed so far.
const LONGEST_HEADER: usize = 1 << 20;
/// Stands in the place of a part that the copy does not have.
const NOTE: &str = "This part was left out of the copy.";

pub(super) fn copy(bytes: Vec<u8>, copying: &mut Copying<'_>) -> Result<Vec<u8>, CopyError> {
    let mark: &[u8] = b"\xef\xbb\xbf";
    let message = bytes.strip_prefix(mark).unwrap_or(&bytes);
    let within = Within::default();
    let mut walk = Walk {
        copying,
        parts_seen: 0,
    };
    let copied = walk.message(message, within)?;
    Ok(if message.len() < bytes.len() {
        [mark, &copied].concat()
    } else {
        copied
    })
}

const HIDDEN: &str = "It holds something that is removed in a form that cannot be changed.";

fn unmarked() -> CopyError {
    CopyError::refused("It is damaged: the marks between its parts are missing.")
}

/// Where a part stands.
#[derive(Debug, Clone, Copy, Default)]
struct Within {
    depth: usize,
    digest: bool,
    /// Inside `multipart/signed`, and whether what is signed was changed.
    signed: bool,
    broken: bool,
}

/// What becomes of a body.
enum New {
    Same,
    Other(Vec<u8>, Edits),
    LeftOut(String),
}

/// A part as its header describes it.
struct Part<'b> {
    body: &'b [u8],
    main: String,
    sub: String,
    transfer: Transfer,
    encoding: String,
    charset: Option<String>,
    boundary: Option<String>,
    attached: bool,
    name: Option<String>,
}

struct Walk<'w, 'c> {
    copying: &'w mut Copying<'c>,
    parts_seen: u64,
}

impl Walk<'_, '_> {
    fn message(&mut self, bytes: &[u8], within: Within) -> Result<Vec<u8>, CopyError> {
        if within.depth > DEEPEST {
            return Err(CopyError::refused("Its parts are nested deeper than is read."));
        }
        let (header, body) = bytes.split_at(fields::body_start(bytes));
        let (header, body, _) = self.part(header, body, within)?;
        // In a damaged field, readers put together what is apart in its bytes.
        let hidden = fields::parse(&header)
            .is_some_and(|parsed| fields::shown(&parsed).any(|(_, _, text)| self.copying.holds(text.trim())));
        if hidden {
            return Err(CopyError::refused(HIDDEN));
        }
        Ok([header, body].concat())
    }

    /// The header and the body of the copy, and whether they are others than before.
    fn part(
        &mut self,
        header: &[u8],
        body: &[u8],
        within: Within,
    ) -> Result<(Vec<u8>, Vec<u8>, bool), CopyError> {
        self.parts_seen += 1;
        if header.len() > LONGEST_HEADER {
            return Err(CopyError::refused("A header of it is too long to be read."));
        }
        if ["content-type", "content-transfer-encoding"]
            .iter()
            .any(|name| header::count(header, name) > 1)
        {
            return Err(CopyError::refused(
                "A part of it says twice what it is: which of them counts is not sure.",
            ));
        }
        let part = described(header, body, within);
        let (new, edits) = match self.body(&part, within)? {
            New::Same => (None, Edits::default()),
            New::Other(bytes, edits) => (
                Some(bytes),
                Edits {
                    changed: true,
                    ..edits
                },
            ),
            New::LeftOut(reason) => {
                let name = self.name(&part);
                let name = self.copying.text(&name).unwrap_or(name);
                self.copying.leave_out(&name, &reason);
                let end = encode::line_end(body);
                let edits = Edits {
                    changed: true,
                    note: true,
                    ..Edits::default()
                };
                (Some(format!("{NOTE}{end}").into_bytes()), edits)
            }
        };
        let written = header::rewrite(header, &edits, self.copying);
        let changed = new.is_some() || written != header;
        Ok((written, new.unwrap_or_else(|| body.to_vec()), changed))
    }

    fn body(&mut self, part: &Part<'_>, within: Within) -> Result<New, CopyError> {
        let wrapped = matches!(part.sub.as_str(), "pkcs7-mime" | "x-pkcs7-mime" | "pgp-encrypted");
        if part.main == "application" && wrapped || part.main == "multipart" && part.sub == "encrypted" {
            return Err(CopyError::refused(
                "It is encrypted or wrapped in a signature: what is in it cannot be changed.",
            ));
        }
        if let Some(boundary) = &part.boundary {
            return self.multipart(part, boundary, within);
        }
        if part.main == "multipart" {
            return Err(unmarked());
        }
        if part.transfer == Transfer::Other {
            return Ok(New::LeftOut(
                "It is encoded in a way that is not known.".to_owned(),
            ));
        }
        let (bytes, whole) = decode::bytes(part.body, &part.encoding);
        let signature = matches!(
            part.sub.as_str(),
            "pkcs7-signature" | "x-pkcs7-signature" | "pgp-signature"
        );
        if within.signed && signature {
            return Ok(if within.broken || self.copying.holds_in(&bytes) {
                New::LeftOut("It signs what is not the same in the copy.".to_owned())
            } else {
                New::Same
            });
        }
        let new = match (part.main.as_str(), part.sub.as_str()) {
            ("message", "rfc822" | "global") => {
                let within = Within {
                    depth: within.depth + 1,
                    ..Within::default()
                };
                let copied = self.message(&bytes, within)?;
                if copied == bytes.as_ref() {
                    New::Same
                } else {
                    New::Other(part.transfer.written(&copied, part.body, true), Edits::default())
                }
            }
            ("text", "rfc822-headers") => {
                let copied = header::rewrite(&bytes, &Edits::default(), self.copying);
                if copied == bytes.as_ref() {
                    New::Same
                } else {
                    New::Other(part.transfer.written(&copied, part.body, true), Edits::default())
                }
            }
            ("text", "plain" | "html") if !part.attached => self.text(part, &bytes)?,
            ("text", _) if decode::unusual(part.charset.as_deref()) => self.text(part, &bytes)?,
            ("message", _) => self.text(part, &bytes)?,
            _ => self.file(part, &bytes)?,
        };
        if !whole && !matches!(new, New::Same) {
            return Ok(New::LeftOut("It is damaged.".to_owned()));
        }
        Ok(new)
    }

    fn text(&mut self, part: &Part<'_>, bytes: &[u8]) -> Result<New, CopyError> {
        let text = decode::text(bytes, part.charset.as_deref());
        if text.contains("-----BEGIN PGP MESSAGE-----") {
            return Err(CopyError::refused(
                "It is encrypted: what is in it cannot be changed.",
            ));
        }
        if uuencoded(&text) {
            return Ok(New::LeftOut(
                "It has a file among its text, which cannot be read.".to_owned(),
            ));
        }
        let new = if part.sub == "html" {
            self.copying.html(&text)
        } else {
            self.copying.text(&text)
        };
        if self.copying.holds(new.as_ref().unwrap_or(&text)) {
            return Ok(New::LeftOut(HIDDEN.to_owned()));
        }
        let Some(new) = new else {
            return Ok(New::Same);
        };
        let encoding = encode::charset(bytes, &text, part.charset.as_deref());
        let written: Cow<'_, [u8]> = encoding.encode(&new).0;
        let named = part.charset.as_deref().unwrap_or_default();
        let named = named.trim().to_ascii_lowercase();
        let moved = encoding == encoding_rs::UTF_8
            && !matches!(named.as_str(), "" | "utf-8" | "utf8" | "us-ascii" | "ascii");
        let edits = Edits {
            utf8: moved.then(|| part.transfer == Transfer::Plain && !new.is_ascii()),
            ..Edits::default()
        };
        Ok(New::Other(
            part.transfer.written(&written, part.body, true),
            edits,
        ))
    }

    fn file(&mut self, part: &Part<'_>, bytes: &[u8]) -> Result<New, CopyError> {
        let lines = part.main == "text";
        let name = self.name(part);
        Ok(match self.copying.member(&name, bytes) {
            // What looks like text may be anything, with values in a form that only the readers see.
            Ok(copied) if self.copying.found_in(&name, &copied) == Searched::Found => {
                New::LeftOut(HIDDEN.to_owned())
            }
            Ok(copied) if copied == bytes => New::Same,
            Ok(copied) => New::Other(part.transfer.written(&copied, part.body, lines), Edits::default()),
            Err(CopyError::Refused { reason }) => New::LeftOut(reason),
            Err(error) => return Err(error),
        })
    }

    fn multipart(&mut self, part: &Part<'_>, boundary: &str, within: Within) -> Result<New, CopyError> {
        if within.depth >= DEEPEST {
            return Err(CopyError::refused("Its parts are nested deeper than is read."));
        }
        if !matches!(part.transfer, Transfer::Plain) {
            return Err(CopyError::refused(
                "Its parts are encoded together, which no mail may do.",
            ));
        }
        if self.copying.holds(boundary) {
            return Err(CopyError::refused(
                "Something that is removed stands in the mark between its parts.",
            ));
        }
        let pieces = split::pieces(part.body, boundary);
        if pieces.parts.is_empty() {
            return Err(unmarked());
        }
        let mut inner = Within {
            depth: within.depth + 1,
            digest: part.sub == "digest",
            signed: part.sub == "signed",
            broken: false,
        };
        let outside = pieces.outside.iter().map(|range| (range.clone(), false));
        let parts = pieces.parts.iter().map(|range| (range.clone(), true));
        let mut ranges: Vec<_> = outside.chain(parts).collect();
        ranges.sort_by_key(|(range, _)| range.start);
        let mut written = Vec::with_capacity(part.body.len());
        let mut at = 0;
        for (range, is_part) in ranges {
            written.extend_from_slice(part.body.get(at..range.start).unwrap_or_default());
            let piece = part.body.get(range.clone()).unwrap_or_default();
            if is_part {
                let (header, body) = piece.split_at(fields::body_start(piece));
                let (header, body, changed) = self.part(header, body, inner)?;
                inner.broken |= changed;
                written.extend(header);
                written.extend(body);
            } else {
                let text = decode::text(piece, None);
                let new = self.copying.text(&text);
                inner.broken |= new.is_some();
                match new {
                    _ if self.copying.holds(new.as_ref().unwrap_or(&text)) => inner.broken = true,
                    Some(new) => written.extend(encode::charset(piece, &text, None).encode(&new).0.iter()),
                    None => written.extend_from_slice(piece),
                }
            }
            at = range.end;
        }
        written.extend_from_slice(part.body.get(at..).unwrap_or_default());
        if !inner.broken {
            return Ok(New::Same);
        }
        let edits = Edits {
            unsigned: inner.signed,
            ..Edits::default()
        };
        Ok(New::Other(written, edits))
    }

    /// The part's name, or one for it.
    fn name(&self, part: &Part<'_>) -> String {
        part.name
            .clone()
            .unwrap_or_else(|| super::part_name(self.parts_seen, &part.main, &part.sub, part.attached))
    }
}

fn described<'b>(header: &[u8], body: &'b [u8], within: Within) -> Part<'b> {
    let parsed = fields::parse(header);
    let kind = parsed.as_ref().and_then(|part| part.content_type());
    let (main, sub) = match kind {
        Some(kind) => (
            kind.ctype().to_ascii_lowercase(),
            kind.subtype().unwrap_or_default().to_ascii_lowercase(),
        ),
        None if within.digest => ("message".to_owned(), "rfc822".to_owned()),
        None => ("text".to_owned(), "plain".to_owned()),
    };
    let encoding = parsed
        .as_ref()
        .and_then(|part| part.content_transfer_encoding())
        .unwrap_or_default()
        .to_owned();
    let name = parsed.as_ref().and_then(|part| part.attachment_name());
    Part {
        body,
        transfer: Transfer::of(&encoding),
        encoding,
        charset: kind.and_then(|kind| kind.attribute("charset")).map(str::to_owned),
        boundary: kind
            .filter(|_| main == "multipart")
            .and_then(|kind| kind.attribute("boundary"))
            .filter(|boundary| !boundary.is_empty())
            .map(str::to_owned),
        attached: name.is_some()
            || parsed
                .as_ref()
                .and_then(|part| part.content_disposition())
                .is_some_and(ContentType::is_attachment),
        name: name.map(str::to_owned),
        main,
        sub,
    }
}

/// Whether a text has a file in it as mails had before there were parts.
fn uuencoded(text: &str) -> bool {
    let begins = text.lines().any(|line| {
        line.strip_prefix("begin ")
            .and_then(|rest| rest.split_once(' '))
            .is_some_and(|(mode, name)| {
                matches!(mode.len(), 3 | 4)
                    && mode.bytes().all(|byte| byte.is_ascii_digit())
                    && !name.is_empty()
            })
    });
    begins && text.lines().any(|line| line.trim_end() == "end")
}
