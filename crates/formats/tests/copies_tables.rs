//! Copies of packed files, databases and tables: values in all places, none left, all else as it was.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "test code")]

mod copies;
mod packing;

use copies::{Planted, made, proved, refused, removal, searched, survives_damage};

#[test]
fn packed_files_are_packed_again() {
    let planted = Planted::new(1, 100, 100);
    let text = made("lines", &planted);
    let removals = planted.removals();
    type Packer = fn(&[u8]) -> Vec<u8>;
    let packers: [(&str, &str, Packer); 5] = [
        ("gzip", "gz", packing::gzip),
        ("bzip2", "bz2", packing::bzip2),
        ("xz", "xz", packing::xz),
        ("zstd", "zst", packing::zstd),
        ("lz4", "lz4", packing::lz4),
    ];
    for (kind, end, pack) in packers {
        let name = format!("people.txt.{end}");
        let packed = pack(&text);
        let (copy, told) = proved(&name, &packed, &removals);
        assert_eq!((told.format, told.replaced), (format!("text in {kind}"), 200));
        if !matches!(kind, "zstd" | "lz4") {
            let told = searched(kind, "packed", &copy, &planted);
            assert_eq!(told.left, Vec::<String>::new());
            assert_eq!(told.facts, ["100 lines kept"]);
        }
        survives_damage(&name, &packed, &removals, 60);
    }
}

#[test]
fn a_database_is_written_anew_without_its_values() {
    let planted = Planted::new(2, 900, 260);
    let database = made("sqlite", &planted);
    let before = searched("sqlite", "before", &database, &planted);
    assert!(before.left.len() > 800, "{}", before.left.len());
    let (copy, told) = proved("people.sqlite", &database, &planted.removals());
    assert_eq!(told.left_out, []);
    let after = searched("sqlite", "after", &copy, &planted);
    after.kept(&before);
    survives_damage("people.sqlite", &database, &planted.removals(), 30);
}

/// A database of these statements.
fn database(sql: &str) -> Vec<u8> {
    let mut database = rusqlite::Connection::open_in_memory().unwrap();
    database.execute_batch(sql).unwrap();
    database.serialize("main").unwrap().to_vec()
}

#[test]
fn what_a_database_cannot_lose_is_refused() {
    let mail = removal("ann@site.test", "[MAIL]");
    let number = removal("4012888888881881", "[CARD]");
    for (sql, removals, reason) in [
        (
            "CREATE TABLE t (a DEFAULT 'ann@site.test')",
            &mail,
            "description of its tables",
        ),
        (
            "CREATE TABLE t (a); CREATE VIEW v AS SELECT 'ann@site.test'",
            &mail,
            "description of its tables",
        ),
        (
            "CREATE TABLE t (a UNIQUE); INSERT INTO t VALUES ('ann@site.test'), ('[MAIL]')",
            &mail,
            "would be alike",
        ),
        (
            "CREATE TABLE t (a INTEGER) STRICT; INSERT INTO t VALUES (4012888888881881)",
            &number,
            "column of numbers",
        ),
        (
            "CREATE TABLE t (a INTEGER PRIMARY KEY); INSERT INTO t VALUES (4012888888881881)",
            &number,
            "must stay a number",
        ),
        (
            "CREATE TABLE t (a, b, c AS (a || '@' || b)); INSERT INTO t VALUES ('ann', 'site.test')",
            &mail,
            "computed column",
        ),
        (
            "CREATE TABLE t (a); INSERT INTO t VALUES (CAST(x'00ff' || CAST('ann@site.test' AS BLOB) AS BLOB))",
            &mail,
            "binary data",
        ),
        (
            "CREATE VIRTUAL TABLE t USING fts5(a, content=''); INSERT INTO t VALUES ('ann@site.test')",
            &mail,
            "full-text index without the text",
        ),
    ] {
        let told = refused("a.db", &database(sql), removals);
        assert!(told.contains(reason), "{sql}: {told}");
    }
}

#[test]
fn a_number_may_become_another_number() {
    let bytes = database(
        "CREATE TABLE t (a INTEGER PRIMARY KEY, b INTEGER) STRICT; \
         INSERT INTO t VALUES (4012888888881881, 4012888888881881)",
    );
    let (copy, _) = proved("a.db", &bytes, &removal("4012888888881881", "4999888888881881"));
    let mut opened = rusqlite::Connection::open_in_memory().unwrap();
    opened
        .deserialize_read_exact("main", copy.as_slice(), copy.len(), true)
        .unwrap();
    let row: (i64, i64) = opened
        .query_row("SELECT a, b FROM t", [], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap();
    assert_eq!(row, (4_999_888_888_881_881, 4_999_888_888_881_881));
}

#[test]
fn a_table_with_a_name_like_an_index_s_own_is_not_passed_over() {
    let bytes = database(
        "CREATE VIRTUAL TABLE notes USING fts4(a); INSERT INTO notes VALUES ('keep'); \
         CREATE TABLE notes_config (a); INSERT INTO notes_config VALUES ('ann@site.test'); \
         CREATE TABLE notes_data (a); INSERT INTO notes_data VALUES ('ann@site.test')",
    );
    let (_, told) = proved("a.db", &bytes, &removal("ann@site.test", "[MAIL]"));
    assert_eq!(told.replaced, 2);
}

#[test]
fn a_file_in_a_cell_is_copied_as_the_file_that_it_is() {
    let packed = packing::gzip("keep ann@site.test\n".repeat(20).as_bytes());
    let mut made = rusqlite::Connection::open_in_memory().unwrap();
    made.execute_batch("CREATE TABLE t (a)").unwrap();
    made.execute("INSERT INTO t VALUES (?1)", [&packed]).unwrap();
    let bytes = made.serialize("main").unwrap().to_vec();
    let removals = removal("ann@site.test", "[MAIL]");
    let (copy, told) = copies::copied("a.db", &bytes, &removals).unwrap();
    assert_eq!(told.replaced, 20);
    let mut opened = rusqlite::Connection::open_in_memory().unwrap();
    opened
        .deserialize_read_exact("main", copy.as_slice(), copy.len(), true)
        .unwrap();
    let cell: Vec<u8> = opened.query_row("SELECT a FROM t", [], |row| row.get(0)).unwrap();
    let (alone, _) = copies::copied("a.gz", &packed, &removals).unwrap();
    assert_eq!(cell, alone);
}
