//! The listing of a run: page by page from the source into the store, resumable after any page.

use super::run::{End, Work};
use tidegate_connectors::{ListCursor, ListPage, SourceError};
use tidegate_domain::{
    connector::ImportMode,
    object::{ObjectMeta, ObjectRef},
    problem::{ErrorClass, Problem},
    run::{EventLevel, RunEvent, RunMode},
};
use tidegate_store::StagePage;

impl Work {
    /// Stages everything in scope, or the files that were named.
    pub(super) async fn list(&self) -> End {
        let id = self.run.id.clone();
        let (checkpoint, complete) = match self.engine.db(move |store| store.work().checkpoint(&id)).await {
            Ok(stands) => stands,
            Err(problem) => return End::Lost(problem),
        };
        // What went wrong before the run was cut off still counts: a gap of then is a gap of the whole.
        let mut clean = self.run.first_errors.is_empty();
        if complete {
            self.active.update(|run| run.listing_complete = true);
            return End::Complete { clean };
        }
        if self.run.options.mode == RunMode::Incremental {
            return self.list_named().await;
        }
        let mut page = match self.list_page(checkpoint.map(ListCursor)).await {
            Ok(page) => page,
            Err(error) => return self.list_lost(error),
        };
        loop {
            for gap in std::mem::take(&mut page.problems) {
                clean = false;
                self.note(gap.object.as_ref(), gap.error.into_problem()).await;
            }
            let next = page.next.take();
            let fetch = async {
                match &next {
                    Some(cursor) => self.list_page(Some(cursor.clone())).await.map(Some),
                    None => Ok(None),
                }
            };
            let (staged, fetched) = tokio::join!(self.stage(page.objects, next.as_ref()), fetch);
            if let Err(problem) = staged {
                return End::Lost(problem);
            }
            page = match fetched {
                Ok(Some(page)) => page,
                Ok(None) => return End::Complete { clean },
                Err(error) => return self.list_lost(error),
            };
        }
    }

    async fn list_page(&self, cursor: Option<ListCursor>) -> Result<ListPage, SourceError> {
        self.source
            .list(self.active.context(), &self.connector.scope, cursor.as_ref())
            .await
    }

    fn list_lost(&self, error: SourceError) -> End {
        if self.active.context().cancelled() {
            return End::Stopped;
        }
        let lost = error.class.is_retryable() || error.class == ErrorClass::AuthExpired;
        let problem = error.into_problem();
        if lost {
            End::Lost(problem)
        } else {
            End::Failed(problem)
        }
    }

    /// The files that the person named, each looked up by itself.
    async fn list_named(&self) -> End {
        let mut found = Vec::new();
        let mut clean = true;
        for file in &self.run.options.file_filter {
            if self.active.context().cancelled() {
                return End::Stopped;
            }
            let object = ObjectRef {
                bucket: file.bucket.clone(),
                key: file.key.clone(),
            };
            match self.source.stat(self.active.context(), &object).await {
                Ok(meta) => found.push(meta),
                Err(error) if matches!(error.class, ErrorClass::NotFound | ErrorClass::PermissionDenied) => {
                    clean = false;
                    self.note(Some(&object), error.into_problem()).await;
                }
                Err(error) => return self.list_lost(error),
            }
        }
        if found.is_empty() {
            return End::Failed(Problem::new(
                ErrorClass::NotFound,
                "None of the named files could be found.",
                "Check the names; keys are exact, with upper and lower case.",
            ));
        }
        match self.stage(found, None).await {
            Ok(()) => End::Complete { clean },
            Err(problem) => End::Lost(problem),
        }
    }

    async fn stage(&self, objects: Vec<ObjectMeta>, next: Option<&ListCursor>) -> Result<(), Problem> {
        let named = self.run.options.mode == RunMode::Incremental;
        let objects: Vec<_> = objects
            .into_iter()
            .filter_map(|meta| {
                let decided = if named {
                    Some(meta.unreadable)
                } else {
                    self.filter.decide(&meta)
                };
                decided.map(|skip| (meta, skip))
            })
            .collect();
        let (run, connector, checkpoint) = (self.run.clone(), self.connector.clone(), next.cloned());
        let now = self.engine.inner.clock.now();
        let counts = self
            .engine
            .db(move |store| {
                store.work().stage(&StagePage {
                    run: &run.id,
                    connector: &connector.id,
                    policy_fingerprint: &run.policy_fingerprint,
                    reexamine: run.options.mode != RunMode::Auto,
                    new_only: connector.import_mode == ImportMode::NewOnly
                        && run.options.mode == RunMode::Auto,
                    max_process: run.options.max_files,
                    objects: &objects,
                    checkpoint: checkpoint.as_ref().map(|cursor| cursor.0.as_str()),
                    listing_complete: checkpoint.is_none(),
                    now,
                })
            })
            .await?;
        self.active.counts(counts);
        if next.is_none() {
            self.active.update(|run| run.listing_complete = true);
        }
        self.staged.notify_one();
        Ok(())
    }

    /// Something is missing from the listing, or from the files that were named: told in the run's log.
    pub(super) async fn note(&self, object: Option<&ObjectRef>, problem: Problem) {
        let event = RunEvent {
            at: self.engine.inner.clock.now(),
            level: EventLevel::Error,
            message: problem.to_string(),
            bucket: object.map(|object| object.bucket.clone()),
            key: object.map(|object| object.key.clone()),
            class: Some(problem.class),
        };
        let id = self.run.id.clone();
        self.active.update(|run| {
            if run.first_errors.iter().all(|known| known.class != problem.class) {
                run.first_errors.push(problem);
            }
        });
        if let Err(problem) = self
            .engine
            .db(move |store| store.runs().add_event(&id, &event))
            .await
        {
            tracing::warn!(%problem, "a line of a run's log was lost");
        }
    }
}
