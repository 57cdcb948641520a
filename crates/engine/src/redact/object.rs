//! The copy of one object: its values, the copy, the proof, its place. Ends in exactly one state, with the reason.

use super::{Allowed, Copier, Target, Unwritten, Values};
use crate::{
    feed::{Feed, source_error},
    off_thread,
};
use std::io;
use std::sync::{Arc, atomic::AtomicU64};
use tidegate_connectors::{Connector as Source, SourceError};
use tidegate_domain::{
    context::RunContext,
    export::{CopyItem, CopyState, LeftOutMember},
    key::ObjectKey,
    object::{ObjectRef, Version},
    problem::{ErrorClass, Problem},
};
use tidegate_formats::{FormatError, Reading};

/// Where copies of one source are made.
pub(crate) struct Desk<'a> {
    pub(crate) ctx: &'a RunContext,
    pub(crate) source: &'a dyn Source,
    pub(crate) copier: &'a Arc<Copier>,
    pub(crate) target: &'a Target,
    /// Copies lie in folders that are named like the objects' buckets.
    pub(crate) by_bucket: bool,
}

impl Desk<'_> {
    /// Makes the copy of the object that `item` names, in the version that it names.
    ///
    /// # Errors
    /// When the source is lost, so that no other object can be copied either. The item has no state then.
    pub(crate) async fn make(
        &self,
        object: &ObjectRef,
        allowed: Allowed,
        item: &mut CopyItem,
    ) -> Result<(), Problem> {
        let version = Version(item.version.clone());
        let mut feed = match self.opened(object, &version).await {
            Ok(feed) => feed,
            Err(error) => return self.lost(error, item),
        };
        let copier = Arc::clone(self.copier);
        let name = object.key.to_text();
        let read = off_thread(move || Ok(copier.values(&name, &mut feed, &allowed, &mut |_, _| {}))).await?;
        match read {
            Ok((reading, values)) => self.finish(object, reading, values, item).await,
            Err(FormatError::Input(error)) => match source_error(error) {
                Ok(error) => return self.lost(error, item),
                Err(error) => ended(item, CopyState::Failed, format!("It could not be read: {error}.")),
            },
            Err(error) => ended(item, CopyState::Refused, error.to_string()),
        }
        Ok(())
    }

    /// The same, once its values are known.
    pub(crate) async fn finish(
        &self,
        object: &ObjectRef,
        reading: Reading,
        values: Values,
        item: &mut CopyItem,
    ) {
        item.detectors.clone_from(&values.detectors);
        item.kept = values.kept;
        let name = object.key.to_text();
        let clean = values.name_without(&name);
        if clean != *name {
            item.named = Some(ObjectKey::from_text(&clean));
        }
        let version = Version(item.version.clone());
        let mut feed = match self.opened(object, &version).await {
            Ok(feed) => feed,
            Err(error) => return failed(item, error),
        };
        let mut scratch = match self.target.scratch() {
            Ok(scratch) => scratch,
            Err(problem) => return ended(item, CopyState::Failed, problem.to_string()),
        };
        let copier = Arc::clone(self.copier);
        let work = off_thread(move || {
            let mut written = copier.write(&name, &reading, &values, &mut feed, &mut scratch);
            if let Ok(written) = &mut written {
                for left in &mut written.copied.left_out {
                    left.member = values.name_without(&left.member);
                }
            }
            Ok((written, scratch))
        });
        let target = self.place(object, item.named.as_ref());
        let (written, scratch) = match work.await {
            Ok((Ok(written), scratch)) => (written, scratch),
            Ok((Err(Unwritten::Refused(reason)), ..)) => return ended(item, CopyState::Refused, reason),
            Ok((Err(Unwritten::Input(error)), ..)) => {
                return match source_error(error) {
                    Ok(error) => failed(item, error),
                    Err(error) => unwritten(item, &error),
                };
            }
            Ok((Err(Unwritten::Output(error)), ..)) => return unwritten(item, &error),
            Err(problem) => return ended(item, CopyState::Failed, problem.to_string()),
        };
        let published = self
            .target
            .publish(self.ctx, object, &target, scratch, written.size, &written.sha256)
            .await;
        let target = match published {
            Ok(target) => target,
            Err(problem) => {
                let state = match problem.class {
                    ErrorClass::Conflict | ErrorClass::PermissionDenied | ErrorClass::ConfigInvalid => {
                        CopyState::Refused
                    }
                    _ => CopyState::Failed,
                };
                return ended(item, state, problem.to_string());
            }
        };
        item.state = match written.copied.replaced {
            0 if written.copied.left_out.is_empty() => CopyState::Unchanged,
            _ => CopyState::Verified,
        };
        item.reason = None;
        item.target = Some(target);
        item.copy_size = written.size;
        item.sha256 = written.sha256;
        item.replaced = written.copied.replaced;
        item.left_out = written
            .copied
            .left_out
            .into_iter()
            .map(|left| LeftOutMember {
                member: left.member,
                reason: left.reason,
            })
            .collect();
    }

    /// The name of an object's copy, below the place of all copies.
    fn place(&self, object: &ObjectRef, named: Option<&ObjectKey>) -> ObjectKey {
        let key = named.unwrap_or(&object.key);
        if !self.by_bucket {
            return key.clone();
        }
        ObjectKey::from_bytes([object.bucket.as_bytes(), b"/", key.as_bytes()].concat())
    }

    async fn opened(&self, object: &ObjectRef, version: &Version) -> Result<Feed, SourceError> {
        let opened = self.source.open(self.ctx, object, Some(version), None).await?;
        Ok(Feed::pump(opened.stream, Arc::new(AtomicU64::new(0))))
    }

    /// An object's own trouble is its state; the source's ends the work.
    fn lost(&self, error: SourceError, item: &mut CopyItem) -> Result<(), Problem> {
        match error.class {
            ErrorClass::AuthExpired
            | ErrorClass::Transient
            | ErrorClass::RateLimited
            | ErrorClass::Cancelled => Err(error.into_problem()),
            _ => {
                failed(item, error);
                Ok(())
            }
        }
    }
}

fn ended(item: &mut CopyItem, state: CopyState, reason: String) {
    item.state = state;
    item.reason = Some(reason);
}

fn failed(item: &mut CopyItem, error: SourceError) {
    let state = match error.skip {
        Some(_) => CopyState::Refused,
        None => CopyState::Failed,
    };
    let reason = match error.class {
        ErrorClass::Changed => {
            "It has changed since it was examined. Sync the connector, then export again.".to_owned()
        }
        _ => error.into_problem().to_string(),
    };
    ended(item, state, reason);
}

fn unwritten(item: &mut CopyItem, error: &io::Error) {
    ended(
        item,
        CopyState::Failed,
        format!("It could not be copied: {error}."),
    );
}
