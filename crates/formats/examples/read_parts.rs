//! Reads one file as the worker does, prints every part with its place, and how long it took.
//! Run with `cargo run --release -p tidegate-formats --example read_parts -- FILE [TESSERACT]`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "example"
)]

use std::fs::File;
use std::ops::ControlFlow;
use std::time::{Duration, Instant};
use tidegate_formats::{Budget, Ocr, read};

fn main() {
    let path = std::env::args().nth(1).expect("a file to read");
    let budget = Budget {
        complex: true,
        ocr: std::env::args().nth(2).map(|program| Ocr {
            program: program.into(),
            languages: "eng".to_owned(),
            time: Duration::from_secs(600),
        }),
        ..Budget::default()
    };
    let mut file = File::open(&path).expect("a file that opens");
    let (mut last_page, mut bytes) = (0, 0);
    let began = Instant::now();
    let reading = read(&path, &mut file, &budget, &mut |window| {
        let place = window.structure.locate(window.owned.clone());
        println!(
            "--- page {:?} part {:?} member {:?}",
            place.page, place.part, place.member
        );
        println!("{}", &window.text[window.owned.clone()]);
        last_page = place.page.unwrap_or(0).max(last_page);
        bytes += window.owned.len();
        ControlFlow::Continue(())
    });
    eprintln!(
        "{reading:?}, {last_page} pages, {bytes} bytes of text, {:?}",
        began.elapsed()
    );
}
