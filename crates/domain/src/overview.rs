//! What the first page answers: am I safe, what runs, what is next, what was found over time.

use crate::{
    Timestamp,
    detector::{Category, Severity},
    finding::FindingGroup,
    id::ConnectorId,
    run::{Run, RunSnapshot},
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Overview {
    pub connectors: u64,
    pub documents: u64,
    pub documents_examined: u64,
    pub documents_not_examined: u64,
    pub bytes_known: u64,
    pub bytes_examined: u64,
    pub open_findings: u64,
    pub by_severity: Vec<SeverityCount>,
    pub by_category: Vec<CategoryCount>,
    pub top_detectors: Vec<FindingGroup>,
    pub connectors_at_risk: Vec<ConnectorRisk>,
    pub running: Vec<RunSnapshot>,
    pub recent: Vec<Run>,
    pub next: Vec<NextRun>,
    /// One point a day, oldest first, 30 at most.
    pub over_time: Vec<DayCount>,
    /// Connectors whose status needs somebody.
    pub needs_attention: Vec<Attention>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SeverityCount {
    pub severity: Severity,
    pub open: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CategoryCount {
    pub category: Category,
    pub open: u64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct ConnectorRisk {
    pub connector_id: ConnectorId,
    pub name: String,
    pub risk: crate::risk::Risk,
    pub open_findings: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct NextRun {
    pub connector_id: ConnectorId,
    pub name: String,
    pub at: Timestamp,
}

/// Findings of a day (UTC): those first seen on it, and those open at its end, by severity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DayCount {
    /// `2026-11-21`.
    pub day: String,
    pub new: u64,
    pub low: u64,
    pub medium: u64,
    pub high: u64,
    pub critical: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Attention {
    pub connector_id: ConnectorId,
    pub name: String,
    pub message: String,
}
