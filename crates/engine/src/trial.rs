//! Trying detectors on a text that a person pasted. The text is neither kept nor logged.

use crate::{Engine, off_thread, policies};
use std::ops::ControlFlow;
use std::sync::Arc;
use tidegate_detectors::Scanner;
use tidegate_domain::{
    detector::Match,
    id::PolicyId,
    policy::{
        CustomDetector, CustomTrial, DEFAULT_MIN_CONFIDENCE, DetectorChoice, PolicyDraft, TrialMatch,
        everything,
    },
    problem::{ErrorClass, Problem},
};
use tidegate_formats::Budget;

/// Bytes of a pasted text.
const LONGEST_TEXT: usize = 1024 * 1024;
/// Matches told of one text.
const MOST_MATCHES: usize = 10_000;

impl Engine {
    /// What a detector that is being made says of a text. A detector that cannot work is an answer, not an
    /// error: it is told while it is typed.
    pub async fn custom_try(&self, detector: CustomDetector, text: String) -> Result<CustomTrial, Problem> {
        let alone = PolicyDraft {
            name: String::new(),
            description: String::new(),
            detectors: DetectorChoice::Some {
                categories: Vec::new(),
                ids: Vec::new(),
                except: Vec::new(),
            },
            min_confidence: DEFAULT_MIN_CONFIDENCE,
            custom_detectors: vec![detector],
            actions: Default::default(),
        };
        let mut trial = off_thread(move || policy_try(&alone, &text)).await?;
        // There is but one, and its form knows its fields by their own names.
        if let Some(problem) = &mut trial.problem
            && let Some(field) = &problem.field
        {
            problem.field = Some(field.replacen("custom_detectors.0.", "", 1));
        }
        Ok(trial)
    }

    /// What all detectors of a policy say of a text; of everything, when none is named.
    pub async fn detector_try(&self, policy: Option<PolicyId>, text: String) -> Result<CustomTrial, Problem> {
        let policy = self.policy_get(&policy.unwrap_or_else(everything)).await?;
        off_thread(move || policy_try(&policy.draft, &text)).await
    }
}

/// What a policy, stored or not, says of a text.
pub fn policy_try(policy: &PolicyDraft, text: &str) -> Result<CustomTrial, Problem> {
    if text.len() > LONGEST_TEXT {
        return Err(Problem::new(
            ErrorClass::ConfigInvalid,
            "This text is longer than 1 MiB.",
            "Try a part of it, or scan the file.",
        )
        .on_field("text"));
    }
    let scanner = match policies::scanner_from(policy, 0.0) {
        Ok(scanner) => scanner,
        Err(problem) => {
            return Ok(CustomTrial {
                matches: Vec::new(),
                problem: Some(problem),
            });
        }
    };
    let found = scan(&scanner, text)?;
    let mut units = Units::new(text);
    let matches = found
        .into_iter()
        .filter_map(|(start, end, found)| {
            Some(TrialMatch {
                detector: found.detector.into_owned(),
                start: units.at(start)?,
                end: units.at(end)?,
                confidence: found.confidence,
                shown: found.confidence >= policy.min_confidence,
                reasons: found.reasons,
            })
        })
        .collect();
    Ok(CustomTrial {
        matches,
        problem: None,
    })
}

/// Matches with their bytes in the text, in order.
fn scan(scanner: &Arc<Scanner>, text: &str) -> Result<Vec<(usize, usize, Match)>, Problem> {
    let mut found = Vec::new();
    let mut matches = Vec::new();
    let read = tidegate_formats::read(
        "pasted.txt",
        &mut text.as_bytes(),
        &Budget::default(),
        &mut |window| {
            matches.clear();
            scanner.scan(window, &mut matches);
            for one in matches.drain(..) {
                let place = window.structure.locate(one.span.clone());
                if let (Ok(start), Ok(end)) =
                    (usize::try_from(place.byte_start), usize::try_from(place.byte_end))
                {
                    found.push((start, end, one));
                }
            }
            if found.len() < MOST_MATCHES {
                ControlFlow::Continue(())
            } else {
                ControlFlow::Break(())
            }
        },
    );
    read.map_err(|error| {
        Problem::new(
            ErrorClass::Unreadable,
            format!("The text could not be read: {error}."),
            "Paste plain text.",
        )
    })?;
    found.sort_by_key(|(start, end, _)| (*start, *end));
    Ok(found)
}

/// Places of a text in UTF-16 units. Asked in rising order it walks the text once.
struct Units<'a> {
    text: &'a str,
    byte: usize,
    unit: u32,
}

impl<'a> Units<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            text,
            byte: 0,
            unit: 0,
        }
    }

    fn at(&mut self, byte: usize) -> Option<u32> {
        if byte < self.byte {
            (self.byte, self.unit) = (0, 0);
        }
        let between = self.text.get(self.byte..byte)?;
        self.unit += u32::try_from(between.encode_utf16().count()).ok()?;
        self.byte = byte;
        Some(self.unit)
    }
}
