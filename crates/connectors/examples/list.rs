//! Pages a listing to its end and prints how many objects it named and how long it took. Asserts nothing.
//!
//! `list PROVIDER CONFIG [BUCKET…]`, with the credential as JSON in `TIDEGATE_CREDENTIAL`.
#![allow(clippy::print_stdout, reason = "an example that measures")]

use anyhow::{Context, Result};
use std::sync::Arc;
use std::time::Instant;
use tidegate_connectors::{Http, HttpOptions, Surroundings, provider};
use tidegate_domain::{
    connector::Scope,
    context::{RunContext, SystemClock},
    secret::Credential,
};

#[tokio::main]
async fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let id = arguments.next().context("list PROVIDER CONFIG [BUCKET…]")?;
    let config = arguments.next().context("the provider's settings as JSON")?;
    let scope = Scope {
        buckets: arguments.collect(),
        ..Scope::default()
    };
    let credential = std::env::var("TIDEGATE_CREDENTIAL")
        .ok()
        .map(Credential::from_text);
    let source = provider(&id).context("no such provider")?.connect(
        &serde_json::from_str(&config).context("settings are JSON")?,
        credential.as_ref(),
        &Surroundings::bare(Http::new(HttpOptions::default())),
    )?;
    let ctx = RunContext::new(Arc::new(SystemClock));
    let started = Instant::now();
    let (mut objects, mut pages, mut cursor) = (0, 0, None);
    loop {
        let page = source.list(&ctx, &scope, cursor.as_ref()).await?;
        objects += page.objects.len();
        pages += 1;
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    let seconds = started.elapsed().as_secs_f64();
    println!("{objects} objects in {pages} pages in {seconds:.3} s");
    Ok(())
}
