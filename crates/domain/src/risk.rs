//! The risk score: type weight × confidence × log of count, with its terms.
//!
//! Points of one detector = weight(severity) × mean confidence × (1 + log2(count)); the points of all
//! detectors add up to P and the score is 100 × (1 − e^(−P/60)): it grows with each finding and never
//! passes 100. Where more than the owner can read what was found, P is multiplied: by 1.5 when anybody with an
//! account can, by 2 when anybody on the internet can. What is not known multiplies nothing.

use crate::{
    detector::Severity,
    exposure::ExposureLevel,
    id::{ConnectorId, DocumentId},
    key::ObjectKey,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The findings of one detector, as the score sees them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct RiskTerm {
    pub detector: String,
    pub severity: Severity,
    pub count: u64,
    pub mean_confidence: f32,
    pub points: f32,
}

/// Who can reach the findings, as far as it raises the score.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct RiskExposure {
    pub level: ExposureLevel,
    /// The points are multiplied by it.
    pub factor: f32,
    /// In a sentence.
    pub text: String,
}

impl RiskExposure {
    /// `None` for what raises nothing: private, and what could not be told.
    pub fn of(level: ExposureLevel) -> Option<Self> {
        let (factor, text) = match level {
            ExposureLevel::Private | ExposureLevel::Unknown => return None,
            ExposureLevel::Shared => (
                1.5,
                "Others than its owner can read it, so all points count half as much again.",
            ),
            ExposureLevel::Public => (
                2.0,
                "Anybody on the internet can read it, so all points count double.",
            ),
        };
        Some(Self {
            level,
            factor,
            text: text.to_owned(),
        })
    }
}

/// Whose risk is asked for: all given ones must hold. With nothing given it is that of all connectors together.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(default)]
#[ts(optional_fields)]
pub struct RiskScope {
    pub connector_id: Option<ConnectorId>,
    /// All connectors of one collection.
    pub collection: Option<String>,
    pub bucket: Option<String>,
    pub prefix: Option<ObjectKey>,
    pub document_id: Option<DocumentId>,
}

/// A score with its terms and how much was really examined.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, TS)]
pub struct Risk {
    /// 0 to 100.
    pub score: u8,
    pub terms: Vec<RiskTerm>,
    /// What raises all terms together; absent when nothing does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub exposure: Option<RiskExposure>,
    /// Share of the known bytes that were examined, 0 to 1; `None` when nothing is known.
    pub coverage: Option<f32>,
}

impl RiskTerm {
    pub fn new(detector: String, severity: Severity, count: u64, mean_confidence: f32) -> Self {
        let weight = match severity {
            Severity::Low => 1.0,
            Severity::Medium => 3.0,
            Severity::High => 8.0,
            Severity::Critical => 16.0,
        };
        #[allow(
            clippy::cast_precision_loss,
            reason = "a count of findings needs no 24-bit precision in a log"
        )]
        let points = if count == 0 {
            0.0
        } else {
            weight * mean_confidence * (1.0 + (count as f32).log2())
        };
        Self {
            detector,
            severity,
            count,
            mean_confidence,
            points,
        }
    }
}

impl Risk {
    /// `exposure` is that of what was found: of the document, or the worst of the documents with findings.
    pub fn new(mut terms: Vec<RiskTerm>, exposure: ExposureLevel, coverage: Option<f32>) -> Self {
        terms.sort_by(|a, b| {
            b.points
                .total_cmp(&a.points)
                .then_with(|| a.detector.cmp(&b.detector))
        });
        let exposure = RiskExposure::of(exposure).filter(|_| !terms.is_empty());
        let factor = exposure.as_ref().map_or(1.0, |exposure| exposure.factor);
        let points: f32 = factor * terms.iter().map(|term| term.points).sum::<f32>();
        let score = 100.0 * (1.0 - (-points / 60.0).exp());
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "clamped to 0..=100"
        )]
        let score = score.round().clamp(0.0, 100.0) as u8;
        Self {
            score,
            terms,
            exposure,
            coverage,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_score_grows_and_stays_below_a_hundred() {
        let score = |count| {
            Risk::new(
                vec![RiskTerm::new("iban".into(), Severity::High, count, 0.9)],
                ExposureLevel::Private,
                None,
            )
            .score
        };
        assert_eq!(score(0), 0);
        assert!(score(1) > 0 && score(10) > score(1) && score(1_000_000) <= 100);
    }

    #[test]
    fn exposure_raises_what_was_found_and_says_so() {
        let risk = |level| {
            Risk::new(
                vec![RiskTerm::new("iban".into(), Severity::High, 3, 0.9)],
                level,
                None,
            )
        };
        let private = risk(ExposureLevel::Private);
        let unknown = risk(ExposureLevel::Unknown);
        let (shared, public) = (risk(ExposureLevel::Shared), risk(ExposureLevel::Public));
        assert_eq!((private.score, &private.exposure), (unknown.score, &None));
        assert_eq!(unknown.exposure, None);
        assert!(private.score < shared.score && shared.score < public.score);
        assert!(public.exposure.is_some_and(|term| term.text.contains("internet")));
        assert!(shared.exposure.is_some_and(|term| term.text.contains("Others")));
        // Nothing found is no risk, wherever it lies.
        let nothing = Risk::new(Vec::new(), ExposureLevel::Public, None);
        assert_eq!((nothing.score, nothing.exposure), (0, None));
    }
}
