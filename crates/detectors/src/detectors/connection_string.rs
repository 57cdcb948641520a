//! Finds the passwords of databases and queues in their connection strings: `postgres://user:password@host/db`
//! and its relatives, JDBC addresses, and the `Server=…;Password=…` of ODBC and ADO.NET. Whoever holds one reads
//! what the application reads.
//!
//! **How.** A scheme of a database, a queue or a cache and an authority with a password (RFC 3986, section 3.2.1);
//! or `password=` or `pwd=` beside another part of a connection string (`Server=`, `Data Source=`, `host=`,
//! `jdbc:` …) in the same record. The match is the password.
//!
//! **Limits.** References such as `${PASSWORD}` are no values. Passwords of documentation and of fresh
//! installations, example domains and this machine lower the confidence. No connection is tried.

use crate::{
    authority::{Authority, weigh_password},
    evidence::Evidence,
    spec::{Sink, Spec, Trigger},
};
use std::ops::Range;
use tidegate_domain::detector::{Category, Severity};

pub(crate) static SPEC: Spec = Spec {
    id: "connection_string",
    title: "Connection string with a password",
    category: Category::Credential,
    severity: Severity::Critical,
    version: 1,
    source: include_str!("connection_string.rs"),
    examples: &[
        "DATABASE_URL=postgres://app:mAdeUp4tests@db.tidegate.dev:5432/app?sslmode=require",
        "mongodb+srv://app:t1de-Gate-sample@cluster0.tidegate.dev/app",
        "Server=db.tidegate.dev;Database=app;User Id=app;Password=mAdeUp4tests;",
        "jdbc:mysql://db.tidegate.dev/app?user=app&password=mAdeUp4tests",
        "rediss://:mAdeUp4tests@cache.tidegate.dev:6379/0",
        "host=db.tidegate.dev dbname=app user=app password=mAdeUp4tests",
        "amqps://app:mAdeUp4tests@mq.tidegate.dev/%2f",
    ],
    counterexamples: &[
        "postgres://postgres:postgres@localhost/db",
        "postgres://app:${DB_PASSWORD}@db.tidegate.dev/app",
        "mysql://db.tidegate.dev/app",
        "Server=myServerAddress;Database=myDataBase;User Id=myUsername;Password=myPassword;",
        "password=mAdeUp4tests",
        "mongodb://<user>:<password>@cluster0.tidegate.dev",
    ],
    trigger: Trigger::Literals(
        &[
            "postgres://",
            "postgresql://",
            "mysql://",
            "mariadb://",
            "mongodb://",
            "mongodb+srv://",
            "redis://",
            "rediss://",
            "amqp://",
            "amqps://",
            "mssql://",
            "sqlserver://",
            "clickhouse://",
            "cockroachdb://",
            "neo4j://",
            "neo4j+s://",
            "bolt://",
            "couchbase://",
            "couchdb://",
            "cassandra://",
            "kafka://",
            "stomp://",
            "snowflake://",
            "oracle://",
            "influxdb://",
            "postgresql+psycopg2://",
            "postgresql+asyncpg://",
            "mysql+pymysql://",
            "mysql+mysqlconnector://",
            "mssql+pyodbc://",
            "password=",
            "Password=",
            "PASSWORD=",
            "pwd=",
            "Pwd=",
            "PWD=",
        ],
        check,
    ),
};

/// What stands beside a password in a connection string, in small letters.
const PARTS: &[&str] = &[
    "server=",
    "data source=",
    "datasource=",
    "host=",
    "hostname=",
    "driver=",
    "initial catalog=",
    "database=",
    "dbname=",
    "jdbc:",
    "dsn=",
];

/// How far from the password its neighbours may stand.
const AROUND: usize = 400;

fn check(sink: &mut Sink<'_>, start: usize) {
    let text = sink.window.text;
    let Some(rest) = text.get(start..) else {
        return;
    };
    let head = rest.as_bytes().get(..24.min(rest.len())).unwrap_or_default();
    if let Some(marks) = memchr::memmem::find(head, b"://") {
        if sink.before(start).is_ascii_alphanumeric() {
            return;
        }
        if let Some(found) = Authority::at(text, start + marks + 3)
            && sink.place(start..found.span.end).is_some()
            && let Some(evidence) = found.weigh(Evidence::new(
                "a password in the address of a database or a queue",
                0.9,
            ))
        {
            let value = found.password.to_owned();
            sink.push(&SPEC, found.span, value, evidence);
        }
        return;
    }
    if let Some(span) = keyed(sink, start) {
        let Some(value) = text.get(span.clone()).map(str::to_owned) else {
            return;
        };
        let evidence = Evidence::new("a password beside other parts of a connection string", 0.85);
        if let Some(evidence) = weigh_password(&value, evidence) {
            sink.push(&SPEC, span, value, evidence);
        }
    }
}

/// The value of `password=` at `start`, when the parts of a connection string stand around it.
fn keyed(sink: &Sink<'_>, start: usize) -> Option<Range<usize>> {
    let before = sink.before(start);
    if !matches!(before, b';' | b' ' | b'&' | b'?' | b'"' | b'\'') {
        return None;
    }
    let record = sink.window.structure.record(start);
    let from = record.start.max(start.saturating_sub(AROUND));
    let to = record.end.min(start + AROUND).max(start);
    let around = sink.bytes.get(from..to)?.to_ascii_lowercase();
    if !PARTS
        .iter()
        .any(|part| memchr::memmem::find(&around, part.as_bytes()).is_some())
    {
        return None;
    }
    let equals = memchr::memchr(b'=', sink.bytes.get(start..to)?)?;
    let mut first = start + equals + 1;
    let (ends, skip): (&[u8], usize) = match sink.at(first) {
        b'{' => (b"}", 1),
        b'\'' => (b"'", 1),
        b'"' => (b"\"", 1),
        _ if before == b'&' || before == b'?' => (b"&\"'` \t\r\n<>#", 0),
        _ => (b";\"'` \t\r\n<>\\", 0),
    };
    first += skip;
    let value = sink.bytes.get(first..to)?;
    let length = value
        .iter()
        .position(|byte| ends.contains(byte))
        .unwrap_or(value.len());
    let span = first..first + length;
    (length >= 3 && sink.place(span.clone()).is_some()).then_some(span)
}
