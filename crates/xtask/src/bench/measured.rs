//! One program run to its end, with what it cost: seconds, processor seconds, the most memory it held.

use anyhow::{Context, Result, bail};
use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// What one run cost.
#[derive(Debug, Clone, Copy, Default)]
pub struct Cost {
    /// Seconds from start to end.
    pub wall: f64,
    /// Processor seconds of the process, user and system, in steps of 10 ms.
    pub cpu: f64,
    /// MiB resident at most.
    pub peak: f64,
}

/// Runs it with its output read and thrown away, its errors kept in `log`.
///
/// A program that finds its output to be /dev/null may stop early; a pipe keeps it honest.
///
/// # Errors
/// When it cannot be started or does not end well.
pub fn cost(command: &mut Command, log: &Path) -> Result<Cost> {
    let told = std::fs::File::create(log)?;
    let before = children_seconds();
    let started = Instant::now();
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(told)
        .spawn()
        .with_context(|| format!("{} could not be started", command.get_program().display()))?;
    let over = AtomicBool::new(false);
    let (id, output) = (child.id(), child.stdout.take());
    let (status, wall, peak) = std::thread::scope(|scope| {
        let peak = scope.spawn(|| {
            let mut peak = 0.0_f64;
            while !over.load(Ordering::Relaxed) {
                peak = peak.max(peak_of(id).unwrap_or(0.0));
                std::thread::sleep(Duration::from_millis(5));
            }
            peak
        });
        scope.spawn(|| output.map(swallowed));
        let status = child.wait();
        let wall = started.elapsed().as_secs_f64();
        over.store(true, Ordering::Relaxed);
        (status, wall, peak.join().unwrap_or(0.0))
    });
    let status = status?;
    if !status.success() {
        let said = std::fs::read_to_string(log).unwrap_or_default();
        bail!("{} ended with {status}: {said}", command.get_program().display());
    }
    Ok(Cost {
        wall,
        cpu: children_seconds() - before,
        peak,
    })
}

/// What the kernel calls the high-water mark of a process, in MiB; `None` elsewhere than on Linux.
pub fn peak_of(id: u32) -> Option<f64> {
    let status = std::fs::read_to_string(format!("/proc/{id}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: f64 = line.trim().trim_end_matches("kB").trim().parse().ok()?;
    Some(kib / 1024.0)
}

/// Processor seconds of a process that runs, such as a server.
pub fn seconds_of(id: u32) -> f64 {
    stat_ticks(&format!("/proc/{id}/stat"), 11)
}

/// Processor seconds of all programs that this one has waited for.
fn children_seconds() -> f64 {
    stat_ticks("/proc/self/stat", 13)
}

/// Two neighbouring tick counts, user and system, counted after the parenthesised name. A tick is 10 ms
/// for every program on Linux, whatever the kernel's own clock.
fn stat_ticks(path: &str, first: usize) -> f64 {
    let stat = std::fs::read_to_string(path).unwrap_or_default();
    let after = stat.rsplit_once(')').map_or("", |(_, after)| after);
    let ticks = after.split_whitespace().skip(first).take(2);
    ticks.filter_map(|tick| tick.parse::<f64>().ok()).sum::<f64>() / 100.0
}

fn swallowed(mut output: impl Read) {
    let mut buffer = vec![0; 1 << 16];
    while output.read(&mut buffer).is_ok_and(|count| count > 0) {}
}

/// Runs of several things, in turn: A B C A B C …, so that a machine that slows down slows them all.
pub struct Rounds {
    rows: Vec<(String, Vec<Cost>)>,
}

impl Rounds {
    pub fn new() -> Self {
        Self { rows: Vec::new() }
    }

    pub fn add(&mut self, name: &str, cost: Cost) {
        match self.rows.iter_mut().find(|(known, _)| known == name) {
            Some((_, costs)) => costs.push(cost),
            None => self.rows.push((name.to_owned(), vec![cost])),
        }
    }

    /// Prints medians; with `bytes`, the speed as well; with `first`, each wall and processor time as a
    /// ratio to that row's, taken round by round.
    pub fn print(&self, bytes: Option<u64>, first: Option<&str>) {
        let width = self.rows.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
        let base = first.and_then(|first| self.rows.iter().find(|(name, _)| name == first));
        for (name, costs) in &self.rows {
            let (low, wall, high) = spread(costs.iter().map(|cost| cost.wall));
            let (_, cpu, _) = spread(costs.iter().map(|cost| cost.cpu));
            let (.., peak) = spread(costs.iter().map(|cost| cost.peak));
            let mut line = format!(
                "{name:<width$}  wall {wall:>7.2} s ({low:.2} to {high:.2})  cpu {cpu:>6.2} s  peak {peak:>6.0} MiB"
            );
            if let Some(bytes) = bytes {
                line.push_str(&format!(
                    "  {:>5.0} MB/s wall, {:>5.0} MB/s cpu",
                    per_second(bytes, wall),
                    per_second(bytes, cpu)
                ));
            }
            if let Some((_, others)) = base.filter(|(other, _)| other != name) {
                let pairs = || costs.iter().zip(others);
                let (_, walls, _) = spread(pairs().map(|(mine, other)| mine.wall / other.wall));
                let (_, cpus, _) = spread(pairs().map(|(mine, other)| mine.cpu / other.cpu.max(0.01)));
                line.push_str(&format!("  \u{d7}{walls:.2} wall, \u{d7}{cpus:.2} cpu"));
            }
            println!("{line}  (median of {})", costs.len());
        }
    }

    /// Prints medians of short runs.
    pub fn print_milliseconds(&self) {
        for (name, costs) in &self.rows {
            let (low, wall, high) = spread(costs.iter().map(|cost| cost.wall * 1000.0));
            let (_, cpu, _) = spread(costs.iter().map(|cost| cost.cpu * 1000.0));
            let (.., peak) = spread(costs.iter().map(|cost| cost.peak));
            println!(
                "{name:<18}  wall {wall:>5.1} ms ({low:.1} to {high:.1})  cpu {cpu:>4.0} ms  peak {peak:>4.0} MiB  (median of {})",
                costs.len()
            );
        }
    }
}

#[allow(clippy::cast_precision_loss, reason = "a figure for people's eyes")]
fn per_second(bytes: u64, seconds: f64) -> f64 {
    bytes as f64 / seconds.max(0.001) / 1e6
}

/// Least, median and most.
fn spread(values: impl Iterator<Item = f64>) -> (f64, f64, f64) {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    let at = |index: usize| values.get(index).copied().unwrap_or(f64::NAN);
    (at(0), at(values.len() / 2), at(values.len().saturating_sub(1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_is_measured() {
        let log = std::env::temp_dir().join(format!("xtask-cost-{}", std::process::id()));
        let cost = cost(Command::new("sh").args(["-c", "echo four; sleep 0.05"]), &log).unwrap();
        assert!(cost.wall >= 0.05);
        std::fs::remove_file(log).unwrap();
    }

    #[test]
    fn the_median_lies_between() {
        assert_eq!(spread([3.0, 1.0, 2.0].into_iter()), (1.0, 2.0, 3.0));
    }
}
