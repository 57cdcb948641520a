//! Answers on stdout, as aligned text for people or as JSON lines for programs; progress on stderr.

use serde::Serialize;
use std::io::{self, BufWriter, IsTerminal, Stdout, Write};

pub struct Output {
    json: bool,
    out: BufWriter<Stdout>,
}

impl Output {
    pub fn new(json: bool) -> Self {
        Self {
            json,
            out: BufWriter::new(io::stdout()),
        }
    }

    pub fn is_json(&self) -> bool {
        self.json
    }

    /// One object: JSON as one line, else the text.
    pub fn object<T: Serialize>(&mut self, value: &T, text: impl FnOnce(&T) -> String) -> io::Result<()> {
        if self.json {
            self.json_line(value)?;
        } else {
            self.out.write_all(text(value).as_bytes())?;
            self.out.write_all(b"\n")?;
        }
        self.out.flush()
    }

    /// Rows: one JSON line each, or a table under `heads`.
    pub fn rows<T: Serialize, const N: usize>(
        &mut self,
        rows: &[T],
        heads: [&str; N],
        cells: impl Fn(&T) -> [String; N],
    ) -> io::Result<()> {
        if self.json {
            for row in rows {
                self.json_line(row)?;
            }
        } else {
            let cells: Vec<[String; N]> = rows.iter().map(cells).collect();
            self.table(heads, &cells)?;
        }
        self.out.flush()
    }

    pub fn json_line<T: Serialize>(&mut self, value: &T) -> io::Result<()> {
        serde_json::to_writer(&mut self.out, value)?;
        self.out.write_all(b"\n")
    }

    pub fn line(&mut self, text: &str) -> io::Result<()> {
        self.out.write_all(text.as_bytes())?;
        self.out.write_all(b"\n")
    }

    pub fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    fn table<const N: usize>(&mut self, heads: [&str; N], rows: &[[String; N]]) -> io::Result<()> {
        let mut widths = heads.map(|head| head.chars().count());
        for row in rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(cell.chars().count());
            }
        }
        let mut write = |cells: &[String; N]| {
            let mut line = String::new();
            for (at, (cell, width)) in cells.iter().zip(&widths).enumerate() {
                line.push_str(cell);
                if at + 1 < N {
                    line.extend(std::iter::repeat_n(' ', width - cell.chars().count() + 2));
                }
            }
            self.out.write_all(line.trim_end().as_bytes())?;
            self.out.write_all(b"\n")
        };
        write(&heads.map(|head| head.to_uppercase()))?;
        rows.iter().try_for_each(&mut write)
    }
}

/// A line of progress on stderr that the next one replaces; silent when nobody watches.
pub struct Progress {
    watched: bool,
}

impl Progress {
    pub fn new() -> Self {
        Self {
            watched: io::stderr().is_terminal(),
        }
    }

    pub fn show(&self, text: &str) {
        if self.watched {
            // Nobody to tell when stderr itself is closed.
            let _ = write!(io::stderr(), "\r\x1b[2K{text}");
        }
    }

    pub fn clear(&self) {
        self.show("");
    }
}

/// Something worth knowing on the way, for people.
pub fn note(text: &str) {
    let _ = writeln!(io::stderr(), "{text}");
}

/// Bytes in binary units, as file managers show them.
pub fn bytes(count: u64) -> String {
    const UNITS: [&str; 5] = ["B", "KiB", "MiB", "GiB", "TiB"];
    #[allow(clippy::cast_precision_loss, reason = "shown with one decimal")]
    let mut value = count as f64;
    let mut unit = 0;
    while value >= 1024.0 && unit + 1 < UNITS.len() {
        value /= 1024.0;
        unit += 1;
    }
    if unit == 0 {
        format!("{count} B")
    } else {
        format!("{value:.1} {}", UNITS[unit])
    }
}

/// The moment in UTC, or a dash.
pub fn moment(at: Option<tidegate_domain::Timestamp>) -> String {
    at.map_or_else(
        || "-".to_owned(),
        |at| at.format("%Y-%m-%d %H:%M:%SZ").to_string(),
    )
}

/// A word of the JSON shapes, as a person writes it.
pub fn word<T: Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word.replace('_', " "),
        _ => String::new(),
    }
}
