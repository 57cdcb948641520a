//! Connections of other tools: listed without their secrets, and taken over as connectors when ticked.

use crate::{Engine, known_provider, off_thread};
use tidegate_connectors::foreign::{Found, connections};
use tidegate_domain::{
    connector::{Connector, ConnectorDraft, ConnectorStatus, ImportMode, Scope, Use},
    foreign::{ForeignConnections, ForeignFailure, ForeignTaken},
    id::ConnectorId,
    key::ObjectKey,
    problem::{ErrorClass, Problem},
};

/// Characters of a name that leave room for a number behind it.
const LONGEST_STEM: usize = 90;
/// Names that are tried before giving up.
const MOST_NAMES: usize = 1000;

impl Engine {
    /// What other tools on this computer know. Their secrets stay here.
    pub async fn foreign_connections(&self) -> Result<ForeignConnections, Problem> {
        let around = self.inner.around.clone();
        off_thread(move || {
            let foreign = connections(&around);
            Ok(ForeignConnections {
                connections: foreign
                    .connections
                    .into_iter()
                    .map(|found| found.connection)
                    .collect(),
                files: foreign.files,
            })
        })
        .await
    }

    /// Makes connectors of these connections, one by one: what fails does not hold up the others.
    pub async fn foreign_take(&self, ids: Vec<String>) -> Result<ForeignTaken, Problem> {
        let around = self.inner.around.clone();
        let mut there = off_thread(move || Ok(connections(&around).connections)).await?;
        let mut taken = ForeignTaken::default();
        for id in ids {
            let found = there
                .iter()
                .position(|found| found.connection.id == id)
                .map(|at| there.swap_remove(at));
            let made = match found {
                Some(found) => self.take(found).await,
                None => Err(Problem::new(
                    ErrorClass::NotFound,
                    "This connection is not in the other tool's file any more.",
                    "Look for connections again and choose from the new list.",
                )),
            };
            match made {
                Ok(connector) => taken.connectors.push(connector),
                Err(problem) => taken.failures.push(ForeignFailure { id, problem }),
            }
        }
        if !taken.connectors.is_empty() {
            self.changed(&["connectors", "overview", "engine"]);
        }
        Ok(taken)
    }

    async fn take(&self, found: Found) -> Result<Connector, Problem> {
        let Found {
            connection,
            credential,
        } = found;
        if let Some(why) = connection.refused {
            return Err(Problem::new(ErrorClass::ConfigInvalid, why, ""));
        }
        let provider = known_provider(&connection.provider)?;
        let incomplete = provider
            .validate(&connection.config, credential.as_ref())
            .is_err();
        let draft = ConnectorDraft {
            name: self.free_name(&connection.name).await?,
            provider: connection.provider,
            config: connection.config,
            credential,
            scope: scope(&connection.buckets),
            scopes: vec![Use::Import],
            export_base_path: None,
            import_mode: ImportMode::All,
            schedule_cron: None,
            timezone: None,
            collection: None,
            policy_id: None,
            copies: None,
        };
        let mut connector = self.drafted(&draft)?;
        if incomplete {
            connector.status = ConnectorStatus::NeedsReauth;
            connector.status_message = Some(format!(
                "{} keeps its secret where Tidegate does not look. Enter it in the connector's settings.",
                connection.tool
            ));
        }
        let id: ConnectorId = self.store_new(connector, &draft, None).await?;
        self.connector_show(&id).await
    }

    /// The name itself, or with the first number behind it that no connector has.
    async fn free_name(&self, wanted: &str) -> Result<String, Problem> {
        let stem: String = wanted.chars().take(LONGEST_STEM).collect();
        self.db(move |store| {
            for number in 1..MOST_NAMES {
                let name = match number {
                    1 => stem.clone(),
                    number => format!("{stem} ({number})"),
                };
                if store.connectors().find(&name)?.is_empty() {
                    return Ok(Some(name));
                }
            }
            Ok(None)
        })
        .await?
        .ok_or_else(|| {
            Problem::new(
                ErrorClass::Conflict,
                format!("{MOST_NAMES} connectors have this name already."),
                "Rename or delete some of them.",
            )
        })
    }
}

/// Each place is a bucket, or a bucket and a prefix.
fn scope(places: &[String]) -> Scope {
    let mut scope = Scope::default();
    for place in places {
        let (bucket, prefix) = place.split_once('/').unwrap_or((place, ""));
        scope.buckets.push(bucket.to_owned());
        let prefix = prefix.trim_matches('/');
        if !prefix.is_empty() {
            scope.prefixes.push(ObjectKey::from_text(&format!("{prefix}/")));
        }
    }
    scope
}
