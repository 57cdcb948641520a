//! Parquet files, row by row, and the texts of their metadata.

mod column;
mod copy;

use super::{Document, FormatInfo};
use crate::body::Body;
use crate::flat::{DEEPEST, Flat, below};
use crate::parts::{Damage, Header, PartPlace, Parts};
use bytes::Bytes;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::{Field, Row};

pub(super) const INFO: FormatInfo = FormatInfo {
    id: "parquet",
    title: "Parquet",
    extensions: &["parquet", "parq"],
};

pub(super) const DOCUMENT: Document = Document {
    begins,
    read,
    copy: Some(copy::copy),
};

/// Metadata that describes the columns again, for one library's use.
const SCHEMAS: &[&str] = &["ARROW:schema"];

fn begins(head: &[u8], _file_name: &str) -> bool {
    head.starts_with(b"PAR1") && crate::magic::looks_binary(head)
}

fn read(body: &mut Body<'_>, parts: &mut Parts<'_>) -> Result<(), Damage> {
    let bytes = Bytes::from(body.whole(parts.budget())?);
    let damaged = |_| Damage::new("The Parquet file is damaged: its description cannot be read.");
    let reader = SerializedFileReader::new(bytes).map_err(damaged)?;
    let metadata = reader.metadata().file_metadata().key_value_metadata();
    for pair in metadata.into_iter().flatten() {
        if let Some(value) = pair
            .value
            .as_deref()
            .filter(|_| !SCHEMAS.contains(&pair.key.as_str()))
        {
            let place = PartPlace::part(format!("metadata: {}", pair.key));
            if parts.value(&place, &pair.key, value).is_break() {
                return Ok(());
            }
        }
    }
    let rows = reader.get_row_iter(None).map_err(damaged)?;
    let mut flat = Flat::default();
    let mut table = parts.table(PartPlace::default(), Header::Known(Vec::new()));
    let mut damage = None;
    for (number, row) in (1..).zip(rows) {
        match row {
            Ok(row) => group(&mut flat, "", &row, 0),
            Err(_) => {
                damage = Some(Damage::new(format!(
                    "The Parquet file is damaged: from row {number} on it cannot be read."
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

fn group(flat: &mut Flat, path: &str, row: &Row, depth: usize) {
    for (name, field) in row.get_column_iter() {
        value(flat, &below(path, name), field, depth);
    }
}

fn value(flat: &mut Flat, path: &str, field: &Field, depth: usize) {
    if depth > DEEPEST {
        return flat.cut();
    }
    match field {
        Field::Null | Field::Bool(_) => {}
        Field::Str(text) => flat.cell(path, text.clone()),
        Field::Bytes(bytes) => flat.bytes(path, bytes.data()),
        Field::Group(row) => group(flat, path, row, depth + 1),
        Field::ListInternal(list) => {
            for field in list.elements() {
                value(flat, &format!("{path}[]"), field, depth + 1);
            }
        }
        Field::MapInternal(map) => {
            for (key, field) in map.entries() {
                let name = match key {
                    Field::Str(name) => name.clone(),
                    key => key.to_string(),
                };
                value(flat, &format!("{path}{{}}"), &Field::Str(name.clone()), depth + 1);
                value(flat, &below(path, &name), field, depth + 1);
            }
        }
        plain => flat.cell(path, plain.to_string()),
    }
}
