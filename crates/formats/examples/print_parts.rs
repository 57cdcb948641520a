//! Reads one file as the worker does and prints every part's place and text: for trying the readers.
//! Run with `cargo run -p tidegate-formats --example print_parts -- FILE`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "example"
)]

use std::fs::File;
use std::ops::ControlFlow;
use tidegate_formats::{Budget, read};

fn main() {
    let path = std::env::args().nth(1).expect("a file to read");
    let mut file = File::open(&path).expect("a file that opens");
    let budget = Budget {
        complex: true,
        ..Budget::default()
    };
    let reading = read(&path, &mut file, &budget, &mut |window| {
        let place = window.structure.locate(window.owned.clone());
        let words = [
            place.member.map(|member| format!("member {member}")),
            place.page.map(|page| format!("page {page}")),
            place.sheet.map(|sheet| format!("sheet {sheet}")),
            place.part.map(|part| format!("part {part}")),
        ];
        let place: Vec<String> = words.into_iter().flatten().collect();
        println!("=== {} {:?}", place.join(", "), window.structure.labels());
        println!("{}", &window.text[window.owned.clone()]);
        ControlFlow::Continue(())
    });
    match reading {
        Ok(reading) => println!("=== {reading:?}"),
        Err(error) => println!("=== {error}"),
    }
}
