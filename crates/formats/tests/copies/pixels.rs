//! Pictures of text as files of each kind, and their pixels again, by the libraries that packed them.

use crate::letters::Picture;
use image::codecs::{jpeg::JpegDecoder, jpeg::JpegEncoder, webp::WebPDecoder, webp::WebPEncoder};
use image::{ExtendedColorType, ImageDecoder};
use png::{BitDepth, ColorType, Transformations};
use std::io::Cursor;
use tiff::decoder::{Decoder, DecodingResult};
use weezl::BitOrder;

/// One of each kind, with its name.
pub fn files(picture: &Picture) -> Vec<(&'static str, Vec<u8>)> {
    let gray = &picture.gray;
    let wide: Vec<u8> = gray.iter().flat_map(|gray| [*gray, *gray]).collect();
    let colours: Vec<u8> = gray.iter().flat_map(|gray| [*gray; 3]).collect();
    let clear: Vec<u8> = gray.iter().flat_map(|gray| [*gray, *gray, *gray, 255]).collect();
    let numbers: Vec<u8> = gray.iter().map(|gray| u8::from(*gray == 0)).collect();
    let bits = bits(picture);
    vec![
        ("a.bmp", picture.bmp()),
        (
            "png-gray.png",
            png(picture, ColorType::Grayscale, BitDepth::Eight, gray),
        ),
        (
            "png-16.png",
            png(picture, ColorType::Grayscale, BitDepth::Sixteen, &wide),
        ),
        (
            "png-rgb.png",
            png(picture, ColorType::Rgb, BitDepth::Eight, &colours),
        ),
        (
            "png-rgba.png",
            png(picture, ColorType::Rgba, BitDepth::Eight, &clear),
        ),
        (
            "png-bits.png",
            png(picture, ColorType::Indexed, BitDepth::One, &bits),
        ),
        ("jpeg-gray.jpg", jpeg(picture, gray, ExtendedColorType::L8)),
        ("jpeg-rgb.jpg", jpeg(picture, &colours, ExtendedColorType::Rgb8)),
        ("webp.webp", webp(picture, &clear)),
        ("a.gif", gif(picture, 1, false)),
        ("rows-in-rounds.gif", gif(picture, 1, true)),
        ("gray.tif", tiff(picture, &[(8, 1, 1, gray)], true)),
        (
            "pages.tif",
            tiff(picture, &[(1, 1, 1, &bits), (8, 3, 2, &colours)], true),
        ),
        ("palette.tif", tiff(picture, &[(8, 1, 3, &numbers)], true)),
        (
            "white-is-zero.tif",
            tiff(picture, &[(1, 1, 0, &not(&bits)), (16, 1, 1, &wide)], false),
        ),
    ]
}

/// Files with two pictures that are shown in turn.
pub fn moving(picture: &Picture) -> Vec<(&'static str, Vec<u8>)> {
    let still = png(picture, ColorType::Grayscale, BitDepth::Eight, &picture.gray);
    let mut moving = still[..33].to_vec();
    let told = [b"acTL".as_slice(), &[0, 0, 0, 1, 0, 0, 0, 0]].concat();
    moving.extend([0, 0, 0, 8]);
    moving.extend(&told);
    moving.extend(crc32fast::hash(&told).to_be_bytes());
    moving.extend(&still[33..]);
    vec![("moving.png", moving), ("moving.gif", gif(picture, 2, false))]
}

/// A WebP file whose head has room for flags.
pub fn extended(webp: &[u8]) -> Vec<u8> {
    let picture = Decoded::webp(webp);
    let three = |value: u32| (value - 1).to_le_bytes()[..3].to_vec();
    let head = [
        b"VP8X\x0a\0\0\0\0\0\0\0".to_vec(),
        three(picture.width),
        three(picture.height),
    ]
    .concat();
    let length = u32::try_from(4 + head.len() + webp.len() - 12).unwrap();
    [
        b"RIFF".as_slice(),
        &length.to_le_bytes(),
        b"WEBP",
        &head,
        &webp[12..],
    ]
    .concat()
}

fn size(picture: &Picture) -> (u32, u32) {
    (
        u32::try_from(picture.width).unwrap(),
        u32::try_from(picture.height).unwrap(),
    )
}

fn not(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().map(|byte| !byte).collect()
}

/// One bit a pixel, 1 for white.
fn bits(picture: &Picture) -> Vec<u8> {
    picture
        .gray
        .chunks(picture.width)
        .flat_map(|row| {
            row.chunks(8).map(|eight| {
                eight
                    .iter()
                    .enumerate()
                    .fold(0, |byte, (at, gray)| byte | (gray >> 7) << (7 - at))
            })
        })
        .collect()
}

fn png(picture: &Picture, colour: ColorType, depth: BitDepth, pixels: &[u8]) -> Vec<u8> {
    let (width, height) = size(picture);
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, width, height);
    encoder.set_color(colour);
    encoder.set_depth(depth);
    if colour == ColorType::Indexed {
        encoder.set_palette(vec![0, 0, 0, 255, 255, 255]);
    }
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(pixels).unwrap();
    writer.finish().unwrap();
    file
}

fn jpeg(picture: &Picture, pixels: &[u8], colour: ExtendedColorType) -> Vec<u8> {
    let (width, height) = size(picture);
    let mut file = Vec::new();
    JpegEncoder::new_with_quality(&mut file, 90)
        .encode(pixels, width, height, colour)
        .unwrap();
    file
}

fn webp(picture: &Picture, pixels: &[u8]) -> Vec<u8> {
    let (width, height) = size(picture);
    let mut file = Vec::new();
    WebPEncoder::new_lossless(&mut file)
        .encode(pixels, width, height, ExtendedColorType::Rgba8)
        .unwrap();
    file
}

/// In which order rows are written: in turn, or in four rounds.
fn rounds(height: usize, interlaced: bool) -> Vec<usize> {
    let rounds: &[(usize, usize)] = if interlaced {
        &[(0, 8), (4, 8), (2, 4), (1, 2)]
    } else {
        &[(0, 1)]
    };
    let rows = rounds
        .iter()
        .flat_map(|(from, step)| (*from..height).step_by(*step));
    rows.collect()
}

/// Four colours, of which the first is none; black is the third.
fn gif(picture: &Picture, count: usize, interlaced: bool) -> Vec<u8> {
    let (width, height) = size(picture);
    let short = |value: u32| u16::try_from(value).unwrap().to_le_bytes();
    let mut file = b"GIF89a".to_vec();
    file.extend(short(width));
    file.extend(short(height));
    file.extend([0x81, 0, 0]);
    file.extend([0, 0, 0, 255, 255, 255, 0, 0, 0, 128, 128, 128]);
    for _ in 0..count {
        file.extend(b"\x21\xf9\x04\x01\0\0\0\0");
        file.extend(b"\x2c\0\0\0\0");
        file.extend(short(width));
        file.extend(short(height));
        file.push(if interlaced { 0x40 } else { 0 });
        let rows = rounds(picture.height, interlaced).into_iter();
        let pixels: Vec<u8> = rows
            .flat_map(|row| &picture.gray[row * picture.width..(row + 1) * picture.width])
            .map(|gray| if *gray > 127 { 1 } else { 2 })
            .collect();
        file.push(2);
        let packed = weezl::encode::Encoder::new(BitOrder::Lsb, 2)
            .encode(&pixels)
            .unwrap();
        for block in packed.chunks(255) {
            file.push(u8::try_from(block.len()).unwrap());
            file.extend(block);
        }
        file.push(0);
    }
    file.push(0x3b);
    file
}

/// Pages of so many bits and samples, with what they mean, as strips that are not packed.
fn tiff(picture: &Picture, pages: &[(u16, u16, u16, &Vec<u8>)], little: bool) -> Vec<u8> {
    let (width, height) = size(picture);
    let long = |value: u32| {
        if little {
            value.to_le_bytes()
        } else {
            value.to_be_bytes()
        }
    };
    let short = |value: u16| {
        if little {
            value.to_le_bytes()
        } else {
            value.to_be_bytes()
        }
    };
    let length = |bytes: &[u8]| u32::try_from(bytes.len()).unwrap();
    let mut file = if little {
        b"II*\0".to_vec()
    } else {
        b"MM\0*".to_vec()
    };
    file.extend([0; 4]);
    let mut next = 4;
    for (depth, samples, meaning, pixels) in pages {
        // Samples of two bytes are in the file's order; here both are the same.
        let at = length(&file);
        file.extend(*pixels);
        let depths = length(&file);
        for _ in 0..*samples {
            file.extend(short(*depth));
        }
        file.resize(file.len().next_multiple_of(2), 0);
        // White is the first colour, black the second.
        let table = length(&file);
        for _ in 0..3 {
            file.extend([0xff; 2]);
            file.extend([0; 510]);
        }
        let directory = length(&file);
        file[next..next + 4].copy_from_slice(&long(directory));
        let palette = *meaning == 3;
        file.extend(short(if palette { 10 } else { 9 }));
        let depths = if *samples == 1 {
            [short(*depth).to_vec(), vec![0; 2]].concat()
        } else {
            long(depths).to_vec()
        };
        let mut entries = vec![
            (256_u16, 4_u16, 1, long(width).to_vec()),
            (257, 4, 1, long(height).to_vec()),
            (258, 3, u32::from(*samples), depths),
            (259, 4, 1, long(1).to_vec()),
            (262, 3, 1, [short(*meaning).to_vec(), vec![0; 2]].concat()),
            (273, 4, 1, long(at).to_vec()),
            (277, 4, 1, long(u32::from(*samples)).to_vec()),
            (278, 4, 1, long(height).to_vec()),
            (279, 4, 1, long(length(pixels)).to_vec()),
        ];
        if palette {
            entries.push((320, 3, 768, long(table).to_vec()));
        }
        for (tag, kind, count, value) in entries {
            file.extend(short(tag));
            file.extend(short(kind));
            file.extend(long(count));
            file.extend(value);
        }
        next = file.len();
        file.extend([0; 4]);
    }
    file
}

/// The pixels of each page in grey.
pub fn gray(name: &str, bytes: &[u8]) -> Vec<Vec<u8>> {
    let each = |pixels: &[u8], samples: usize| pixels.iter().step_by(samples).copied().collect();
    match name.rsplit('.').next().unwrap() {
        "bmp" => {
            let number = |at: usize| {
                usize::try_from(u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap())).unwrap()
            };
            let (from, width) = (number(10), number(18));
            let rows = bytes[from..].chunks(width * 3).rev();
            vec![rows.flat_map(|row| each(row, 3)).collect()]
        }
        "png" => {
            let mut decoder = png::Decoder::new(Cursor::new(bytes));
            decoder.set_transformations(Transformations::normalize_to_color8());
            let mut reader = decoder.read_info().unwrap();
            let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
            let told = reader.next_frame(&mut pixels).unwrap();
            vec![each(&pixels, told.color_type.samples())]
        }
        "jpg" => {
            let decoder = JpegDecoder::new(Cursor::new(bytes)).unwrap();
            let samples = usize::from(decoder.color_type().channel_count());
            let mut pixels = vec![0; usize::try_from(decoder.total_bytes()).unwrap()];
            decoder.read_image(&mut pixels).unwrap();
            vec![each(&pixels, samples)]
        }
        "webp" => vec![each(&Decoded::webp(bytes).pixels, 4)],
        "gif" => vec![gif_gray(bytes)],
        _ => {
            // The library takes palettes for shades of grey only: the numbers are the same.
            let mut bytes = bytes.to_vec();
            let palette = bytes
                .windows(10)
                .position(|tag| tag == [6, 1, 3, 0, 1, 0, 0, 0, 3, 0]);
            if let Some(at) = palette {
                bytes[at + 8] = 1;
            }
            let mut decoder = Decoder::new(Cursor::new(bytes)).unwrap();
            let mut pages = Vec::new();
            loop {
                let (width, _) = decoder.dimensions().unwrap();
                let colour = decoder.colortype().unwrap();
                pages.push(match (decoder.read_image().unwrap(), colour) {
                    (DecodingResult::U8(numbers), _) if palette.is_some() => numbers
                        .iter()
                        .map(|number| [255, 0][usize::from(*number)])
                        .collect(),
                    (DecodingResult::U8(bits), tiff::ColorType::Gray(1)) => unpacked(&bits, width),
                    (DecodingResult::U8(pixels), colour) => each(&pixels, usize::from(colour.num_samples())),
                    (DecodingResult::U16(pixels), _) => pixels
                        .iter()
                        .map(|pixel| u8::try_from(pixel >> 8).unwrap())
                        .collect(),
                    _ => panic!("{name}"),
                });
                if !decoder.more_images() {
                    return pages;
                }
                decoder.next_image().unwrap();
            }
        }
    }
}

fn unpacked(bits: &[u8], width: u32) -> Vec<u8> {
    let width = usize::try_from(width).unwrap();
    let rows = bits.chunks(width.div_ceil(8));
    rows.flat_map(|row| (0..width).map(|x| (row[x / 8] >> (7 - x % 8) & 1) * 255))
        .collect()
}

struct Decoded {
    width: u32,
    height: u32,
    pixels: Vec<u8>,
}

impl Decoded {
    fn webp(bytes: &[u8]) -> Self {
        let decoder = WebPDecoder::new(Cursor::new(bytes)).unwrap();
        let (width, height) = decoder.dimensions();
        let mut pixels = vec![0; usize::try_from(decoder.total_bytes()).unwrap()];
        decoder.read_image(&mut pixels).unwrap();
        Self {
            width,
            height,
            pixels,
        }
    }
}

/// Of the pictures that are made here.
fn gif_gray(bytes: &[u8]) -> Vec<u8> {
    let short = |at: usize| usize::from(u16::from_le_bytes([bytes[at], bytes[at + 1]]));
    let (width, height) = (short(6), short(8));
    let (mut at, interlaced) = (13 + 12 + 8 + 11, bytes[13 + 12 + 8 + 9] & 0x40 != 0);
    let mut packed = Vec::new();
    while bytes[at] != 0 {
        let length = usize::from(bytes[at]);
        packed.extend(&bytes[at + 1..=at + length]);
        at += length + 1;
    }
    let pixels = weezl::decode::Decoder::new(BitOrder::Lsb, 2)
        .decode(&packed)
        .unwrap();
    let mut gray = vec![0; width * height];
    for (from, to) in rounds(height, interlaced).into_iter().enumerate() {
        for x in 0..width {
            gray[to * width + x] = [99, 255, 0, 128][usize::from(pixels[from * width + x])];
        }
    }
    gray
}
