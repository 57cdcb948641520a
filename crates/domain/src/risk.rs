//! The risk score: type weight × confidence × log of count, with its terms.
//!
//! Points of one detector = weight(severity) × mean confidence × (1 + log2(count)); the points of all
//! detectors add up to P and the score is 100 × (1 − e^(−P/60)): it grows with each finding and never
//! passes 100. Exposure (a public bucket) will multiply P once exposure is read.

use crate::detector::Severity;
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

/// A score with its terms and how much was really examined.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, TS)]
pub struct Risk {
    /// 0 to 100.
    pub score: u8,
    pub terms: Vec<RiskTerm>,
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
    pub fn new(mut terms: Vec<RiskTerm>, coverage: Option<f32>) -> Self {
        terms.sort_by(|a, b| {
            b.points
                .total_cmp(&a.points)
                .then_with(|| a.detector.cmp(&b.detector))
        });
        let points: f32 = terms.iter().map(|term| term.points).sum();
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
                None,
            )
            .score
        };
        assert_eq!(score(0), 0);
        assert!(score(1) > 0 && score(10) > score(1) && score(1_000_000) <= 100);
    }
}
