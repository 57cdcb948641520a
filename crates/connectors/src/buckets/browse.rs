//! The browser's pages: buckets, one level, or a search below a prefix.

use super::dialect::{Bucket, Dialect, PageOf};
use crate::connector::SourceError;
use crate::scope::Pattern;
use tidegate_domain::{
    context::RunContext,
    key::ObjectKey,
    object::{BrowsePage, BrowseRequest, Node},
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

/// Everything below the prefix that matches; the cursor is the last key looked at.
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
    let mut after = request.cursor.as_deref().map(ObjectKey::from_text);
    loop {
        let wanted = PageOf {
            prefix: request.prefix.as_bytes(),
            start_after: after.as_ref().map(ObjectKey::as_bytes),
            ..PageOf::default()
        };
        let page = api.list_objects(ctx, &request.bucket, &wanted).await?;
        let more = page.next.is_some();
        let last = page.objects.last().map(|meta| meta.object.key.clone());
        for meta in page.objects {
            found.examined += 1;
            if pattern.matches(&request.prefix, &meta.object.key) {
                let here = meta.object.key.clone();
                found.nodes.push(Node::Object(meta));
                if found.nodes.len() == limit as usize {
                    let at_end = !more && last.as_ref() == Some(&here);
                    found.next_cursor = (!at_end).then(|| here.to_text());
                    return Ok(found);
                }
            }
        }
        // Without a key to go on from, and without progress, there is nothing more to be had.
        let Some(last) = last.filter(|last| more && after.as_ref() < Some(last)) else {
            return Ok(found);
        };
        if found.examined >= SEARCH_PAGE {
            found.next_cursor = Some(last.to_text());
            return Ok(found);
        }
        after = Some(last);
    }
}

fn name(node: &Node) -> &[u8] {
    match node {
        Node::Bucket { name, .. } => name.as_bytes(),
        Node::Prefix { prefix } => prefix.as_bytes(),
        Node::Object(meta) => meta.object.key.as_bytes(),
    }
}
