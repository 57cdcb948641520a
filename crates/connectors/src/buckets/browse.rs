//! The browser's pages: buckets, one level, or a search below a prefix.

use super::dialect::{Bucket, Dialect, PageOf};
use super::words::protocol;
use crate::connector::SourceError;
use crate::scope::Pattern;
use serde::{Deserialize, Serialize};
use tidegate_domain::{
    context::RunContext,
    key::ObjectKey,
    object::{BrowsePage, BrowseRequest, Node, ObjectMeta},
};

/// Keys looked at for one page of a search.
const SEARCH_PAGE: u64 = 20_000;

pub(super) async fn browse(
    api: &dyn Dialect,
    ctx: &RunContext,
    request: &BrowseRequest,
    pattern: Option<&Pattern>,
) -> Result<BrowsePage, SourceError> {
    let limit = request.limit.unwrap_or(500).clamp(1, 1_000);
    let cursor = request.cursor.as_deref();
    match (request.bucket.is_empty(), pattern) {
        (true, _) => buckets(api, ctx, cursor, limit).await,
        (false, None) => level(api, ctx, request, cursor, limit).await,
        (false, Some(pattern)) => search(api, ctx, request, pattern, limit).await,
    }
}

async fn buckets(
    api: &dyn Dialect,
    ctx: &RunContext,
    cursor: Option<&str>,
    limit: u32,
) -> Result<BrowsePage, SourceError> {
    let all = api.list_buckets(ctx).await?;
    let examined = all.len() as u64;
    let mut rest = all
        .into_iter()
        .filter(|bucket| cursor.is_none_or(|cursor| bucket.name.as_str() > cursor));
    let shown: Vec<_> = rest.by_ref().take(limit as usize).collect();
    let more = rest.next().is_some();
    Ok(BrowsePage {
        next_cursor: shown.last().filter(|_| more).map(|bucket| bucket.name.clone()),
        nodes: shown
            .into_iter()
            .map(|Bucket { name, created }| Node::Bucket { name, created })
            .collect(),
        examined,
    })
}

/// One level; the cursor is the service's own token.
async fn level(
    api: &dyn Dialect,
    ctx: &RunContext,
    request: &BrowseRequest,
    cursor: Option<&str>,
    limit: u32,
) -> Result<BrowsePage, SourceError> {
    let wanted = PageOf {
        prefix: request.prefix.as_bytes(),
        delimiter: true,
        token: cursor,
        max_keys: Some(limit),
        ..PageOf::default()
    };
    let page = api.list_objects(ctx, &request.bucket, &wanted).await?;
    let folders = page.prefixes.into_iter().map(|prefix| Node::Prefix { prefix });
    let objects = page.objects.into_iter().map(Node::Object);
    let mut nodes: Vec<Node> = folders.chain(objects).collect();
    nodes.sort_by(|left, right| name(left).cmp(name(right)));
    Ok(BrowsePage {
        examined: nodes.len() as u64,
        nodes,
        next_cursor: page.next,
    })
}

/// Where a search goes on: after a key, and on which page where the service goes on after pages only.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Found {
    token: Option<String>,
    after: Option<ObjectKey>,
}

impl Found {
    fn read(api: &dyn Dialect, cursor: Option<&str>) -> Result<Self, SourceError> {
        match cursor {
            None => Ok(Self::default()),
            Some(cursor) if api.resumes_from_key() => Ok(Self {
                token: None,
                after: Some(ObjectKey::from_text(cursor)),
            }),
            Some(cursor) => serde_json::from_str(cursor)
                .map_err(|_| protocol("The place that this search stopped at cannot be read.")),
        }
    }

    fn text(&self, api: &dyn Dialect) -> Option<String> {
        if api.resumes_from_key() {
            return self.after.as_ref().map(ObjectKey::to_text);
        }
        serde_json::to_string(self).ok()
    }

    /// The page's objects that have not been looked at.
    fn rest(&self, objects: Vec<ObjectMeta>) -> Vec<ObjectMeta> {
        let Some(after) = &self.after else {
            return objects;
        };
        let seen = objects.iter().position(|meta| meta.object.key == *after);
        let begin = seen.map_or(0, |seen| seen + 1);
        objects
            .into_iter()
            .skip(begin)
            .filter(|meta| seen.is_some() || meta.object.key > *after)
            .collect()
    }
}

/// Everything below the prefix that matches.
async fn search(
    api: &dyn Dialect,
    ctx: &RunContext,
    request: &BrowseRequest,
    pattern: &Pattern,
    limit: u32,
) -> Result<BrowsePage, SourceError> {
    let mut found = BrowsePage {
        nodes: Vec::new(),
        next_cursor: None,
        examined: 0,
    };
    let mut place = Found::read(api, request.cursor.as_deref())?;
    loop {
        let wanted = PageOf {
            prefix: request.prefix.as_bytes(),
            token: place.token.as_deref(),
            start_after: place.after.as_ref().map(ObjectKey::as_bytes),
            ..PageOf::default()
        };
        let page = api.list_objects(ctx, &request.bucket, &wanted).await?;
        let next = page.next;
        let objects = place.rest(page.objects);
        let last = objects.last().map(|meta| meta.object.key.clone());
        for meta in objects {
            found.examined += 1;
            if pattern.matches(&request.prefix, &meta.object.key) {
                let here = meta.object.key.clone();
                found.nodes.push(Node::Object(meta));
                if found.nodes.len() == limit as usize {
                    let at_end = next.is_none() && last.as_ref() == Some(&here);
                    place.after = Some(here);
                    found.next_cursor = if at_end { None } else { place.text(api) };
                    return Ok(found);
                }
            }
        }
        let onward = if api.resumes_from_key() {
            let last = last.filter(|last| next.is_some() && place.after.as_ref() < Some(last));
            last.map(|last| Found {
                token: None,
                after: Some(last),
            })
        } else {
            let next = next.filter(|next| place.token.as_ref() != Some(next));
            next.map(|next| Found {
                token: Some(next),
                after: None,
            })
        };
        // Without a place to go on from, and without progress, there is nothing more to be had.
        let Some(onward) = onward else {
            return Ok(found);
        };
        place = onward;
        if found.examined >= SEARCH_PAGE {
            found.next_cursor = place.text(api);
            return Ok(found);
        }
    }
}

fn name(node: &Node) -> &[u8] {
    match node {
        Node::Bucket { name, .. } => name.as_bytes(),
        Node::Prefix { prefix } => prefix.as_bytes(),
        Node::Object(meta) => meta.object.key.as_bytes(),
    }
}
