//! A stretch of one document's text, with what was found in it and the parts that it has. Holds no file.

use super::align::Found;
use super::differ::{Side, breaks};
use crate::{
    Examiner,
    look::{Seen, Text, Wanted},
};
use std::io::Read;
use std::ops::ControlFlow;
use tidegate_domain::export::LeftOutMember;
use tidegate_formats::{FormatError, Reading};

/// Where in a document's text a stretch lies.
#[derive(Debug, Clone, Copy)]
pub(super) struct Extent {
    /// Bytes of text before it.
    pub(super) from: u64,
    /// Bytes of it at most.
    pub(super) most: usize,
}

/// A stretch of text.
#[derive(Default)]
pub(super) struct Page {
    pub(super) text: String,
    /// In order, without overlaps, in clear.
    pub(super) found: Vec<Found>,
    pub(super) heads: Vec<Head>,
    /// The part that it begins in, and the line there; `None` where it begins within a line.
    pub(super) part: Option<String>,
    pub(super) line: u64,
    pub(super) line_begins: bool,
    /// Nothing comes after it.
    pub(super) last: bool,
}

impl Page {
    pub(super) fn side(&self) -> Side<'_> {
        Side {
            text: &self.text,
            found: &self.found,
        }
    }

    /// Lines that end in it, but not within values: as many as its copy has.
    pub(super) fn lines(&self) -> usize {
        breaks(&self.text, &self.found).count()
    }

    /// Leaves its first lines; the rest comes with the next stretch.
    pub(super) fn truncate(&mut self, lines: usize) {
        let end = breaks(&self.text, &self.found).nth(lines.saturating_sub(1));
        let Some(end) = end.filter(|end| *end < self.text.len()) else {
            return;
        };
        self.text.truncate(end);
        self.last = false;
        self.heads.retain(|head| head.at < end);
        self.found.retain_mut(|found| {
            found.span.end = found.span.end.min(end);
            found.span.start < end
        });
    }
}

/// A part of a document that begins in a stretch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) at: usize,
    pub(super) title: String,
    /// Its text is left out, because the copy does not have it.
    pub(super) left_out: Option<String>,
}

/// Reads a stretch of the file `name`. Text of the files that the copy does not have is passed over.
///
/// # Errors
/// As [`Examiner::look`].
pub(super) fn read(
    examiner: &Examiner,
    name: &str,
    input: &mut dyn Read,
    extent: Extent,
    without: &[LeftOutMember],
) -> Result<(Page, Reading), FormatError> {
    let wanted = Wanted::Text {
        limit: usize::MAX,
        reveal: true,
    };
    let mut growing = Growing {
        page: Page {
            line: 1,
            line_begins: true,
            last: true,
            ..Page::default()
        },
        extent,
        without,
        passed: 0,
        hidden: false,
    };
    let reading = examiner.look(name, input, &wanted, &mut |seen| match seen {
        Seen::Text(text) => growing.take(&text),
        _ => ControlFlow::Continue(()),
    })?;
    Ok((growing.page, reading))
}

struct Growing<'a> {
    page: Page,
    extent: Extent,
    without: &'a [LeftOutMember],
    /// Bytes of text before the page that have come.
    passed: u64,
    /// The part that comes is not in the copy.
    hidden: bool,
}

impl Growing<'_> {
    fn take(&mut self, text: &Text) -> ControlFlow<()> {
        let mut places = Places::new(&text.text);
        let mut found: Vec<Found> = text
            .marks
            .iter()
            .map(|marked| Found {
                span: places.byte(marked.mark.start)..places.byte(marked.mark.end),
                detector: marked.mark.detector.clone(),
            })
            .collect();
        found.sort_by_key(|found| found.span.start);
        let mut at = 0;
        for part in &text.parts {
            let start = places.byte(part.start);
            self.text(&text.text, at..start, &found)?;
            self.begin(&part.title);
            at = start;
        }
        self.text(&text.text, at..text.text.len(), &found)
    }

    fn begin(&mut self, title: &str) {
        let reason = self
            .without
            .iter()
            .find(|left| is_in(title, &left.member))
            .map(|left| left.reason.clone());
        let again = self.hidden && reason.is_some();
        self.hidden = reason.is_some();
        if self.passed < self.extent.from {
            self.page.part = (!self.hidden).then(|| title.to_owned());
            self.page.line = 1;
            self.page.line_begins = true;
        } else if !again {
            self.page.heads.push(Head {
                at: self.page.text.len(),
                title: title.to_owned(),
                left_out: reason,
            });
        }
    }

    fn text(&mut self, text: &str, span: std::ops::Range<usize>, found: &[Found]) -> ControlFlow<()> {
        let all = text.get(span.clone()).unwrap_or_default();
        if self.hidden || all.is_empty() {
            return ControlFlow::Continue(());
        }
        let skip = usize::try_from(self.extent.from - self.passed).unwrap_or(usize::MAX);
        let (before, rest) = all.split_at_checked(skip.min(all.len())).unwrap_or((all, ""));
        self.passed += before.len() as u64;
        if let Some(last) = before.bytes().last() {
            self.page.line += before.bytes().filter(|byte| *byte == b'\n').count() as u64;
            self.page.line_begins = last == b'\n';
        }
        let room = self.extent.most.saturating_sub(self.page.text.len());
        let mut length = rest.len().min(room);
        while !rest.is_char_boundary(length) {
            length -= 1;
        }
        let own = span.start + before.len()..span.start + before.len() + length;
        let base = self.page.text.len();
        for found in found {
            let start = found.span.start.max(own.start);
            let end = found.span.end.min(own.end);
            if start < end {
                self.page.found.push(Found {
                    span: base + start - own.start..base + end - own.start,
                    detector: found.detector.clone(),
                });
            }
        }
        self.page.text.push_str(rest.get(..length).unwrap_or_default());
        if length < rest.len() {
            self.page.last = false;
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    }
}

/// Whether the part called `title` is in the file `member` inside.
fn is_in(title: &str, member: &str) -> bool {
    title
        .strip_prefix(member)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(", ") || rest.starts_with("!/"))
}

/// Finds bytes of a text by its UTF-16 units; quickly for places that are asked for in their order.
struct Places<'a> {
    text: &'a str,
    ascii: bool,
    units: usize,
    byte: usize,
}

impl<'a> Places<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            text,
            ascii: text.is_ascii(),
            units: 0,
            byte: 0,
        }
    }

    fn byte(&mut self, units: u32) -> usize {
        let units = units as usize;
        if self.ascii {
            return units.min(self.text.len());
        }
        if units < self.units {
            (self.units, self.byte) = (0, 0);
        }
        for c in self.text.get(self.byte..).unwrap_or_default().chars() {
            if self.units >= units {
                break;
            }
            self.units += c.len_utf16();
            self.byte += c.len_utf8();
        }
        self.byte
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tidegate_domain::finding::{Mark, PreviewPart};
    use tidegate_domain::{detector::Severity, secret::Excerpt};

    fn text(text: &str, marks: &[(u32, u32)], parts: &[(u32, &str)]) -> Text {
        Text {
            text: text.to_owned(),
            marks: marks
                .iter()
                .map(|(start, end)| crate::look::Marked {
                    mark: Mark {
                        start: *start,
                        end: *end,
                        detector: "email".into(),
                        severity: Severity::High,
                        confidence: 0.9,
                        hidden_by: None,
                    },
                    canonical: Excerpt::new(""),
                    label: None,
                })
                .collect(),
            parts: parts
                .iter()
                .map(|(start, title)| PreviewPart {
                    start: *start,
                    title: (*title).to_owned(),
                })
                .collect(),
            cut: false,
        }
    }

    fn pages(texts: &[Text], extent: Extent, without: &[LeftOutMember]) -> Page {
        let mut growing = Growing {
            page: Page {
                line: 1,
                line_begins: true,
                last: true,
                ..Page::default()
            },
            extent,
            without,
            passed: 0,
            hidden: false,
        };
        for text in texts {
            if growing.take(text).is_break() {
                break;
            }
        }
        growing.page
    }

    #[test]
    fn a_page_begins_and_ends_where_it_is_asked_to() {
        let texts = [
            text("höre\n", &[(0, 4)], &[(0, "a")]),
            text("zwei\ndrei\n", &[(5, 9)], &[]),
        ];
        let page = pages(&texts, Extent { from: 8, most: 5 }, &[]);
        assert_eq!((page.text.as_str(), page.last), ("ei\ndr", false));
        assert_eq!(
            (page.part.as_deref(), page.line, page.line_begins),
            (Some("a"), 2, false)
        );
        assert_eq!(page.found[0].span, 3..5);
        let rest = pages(&texts, Extent { from: 13, most: 50 }, &[]);
        assert_eq!((rest.text.as_str(), rest.last, rest.line), ("ei\n", true, 3));
    }

    #[test]
    fn what_the_copy_does_not_have_is_named_and_passed_over() {
        let without = [LeftOutMember {
            member: "b.bin".into(),
            reason: "Unknown.".into(),
        }];
        let texts = [
            text("one", &[], &[(0, "a.txt")]),
            text("\nsecret", &[(1, 7)], &[(1, "b.bin, page 1")]),
            text("\nmore", &[], &[(1, "b.bin, page 2")]),
            text("\nthree", &[], &[(1, "c.txt")]),
        ];
        let page = pages(&texts, Extent { from: 0, most: 100 }, &without);
        assert_eq!(page.text, "one\nthree");
        assert!(page.found.is_empty());
        let heads: Vec<_> = page
            .heads
            .iter()
            .map(|head| (head.at, head.title.as_str(), head.left_out.is_some()))
            .collect();
        assert_eq!(
            heads,
            [
                (0, "a.txt", false),
                (4, "b.bin, page 1", true),
                (4, "c.txt", false)
            ]
        );
    }

    #[test]
    fn stretches_of_a_long_line_are_the_whole_text_and_its_values() {
        let scanner = tidegate_detectors::Scanner::new(&tidegate_detectors::Selection {
            min_confidence: 0.5,
            ..tidegate_detectors::Selection::default()
        });
        let key = tidegate_vault::FingerprintKey::ephemeral([7; 32]);
        let examiner = Examiner::new(std::sync::Arc::new(scanner.unwrap()), key);
        // Without a line's end, windows end wherever they are full: also within values.
        let mail = "somebody.with.a.long.name@mail.northwind-example.org";
        let text = format!("{mail} ").repeat(25_000);
        let pages = [0, 1 << 20].map(|from| {
            let extent = Extent { from, most: 1 << 20 };
            let (page, _) = read(&examiner, "notes.txt", &mut text.as_bytes(), extent, &[]).unwrap();
            page
        });
        let all: String = pages.iter().map(|page| page.text.as_str()).collect();
        assert!(all == text && pages[1].last && !pages[0].last);
        for page in &pages {
            let outside = page
                .found
                .windows(2)
                .map(|pair| &page.text[pair[0].span.end..pair[1].span.start]);
            assert!(page.found.len() > 100);
            outside.for_each(|between| assert_eq!(between, " "));
        }
    }
}
