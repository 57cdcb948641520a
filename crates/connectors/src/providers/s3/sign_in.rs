//! Whose keys sign the requests: fixed ones, a role's, an SSO session's, or nobody's.

use super::keys::Keys;
use super::role::{Role, Sts};
use super::sso::Session;
use crate::connector::SourceError;
use crate::http::Http;
use crate::sign_in::{Cached, Fetched};
use futures::future::BoxFuture;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tidegate_domain::{Timestamp, context::RunContext, problem::ErrorClass};

/// A way to keys.
pub(super) enum SignIn {
    /// Requests go unsigned.
    Anonymous,
    Fixed(Arc<Keys>),
    /// Keys that end, and are fetched again.
    Lent(Box<Lent>),
}

pub(super) struct Lent {
    by: Lender,
    cached: Cached<Arc<Keys>>,
    /// It has worked, so that a later refusal takes something back.
    worked: AtomicBool,
}

enum Lender {
    Role { role: Role, base: SignIn, sts: Sts },
    Session(Session),
}

impl fmt::Debug for SignIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Anonymous => "Anonymous",
            Self::Fixed(_) => "Fixed",
            Self::Lent(_) => "Lent",
        })
    }
}

impl SignIn {
    pub fn role(role: Role, base: SignIn, sts: Sts) -> Self {
        Self::lent(Lender::Role { role, base, sts })
    }

    pub fn session(session: Session) -> Self {
        Self::lent(Lender::Session(session))
    }

    fn lent(by: Lender) -> Self {
        Self::Lent(Box::new(Lent {
            by,
            cached: Cached::new(),
            worked: AtomicBool::new(false),
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
                Self::Lent(lent) => {
                    let fetched = lent.cached.get(ctx, || lent.fetch(ctx, http)).await?;
                    Ok(Some(fetched.value))
                }
            }
        })
    }

    /// As [`Self::keys`], with when they end, or a little before; `None` when that is not known.
    pub async fn keys_until(
        &self,
        ctx: &RunContext,
        http: &Http,
    ) -> Result<Option<(Arc<Keys>, Option<Timestamp>)>, SourceError> {
        match self {
            Self::Lent(lent) => {
                let fetched = lent.cached.get(ctx, || lent.fetch(ctx, http)).await?;
                Ok(Some((fetched.value, fetched.ends_at)))
            }
            _ => Ok(self.keys(ctx, http).await?.map(|keys| (keys, None))),
        }
    }

    /// Gets the keys, where that takes a request of its own, and says how.
    pub async fn shown(&self, ctx: &RunContext, http: &Http) -> Option<Result<String, SourceError>> {
        let said = match self {
            Self::Fixed(_) => return None,
            Self::Anonymous => "Without signing in: only what is public can be seen.".to_owned(),
            Self::Lent(lent) => match &lent.by {
                Lender::Role { role, .. } => format!("The role {} was assumed.", role.arn),
                Lender::Session(session) => {
                    format!("The SSO session gave the role {}.", session.role)
                }
            },
        };
        Some(self.keys(ctx, http).await.map(|_| said))
    }

    /// Whether other keys can be had after these were refused. Forgets them then; whoever has renewed them
    /// meanwhile has done so for all.
    pub async fn renew(&self, refused: Option<&Arc<Keys>>) -> bool {
        match (self, refused) {
            (Self::Lent(lent), Some(refused)) => {
                lent.cached.refused(|held| Arc::ptr_eq(held, refused)).await;
                true
            }
            _ => false,
        }
    }
}

impl Lent {
    async fn fetch(&self, ctx: &RunContext, http: &Http) -> Result<Fetched<Arc<Keys>>, SourceError> {
        let mut fetched = self.ask(ctx, http).await;
        match &mut fetched {
            Ok(_) => self.worked.store(true, Ordering::Relaxed),
            // A run stops for it, instead of going through all objects without keys.
            Err(error)
                if error.class == ErrorClass::PermissionDenied && self.worked.load(Ordering::Relaxed) =>
            {
                error.class = ErrorClass::AuthExpired;
            }
            Err(_) => {}
        }
        fetched
    }

    async fn ask(&self, ctx: &RunContext, http: &Http) -> Result<Fetched<Arc<Keys>>, SourceError> {
        match &self.by {
            Lender::Session(session) => session.keys(ctx, http).await,
            Lender::Role { role, base, sts } => {
                let base = base.keys(ctx, http).await?;
                sts.assume(ctx, http, role, base.as_deref()).await
            }
        }
    }
}
