//! `tidegate-fuzz`: changes the corpus and tries what comes out, for as long as it is told, and keeps what fails.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program for the terminal: what it found is what it prints"
)]

use anyhow::{Context, Result, anyhow, bail};
use clap::Parser;
use std::collections::HashSet;
use std::fs::File;
use std::io::{Seek, SeekFrom, Write};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};
use tidegate_fuzz::{Corpus, Mutator, Outcome, Random, TARGETS, Target, target, within_bounds};

/// An input that takes longer hangs.
const HANG: Duration = Duration::from_secs(20);
/// As of the main thread of a worker.
const STACK: usize = 8 * 1024 * 1024;
/// Inputs that are gone on from.
const POOL: usize = 2_000;
/// Failures of one target that are kept: more of them would be the same ones.
const KEPT: usize = 20;

/// Changes the inputs of the corpus and tries them.
#[derive(Debug, Parser)]
struct Arguments {
    /// For all targets together.
    #[arg(long, default_value_t = 60)]
    seconds: u64,
    /// The same seed makes the same inputs.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// All of them when none is named.
    targets: Vec<String>,
}

/// What a target's thread tells.
enum Told {
    /// It is alive.
    Runs,
    Failed(Vec<u8>, String),
    Ended(u64),
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let targets: Vec<&'static Target> = if arguments.targets.is_empty() {
        TARGETS.iter().collect()
    } else {
        arguments
            .targets
            .iter()
            .map(|name| target(name).with_context(|| format!("there is no target {name}")))
            .collect::<Result<_>>()?
    };
    let each = Duration::from_secs(arguments.seconds) / u32::try_from(targets.len())?.max(1);
    let mut failed = 0;
    for target in targets {
        failed += fuzz(target, arguments.seed, each)?;
        within_bounds().map_err(|wrong| anyhow!("{}: {wrong}", target.name))?;
    }
    if failed > 0 {
        bail!("{failed} inputs failed");
    }
    Ok(())
}

/// Tries one target for a while; how many inputs failed.
fn fuzz(target: &'static Target, seed: u64, time: Duration) -> Result<usize> {
    let corpus = Corpus::default();
    let inputs: Vec<Vec<u8>> = corpus
        .inputs(target)?
        .into_iter()
        .map(|(_, input)| input)
        .collect();
    if inputs.is_empty() {
        bail!("{} has no seeds", target.name);
    }
    // The input that runs: it is there still when the process was ended by it.
    let running = std::env::temp_dir().join(format!("tidegate-fuzz-{}", target.name));
    let file = File::create(&running).with_context(|| format!("{} cannot be written", running.display()))?;
    let started = Instant::now();
    let (tell, told) = channel();
    thread::Builder::new().stack_size(STACK).spawn(move || {
        // Nobody listens any more when this one was taken for hanging.
        let _ = goes_on(target, inputs, seed, started + time, file, &tell);
    })?;
    let mut failures = HashSet::new();
    loop {
        match told.recv_timeout(HANG) {
            Ok(Told::Runs) => {}
            Ok(Told::Failed(input, wrong)) => {
                if failures.len() < KEPT && failures.insert(wrong.clone()) {
                    let path = corpus.keep(target, &input)?;
                    println!("{}: {wrong}\n  {}", target.name, path.display());
                }
            }
            Ok(Told::Ended(tried)) => {
                let seconds = started.elapsed().as_secs_f64();
                let rate = tried as f64 / seconds.max(0.001);
                println!(
                    "{:8} {tried:9} inputs in {seconds:5.1} s, {rate:8.0} a second, {} failed",
                    target.name,
                    failures.len()
                );
                std::fs::remove_file(&running).ok();
                return Ok(failures.len());
            }
            Err(RecvTimeoutError::Timeout) => {
                bail!("{} hangs; its input is {}", target.name, running.display())
            }
            Err(RecvTimeoutError::Disconnected) => {
                bail!("{} ended early; its input is {}", target.name, running.display())
            }
        }
    }
}

/// Changes and tries until the time is over. Inputs that lead somewhere new are changed again.
fn goes_on(
    target: &Target,
    mut pool: Vec<Vec<u8>>,
    seed: u64,
    end: Instant,
    mut file: File,
    tell: &Sender<Told>,
) -> Result<()> {
    let (mut random, mut mutator) = (Random::new(seed), Mutator::new(seed.wrapping_add(1)));
    let mut outcomes: HashSet<Outcome> = HashSet::new();
    let seeds = pool.len();
    let (mut tried, mut beat) = (0u64, Instant::now());
    while Instant::now() < end {
        // The seeds first, as they are.
        let first = usize::try_from(tried)
            .ok()
            .filter(|at| *at < seeds)
            .and_then(|at| pool.get(at).cloned());
        let input = match first {
            Some(seed) => seed,
            None => {
                let near = random.below(pool.len());
                let other = random.below(pool.len());
                let empty = Vec::new();
                mutator.made_of(
                    pool.get(near).unwrap_or(&empty),
                    pool.get(other).unwrap_or(&empty),
                )
            }
        };
        file.seek(SeekFrom::Start(0))?;
        file.write_all(&input)?;
        file.set_len(input.len() as u64)?;
        match target.attempt(&input) {
            Err(wrong) => tell.send(Told::Failed(input, wrong))?,
            Ok(outcome) => {
                if outcomes.insert(outcome) && tried >= seeds as u64 && pool.len() < POOL {
                    pool.push(input);
                }
            }
        }
        tried += 1;
        if beat.elapsed() > Duration::from_secs(1) {
            beat = Instant::now();
            tell.send(Told::Runs)?;
        }
    }
    tell.send(Told::Ended(tried))?;
    Ok(())
}
