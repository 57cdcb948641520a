//! Where the syncs of a connector keep redacted copies: checked when a person chooses it, and again before each making.

use super::overlap;
use crate::{Engine, sync::draft_of};
use std::path::PathBuf;
use tidegate_domain::{
    connector::{Connector, Use},
    export::ExportTo,
    problem::{ErrorClass, Problem},
};

impl Engine {
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
