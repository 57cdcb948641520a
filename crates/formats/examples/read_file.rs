//! Reads one file as the scanner does and prints how it ended: for trying the readers on real files.
//! Run with `cargo run --release -p tidegate-formats --example read_file -- FILE`.
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
    let (mut windows, mut bytes) = (0_u64, 0_usize);
    let reading = read(&path, &mut file, &Budget::default(), &mut |window| {
        windows += 1;
        bytes += window.owned.len();
        ControlFlow::Continue(())
    })
    .expect("readable");
    println!("{reading:?}, {windows} windows, {bytes} bytes of text");
}
