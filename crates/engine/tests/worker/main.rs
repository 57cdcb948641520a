//! Workers that do everything wrong that a reader of a hostile file may do.
//!
//! This program is the test and, started with the hidden argument, the worker: its reader does what the name of the
//! file tells it (`reader.rs`). Only the test has such a reader.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "test code"
)]

mod cases;
mod engine;
mod reader;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments
        .first()
        .is_some_and(|first| first == tidegate_engine::worker::ARGUMENT)
    {
        if arguments
            .get(1)
            .is_some_and(|second| second == engine::TRUE_READER)
        {
            return tidegate_engine::worker::serve();
        }
        return tidegate_engine::worker::serve_reading(reader::read);
    }
    let listing = arguments.iter().any(|argument| argument == "--list");
    let wanted = arguments.iter().find(|argument| !argument.starts_with('-'));
    let (mut passed, mut failed) = (0, 0);
    for (name, case) in cases::ALL.iter().chain(engine::ALL) {
        if wanted.is_some_and(|wanted| !name.contains(wanted.as_str())) {
            continue;
        }
        if listing {
            println!("{name}: test");
            continue;
        }
        let ended = catch_unwind(AssertUnwindSafe(case));
        println!("test {name} ... {}", if ended.is_ok() { "ok" } else { "FAILED" });
        match ended {
            Ok(()) => passed += 1,
            Err(_) => failed += 1,
        }
    }
    let word = if failed == 0 { "ok" } else { "FAILED" };
    println!(
        "\ntest result: {word}. {passed} passed; {failed} failed; 0 ignored; 0 measured; 0 filtered out\n"
    );
    if failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
