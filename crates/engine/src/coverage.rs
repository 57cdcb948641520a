//! How much was examined, what was not, and the risk of what was found there.

use crate::{Engine, csv::csv_cell, off_thread};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use tidegate_domain::{
    document::{Document, Exported, NotExaminedQuery},
    page::Page,
    problem::{ErrorClass, Problem},
    risk::{Risk, RiskScope},
};
use tidegate_store::{Store, StoreError};

/// The first line of an export.
const HEADS: &str = "connector,bucket,key,state,reason,message,size,examined,format,last processed";

impl Engine {
    /// The risk of a part of what is known, with its terms and how much of it was examined.
    pub async fn risk_of(&self, scope: RiskScope) -> Result<Risk, Problem> {
        if let Some(connector) = &scope.connector_id {
            self.connector_show(connector).await?;
        }
        if let Some(document) = &scope.document_id {
            self.document_show(document).await?;
        }
        self.db(move |store| store.risk_of(&scope)).await
    }

    /// Documents of which not all present content was examined, with why.
    pub async fn not_examined(&self, query: NotExaminedQuery) -> Result<Page<Document>, Problem> {
        if let Some(connector) = &query.connector_id {
            self.connector_show(connector).await?;
        }
        self.db(move |store| store.documents().not_examined(&query)).await
    }

    /// Writes that list to a file of comma-separated values: all of it, or no file.
    pub async fn not_examined_export(
        &self,
        query: NotExaminedQuery,
        path: PathBuf,
    ) -> Result<Exported, Problem> {
        if let Some(connector) = &query.connector_id {
            self.connector_show(connector).await?;
        }
        let store = self.inner.store.clone();
        off_thread(move || {
            let mut half = path.clone().into_os_string();
            half.push(".part");
            let half = PathBuf::from(half);
            let written = export(&store, &query, &half).and_then(|rows| {
                std::fs::rename(&half, &path)?;
                Ok(Exported { rows })
            });
            if written.is_err() {
                // Nothing to tell when there is nothing to remove.
                let _ = std::fs::remove_file(&half);
            }
            written.map_err(|failed| failed.told(&path))
        })
        .await
    }
}

enum Failed {
    Store(StoreError),
    File(io::Error),
}

impl From<StoreError> for Failed {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<io::Error> for Failed {
    fn from(error: io::Error) -> Self {
        Self::File(error)
    }
}

impl Failed {
    fn told(self, path: &Path) -> Problem {
        match self {
            Self::Store(error) => error.into(),
            Self::File(error) => Problem::new(
                ErrorClass::LocalStorage,
                format!("{} could not be written: {error}.", path.display()),
                "Check the folder and its free space, or choose another place.",
            )
            .on_field("path"),
        }
    }
}

fn export(store: &Store, query: &NotExaminedQuery, path: &Path) -> Result<u64, Failed> {
    let mut file = BufWriter::new(std::fs::File::create(path)?);
    writeln!(file, "{HEADS}")?;
    let mut rows = 0;
    store
        .documents()
        .each_not_examined::<Failed>(query, &mut |connector, document| {
            rows += 1;
            Ok(writeln!(file, "{}", line(connector, &document))?)
        })?;
    file.into_inner()
        .map_err(io::IntoInnerError::into_error)?
        .sync_all()?;
    Ok(rows)
}

fn line(connector: &str, document: &Document) -> String {
    let reason = match (document.skip_reason, document.error_class) {
        (Some(reason), _) => reason.as_str(),
        (None, Some(class)) => class.as_str(),
        (None, None) => "",
    };
    [
        connector,
        &document.bucket,
        &document.key.to_text(),
        document.state.as_str(),
        &reason.replace('_', " "),
        document.message.as_deref().unwrap_or_default(),
        &document.size.to_string(),
        &document.examined.to_string(),
        &document.format,
        &document
            .last_processed
            .map(|at| at.format("%Y-%m-%dT%H:%M:%SZ").to_string())
            .unwrap_or_default(),
    ]
    .map(csv_cell)
    .join(",")
}
