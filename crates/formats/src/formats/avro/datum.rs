//! One record of an Avro file without its values (Avro 1.12, "Binary Encoding"). What holds none is copied byte for
//! byte; it is read by this file's own code, so that the reader can prove the copy.

use super::copy::{damaged, long, sized};
use super::shown::{digits, pointed, shown};
use crate::flat::identifier;
use crate::redact::{CopyError, Copying};
use apache_avro::schema::{InnerDecimalSchema, NamesRef, Schema, UuidSchema};
use std::collections::HashSet;

/// Values nested deeper are refused.
const DEEPEST: usize = 64;

/// Bytes that are read from the beginning.
#[derive(Clone, Copy)]
pub(super) struct Input<'b>(&'b [u8]);

impl<'b> Input<'b> {
    pub(super) fn new(bytes: &'b [u8]) -> Self {
        Self(bytes)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn take(&mut self, count: usize) -> Result<&'b [u8], CopyError> {
        let (taken, rest) = self.0.split_at_checked(count).ok_or_else(damaged)?;
        self.0 = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], CopyError> {
        self.take(N)?.try_into().map_err(|_| damaged())
    }

    pub(super) fn long(&mut self) -> Result<i64, CopyError> {
        let mut number = 0_u64;
        for shift in (0..64).step_by(7) {
            let [byte] = self.array()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok((number >> 1).cast_signed() ^ -((number & 1).cast_signed()));
            }
        }
        Err(damaged())
    }

    pub(super) fn length(&mut self) -> Result<usize, CopyError> {
        usize::try_from(self.long()?).map_err(|_| damaged())
    }

    pub(super) fn sized(&mut self) -> Result<&'b [u8], CopyError> {
        let length = self.length()?;
        self.take(length)
    }

    /// Items of the next block of an array or map; a negative count is followed by the block's bytes.
    pub(super) fn count(&mut self) -> Result<usize, CopyError> {
        let count = self.long()?;
        if count < 0 {
            self.length()?;
        }
        let count = usize::try_from(count.unsigned_abs()).map_err(|_| damaged())?;
        // Items of no bytes, such as null, could be as many as a file likes.
        if count > self.0.len().saturating_add(1 << 16) {
            return Err(damaged());
        }
        Ok(count)
    }
}

/// Writes one item of an array or map again.
type Item<'i, D> = dyn FnMut(&mut D, &mut Input<'_>, &mut Vec<u8>) -> Result<(), CopyError> + 'i;

/// Writes values of a schema again.
pub(super) struct Datum<'d, 's, 'c> {
    pub(super) names: &'d NamesRef<'s>,
    pub(super) copying: &'d mut Copying<'c>,
}

/// Whether what was written is nothing, zero, where a value was that its place cannot say without it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Wrote {
    Something,
    Nothing,
}

impl Datum<'_, '_, '_> {
    pub(super) fn value(
        &mut self,
        schema: &Schema,
        input: &mut Input<'_>,
        out: &mut Vec<u8>,
        depth: usize,
    ) -> Result<Wrote, CopyError> {
        if depth > DEEPEST {
            return Err(CopyError::refused("Its records are nested too deep."));
        }
        let before = *input;
        match schema {
            Schema::Null => {}
            Schema::Boolean => out.extend_from_slice(input.take(1)?),
            Schema::Int
            | Schema::Long
            | Schema::TimeMillis
            | Schema::TimeMicros
            | Schema::Date
            | Schema::TimestampMillis
            | Schema::TimestampMicros
            | Schema::TimestampNanos
            | Schema::LocalTimestampMillis
            | Schema::LocalTimestampMicros
            | Schema::LocalTimestampNanos => {
                let number = input.long()?;
                let shown = shown(schema, number);
                let Some(new) = shown.as_deref().and_then(|shown| self.copying.cell(shown)) else {
                    out.extend_from_slice(passed(before, *input));
                    return Ok(Wrote::Something);
                };
                let plain = shown == Some(number.to_string());
                let fits = |number: &i64| !matches!(schema, Schema::Int) || i32::try_from(*number).is_ok();
                match new.parse().ok().filter(|new| plain && fits(new)) {
                    Some(new) => long(new, out),
                    None => {
                        long(0, out);
                        return Ok(Wrote::Nothing);
                    }
                }
            }
            Schema::Float => {
                let bytes = input.array()?;
                let Some(new) = self.copying.cell(&f32::from_le_bytes(bytes).to_string()) else {
                    out.extend_from_slice(&bytes);
                    return Ok(Wrote::Something);
                };
                out.extend_from_slice(&new.parse().unwrap_or(0_f32).to_le_bytes());
                return Ok(wrote(new.parse::<f32>().is_ok()));
            }
            Schema::Double => {
                let bytes = input.array()?;
                let Some(new) = self.copying.cell(&f64::from_le_bytes(bytes).to_string()) else {
                    out.extend_from_slice(&bytes);
                    return Ok(Wrote::Something);
                };
                out.extend_from_slice(&new.parse().unwrap_or(0_f64).to_le_bytes());
                return Ok(wrote(new.parse::<f64>().is_ok()));
            }
            Schema::String | Schema::Uuid(UuidSchema::String) => {
                let text = std::str::from_utf8(input.sized()?).map_err(|_| damaged())?;
                match self.copying.cell(text) {
                    Some(new) => sized(new.as_bytes(), out),
                    None => out.extend_from_slice(passed(before, *input)),
                }
            }
            Schema::Bytes => {
                let bytes = input.sized()?;
                match self.copying.bytes("value", bytes)? {
                    Some(new) => sized(&new, out),
                    None => out.extend_from_slice(passed(before, *input)),
                }
            }
            Schema::Fixed(fixed) => {
                let bytes = input.take(fixed.size)?;
                match self.copying.bytes("value", bytes)? {
                    None => out.extend_from_slice(bytes),
                    Some(new) if new.len() == bytes.len() => out.extend(new),
                    Some(_) => return Ok(zeros(bytes.len(), out)),
                }
            }
            Schema::Duration(fixed) => out.extend_from_slice(input.take(fixed.size)?),
            Schema::Uuid(UuidSchema::Bytes) => {
                let bytes = input.sized()?;
                if self.copying.cell(&identifier(bytes)).is_some() {
                    sized(&vec![0; bytes.len()], out);
                    return Ok(Wrote::Nothing);
                }
                out.extend_from_slice(passed(before, *input));
            }
            Schema::Uuid(UuidSchema::Fixed(fixed)) => {
                let bytes = input.take(fixed.size)?;
                if self.copying.cell(&identifier(bytes)).is_some() {
                    return Ok(zeros(bytes.len(), out));
                }
                out.extend_from_slice(bytes);
            }
            Schema::Decimal(decimal) => {
                let bytes = match &decimal.inner {
                    InnerDecimalSchema::Bytes => input.sized()?,
                    InnerDecimalSchema::Fixed(fixed) => input.take(fixed.size)?,
                };
                let held = digits(bytes).is_some_and(|digits| self.number(&digits, decimal.scale));
                match (&decimal.inner, held) {
                    (_, false) => out.extend_from_slice(passed(before, *input)),
                    (InnerDecimalSchema::Bytes, true) => {
                        sized(&[0], out);
                        return Ok(Wrote::Nothing);
                    }
                    (InnerDecimalSchema::Fixed(_), true) => return Ok(zeros(bytes.len(), out)),
                }
            }
            Schema::BigDecimal => {
                let mut inner = Input::new(input.sized()?);
                let (unscaled, scale) = (inner.sized()?, inner.long()?);
                let scale = usize::try_from(scale).unwrap_or(0);
                if digits(unscaled).is_some_and(|digits| self.number(&digits, scale)) {
                    let mut zero = Vec::new();
                    sized(&[0], &mut zero);
                    long(0, &mut zero);
                    sized(&zero, out);
                    return Ok(Wrote::Nothing);
                }
                out.extend_from_slice(passed(before, *input));
            }
            Schema::Enum(_) => {
                // Symbols are in the schema, which was searched.
                input.long()?;
                out.extend_from_slice(passed(before, *input));
            }
            Schema::Array(array) => self.array(&array.items, input, out, depth)?,
            Schema::Map(map) => self.map(&map.types, input, out, depth)?,
            Schema::Union(union) => {
                let index = input.length()?;
                let start = out.len();
                long(i64::try_from(index).map_err(|_| damaged())?, out);
                let variant = union.variants().get(index).ok_or_else(damaged)?;
                let wrote = self.value(variant, input, out, depth + 1)?;
                let null = union
                    .variants()
                    .iter()
                    .position(|variant| matches!(variant, Schema::Null));
                if let (Wrote::Nothing, Some(null)) = (wrote, null) {
                    out.truncate(start);
                    long(i64::try_from(null).map_err(|_| damaged())?, out);
                }
            }
            Schema::Record(record) => {
                for field in &record.fields {
                    self.value(&field.schema, input, out, depth + 1)?;
                }
            }
            Schema::Ref { name } => {
                let schema = *self.names.get(name).ok_or_else(damaged)?;
                return self.value(schema, input, out, depth + 1);
            }
        }
        Ok(Wrote::Something)
    }

    fn array(
        &mut self,
        items: &Schema,
        input: &mut Input<'_>,
        out: &mut Vec<u8>,
        depth: usize,
    ) -> Result<(), CopyError> {
        self.blocks(input, out, &mut |datum, input, out| {
            datum.value(items, input, out, depth + 1).map(|_| ())
        })
    }

    fn map(
        &mut self,
        values: &Schema,
        input: &mut Input<'_>,
        out: &mut Vec<u8>,
        depth: usize,
    ) -> Result<(), CopyError> {
        let mut keys = HashSet::new();
        self.blocks(input, out, &mut |datum, input, out| {
            let key = std::str::from_utf8(input.sized()?).map_err(|_| damaged())?;
            let mut key = datum.copying.cell(key).unwrap_or_else(|| key.to_owned());
            // Entries of one key would become one.
            let plain = key.clone();
            let mut number = 2_u64;
            while !keys.insert(key.clone()) {
                key = format!("{plain} ({number})");
                number += 1;
            }
            sized(key.as_bytes(), out);
            datum.value(values, input, out, depth + 1).map(|_| ())
        })
    }

    /// The blocks of an array or map; one in which nothing is changed keeps its bytes.
    fn blocks(
        &mut self,
        input: &mut Input<'_>,
        out: &mut Vec<u8>,
        item: &mut Item<'_, Self>,
    ) -> Result<(), CopyError> {
        loop {
            let before = *input;
            let count = input.count()?;
            if count == 0 {
                out.extend_from_slice(passed(before, *input));
                return Ok(());
            }
            let items = *input;
            let mut block = Vec::new();
            for _ in 0..count {
                item(self, input, &mut block)?;
            }
            if block == passed(items, *input) {
                out.extend_from_slice(passed(before, *input));
            } else {
                long(i64::try_from(count).map_err(|_| damaged())?, out);
                out.extend(block);
            }
        }
    }

    /// Whether a decimal number is removed, with its point or without.
    fn number(&mut self, digits: &str, scale: usize) -> bool {
        let pointed = pointed(digits, scale);
        self.copying.cell(digits).is_some() || self.copying.cell(&pointed).is_some()
    }
}

fn wrote(something: bool) -> Wrote {
    if something {
        Wrote::Something
    } else {
        Wrote::Nothing
    }
}

fn zeros(count: usize, out: &mut Vec<u8>) -> Wrote {
    out.extend(std::iter::repeat_n(0, count));
    Wrote::Nothing
}

/// The bytes that were read between two states.
fn passed<'b>(before: Input<'b>, after: Input<'b>) -> &'b [u8] {
    before.0.get(..before.0.len() - after.0.len()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::copy::long;
    use super::Input;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn numbers_are_read_as_they_are_written(number in any::<i64>()) {
            let mut out = Vec::new();
            long(number, &mut out);
            let mut input = Input::new(&out);
            prop_assert_eq!(input.long().unwrap(), number);
            prop_assert!(input.is_empty());
        }
    }
}
