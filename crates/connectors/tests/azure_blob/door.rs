//! A door before azurite where apps sign in: it gives bearers, checks them, and lets what carries a good one
//! through to azurite with a SAS in its place. It lends the keys that links are signed with as azurite would.

use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use hmac::{Hmac, KeyInit, Mac};
use http::{Request, Response, header};
use http_body_util::{BodyExt, Full};
use hyper::{body::Incoming, service::service_fn};
use hyper_util::rt::TokioIo;
use sha2::Sha256;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use tidegate_connectors::Http;
use tidegate_test_servers::Azurite;

pub const TENANT: &str = "72f988bf-86f1-41af-91ab-2d7cd011db47";
pub const CLIENT: &str = "f3b7c2d1-0a4e-4c55-9a0b-8d3c6f1e2a77";
pub const SECRET: &str = "abc~Q.secret/+=&value";
/// What azurite makes its lent keys from.
const SEED: &[u8] = b"azurite-user-delegation-signing-seed-v1";

#[derive(Debug)]
pub struct Door {
    pub address: SocketAddr,
    pub state: Arc<State>,
    task: tokio::task::JoinHandle<()>,
}

#[derive(Debug)]
pub struct State {
    upstream: SocketAddr,
    sas: String,
    /// Bearers given so far.
    pub given: Mutex<Vec<String>>,
    /// Requests let through, and those that came with a bad bearer.
    pub passed: Mutex<u32>,
    pub turned_away: Mutex<u32>,
    /// After so many more requests the newest bearer is worth nothing.
    pub good_for: Mutex<Option<u32>>,
    /// What the sign-in answers instead of a bearer.
    pub refusal: Mutex<Option<(u16, &'static str)>>,
    http: Http,
}

impl Door {
    pub async fn before(server: &Azurite) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let state = Arc::new(State {
            upstream: server.address(),
            sas: server.account_sas("rwdlacupt", 60),
            given: Mutex::default(),
            passed: Mutex::default(),
            turned_away: Mutex::default(),
            good_for: Mutex::default(),
            refusal: Mutex::default(),
            http: super::quick(),
        });
        let serving = state.clone();
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let state = serving.clone();
                tokio::spawn(async move {
                    let service = service_fn(move |request| {
                        let state = state.clone();
                        async move { Ok::<_, Infallible>(state.answer(request).await) }
                    });
                    // A client that leaves is none of the door's matters.
                    let _ = hyper::server::conn::http1::Builder::new()
                        .serve_connection(TokioIo::new(stream), service)
                        .await;
                });
            }
        });
        Self { address, state, task }
    }

    pub fn config(&self) -> serde_json::Value {
        serde_json::json!({
            "auth": "client_secret",
            "storage_account": Azurite::ACCOUNT,
            "tenant_id": TENANT,
            "client_id": CLIENT,
            "endpoint": format!("http://{}/{}", self.address, Azurite::ACCOUNT),
            "authority_host": format!("http://{}", self.address),
        })
    }
}

impl Drop for Door {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl State {
    async fn answer(&self, request: Request<Incoming>) -> Response<Full<Bytes>> {
        let (parts, body) = request.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        if parts.uri.path() == format!("/{TENANT}/oauth2/v2.0/token") {
            return self.sign_in(&body);
        }
        let bearer = parts.headers.get(header::AUTHORIZATION).cloned();
        let newest = self.given.lock().unwrap().last().cloned();
        let expected = newest.map(|newest| format!("Bearer {newest}"));
        let carried = bearer.is_some();
        let known = bearer.is_some_and(|bearer| Some(bearer.to_str().unwrap()) == expected.as_deref());
        let over = {
            let mut left = self.good_for.lock().unwrap();
            match left.as_mut() {
                Some(0) => true,
                Some(left) => {
                    *left -= 1;
                    false
                }
                None => false,
            }
        };
        if !known || over {
            *self.turned_away.lock().unwrap() += u32::from(carried);
            return Response::builder()
                .status(401)
                .header("x-ms-error-code", "InvalidAuthenticationInfo")
                .body(Full::default())
                .unwrap();
        }
        *self.passed.lock().unwrap() += 1;
        let query = parts.uri.query().unwrap_or_default();
        if query.contains("comp=userdelegationkey") {
            return lent_key(std::str::from_utf8(&body).unwrap());
        }
        let mark = if query.is_empty() { '?' } else { '&' };
        let uri = format!("http://{}{}{mark}{}", self.upstream, parts.uri, self.sas);
        let mut onward = Request::builder().method(parts.method).uri(uri);
        for (name, value) in &parts.headers {
            if !matches!(name.as_str(), "authorization" | "host" | "content-length") {
                onward = onward.header(name, value);
            }
        }
        if body.is_empty() && onward.method_ref() == Some(&http::Method::PUT) {
            onward = onward.header(header::CONTENT_LENGTH, 0);
        }
        let ctx = super::contract::context();
        let answer = self
            .http
            .send_once(&ctx, "pass on", onward.body(body).unwrap())
            .await
            .unwrap();
        let (head, body) = answer.into_parts();
        let body = body.read(64 * 1024 * 1024).await.unwrap();
        let mut answer = Response::new(Full::new(body));
        *answer.status_mut() = head.status;
        *answer.headers_mut() = head.headers;
        answer.headers_mut().remove(header::TRANSFER_ENCODING);
        answer.headers_mut().remove(header::CONNECTION);
        answer
    }

    fn sign_in(&self, body: &[u8]) -> Response<Full<Bytes>> {
        let said = |status: u16, text: String| {
            Response::builder()
                .status(status)
                .body(Full::new(Bytes::from(text)))
                .unwrap()
        };
        if let Some((status, text)) = *self.refusal.lock().unwrap() {
            return said(status, text.to_owned());
        }
        let form: std::collections::BTreeMap<_, _> = url::form_urlencoded::parse(body).into_owned().collect();
        assert_eq!(form["grant_type"], "client_credentials");
        assert_eq!(form["client_id"], CLIENT);
        assert_eq!(form["scope"], "https://storage.azure.com/.default");
        if form["client_secret"] != SECRET {
            return said(
                401,
                r#"{"error":"invalid_client","error_codes":[7000215]}"#.to_owned(),
            );
        }
        let mut given = self.given.lock().unwrap();
        let bearer = format!("bearer-{}", given.len() + 1);
        given.push(bearer.clone());
        *self.good_for.lock().unwrap() = None;
        said(
            200,
            format!(r#"{{"token_type":"Bearer","expires_in":3599,"access_token":"{bearer}"}}"#),
        )
    }
}

fn lent_key(asked: &str) -> Response<Full<Bytes>> {
    let between = |name: &str| {
        let (_, rest) = asked.split_once(&format!("<{name}>")).unwrap();
        rest.split_once('<').unwrap().0.to_owned()
    };
    let (start, end) = (between("Start"), between("Expiry"));
    let version = "2024-11-04";
    let mut mac = Hmac::<Sha256>::new_from_slice(SEED).unwrap();
    mac.update([CLIENT, TENANT, &start, &end, "b", version].join("\n").as_bytes());
    let value = STANDARD.encode(mac.finalize().into_bytes());
    let body = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><UserDelegationKey><SignedOid>{CLIENT}</SignedOid>\
         <SignedTid>{TENANT}</SignedTid><SignedStart>{start}</SignedStart><SignedExpiry>{end}</SignedExpiry>\
         <SignedService>b</SignedService><SignedVersion>{version}</SignedVersion><Value>{value}</Value>\
         </UserDelegationKey>"
    );
    Response::new(Full::new(Bytes::from(body)))
}
