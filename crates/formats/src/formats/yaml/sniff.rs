//! Whether a text is YAML: by how it begins, or by its name when nothing speaks against it.

use super::grammar::key;
use crate::head::Head;

const OURS: &[&str] = &["yaml", "yml", "kubeconfig", "eyaml", "sls", "raml", "cff"];
/// Lines that are looked at.
const LINES: usize = 200;

pub(super) fn is(head: &Head<'_>) -> bool {
    let ours = OURS.contains(&head.extension());
    let unnamed = head.extension().is_empty();
    let text = head.text.trim_start_matches(['\n', '\r', '\u{feff}']);
    if text.starts_with("%YAML") {
        return true;
    }
    // Notes in Markdown begin with three dashes, too.
    let marked = text.starts_with("---\n") || text.starts_with("---\r\n");
    if !(ours || unnamed) {
        return false;
    }
    // JSON is YAML, too.
    if ours && text.starts_with(['{', '[']) {
        return true;
    }
    let (mut named, mut other) = (0_usize, 0_usize);
    for line in head.text.lines().take(LINES) {
        let content = line.trim_start();
        if content.is_empty() || content.starts_with('#') || matches!(content, "---" | "...") {
            continue;
        }
        let inner = content.trim_start_matches("- ");
        if inner.len() < content.len() || key(inner).is_some() {
            named += 1;
        } else {
            other += 1;
        }
    }
    match ours {
        true => named > 0,
        false => named >= 2 && (marked && other <= named || other == 0 && head.text.contains(":\n")),
    }
}
