//! Copies of Parquet, Avro and Arrow files: values in columns of all kinds, dictionaries, statistics and metadata, none
//! left, all else as it was.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "test code")]

mod copies;

use apache_avro::types::Value;
use apache_avro::{Codec, Schema, Writer};
use arrow_array::builder::{ListBuilder, StringBuilder};
use arrow_array::types::Int32Type;
use arrow_array::{
    Array, ArrayRef, BinaryArray, DictionaryArray, Float64Array, Int64Array, ListArray, RecordBatch,
    StringArray, StringViewArray, StructArray, make_array,
};
use arrow_ipc::CompressionType;
use arrow_ipc::writer::{FileWriter, IpcWriteOptions};
use arrow_schema::{DataType, Field, Schema as ArrowSchema};
use copies::{Planted, copied, proved, refused, removal, searched, survives_damage};
use parquet::basic::{Compression, Encoding};
use parquet::data_type::{
    ByteArray, ByteArrayType, DoubleType, FixedLenByteArray, FixedLenByteArrayType, Int64Type,
};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use parquet::schema::types::ColumnPath;
use std::collections::HashMap;
use std::sync::Arc;
use tidegate_formats::Budget;

/// Hands the values out, one after the other.
struct Giver<'p> {
    texts: std::slice::Iter<'p, String>,
    numbers: std::slice::Iter<'p, String>,
}

impl<'p> Giver<'p> {
    fn new(planted: &'p Planted) -> Self {
        Self {
            texts: planted.texts.iter(),
            numbers: planted.numbers.iter(),
        }
    }

    fn text(&mut self) -> String {
        self.texts.next().unwrap().clone()
    }

    fn number(&mut self) -> i64 {
        self.numbers.next().unwrap().parse().unwrap()
    }
}

/// No number is left in `bytes` as computers write it.
fn without_numbers(bytes: &[u8], planted: &Planted) {
    for number in &planted.numbers {
        let number: i64 = number.parse().unwrap();
        let found = |bytes: &[u8], wanted: &[u8]| memchr::memmem::find(bytes, wanted).is_some();
        assert!(!found(bytes, &number.to_le_bytes()), "{number}");
        assert!(!found(bytes, &(number as f64).to_le_bytes()), "{number}");
    }
}

const ROWS: usize = 30;

fn parquet(planted: &Planted, compression: Compression) -> Vec<u8> {
    let mut giver = Giver::new(planted);
    let schema = "message m {
        required int64 id;
        optional binary mail (UTF8);
        required binary note (UTF8);
        optional int64 card;
        required int64 other;
        optional double real;
        optional binary raw;
        required fixed_len_byte_array(20) code;
        optional group names (LIST) { repeated group list { optional binary element (UTF8); } }
        optional group person { optional group inner { required binary name (UTF8); } }
    }";
    let schema = Arc::new(parse_message_type(schema).unwrap());
    let properties = WriterProperties::builder()
        .set_compression(compression)
        .set_created_by(format!("a program of {}", giver.text()))
        .set_key_value_metadata(Some(vec![
            KeyValue::new("keep".to_owned(), format!("keep {}", giver.text())),
            KeyValue::new("json".to_owned(), format!("{{\"a\":\"{}\"}}", giver.number())),
        ]))
        .set_column_dictionary_enabled(ColumnPath::from("note"), false)
        .set_column_encoding(ColumnPath::from("note"), Encoding::DELTA_BYTE_ARRAY)
        .set_bloom_filter_enabled(true)
        .build();
    let mut writer = SerializedFileWriter::new(Vec::new(), schema, Arc::new(properties)).unwrap();
    for _ in 0..2 {
        let mut texts = |with: &str| -> Vec<ByteArray> {
            (0..ROWS)
                .map(|_| ByteArray::from(format!("{with}{}", giver.text()).into_bytes()))
                .collect()
        };
        let (mails, notes, raws) = (texts(""), texts("keep "), texts("raw "));
        let (elements, names) = (texts(""), texts(""));
        let mut codes = Vec::new();
        let mut cards = Vec::new();
        for row in 0..ROWS {
            codes.push(FixedLenByteArray::from(
                format!("{row:05}{}", giver.number()).into_bytes(),
            ));
            cards.push(giver.number());
        }
        let others: Vec<i64> = (0..ROWS).map(|_| giver.number()).collect();
        let reals: Vec<f64> = (0..ROWS).map(|_| giver.number() as f64).collect();
        let ids: Vec<i64> = (0..ROWS as i64).collect();
        let ones = |level: i16| vec![level; ROWS];
        let mut group = writer.next_row_group().unwrap();
        for index in 0..10 {
            let mut column = group.next_column().unwrap().unwrap();
            let bytes = match index {
                1 => Some((&mails, Some(ones(1)), None)),
                2 => Some((&notes, None, None)),
                6 => Some((&raws, Some(ones(1)), None)),
                // Two elements in each list.
                8 => Some((&elements, Some(ones(3)), Some([0, 1].repeat(ROWS / 2)))),
                9 => Some((&names, Some(ones(2)), None)),
                _ => None,
            };
            if let Some((values, levels, repeated)) = bytes {
                let writer = column.typed::<ByteArrayType>();
                writer
                    .write_batch(values, levels.as_deref(), repeated.as_deref())
                    .unwrap();
                // The other half of the lists are none.
                if index == 8 {
                    writer
                        .write_batch(&[], Some(&[0; ROWS / 2]), Some(&[0; ROWS / 2]))
                        .unwrap();
                }
            }
            match index {
                0 => column.typed::<Int64Type>().write_batch(&ids, None, None).unwrap(),
                3 => column
                    .typed::<Int64Type>()
                    .write_batch(&cards, Some(&ones(1)), None)
                    .unwrap(),
                4 => column
                    .typed::<Int64Type>()
                    .write_batch(&others, None, None)
                    .unwrap(),
                5 => column
                    .typed::<DoubleType>()
                    .write_batch(&reals, Some(&ones(1)), None)
                    .unwrap(),
                7 => column
                    .typed::<FixedLenByteArrayType>()
                    .write_batch(&codes, None, None)
                    .unwrap(),
                _ => 0,
            };
            column.close().unwrap();
        }
        group.close().unwrap();
    }
    writer.into_inner().unwrap()
}

#[test]
fn parquet_keeps_its_shape_and_loses_its_values() {
    let planted = Planted::new(6, 310, 250);
    for compression in [
        Compression::UNCOMPRESSED,
        Compression::SNAPPY,
        Compression::ZSTD(Default::default()),
        Compression::GZIP(Default::default()),
        Compression::LZ4_RAW,
    ] {
        let file = parquet(&planted, compression);
        let (copy, told) = proved("people.parquet", &file, &planted.removals());
        assert_eq!(told.left_out, []);
        if compression == Compression::UNCOMPRESSED {
            assert!(searched("raw", "parquet", &file, &planted).left.len() > 250);
            assert_eq!(
                searched("raw", "parquet", &copy, &planted).left,
                Vec::<String>::new()
            );
            without_numbers(&copy, &planted);
            survives_damage("people.parquet", &file, &planted.removals(), 60);
        }
        let opened = |bytes: Vec<u8>| SerializedFileReader::new(bytes::Bytes::from(bytes)).unwrap();
        let (before, after) = (opened(file), opened(copy));
        let (old, new) = (before.metadata(), after.metadata());
        assert_eq!(old.file_metadata().schema(), new.file_metadata().schema());
        assert_eq!(new.num_row_groups(), 2);
        for (old, new) in old.row_groups().iter().zip(new.row_groups()) {
            assert_eq!(old.num_rows(), new.num_rows());
            for (old, new) in old.columns().iter().zip(new.columns()) {
                assert_eq!(old.compression(), new.compression());
                assert_eq!(old.statistics().is_some(), new.statistics().is_some());
                assert_eq!(
                    old.bloom_filter_offset().is_some(),
                    new.bloom_filter_offset().is_some()
                );
                assert_eq!(
                    old.dictionary_page_offset().is_some(),
                    new.dictionary_page_offset().is_some()
                );
            }
        }
        let ids = |reader: &SerializedFileReader<bytes::Bytes>| -> Vec<String> {
            let rows = reader.get_row_iter(None).unwrap();
            rows.map(|row| row.unwrap().get_column_iter().next().unwrap().1.to_string())
                .collect()
        };
        assert_eq!(ids(&before), ids(&after));
    }
    let named = parse_message_type("message m { required int64 numberofanna; }").unwrap();
    let writer = SerializedFileWriter::new(Vec::new(), Arc::new(named), Default::default()).unwrap();
    let told = refused(
        "a.parquet",
        &writer.into_inner().unwrap(),
        &removal("numberofanna", "x"),
    );
    assert!(told.contains("name of a column"), "{told}");
}

fn avro(planted: &Planted, codec: Codec) -> Vec<u8> {
    let mut giver = Giver::new(planted);
    let schema = format!(
        r#"{{"type": "record", "name": "person", "doc": "made by {}", "fields": [
        {{"name": "id", "type": "long"}},
        {{"name": "mail", "type": ["null", "string"]}},
        {{"name": "card", "type": ["null", "long"]}},
        {{"name": "other", "type": "long"}},
        {{"name": "real", "type": "double"}},
        {{"name": "kind", "type": {{"type": "enum", "name": "kind", "symbols": ["a", "b"]}}}},
        {{"name": "raw", "type": "bytes"}},
        {{"name": "code", "type": {{"type": "fixed", "name": "code", "size": 20}}}},
        {{"name": "names", "type": {{"type": "array", "items": "string"}}}},
        {{"name": "more", "type": {{"type": "map", "values": "string"}}}},
        {{"name": "next", "type": ["null", "person"]}}]}}"#,
        giver.numbers.next().unwrap()
    );
    let schema = Schema::parse_str(&schema).unwrap();
    let mut writer = Writer::with_codec(&schema, Vec::new(), codec).unwrap();
    writer.add_user_metadata("keep".to_owned(), giver.text()).unwrap();
    for row in 0..40 {
        let mut next = Value::Union(0, Box::new(Value::Null));
        for _ in 0..2 {
            let optional = |value| Value::Union(1, Box::new(value));
            let field = |name: &str, value| (name.to_owned(), value);
            let code = format!("{row:05}{}", giver.number()).into_bytes();
            next = optional(Value::Record(vec![
                field("id", Value::Long(row)),
                field("mail", optional(Value::String(giver.text()))),
                field("card", optional(Value::Long(giver.number()))),
                field("other", Value::Long(giver.number())),
                field("real", Value::Double(giver.number() as f64)),
                field("kind", Value::Enum(1, "b".to_owned())),
                field("raw", Value::Bytes(format!("keep {}", giver.text()).into_bytes())),
                field("code", Value::Fixed(20, code)),
                field(
                    "names",
                    Value::Array(vec![
                        Value::String("keep".to_owned()),
                        Value::String(giver.text()),
                    ]),
                ),
                field(
                    "more",
                    Value::Map(HashMap::from([
                        (giver.text(), Value::String(giver.text())),
                        (giver.text(), Value::String("keep".to_owned())),
                    ])),
                ),
                field("next", next),
            ]));
        }
        let Value::Union(_, record) = next else {
            panic!("a record is in it")
        };
        writer.append_value(*record).unwrap();
    }
    writer.into_inner().unwrap()
}

#[test]
fn avro_keeps_its_records_and_loses_its_values() {
    let planted = Planted::new(7, 500, 330);
    for codec in [
        Codec::Null,
        Codec::Deflate(Default::default()),
        Codec::Snappy,
        Codec::Zstandard(Default::default()),
        Codec::Bzip2(Default::default()),
    ] {
        let file = avro(&planted, codec);
        let (copy, told) = proved("people.avro", &file, &planted.removals());
        assert_eq!(told.left_out, []);
        if codec == Codec::Null {
            assert!(searched("raw", "avro", &file, &planted).left.len() > 400);
            assert_eq!(
                searched("raw", "avro", &copy, &planted).left,
                Vec::<String>::new()
            );
            without_numbers(&copy, &planted);
            survives_damage("people.avro", &file, &planted.removals(), 100);
        }
        let reader = apache_avro::Reader::new(copy.as_slice()).unwrap();
        let mut rows = 0;
        for record in reader {
            let Value::Record(fields) = record.unwrap() else {
                panic!("it is a record")
            };
            assert_eq!(fields[0].1, Value::Long(rows));
            assert_eq!(fields[2].1, Value::Union(0, Box::new(Value::Null)));
            assert_eq!(fields[3].1, Value::Long(0));
            let (Value::Array(names), Value::Map(more)) = (&fields[8].1, &fields[9].1) else {
                panic!("names and more are in it")
            };
            assert_eq!((names.len(), more.len()), (2, 2));
            rows += 1;
        }
        assert_eq!(rows, 40);
    }
    let same = copied(
        "a.avro",
        &avro(&planted, Codec::Null),
        &removal("no such value", "x"),
    )
    .unwrap();
    assert_eq!(same.1.replaced, 0);
    let told = refused("a.avro", &avro(&planted, Codec::Null), &removal("person", "x"));
    assert!(told.contains("name of a field"), "{told}");
}

fn arrow(planted: &Planted, packing: Option<CompressionType>) -> Vec<u8> {
    let mut giver = Giver::new(planted);
    let inner = Field::new("name", DataType::Utf8, false);
    let item = Arc::new(Field::new("item", DataType::Utf8, true));
    let schema = Arc::new(
        ArrowSchema::new(vec![
            Field::new("id", DataType::Int64, false),
            Field::new("mail", DataType::Utf8, true),
            Field::new("view", DataType::Utf8View, true),
            Field::new("raw", DataType::Binary, true),
            Field::new("card", DataType::Int64, true),
            Field::new("real", DataType::Float64, false),
            Field::new(
                "known",
                DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8)),
                true,
            ),
            Field::new("names", DataType::List(Arc::clone(&item)), true),
            Field::new("person", DataType::Struct(vec![inner.clone()].into()), true),
        ])
        .with_metadata([("keep", giver.text())]),
    );
    let options = IpcWriteOptions::default().try_with_compression(packing).unwrap();
    let mut writer = FileWriter::try_new_with_options(Vec::new(), &schema, options).unwrap();
    writer.write_metadata("own", giver.text());
    let known: StringArray = (0..3).map(|_| Some(giver.text())).collect();
    for _ in 0..2 {
        let mut texts = |with: &str| -> StringArray {
            (0..ROWS)
                .map(|_| Some(format!("{with}{}", giver.text())))
                .collect()
        };
        let (mails, views, raws) = (texts(""), texts("a longer text with "), texts("raw "));
        let (items, names) = (texts(""), texts("keep "));
        let cards: Int64Array = (0..ROWS).map(|_| Some(giver.number())).collect();
        let reals: Float64Array = (0..ROWS).map(|_| Some(giver.number() as f64)).collect();
        // The second mail is none, but its text is still there behind the mark that says so.
        let nulls: Vec<bool> = (0..ROWS).map(|row| row != 1).collect();
        let mails = mails
            .into_data()
            .into_builder()
            .nulls(Some(nulls.into()))
            .build()
            .unwrap();
        let keys: Vec<Option<i32>> = (0..ROWS).map(|row| Some((row % 2) as i32)).collect();
        let columns: Vec<ArrayRef> = vec![
            Arc::new((0..ROWS as i64).map(Some).collect::<Int64Array>()),
            make_array(mails),
            Arc::new(views.iter().collect::<StringViewArray>()),
            Arc::new(
                raws.iter()
                    .map(|text| text.map(str::as_bytes))
                    .collect::<BinaryArray>(),
            ),
            Arc::new(cards),
            Arc::new(reals),
            Arc::new(DictionaryArray::<Int32Type>::new(
                keys.into_iter().collect(),
                Arc::new(known.clone()),
            )),
            Arc::new(lists(&items, &item)),
            Arc::new(StructArray::from(vec![(
                Arc::new(inner.clone()),
                Arc::new(names) as ArrayRef,
            )])),
        ];
        writer
            .write(&RecordBatch::try_new(Arc::clone(&schema), columns).unwrap())
            .unwrap();
    }
    writer.finish().unwrap();
    writer.into_inner().unwrap()
}

/// Lists of one item each.
fn lists(items: &StringArray, item: &Arc<Field>) -> ListArray {
    let mut builder = ListBuilder::new(StringBuilder::new()).with_field(Arc::clone(item));
    for text in items {
        builder.append_value([text]);
    }
    builder.finish()
}

#[test]
fn arrow_keeps_its_shape_and_loses_its_values() {
    let planted = Planted::new(8, 310, 130);
    for packing in [
        None,
        Some(CompressionType::ZSTD),
        Some(CompressionType::LZ4_FRAME),
    ] {
        let file = arrow(&planted, packing);
        let (copy, told) = proved("people.arrow", &file, &planted.removals());
        assert_eq!(told.left_out, []);
        if packing.is_none() {
            assert!(searched("raw", "arrow", &file, &planted).left.len() > 290);
            assert_eq!(
                searched("raw", "arrow", &copy, &planted).left,
                Vec::<String>::new()
            );
            without_numbers(&copy, &planted);
            survives_damage("people.arrow", &file, &planted.removals(), 60);
        } else {
            assert!(copy.len() < arrow(&planted, None).len());
        }
        let opened = |bytes: Vec<u8>| {
            arrow_ipc::reader::FileReader::try_new(std::io::Cursor::new(bytes), None).unwrap()
        };
        let (before, after) = (opened(file), opened(copy));
        assert_eq!(before.schema().fields(), after.schema().fields());
        assert_eq!(after.num_batches(), 2);
        for (old, new) in before.zip(after) {
            let (old, new) = (old.unwrap(), new.unwrap());
            assert_eq!(old.num_rows(), new.num_rows());
            assert_eq!(old.column(0), new.column(0));
            assert_eq!(new.column(4).null_count(), ROWS);
            assert_eq!(new.column(1).null_count(), 1);
        }
    }
}

#[test]
fn only_the_worker_copies_tables() {
    let planted = Planted::new(9, 310, 130);
    let file = arrow(&planted, None);
    let told = tidegate_formats::copy(
        "a.arrow",
        &mut file.as_slice(),
        &planted.removals(),
        &Budget::default(),
        &mut Vec::new(),
    );
    assert!(told.is_err());
}
