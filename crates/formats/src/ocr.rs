//! Text in pictures, read by Tesseract where the caller says it is installed. It runs as a process of its own
//! that gets the picture on its standard input: to read it, no pixels are decoded in this program.

use crate::account::Account;
use crate::budget::Ocr;
use std::io::{Read, Write};
use std::ops::Range;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

/// Why nothing was read, where nothing is installed that could.
pub(crate) const NOT_INSTALLED: &str = "Tesseract is not installed";

/// Bytes that Tesseract may say of one picture.
const MAX_OUTPUT: u64 = 16 * 1024 * 1024;
/// Sureness of a word, of 100, below which it is noise.
const SURE: f32 = 10.0;

/// Why a picture gave no text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OcrTrouble {
    NotStarted,
    Refused,
    TooLong,
}

impl OcrTrouble {
    /// To follow "was not read:".
    pub(crate) fn reason(self) -> &'static str {
        match self {
            Self::NotStarted => "Tesseract could not be started",
            Self::Refused => "Tesseract does not read this kind of picture",
            Self::TooLong => "Tesseract took too long",
        }
    }
}

/// The text that can be seen in a picture, and where its words stand.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Seen {
    /// One line a line, its words with spaces between them.
    pub(crate) text: String,
    /// In the order of the text.
    pub(crate) words: Vec<Word>,
    /// Widths and heights.
    pub(crate) pages: Vec<(u32, u32)>,
}

/// A word of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Word {
    /// Its bytes of the text.
    pub(crate) span: Range<usize>,
    /// Counted from 0, over all pages.
    pub(crate) line: usize,
    pub(crate) area: Area,
}

/// Pixels of a page that lie in a rectangle, from the left and the top.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Area {
    /// Counted from 0.
    pub(crate) page: usize,
    pub(crate) left: u32,
    pub(crate) top: u32,
    pub(crate) width: u32,
    pub(crate) height: u32,
}

/// The lines of text in a picture, one a line.
pub(crate) fn lines(ocr: &Ocr, picture: &[u8], account: &Account) -> Result<String, OcrTrouble> {
    seen(ocr, picture, account).map(|seen| seen.text)
}

/// The same with the places of words.
pub(crate) fn seen(ocr: &Ocr, picture: &[u8], account: &Account) -> Result<Seen, OcrTrouble> {
    let left = ocr.time.saturating_sub(account.ocr_time());
    if left.is_zero() {
        return Err(OcrTrouble::TooLong);
    }
    let began = Instant::now();
    let said = run(ocr, picture, left);
    account.add_ocr_time(began.elapsed());
    said.map(|table| told(&table))
}

fn run(ocr: &Ocr, picture: &[u8], time: Duration) -> Result<String, OcrTrouble> {
    let mut child = Command::new(&ocr.program)
        .args(["stdin", "stdout", "-l", &ocr.languages, "tsv"])
        // One picture, one core: several files are read at once.
        .env("OMP_THREAD_LIMIT", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|_| OcrTrouble::NotStarted)?;
    let (Some(mut stdin), Some(stdout)) = (child.stdin.take(), child.stdout.take()) else {
        end(&mut child);
        return Err(OcrTrouble::NotStarted);
    };
    let said = thread::scope(|scope| {
        // Ends when it is read or when the process is gone.
        scope.spawn(move || {
            let _ = stdin.write_all(picture);
        });
        let (sender, receiver) = mpsc::channel();
        scope.spawn(move || {
            let _ = sender.send(hear(stdout));
        });
        let said = receiver.recv_timeout(time).map_err(|_| OcrTrouble::TooLong);
        if said.is_err() {
            // The threads go on to their ends once the process is gone.
            let _ = child.kill();
        }
        said
    });
    let ended = child.wait();
    let said = said?;
    match ended {
        Ok(status) if status.success() => Ok(said),
        _ => Err(OcrTrouble::Refused),
    }
}

fn hear(stdout: ChildStdout) -> String {
    let mut said = Vec::new();
    let _ = stdout.take(MAX_OUTPUT).read_to_end(&mut said);
    String::from_utf8_lossy(&said).into_owned()
}

fn end(child: &mut Child) {
    let _ = child.kill();
    let _ = child.wait();
}

/// Words of Tesseract's table, joined to its lines: columns are level, page, block, paragraph, line, word,
/// four of the box, sureness and text.
fn told(table: &str) -> Seen {
    let mut seen = Seen::default();
    let (mut last, mut line): (Option<[&str; 4]>, usize) = (None, 0);
    for row in table.lines().skip(1) {
        let cells: Vec<&str> = row.split('\t').collect();
        let [
            level,
            page,
            block,
            paragraph,
            number,
            _,
            left,
            top,
            width,
            height,
            sure,
            word,
        ] = cells[..]
        else {
            continue;
        };
        let pixels = |cell: &str| cell.parse::<u32>().unwrap_or(0);
        if level == "1" {
            seen.pages.push((pixels(width), pixels(height)));
        }
        if word.trim().is_empty() || sure.parse::<f32>().unwrap_or(-1.0) < SURE {
            continue;
        }
        let here = [page, block, paragraph, number];
        match last {
            None => {}
            Some(last) if last == here => seen.text.push(' '),
            Some(_) => {
                seen.text.push('\n');
                line += 1;
            }
        }
        let from = seen.text.len();
        seen.text.push_str(word.trim());
        seen.words.push(Word {
            span: from..seen.text.len(),
            line,
            area: Area {
                page: page.parse::<usize>().unwrap_or(1).saturating_sub(1),
                left: pixels(left),
                top: pixels(top),
                width: pixels(width),
                height: pixels(height),
            },
        });
        last = Some(here);
    }
    seen
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    #[test]
    fn the_table_gives_lines() {
        let table = "level\tpage_num\n\
            1\t1\t0\t0\t0\t0\t0\t0\t9\t9\t-1\t\n\
            5\t1\t1\t1\t1\t1\t3\t4\t9\t9\t96.5\tcard\n\
            5\t1\t1\t1\t1\t2\t0\t0\t9\t9\t91.0\t4111\n\
            5\t1\t1\t1\t2\t1\t0\t0\t9\t9\t3.0\t~|\n\
            5\t1\t1\t1\t2\t2\t0\t0\t9\t9\t80\tnext\n";
        let seen = told(table);
        assert_eq!(seen.text, "card 4111\nnext");
        assert_eq!(seen.pages, [(9, 9)]);
        let words: Vec<_> = seen
            .words
            .iter()
            .map(|word| (&seen.text[word.span.clone()], word.line))
            .collect();
        assert_eq!(words, [("card", 0), ("4111", 0), ("next", 1)]);
        let area = seen.words[0].area;
        assert_eq!(
            (area.page, area.left, area.top, area.width, area.height),
            (0, 3, 4, 9, 9)
        );
    }

    #[test]
    fn a_program_that_is_not_there_or_says_no_is_told() {
        let account = Account::default();
        let ocr = |program: &str| Ocr {
            program: PathBuf::from(program),
            languages: "eng".to_owned(),
            time: Duration::from_secs(60),
        };
        assert_eq!(
            lines(&ocr("/data/no such program"), b"", &account),
            Err(OcrTrouble::NotStarted)
        );
        #[cfg(unix)]
        assert_eq!(
            lines(&ocr("/bin/false"), b"x", &account),
            Err(OcrTrouble::Refused)
        );
    }
}
