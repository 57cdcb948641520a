//! Sets of properties of old documents ([MS-OLEPS]): texts by their fields' names.

use crate::compound::{u16_at, u32_at};
use encoding_rs::{Encoding, WINDOWS_1252};
use std::collections::HashMap;

/// Properties of one section at most.
const MOST: u32 = 4096;
const TEXT: u32 = 0x1e;
const WIDE_TEXT: u32 = 0x1f;

/// Fields and their values; `document` tells the second standard set from the first.
pub(super) fn properties(bytes: &[u8], document: bool) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let sections = u32_at(bytes, 24).unwrap_or(0).min(2);
    for section in 0..sections as usize {
        let Some(start) = u32_at(bytes, 44 + section * 20) else {
            break;
        };
        if let Some(bytes) = bytes.get(start as usize..) {
            // The second section's names are the user's own.
            read(bytes, document, section == 1, &mut found);
        }
    }
    found
}

fn read(bytes: &[u8], document: bool, own: bool, found: &mut Vec<(String, String)>) {
    let count = u32_at(bytes, 4).unwrap_or(0).min(MOST) as usize;
    let entries: Vec<(u32, usize)> = (0..count)
        .map_while(|entry| {
            let at = 8 + entry * 8;
            Some((u32_at(bytes, at)?, u32_at(bytes, at + 4)? as usize))
        })
        .collect();
    let value = |id: u32| entries.iter().find(|(known, _)| *known == id).map(|(_, at)| *at);
    let page = value(1).and_then(|at| u16_at(bytes, at + 4)).unwrap_or(1252);
    let names = match value(0) {
        Some(at) if own => dictionary(bytes, at, page),
        _ => HashMap::new(),
    };
    for (id, at) in &entries {
        let name = match names.get(id) {
            Some(name) => name.as_str(),
            None if own => continue,
            None => match (document, id) {
                (false, 2) => "Title",
                (false, 3) => "Subject",
                (false, 4) => "Author",
                (false, 5) => "Keywords",
                (false, 6) => "Comments",
                (false, 7) => "Template",
                (false, 8) => "Last author",
                (true, 2) => "Category",
                (true, 14) => "Manager",
                (true, 15) => "Company",
                _ => continue,
            },
        };
        if let Some(text) = text(bytes, *at, page).filter(|text| !text.trim().is_empty()) {
            found.push((name.to_owned(), text));
        }
    }
}

/// The names of the user's own properties.
fn dictionary(bytes: &[u8], at: usize, page: u16) -> HashMap<u32, String> {
    let mut names = HashMap::new();
    let count = u32_at(bytes, at).unwrap_or(0).min(MOST);
    let mut at = at + 4;
    for _ in 0..count {
        let (Some(id), Some(length)) = (u32_at(bytes, at), u32_at(bytes, at + 4)) else {
            break;
        };
        let wide = page == 1200;
        let length = length as usize * if wide { 2 } else { 1 };
        let Some(name) = bytes.get(at + 8..).and_then(|rest| rest.get(..length)) else {
            break;
        };
        names.insert(id, decoded(name, page));
        at += 8 + if wide { length.next_multiple_of(4) } else { length };
    }
    names
}

fn text(bytes: &[u8], at: usize, page: u16) -> Option<String> {
    let kind = u32_at(bytes, at)?;
    let length = u32_at(bytes, at.checked_add(4)?)? as usize;
    let rest = bytes.get(at + 8..)?;
    match kind {
        TEXT => Some(decoded(rest.get(..length)?, page)),
        WIDE_TEXT => Some(decoded(rest.get(..length.checked_mul(2)?)?, 1200)),
        _ => None,
    }
}

fn decoded(bytes: &[u8], page: u16) -> String {
    let encoding = match page {
        1200 => encoding_rs::UTF_16LE,
        65001 => encoding_rs::UTF_8,
        10000 => encoding_rs::MACINTOSH,
        932 => encoding_rs::SHIFT_JIS,
        936 => encoding_rs::GBK,
        949 => encoding_rs::EUC_KR,
        950 => encoding_rs::BIG5,
        page => Encoding::for_label(format!("windows-{page}").as_bytes()).unwrap_or(WINDOWS_1252),
    };
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    text.trim_end_matches('\0').to_owned()
}
