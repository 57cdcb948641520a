//! gcp-storage-emulator, a Cloud Storage that we did not write. Runs as a child on loopback, in memory, and
//! takes any credential or none.

use crate::venv;
use std::fmt;
use std::io::{self, BufRead, BufReader, Read};
use std::net::{Ipv4Addr, SocketAddr};
use std::process::{Child, Stdio};

/// A running server with the empty buckets `main` and `other`. It stops when it is dropped, and when this
/// process ends in any other way.
pub struct GcsEmulator {
    child: Child,
    address: SocketAddr,
}

impl fmt::Debug for GcsEmulator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "GcsEmulator({})", self.address)
    }
}

impl GcsEmulator {
    /// Starts on a free loopback port; the first start in a target directory installs it, in some seconds.
    ///
    /// # Errors
    /// When Python, its venv module or the packages are missing, or the server does not come up.
    pub fn start() -> io::Result<Self> {
        let python = venv::python("gcs-emulator", include_str!("requirements.txt"))?;
        let mut child = venv::quiet(python)
            .args(["-c", include_str!("serve.py")])
            .stdin(Stdio::piped())
            .spawn()?;
        // Our child chooses the port and tells it through our pipe, so no stranger's server is taken for it.
        let mut line = String::new();
        if let Some(stdout) = child.stdout.take() {
            BufReader::new(stdout).read_line(&mut line)?;
        }
        let Ok(port) = line.trim().parse::<u16>() else {
            child.kill()?;
            let mut said = String::new();
            if let Some(mut stderr) = child.stderr.take() {
                stderr.read_to_string(&mut said)?;
            }
            child.wait()?;
            let said = said.trim();
            return Err(io::Error::other(format!("the emulator did not start: {said}")));
        };
        // What it says later is read to nowhere: a full pipe would stop it.
        if let Some(mut stderr) = child.stderr.take() {
            std::thread::spawn(move || io::copy(&mut stderr, &mut io::sink()));
        }
        Ok(Self {
            child,
            address: SocketAddr::from((Ipv4Addr::LOCALHOST, port)),
        })
    }

    /// `http://127.0.0.1:port`.
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }
}

impl Drop for GcsEmulator {
    fn drop(&mut self) {
        // Both fail only when it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
