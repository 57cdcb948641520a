//! Arrow IPC files (Feather version 2), batch by batch.

mod cell;
mod column;
mod copy;

use super::{Document, FormatInfo};
use crate::body::Body;
use crate::flat::Flat;
use crate::parts::{Damage, Header, PartPlace, Parts};
use arrow_ipc::reader::FileReader;
use std::io::Cursor;

pub(super) const INFO: FormatInfo = FormatInfo {
    id: "arrow",
    title: "Arrow",
    extensions: &["arrow", "feather", "ipc"],
};

pub(super) const DOCUMENT: Document = Document {
    begins,
    read,
    copy: Some(copy::copy),
};

fn begins(head: &[u8], _file_name: &str) -> bool {
    head.starts_with(b"ARROW1\0\0")
}

fn read(body: &mut Body<'_>, parts: &mut Parts<'_>) -> Result<(), Damage> {
    let bytes = body.whole(parts.budget())?;
    let reader = FileReader::try_new(Cursor::new(bytes), None)
        .map_err(|_| Damage::new("The Arrow file is damaged: its description cannot be read."))?;
    let mut flat = Flat::default();
    let mut table = parts.table(PartPlace::default(), Header::Known(Vec::new()));
    let mut damage = None;
    let mut number = 0;
    'batches: for batch in reader {
        let Ok(batch) = batch else {
            damage = Some(Damage::new(format!(
                "The Arrow file is damaged: from row {} on it cannot be read.",
                number + 1
            )));
            break;
        };
        for row in 0..batch.num_rows() {
            for (field, column) in batch.schema_ref().fields().iter().zip(batch.columns()) {
                cell::add(&mut flat, field.name(), column.as_ref(), row, 0);
            }
            number += 1;
            if flat.row(&mut table, number).is_break() {
                break 'batches;
            }
        }
    }
    let _ = table.finish();
    flat.tell_left_out(parts);
    damage.map_or(Ok(()), Err)
}
