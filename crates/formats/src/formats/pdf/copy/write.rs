//! PDF syntax: objects, and the file around them with its list of places. Knows nothing of what they mean.

use super::value::{Entries, Value};
use std::io::Write;

/// Adds `value` as files write it; `number` gives an object's number, or nothing when it is not in the file.
pub(super) fn value(out: &mut Vec<u8>, value: &Value, number: &dyn Fn(usize) -> Option<usize>) {
    match value {
        Value::Null => out.extend(b"null"),
        Value::Bool(true) => out.extend(b"true"),
        Value::Bool(false) => out.extend(b"false"),
        Value::Integer(integer) => add(out, &integer.to_string()),
        Value::Real(real) => self::real(out, *real),
        Value::Name(name) => self::name(out, name),
        Value::Text(bytes) => text(out, bytes),
        Value::Array(values) => {
            out.push(b'[');
            for (index, entry) in values.iter().enumerate() {
                if index > 0 {
                    out.push(b' ');
                }
                self::value(out, entry, number);
            }
            out.push(b']');
        }
        Value::Dict(entries) => dict(out, entries, number),
        Value::Ref(at) => match number(*at) {
            Some(number) => add(out, &format!("{number} 0 R")),
            None => out.extend(b"null"),
        },
    }
}

fn dict(out: &mut Vec<u8>, entries: &Entries, number: &dyn Fn(usize) -> Option<usize>) {
    out.extend(b"<<");
    for (key, entry) in &entries.0 {
        name(out, key);
        out.push(b' ');
        value(out, entry, number);
    }
    out.extend(b">>");
}

fn add(out: &mut Vec<u8>, text: &str) {
    out.extend_from_slice(text.as_bytes());
}

/// Twelve digits: what is read and written again is the same.
pub(super) fn real(out: &mut Vec<u8>, real: f64) {
    let rounded: f64 = format!("{real:.11e}").parse().unwrap_or(0.0);
    if rounded.is_finite() {
        add(out, &format!("{rounded}"));
    } else {
        out.push(b'0');
    }
}

pub(super) fn name(out: &mut Vec<u8>, name: &[u8]) {
    out.push(b'/');
    for byte in name {
        if byte.is_ascii_alphanumeric() || b"-_.+:,@!$&*;=?^`|~'\"".contains(byte) {
            out.push(*byte);
        } else {
            add(out, &format!("#{byte:02x}"));
        }
    }
}

/// In brackets when it is readable, in digits when it is not.
pub(super) fn text(out: &mut Vec<u8>, bytes: &[u8]) {
    if bytes.iter().all(|byte| matches!(byte, b' '..=b'~')) {
        out.push(b'(');
        for byte in bytes {
            if matches!(byte, b'(' | b')' | b'\\') {
                out.push(b'\\');
            }
            out.push(*byte);
        }
        out.push(b')');
    } else {
        out.push(b'<');
        for byte in bytes {
            add(out, &format!("{byte:02x}"));
        }
        out.push(b'>');
    }
}

/// A file being written.
pub(super) struct File {
    bytes: Vec<u8>,
    places: Vec<usize>,
}

impl File {
    pub(super) fn new(version: &str) -> Self {
        let mut bytes = format!("%PDF-{version}\n%").into_bytes();
        // Says that the file is not text.
        bytes.extend([0xe2, 0xe3, 0xcf, 0xd3, b'\n']);
        Self {
            bytes,
            places: Vec::new(),
        }
    }

    /// Adds the next object.
    pub(super) fn object(
        &mut self,
        object: &Value,
        stream: Option<&[u8]>,
        number: &dyn Fn(usize) -> Option<usize>,
    ) {
        self.places.push(self.bytes.len());
        add(&mut self.bytes, &format!("{} 0 obj\n", self.places.len()));
        value(&mut self.bytes, object, number);
        if let Some(stream) = stream {
            self.bytes.extend(b"\nstream\n");
            self.bytes.extend(stream);
            self.bytes.extend(b"\nendstream");
        }
        self.bytes.extend(b"\nendobj\n");
    }

    /// The whole file. `root` and `information` are numbers of objects.
    pub(super) fn finished(mut self, root: usize, information: Option<usize>) -> Vec<u8> {
        let list = self.bytes.len();
        let count = self.places.len() + 1;
        add(
            &mut self.bytes,
            &format!("xref\n0 {count}\n0000000000 65535 f \n"),
        );
        for place in &self.places {
            // Writing to memory does not fail.
            let _ = writeln!(self.bytes, "{place:010} 00000 n ");
        }
        let information = information
            .map(|number| format!("/Info {number} 0 R "))
            .unwrap_or_default();
        add(
            &mut self.bytes,
            &format!("trailer\n<</Size {count} /Root {root} 0 R {information}>>\nstartxref\n{list}\n%%EOF\n"),
        );
        self.bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_pdf() {
        let object = Value::Dict(Entries(vec![
            (b"A B".to_vec(), Value::Real(0.1 + 0.2)),
            (b"C".to_vec(), Value::Text(b"(a\\b)".to_vec())),
            (b"D".to_vec(), Value::Text(b"\xfe\xff\0a".to_vec())),
            (
                b"E".to_vec(),
                Value::Array(vec![Value::Ref(3), Value::Ref(4), Value::Integer(-7)]),
            ),
        ]));
        let mut out = Vec::new();
        value(&mut out, &object, &|at| (at == 3).then_some(12));
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "<</A#20B 0.3/C (\\(a\\\\b\\))/D <feff0061>/E [12 0 R null -7]>>"
        );
    }

    #[test]
    fn small_and_strange_numbers_have_no_exponent() {
        for (number, written) in [
            (0.000_488_281_25, "0.00048828125"),
            (-1e-9, "-0.000000001"),
            (f64::NAN, "0"),
            (f64::INFINITY, "0"),
        ] {
            let mut out = Vec::new();
            real(&mut out, number);
            assert_eq!(String::from_utf8(out).unwrap(), written);
        }
    }
}
