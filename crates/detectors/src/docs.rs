//! What the detectors say of themselves, as data and as the page docs/DETECTORS.md.

use crate::{custom, detectors::ALL, rules::RULES};
use std::fmt::Write;
use tidegate_domain::detector::DetectorInfo;

/// All detectors, in fixed order.
pub fn infos() -> Vec<DetectorInfo> {
    let own = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    let in_code = ALL.iter().map(|spec| DetectorInfo {
        id: spec.id.to_owned(),
        title: spec.title.to_owned(),
        category: spec.category,
        severity: spec.severity,
        version: spec.version,
        description: opening_comment(spec.source),
        examples: own(spec.examples),
        counterexamples: own(spec.counterexamples),
    });
    let as_rules = RULES.iter().map(|rule| DetectorInfo {
        id: rule.id.to_owned(),
        title: rule.title.clone(),
        category: rule.category,
        severity: rule.severity,
        version: rule.version,
        description: rule.description.trim().to_owned(),
        examples: rule.examples.clone(),
        counterexamples: rule.counterexamples.clone(),
    });
    in_code.chain(as_rules).collect()
}

/// The `//!` lines at the top of a source file, without their marks.
fn opening_comment(source: &str) -> String {
    let lines: Vec<&str> = source
        .lines()
        .map_while(|line| line.strip_prefix("//!"))
        .map(|line| line.strip_prefix(' ').unwrap_or(line))
        .collect();
    lines.join("\n").trim().to_owned()
}

/// The page of all detectors, in Markdown.
pub fn markdown() -> String {
    let mut page = String::from(
        "# Detectors\n\nWritten from the detectors' own comments by `UPDATE_DOCS=1 cargo test -p tidegate-detectors`; \
         do not edit.\n\nEvery match carries a confidence from 0 to 1 that is the sum of the terms shown with it. \
         Matches below 0.5 are left out unless you ask for them. The examples are made up, reserved or published \
         test values.\n",
    );
    for info in infos() {
        let word = |value: &dyn std::fmt::Debug| format!("{value:?}").to_lowercase();
        // Writing to a String cannot fail.
        let _ = write!(
            page,
            "\n## {}\n\n`{}` · {} · {} · version {}\n\n{}\n\nFound:\n\n```text\n{}\n```\n\nNot reported:\n\n```text\n{}\n```\n",
            info.title,
            info.id,
            match info.category {
                tidegate_domain::detector::Category::GovernmentId => "government id".to_owned(),
                category => word(&category),
            },
            word(&info.severity),
            info.version,
            info.description,
            info.examples.join("\n"),
            info.counterexamples.join("\n"),
        );
    }
    page.push_str(&custom::markdown());
    page
}
