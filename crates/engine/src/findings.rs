//! Findings: listed, grouped, judged by a person. Values are elsewhere: see [`crate::reveal`].

use crate::Engine;
use tidegate_domain::{
    detector::DetectorInfo,
    finding::{
        Finding, FindingColumn, FindingFilter, FindingGroup, FindingQuery, FindingStatus, GroupBy,
        TriageBefore, TriageResult, TriageTarget,
    },
    id::FindingId,
    page::Page,
    problem::{ErrorClass, Problem},
};

impl Engine {
    pub fn detector_list(&self) -> Vec<DetectorInfo> {
        tidegate_detectors::infos()
    }

    pub async fn finding_list(&self, query: FindingQuery) -> Result<Page<Finding>, Problem> {
        self.db(move |store| store.findings().list(&query)).await
    }

    /// What each detector found in each place of each document, in sum.
    pub async fn finding_columns(&self, query: FindingQuery) -> Result<Page<FindingColumn>, Problem> {
        self.db(move |store| store.findings().columns(&query)).await
    }

    pub async fn finding_groups(
        &self,
        filter: FindingFilter,
        by: GroupBy,
    ) -> Result<Vec<FindingGroup>, Problem> {
        let mut groups = self.db(move |store| store.findings().groups(&filter, by)).await?;
        if by == GroupBy::Detector {
            self.name_detectors(&mut groups).await?;
        }
        Ok(groups)
    }

    pub async fn finding_show(&self, id: &FindingId) -> Result<Finding, Problem> {
        let wanted = id.clone();
        self.db(move |store| store.findings().get(&wanted))
            .await?
            .ok_or_else(|| {
                Problem::new(
                    ErrorClass::ConfigInvalid,
                    format!("There is no finding {id}."),
                    "List the findings to find its id.",
                )
            })
    }

    /// Sets the status of some findings; the answer holds what undo needs.
    pub async fn finding_triage(
        &self,
        target: TriageTarget,
        status: FindingStatus,
    ) -> Result<TriageResult, Problem> {
        let now = self.inner.clock.now();
        let result = self
            .db(move |store| store.findings().triage(&target, status, now))
            .await?;
        self.changed(&["findings", "overview", "connectors", "documents"]);
        Ok(result)
    }

    /// Puts statuses back; answers how many.
    pub async fn finding_undo_triage(&self, before: Vec<TriageBefore>) -> Result<u64, Problem> {
        let now = self.inner.clock.now();
        let changed = self
            .db(move |store| store.findings().undo_triage(&before, now))
            .await?;
        self.changed(&["findings", "overview", "connectors", "documents"]);
        Ok(changed)
    }

    /// Gives groups of detectors the detectors' titles.
    pub(crate) async fn name_detectors(&self, groups: &mut [FindingGroup]) -> Result<(), Problem> {
        let titles = self.titles().await?;
        for group in groups {
            group.title = titles.of(&group.id);
        }
        Ok(())
    }
}
