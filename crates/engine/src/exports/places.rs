//! Where copies may go: into a folder or through a connector, never into what is scanned, and for the syncs of one
//! connector only. Checked when a person chooses it, and again before each making.

use crate::{Engine, objects::capabilities, off_thread, redact::Target, sync::draft_of};
use std::path::{Path, PathBuf};
use tidegate_connectors::scope::Filter;
use tidegate_domain::{
    connector::{Connector, ConnectorQuery, Scope, Use},
    export::{ExportDraft, ExportTo},
    key::ObjectKey,
    object::{ObjectMeta, ObjectRef, Version},
    page::PageRequest,
    problem::{ErrorClass, Problem},
};

impl Engine {
    /// Where the copies of an export go.
    ///
    /// # Errors
    /// When they may not be written there, or would lie in what a connector scans.
    pub(crate) async fn export_target(&self, draft: &ExportDraft) -> Result<Target, Problem> {
        let all = self.all_connectors().await?;
        self.export_target_beside(draft, &all).await
    }

    /// The same, when `all` are the connectors that scan.
    pub(crate) async fn export_target_beside(
        &self,
        draft: &ExportDraft,
        all: &[Connector],
    ) -> Result<Target, Problem> {
        let replace = draft.replace.then(|| self.inner.store.clone());
        match &draft.to {
            ExportTo::Folder { path } => {
                let scanned = scanned_folders(all);
                let path = PathBuf::from(path);
                if !path.is_absolute() {
                    return Err(Problem::new(
                        ErrorClass::ConfigInvalid,
                        "The folder for the copies must be named from the root of the disk.",
                        "Choose the folder with the button, or write its whole path.",
                    )
                    .on_field("to"));
                }
                off_thread(move || Target::folder(&path, &scanned, replace)).await
            }
            ExportTo::Connector {
                connector_id,
                bucket,
                prefix,
            } => {
                let connector = self.connector_show(connector_id).await?;
                let place = ObjectRef {
                    bucket: bucket.clone(),
                    key: prefix.clone(),
                };
                refuse_scanned_place(all, &connector, &place)?;
                let source = self.source(&connector).await?;
                let buckets = capabilities(&connector)?.buckets;
                Target::connector(source, connector, buckets, &place, self.data_dir(), replace)
            }
        }
    }

    /// Whether the copies of an export lie in folders by bucket: where one bucket is covered, their keys are mirrored
    /// as they are.
    pub(crate) fn copies_by_bucket(
        &self,
        draft: &ExportDraft,
        connector: &Connector,
    ) -> Result<bool, Problem> {
        Ok(capabilities(connector)?.buckets && draft.bucket.is_none() && connector.scope.buckets.len() != 1)
    }

    pub(crate) async fn all_connectors(&self) -> Result<Vec<Connector>, Problem> {
        let mut all = Vec::new();
        let mut page = PageRequest::first(100);
        loop {
            let found = self
                .connector_list(ConnectorQuery {
                    page: Some(page),
                    ..ConnectorQuery::default()
                })
                .await?;
            all.extend(found.rows);
            let Some(cursor) = found.next_cursor else {
                return Ok(all);
            };
            page = PageRequest {
                cursor: Some(cursor),
                ..PageRequest::first(100)
            };
        }
    }

    /// # Errors
    /// When a connector's copies may not be written where it says, or would lie in what is scanned, its own scope as
    /// well, or among the copies of another connector.
    pub(crate) async fn check_copies(&self, connector: &Connector) -> Result<(), Problem> {
        let Some(to) = &connector.copies else {
            return Ok(());
        };
        if !connector.scopes.contains(&Use::Import) {
            return Err(refused(
                "A connector that is only written to has nothing to copy.".to_owned(),
                "Leave its copies off.",
            ));
        }
        let mut all = self.all_connectors().await?;
        all.retain(|known| known.id != connector.id);
        let taken = all
            .iter()
            .find(|known| known.copies.as_ref().is_some_and(|theirs| meet(to, theirs)));
        if let Some(other) = taken {
            return Err(refused(
                format!("\u{201c}{}\u{201d} keeps its copies there.", other.name),
                "Choose a place for each connector, such as a folder of its own.",
            ));
        }
        all.push(connector.clone());
        self.export_target_beside(&draft_of(connector, to), &all)
            .await
            .map(|_| ())
            .map_err(|problem| match problem.class {
                // Said of a place that was chosen, not of one that is being written to.
                ErrorClass::PermissionDenied | ErrorClass::ConfigInvalid => Problem {
                    class: ErrorClass::ConfigInvalid,
                    ..problem.on_field("copies")
                },
                _ => problem.on_field("copies"),
            })
    }
}

/// Folders that local connectors scan.
fn scanned_folders(all: &[Connector]) -> Vec<PathBuf> {
    all.iter()
        .filter(|connector| connector.scopes.contains(&Use::Import))
        .filter_map(folder_of)
        .map(|path| path.canonicalize().unwrap_or(path))
        .collect()
}

/// Copies would be scanned, found clean, and copied again.
fn refuse_scanned_place(all: &[Connector], target: &Connector, place: &ObjectRef) -> Result<(), Problem> {
    let folder = folder_of(target).map(|root| match std::str::from_utf8(place.key.as_bytes()) {
        Ok(below) => root.join(below),
        Err(_) => root,
    });
    let meets = all
        .iter()
        .find(|connector| match (&folder, folder_of(connector)) {
            (Some(copies), Some(scanned)) => {
                overlap(copies, &scanned) && scope_meets(connector, place, Some(copies))
            }
            (None, None) => {
                connector.provider == target.provider
                    && connector.config == target.config
                    && scope_meets(connector, place, None)
            }
            _ => false,
        });
    match meets {
        Some(connector) => Err(Problem::new(
            ErrorClass::ConfigInvalid,
            format!(
                "The copies would lie in what \u{201c}{}\u{201d} scans: {place}.",
                connector.name
            ),
            "Choose a place outside its scope, or exclude it from the scope.",
        )
        .on_field("to")),
        None => Ok(()),
    }
}

/// The folder that a local connector scans.
fn folder_of(connector: &Connector) -> Option<PathBuf> {
    (connector.provider == "local")
        .then(|| connector.config.get("path")?.as_str().map(PathBuf::from))
        .flatten()
}

fn overlap(one: &Path, other: &Path) -> bool {
    one.starts_with(other) || other.starts_with(one)
}

/// Whether copies at `place` could be in a connector's scope: its buckets and prefixes, without its exclusions.
fn scope_meets(connector: &Connector, place: &ObjectRef, folder: Option<&Path>) -> bool {
    if !connector.scopes.contains(&Use::Import) {
        return false;
    }
    let scope = &connector.scope;
    let bucket = scope.buckets.is_empty() || scope.buckets.contains(&place.bucket);
    let key = match (folder, folder_of(connector)) {
        // Keys of a folder's connector count from its own root.
        (Some(copies), Some(root)) => match copies.strip_prefix(&root) {
            Ok(below) => below.as_os_str().as_encoded_bytes().to_vec(),
            Err(_) => Vec::new(),
        },
        _ => place.key.as_bytes().to_vec(),
    };
    let prefix = scope.prefixes.is_empty()
        || scope
            .prefixes
            .iter()
            .any(|prefix| key.starts_with(prefix.as_bytes()) || prefix.as_bytes().starts_with(&key));
    bucket && prefix && !excluded(scope, &place.bucket, &key)
}

/// Whether a scope's exclusions leave out whatever is put below a prefix: tried with a name that nobody has.
fn excluded(scope: &Scope, bucket: &str, prefix: &[u8]) -> bool {
    let below = prefix.strip_suffix(b"/").unwrap_or(prefix);
    let probe = ObjectMeta {
        object: ObjectRef {
            bucket: bucket.to_owned(),
            key: ObjectKey::from_bytes([below, b"/a/b".as_slice()].concat()),
        },
        size: 0,
        version: Version(String::new()),
        modified: None,
        storage_class: None,
        unreadable: None,
    };
    let exclusions = Scope {
        exclude: scope.exclude.clone(),
        ..Scope::default()
    };
    Filter::new(&exclusions, &[]).is_ok_and(|filter| filter.decide(&probe).is_none())
}

fn refused(message: String, remedy: &str) -> Problem {
    Problem::new(ErrorClass::ConfigInvalid, message, remedy).on_field("copies")
}

/// Whether one place is the other, or lies in it. A folder that a connector writes to is seen only by its connector.
fn meet(one: &ExportTo, other: &ExportTo) -> bool {
    match (one, other) {
        (ExportTo::Folder { path: one }, ExportTo::Folder { path: other }) => {
            let real = |path: &str| {
                let path = PathBuf::from(path);
                path.canonicalize().unwrap_or(path)
            };
            overlap(&real(one), &real(other))
        }
        (
            ExportTo::Connector {
                connector_id: one,
                bucket: one_bucket,
                prefix: one_prefix,
            },
            ExportTo::Connector {
                connector_id: other,
                bucket: other_bucket,
                prefix: other_prefix,
            },
        ) => {
            let folder = |prefix: &[u8]| match prefix {
                [] => Vec::new(),
                [.., b'/'] => prefix.to_vec(),
                _ => [prefix, b"/"].concat(),
            };
            let (a, b) = (folder(one_prefix.as_bytes()), folder(other_prefix.as_bytes()));
            one == other && one_bucket == other_bucket && (a.starts_with(&b) || b.starts_with(&a))
        }
        _ => false,
    }
}
