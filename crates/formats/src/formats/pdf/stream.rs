//! The unpacked bytes of a stream, never more than the budget allows. Knows nothing of what they mean.

use crate::account::{Account, Excess};
use crate::budget::Budget;
use flate2::read::{DeflateDecoder, ZlibDecoder};
use hayro_syntax::Filter;
use hayro_syntax::object::{Array, Dict, Object, Stream};
use std::borrow::Cow;
use std::io::Read;
use weezl::{BitOrder, decode::Configuration};

/// Filters one after another. More are only ever written to harm.
const MAX_FILTERS: usize = 8;

/// What unpacked bytes may cost.
#[derive(Clone, Copy)]
pub(super) struct Limits<'a> {
    pub(super) budget: &'a Budget,
    pub(super) account: &'a Account,
}

/// Why a stream gives nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trouble {
    Damaged,
    /// Its last filter is one of pictures.
    Picture(Filter),
    Excess(Excess),
}

impl From<Excess> for Trouble {
    fn from(excess: Excess) -> Self {
        Self::Excess(excess)
    }
}

impl Trouble {
    /// In a sentence.
    pub(super) fn words(self) -> String {
        match self {
            Self::Damaged => "A part of it is damaged and was not read.".to_owned(),
            Self::Picture(_) => "A part of it is a picture where text should be.".to_owned(),
            Self::Excess(excess) => excess.words(),
        }
    }
}

/// The stream's bytes with all filters undone, counted to the account.
pub(super) fn decoded(stream: &Stream<'_>, limits: Limits<'_>) -> Result<Vec<u8>, Trouble> {
    let bytes = uncounted(stream, limits.budget)?;
    limits.account.unpacked(bytes.len() as u64, limits.budget)?;
    Ok(bytes)
}

/// The same for bytes that someone else counts.
pub(super) fn uncounted(stream: &Stream<'_>, budget: &Budget) -> Result<Vec<u8>, Trouble> {
    let (bytes, picture) = to_picture(stream, budget)?;
    match picture {
        Some(filter) => Err(Trouble::Picture(filter)),
        None => Ok(bytes),
    }
}

/// Bytes with the filters undone up to a picture's own, which is told.
pub(super) fn to_picture(stream: &Stream<'_>, budget: &Budget) -> Result<(Vec<u8>, Option<Filter>), Trouble> {
    if matches!(
        stream.dict().get::<Object<'_>>("F"),
        Some(Object::String(_) | Object::Dict(_))
    ) {
        // Its bytes are in another file.
        return Err(Trouble::Damaged);
    }
    let filters = stream.filters();
    if filters.len() > MAX_FILTERS {
        return Err(Trouble::Damaged);
    }
    let raw = stream.raw_data();
    let mut bytes: Cow<'_, [u8]> = raw;
    for (index, filter) in filters.iter().enumerate() {
        let limit = budget.max_held_bytes;
        let unpacked = match filter {
            Filter::Crypt => continue,
            Filter::FlateDecode => inflate(&bytes, limit)?,
            Filter::LzwDecode => lzw(&bytes, early_change(stream, index), limit)?,
            Filter::RunLengthDecode => run_length(&bytes, limit)?,
            Filter::AsciiHexDecode => hex(&bytes),
            Filter::Ascii85Decode => ascii85(&bytes),
            Filter::CcittFaxDecode | Filter::Jbig2Decode | Filter::DctDecode | Filter::JpxDecode => {
                return Ok((bytes.into_owned(), Some(*filter)));
            }
        };
        if bytes.len() > 16 && unpacked.is_empty() && *filter == Filter::FlateDecode {
            return Err(Trouble::Damaged);
        }
        bytes = Cow::Owned(unpacked);
    }
    if predicted(stream) {
        // Known to be within the limit now; the predictor takes bytes away, it adds none.
        let undone = stream.decoded_data().map_err(|_| Trouble::Damaged)?;
        return Ok((undone.into_owned(), None));
    }
    Ok((bytes.into_owned(), None))
}

/// The parameters of the filter at `index`.
pub(super) fn parameters<'a>(stream: &Stream<'a>, index: usize) -> Option<Dict<'a>> {
    let dict = stream.dict();
    match dict
        .get::<Object<'_>>("DecodeParms")
        .or_else(|| dict.get::<Object<'_>>("DP"))?
    {
        Object::Dict(parameters) if index == 0 => Some(parameters),
        Object::Array(all) => nth(&all, index)?.into_dict(),
        _ => None,
    }
}

fn nth<'a>(array: &Array<'a>, index: usize) -> Option<Object<'a>> {
    array.iter::<Object<'_>>().nth(index)
}

fn predicted(stream: &Stream<'_>) -> bool {
    (0..stream.filters().len()).any(|index| {
        parameters(stream, index)
            .and_then(|parameters| parameters.get::<i32>("Predictor"))
            .is_some_and(|predictor| predictor > 1)
    })
}

fn early_change(stream: &Stream<'_>, index: usize) -> bool {
    parameters(stream, index).and_then(|parameters| parameters.get::<i32>("EarlyChange")) != Some(0)
}

/// All that comes out of damaged data is kept: readers of PDF files do the same.
fn inflate(bytes: &[u8], limit: u64) -> Result<Vec<u8>, Trouble> {
    let mut out = Vec::new();
    let _ = ZlibDecoder::new(bytes).take(limit + 1).read_to_end(&mut out);
    if out.is_empty() && bytes.len() > 2 {
        // Written without its header, or with a wrong one.
        let _ = DeflateDecoder::new(&bytes[2..])
            .take(limit + 1)
            .read_to_end(&mut out);
    }
    within(out, limit)
}

fn lzw(bytes: &[u8], early_change: bool, limit: u64) -> Result<Vec<u8>, Trouble> {
    let configuration = if early_change {
        Configuration::with_tiff_size_switch(BitOrder::Msb, 8)
    } else {
        Configuration::new(BitOrder::Msb, 8)
    };
    let mut decoder = configuration.build();
    let (mut out, mut from, mut buffer) = (Vec::new(), 0, vec![0; 64 * 1024]);
    loop {
        let step = decoder.decode_bytes(bytes.get(from..).unwrap_or_default(), &mut buffer);
        from += step.consumed_in;
        out.extend_from_slice(buffer.get(..step.consumed_out).unwrap_or_default());
        let ended = !matches!(step.status, Ok(weezl::LzwStatus::Ok));
        if ended || step.consumed_in + step.consumed_out == 0 || out.len() as u64 > limit {
            return within(out, limit);
        }
    }
}

fn run_length(bytes: &[u8], limit: u64) -> Result<Vec<u8>, Trouble> {
    let (mut out, mut at) = (Vec::new(), 0);
    while let Some(&length) = bytes.get(at) {
        at += 1;
        match length {
            0..=127 => {
                let end = (at + usize::from(length) + 1).min(bytes.len());
                out.extend_from_slice(&bytes[at..end]);
                at = end;
            }
            128 => break,
            129..=255 => {
                let Some(&byte) = bytes.get(at) else { break };
                out.resize(out.len() + 257 - usize::from(length), byte);
                at += 1;
            }
        }
        if out.len() as u64 > limit {
            break;
        }
    }
    within(out, limit)
}

fn within(out: Vec<u8>, limit: u64) -> Result<Vec<u8>, Trouble> {
    if out.len() as u64 > limit {
        return Err(Trouble::Excess(Excess::Held));
    }
    Ok(out)
}

/// Ends at `>`; what is no digit is left out.
pub(super) fn hex(bytes: &[u8]) -> Vec<u8> {
    let mut digits = bytes
        .iter()
        .take_while(|byte| **byte != b'>')
        .filter_map(|byte| char::from(*byte).to_digit(16))
        .filter_map(|digit| u8::try_from(digit).ok());
    let mut out = Vec::with_capacity(bytes.len() / 2);
    while let Some(high) = digits.next() {
        out.push(high << 4 | digits.next().unwrap_or(0));
    }
    out
}

fn ascii85(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() / 5 * 4);
    let mut group: Vec<u8> = Vec::with_capacity(5);
    for &byte in bytes {
        match byte {
            b'z' if group.is_empty() => out.extend([0; 4]),
            b'!'..=b'u' => {
                group.push(byte - b'!');
                if group.len() == 5 {
                    out.extend(base85(&group));
                    group.clear();
                }
            }
            b'~' => break,
            _ => {}
        }
    }
    if group.len() > 1 {
        let keep = group.len() - 1;
        group.resize(5, 84);
        out.extend(base85(&group).into_iter().take(keep));
    }
    out
}

fn base85(group: &[u8]) -> [u8; 4] {
    group
        .iter()
        .fold(0_u32, |value, digit| {
            value.wrapping_mul(85).wrapping_add(u32::from(*digit))
        })
        .to_be_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ascii_filters_give_bytes_back() {
        assert_eq!(hex(b"48 65\n6c6C 6f>00"), b"Hello");
        assert_eq!(hex(b"7>"), b"p");
        assert_eq!(ascii85(b"87cURD]i,\"Ebo80~>"), b"Hello World!");
        assert_eq!(ascii85(b"z!!~>"), [0, 0, 0, 0, 0]);
    }

    #[test]
    fn runs_are_bounded() {
        assert_eq!(
            run_length(&[2, b'a', b'b', b'c', 254, b'x', 128, 9], 100),
            Ok(b"abcxxx".to_vec())
        );
        assert_eq!(
            run_length(&[129, b'x', 129, b'x'], 100),
            Err(Trouble::Excess(Excess::Held))
        );
    }
}
