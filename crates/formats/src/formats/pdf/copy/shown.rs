//! The strings of one show operator without some of their codes. Each removed code leaves the way that it went.

use super::super::track::Code;
use super::value::Value;
use hayro_syntax::object::Object;
use std::collections::BTreeSet;
use std::ops::Range;

/// What is known of one string: its codes, those that are removed, and bytes that are removed whatever they mean.
pub(super) type Known = (Option<Vec<Code>>, Option<BTreeSet<usize>>, Vec<Range<usize>>);

/// The array of a `TJ` operator.
pub(super) struct Shown {
    pub(super) items: Vec<Value>,
    pub(super) changed: bool,
}

/// Goes through the strings and distances of an operator; `all` removes every code.
pub(super) fn shown(strings: &[Object<'_>], all: bool, known: &mut dyn FnMut(u32, &[u8]) -> Known) -> Shown {
    let mut out = Shown {
        items: Vec::new(),
        changed: false,
    };
    let mut gap = 0.0;
    for (item, string) in (0_u32..).zip(strings) {
        match string {
            Object::Number(number) => gap += number.as_f64(),
            Object::String(string) => {
                let bytes = string.as_bytes();
                let (codes, removed, spans) = known(item, bytes);
                let whole = [Code {
                    bytes: bytes.len(),
                    by: 0.0,
                    invisible: false,
                }];
                // A string that was never shown is one code.
                let codes = codes.unwrap_or_else(|| whole.to_vec());
                let (mut at, mut kept) = (0, Vec::new());
                for (index, code) in codes.iter().enumerate() {
                    let end = (at + code.bytes).min(bytes.len());
                    let gone = all
                        || removed.as_ref().is_some_and(|removed| removed.contains(&index))
                        || spans.iter().any(|span| span.start < end && at < span.end);
                    let part = bytes.get(at..end).unwrap_or_default();
                    if gone && !part.is_empty() {
                        flush(&mut out.items, &mut kept, &mut gap);
                        gap -= code.by * 1000.0;
                        out.changed = true;
                    } else {
                        kept.extend_from_slice(part);
                    }
                    at = end;
                }
                kept.extend_from_slice(bytes.get(at..).unwrap_or_default());
                flush(&mut out.items, &mut kept, &mut gap);
            }
            _ => {}
        }
    }
    flush_gap(&mut out.items, &mut gap);
    out
}

fn flush(items: &mut Vec<Value>, kept: &mut Vec<u8>, gap: &mut f64) {
    if !kept.is_empty() {
        flush_gap(items, gap);
        items.push(Value::Text(std::mem::take(kept)));
    }
}

fn flush_gap(items: &mut Vec<Value>, gap: &mut f64) {
    // Thousandths of a thousandth are seen by nobody.
    let rounded = (*gap * 1000.0).round() / 1000.0;
    *gap = 0.0;
    if rounded != 0.0 && rounded.is_finite() {
        items.push(Value::Real(rounded));
    }
}
