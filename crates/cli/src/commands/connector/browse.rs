//! `tidegate connector browse`: one level, or a search below it.

use crate::{
    Failure, Session,
    output::{bytes, moment, note, word},
};
use clap::Args;
use tidegate_domain::{
    key::ObjectKey,
    object::{BrowseRequest, Node},
    problem::{ErrorClass, Problem},
};

#[derive(Debug, Args)]
pub struct Browse {
    /// Its name or id
    connector: String,
    #[arg(long, default_value = "")]
    bucket: String,
    #[arg(long, default_value = "")]
    prefix: String,
    /// Search below for this glob
    #[arg(long)]
    pattern: Option<String>,
    /// Go on after an earlier page
    #[arg(long)]
    cursor: Option<String>,
    /// Rows of this page; without it everything is listed
    #[arg(long, value_name = "N")]
    limit: Option<u32>,
}

impl Browse {
    pub async fn run(self, session: &Session) -> Result<(), Failure> {
        let engine = session.reader().await?;
        let id = engine.connector_find(&self.connector).await?.id;
        session.watch_interrupts();
        let one_page = self.limit.is_some();
        let mut request = BrowseRequest {
            bucket: self.bucket,
            prefix: ObjectKey::from_text(&self.prefix),
            pattern: self.pattern,
            cursor: self.cursor,
            limit: self.limit.or(Some(1_000)),
        };
        let mut output = session.output();
        loop {
            let page = engine.browse(session.context(), &id, &request).await?;
            for node in &page.nodes {
                if output.is_json() {
                    output.json_line(node)?;
                } else {
                    output.line(&listed(node))?;
                }
            }
            output.flush()?;
            if session.context().cancelled() {
                return Err(Problem::new(ErrorClass::Cancelled, "Interrupted.", "").into());
            }
            match page.next_cursor {
                Some(cursor) if one_page => {
                    note(&format!("More with --cursor {cursor:?}"));
                    return Ok(());
                }
                Some(cursor) => request.cursor = Some(cursor),
                None => return Ok(()),
            }
        }
    }
}

fn listed(node: &Node) -> String {
    match node {
        Node::Bucket { name, created } => format!("{:>12}  {:<20}  {name}", "bucket", moment(*created)),
        Node::Prefix { prefix } => format!("{:>12}  {:<20}  {prefix}", "folder", ""),
        Node::Object(meta) => format!(
            "{:>12}  {:<20}  {}{}",
            bytes(meta.size),
            moment(meta.modified),
            meta.object.key,
            meta.unreadable
                .map(|reason| format!("  ({})", word(&reason)))
                .unwrap_or_default()
        ),
    }
}
