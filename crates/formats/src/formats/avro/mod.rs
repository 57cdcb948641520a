//! Avro object container files, record by record, as a stream.

mod copy;
mod datum;
mod shown;

use super::{Document, FormatInfo};
use crate::body::Body;
use crate::flat::{DEEPEST, Flat, below};
use crate::parts::{Damage, Header, PartPlace, Parts};
use apache_avro::Reader;
use apache_avro::types::Value;
use chrono::DateTime;

pub(super) const INFO: FormatInfo = FormatInfo {
    id: "avro",
    title: "Avro",
    extensions: &["avro"],
};

pub(super) const DOCUMENT: Document = Document {
    begins,
    read,
    copy: Some(copy::copy),
};

fn begins(head: &[u8], _file_name: &str) -> bool {
    head.starts_with(b"Obj\x01")
}

fn read(body: &mut Body<'_>, parts: &mut Parts<'_>) -> Result<(), Damage> {
    let reader = Reader::new(body)
        .map_err(|_| Damage::new("The Avro file is damaged: its description cannot be read."))?;
    let metadata: Vec<(String, Vec<u8>)> = reader
        .user_metadata()
        .iter()
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect();
    for (key, value) in metadata {
        if let Ok(text) = String::from_utf8(value) {
            let place = PartPlace::part(format!("metadata: {key}"));
            if parts.value(&place, &key, &text).is_break() {
                return Ok(());
            }
        }
    }
    let mut flat = Flat::default();
    let mut table = parts.table(PartPlace::default(), Header::Known(Vec::new()));
    let mut damage = None;
    for (number, record) in (1..).zip(reader) {
        match record {
            Ok(record) => value(&mut flat, "", &record, 0),
            Err(_) => {
                damage = Some(Damage::new(format!(
                    "The Avro file is damaged: from record {number} on it cannot be read."
                )));
                break;
            }
        }
        if flat.row(&mut table, number).is_break() {
            break;
        }
    }
    let _ = table.finish();
    flat.tell_left_out(parts);
    damage.map_or(Ok(()), Err)
}

fn value(flat: &mut Flat, path: &str, given: &Value, depth: usize) {
    if depth > DEEPEST {
        return flat.cut();
    }
    match given {
        Value::Null | Value::Boolean(_) | Value::Duration(_) => {}
        Value::Int(number) | Value::TimeMillis(number) => flat.cell(path, number.to_string()),
        Value::Long(number) | Value::TimeMicros(number) => flat.cell(path, number.to_string()),
        Value::Float(number) => flat.cell(path, number.to_string()),
        Value::Double(number) => flat.cell(path, number.to_string()),
        Value::String(text) | Value::Enum(_, text) => flat.cell(path, text.clone()),
        Value::Bytes(bytes) | Value::Fixed(_, bytes) => flat.bytes(path, bytes),
        Value::Union(_, inner) => value(flat, path, inner, depth + 1),
        Value::Array(items) => {
            for item in items {
                value(flat, &format!("{path}[]"), item, depth + 1);
            }
        }
        Value::Map(entries) => {
            for (name, entry) in entries {
                flat.cell(&format!("{path}{{}}"), name.clone());
                value(flat, &below(path, name), entry, depth + 1);
            }
        }
        Value::Record(fields) => {
            for (name, field) in fields {
                value(flat, &below(path, name), field, depth + 1);
            }
        }
        Value::Date(days) => moment(flat, path, i64::from(*days) * 86_400_000_000, true),
        Value::TimestampMillis(ms) | Value::LocalTimestampMillis(ms) => {
            moment(flat, path, ms.saturating_mul(1000), false);
        }
        Value::TimestampMicros(us) | Value::LocalTimestampMicros(us) => moment(flat, path, *us, false),
        Value::TimestampNanos(ns) | Value::LocalTimestampNanos(ns) => moment(flat, path, ns / 1000, false),
        Value::BigDecimal(number) => flat.cell(path, number.to_string()),
        Value::Decimal(number) => {
            // Without the schema's scale only its digits are known; they are what detectors look at.
            if let Ok(bytes) = <Vec<u8>>::try_from(number)
                && bytes.len() <= 16
            {
                let sign = if bytes.first().is_some_and(|byte| byte & 0x80 != 0) {
                    0xff
                } else {
                    0
                };
                let mut wide = [sign; 16];
                wide[16 - bytes.len()..].copy_from_slice(&bytes);
                flat.cell(path, i128::from_be_bytes(wide).to_string());
            }
        }
        Value::Uuid(id) => flat.cell(path, id.to_string()),
    }
}

/// A moment in microseconds since 1970, as ISO 8601.
fn moment(flat: &mut Flat, path: &str, micros: i64, day: bool) {
    if let Some(text) = moment_text(micros, day) {
        flat.cell(path, text);
    }
}

fn moment_text(micros: i64, day: bool) -> Option<String> {
    let form = if day { "%Y-%m-%d" } else { "%Y-%m-%dT%H:%M:%S" };
    let at = DateTime::from_timestamp_micros(micros)?;
    Some(at.format(form).to_string())
}
