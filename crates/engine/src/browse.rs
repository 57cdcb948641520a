//! Looking at a source: its levels, how sensitive each part is, and what a scope would cover.

use crate::{Engine, known_provider};
use std::collections::HashMap;
use std::time::{Duration, Instant};
use tidegate_connectors::{Connector as Source, scope::Filter};
use tidegate_domain::{
    connector::{ConnectorDraft, Scope, ScopePreview, TypeCount},
    context::RunContext,
    document::{Document, DocumentQuery, Sensitivity},
    id::{ConnectorId, DocumentId},
    key::ObjectKey,
    object::{BrowsePage, BrowseRequest},
    page::Page,
    problem::{ErrorClass, Problem},
    risk::Risk,
};

/// A scope preview counts up to this many objects, and for this long.
const PREVIEW_OBJECTS: u64 = 200_000;
const PREVIEW_TIME: Duration = Duration::from_secs(20);
/// Rows of a level whose sensitivity is told in one go.
const ROWS_SEEN: usize = 1_000;

impl Engine {
    /// One page of one level, straight from the source.
    pub async fn browse(
        &self,
        ctx: &RunContext,
        id: &ConnectorId,
        request: &BrowseRequest,
    ) -> Result<BrowsePage, Problem> {
        let connector = self.connector_show(id).await?;
        let source = self.source(&connector).await?;
        source
            .browse(ctx, request)
            .await
            .map_err(tidegate_connectors::SourceError::into_problem)
    }

    /// How sensitive these rows of a level are, as far as they have been examined: objects by their keys, everything
    /// below a prefix by the prefix, with its `/`.
    ///
    /// # Errors
    /// When more rows are asked for than anybody sees at once.
    pub async fn sensitivity(
        &self,
        id: &ConnectorId,
        bucket: &str,
        keys: &[ObjectKey],
    ) -> Result<Vec<Sensitivity>, Problem> {
        if keys.len() > ROWS_SEEN {
            return Err(Problem::new(
                ErrorClass::ConfigInvalid,
                format!("Of {ROWS_SEEN} rows at most can be told how sensitive they are."),
                "Ask for those that are seen.",
            ));
        }
        let (id, bucket, keys) = (id.clone(), bucket.to_owned(), keys.to_vec());
        self.db(move |store| store.documents().sensitivity(&id, &bucket, &keys))
            .await
    }

    /// Counts what the draft's scope would cover, telling `seen` as the counts grow.
    pub async fn scope_preview_draft(
        &self,
        ctx: &RunContext,
        draft: &ConnectorDraft,
        seen: &mut (dyn FnMut(&ScopePreview) + Send),
    ) -> Result<ScopePreview, Problem> {
        known_provider(&draft.provider)?.validate(&draft.config, draft.credential.as_ref())?;
        let source = self.connect(
            &draft.name,
            &draft.provider,
            &draft.config,
            draft.credential.as_ref(),
        )?;
        preview_scope(ctx, source.as_ref(), &draft.scope, seen).await
    }

    /// The same for a saved connector under another (or its own) scope.
    pub async fn scope_preview(
        &self,
        ctx: &RunContext,
        id: &ConnectorId,
        scope: Option<Scope>,
        seen: &mut (dyn FnMut(&ScopePreview) + Send),
    ) -> Result<ScopePreview, Problem> {
        let connector = self.connector_show(id).await?;
        let source = self.source(&connector).await?;
        preview_scope(ctx, source.as_ref(), &scope.unwrap_or(connector.scope), seen).await
    }

    pub async fn document_list(&self, query: DocumentQuery) -> Result<Page<Document>, Problem> {
        self.db(move |store| store.documents().list(&query)).await
    }

    pub async fn document_show(&self, id: &DocumentId) -> Result<(Document, Risk), Problem> {
        let wanted = id.clone();
        let found = self
            .db(move |store| match store.documents().get(&wanted)? {
                Some(document) => Ok(Some((document, store.documents().risk(&wanted)?))),
                None => Ok(None),
            })
            .await?;
        found.ok_or_else(|| {
            Problem::new(
                ErrorClass::ConfigInvalid,
                format!("There is no document {id}."),
                "List the documents to find its id.",
            )
        })
    }

    /// Forgets what is known of an object, its findings included. The object itself is not touched.
    pub async fn document_forget(&self, id: &DocumentId) -> Result<(), Problem> {
        self.document_show(id).await?;
        let id = id.clone();
        self.db(move |store| store.documents().forget(&id)).await?;
        self.changed(&["documents", "findings", "overview", "connectors"]);
        Ok(())
    }
}

async fn preview_scope(
    ctx: &RunContext,
    source: &dyn Source,
    scope: &Scope,
    seen: &mut (dyn FnMut(&ScopePreview) + Send),
) -> Result<ScopePreview, Problem> {
    let filter = Filter::new(scope, &[])?;
    let started = Instant::now();
    let mut types: HashMap<String, u64> = HashMap::new();
    let mut preview = ScopePreview {
        objects_covered: 0,
        bytes_covered: 0,
        objects_left_out: 0,
        complete: false,
        examples: Vec::new(),
        types: Vec::new(),
        problem: None,
    };
    let mut cursor = None;
    loop {
        let page = match source.list(ctx, scope, cursor.as_ref()).await {
            Ok(page) => page,
            Err(error) => {
                preview.problem = Some(error.into_problem());
                return Ok(preview);
            }
        };
        for meta in &page.objects {
            if let Some(None) = filter.decide(meta) {
                preview.objects_covered += 1;
                preview.bytes_covered += meta.size;
                *types.entry(meta.object.key.extension()).or_default() += 1;
                if preview.examples.len() < 10 {
                    preview.examples.push(meta.object.key.clone());
                }
            } else {
                preview.objects_left_out += 1;
            }
        }
        if let Some(gap) = page.problems.into_iter().next() {
            preview.problem.get_or_insert(gap.error.into_problem());
        }
        preview.types = most_first(&types);
        preview.complete = page.next.is_none();
        seen(&preview);
        let counted = preview.objects_covered + preview.objects_left_out;
        if preview.complete
            || ctx.cancelled()
            || counted >= PREVIEW_OBJECTS
            || started.elapsed() > PREVIEW_TIME
        {
            return Ok(preview);
        }
        cursor = page.next;
    }
}

fn most_first(types: &HashMap<String, u64>) -> Vec<TypeCount> {
    let mut types: Vec<_> = types
        .iter()
        .map(|(file_type, objects)| TypeCount {
            file_type: file_type.clone(),
            objects: *objects,
        })
        .collect();
    types.sort_by(|a, b| {
        b.objects
            .cmp(&a.objects)
            .then_with(|| a.file_type.cmp(&b.file_type))
    });
    types.truncate(8);
    types
}
