//! How much was examined, what was not, and the risk of what was found there.

use crate::{
    Engine,
    csv::csv_cell,
    off_thread,
    whole_file::{self, Unwritten},
};
use std::io::Write;
use std::path::PathBuf;
use tidegate_domain::{
    document::{Document, Exported, NotExaminedQuery},
    page::Page,
    problem::Problem,
    risk::{Risk, RiskScope},
};

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
            whole_file::write(&path, |file| {
                writeln!(file, "{HEADS}")?;
                let mut rows = 0;
                store
                    .documents()
                    .each_not_examined::<Unwritten>(&query, &mut |connector, document| {
                        rows += 1;
                        Ok(writeln!(file, "{}", line(connector, &document))?)
                    })?;
                Ok(Exported { rows })
            })
        })
        .await
    }
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
