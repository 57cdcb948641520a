//! Serves a bucket of generated objects, or the files of a folder, and prints where: one `name=value` per
//! line, then runs until it is killed.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program's output")]

use std::io::Write;
use std::path::{Path, PathBuf};
use tidegate_test_servers::FaultBucket;

const USAGE: &str = "fault-bucket [--bucket NAME] [--objects N] [--size BYTES] [--dir FOLDER]";

struct Arguments {
    bucket: String,
    objects: u64,
    size: u64,
    dir: Option<PathBuf>,
}

fn arguments() -> Result<Arguments, String> {
    let mut parsed = Arguments {
        bucket: "bench".into(),
        objects: 0,
        size: 4096,
        dir: None,
    };
    let mut rest = std::env::args().skip(1);
    while let Some(name) = rest.next() {
        let value = rest.next().ok_or(USAGE)?;
        let number = || value.parse().map_err(|_| format!("{value} is not a number"));
        match name.as_str() {
            "--bucket" => parsed.bucket = value,
            "--objects" => parsed.objects = number()?,
            "--size" => parsed.size = number()?,
            "--dir" => parsed.dir = Some(value.into()),
            _ => return Err(USAGE.into()),
        }
    }
    Ok(parsed)
}

#[tokio::main]
async fn main() -> std::process::ExitCode {
    match run().await {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("{why}");
            std::process::ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), String> {
    let arguments = arguments()?;
    let server = FaultBucket::start_quiet()
        .await
        .map_err(|error| error.to_string())?;
    server.make_bucket(&arguments.bucket);
    if arguments.objects > 0 {
        server.generate(&arguments.bucket, arguments.objects, arguments.size);
    }
    if let Some(dir) = &arguments.dir {
        add(&server, &arguments.bucket, dir, dir).map_err(|error| error.to_string())?;
    }
    println!("endpoint={}", server.endpoint());
    println!("bucket={}", arguments.bucket);
    println!("region={}", FaultBucket::REGION);
    println!("access_key_id={}", FaultBucket::ACCESS_KEY_ID);
    println!("secret_access_key={}", FaultBucket::SECRET_ACCESS_KEY);
    std::io::stdout().flush().map_err(|error| error.to_string())?;
    std::future::pending::<()>().await;
    Ok(())
}

fn add(server: &FaultBucket, bucket: &str, root: &Path, dir: &Path) -> std::io::Result<()> {
    for entry in std::fs::read_dir(dir)? {
        let entry = entry?;
        let kind = entry.file_type()?;
        let path = entry.path();
        if kind.is_dir() {
            add(server, bucket, root, &path)?;
        } else if kind.is_file() {
            let key = path
                .strip_prefix(root)
                .unwrap_or(&path)
                .as_os_str()
                .as_encoded_bytes()
                .to_vec();
            server.put_file(bucket, key, path)?;
        }
    }
    Ok(())
}
