//! Listing, first sync and unchanged re-sync of a bucket, beside rclone and s5cmd; a million objects staged.
//!
//! The server is our own test server with made-up objects: it takes little of the machine, so that the
//! clients set the pace. Its processor time is printed with the rest.

use super::{
    Bench, emptied, installed,
    measured::{Rounds, cost, seconds_of},
};
use anyhow::{Context, Result, bail};
use std::collections::HashMap;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

const OBJECTS: u64 = 20_000;
const BYTES: u64 = 4096;
const STAGED: u64 = 1_000_000;
const ROUNDS: usize = 5;

/// A server that runs until it is dropped.
struct Server {
    child: Child,
    said: HashMap<String, String>,
}

impl Server {
    fn start(bench: &Bench, objects: u64, bytes: u64) -> Result<Self> {
        let mut child = Command::new(bench.programs.join("fault-bucket"))
            .args(["--objects", &objects.to_string(), "--size", &bytes.to_string()])
            .stdout(Stdio::piped())
            .spawn()?;
        let output = child.stdout.take().context("the server's output")?;
        let mut server = Self {
            child,
            said: HashMap::new(),
        };
        for line in BufReader::new(output).lines() {
            let line = line?;
            if let Some((name, value)) = line.split_once('=') {
                server.said.insert(name.to_owned(), value.to_owned());
            }
            // The last line of what it tells.
            if line.starts_with("secret_access_key") {
                return Ok(server);
            }
        }
        bail!("the server ended before it told where it listens")
    }

    fn get(&self, name: &str) -> &str {
        self.said.get(name).map_or("", String::as_str)
    }

    fn credential(&self) -> String {
        format!(
            "{{\"access_key_id\":\"{}\",\"secret_access_key\":\"{}\"}}",
            self.get("access_key_id"),
            self.get("secret_access_key")
        )
    }

    /// Another program with this server's key and nothing of the person's own settings.
    fn client(&self, program: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(program);
        command
            .args(arguments)
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", "/nonexistent")
            .env("AWS_ACCESS_KEY_ID", self.get("access_key_id"))
            .env("AWS_SECRET_ACCESS_KEY", self.get("secret_access_key"))
            .env("AWS_REGION", self.get("region"))
            .env("S3_ENDPOINT_URL", self.get("endpoint"))
            .env("RCLONE_CONFIG", "")
            .env("RCLONE_CONFIG_HERE_TYPE", "s3")
            .env("RCLONE_CONFIG_HERE_PROVIDER", "Other")
            .env("RCLONE_CONFIG_HERE_ENV_AUTH", "true")
            .env("RCLONE_CONFIG_HERE_ENDPOINT", self.get("endpoint"))
            // The server speaks the second version of listing only; the first would go round for ever.
            .env("RCLONE_CONFIG_HERE_LIST_VERSION", "2")
            .env("RCLONE_CONFIG_HERE_REGION", self.get("region"));
        command
    }

    fn list(&self, bench: &Bench) -> Command {
        let config = format!(
            "{{\"endpoint\":\"{}\",\"region\":\"{}\"}}",
            self.get("endpoint"),
            self.get("region")
        );
        let mut command = Command::new(bench.programs.join("examples/list"));
        command
            .args(["s3", &config, self.get("bucket")])
            .env_clear()
            .env("TIDEGATE_CREDENTIAL", self.credential());
        command
    }

    /// A connector to this server in a new data folder.
    fn connector(&self, bench: &Bench) -> Result<()> {
        bench.fresh_data()?;
        let endpoint = format!("endpoint={}", self.get("endpoint"));
        let region = format!("region={}", self.get("region"));
        let mut create = bench.tidegate(&[
            "connector",
            "create",
            "--name",
            "bench",
            "--provider",
            "s3",
            "--set",
            &endpoint,
            "--set",
            &region,
            "--bucket",
            self.get("bucket"),
        ]);
        create.env("TIDEGATE_CREDENTIAL", self.credential());
        cost(&mut create, &bench.log()).map(drop)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// 20,000 small objects: listed, synced first, synced again; the others list and copy.
pub fn beside_others(bench: &Bench) -> Result<()> {
    let rclone = installed("rclone", "version");
    let s5cmd = installed("s5cmd", "version");
    let server = Server::start(bench, OBJECTS, BYTES)?;
    let (bucket, log) = (server.get("bucket").to_owned(), bench.log());
    let copy = copies(bench);
    let copied = copy.to_string_lossy().into_owned();
    let remote = format!("here:{bucket}");
    let all = format!("s3://{bucket}/*");
    let (mut listing, mut reading) = (Rounds::new(), Rounds::new());
    let before = seconds_of(server.child.id());
    for _ in 0..ROUNDS {
        listing.add("tidegate", cost(&mut server.list(bench), &log)?);
        if rclone {
            let mut ls = server.client("rclone", &["lsf", "-R", "--files-only", &remote]);
            listing.add("rclone lsf -R", cost(&mut ls, &log)?);
            let mut ls = server.client("rclone", &["lsf", "-R", "--files-only", "--fast-list", &remote]);
            listing.add("rclone lsf -R --fast-list", cost(&mut ls, &log)?);
        }
        if s5cmd {
            listing.add(
                "s5cmd ls",
                cost(&mut server.client("s5cmd", &["ls", &all]), &log)?,
            );
        }
    }
    println!("listing {OBJECTS} objects (\u{d7}: against tidegate)");
    listing.print(None, Some("tidegate"));
    for _ in 0..ROUNDS {
        server.connector(bench)?;
        let sync = || bench.tidegate(&["sync", "bench", "--mode", "auto"]);
        reading.add("tidegate first sync", cost(&mut sync(), &log)?);
        reading.add("tidegate unchanged re-sync", cost(&mut sync(), &log)?);
        for (name, tuned) in [
            ("rclone copy", &[][..]),
            ("rclone copy, tuned", &TUNED[..]),
            ("rclone copy, unchanged", &UNCHANGED[..]),
        ] {
            if rclone {
                if tuned != UNCHANGED {
                    emptied(&copy)?;
                }
                let words = [&RCLONE_COPY[..], tuned, &[&remote, &copied]].concat();
                reading.add(name, cost(&mut server.client("rclone", &words), &log)?);
            }
        }
        if s5cmd {
            emptied(&copy)?;
            let words = ["--numworkers", "64", "cp", &all, &format!("{copied}/")];
            reading.add("s5cmd cp", cost(&mut server.client("s5cmd", &words), &log)?);
        }
    }
    println!("{OBJECTS} objects of {BYTES} bytes (\u{d7}: against tidegate first sync)");
    reading.print(None, Some("tidegate first sync"));
    let spent = seconds_of(server.child.id()) - before;
    println!("the server took {spent:.1} processor seconds in all of this");
    emptied(&copy)?;
    Ok(std::fs::remove_dir(copy)?)
}

/// 100,000 objects listed, a million listed, and 5,000 small ones downloaded with their manifest.
pub fn objects(bench: &Bench) -> Result<()> {
    let (rclone, s5cmd) = (installed("rclone", "version"), installed("s5cmd", "version"));
    let log = bench.log();
    let large = Server::start(bench, 100_000, 16)?;
    let remote = format!("here:{}", large.get("bucket"));
    let all = format!("s3://{}/*", large.get("bucket"));
    let mut listing = Rounds::new();
    for _ in 0..ROUNDS {
        listing.add("tidegate", cost(&mut large.list(bench), &log)?);
        if rclone {
            let words = ["lsf", "-R", "--files-only", "--fast-list", &remote];
            let mut ls = large.client("rclone", &words);
            listing.add("rclone lsf -R --fast-list", cost(&mut ls, &log)?);
        }
        if s5cmd {
            let mut ls = large.client("s5cmd", &["ls", &all]);
            listing.add("s5cmd ls", cost(&mut ls, &log)?);
        }
    }
    println!("listing 100,000 objects (\u{d7}: against tidegate)");
    listing.print(None, Some("tidegate"));
    drop(large);

    let million = Server::start(bench, STAGED, 16)?;
    let mut listing = Rounds::new();
    listing.add("tidegate", cost(&mut million.list(bench), &log)?);
    println!("listing 1,000,000 objects");
    listing.print(None, None);
    drop(million);

    let small = Server::start(bench, 5_000, BYTES)?;
    let copy = copies(bench);
    let copied = copy.to_string_lossy().into_owned();
    let remote = format!("here:{}", small.get("bucket"));
    let all = format!("s3://{}/*", small.get("bucket"));
    let receipts = bench.dir.join("receipts.jsonl").to_string_lossy().into_owned();
    small.connector(bench)?;
    let mut reading = Rounds::new();
    for _ in 0..ROUNDS {
        emptied(&copy)?;
        let words = [
            "object",
            "get",
            "bench",
            "--all",
            "--to",
            &copied,
            "--receipts",
            &receipts,
        ];
        reading.add("tidegate object get", cost(&mut bench.tidegate(&words), &log)?);
        if rclone {
            emptied(&copy)?;
            let words = [&RCLONE_COPY[..], &TUNED[..], &[&remote, &copied]].concat();
            reading.add(
                "rclone copy, tuned",
                cost(&mut small.client("rclone", &words), &log)?,
            );
        }
        if s5cmd {
            emptied(&copy)?;
            let words = ["--numworkers", "64", "cp", &all, &format!("{copied}/")];
            reading.add("s5cmd cp", cost(&mut small.client("s5cmd", &words), &log)?);
        }
    }
    println!("5,000 objects of {BYTES} bytes downloaded (\u{d7}: against tidegate)");
    reading.print(None, Some("tidegate object get"));
    emptied(&copy)?;
    Ok(std::fs::remove_dir(copy)?)
}

/// Where the others copy to: memory where there is such a folder, so that no slow disk is held against them.
/// Our own database stays on the disk and is synced to it.
fn copies(bench: &Bench) -> PathBuf {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() {
        memory.join("tidegate-bench-copy")
    } else {
        bench.dir.join("copy")
    }
}

/// The etags of made-up objects are no MD5, so nothing can compare them with one.
const RCLONE_COPY: [&str; 6] = ["copy", "--transfers", "64", "--retries", "1", "--ignore-checksum"];

/// What makes rclone fastest with small objects: one listing, no look at the target, no look before a read.
const TUNED: [&str; 3] = ["--fast-list", "--no-traverse", "--s3-no-head-object"];

/// What makes rclone fastest where nothing changed: one listing, times as the listing says.
const UNCHANGED: [&str; 2] = ["--fast-list", "--use-server-modtime"];

/// A million objects listed and staged, none of them read.
pub fn staging(bench: &Bench) -> Result<()> {
    let server = Server::start(bench, STAGED, 16)?;
    server.connector(bench)?;
    let mut found = Rounds::new();
    let mut sync = |name: &str| -> Result<()> {
        let mut command = bench.tidegate(&["sync", "bench", "--max-files", "0"]);
        found.add(name, cost(&mut command, &bench.log())?);
        Ok(())
    };
    sync("1,000,000 objects staged")?;
    sync("the same again")?;
    found.print(None, None);
    let spent = seconds_of(server.child.id());
    println!("the server took {spent:.1} processor seconds");
    let database = bench.data().join("tidegate.db").metadata()?.len();
    println!("the database holds {} MB", database / 1_000_000);
    Ok(())
}
