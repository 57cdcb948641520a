//! One column of a row group without its values, however it is nested: the levels that say where a value stands
//! stay, but for those of values that become nothing.

use super::copy::{damaged, unwritable};
use crate::flat::identifier;
use crate::redact::{CopyError, Copying};
use parquet::basic::{ConvertedType, LogicalType, Repetition};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{
    BoolType, ByteArray, ByteArrayType, DataType, DoubleType, FixedLenByteArray, FixedLenByteArrayType,
    FloatType, Int32Type, Int64Type, Int96, Int96Type,
};
use parquet::file::writer::SerializedColumnWriter;
use parquet::record::Field;
use parquet::schema::types::ColumnDescPtr;

/// Rows that are read together.
const ROWS: usize = 8 * 1024;

pub(super) fn copy(
    input: ColumnReader,
    out: &mut SerializedColumnWriter<'_>,
    descr: &ColumnDescPtr,
    rows: u64,
    copying: &mut Copying<'_>,
) -> Result<(), CopyError> {
    match input {
        ColumnReader::BoolColumnReader(input) => typed::<BoolType>(input, out, descr, rows, copying),
        ColumnReader::Int32ColumnReader(input) => typed::<Int32Type>(input, out, descr, rows, copying),
        ColumnReader::Int64ColumnReader(input) => typed::<Int64Type>(input, out, descr, rows, copying),
        ColumnReader::Int96ColumnReader(input) => typed::<Int96Type>(input, out, descr, rows, copying),
        ColumnReader::FloatColumnReader(input) => typed::<FloatType>(input, out, descr, rows, copying),
        ColumnReader::DoubleColumnReader(input) => typed::<DoubleType>(input, out, descr, rows, copying),
        ColumnReader::ByteArrayColumnReader(input) => {
            typed::<ByteArrayType>(input, out, descr, rows, copying)
        }
        ColumnReader::FixedLenByteArrayColumnReader(input) => {
            typed::<FixedLenByteArrayType>(input, out, descr, rows, copying)
        }
    }
}

fn typed<T: DataType>(
    mut input: ColumnReaderImpl<T>,
    out: &mut SerializedColumnWriter<'_>,
    descr: &ColumnDescPtr,
    rows: u64,
    copying: &mut Copying<'_>,
) -> Result<(), CopyError>
where
    T::T: Cell,
{
    let (deepest, repeated) = (descr.max_def_level(), descr.max_rep_level() > 0);
    let optional = descr.self_type().get_basic_info().repetition() == Repetition::OPTIONAL;
    let mut left = rows;
    while left > 0 {
        let (mut levels, mut repetitions, mut values) = (Vec::new(), Vec::new(), Vec::new());
        let most = usize::try_from(left).unwrap_or(ROWS).min(ROWS);
        let (read, _, _) = input
            .read_records(most, Some(&mut levels), Some(&mut repetitions), &mut values)
            .map_err(|_| damaged())?;
        if read == 0 {
            return Err(damaged());
        }
        left = left.saturating_sub(read as u64);
        let mut kept = Vec::with_capacity(values.len());
        let mut full = levels.iter_mut().filter(|level| **level == deepest);
        for value in values {
            let level = if deepest > 0 {
                Some(full.next().ok_or_else(damaged)?)
            } else {
                None
            };
            match value.made(descr, copying)? {
                New::Same => kept.push(value),
                New::Other(value) => kept.push(value),
                New::Nothing => match level {
                    Some(level) if optional => *level -= 1,
                    _ => kept.push(value.nothing()),
                },
            }
        }
        let levels = (deepest > 0).then_some(levels.as_slice());
        let repetitions = repeated.then_some(repetitions.as_slice());
        out.typed::<T>()
            .write_batch(&kept, levels, repetitions)
            .map_err(unwritable)?;
    }
    Ok(())
}

/// What becomes of a value.
enum New<V> {
    Same,
    Other(V),
    /// It cannot be written in the column: it becomes none, or zero where there must be one.
    Nothing,
}

/// A value of a column.
trait Cell: Sized {
    fn made(&self, descr: &ColumnDescPtr, copying: &mut Copying<'_>) -> Result<New<Self>, CopyError>;

    /// What stands for it where there must be something.
    fn nothing(&self) -> Self;
}

/// A number as the readers show it.
fn number<V: std::str::FromStr + ToString>(value: &V, shown: &Field, copying: &mut Copying<'_>) -> New<V> {
    let text = shown.to_string();
    match copying.cell(&text) {
        None => New::Same,
        Some(new) => match new.parse() {
            // A date shown as one is not the number behind it.
            Ok(new) if text == value.to_string() => New::Other(new),
            _ => New::Nothing,
        },
    }
}

impl Cell for bool {
    fn made(&self, _: &ColumnDescPtr, _: &mut Copying<'_>) -> Result<New<Self>, CopyError> {
        Ok(New::Same)
    }

    fn nothing(&self) -> Self {
        false
    }
}

impl Cell for i32 {
    fn made(&self, descr: &ColumnDescPtr, copying: &mut Copying<'_>) -> Result<New<Self>, CopyError> {
        Ok(number(self, &Field::convert_int32(descr, *self), copying))
    }

    fn nothing(&self) -> Self {
        0
    }
}

impl Cell for i64 {
    fn made(&self, descr: &ColumnDescPtr, copying: &mut Copying<'_>) -> Result<New<Self>, CopyError> {
        Ok(number(self, &Field::convert_int64(descr, *self), copying))
    }

    fn nothing(&self) -> Self {
        0
    }
}

impl Cell for f32 {
    fn made(&self, descr: &ColumnDescPtr, copying: &mut Copying<'_>) -> Result<New<Self>, CopyError> {
        Ok(number(self, &Field::convert_float(descr, *self), copying))
    }

    fn nothing(&self) -> Self {
        0.0
    }
}

impl Cell for f64 {
    fn made(&self, descr: &ColumnDescPtr, copying: &mut Copying<'_>) -> Result<New<Self>, CopyError> {
        Ok(number(self, &Field::convert_double(descr, *self), copying))
    }

    fn nothing(&self) -> Self {
        0.0
    }
}

impl Cell for Int96 {
    fn made(&self, descr: &ColumnDescPtr, copying: &mut Copying<'_>) -> Result<New<Self>, CopyError> {
        let shown = Field::convert_int96(descr, *self).to_string();
        Ok(copying.cell(&shown).map_or(New::Same, |_| New::Nothing))
    }

    fn nothing(&self) -> Self {
        // Midnight of the first day of 1970, a Julian day.
        let mut zero = Self::new();
        zero.set_data(0, 0, 2_440_588);
        zero
    }
}

impl Cell for ByteArray {
    fn made(&self, descr: &ColumnDescPtr, copying: &mut Copying<'_>) -> Result<New<Self>, CopyError> {
        if descr.converted_type() == ConvertedType::DECIMAL {
            return decimal(self, descr, copying);
        }
        let new = copying.bytes(descr.name(), self.data())?;
        Ok(new.map_or(New::Same, |new| New::Other(Self::from(new))))
    }

    fn nothing(&self) -> Self {
        Self::from(vec![0; self.len()])
    }
}

impl Cell for FixedLenByteArray {
    fn made(&self, descr: &ColumnDescPtr, copying: &mut Copying<'_>) -> Result<New<Self>, CopyError> {
        let plain: &ByteArray = self;
        if descr.converted_type() == ConvertedType::DECIMAL {
            return Ok(match decimal::<ByteArray>(plain, descr, copying)? {
                New::Nothing => New::Nothing,
                _ => New::Same,
            });
        }
        if descr.logical_type_ref() == Some(&LogicalType::Float16) {
            return Ok(New::Same);
        }
        if descr.logical_type_ref() == Some(&LogicalType::Uuid) {
            let shown = copying.cell(&identifier(self.data()));
            return Ok(shown.map_or(New::Same, |_| New::Nothing));
        }
        let new = copying.bytes(descr.name(), self.data())?;
        Ok(match new {
            None => New::Same,
            Some(new) if new.len() == self.len() => New::Other(Self::from(new)),
            Some(_) => New::Nothing,
        })
    }

    fn nothing(&self) -> Self {
        Self::from(vec![0; self.len()])
    }
}

fn decimal<V>(
    value: &ByteArray,
    descr: &ColumnDescPtr,
    copying: &mut Copying<'_>,
) -> Result<New<V>, CopyError> {
    let shown = Field::convert_byte_array(descr, value.clone()).map_err(|_| damaged())?;
    Ok(copying
        .cell(&shown.to_string())
        .map_or(New::Same, |_| New::Nothing))
}
