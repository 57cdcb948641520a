//! The terms of a confidence, collected while a candidate is weighed. Never holds matched text.

use crate::column::Rating;
use tidegate_domain::detector::{Reason, ReasonKind};

/// The reasons for and against one candidate. Their weights sum to its confidence.
#[derive(Debug, Clone, Default)]
pub(crate) struct Evidence {
    reasons: Vec<Reason>,
}

impl Evidence {
    pub(crate) fn new(pattern: &str, weight: f32) -> Self {
        Self::default().pattern(pattern, weight)
    }

    fn with(mut self, kind: ReasonKind, detail: String, weight: f32) -> Self {
        self.reasons.push(Reason { kind, detail, weight });
        self
    }

    pub(crate) fn pattern(self, detail: &str, weight: f32) -> Self {
        self.with(ReasonKind::Pattern, detail.to_owned(), weight)
    }

    pub(crate) fn checksum(self, detail: &str, weight: f32) -> Self {
        self.with(ReasonKind::Checksum, detail.to_owned(), weight)
    }

    /// Takes `weight`, given positive, away.
    pub(crate) fn penalty(self, detail: &str, weight: f32) -> Self {
        self.with(ReasonKind::Penalty, detail.to_owned(), -weight)
    }

    pub(crate) fn penalty_if(self, applies: bool, detail: &str, weight: f32) -> Self {
        if applies {
            self.penalty(detail, weight)
        } else {
            self
        }
    }

    /// Adds a column's name, or else a word nearby: the two are not counted together.
    pub(crate) fn context(self, context: crate::place::Context, column: f32, word: f32) -> Self {
        match (context.label, context.word) {
            (Some(label), _) => self.column(label, column),
            (None, Some(near)) => self.with(
                ReasonKind::ContextWord,
                format!("the word \"{near}\" is near"),
                word,
            ),
            (None, None) => self,
        }
    }

    /// Adds a column's name.
    pub(crate) fn column(self, label: &str, weight: f32) -> Self {
        self.with(
            ReasonKind::ColumnName,
            format!("column name has \"{label}\""),
            weight,
        )
    }

    /// Adds what the other values of the column say.
    pub(crate) fn values(self, rating: Rating) -> Self {
        match rating {
            Rating::Unknown => self,
            Rating::Right(right, of) => self.with(
                ReasonKind::ColumnValues,
                format!("{right} of {of} values in this column pass the check"),
                0.25,
            ),
            Rating::Chance(right, of) => self.with(
                ReasonKind::ColumnValues,
                format!("only {right} of {of} such values in this column pass the check, as chance has it"),
                -0.3,
            ),
        }
    }

    /// As [`Self::context`], for the words of a person's own detector.
    pub(crate) fn own_context(self, label: Option<&str>, word: Option<&str>, column: f32, near: f32) -> Self {
        match (label, word) {
            (Some(label), _) => self.column(label, column),
            (None, Some(word)) => self.with(
                ReasonKind::ContextWord,
                format!("the word \"{word}\" is near"),
                near,
            ),
            (None, None) => self,
        }
    }

    /// 0 to 1, in hundredths.
    pub(crate) fn confidence(&self) -> f32 {
        let sum: f32 = self.reasons.iter().map(|reason| reason.weight).sum();
        ((sum * 100.0).round() / 100.0).clamp(0.0, 1.0)
    }

    pub(crate) fn into_reasons(self) -> Vec<Reason> {
        self.reasons
    }
}

/// Whether a checksum speaks for the match.
pub(crate) fn validated(reasons: &[Reason]) -> bool {
    reasons
        .iter()
        .any(|reason| reason.kind == ReasonKind::Checksum && reason.weight > 0.0)
}
