//! The cells. An outcome follows from what is asked and what goes wrong; a dialect only lends its words.

use crate::dialects::{Dialect, Refusal};
use bytes::Bytes;
use tidegate_domain::problem::ErrorClass::{self, *};
use tidegate_test_servers::{Mishap, Operation};

#[derive(Debug)]
pub enum Expected {
    /// As if nothing had happened.
    Whole,
    Fails(&'static [ErrorClass]),
}

pub struct Cell {
    pub name: String,
    /// Requests of this kind that pass first.
    pub pass: u32,
    pub times: u32,
    pub mishap: Mishap,
    pub expected: Expected,
}

const ALWAYS: u32 = u32::MAX;
/// The connection's trouble: it may pass.
const NETWORK: &[ErrorClass] = &[Transient, Protocol];

pub fn cells(dialect: &Dialect, operation: Operation) -> Vec<Cell> {
    let mut cells = Vec::new();
    // Where it strikes: at the first request, at one in the middle, at the last.
    let places: Vec<u32> = match operation {
        Operation::List => (0..dialect.pages).collect(),
        _ => vec![0],
    };
    for pass in places {
        let mut add = |name: String, times: u32, mishap: Mishap, expected: Expected| {
            let name = format!("{name} at request {}", pass + 1);
            cells.push(Cell {
                name,
                pass,
                times,
                mishap,
                expected,
            });
        };
        network(operation, &mut add);
        refusals(dialect, operation, &mut add);
        lies(dialect, operation, pass, &mut add);
    }
    cells
}

type Add<'a> = dyn FnMut(String, u32, Mishap, Expected) + 'a;

/// F15: connections that end, break and hang.
fn network(operation: Operation, add: &mut Add<'_>) {
    add("dropped once".into(), 1, Mishap::Drop, Expected::Whole);
    add(
        "dropped always".into(),
        ALWAYS,
        Mishap::Drop,
        Expected::Fails(NETWORK),
    );
    add(
        "its answer lost once".into(),
        1,
        Mishap::LoseAnswer,
        Expected::Whole,
    );
    if !matches!(operation, Operation::List | Operation::Get) {
        return;
    }
    for part in [0, 500, 1000] {
        add(
            format!("reset at {part}/1000 once"),
            1,
            Mishap::Reset(part),
            Expected::Whole,
        );
        add(
            format!("silent from {part}/1000 once"),
            1,
            Mishap::Stall(part),
            Expected::Whole,
        );
    }
    add(
        "reset always".into(),
        ALWAYS,
        Mishap::Reset(0),
        Expected::Fails(NETWORK),
    );
    add(
        "silent always".into(),
        ALWAYS,
        Mishap::Stall(0),
        Expected::Fails(NETWORK),
    );
    add(
        "trickling always".into(),
        ALWAYS,
        Mishap::Trickle,
        Expected::Fails(NETWORK),
    );
}

/// F16, F21–F24: what a service refuses, in its own words.
fn refusals(dialect: &Dialect, operation: Operation, add: &mut Add<'_>) {
    let mut refuse = |name: &str, times: u32, refusal: Refusal, expected: Expected| {
        if let Some(mishap) = (dialect.refusal)(operation, refusal) {
            add(name.to_owned(), times, mishap, expected);
        }
    };
    for status in [500, 502, 504] {
        refuse(
            &format!("{status} once"),
            1,
            Refusal::Failed(status),
            Expected::Whole,
        );
        refuse(
            &format!("{status} always"),
            ALWAYS,
            Refusal::Failed(status),
            Expected::Fails(&[Transient]),
        );
    }
    refuse("slow down once", 1, Refusal::SlowDown, Expected::Whole);
    refuse(
        "slow down always",
        ALWAYS,
        Refusal::SlowDown,
        Expected::Fails(&[RateLimited]),
    );
    refuse("too many requests once", 1, Refusal::TooMany, Expected::Whole);
    refuse(
        "too many requests always",
        ALWAYS,
        Refusal::TooMany,
        Expected::Fails(&[RateLimited]),
    );
    refuse(
        "denied",
        ALWAYS,
        Refusal::Denied,
        Expected::Fails(&[PermissionDenied]),
    );
    refuse(
        "credential expired",
        ALWAYS,
        Refusal::Expired,
        Expected::Fails(&[AuthExpired]),
    );
    refuse(
        "credential unknown",
        ALWAYS,
        Refusal::Unknown,
        Expected::Fails(&[AuthExpired]),
    );
    let no_bucket: &[ErrorClass] = match operation {
        Operation::List | Operation::Put => &[ConfigInvalid],
        _ => &[ConfigInvalid, NotFound],
    };
    if operation != Operation::Delete && operation != Operation::Head {
        refuse(
            "bucket gone",
            ALWAYS,
            Refusal::NoBucket,
            Expected::Fails(no_bucket),
        );
    }
    if matches!(operation, Operation::Head | Operation::Get) {
        refuse(
            "object gone",
            ALWAYS,
            Refusal::NoObject,
            Expected::Fails(&[NotFound]),
        );
    }
    if operation == Operation::Get {
        refuse(
            "changed meanwhile",
            ALWAYS,
            Refusal::Precondition,
            Expected::Fails(&[Changed]),
        );
    }
    if operation == Operation::Put {
        refuse(
            "in the way",
            ALWAYS,
            Refusal::Precondition,
            Expected::Fails(&[Conflict]),
        );
    }
    refuse(
        "refused without a reason",
        ALWAYS,
        Refusal::Odd,
        Expected::Fails(&[Protocol, ConfigInvalid]),
    );
    for status in [301, 302, 303, 307, 308] {
        add(
            format!("sent elsewhere by {status}"),
            ALWAYS,
            dialect.sent_elsewhere(status),
            Expected::Fails(&[ConfigInvalid, Protocol]),
        );
    }
}

/// F17, F19, F20: answers that are not true.
fn lies(dialect: &Dialect, operation: Operation, pass: u32, add: &mut Add<'_>) {
    let say = |body: &'static str| Mishap::Instead {
        status: 200,
        headers: vec![("content-type", "application/xml".into())],
        body: Bytes::from_static(body.as_bytes()),
    };
    match operation {
        Operation::List => {
            for (name, body) in [
                ("nothing", ""),
                (
                    "a web page",
                    "<html><body>Sign in to the hotel's network</body></html>",
                ),
                (
                    "half an answer",
                    "<?xml version=\"1.0\"?><ListBucketResult><Contents><Key>a",
                ),
                (
                    "half of another",
                    "{\"kind\":\"storage#objects\",\"items\":[{\"na",
                ),
            ] {
                add(
                    format!("answered with {name}"),
                    ALWAYS,
                    say(body),
                    Expected::Fails(&[Protocol]),
                );
            }
            if pass == 0 && dialect.pages > 1 {
                add(
                    "the same page for ever".into(),
                    ALWAYS,
                    Mishap::Repeat,
                    Expected::Fails(&[Protocol]),
                );
            }
        }
        Operation::Get => {
            let whole = Mishap::Instead {
                status: 200,
                headers: vec![dialect.version_header.clone()],
                body: Bytes::from(crate::dialects::content()),
            };
            add("the range ignored".into(), 1, whole, Expected::Whole);
            for value in ["bytes 0-59899/70000", "bytes 100-59998/70000", "bytes x", ""] {
                add(
                    format!("Content-Range of \u{201c}{value}\u{201d}"),
                    1,
                    Mishap::Header("content-range", value.into()),
                    Expected::Fails(&[Protocol]),
                );
            }
            let (name, value) = dialect.other_version;
            add(
                "another version than asked for".into(),
                1,
                Mishap::Header(name, value.into()),
                Expected::Fails(&[Changed]),
            );
        }
        _ => {}
    }
}
