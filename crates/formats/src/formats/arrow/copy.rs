//! Copies of Arrow IPC files: the same schema, batches and packing, with all columns built anew, so that nothing
//! stays in buffers beside the values that count.

use super::column::Columns;
use crate::redact::{CopyError, Copying};
use arrow_array::RecordBatch;
use arrow_ipc::reader::{FileReader, read_footer_length};
use arrow_ipc::writer::{DictionaryHandling, FileWriter, IpcWriteOptions};
use arrow_ipc::{CompressionType, root_as_footer, root_as_message};
use arrow_schema::{ArrowError, DataType, Field, FieldRef, Metadata, Schema};
use std::io::Cursor;
use std::sync::Arc;

/// Schemas nested deeper are refused.
const DEEPEST: usize = 64;
/// Magic and the length of the footer, at the end.
const END: usize = 10;

pub(super) fn copy(bytes: Vec<u8>, copying: &mut Copying<'_>) -> Result<Vec<u8>, CopyError> {
    if copying.removals.is_empty() {
        return Ok(bytes);
    }
    let packing = packing(&bytes);
    let reader = FileReader::try_new(Cursor::new(bytes), None).map_err(|_| damaged())?;
    let schema = reader.schema();
    for field in schema.fields() {
        searched(field, copying, 0)?;
    }
    let metadata = metadata(schema.metadata(), copying)?;
    let schema = Arc::new(Schema::new_with_metadata(schema.fields().clone(), metadata));
    let options = IpcWriteOptions::default()
        .with_dictionary_handling(DictionaryHandling::Delta)
        .try_with_compression(packing)
        .map_err(unwritable)?;
    let mut writer = FileWriter::try_new_with_options(Vec::new(), &schema, options).map_err(unwritable)?;
    let own: Vec<(String, String)> = reader
        .custom_metadata()
        .iter()
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect();
    for (key, value) in own {
        let (key, value) = pair(&key, &value, copying)?;
        writer.write_metadata(key, value);
    }
    for batch in reader {
        let batch = batch.map_err(|_| damaged())?;
        let mut columns = Vec::with_capacity(batch.num_columns());
        for (field, column) in schema.fields().iter().zip(batch.columns()) {
            let mut made = Columns { copying };
            columns.push(made.copy(column, field.name(), field.is_nullable(), 0)?);
        }
        let options = arrow_array::RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
        let batch =
            RecordBatch::try_new_with_options(Arc::clone(&schema), columns, &options).map_err(unwritable)?;
        writer.write(&batch).map_err(unwritable)?;
    }
    writer.finish().map_err(unwritable)?;
    writer.into_inner().map_err(unwritable)
}

pub(super) fn damaged() -> CopyError {
    CopyError::refused("The Arrow file is damaged.")
}

pub(super) fn unwritable(_: ArrowError) -> CopyError {
    CopyError::refused("The Arrow file cannot be written again as it was.")
}

/// How the first batch is packed; the others are packed alike.
fn packing(bytes: &[u8]) -> Option<CompressionType> {
    let end: [u8; END] = *bytes.last_chunk()?;
    let length = read_footer_length(end).ok()?;
    let footer = bytes.get(bytes.len().checked_sub(END + length)?..bytes.len() - END)?;
    let footer = root_as_footer(footer).ok()?;
    let block = footer.recordBatches()?.iter().next()?;
    let at = usize::try_from(block.offset()).ok()?;
    let message = bytes.get(at..)?;
    // The mark of newer files stands before the message's length.
    let skip = if message.starts_with(&[0xff; 4]) { 8 } else { 4 };
    let message = root_as_message(message.get(skip..)?).ok()?;
    Some(message.header_as_record_batch()?.compression()?.codec())
}

/// Columns keep their names and their own metadata: programs ask for them by these.
fn searched(field: &FieldRef, copying: &Copying<'_>, depth: usize) -> Result<(), CopyError> {
    if depth > DEEPEST {
        return Err(CopyError::refused("Its columns are nested too deep."));
    }
    let held = copying.holds(field.name())
        || field
            .metadata()
            .iter()
            .any(|(key, value)| copying.holds(key) || copying.holds(value));
    if held {
        return Err(CopyError::refused(
            "Something that is removed is the name of a column or stands in its description, which cannot be changed.",
        ));
    }
    inner(field)
        .into_iter()
        .try_for_each(|field| searched(field, copying, depth + 1))
}

fn inner(field: &Field) -> Vec<&FieldRef> {
    match field.data_type() {
        DataType::List(field)
        | DataType::LargeList(field)
        | DataType::ListView(field)
        | DataType::LargeListView(field)
        | DataType::FixedSizeList(field, _)
        | DataType::Map(field, _) => vec![field],
        DataType::Struct(fields) => fields.iter().collect(),
        DataType::Union(fields, _) => fields.iter().map(|(_, field)| field).collect(),
        DataType::RunEndEncoded(ends, values) => vec![ends, values],
        _ => Vec::new(),
    }
}

fn metadata(given: &Metadata, copying: &mut Copying<'_>) -> Result<Metadata, CopyError> {
    given
        .iter()
        .map(|(key, value)| pair(key, value, copying))
        .collect()
}

fn pair(key: &str, value: &str, copying: &mut Copying<'_>) -> Result<(String, String), CopyError> {
    let value = copying.cell(value).unwrap_or_else(|| value.to_owned());
    if copying.holds(key) || copying.holds(&value) {
        return Err(CopyError::refused(
            "Its metadata hold something that is removed in a form that cannot be changed.",
        ));
    }
    Ok((key.to_owned(), value))
}
