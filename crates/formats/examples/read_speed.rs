//! Prints how fast windows of text come out of memory: MB/s by format.
//! Run with `cargo run --release -p tidegate-formats --example read_speed`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "example"
)]

use std::ops::ControlFlow;
use std::time::Instant;
use tidegate_formats::{Budget, read};

const MEBIBYTES: usize = 256;

fn main() {
    let log = "2026-01-02T03:04:05Z INFO request served in 12 ms for /path/to/some/page by worker 7\n";
    let german = "Größe über alles schön für Äpfel und Öl, heißt es in der Überprüfung der Straße.\n";
    let plain = "id,name,city,amount,comment\n1,Ann Example,Springfield,12.50,nothing to say here\n";
    let quoted = "\"1\",\"Ann Example\",\"Springfield, North\",\"12.50\",\"she said \"\"no\"\" to it\"\n";
    let json = "{\"id\":1,\"name\":\"Ann Example\",\"city\":\"Springfield\",\"tags\":[\"a\",\"b\"],\"amount\":12.5}\n";
    let pretty = "  {\n    \"id\": 1,\n    \"name\": \"Ann Example\",\n    \"city\": \"Springfield\"\n  },\n";
    let escaped =
        "{\"id\":1,\"url\":\"http:\\/\\/site.test\\/page\",\"text\":\"first line\\nsecond line of it\"}\n";
    let wide: Vec<u8> = log.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let (latin, _, _) = encoding_rs::WINDOWS_1252.encode(german);
    let japanese = "これは日本語の文章です。名前と住所が書いてあります。plain words 東京都千代田区\n";
    let (shift_jis, _, _) = encoding_rs::SHIFT_JIS.encode(japanese);
    let table: [(&str, &str, &[u8]); 12] = [
        ("text, ASCII", "a.log", log.as_bytes()),
        ("text, ASCII, one line", "a.log", log.trim_end().as_bytes()),
        ("text, UTF-8", "a.txt", german.as_bytes()),
        ("text, UTF-16LE", "a.txt", &wide),
        ("text, windows-1252", "a.txt", &latin),
        ("text, Shift_JIS", "a.txt", &shift_jis),
        ("csv, plain", "a.csv", plain.as_bytes()),
        ("csv, quoted", "a.csv", quoted.as_bytes()),
        ("json lines", "a.jsonl", json.as_bytes()),
        ("json, pretty", "a.json", pretty.as_bytes()),
        ("json, minified", "a.json", json.trim_end().as_bytes()),
        ("json, escapes", "a.jsonl", escaped.as_bytes()),
    ];
    for (title, name, unit) in table {
        let mut bytes = if title.contains("pretty") || title.contains("minified") {
            b"[".to_vec()
        } else {
            Vec::new()
        };
        while bytes.len() < MEBIBYTES << 20 {
            bytes.extend_from_slice(unit);
        }
        for ask in [false, true] {
            let start = Instant::now();
            let mut windows = 0_u64;
            let reading = read(name, &mut bytes.as_slice(), &Budget::default(), &mut |window| {
                windows += 1;
                if ask {
                    let mut at = window.owned.start;
                    while at < window.owned.end {
                        at = window.text.floor_char_boundary(at);
                        std::hint::black_box(window.structure.label(at));
                        std::hint::black_box(window.structure.locate(at..at));
                        at += 10_000;
                    }
                }
                ControlFlow::Continue(())
            })
            .expect("readable");
            let speed = bytes.len() as f64 / 1e6 / start.elapsed().as_secs_f64();
            let asked = if ask { ", 100 places asked per window" } else { "" };
            println!(
                "{speed:8.0} MB/s  {title}{asked} ({}, {}, {windows} windows)",
                reading.format, reading.encoding
            );
        }
    }
}
