//! Source code: text whose literals are called by what they are assigned to. Nothing is parsed: a line is looked at
//! when something is found in it.

mod assigned;
mod line;

use super::{FormatInfo, Layout};
use crate::head::Head;
use crate::stretch::Stretch;
use assigned::Assigned;
use std::ops::ControlFlow;
use tidegate_domain::text::{SourceHint, Window};

pub(super) const INFO: FormatInfo = FormatInfo {
    id: "source",
    title: "Source code",
    extensions: &["py", "js", "ts", "java", "cs", "go", "rs", "c", "rb", "php", "sh"],
};

/// Ends of names that programs have.
const OURS: &[&str] = &[
    "py", "pyw", "pyi", "js", "mjs", "cjs", "jsx", "ts", "tsx", "mts", "java", "kt", "kts", "scala",
    "groovy", "gradle", "cs", "fs", "vb", "vbs", "go", "rs", "c", "h", "cc", "cpp", "cxx", "hpp", "hh", "m",
    "mm", "swift", "rb", "erb", "php", "pl", "pm", "lua", "r", "jl", "dart", "ex", "exs", "erl", "hs", "clj",
    "elm", "sh", "bash", "zsh", "ksh", "fish", "ps1", "psm1", "bat", "cmd", "tf", "tfvars", "hcl", "vue",
    "svelte", "sol", "zig", "nim", "d", "pas", "cob", "abap", "apex", "cls", "proto", "graphql", "cmake",
    "mk", "jsp", "asp", "aspx", "cfm",
];
const NAMES: &[&str] = &[
    "dockerfile",
    "makefile",
    "jenkinsfile",
    "vagrantfile",
    "rakefile",
    "gemfile",
];

pub(super) fn recognise(head: &Head<'_>) -> Option<Box<dyn Layout>> {
    let begins = head.text.starts_with("#!") && !head.text.starts_with("#![");
    let ours = begins || OURS.contains(&head.extension()) || NAMES.contains(&head.file_name);
    ours.then(|| Box::new(Source) as Box<dyn Layout>)
}

struct Source;

impl Layout for Source {
    fn visit(
        &self,
        stretch: &Stretch<'_>,
        hint: &SourceHint,
        visit: &mut dyn FnMut(&Window<'_>) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let hint = SourceHint {
            assigned: true,
            ..hint.clone()
        };
        visit(&Window {
            text: stretch.text,
            owned: stretch.owned.clone(),
            structure: &Assigned::new(stretch),
            hint: &hint,
        })
    }

    fn advance(&mut self, _stretch: &Stretch<'_>, _to: usize) {}
}
