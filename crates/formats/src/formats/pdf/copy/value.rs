//! Objects of a PDF file as the copy holds them: owned, with references by number. Knows what they look like in a
//! file, not what they mean.

use crate::redact::CopyError;
use hayro_syntax::object::{Array, Dict, MaybeRef, Object, ObjectIdentifier};

/// Objects inside objects.
const MAX_DEPTH: usize = 200;

/// An object.
#[derive(Clone, PartialEq)]
pub(super) enum Value {
    Null,
    Bool(bool),
    Integer(i64),
    Real(f64),
    Name(Vec<u8>),
    Text(Vec<u8>),
    Array(Vec<Value>),
    Dict(Entries),
    /// By its place among the copy's objects.
    Ref(usize),
}

/// The entries of a dictionary, in the order of their keys.
#[derive(Clone, Default, PartialEq)]
pub(super) struct Entries(pub(super) Vec<(Vec<u8>, Value)>);

impl Entries {
    pub(super) fn get(&self, key: &str) -> Option<&Value> {
        self.0
            .iter()
            .find(|(known, _)| known == key.as_bytes())
            .map(|(_, value)| value)
    }

    pub(super) fn remove(&mut self, key: &str) -> Option<Value> {
        let at = self.0.iter().position(|(known, _)| known == key.as_bytes())?;
        Some(self.0.remove(at).1)
    }

    pub(super) fn set(&mut self, key: &str, value: Value) {
        self.remove(key);
        self.0.push((key.as_bytes().to_vec(), value));
        self.sort();
    }

    pub(super) fn sort(&mut self) {
        self.0.sort_by(|a, b| a.0.cmp(&b.0));
    }

    /// Whether the entry `key` is the name `name`.
    pub(super) fn is(&self, key: &str, name: &str) -> bool {
        matches!(self.get(key), Some(Value::Name(known)) if known == name.as_bytes())
    }
}

/// Numbers for the objects that are referred to.
pub(super) trait Numbering {
    fn number(&mut self, id: ObjectIdentifier) -> usize;
}

/// In a stream of operators nothing refers to an object.
pub(super) struct NoReferences;

impl Numbering for NoReferences {
    fn number(&mut self, _: ObjectIdentifier) -> usize {
        usize::MAX
    }
}

/// An object as it stands, its references numbered.
///
/// # Errors
/// When it is deeper than objects are.
pub(super) fn value(
    object: &Object<'_>,
    numbers: &mut dyn Numbering,
    depth: usize,
) -> Result<Value, CopyError> {
    Ok(match object {
        Object::Null(_) => Value::Null,
        Object::Boolean(bool) => Value::Bool(*bool),
        Object::Number(number) => {
            let real = number.as_f64();
            if real.fract() == 0.0 && real.abs() < 9e15 {
                Value::Integer(number.as_i64())
            } else {
                Value::Real(real)
            }
        }
        Object::String(text) => Value::Text(text.as_bytes().to_vec()),
        Object::Name(name) => Value::Name(name.as_ref().to_vec()),
        Object::Array(array) => Value::Array(array_values(array, numbers, depth)?),
        Object::Dict(dict) => Value::Dict(entries(dict, numbers, depth)?),
        Object::Stream(stream) => Value::Dict(entries(stream.dict(), numbers, depth)?),
    })
}

fn array_values(
    array: &Array<'_>,
    numbers: &mut dyn Numbering,
    depth: usize,
) -> Result<Vec<Value>, CopyError> {
    array
        .raw_iter()
        .map(|entry| referred(entry, numbers, depth))
        .collect()
}

/// The entries of a dictionary.
///
/// # Errors
/// As [`value`].
pub(super) fn entries(
    dict: &Dict<'_>,
    numbers: &mut dyn Numbering,
    depth: usize,
) -> Result<Entries, CopyError> {
    dict.entries()
        .map(|(key, entry)| Ok((key.as_ref().to_vec(), referred(entry, numbers, depth)?)))
        .collect::<Result<_, _>>()
        .map(Entries)
}

fn referred(
    entry: MaybeRef<Object<'_>>,
    numbers: &mut dyn Numbering,
    depth: usize,
) -> Result<Value, CopyError> {
    if depth >= MAX_DEPTH {
        return Err(CopyError::refused("Its objects are nested too deep."));
    }
    match entry {
        MaybeRef::Ref(reference) => Ok(Value::Ref(numbers.number(reference.into()))),
        MaybeRef::NotRef(object) => value(&object, numbers, depth + 1),
    }
}
