//! TIFF files: every page is unpacked, blackened, and written into a new file with what its pixels need and nothing
//! else, without loss.

use super::super::tiff::{Tag, pages, turned};
use super::{Boxes, Rows, darkest, unwritable};
use crate::redact::CopyError;
use flate2::{Compression, write::ZlibEncoder};
use std::io::{Cursor, Write};
use tiff::ColorType;
use tiff::decoder::{Decoder, DecodingResult, Limits};

/// What is written of a page's tags as it stands: what kind of page it is, its resolution, its number, its palette,
/// what its samples are.
const KEPT: [u16; 8] = [254, 282, 283, 296, 297, TABLE, 338, 339];
/// The colours of a palette.
const TABLE: u16 = 320;
/// What pixels mean, and what it says of those is the number of a colour.
const MEANING: u16 = 262;
const PALETTE: u16 = 3;
/// Packed by Deflate (Adobe's technical note of 2002).
const DEFLATE: u32 = 8;
const SHORT: u16 = 3;
const LONG: u16 = 4;

/// A page whose pixels are unpacked.
struct Page {
    width: u32,
    height: u32,
    /// Bits of a sample, and how many samples a pixel has.
    depth: u8,
    samples: u16,
    /// How they are to be understood (tag 262).
    meaning: u16,
    pixels: Vec<u8>,
}

pub(super) fn blackened(bytes: &[u8], boxes: &Boxes<'_>) -> Result<Vec<u8>, CopyError> {
    if turned(bytes)? {
        return Err(CopyError::refused(
            "It is turned before it is shown, and cannot be written again.",
        ));
    }
    let little = bytes.starts_with(b"II");
    let mut limits = Limits::default();
    limits.decoding_buffer_size = boxes.most;
    limits.intermediate_buffer_size = boxes.most;
    let pages = pages(bytes)?;
    let numbers = as_numbers(bytes, &pages, little)?;
    let mut decoder = Decoder::new(Cursor::new(numbers.as_slice()))
        .map_err(|_| unwritable())?
        .with_limits(limits);
    let mut out = File::new(little, bytes.get(..4).ok_or_else(unwritable)?);
    for (number, tags) in pages.iter().enumerate() {
        if number > 0 {
            decoder.next_image().map_err(|_| unwritable())?;
        }
        let mut page = unpacked(&mut decoder, tags, little, boxes)?;
        let black = black(&page, tags, little);
        blacken(&mut page, number, &black, boxes)?;
        out.page(&page, tags)?;
    }
    Ok(out.bytes)
}

/// The file with palettes taken for shades of grey: the library unpacks those only, and the numbers are the same.
fn as_numbers(bytes: &[u8], pages: &[Vec<Tag<'_>>], little: bool) -> Result<Vec<u8>, CopyError> {
    let mut numbers = bytes.to_vec();
    for tags in pages.iter().filter(|tags| has_palette(tags, little)) {
        for tag in tags.iter().filter(|tag| tag.tag == MEANING) {
            let low = tag.at + usize::from(!little);
            *numbers.get_mut(low).ok_or_else(unwritable)? = 1;
        }
    }
    Ok(numbers)
}

fn has_palette(tags: &[Tag<'_>], little: bool) -> bool {
    let palette = if little { [3, 0] } else { [0, 3] };
    let mut meanings = tags.iter().filter(|tag| tag.tag == MEANING);
    meanings.any(|tag| tag.kind == SHORT && tag.values == palette)
}

fn unpacked(
    decoder: &mut Decoder<Cursor<&[u8]>>,
    tags: &[Tag<'_>],
    little: bool,
    boxes: &Boxes<'_>,
) -> Result<Page, CopyError> {
    let colour = decoder.colortype().map_err(|_| unwritable())?;
    let (depth, samples, meaning) = match colour {
        ColorType::Gray(depth @ (1 | 2 | 4 | 8)) if has_palette(tags, little) => (depth, 1, PALETTE),
        ColorType::Gray(depth @ (1 | 2 | 4 | 8 | 16)) => (depth, 1, 1),
        ColorType::RGB(depth @ (8 | 16)) => (depth, 3, 2),
        ColorType::RGBA(depth @ (8 | 16)) => (depth, 4, 2),
        _ => return Err(unwritable()),
    };
    // Samples one after another, not in planes.
    let planes = tags.iter().find(|tag| tag.tag == 284);
    if samples > 1 && planes.is_some_and(|tag| tag.values != [1, 0] && tag.values != [0, 1]) {
        return Err(unwritable());
    }
    let (width, height) = decoder.dimensions().map_err(|_| unwritable())?;
    let size = |value: u32| usize::try_from(value).map_err(|_| unwritable());
    boxes.room(size(width)?, size(height)?, usize::from(samples))?;
    let pixels = match decoder.read_image().map_err(|_| unwritable())? {
        DecodingResult::U8(pixels) => pixels,
        DecodingResult::U16(pixels) => {
            let bytes = |pixel: u16| {
                if little {
                    pixel.to_le_bytes()
                } else {
                    pixel.to_be_bytes()
                }
            };
            pixels.into_iter().flat_map(bytes).collect()
        }
        _ => return Err(unwritable()),
    };
    Ok(Page {
        width,
        height,
        depth,
        samples,
        meaning,
        pixels,
    })
}

/// The bytes of a black pixel, or its bits.
fn black(page: &Page, tags: &[Tag<'_>], little: bool) -> Vec<u8> {
    let samples = usize::from(page.samples);
    let mut black = vec![0; (usize::from(page.depth) * samples).div_ceil(8)];
    if samples == 4 {
        let opaque = black.len() / 4 * 3;
        if let Some(alpha) = black.get_mut(opaque..) {
            alpha.fill(0xff);
        }
    }
    if let Some(table) = tags
        .iter()
        .find(|tag| tag.tag == TABLE && page.meaning == PALETTE)
    {
        // All reds, all greens, all blues, of two bytes each.
        let parts: Vec<u8> = table
            .values
            .chunks_exact(2)
            .filter_map(|two| two.get(usize::from(little)).copied())
            .collect();
        let count = parts.len() / 3;
        let part = |at: usize| parts.get(at).copied().unwrap_or(0);
        let colours: Vec<u8> = (0..count)
            .flat_map(|number| [part(number), part(count + number), part(2 * count + number)])
            .collect();
        black = vec![darkest(&colours, 3, &|_| true)];
    }
    black
}

fn blacken(page: &mut Page, number: usize, black: &[u8], boxes: &Boxes<'_>) -> Result<(), CopyError> {
    let size = |value: u32| usize::try_from(value).map_err(|_| unwritable());
    let bits = usize::from(page.depth) * usize::from(page.samples);
    let (width, height) = (size(page.width)?, size(page.height)?);
    let mut rows = Rows {
        pixels: &mut page.pixels,
        width,
        height,
        stride: (width * bits).div_ceil(8),
        bits,
        upwards: false,
    };
    boxes.blacken(number, &mut rows, black)
}

/// A file that is written page by page, in the order of bytes of the file that it is made from.
struct File {
    little: bool,
    bytes: Vec<u8>,
    /// Where the place of the next page is to be written.
    next: usize,
}

impl File {
    fn new(little: bool, magic: &[u8]) -> Self {
        let mut bytes = magic.to_vec();
        bytes.extend([0; 4]);
        Self {
            little,
            bytes,
            next: 4,
        }
    }

    fn page(&mut self, page: &Page, tags: &[Tag<'_>]) -> Result<(), CopyError> {
        let mut packing = ZlibEncoder::new(Vec::new(), Compression::default());
        packing.write_all(&page.pixels).map_err(|_| unwritable())?;
        let packed = packing.finish().map_err(|_| unwritable())?;
        let at = self.block(&packed)?;
        let length = u32::try_from(packed.len()).map_err(|_| unwritable())?;
        let depths: Vec<u8> = (0..page.samples)
            .flat_map(|_| self.short(u16::from(page.depth)))
            .collect();
        let mut entries: Vec<(u16, u16, Vec<u8>)> = vec![
            (256, LONG, self.long(page.width).to_vec()),
            (257, LONG, self.long(page.height).to_vec()),
            (258, SHORT, depths),
            (259, LONG, self.long(DEFLATE).to_vec()),
            (MEANING, SHORT, self.short(page.meaning).to_vec()),
            (273, LONG, self.long(at).to_vec()),
            (277, SHORT, self.short(page.samples).to_vec()),
            (278, LONG, self.long(page.height).to_vec()),
            (279, LONG, self.long(length).to_vec()),
        ];
        for tag in tags.iter().filter(|tag| KEPT.contains(&tag.tag)) {
            entries.push((tag.tag, tag.kind, tag.values.to_vec()));
        }
        entries.sort_by_key(|(tag, ..)| *tag);
        entries.dedup_by_key(|(tag, ..)| *tag);
        self.directory(&entries)
    }

    fn directory(&mut self, entries: &[(u16, u16, Vec<u8>)]) -> Result<(), CopyError> {
        let mut directory = self
            .short(u16::try_from(entries.len()).map_err(|_| unwritable())?)
            .to_vec();
        for (tag, kind, values) in entries {
            let each = match kind {
                3 | 8 => 2,
                4 | 9 | 11 | 13 => 4,
                5 | 10 | 12 => 8,
                _ => 1,
            };
            let count = u32::try_from(values.len() / each).map_err(|_| unwritable())?;
            directory.extend(self.short(*tag));
            directory.extend(self.short(*kind));
            directory.extend(self.long(count));
            if values.len() <= 4 {
                let mut inside = values.clone();
                inside.resize(4, 0);
                directory.extend(inside);
            } else {
                let at = self.block(values)?;
                directory.extend(self.long(at));
            }
        }
        directory.extend([0; 4]);
        let at = self.block(&directory)?;
        let place = self.long(at);
        self.bytes
            .get_mut(self.next..self.next + 4)
            .ok_or_else(unwritable)?
            .copy_from_slice(&place);
        self.next = usize::try_from(at).map_err(|_| unwritable())? + directory.len() - 4;
        Ok(())
    }

    /// Writes `block` at an even place, and says where that is.
    fn block(&mut self, block: &[u8]) -> Result<u32, CopyError> {
        if self.bytes.len() % 2 == 1 {
            self.bytes.push(0);
        }
        let at = u32::try_from(self.bytes.len()).map_err(|_| unwritable())?;
        self.bytes.extend_from_slice(block);
        Ok(at)
    }

    fn short(&self, value: u16) -> [u8; 2] {
        if self.little {
            value.to_le_bytes()
        } else {
            value.to_be_bytes()
        }
    }

    fn long(&self, value: u32) -> [u8; 4] {
        if self.little {
            value.to_le_bytes()
        } else {
            value.to_be_bytes()
        }
    }
}
