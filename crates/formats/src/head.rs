//! The beginning of a file, on which formats decide whether it is theirs.

/// What formats see before the first window.
pub(crate) struct Head<'a> {
    /// The file's own name in lower case, without folders.
    pub(crate) file_name: &'a str,
    /// Decoded text; the last line may be cut.
    pub(crate) text: &'a str,
    /// There is nothing after `text`.
    pub(crate) whole: bool,
    /// Bytes between which structure is looked for: see `Budget::overlap`.
    pub(crate) overlap: usize,
}

impl Head<'_> {
    /// What follows the last dot of the name.
    pub(crate) fn extension(&self) -> &str {
        self.file_name
            .rsplit_once('.')
            .map_or("", |(_, extension)| extension)
    }
}
