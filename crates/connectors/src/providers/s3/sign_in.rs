//! Whose keys sign the requests: fixed ones, a role's, a session's, or nobody's.

use super::keys::Keys;
use super::role::{Role, assume};
use crate::connector::SourceError;
use crate::http::Http;
use crate::sign_in::Cached;
use futures::future::BoxFuture;
use std::fmt;
use std::sync::Arc;
use tidegate_domain::context::RunContext;

/// A way to keys.
pub(super) enum SignIn {
    /// Requests go unsigned.
    Anonymous,
    Fixed(Arc<Keys>),
    Role(Box<Assumed>),
}

/// A role, and what it gave.
pub(super) struct Assumed {
    role: Role,
    base: SignIn,
    /// The region that is asked when the role does not say otherwise; may be empty.
    region: String,
    cached: Cached<Arc<Keys>>,
}

impl fmt::Debug for SignIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Anonymous => "Anonymous",
            Self::Fixed(_) => "Fixed",
            Self::Role(_) => "Role",
        })
    }
}

impl SignIn {
    pub fn role(role: Role, base: SignIn, region: &str) -> Self {
        Self::Role(Box::new(Assumed {
            role,
            base,
            region: region.to_owned(),
            cached: Cached::new(),
        }))
    }

    /// The keys to sign with now; `None` for an unsigned request.
    pub fn keys<'a>(
        &'a self,
        ctx: &'a RunContext,
        http: &'a Http,
    ) -> BoxFuture<'a, Result<Option<Arc<Keys>>, SourceError>> {
        Box::pin(async move {
            match self {
                Self::Anonymous => Ok(None),
                Self::Fixed(keys) => Ok(Some(keys.clone())),
                Self::Role(assumed) => {
                    let fetched = assumed
                        .cached
                        .get(ctx, || async {
                            let base = assumed.base.keys(ctx, http).await?;
                            assume(ctx, http, &assumed.role, base.as_deref(), &assumed.region).await
                        })
                        .await?;
                    Ok(Some(fetched.value))
                }
            }
        })
    }

    /// Gets the keys, where that takes a request of its own, and says how.
    pub async fn shown(&self, ctx: &RunContext, http: &Http) -> Option<Result<String, SourceError>> {
        let said = match self {
            Self::Fixed(_) => return None,
            Self::Anonymous => "Without signing in: only what is public can be seen.".to_owned(),
            Self::Role(assumed) => format!("The role {} was assumed.", assumed.role.arn),
        };
        Some(self.keys(ctx, http).await.map(|_| said))
    }

    /// Whether other keys can be had after these were refused. Forgets them then; whoever has renewed them
    /// meanwhile has done so for all.
    pub async fn renew(&self, refused: Option<&Arc<Keys>>) -> bool {
        match (self, refused) {
            (Self::Role(assumed), Some(refused)) => {
                assumed.cached.refused(|held| Arc::ptr_eq(held, refused)).await;
                true
            }
            _ => false,
        }
    }
}
