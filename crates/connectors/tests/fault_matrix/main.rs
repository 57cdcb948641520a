//! What goes wrong on the way, tried on every dialect with one table: each cell is an operation, a fault, a
//! place where it strikes, and the outcome that a person may expect. Nothing is ever half right: an operation
//! ends as if nothing had happened, or with an error of the class that the table says.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "test code")]

#[path = "../contract/mod.rs"]
mod contract;
mod dialects;
mod table;

use contract::{context, drain};
use dialects::Dialect;
use std::collections::BTreeSet;
use table::{Cell, Expected, cells};
use tidegate_connectors::{PutCondition, SourceError, Upload};
use tidegate_domain::{
    connector::Scope,
    key::ObjectKey,
    object::{ObjectRef, Version},
};
use tidegate_test_servers::Operation;

/// What an operation came to, in a form that two runs of it can be compared by.
async fn outcome(dialect: &Dialect, operation: Operation) -> Result<String, SourceError> {
    let ctx = context();
    let source = dialect.source.as_ref();
    let object = dialect.object("read.bin");
    match operation {
        Operation::List => {
            let scope = Scope {
                buckets: vec![dialect.bucket.clone()],
                ..Scope::default()
            };
            let listed = contract::list_all(source, &scope).await?;
            let keys: BTreeSet<_> = listed
                .iter()
                .map(|meta| (meta.object.key.clone(), meta.size))
                .collect();
            assert_eq!(listed.len(), keys.len(), "a key is listed twice");
            Ok(format!("{} objects", keys.len()))
        }
        Operation::Head => Ok(format!("{:?}", source.stat(&ctx, &object).await?)),
        Operation::Get => {
            let opened = source
                .open(&ctx, &object, Some(&dialect.version), Some(100..60_000))
                .await?;
            let bytes = drain(opened).await?;
            assert!(
                bytes == dialects::content()[100..60_000],
                "wrong bytes were handed on"
            );
            Ok(format!("{} bytes", bytes.len()))
        }
        Operation::Put => {
            let target = dialect.object("many/00000");
            let body = dialects::Body(dialects::content());
            let upload = Upload {
                object: &target,
                body: &body,
                condition: PutCondition::Overwrite,
                content_type: None,
                resume: None,
            };
            let written = source.put(&ctx, upload, &mut |_| {}).await?;
            Ok(written.size.to_string())
        }
        Operation::Delete => {
            let keys = [ObjectKey::from("not there")];
            match source.delete(&ctx, &dialect.bucket, &keys).await.remove(0) {
                // A first try whose answer was lost has done the work.
                Err(error) if error.class != tidegate_domain::problem::ErrorClass::NotFound => Err(error),
                _ => Ok("gone".into()),
            }
        }
        other => unreachable!("{other:?} is no cell"),
    }
}

async fn every_cell_ends_as_expected(dialect: Dialect) {
    let operations: &[Operation] = if dialect.writes {
        &[
            Operation::List,
            Operation::Head,
            Operation::Get,
            Operation::Put,
            Operation::Delete,
        ]
    } else {
        &[Operation::List, Operation::Head, Operation::Get]
    };
    let mut wrong = Vec::new();
    let mut tried = 0;
    for operation in operations {
        dialect.proxy.clear();
        let whole = outcome(&dialect, *operation).await.unwrap();
        for cell in cells(&dialect, *operation) {
            dialect.proxy.clear();
            let dialect_again = dialect.afresh();
            let Cell {
                name,
                pass,
                times,
                mishap,
                expected,
            } = cell;
            dialect_again.proxy.plan(*operation, pass, times, mishap);
            let ended = tokio::time::timeout(
                std::time::Duration::from_secs(30),
                outcome(&dialect_again, *operation),
            )
            .await;
            tried += 1;
            let fine = match (&ended, &expected) {
                (Ok(Ok(result)), Expected::Whole) => *result == whole,
                (Ok(Err(error)), Expected::Fails(classes)) => {
                    classes.contains(&error.class) && !error.message.is_empty()
                }
                _ => false,
            };
            if !fine {
                wrong.push(format!(
                    "{operation:?}, {name}: {ended:.200?}, expected {expected:?}"
                ));
            }
        }
    }
    assert!(dialect.elsewhere_is_untouched(), "a redirect was followed");
    assert!(
        wrong.is_empty(),
        "{} of {tried} cells:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    assert!(tried >= 60, "{tried} cells");
}

#[tokio::test]
async fn s3() {
    every_cell_ends_as_expected(dialects::s3().await).await;
}

#[tokio::test]
async fn gcs() {
    every_cell_ends_as_expected(dialects::gcs().await).await;
}

#[tokio::test]
async fn azure_blob() {
    every_cell_ends_as_expected(dialects::azure_blob().await).await;
}

/// So that the table cannot pass because a version or a key was never right to begin with.
#[tokio::test]
async fn another_version_is_refused_without_any_fault() {
    for dialect in [dialects::s3().await, dialects::gcs().await] {
        let stale = Version("0".into());
        let object: ObjectRef = dialect.object("read.bin");
        let refused = dialect.source.open(&context(), &object, Some(&stale), None).await;
        assert_eq!(
            refused.unwrap_err().class,
            tidegate_domain::problem::ErrorClass::Changed
        );
    }
}

/// So that the watch over redirects cannot sleep.
#[tokio::test]
async fn a_visit_elsewhere_would_be_noticed() {
    let dialect = dialects::s3().await;
    assert!(dialect.elsewhere_is_untouched());
    let _visit = tokio::net::TcpStream::connect(dialect.elsewhere()).await.unwrap();
    for _ in 0..500 {
        if !dialect.elsewhere_is_untouched() {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("the visit was not noticed");
}
