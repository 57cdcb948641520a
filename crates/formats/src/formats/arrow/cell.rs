//! One value of an Arrow column as text.

use crate::flat::{DEEPEST, Flat, below};
use arrow_array::Array;
use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date32Type, Date64Type, Decimal128Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type,
    Int64Type, TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType,
    TimestampSecondType, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_schema::{DataType, TimeUnit};
use chrono::DateTime;

/// Adds the value in `row` of `column`, named `path`.
pub(super) fn add(flat: &mut Flat, path: &str, column: &dyn Array, row: usize, depth: usize) {
    if depth > DEEPEST {
        return flat.cut();
    }
    if row >= column.len() || column.is_null(row) {
        return;
    }
    if let Some(text) = plain(column, row) {
        return flat.cell(path, text);
    }
    match column.data_type() {
        DataType::Binary => flat.bytes(path, column.as_binary::<i32>().value(row)),
        DataType::LargeBinary => flat.bytes(path, column.as_binary::<i64>().value(row)),
        DataType::BinaryView => flat.bytes(path, column.as_binary_view().value(row)),
        DataType::FixedSizeBinary(_) => flat.bytes(path, column.as_fixed_size_binary().value(row)),
        DataType::List(_) => {
            let items = column.as_list::<i32>().value(row);
            list(flat, path, items.as_ref(), depth);
        }
        DataType::LargeList(_) => {
            let items = column.as_list::<i64>().value(row);
            list(flat, path, items.as_ref(), depth);
        }
        DataType::FixedSizeList(..) => {
            let items = column.as_fixed_size_list().value(row);
            list(flat, path, items.as_ref(), depth);
        }
        DataType::Struct(fields) => {
            for (field, child) in fields.iter().zip(column.as_struct().columns()) {
                add(flat, &below(path, field.name()), child.as_ref(), row, depth + 1);
            }
        }
        DataType::Map(..) => {
            let entries = column.as_map().value(row);
            for entry in 0..entries.len() {
                add(flat, path, &entries, entry, depth + 1);
            }
        }
        DataType::Dictionary(..) => {
            let dictionary = column.as_any_dictionary();
            if let Some(key) = dictionary.normalized_keys().get(row) {
                add(flat, path, dictionary.values().as_ref(), *key, depth + 1);
            }
        }
        DataType::Null | DataType::Boolean => {}
        _ => flat.other(),
    }
}

/// A value that is one text or number, as it is shown.
pub(super) fn plain(column: &dyn Array, row: usize) -> Option<String> {
    Some(match column.data_type() {
        DataType::Utf8 => column.as_string::<i32>().value(row).to_owned(),
        DataType::LargeUtf8 => column.as_string::<i64>().value(row).to_owned(),
        DataType::Utf8View => column.as_string_view().value(row).to_owned(),
        DataType::Int8 => column.as_primitive::<Int8Type>().value(row).to_string(),
        DataType::Int16 => column.as_primitive::<Int16Type>().value(row).to_string(),
        DataType::Int32 => column.as_primitive::<Int32Type>().value(row).to_string(),
        DataType::Int64 => column.as_primitive::<Int64Type>().value(row).to_string(),
        DataType::UInt8 => column.as_primitive::<UInt8Type>().value(row).to_string(),
        DataType::UInt16 => column.as_primitive::<UInt16Type>().value(row).to_string(),
        DataType::UInt32 => column.as_primitive::<UInt32Type>().value(row).to_string(),
        DataType::UInt64 => column.as_primitive::<UInt64Type>().value(row).to_string(),
        DataType::Float32 => column.as_primitive::<Float32Type>().value(row).to_string(),
        DataType::Float64 => column.as_primitive::<Float64Type>().value(row).to_string(),
        DataType::Decimal128(..) => column.as_primitive::<Decimal128Type>().value_as_string(row),
        DataType::Date32 => {
            let days = i64::from(column.as_primitive::<Date32Type>().value(row));
            moment(days.checked_mul(86_400_000), "%Y-%m-%d")
        }
        DataType::Date64 => moment(Some(column.as_primitive::<Date64Type>().value(row)), "%Y-%m-%d"),
        DataType::Timestamp(unit, _) => {
            let millis = match unit {
                TimeUnit::Second => column
                    .as_primitive::<TimestampSecondType>()
                    .value(row)
                    .checked_mul(1000),
                TimeUnit::Millisecond => Some(column.as_primitive::<TimestampMillisecondType>().value(row)),
                TimeUnit::Microsecond => {
                    Some(column.as_primitive::<TimestampMicrosecondType>().value(row) / 1000)
                }
                TimeUnit::Nanosecond => {
                    Some(column.as_primitive::<TimestampNanosecondType>().value(row) / 1_000_000)
                }
            };
            moment(millis, "%Y-%m-%dT%H:%M:%S")
        }
        _ => return None,
    })
}

fn list(flat: &mut Flat, path: &str, items: &dyn Array, depth: usize) {
    for item in 0..items.len() {
        add(flat, &format!("{path}[]"), items, item, depth + 1);
    }
}

/// Milliseconds since 1970 as ISO 8601; empty when they are beyond the calendar.
fn moment(millis: Option<i64>, form: &str) -> String {
    millis
        .and_then(DateTime::from_timestamp_millis)
        .map(|at| at.format(form).to_string())
        .unwrap_or_default()
}
