//! The list of targets, one per parser.

use crate::Outcome;
use crate::copying;
use crate::reading;
use std::fmt;
use std::ops::ControlFlow;

/// A kind of file whose reading is tried.
#[derive(Clone, Copy)]
pub struct Target {
    pub name: &'static str,
    /// What the file is called: a few kinds are known by that.
    pub(crate) file: &'static str,
    pub(crate) run: fn(&[u8]) -> Result<Outcome, String>,
}

impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Target({})", self.name)
    }
}

/// Targets that read, each with the name of its files.
macro_rules! readers {
    ($($name:literal: $file:literal),* $(,)?) => {
        &[
            $(Target { name: $name, file: $file, run: |input| reading::run($file, input) },)*
            Target { name: "copy", file: "", run: copying::run },
        ]
    };
}

/// All targets. A new parser gets its line here and a folder in `corpus/`; `copy` comes last, and knows the others by
/// their number: new lines stand just before it.
pub const TARGETS: &[Target] = readers! {
    "zip": "a/files.zip",
    "tar": "a/files.tar",
    "gzip": "a/list.csv.gz",
    "bzip2": "a/list.csv.bz2",
    "xz": "a/list.csv.xz",
    "zstd": "a/list.csv.zst",
    "lz4": "a/list.csv.lz4",
    "7z": "a/files.7z",
    "pdf": "a/letter.pdf",
    "docx": "a/letter.docx",
    "xlsx": "a/people.xlsx",
    "pptx": "a/team.pptx",
    "odt": "a/letter.odt",
    "rtf": "a/letter.rtf",
    "ole": "a/letter.doc",
    "eml": "a/letter.eml",
    "mbox": "a/letters.mbox",
    "msg": "a/letter.msg",
    "csv": "a/people.csv",
    "json": "a/people.json",
    "yaml": "a/people.yaml",
    "settings": "a/settings.ini",
    "vcard": "a/people.vcf",
    "sql": "a/people.sql",
    "source": "a/people.py",
    "xml": "a/people.xml",
    "text": "a/notes.txt",
    "image": "a/picture.jpg",
    "sqlite": "a/people.sqlite",
};

/// The target of this name.
pub fn target(name: &str) -> Option<&'static Target> {
    TARGETS.iter().find(|target| target.name == name)
}

impl Target {
    /// Id of the format that an input is read as, where it is read at all.
    pub fn format_of(&self, input: &[u8]) -> Option<String> {
        let read = tidegate_formats::read(self.file, &mut &input[..], &reading::budget(), &mut |_| {
            ControlFlow::Continue(())
        });
        read.ok().map(|reading| reading.format)
    }
}
