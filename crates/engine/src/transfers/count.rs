//! Finding out what there is to move: a selection of a source becomes items with local names, files and
//! folders of this computer become items with keys.

use super::{
    Moving, bytes_path,
    local_name::{LocalNames, decode},
    path_bytes,
};
use crate::objects::selection::{self, Found};
use crate::{Engine, internal, off_thread};
use serde::{Deserialize, Serialize};
use std::fs::FileType;
use std::path::{Path, PathBuf};
use tidegate_connectors::{Connector as Source, SourceError};
use tidegate_domain::{
    context::RunContext,
    id::TransferId,
    key::ObjectKey,
    object::{ObjectMeta, ObjectRef, SkipReason},
    problem::{ErrorClass, Problem},
    transfer::{Selection, TransferItemState},
};
use tidegate_store::{NewTransferItem, Store, TransferPlan};

/// Items stored in one go.
const BATCH: usize = 1_000;

/// The folder that all of a selection lies in: keys are taken below it.
pub(super) fn base(selection: &Selection) -> ObjectKey {
    let mut parents = selection.objects.iter().chain(&selection.prefixes).map(|key| {
        let name = key.name();
        &key.as_bytes()[..key.as_bytes().len() - name.as_bytes().len()]
    });
    let first = parents.next().unwrap_or_default();
    let mut common = first.len();
    for parent in parents {
        let same = first.iter().zip(parent).take_while(|(a, b)| a == b).count();
        common = common.min(same);
    }
    let end = first[..common]
        .iter()
        .rposition(|byte| *byte == b'/')
        .map_or(0, |slash| slash + 1);
    ObjectKey::from_bytes(&first[..end])
}

/// Stores the items of a download as they are found.
pub(super) async fn download(
    engine: &Engine,
    moving: &Moving,
    source: &dyn Source,
    plan: &TransferPlan,
) -> Result<(), Problem> {
    let selection: Selection =
        serde_json::from_str(&plan.chosen).map_err(|_| internal("a stored selection cannot be read"))?;
    let base = base(&selection);
    let mut names = LocalNames::default();
    let (store, id) = (engine.inner.store.clone(), plan.transfer.id.clone());
    selection::each(moving.context(), source, &selection, &mut |found: Found| {
        let mut items: Vec<_> = found
            .objects
            .into_iter()
            .map(|meta| planned(meta, &base, &mut names))
            .collect();
        items.extend(found.problems.into_iter().map(|problem| {
            let object = problem.object.unwrap_or_else(|| ObjectRef {
                bucket: selection.bucket.clone(),
                key: ObjectKey::default(),
            });
            NewTransferItem {
                path: names.place(&below(&object.key, &base)),
                object,
                size: 0,
                modified: None,
                version: None,
                settled: Some((TransferItemState::Failed, problem.error.into_problem())),
            }
        }));
        add(&store, &id, &items)?;
        engine.transfer_moved();
        Ok(())
    })
    .await
}

fn planned(meta: ObjectMeta, base: &ObjectKey, names: &mut LocalNames) -> NewTransferItem {
    let settled = match meta.unreadable {
        Some(SkipReason::Archived) => Some(skipped(
            "This object is archived and cannot be read without a restore.",
        )),
        Some(SkipReason::NotRegular) => Some(skipped("This is a link or a special file, not a regular one.")),
        _ => None,
    };
    NewTransferItem {
        path: names.place(&below(&meta.object.key, base)),
        object: meta.object,
        size: meta.size,
        modified: meta.modified,
        version: Some(meta.version.0),
        settled,
    }
}

fn skipped(why: &str) -> (TransferItemState, Problem) {
    (
        TransferItemState::Skipped,
        Problem::new(ErrorClass::Unreadable, why, ""),
    )
}

fn below(key: &ObjectKey, base: &ObjectKey) -> ObjectKey {
    let bytes = key.as_bytes();
    ObjectKey::from_bytes(bytes.strip_prefix(base.as_bytes()).unwrap_or(bytes))
}

fn add(store: &Store, id: &TransferId, items: &[NewTransferItem]) -> Result<(), Problem> {
    for batch in items.chunks(BATCH) {
        store.transfers().add(id, batch)?;
    }
    Ok(())
}

/// Files and folders that a person chose to upload.
#[derive(Debug, Serialize, Deserialize)]
struct Chosen {
    paths: Vec<ObjectKey>,
    /// Names are those that a download gave; the keys that they stand for are meant.
    decode_names: bool,
}

/// The folder that all of these lie in, and the text that remembers them.
pub(super) fn chosen_files(paths: &[PathBuf], decode_names: bool) -> Result<(ObjectKey, String), Problem> {
    let mut full = Vec::new();
    for path in paths {
        let path = std::path::absolute(path).unwrap_or_else(|_| path.clone());
        // `..` is resolved by the one who chose, not by us while opening.
        let Some((name, parent)) = path.file_name().zip(path.parent()) else {
            return Err(unusable(&path, "it has no name to be uploaded under"));
        };
        let parent = parent
            .canonicalize()
            .map_err(|error| unusable(&path, &error.to_string()))?;
        let path = parent.join(name);
        path.symlink_metadata()
            .map_err(|error| unusable(&path, &error.to_string()))?;
        full.push(path);
    }
    let Some(mut folder) = full.first().and_then(|path| path.parent()).map(Path::to_owned) else {
        return Err(Problem::new(
            ErrorClass::ConfigInvalid,
            "No file was chosen.",
            "Choose files or folders to upload.",
        ));
    };
    while !full
        .iter()
        .all(|path| path.parent().is_some_and(|parent| parent.starts_with(&folder)))
    {
        folder.pop();
    }
    let chosen = Chosen {
        paths: full.iter().map(|path| path_bytes(path)).collect(),
        decode_names,
    };
    let chosen = serde_json::to_string(&chosen).map_err(|_| internal("chosen files have no text"))?;
    Ok((path_bytes(&folder), chosen))
}

fn unusable(path: &Path, why: &str) -> Problem {
    Problem::new(
        ErrorClass::ConfigInvalid,
        format!("{} cannot be uploaded: {why}.", path_bytes(path)),
        "Choose a file or a folder that is there.",
    )
}

/// Stores the items of an upload as they are found on the disk. Links are not followed.
pub(super) async fn upload(engine: &Engine, moving: &Moving, plan: &TransferPlan) -> Result<(), Problem> {
    let chosen: Chosen =
        serde_json::from_str(&plan.chosen).map_err(|_| internal("stored file names cannot be read"))?;
    let (engine, ctx, plan) = (engine.clone(), moving.context().clone(), plan.clone());
    off_thread(move || {
        let mut walk = Walk {
            engine: &engine,
            ctx: &ctx,
            plan: &plan,
            folder: bytes_path(&plan.folder),
            decode_names: chosen.decode_names,
            found: Vec::new(),
        };
        for path in &chosen.paths {
            let path = bytes_path(path);
            let key = name_of(&path).as_bytes().to_vec();
            match path.symlink_metadata() {
                Ok(meta) => walk.take(&path, key, meta.file_type(), &meta)?,
                Err(error) => walk.refused(&path, key, &error)?,
            }
        }
        walk.store()
    })
    .await
}

struct Walk<'a> {
    engine: &'a Engine,
    ctx: &'a RunContext,
    plan: &'a TransferPlan,
    folder: PathBuf,
    decode_names: bool,
    found: Vec<NewTransferItem>,
}

impl Walk<'_> {
    fn take(
        &mut self,
        path: &Path,
        key: Vec<u8>,
        kind: FileType,
        meta: &std::fs::Metadata,
    ) -> Result<(), Problem> {
        if self.ctx.cancelled() {
            return Err(Problem::new(ErrorClass::Cancelled, "Cancelled.", ""));
        }
        if kind.is_dir() {
            return self.enter(path, &key);
        }
        let settled = (!kind.is_file()).then(|| {
            skipped(if kind.is_symlink() {
                "This is a symbolic link; links are not followed."
            } else {
                "This is a pipe, a socket or a device, not a file."
            })
        });
        let item = self.item(path, key, meta.len(), settled);
        self.put(NewTransferItem {
            modified: meta.modified().ok().map(Into::into),
            ..item
        })
    }

    fn enter(&mut self, folder: &Path, key: &[u8]) -> Result<(), Problem> {
        let entries = match std::fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) => return self.refused(folder, key.to_vec(), &error),
        };
        let mut names: Vec<_> = Vec::new();
        for entry in entries {
            match entry {
                Ok(entry) => names.push(entry.path()),
                Err(error) => return self.refused(folder, key.to_vec(), &error),
            }
        }
        names.sort_unstable();
        for path in names {
            let key = [key, b"/", name_of(&path).as_bytes()].concat();
            match path.symlink_metadata() {
                Ok(meta) => self.take(&path, key, meta.file_type(), &meta)?,
                Err(error) => self.refused(&path, key, &error)?,
            }
        }
        Ok(())
    }

    fn refused(&mut self, path: &Path, key: Vec<u8>, error: &std::io::Error) -> Result<(), Problem> {
        let problem = Problem::new(
            ErrorClass::PermissionDenied,
            format!("{} could not be read: {error}.", path_bytes(path)),
            "Check that it is there and that you may read it.",
        );
        let item = self.item(path, key, 0, Some((TransferItemState::Failed, problem)));
        self.put(item)
    }

    /// `key` is taken below the transfer's prefix.
    fn item(
        &self,
        path: &Path,
        key: Vec<u8>,
        size: u64,
        settled: Option<(TransferItemState, Problem)>,
    ) -> NewTransferItem {
        let mut below = ObjectKey::from_bytes(key);
        if self.decode_names
            && let Some(key) = decode(&below)
        {
            below = key;
        }
        let key = [self.plan.transfer.prefix.as_bytes(), below.as_bytes()].concat();
        NewTransferItem {
            object: ObjectRef {
                bucket: self.plan.transfer.bucket.clone(),
                key: ObjectKey::from_bytes(key),
            },
            path: path_bytes(path.strip_prefix(&self.folder).unwrap_or(path)),
            size,
            modified: None,
            version: None,
            settled,
        }
    }

    fn put(&mut self, item: NewTransferItem) -> Result<(), Problem> {
        self.found.push(item);
        if self.found.len() >= BATCH {
            self.store()?;
        }
        Ok(())
    }

    fn store(&mut self) -> Result<(), Problem> {
        add(&self.engine.inner.store, &self.plan.transfer.id, &self.found)?;
        self.found.clear();
        self.engine.transfer_moved();
        Ok(())
    }
}

fn name_of(path: &Path) -> ObjectKey {
    path.file_name()
        .map_or_else(ObjectKey::default, |name| path_bytes(Path::new(name)))
}

/// Whether nothing more of this transfer can work: the credential is gone, or the disk.
pub(super) fn is_lost(error: &SourceError) -> bool {
    matches!(
        error.class,
        ErrorClass::AuthExpired | ErrorClass::LocalStorage | ErrorClass::VaultLocked
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_taken_below_the_common_folder() {
        let base_of = |objects: &[&str], prefixes: &[&str]| {
            let keys = |names: &[&str]| names.iter().map(|name| ObjectKey::from(*name)).collect();
            base(&Selection {
                bucket: "b".into(),
                objects: keys(objects),
                prefixes: keys(prefixes),
            })
            .to_text()
        };
        assert_eq!(base_of(&["a/x", "a/y"], &["a/b/"]), "a/");
        assert_eq!(base_of(&[], &["a/b/"]), "a/");
        assert_eq!(base_of(&["a/b/x", "a/bc/x"], &[]), "a/");
        assert_eq!(base_of(&["x"], &["a/b/"]), "");
        assert_eq!(base_of(&[], &[""]), "");
        assert_eq!(base_of(&[], &["lo"]), "");
        assert_eq!(base_of(&["/", "//x"], &[]), "");
    }
}
