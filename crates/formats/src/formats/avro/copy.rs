//! Copies of Avro object container files (Avro 1.12, "Object Container Files"): the same header, schema, marks and
//! blocks; only records with values are written anew.

use super::datum::{Datum, Input};
use crate::redact::{CopyError, Copying};
use apache_avro::schema::{ResolvedSchema, Schema};
use apache_avro::{Bzip2Settings, Codec, ZstandardSettings};
use std::str::FromStr;

const MAGIC: &[u8] = b"Obj\x01";
const MARK: usize = 16;
const LEVEL: &str = "avro.codec.compression_level";

pub(super) fn damaged() -> CopyError {
    CopyError::refused("The Avro file is damaged.")
}

pub(super) fn copy(bytes: Vec<u8>, copying: &mut Copying<'_>) -> Result<Vec<u8>, CopyError> {
    let mut input = Input::new(bytes.strip_prefix(MAGIC).ok_or_else(damaged)?);
    let pairs = pairs(&mut input)?;
    let of = |name: &str| {
        pairs
            .iter()
            .find(|(key, _)| *key == name)
            .map(|(_, value)| *value)
    };
    let text = std::str::from_utf8(of("avro.schema").ok_or_else(damaged)?).map_err(|_| damaged())?;
    let schema = Schema::parse_str(text).map_err(|_| damaged())?;
    let described = described(text, &schema, copying)?;
    let codec = codec(of("avro.codec"), of(LEVEL))?;
    let resolved = ResolvedSchema::new(&schema).map_err(|_| damaged())?;
    let mut written = MAGIC.to_vec();
    header(&pairs, &described, &mut written, copying)?;
    let mark = input.take(MARK)?;
    written.extend_from_slice(mark);
    let mut datum = Datum {
        names: resolved.get_names(),
        copying,
    };
    while !input.is_empty() {
        let (count, whole) = (input.length()?, input.sized()?);
        if input.take(MARK)? != mark {
            return Err(damaged());
        }
        let packed = whole;
        let mut block = packed.to_vec();
        codec.decompress(&mut block).map_err(|_| damaged())?;
        let mut records = Vec::with_capacity(block.len());
        let mut rest = Input::new(&block);
        for _ in 0..count {
            datum.value(&schema, &mut rest, &mut records, 0)?;
        }
        if !rest.is_empty() {
            return Err(damaged());
        }
        long(i64::try_from(count).map_err(|_| damaged())?, &mut written);
        if records == block {
            sized(packed, &mut written);
        } else {
            codec
                .compress(&mut records)
                .map_err(|_| CopyError::refused("The Avro file cannot be packed again as it was."))?;
            sized(&records, &mut written);
        }
        written.extend_from_slice(mark);
    }
    Ok(written)
}

type Pairs<'b> = Vec<(&'b str, &'b [u8])>;

fn pairs<'b>(input: &mut Input<'b>) -> Result<Pairs<'b>, CopyError> {
    let mut pairs = Vec::new();
    loop {
        let count = input.count()?;
        if count == 0 {
            return Ok(pairs);
        }
        for _ in 0..count {
            let key = std::str::from_utf8(input.sized()?).map_err(|_| damaged())?;
            pairs.push((key, input.sized()?));
        }
    }
}

/// The schema's text without values. They may stand in what describes it to people, not in what programs ask for.
fn described(text: &str, schema: &Schema, copying: &mut Copying<'_>) -> Result<String, CopyError> {
    let new = copying.cell(text).unwrap_or_else(|| text.to_owned());
    let same = new == text
        || Schema::parse_str(&new).is_ok_and(|new| new.canonical_form() == schema.canonical_form());
    if !same || copying.holds(&new) {
        return Err(CopyError::refused(
            "Something that is removed is the name of a field or one of its set values, which cannot be changed.",
        ));
    }
    Ok(new)
}

fn codec(name: Option<&[u8]>, level: Option<&[u8]>) -> Result<Codec, CopyError> {
    let Some(name) = name.filter(|name| !name.is_empty()) else {
        return Ok(Codec::Null);
    };
    let name = std::str::from_utf8(name).map_err(|_| damaged())?;
    let codec = Codec::from_str(name)
        .map_err(|_| CopyError::refused("The Avro file is packed in a way that is not read."))?;
    Ok(match (codec, level) {
        (Codec::Bzip2(_), Some([level])) => Codec::Bzip2(Bzip2Settings::new(*level)),
        (Codec::Zstandard(_), Some([level])) => Codec::Zstandard(ZstandardSettings::new(*level)),
        (codec, _) => codec,
    })
}

/// The file's own metadata without values.
fn header(
    pairs: &Pairs<'_>,
    schema: &str,
    out: &mut Vec<u8>,
    copying: &mut Copying<'_>,
) -> Result<(), CopyError> {
    let mut kept: Vec<(&str, Vec<u8>)> = Vec::new();
    for (key, value) in pairs {
        if copying.holds(key) {
            return Err(CopyError::refused(
                "Something that is removed is the name of a piece of its metadata.",
            ));
        }
        let value = match *key {
            "avro.schema" => schema.as_bytes().to_vec(),
            "avro.codec" | LEVEL => value.to_vec(),
            key => match copying.bytes(key, value)? {
                Some(new) => new,
                None => value.to_vec(),
            },
        };
        kept.push((key, value));
    }
    if !kept.is_empty() {
        long(i64::try_from(kept.len()).map_err(|_| damaged())?, out);
        for (key, value) in kept {
            sized(key.as_bytes(), out);
            sized(&value, out);
        }
    }
    long(0, out);
    Ok(())
}

/// A number with its sign in the last bit, seven bits in a byte.
pub(super) fn long(number: i64, out: &mut Vec<u8>) {
    let mut rest = (number.wrapping_shl(1) ^ (number >> 63)).cast_unsigned();
    loop {
        let low = u8::try_from(rest & 0x7f).unwrap_or(0);
        rest >>= 7;
        if rest == 0 {
            out.push(low);
            return;
        }
        out.push(low | 0x80);
    }
}

/// Bytes after their length.
pub(super) fn sized(bytes: &[u8], out: &mut Vec<u8>) {
    long(i64::try_from(bytes.len()).unwrap_or(i64::MAX), out);
    out.extend_from_slice(bytes);
}
