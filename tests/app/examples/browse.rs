//! A million rows in the window: how soon the first are seen, how long all take to come, and how long it takes to sort
//! and to search them.
//! `cargo xtask bench browse` builds what it takes and runs it.

#![allow(clippy::print_stdout, reason = "a measurement prints its figures")]

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use tidegate_app_tests::{Scheme, Stage, Window};
use tidegate_test_servers::FaultBucket;

const ROWS: u64 = 1_000_000;
const BUCKET: &str = "level";
const ROUNDS: usize = 5;

/// Listens to the answers of the engine, and to what is drawn.
const WATCH: &str = "const plain = window.fetch;
    window.__answers = [];
    window.fetch = async (...asked) => {
      const answer = await plain(...asked);
      const url = typeof asked[0] === 'string' ? asked[0] : asked[0].url ?? String(asked[0]);
      if (/\\/browse$/.test(url)) window.__answers.push(performance.now());
      return answer;
    };
    return window.fetch !== plain;";

/// Goes to the place and tells when its first page was there and when its first row stood in the page.
const OPEN: &str = "const [place, done] = arguments;
    window.__answers = [];
    const row = () => document.querySelector('[data-testid=\"browse-row-0\"]') !== null;
    const look = () => (row() && window.__answers.length > 0
      ? requestAnimationFrame(() => done([window.__answers[0], performance.now()]))
      : setTimeout(look, 1));
    location.hash = place;
    look();";

/// Presses a column's head and tells how long it took until the rows were drawn.
const SORT: &str = "const [head, done] = arguments;
    const button = [...document.querySelectorAll('[role=columnheader] button')].find((one) => one.textContent.startsWith(head));
    const started = performance.now();
    button.click();
    requestAnimationFrame(() => setTimeout(() => done(performance.now() - started), 0));";

/// Types into the search box and tells how long it took from Enter until the wanted number of rows was said.
const SEARCH: &str = "const [text, said, done] = arguments;
    const box = document.querySelector('[data-testid=\"browse-filter\"]');
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(box, text);
    box.dispatchEvent(new Event('input', { bubbles: true }));
    setTimeout(() => {
      const started = performance.now();
      box.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
      const status = () => document.querySelector('[data-testid=\"browse-status\"]').textContent;
      const look = () => (status().includes(said)
        ? requestAnimationFrame(() => setTimeout(() => done(performance.now() - started), 0))
        : setTimeout(look, 1));
      look();
    }, 50);";

#[tokio::main]
async fn main() -> Result<()> {
    let server = FaultBucket::start_quiet().await?;
    server.make_bucket(BUCKET);
    server.generate_level(BUCKET, ROWS, 1);
    let stage = Stage::start(Scheme::Light, true).await?;
    let window = stage.open_app().await?;
    window.part("try-sample").await?;
    println!("before: {} MiB", stage.memory()?);
    let place = connect(&window, &server).await?;
    if window.script(WATCH, vec![]).await? != json!(true) {
        bail!("the page's calls cannot be overheard");
    }
    let mut firsts = Vec::new();
    for _ in 0..ROUNDS {
        window.go("/overview").await?;
        window.settled().await?;
        let said = window.async_script(OPEN, vec![json!(place)]).await?;
        let (come, seen): (f64, f64) = serde_json::from_value(said)?;
        firsts.push(seen - come);
    }
    println!("first rows after the first page: {}", told(&mut firsts));

    let started = Instant::now();
    loop {
        let script = "const one = document.querySelector('[data-testid=\"browse-status\"]'); \
            document.querySelector('[data-testid=\"browse-resume\"]')?.click(); return one.dataset.phase;";
        if window.script(script, vec![]).await? == json!("complete") {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    println!(
        "all {ROWS} rows: {:.1} s, {} MiB",
        started.elapsed().as_secs_f64(),
        stage.memory()?
    );
    for head in ["Size", "Changed", "Name"] {
        let (mut times, mut cpu) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            let before = stage.processor()?;
            times.push(milliseconds(window.async_script(SORT, vec![json!(head)]).await?)?);
            cpu.push(spent(&stage, before)?);
        }
        println!(
            "sorted by {head}, both ways: {}; processor {}",
            told(&mut times),
            told(&mut cpu)
        );
    }
    // Every number below a million that ends with these digits: one in a thousand.
    for (what, text, said) in [
        ("searched", "*777.txt", "1,000 found"),
        ("search cleared", "", "1,000,000 entries"),
    ]
    .repeat(ROUNDS)
    {
        let before = stage.processor()?;
        let time = milliseconds(
            window
                .async_script(SEARCH, vec![json!(text), json!(said)])
                .await?,
        )?;
        println!("{what}: {time:.0} ms, processor {:.0} ms", spent(&stage, before)?);
    }
    println!("afterwards: {} MiB", stage.memory()?);
    window.end().await
}

/// A connector to the server; answers the address of its folder in the browser.
async fn connect(window: &Window, server: &FaultBucket) -> Result<String> {
    let draft = json!({
        "name": "Level",
        "provider": "s3",
        "config": { "endpoint": server.endpoint() },
        "credential": {
            "access_key_id": FaultBucket::ACCESS_KEY_ID,
            "secret_access_key": FaultBucket::SECRET_ACCESS_KEY,
        },
        "buckets": [BUCKET],
    });
    let script = "const [args, done] = arguments;
        window.__TAURI_INTERNALS__.invoke('connector_create', args).then(done, (why) => done({ refused: why }));";
    let asked = json!({ "args": { "draft": draft, "request_id": "browse" } });
    let made = window.async_script(script, vec![asked]).await?;
    let id = made["connector"]["id"].as_str().or(made["id"].as_str());
    let id = id.with_context(|| format!("the connector was refused: {made}"))?;
    Ok(format!("/browse?connector={id}&bucket={BUCKET}&prefix=level%2F"))
}

/// Processor milliseconds since then.
#[allow(clippy::cast_precision_loss, reason = "a figure for people's eyes")]
fn spent(stage: &Stage, before: u64) -> Result<f64> {
    Ok(stage.processor()?.saturating_sub(before) as f64)
}

fn milliseconds(said: Value) -> Result<f64> {
    said.as_f64().context("the page told no time")
}

/// The median and all of them.
fn told(times: &mut [f64]) -> String {
    times.sort_unstable_by(f64::total_cmp);
    let median = times.get(times.len() / 2).copied().unwrap_or(f64::NAN);
    let all: Vec<_> = times.iter().map(|time| format!("{time:.0}")).collect();
    format!("{median:.0} ms ({})", all.join(", "))
}
