//! The names of downloaded objects on a disk: always inside the chosen folder, legal and harmless on Linux,
//! Windows and macOS, never two objects under one name, and readable back into the key.
//!
//! A name is the key's, with what is unsafe spelled `%XX`. Where two names would be one on a disk that ignores
//! case or composes accents, or where a file and a folder have one name, the later gets `%~` and a piece of
//! its key's hash. Names of more than 255 bytes are cut and get `%+` and a longer piece; only these need the
//! receipt to be read back.

use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use tidegate_domain::key::ObjectKey;
use unicode_normalization::UnicodeNormalization;

/// Bytes of a name on every common file system.
const LONGEST: usize = 255;
/// An empty name, as between the slashes of `a//b`.
const EMPTY: &str = "%_";

/// Names given so far in one folder. They are remembered by hash: a chance meeting only lengthens a name.
#[derive(Debug, Default)]
pub(crate) struct LocalNames {
    taken: HashMap<u64, Taken>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Taken {
    File,
    Folder,
}

impl LocalNames {
    /// The path for an object whose key is `key` below what was chosen.
    pub(crate) fn place(&mut self, key: &ObjectKey) -> ObjectKey {
        let bytes = key.as_bytes();
        let mut path = String::new();
        let mut from = 0;
        while let Some(length) = bytes[from..].iter().position(|byte| *byte == b'/') {
            let name = self.free(
                &path,
                &bytes[from..from + length],
                &bytes[..=from + length],
                Taken::Folder,
            );
            path.push_str(&name);
            path.push('/');
            from += length + 1;
        }
        let name = self.free(&path, &bytes[from..], bytes, Taken::File);
        path.push_str(&name);
        ObjectKey::from_bytes(path)
    }

    fn free(&mut self, folder: &str, name: &[u8], whole: &[u8], kind: Taken) -> String {
        let plain = shortened(&encode(name), whole);
        let mut digits = 8;
        let mut candidate = plain.clone();
        loop {
            let slot = self.taken.entry(folded(folder, &candidate));
            match slot {
                std::collections::hash_map::Entry::Vacant(free) => {
                    free.insert(kind);
                    return candidate;
                }
                // Folders are shared by what lies in them.
                std::collections::hash_map::Entry::Occupied(there)
                    if kind == Taken::Folder && *there.get() == Taken::Folder =>
                {
                    return candidate;
                }
                std::collections::hash_map::Entry::Occupied(_) => {
                    candidate = marked(&plain, "%~", &hash(whole, digits));
                    digits += 8;
                }
            }
        }
    }
}

/// The key below what was chosen, when its path tells: not where a name had to be cut.
pub(crate) fn decode(path: &ObjectKey) -> Option<ObjectKey> {
    let mut key = Vec::new();
    for (at, name) in path.as_bytes().split(|byte| *byte == b'/').enumerate() {
        if at > 0 {
            key.push(b'/');
        }
        let name = std::str::from_utf8(name).ok()?;
        decode_name(name, &mut key)?;
    }
    Some(ObjectKey::from_bytes(key))
}

fn decode_name(name: &str, key: &mut Vec<u8>) -> Option<()> {
    let mut rest = name.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        if *first != b'%' {
            key.push(*first);
            rest = tail;
            continue;
        }
        match tail.first()? {
            b'~' => {
                let digits = tail[1..].iter().take_while(|byte| hex_digit(**byte)).count() / 8 * 8;
                rest = tail.get(1 + digits..)?;
            }
            b'_' => rest = &tail[1..],
            b'+' => return None,
            _ => {
                let text = std::str::from_utf8(tail.get(..2)?).ok()?;
                key.push(u8::from_str_radix(text, 16).ok()?);
                rest = &tail[2..];
            }
        }
    }
    Some(())
}

fn hex_digit(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'a'..=b'f')
}

fn encode(name: &[u8]) -> String {
    if name.is_empty() {
        return EMPTY.to_owned();
    }
    let mut text = String::with_capacity(name.len());
    let device = is_device(name);
    let end = name.len();
    let mut at = 0;
    for chunk in name.utf8_chunks() {
        for c in chunk.valid().chars() {
            let last = at + c.len_utf8() == end;
            let unsafe_here = (at == 0 && device) || (last && matches!(c, '.' | ' ')) || is_unsafe(c);
            // A name of dots alone must lead nowhere.
            if unsafe_here || (c == '.' && name.iter().all(|byte| *byte == b'.')) {
                let mut utf8 = [0; 4];
                c.encode_utf8(&mut utf8)
                    .bytes()
                    .for_each(|byte| push_hex(&mut text, byte));
            } else {
                text.push(c);
            }
            at += c.len_utf8();
        }
        for byte in chunk.invalid() {
            push_hex(&mut text, *byte);
            at += 1;
        }
    }
    text
}

/// What no system's file names may hold, what begins our escapes (of names and of keys as text), and what
/// changes how a name reads.
fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c, '%' | '<' | '>' | ':' | '"' | '|' | '?' | '*' | '\\' | '/')
        || c >= '\u{10ff00}'
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// Names that Windows keeps for devices, with or without an extension.
fn is_device(name: &[u8]) -> bool {
    let text = String::from_utf8_lossy(name).to_uppercase();
    let stem = text.split('.').next().unwrap_or_default().trim_end_matches(' ');
    if matches!(stem, "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$") {
        return true;
    }
    let mut rest = match stem.strip_prefix("COM").or_else(|| stem.strip_prefix("LPT")) {
        Some(rest) => rest.chars(),
        None => return false,
    };
    matches!(
        (rest.next(), rest.next()),
        (Some('0'..='9' | '\u{b9}' | '\u{b2}' | '\u{b3}'), None)
    )
}

fn push_hex(text: &mut String, byte: u8) {
    text.push_str(&format!("%{byte:02X}"));
}

fn shortened(name: &str, whole: &[u8]) -> String {
    if name.len() <= LONGEST {
        name.to_owned()
    } else {
        marked(name, "%+", &hash(whole, 32))
    }
}

/// Puts a mark before the extension, cutting the stem so that all fits. A cut never splits an escape.
fn marked(name: &str, mark: &str, hash: &str) -> String {
    let dot = name.rfind('.').filter(|dot| *dot > 0 && name.len() - dot <= 16);
    let (stem, extension) = name.split_at(dot.unwrap_or(name.len()));
    let room = LONGEST.saturating_sub(mark.len() + hash.len() + extension.len());
    if stem.len() <= room {
        return format!("{stem}{mark}{hash}{extension}");
    }
    let mut cut = room;
    while !stem.is_char_boundary(cut) {
        cut -= 1;
    }
    if let Some(escape) = stem[..cut].rfind('%').filter(|escape| cut - escape < 3) {
        cut = escape;
    }
    // Cut, so only the receipt knows the rest.
    format!("{}%+{hash}{extension}", &stem[..cut])
}

fn hash(whole: &[u8], digits: usize) -> String {
    let hash = Sha256::digest(whole);
    let text = crate::hex(&hash);
    text[..digits.min(text.len())].to_owned()
}

/// One number for all paths that some disk takes for one.
fn folded(folder: &str, name: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    for c in folder
        .chars()
        .chain(name.chars())
        .nfkd()
        .flat_map(char::to_uppercase)
        .nfkd()
    {
        c.hash(&mut hasher);
    }
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashSet;

    fn corpus() -> Vec<Vec<u8>> {
        let text = include_str!("../../../../tests/corpus/keys.json");
        let keys: Vec<String> = serde_json::from_str(text).unwrap();
        keys.into_iter().map(String::into_bytes).collect()
    }

    fn alike(path: &str) -> String {
        path.nfkd().flat_map(char::to_uppercase).nfkd().collect()
    }

    fn check(keys: &[Vec<u8>]) {
        let keys: HashSet<&Vec<u8>> = keys.iter().collect();
        let mut names = LocalNames::default();
        let mut paths = HashSet::new();
        let mut folders = HashSet::new();
        for key in keys {
            let path = names.place(&ObjectKey::from_bytes(key.clone()));
            let text = String::from_utf8(path.as_bytes().to_vec()).unwrap();
            for name in text.split('/') {
                assert!(
                    !name.is_empty() && name != "." && name != ".." && name.len() <= 255,
                    "{text}"
                );
                assert!(
                    !name.ends_with(['.', ' ']) && !name.contains(['\\', ':', '\0', '\n']),
                    "{text}"
                );
                assert!(!is_device(name.as_bytes()), "{text}");
            }
            for (at, _) in text.match_indices('/') {
                folders.insert(alike(&text[..at]));
            }
            assert!(paths.insert(alike(&text)), "{text}");
            match decode(&path) {
                Some(back) => assert_eq!(back.as_bytes(), key, "{text}"),
                None => assert!(text.contains("%+"), "{text}"),
            }
        }
        assert!(paths.is_disjoint(&folders), "{:?}", paths.intersection(&folders));
    }

    #[test]
    fn the_corpus_of_hostile_keys_gets_distinct_harmless_names() {
        check(&corpus());
    }

    #[test]
    fn plain_names_stay_as_they_are() {
        for key in ["reports/2026/été.csv", "a b.txt", "-rf", "👩‍👧.png", ".env", "x..y"] {
            assert_eq!(LocalNames::default().place(&key.into()), ObjectKey::from(key));
        }
    }

    #[test]
    fn twins_get_names_of_their_own() {
        let mut names = LocalNames::default();
        let mut place = |key: &str| names.place(&key.into()).to_text();
        assert_eq!(place("a"), "a");
        assert!(place("A").starts_with("A%~"));
        assert!(place("a/b").starts_with("a%~"));
        assert_eq!(place("Straße.txt"), "Straße.txt");
        assert!(place("STRASSE.txt").starts_with("STRASSE%~"));
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn any_keys_are_distinct_and_come_back(
            keys in prop::collection::vec(
                prop_oneof![
                    "[aAbB./%~+\\\\ éß]{0,8}".prop_map(String::into_bytes),
                    prop::collection::vec(any::<u8>(), 0..24),
                    "[a-c/]{1,6}".prop_map(|text| text.repeat(60).into_bytes()),
                ],
                1..12,
            ),
        ) {
            check(&keys);
        }
    }
}
