//! Strings that cells share, as one text.

/// The shared strings by number.
#[derive(Debug, Default)]
pub(crate) struct Strings {
    text: String,
    /// Where each one ends.
    ends: Vec<usize>,
}

impl Strings {
    /// Adds to the string that is being written.
    pub(crate) fn write(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Ends the string that is being written.
    pub(crate) fn end(&mut self) {
        self.ends.push(self.text.len());
    }

    pub(crate) fn get(&self, number: usize) -> Option<&str> {
        let end = *self.ends.get(number)?;
        let start = match number.checked_sub(1) {
            Some(before) => *self.ends.get(before)?,
            None => 0,
        };
        self.text.get(start..end)
    }
}
