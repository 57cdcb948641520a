//! One column of a batch without its values, however it is nested. Texts and numbers are built anew, so that nothing
//! stays behind a null or between two texts.

use super::cell::plain;
use super::copy::{damaged, unwritable};
use crate::redact::{CopyError, Copying};
use arrow_array::cast::AsArray;
use arrow_array::types::{
    ArrowPrimitiveType, Date32Type, Date64Type, Decimal128Type, Float32Type, Float64Type, Int8Type,
    Int16Type, Int32Type, Int64Type, TimestampMicrosecondType, TimestampMillisecondType,
    TimestampNanosecondType, TimestampSecondType, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{
    Array, ArrayRef, BinaryArray, BinaryViewArray, FixedSizeBinaryArray, LargeBinaryArray, LargeStringArray,
    PrimitiveArray, StringArray, StringViewArray, make_array,
};
use arrow_schema::{DataType, Field, TimeUnit};
use std::borrow::Cow;
use std::sync::Arc;

/// Columns nested deeper are refused.
const DEEPEST: usize = 64;

/// Builds columns anew.
pub(super) struct Columns<'w, 'c> {
    pub(super) copying: &'w mut Copying<'c>,
}

impl Columns<'_, '_> {
    pub(super) fn copy(
        &mut self,
        column: &ArrayRef,
        name: &str,
        nullable: bool,
        depth: usize,
    ) -> Result<ArrayRef, CopyError> {
        if depth > DEEPEST {
            return Err(CopyError::refused("Its columns are nested too deep."));
        }
        Ok(match column.data_type() {
            DataType::Utf8 => {
                let texts = column.as_string::<i32>().iter().map(|text| self.text(text));
                Arc::new(texts.collect::<StringArray>())
            }
            DataType::LargeUtf8 => {
                let texts = column.as_string::<i64>().iter().map(|text| self.text(text));
                Arc::new(texts.collect::<LargeStringArray>())
            }
            DataType::Utf8View => {
                let texts = column.as_string_view().iter().map(|text| self.text(text));
                Arc::new(texts.collect::<StringViewArray>())
            }
            DataType::Binary => {
                let cells = column.as_binary::<i32>().iter();
                let cells: Vec<_> = cells
                    .map(|cell| self.bytes(name, cell))
                    .collect::<Result<_, _>>()?;
                Arc::new(cells.into_iter().collect::<BinaryArray>())
            }
            DataType::LargeBinary => {
                let cells = column.as_binary::<i64>().iter();
                let cells: Vec<_> = cells
                    .map(|cell| self.bytes(name, cell))
                    .collect::<Result<_, _>>()?;
                Arc::new(cells.into_iter().collect::<LargeBinaryArray>())
            }
            DataType::BinaryView => {
                let cells = column.as_binary_view().iter();
                let cells: Vec<_> = cells
                    .map(|cell| self.bytes(name, cell))
                    .collect::<Result<_, _>>()?;
                Arc::new(cells.into_iter().collect::<BinaryViewArray>())
            }
            DataType::FixedSizeBinary(size) => self.fixed(column, name, *size, nullable)?,
            DataType::Int8 => self.numbers::<Int8Type>(column, nullable, parsed),
            DataType::Int16 => self.numbers::<Int16Type>(column, nullable, parsed),
            DataType::Int32 => self.numbers::<Int32Type>(column, nullable, parsed),
            DataType::Int64 => self.numbers::<Int64Type>(column, nullable, parsed),
            DataType::UInt8 => self.numbers::<UInt8Type>(column, nullable, parsed),
            DataType::UInt16 => self.numbers::<UInt16Type>(column, nullable, parsed),
            DataType::UInt32 => self.numbers::<UInt32Type>(column, nullable, parsed),
            DataType::UInt64 => self.numbers::<UInt64Type>(column, nullable, parsed),
            DataType::Float32 => self.numbers::<Float32Type>(column, nullable, parsed),
            DataType::Float64 => self.numbers::<Float64Type>(column, nullable, parsed),
            DataType::Decimal128(..) => self.numbers::<Decimal128Type>(column, nullable, none),
            DataType::Date32 => self.numbers::<Date32Type>(column, nullable, none),
            DataType::Date64 => self.numbers::<Date64Type>(column, nullable, none),
            DataType::Timestamp(unit, _) => match unit {
                TimeUnit::Second => self.numbers::<TimestampSecondType>(column, nullable, none),
                TimeUnit::Millisecond => self.numbers::<TimestampMillisecondType>(column, nullable, none),
                TimeUnit::Microsecond => self.numbers::<TimestampMicrosecondType>(column, nullable, none),
                TimeUnit::Nanosecond => self.numbers::<TimestampNanosecondType>(column, nullable, none),
            },
            _ => self.nested(column, name, depth)?,
        })
    }

    fn text<'t>(&mut self, text: Option<&'t str>) -> Option<Cow<'t, str>> {
        text.map(|text| self.copying.cell(text).map_or(Cow::Borrowed(text), Cow::Owned))
    }

    fn bytes<'t>(&mut self, name: &str, cell: Option<&'t [u8]>) -> Result<Option<Cow<'t, [u8]>>, CopyError> {
        cell.map(|cell| {
            let new = self.copying.bytes(name, cell)?;
            Ok(new.map_or(Cow::Borrowed(cell), Cow::Owned))
        })
        .transpose()
    }

    /// Byte strings of one length: what does not fit becomes nothing.
    fn fixed(
        &mut self,
        column: &ArrayRef,
        name: &str,
        size: i32,
        nullable: bool,
    ) -> Result<ArrayRef, CopyError> {
        let mut cells: Vec<Option<Vec<u8>>> = Vec::with_capacity(column.len());
        for cell in column.as_fixed_size_binary().iter() {
            let made = match self.bytes(name, cell)? {
                Some(new) if Some(new.len()) == cell.map(<[u8]>::len) => Some(new.into_owned()),
                Some(_) if nullable => None,
                Some(_) => cell.map(|cell| vec![0; cell.len()]),
                None => None,
            };
            cells.push(made);
        }
        let built = FixedSizeBinaryArray::try_from_sparse_iter_with_size(cells.into_iter(), size);
        Ok(Arc::new(built.map_err(unwritable)?))
    }

    fn numbers<T: ArrowPrimitiveType>(
        &mut self,
        column: &ArrayRef,
        nullable: bool,
        parse: fn(&str) -> Option<T::Native>,
    ) -> ArrayRef {
        let given = column.as_primitive::<T>();
        let numbers = given.iter().enumerate().map(|(row, number)| {
            let number = number?;
            let new = plain(column.as_ref(), row).and_then(|shown| self.copying.cell(&shown));
            match new.map(|new| parse(&new)) {
                None => Some(number),
                Some(Some(new)) => Some(new),
                Some(None) if nullable => None,
                Some(None) => Some(T::Native::default()),
            }
        });
        let built: PrimitiveArray<T> = numbers.collect();
        Arc::new(built.with_data_type(column.data_type().clone()))
    }

    /// Lists, structures, maps and dictionaries: what is inside of them is built anew, what says where it belongs stays.
    fn nested(&mut self, column: &ArrayRef, name: &str, depth: usize) -> Result<ArrayRef, CopyError> {
        let data = column.to_data();
        if data.child_data().is_empty() {
            return Ok(Arc::clone(column));
        }
        let fields = children(column.data_type());
        let mut made = Vec::with_capacity(data.child_data().len());
        for (number, child) in data.child_data().iter().enumerate() {
            // Where runs end is no content.
            if number == 0 && matches!(column.data_type(), DataType::RunEndEncoded(..)) {
                made.push(child.clone());
                continue;
            }
            let (name, nullable) = fields.get(number).map_or((name, false), |field| {
                (field.name().as_str(), field.is_nullable())
            });
            let child = make_array(child.clone());
            made.push(self.copy(&child, name, nullable, depth + 1)?.to_data());
        }
        let built = data.into_builder().child_data(made).build();
        built.map(make_array).map_err(|_| damaged())
    }
}

/// The fields inside of a type, in the order of the data.
fn children(kind: &DataType) -> Vec<&Field> {
    match kind {
        DataType::List(field)
        | DataType::LargeList(field)
        | DataType::ListView(field)
        | DataType::LargeListView(field)
        | DataType::FixedSizeList(field, _)
        | DataType::Map(field, _) => vec![field.as_ref()],
        DataType::Struct(fields) => fields.iter().map(AsRef::as_ref).collect(),
        DataType::Union(fields, _) => fields.iter().map(|(_, field)| field.as_ref()).collect(),
        DataType::RunEndEncoded(ends, values) => vec![ends.as_ref(), values.as_ref()],
        _ => Vec::new(),
    }
}

fn parsed<N: std::str::FromStr>(text: &str) -> Option<N> {
    text.parse().ok()
}

/// For numbers that are shown as something else.
fn none<N>(_: &str) -> Option<N> {
    None
}
