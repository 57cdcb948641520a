//! One request in, one answer out, by the name of the host.

use super::signature::{Refusal, signer};
use super::{Sent, World};
use bytes::Bytes;
use http::request::Parts;
use http::{Method, Request, Response};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use percent_encoding::percent_decode_str;
use std::convert::Infallible;
use std::fmt::Write;
use std::sync::{Arc, Mutex, PoisonError};

type Answer = Response<Full<Bytes>>;

pub(super) async fn answer(
    world: Arc<Mutex<World>>,
    request: Request<Incoming>,
) -> Result<Answer, Infallible> {
    let (parts, body) = request.into_parts();
    let body = body
        .collect()
        .await
        .map(|body| body.to_bytes())
        .unwrap_or_default();
    let mut world = world.lock().unwrap_or_else(PoisonError::into_inner);
    let host = parts
        .headers
        .get("host")
        .and_then(|host| host.to_str().ok())
        .unwrap_or_default()
        .to_owned();
    let mut answer = route(&mut world, &parts, &host, &body).unwrap_or_else(|refused| {
        let service = if host.starts_with("sts.") {
            "ErrorResponse"
        } else {
            ""
        };
        refusal(refused, service)
    });
    let date = world.now().format("%a, %d %b %Y %H:%M:%S GMT").to_string();
    if let Ok(date) = date.parse() {
        answer.headers_mut().insert("date", date);
    }
    let mut text = format!("{} {}\n", parts.method, parts.uri);
    for (name, value) in &parts.headers {
        let _ = writeln!(text, "{name}: {}", String::from_utf8_lossy(value.as_bytes()));
    }
    text.push_str(&String::from_utf8_lossy(&body));
    world.sent.push(Sent {
        host,
        method: parts.method.to_string(),
        target: parts.uri.to_string(),
        text,
        status: answer.status().as_u16(),
    });
    Ok(answer)
}

fn route(world: &mut World, parts: &Parts, host: &str, body: &[u8]) -> Result<Answer, Refusal> {
    if let Some(detour) = &world.detour
        && host.contains(&detour.host)
        && detour.method.is_none_or(|method| parts.method == method)
    {
        let location = &detour.location;
        let text = format!("<Error><Code>PermanentRedirect</Code><Endpoint>{location}</Endpoint></Error>");
        let mut answer = said(detour.status, text);
        for (name, value) in [
            ("location", Some(location)),
            ("x-amz-bucket-region", detour.region.as_ref()),
        ] {
            if let Some(value) = value.and_then(|value| value.parse().ok()) {
                answer.headers_mut().insert(name, value);
            }
        }
        return Ok(answer);
    }
    let bare = host
        .strip_suffix(".amazonaws.com.cn")
        .or_else(|| host.strip_suffix(".amazonaws.com"));
    let Some(bare) = bare else {
        return Ok(said(404, String::new()));
    };
    if let Some(region) = bare.strip_prefix("sts.") {
        return sts(world, parts, host, region, body);
    }
    if bare.starts_with("portal.sso.") {
        return Ok(portal(world, parts));
    }
    match bare.strip_prefix("s3.").map(|region| (None, region)).or_else(|| {
        let (bucket, region) = bare.split_once(".s3.")?;
        Some((Some(bucket), region))
    }) {
        Some((bucket, region)) => s3(world, parts, host, bucket, region, body),
        None => Ok(said(404, String::new())),
    }
}

fn said(status: u16, text: String) -> Answer {
    let mut answer = Response::new(Full::new(Bytes::from(text)));
    if let Ok(status) = status.try_into() {
        *answer.status_mut() = status;
    }
    answer
}

fn refusal((status, code): Refusal, around: &str) -> Answer {
    let error = format!("<Error><Code>{code}</Code><Message>no</Message></Error>");
    said(
        status,
        match around {
            "" => error,
            around => format!("<{around}>{error}</{around}>"),
        },
    )
}

fn sts(world: &mut World, parts: &Parts, host: &str, region: &str, body: &[u8]) -> Result<Answer, Refusal> {
    const DENIED: Refusal = (403, "AccessDenied");
    let (key, signed_for) = signer(parts, host, body, "sts", world)?.ok_or(DENIED)?;
    if signed_for != region {
        return Err((403, "SignatureDoesNotMatch"));
    }
    let form = String::from_utf8_lossy(body);
    let field = |name: &str| {
        form.split('&').find_map(|pair| {
            let value = pair.strip_prefix(name)?.strip_prefix('=')?;
            Some(percent_decode_str(value).decode_utf8_lossy().into_owned())
        })
    };
    let arn = field("RoleArn").unwrap_or_default();
    let role = world.roles.get(&arn).ok_or(DENIED)?;
    let trusted = role.trusts.contains(&world.whose(&key.id));
    let known = role.external_id.is_none() || role.external_id == field("ExternalId");
    if field("Action").as_deref() != Some("AssumeRole") || !trusted || !known {
        return Err(DENIED);
    }
    let (lent, ends) = world.lend(&arn);
    Ok(said(
        200,
        format!(
            "<AssumeRoleResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><AssumeRoleResult>\
             <AssumedRoleUser><Arn>{arn}</Arn></AssumedRoleUser><Credentials><AccessKeyId>{}</AccessKeyId>\
             <SecretAccessKey>{}</SecretAccessKey><SessionToken>{}</SessionToken><Expiration>{}</Expiration>\
             </Credentials></AssumeRoleResult></AssumeRoleResponse>",
            lent.id,
            lent.secret,
            lent.token.unwrap_or_default(),
            ends.format("%Y-%m-%dT%H:%M:%SZ")
        ),
    ))
}

fn portal(world: &mut World, parts: &Parts) -> Answer {
    let token = parts.headers.get("x-amz-sso_bearer_token");
    let known = token
        .and_then(|token| token.to_str().ok())
        .is_some_and(|token| world.tokens.contains(token));
    if !known {
        return said(401, r#"{"message":"Session token not found or invalid"}"#.into());
    }
    let query = parts.uri.query().unwrap_or_default();
    let field = |name: &str| {
        query.split('&').find_map(|pair| {
            let value = pair.strip_prefix(name)?.strip_prefix('=')?;
            Some(percent_decode_str(value).decode_utf8_lossy().into_owned())
        })
    };
    let (account, role) = (field("account_id"), field("role_name"));
    let arn = format!(
        "arn:aws:iam::{}:role/{}",
        account.unwrap_or_default(),
        role.unwrap_or_default()
    );
    if parts.uri.path() != "/federation/credentials" || !world.roles.contains_key(&arn) {
        return said(403, r#"{"message":"No access"}"#.into());
    }
    let (lent, ends) = world.lend(&arn);
    said(
        200,
        format!(
            r#"{{"roleCredentials":{{"accessKeyId":"{}","secretAccessKey":"{}","sessionToken":"{}","expiration":{}}}}}"#,
            lent.id,
            lent.secret,
            lent.token.unwrap_or_default(),
            ends.timestamp_millis()
        ),
    )
}

fn s3(
    world: &mut World,
    parts: &Parts,
    host: &str,
    bucket: Option<&str>,
    region: &str,
    body: &[u8],
) -> Result<Answer, Refusal> {
    let path = percent_decode_str(parts.uri.path().trim_start_matches('/')).decode_utf8_lossy();
    let (bucket, key) = match bucket {
        Some(bucket) => (bucket.to_owned(), path.into_owned()),
        None => {
            let (bucket, key) = path.split_once('/').unwrap_or((&path, ""));
            (bucket.to_owned(), key.to_owned())
        }
    };
    if bucket.is_empty() {
        signer(parts, host, body, "s3", world)?.ok_or((403, "AccessDenied"))?;
        let names = world.buckets.keys().fold(String::new(), |all, name| {
            all + "<Bucket><Name>" + name + "</Name></Bucket>"
        });
        return Ok(said(
            200,
            format!("<ListAllMyBucketsResult><Buckets>{names}</Buckets></ListAllMyBucketsResult>"),
        ));
    }
    let Some(found) = world.buckets.get(&bucket).cloned() else {
        return Err((404, "NoSuchBucket"));
    };
    let mut answer =
        within(world, parts, host, &found, region, &key, body).unwrap_or_else(|refused| refusal(refused, ""));
    if let Ok(region) = found.region.parse() {
        answer.headers_mut().insert("x-amz-bucket-region", region);
    }
    // An answer to HEAD has no body; a refusal then says nothing.
    if parts.method == Method::HEAD && !answer.status().is_success() {
        *answer.body_mut() = Full::new(Bytes::new());
    }
    Ok(answer)
}

fn within(
    world: &World,
    parts: &Parts,
    host: &str,
    bucket: &super::CloudBucket,
    region: &str,
    key: &str,
    body: &[u8],
) -> Result<Answer, Refusal> {
    if bucket.region != region {
        return Err((301, "PermanentRedirect"));
    }
    match signer(parts, host, body, "s3", world)? {
        Some((_, signed_for)) if signed_for != region => {
            return Err((400, "AuthorizationHeaderMalformed"));
        }
        Some(_) => {}
        None if bucket.public => {}
        None => return Err((403, "AccessDenied")),
    }
    let pays = parts
        .headers
        .get("x-amz-request-payer")
        .is_some_and(|payer| payer == "requester");
    if bucket.requester_pays && !pays {
        return Err((403, "AccessDenied"));
    }
    if key.is_empty() {
        let objects = bucket
            .objects
            .iter()
            .fold(String::new(), |mut all, (key, (bytes, class))| {
                let _ = write!(
                    all,
                    "<Contents><Key>{key}</Key><Size>{}</Size><ETag>\"e\"</ETag>\
                 <StorageClass>{class}</StorageClass></Contents>",
                    bytes.len()
                );
                all
            });
        return Ok(said(
            200,
            format!("<ListBucketResult><IsTruncated>false</IsTruncated>{objects}</ListBucketResult>"),
        ));
    }
    let (bytes, class) = bucket.objects.get(key).ok_or((404, "NoSuchKey"))?;
    // The listing does not tell these apart; reading does.
    if *class == "INTELLIGENT_TIERING" && parts.method == Method::GET {
        return Err((403, "InvalidObjectState"));
    }
    let mut answer = Response::new(Full::new(Bytes::from(bytes.clone())));
    for (name, value) in [("etag", "\"e\""), ("x-amz-storage-class", class)] {
        if let Ok(value) = value.parse() {
            answer.headers_mut().insert(name, value);
        }
    }
    if *class == "INTELLIGENT_TIERING"
        && let Ok(status) = "ARCHIVE_ACCESS".parse()
    {
        answer.headers_mut().insert("x-amz-archive-status", status);
    }
    Ok(answer)
}
