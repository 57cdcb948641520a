//! Cuts a stream of decoded text into windows: bounded memory, every byte owned once.

use crate::budget::Budget;
use crate::encoding::Decoder;
use crate::formats::Layout;
use crate::input::fill;
use crate::map::Decoded;
use crate::place::{Position, Positions};
use crate::stretch::Stretch;
use memchr::memrchr;
use std::io::{self, Read};
use std::ops::ControlFlow;
use tidegate_domain::text::{SourceHint, Window};

/// Bytes read and decoded at once. Small enough to stay in the processor's cache between the two.
const CHUNK: usize = 64 * 1024;
/// A character never takes more bytes, so a window this large always moves on.
const LEAST_WINDOW: usize = 16;
/// Bytes by which a layout may move a window's end.
const NUDGE: usize = 64;

/// Text as it comes out of a file, chunk by chunk.
pub(crate) struct Source<'a> {
    input: &'a mut dyn Read,
    decoder: Decoder,
    /// Bytes read and not yet decoded; at first the head.
    raw: Vec<u8>,
    /// Nothing comes after the head.
    whole: bool,
    ended: bool,
    pub(crate) decoded: Decoded,
}

impl<'a> Source<'a> {
    /// Continues after `head`, of which the first `skip` bytes are no text.
    pub(crate) fn new(input: &'a mut dyn Read, decoder: Decoder, head: Vec<u8>, skip: usize) -> Self {
        let decoded = Decoded {
            byte: skip as u64,
            ..Decoded::default()
        };
        let raw = head.get(skip..).map(<[u8]>::to_vec).unwrap_or_default();
        Self {
            input,
            decoder,
            raw,
            whole: false,
            ended: false,
            decoded,
        }
    }

    /// Whether the head is known to be all there is: then nothing more is asked for, and no room is made for it.
    pub(crate) fn whole(self, whole: bool) -> Self {
        Self { whole, ..self }
    }

    pub(crate) fn encoding(&self) -> &'static str {
        self.decoder.name()
    }

    /// Decodes until `bytes` of text are there or the input ends.
    pub(crate) fn fill(&mut self, bytes: usize) -> io::Result<()> {
        while self.decoded.text.len() < bytes && !self.ended {
            if self.whole {
                self.ended = true;
                self.decoder
                    .decode(&std::mem::take(&mut self.raw), true, &mut self.decoded);
                break;
            }
            let pending = self.raw.len();
            self.raw.resize(pending.max(CHUNK) + CHUNK, 0);
            // The head is decoded with the first chunk; afterwards only a cut character is pending.
            let read = fill(self.input, &mut self.raw[pending..]);
            let wanted = self.raw.len() - pending;
            let got = match read {
                Ok(got) => got,
                Err(error) => {
                    self.raw.truncate(pending);
                    return Err(error);
                }
            };
            self.raw.truncate(pending + got);
            self.ended = got < wanted;
            let used = self.decoder.decode(&self.raw, self.ended, &mut self.decoded);
            self.raw.drain(..used.min(self.raw.len()));
        }
        Ok(())
    }
}

/// What all windows of a file share.
pub(crate) struct Setting<'a> {
    pub(crate) hint: &'a SourceHint,
    pub(crate) member: Option<&'a str>,
    pub(crate) budget: &'a Budget,
}

/// Hands out every window of `source`. `Break` when the visitor broke it off.
///
/// # Errors
/// The input's; what was read before it is not handed out.
pub(crate) fn all(
    source: &mut Source<'_>,
    layout: &mut dyn Layout,
    setting: &Setting<'_>,
    visit: &mut dyn FnMut(&Window<'_>) -> ControlFlow<()>,
) -> io::Result<ControlFlow<()>> {
    let window = setting.budget.window_bytes.max(LEAST_WINDOW);
    let overlap = setting.budget.overlap;
    let mut start = Position::START;
    // Where the next window's own text begins in the buffer.
    let mut own = 0;
    loop {
        source.fill(own + window + overlap + NUDGE)?;
        let text = source.decoded.text.as_str();
        if own >= text.len() {
            return Ok(ControlFlow::Continue(()));
        }
        let cut = layout.begin(text, cut(text, own, window));
        let end = text.ceil_char_boundary((cut + overlap).min(text.len()));
        let shown = &text[..end];
        let stretch = Stretch {
            text: shown,
            owned: own..cut,
            base: source.decoded.base,
            start,
            map: &source.decoded.map,
            member: setting.member,
            overlap,
            positions: Positions::default(),
        };
        if layout.visit(&stretch, setting.hint, visit).is_break() {
            return Ok(ControlFlow::Break(()));
        }
        let next = layout
            .begin(shown, text.floor_char_boundary(cut.saturating_sub(overlap)))
            .min(cut);
        layout.advance(&stretch, next);
        start = start.after(&text[..next]);
        own = cut - next;
        source.decoded.drop_front(next);
    }
}

/// Where the window that owns text from `own` on ends: at a line's end if there is one in its second half.
fn cut(text: &str, own: usize, window: usize) -> usize {
    if own + window >= text.len() {
        return text.len();
    }
    let limit = own + window - NUDGE.min(window / 4);
    let half = own + window / 2;
    match memrchr(b'\n', &text.as_bytes()[half..limit]) {
        Some(found) => half + found + 1,
        None => text.floor_char_boundary(limit),
    }
}
