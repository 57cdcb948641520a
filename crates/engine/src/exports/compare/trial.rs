//! What a redacted copy of one object would look like: made and proved as always, in a file without a name that is
//! gone when it has been read. Nothing is published and nothing is stored.

use super::{Pair, original_trouble, unreadable};
use crate::{
    Engine,
    feed::{Feed, source_error},
    off_thread,
    redact::{Allowed, Unwritten},
};
use std::io::Seek;
use std::sync::{Arc, atomic::AtomicU64};
use tidegate_connectors::{Connector as Source, SourceError};
use tidegate_domain::{
    action::Action,
    compare::{CompareFrom, Comparison},
    context::RunContext,
    export::{ExportDraft, ExportTo, LeftOutMember},
    id::{ConnectorId, PolicyId},
    object::{ObjectRef, Version},
    problem::{ErrorClass, Problem},
};

/// Bytes of an object that is tried at most: each stretch makes the copy again.
const LARGEST: u64 = 32 * 1024 * 1024;

/// How a copy would be made.
#[derive(Debug, Clone)]
pub struct CopyTrial {
    pub connector_id: ConnectorId,
    pub object: ObjectRef,
    /// The policy; the connector's own when none is named.
    pub policy_id: Option<PolicyId>,
    /// What is done with findings that the policy only reports.
    pub otherwise: Action,
    pub project: String,
}

impl Engine {
    /// A stretch of an object beside what its copy would be. Values are masked unless `reveal` is set.
    ///
    /// # Errors
    /// When no copy would be made of it, with the reason.
    pub async fn copy_trial(
        &self,
        ctx: &RunContext,
        trial: CopyTrial,
        from: Option<CompareFrom>,
        reveal: bool,
    ) -> Result<Comparison, Problem> {
        let CopyTrial {
            connector_id,
            object,
            policy_id,
            otherwise,
            project,
        } = trial;
        let draft = ExportDraft {
            connector_id,
            bucket: None,
            prefix: None,
            documents: Vec::new(),
            only_with_findings: false,
            to: ExportTo::Folder { path: String::new() },
            replace: false,
            policy_id,
            otherwise,
            project,
        };
        let mut copier = self.copier(&draft).await?;
        copier.examiner = copier.examiner.cancelled_by(ctx.cancel.clone());
        let connector = self.connector_show(&draft.connector_id).await?;
        let source = self.source(&connector).await?;
        let meta = source
            .stat(ctx, &object)
            .await
            .map_err(SourceError::into_problem)?;
        if meta.size > LARGEST {
            return Err(Problem::new(
                ErrorClass::Unreadable,
                "It is too large to be tried without writing a copy.",
                "Make its copy, and compare the two.",
            ));
        }
        // Later stretches are of the version that the first one was of.
        let from = from.unwrap_or_else(|| CompareFrom {
            copy_version: meta.version.0,
            ..CompareFrom::default()
        });
        let version = Version(from.copy_version.clone());
        let (id, place) = (connector.id.clone(), object.clone());
        let allowed = self.db(move |store| store.exports().allowed(&id, &place)).await?;
        let scratch = tempfile::tempfile_in(self.data_dir()).map_err(|error| no_room(&error))?;
        let work = Work {
            name: object.key.to_text(),
            allowed,
            values: feed(ctx, source.as_ref(), &object, &version).await?,
            copied: feed(ctx, source.as_ref(), &object, &version).await?,
            before: feed(ctx, source.as_ref(), &object, &version).await?,
            scratch,
            from,
            reveal,
        };
        let compared = off_thread(move || work.done(&copier)).await;
        if ctx.cancelled() {
            return Err(Problem::new(ErrorClass::Cancelled, "Cancelled.", ""));
        }
        Ok(Comparison {
            key: object.key,
            ..compared?
        })
    }
}

async fn feed(
    ctx: &RunContext,
    source: &dyn Source,
    object: &ObjectRef,
    version: &Version,
) -> Result<Feed, Problem> {
    let opened = source
        .open(ctx, object, Some(version), None)
        .await
        .map_err(original_trouble)?;
    Ok(Feed::pump(opened.stream, Arc::new(AtomicU64::new(0))))
}

/// All that is needed once everything is open.
struct Work {
    name: String,
    allowed: Allowed,
    values: Feed,
    copied: Feed,
    before: Feed,
    scratch: std::fs::File,
    from: CompareFrom,
    reveal: bool,
}

impl Work {
    fn done(mut self, copier: &crate::redact::Copier) -> Result<Comparison, Problem> {
        let (reading, values) = copier
            .values(&self.name, &mut self.values, &self.allowed, &mut |_, _| {})
            .map_err(|error| unreadable(error, original_trouble))?;
        let written = copier
            .write(&self.name, &reading, &values, &mut self.copied, &mut self.scratch)
            .map_err(unwritten)?;
        self.scratch.rewind().map_err(|error| no_room(&error))?;
        let pair = Pair {
            name: self.name,
            without: written
                .copied
                .left_out
                .into_iter()
                .map(|left| LeftOutMember {
                    member: left.member,
                    reason: left.reason,
                })
                .collect(),
            from: self.from,
            reveal: self.reveal,
        };
        pair.compared(&copier.examiner, &mut self.before, &mut self.scratch)
    }
}

fn unwritten(error: Unwritten) -> Problem {
    match error {
        Unwritten::Refused(reason) => Problem::new(
            ErrorClass::Unreadable,
            format!("No copy would be made of it. {reason}"),
            "An export refuses it too, and says so in its manifest.",
        ),
        Unwritten::Input(error) => match source_error(error) {
            Ok(error) => original_trouble(error),
            Err(error) => Problem::new(
                ErrorClass::Unreadable,
                format!("It could not be read: {error}."),
                "",
            ),
        },
        Unwritten::Output(error) => no_room(&error),
    }
}

fn no_room(error: &std::io::Error) -> Problem {
    Problem::new(
        ErrorClass::LocalStorage,
        format!("The trial copy could not be held on this machine: {error}."),
        "Check that there is room on the disk.",
    )
}
