//! Deleting objects: a thousand in one request where their names can be said in XML, else one by one.

use super::api::Api;
use super::ask::Asking;
use super::dialect::put;
use super::refusal::{Asked, Refused, refusal};
use super::sign::Payload;
use super::write::{CONTENT_MD5, Sums};
use super::xml::{self, Deleted, ErrorBody};
use crate::buckets::words::protocol;
use crate::connector::SourceError;
use crate::http::HttpFailure;
use bytes::Bytes;
use futures::StreamExt;
use http::{HeaderMap, Method, header};
use std::collections::HashMap;
use tidegate_domain::{context::RunContext, key::ObjectKey};

/// The most keys that one request may name.
const MOST_KEYS: usize = 1_000;
/// Single deletions under way at once.
const AT_ONCE: usize = 8;
/// A thousand answers of a key and a message each.
const LONGEST_ANSWER: usize = 8 * 1024 * 1024;

type Outcome = Result<(), SourceError>;

impl Api {
    /// One answer for each key, in their order. S3 does not tell whether an object was there.
    pub async fn delete_objects(&self, ctx: &RunContext, bucket: &str, keys: &[ObjectKey]) -> Vec<Outcome> {
        let mut outcomes: HashMap<ObjectKey, Outcome> = HashMap::new();
        let (sayable, mut singly): (Vec<&ObjectKey>, Vec<&ObjectKey>) =
            keys.iter().partition(|key| sayable(key));
        // One key is not worth a list, and a service that has no such list is asked no more often than it needs.
        if let [only] = sayable[..] {
            singly.push(only);
        } else {
            for batch in sayable.chunks(MOST_KEYS) {
                match self.delete_batch(ctx, bucket, batch).await {
                    Ok(answered) => {
                        outcomes.extend(answered.into_iter().map(|(key, outcome)| (key.clone(), outcome)));
                    }
                    Err(Some(error)) => {
                        outcomes.extend(batch.iter().map(|key| ((*key).clone(), Err(error.clone()))));
                    }
                    Err(None) => {}
                }
                singly.extend(batch.iter().filter(|key| !outcomes.contains_key(*key)));
            }
        }
        let mut each = futures::stream::iter(singly.into_iter().cloned())
            .map(|key| async move { (key.clone(), self.delete_one(ctx, bucket, &key).await) })
            .buffer_unordered(AT_ONCE);
        while let Some((key, outcome)) = each.next().await {
            outcomes.insert(key, outcome);
        }
        let missed = || Err(protocol("The service did not say what became of the object."));
        keys.iter()
            .map(|key| outcomes.get(key).cloned().unwrap_or_else(missed))
            .collect()
    }

    /// The keys that the service has answered for. `Err(None)` when it knows no such request.
    async fn delete_batch<'a>(
        &self,
        ctx: &RunContext,
        bucket: &str,
        keys: &[&'a ObjectKey],
    ) -> Result<Vec<(&'a ObjectKey, Outcome)>, Option<SourceError>> {
        let sums = Sums::of(request(keys), &ObjectKey::default())?;
        let mut headers = HeaderMap::new();
        put(&mut headers, header::CONTENT_TYPE, "application/xml".into())?;
        put(&mut headers, CONTENT_MD5, sums.md5_base64)?;
        let asking = Asking {
            asked: Asked::Delete,
            method: Method::POST,
            bucket,
            key: b"",
            query: &[("delete", b"")],
            headers,
            payload: sums.payload,
        };
        let answer = match self.answered(ctx, &asking).await? {
            Ok(answer) => answer,
            Err(declined) => {
                let unknown = matches!(declined.refused.status, 405 | 501)
                    || matches!(
                        declined.refused.body.code.as_str(),
                        "NotImplemented" | "MethodNotAllowed" | "MalformedXML"
                    );
                let error = self.refusal(ctx, &asking, &declined).await;
                return Err((!unknown).then_some(error));
            }
        };
        let body = answer.into_body().read(LONGEST_ANSWER).await;
        let body = body.map_err(HttpFailure::into_source_error)?;
        let told: Vec<Deleted> = self.answer(Asked::Delete, bucket, xml::deleted(&body))?;
        let asked: HashMap<&[u8], &'a ObjectKey> = keys.iter().map(|key| (key.as_bytes(), *key)).collect();
        let known = told.into_iter().filter_map(|told| {
            let key = *asked.get(told.key.as_bytes())?;
            Some((key, self.told(bucket, key, told.error)))
        });
        Ok(known.collect())
    }

    fn told(&self, bucket: &str, key: &ObjectKey, error: Option<ErrorBody>) -> Outcome {
        let Some(body) = error else { return Ok(()) };
        let status = match body.code.as_str() {
            "NoSuchKey" | "NoSuchVersion" => return Ok(()),
            "AccessDenied" => 403,
            "InternalError" => 500,
            _ => 200,
        };
        let refused = Refused {
            status,
            headers: HeaderMap::new(),
            body,
        };
        let home = self.config.home();
        Err(refusal(Asked::Delete, bucket, key.as_bytes(), &refused, home))
    }

    async fn delete_one(&self, ctx: &RunContext, bucket: &str, key: &ObjectKey) -> Outcome {
        // Without a key this would delete the bucket.
        if key.is_empty() {
            return Err(protocol("An object without a key cannot be deleted."));
        }
        let asking = Asking {
            asked: Asked::Delete,
            method: Method::DELETE,
            bucket,
            key: key.as_bytes(),
            query: &[],
            headers: HeaderMap::new(),
            payload: Payload::none(),
        };
        self.ask(ctx, &asking).await.map(|_| ())
    }
}

/// Whether an XML reader surely finds the same key that was written. XML 1.0 cannot say control characters;
/// readers may trim white space, and deleting another object is not to be risked.
fn sayable(key: &ObjectKey) -> bool {
    std::str::from_utf8(key.as_bytes()).is_ok_and(|key| {
        !key.is_empty()
            && key.trim() == key
            && !key
                .chars()
                .any(|c| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{fffe}' | '\u{ffff}'))
    })
}

fn request(keys: &[&ObjectKey]) -> Bytes {
    let mut body = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\
         <Delete xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">",
    );
    for key in keys {
        body.push_str("<Object><Key>");
        xml::push_escaped(&mut body, &String::from_utf8_lossy(key.as_bytes()));
        body.push_str("</Key></Object>");
    }
    body.push_str("</Delete>");
    body.into()
}
