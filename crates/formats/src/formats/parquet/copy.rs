//! Copies of Parquet files: all columns are written anew, so that no dictionary, statistic or filter of the old
//! values stays. The schema, the row groups, the packing of each column and the metadata are the same.

use super::{SCHEMAS, column};
use crate::redact::{CopyError, Copying};
use bytes::Bytes;
use parquet::basic::Encoding;
use parquet::file::metadata::{ColumnChunkMetaData, KeyValue, ParquetMetaData};
use parquet::file::properties::{EnabledStatistics, WriterProperties, WriterVersion};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;
use std::sync::Arc;

/// Schemas nested deeper are refused.
const DEEPEST: usize = 64;

pub(super) fn copy(bytes: Vec<u8>, copying: &mut Copying<'_>) -> Result<Vec<u8>, CopyError> {
    if copying.removals.is_empty() {
        return Ok(bytes);
    }
    let damaged = |_| damaged();
    let reader = SerializedFileReader::new(Bytes::from(bytes)).map_err(damaged)?;
    let metadata = reader.metadata();
    let schema = metadata.file_metadata().schema_descr().root_schema_ptr();
    names(&schema, copying, 0)?;
    let properties = Arc::new(properties(metadata, copying));
    let mut writer = SerializedFileWriter::new(Vec::new(), schema, properties).map_err(unwritable)?;
    for pair in pairs(metadata, copying) {
        writer.append_key_value_metadata(pair);
    }
    for index in 0..metadata.num_row_groups() {
        let group = reader.get_row_group(index).map_err(damaged)?;
        let mut out = writer.next_row_group().map_err(unwritable)?;
        let rows = u64::try_from(group.metadata().num_rows()).map_err(|_| self::damaged())?;
        let mut number = 0;
        while let Some(mut column) = out.next_column().map_err(unwritable)? {
            let descr = group.metadata().schema_descr().column(number);
            let input = group.get_column_reader(number).map_err(damaged)?;
            column::copy(input, &mut column, &descr, rows, copying)?;
            column.close().map_err(unwritable)?;
            number += 1;
        }
        out.close().map_err(unwritable)?;
    }
    writer.into_inner().map_err(unwritable)
}

pub(super) fn damaged() -> CopyError {
    CopyError::refused("The Parquet file is damaged.")
}

pub(super) fn unwritable(_: parquet::errors::ParquetError) -> CopyError {
    CopyError::refused("The Parquet file cannot be written again as it was.")
}

/// Columns keep their names: programs ask for them by these.
fn names(node: &Type, copying: &Copying<'_>, depth: usize) -> Result<(), CopyError> {
    if depth > DEEPEST {
        return Err(CopyError::refused("Its columns are nested too deep."));
    }
    if copying.holds(node.name()) {
        return Err(CopyError::refused(
            "Something that is removed is the name of a column, which cannot be changed.",
        ));
    }
    if node.is_group() {
        for field in node.get_fields() {
            names(field, copying, depth + 1)?;
        }
    }
    Ok(())
}

/// How the copy is written, after how the file was.
fn properties(metadata: &ParquetMetaData, copying: &mut Copying<'_>) -> WriterProperties {
    let file = metadata.file_metadata();
    let mut builder = WriterProperties::builder().set_max_row_group_row_count(None);
    if file.version() > 1 {
        builder = builder.set_writer_version(WriterVersion::PARQUET_2_0);
    }
    if let Some(by) = file.created_by() {
        let by = copying.cell(by).unwrap_or_else(|| by.to_owned());
        builder = builder.set_created_by(by);
    }
    let first = metadata.row_groups().first();
    for chunk in first.map_or(&[][..], |group| group.columns()) {
        let path = chunk.column_path().clone();
        let statistics = match chunk.statistics() {
            _ if chunk.column_index_offset().is_some() => EnabledStatistics::Page,
            Some(_) => EnabledStatistics::Chunk,
            None => EnabledStatistics::None,
        };
        builder = builder
            .set_column_compression(path.clone(), chunk.compression())
            .set_column_dictionary_enabled(path.clone(), chunk.dictionary_page_offset().is_some())
            .set_column_statistics_enabled(path.clone(), statistics)
            .set_column_bloom_filter_enabled(path.clone(), chunk.bloom_filter_offset().is_some());
        if let Some(encoding) = encoding(chunk) {
            builder = builder.set_column_encoding(path, encoding);
        }
    }
    builder.build()
}

/// How values are written beside a dictionary or without one.
fn encoding(chunk: &ColumnChunkMetaData) -> Option<Encoding> {
    chunk.encodings().find(|encoding| {
        matches!(
            encoding,
            Encoding::DELTA_BINARY_PACKED
                | Encoding::DELTA_LENGTH_BYTE_ARRAY
                | Encoding::DELTA_BYTE_ARRAY
                | Encoding::BYTE_STREAM_SPLIT
        )
    })
}

/// The file's own metadata without values.
fn pairs(metadata: &ParquetMetaData, copying: &mut Copying<'_>) -> Vec<KeyValue> {
    let mut kept = Vec::new();
    for pair in metadata
        .file_metadata()
        .key_value_metadata()
        .into_iter()
        .flatten()
    {
        let described = SCHEMAS.contains(&pair.key.as_str());
        let value = pair.value.as_ref().map(|value| {
            if described {
                value.clone()
            } else {
                copying.cell(value).unwrap_or_else(|| value.clone())
            }
        });
        let hidden = value.as_ref().is_some_and(|value| copying.holds(value));
        if hidden || copying.holds(&pair.key) {
            // The schema of one library is made again from the file's own.
            copying.leave_out(
                "a piece of its metadata",
                "It holds something that is removed in a form that cannot be changed.",
            );
            continue;
        }
        kept.push(KeyValue {
            key: pair.key.clone(),
            value,
        });
    }
    kept
}
