//! What headers before an entry tell of it: GNU's long names and the records of pax.

use super::header::text;

/// Said of the next entry.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Extended {
    pub(super) name: Option<String>,
    pub(super) size: Option<u64>,
    /// Stored with holes, whose map is in the content.
    pub(super) sparse: bool,
}

impl Extended {
    pub(super) fn long_name(&mut self, bytes: &[u8]) {
        self.name = Some(text(bytes)).filter(|name| !name.is_empty());
    }

    /// Records such as `20 path=a/b\n`, whose number is their length. What is no record ends them.
    pub(super) fn records(&mut self, mut bytes: &[u8]) {
        while let Some((record, rest)) = record(bytes) {
            bytes = rest;
            let Some(equals) = record.iter().position(|byte| *byte == b'=') else {
                continue;
            };
            let (key, value) = record.split_at(equals);
            let value = value.get(1..).unwrap_or_default();
            match key {
                b"path" => self.name = Some(String::from_utf8_lossy(value).into_owned()),
                b"GNU.sparse.name" => {
                    self.name = Some(String::from_utf8_lossy(value).into_owned());
                    self.sparse = true;
                }
                b"size" => self.size = std::str::from_utf8(value).ok().and_then(|size| size.parse().ok()),
                key if key.starts_with(b"GNU.sparse.") => self.sparse = true,
                _ => {}
            }
        }
    }
}

/// The first record's key and value, and what follows it.
fn record(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let space = bytes.iter().take(20).position(|byte| *byte == b' ')?;
    let length: usize = std::str::from_utf8(bytes.get(..space)?).ok()?.parse().ok()?;
    let record = bytes.get(space + 1..length)?;
    Some((record.strip_suffix(b"\n")?, bytes.get(length..)?))
}

/// Keys and values, when all of `bytes` is records.
pub(super) fn all(mut bytes: &[u8]) -> Option<Vec<(&[u8], &[u8])>> {
    let mut found = Vec::new();
    while !bytes.is_empty() {
        let (record, rest) = record(bytes)?;
        let equals = record.iter().position(|byte| *byte == b'=')?;
        found.push((record.get(..equals)?, record.get(equals + 1..)?));
        bytes = rest;
    }
    Some(found)
}

/// A record, with its length before it, which counts itself too.
pub(super) fn record_of(key: &[u8], value: &[u8]) -> Vec<u8> {
    let rest = key.len() + value.len() + 3;
    let mut length = rest + 1;
    while length != rest + length.to_string().len() {
        length = rest + length.to_string().len();
    }
    [length.to_string().as_bytes(), b" ", key, b"=", value, b"\n"].concat()
}

#[cfg(test)]
mod tests {
    use super::Extended;

    #[test]
    fn records_name_and_measure_the_next_entry() {
        let mut extended = Extended::default();
        extended.records(b"14 path=a/b.c\n10 size=7\n11 junk\0=1\n");
        assert_eq!(
            (extended.name.as_deref(), extended.size),
            (Some("a/b.c"), Some(7))
        );
        for bytes in [
            &b"999 path=a\n"[..],
            b"0 path=a\n",
            b"2 path=a\n",
            b" path=a\n",
            b"x",
            b"18446744073709551615 a=b\n",
        ] {
            let mut extended = Extended::default();
            extended.records(bytes);
            assert_eq!(extended, Extended::default());
        }
    }
}
