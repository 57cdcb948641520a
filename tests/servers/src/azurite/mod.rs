//! azurite, Microsoft's own emulator of Azure Blob Storage: it cannot share our misreadings. Runs as a child on
//! loopback, in memory, telling nobody. It checks account keys' signatures and SAS.

mod http;
mod node;

use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::fmt;
use std::io::{self, BufRead, BufReader, Read};
use std::net::{Ipv4Addr, SocketAddr};
use std::process::{Child, Stdio};

/// Said as the port is told.
const LISTENS: &str = "successfully listens on http://127.0.0.1:";
/// The version that filling requests and account SAS are made in.
const VERSION: &str = "2024-11-04";

/// A running server. It stops when it is dropped, and when this process ends in any other way.
pub struct Azurite {
    child: Child,
    address: SocketAddr,
}

impl fmt::Debug for Azurite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Azurite({})", self.address)
    }
}

impl Azurite {
    /// The account that it always has, and its key.
    pub const ACCOUNT: &'static str = "devstoreaccount1";
    pub const KEY: &'static str =
        "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    /// Starts on a free loopback port; the first start in a target directory installs azurite, in a minute.
    ///
    /// # Errors
    /// When Node, npm or the packages are missing, or the server does not come up.
    pub fn start() -> io::Result<Self> {
        let folder = node::folder()?;
        let mut child = node::quiet("node")
            .args(["-e", include_str!("serve.js")])
            .arg(node::main(&folder))
            .current_dir(&folder)
            .stdin(Stdio::piped())
            .spawn()?;
        // Our child chooses the port and tells it through our pipe, so no stranger's server is taken for it.
        let mut port = None;
        if let Some(stdout) = child.stdout.take() {
            let mut lines = BufReader::new(stdout);
            let mut line = String::new();
            while port.is_none() && lines.read_line(&mut line)? > 0 {
                port = line
                    .split_once(LISTENS)
                    .and_then(|(_, port)| port.trim().parse::<u16>().ok());
                line.clear();
            }
            // What it says later is read to nowhere: a full pipe would stop it.
            std::thread::spawn(move || io::copy(&mut lines, &mut io::sink()));
        }
        let Some(port) = port else {
            child.kill()?;
            let mut said = String::new();
            if let Some(mut stderr) = child.stderr.take() {
                stderr.read_to_string(&mut said)?;
            }
            child.wait()?;
            return Err(io::Error::other(format!(
                "azurite did not start: {}",
                said.trim()
            )));
        };
        if let Some(mut stderr) = child.stderr.take() {
            std::thread::spawn(move || io::copy(&mut stderr, &mut io::sink()));
        }
        Ok(Self {
            child,
            address: SocketAddr::from((Ipv4Addr::LOCALHOST, port)),
        })
    }

    /// `http://127.0.0.1:port/account`.
    pub fn endpoint(&self) -> String {
        format!("http://{}/{}", self.address, Self::ACCOUNT)
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Makes a container; `access` is `blob` or `container` for a public one.
    ///
    /// # Errors
    /// When the server refuses.
    pub fn make_container(&self, container: &str, access: Option<&str>) -> io::Result<()> {
        let public = access.map(|access| ("x-ms-blob-public-access", access));
        let headers: Vec<_> = public.into_iter().collect();
        self.send("PUT", container, "restype=container&", &headers, b"")
    }

    /// Stores a block blob.
    ///
    /// # Errors
    /// When the server refuses.
    pub fn put(&self, container: &str, key: impl AsRef<[u8]>, bytes: impl AsRef<[u8]>) -> io::Result<()> {
        self.put_with(container, key, bytes, &[])
    }

    /// Stores a block blob with more headers.
    ///
    /// # Errors
    /// When the server refuses.
    pub fn put_with(
        &self,
        container: &str,
        key: impl AsRef<[u8]>,
        bytes: impl AsRef<[u8]>,
        headers: &[(&str, &str)],
    ) -> io::Result<()> {
        let path = format!("{container}/{}", http::path(key.as_ref()));
        let mut all = vec![("x-ms-blob-type", "BlockBlob")];
        all.extend_from_slice(headers);
        self.send("PUT", &path, "", &all, bytes.as_ref())
    }

    /// A SAS of the whole account with these permissions, ending so many minutes from now.
    pub fn account_sas(&self, permissions: &str, minutes: i64) -> String {
        #[allow(clippy::disallowed_methods, reason = "a server has a clock of its own")]
        let end = chrono::Utc::now() + chrono::Duration::minutes(minutes);
        let end = end.format("%Y-%m-%dT%H:%M:%SZ").to_string();
        let text = format!(
            "{}\n{permissions}\nb\nsco\n\n{end}\n\nhttps,http\n{VERSION}\n\n",
            Self::ACCOUNT
        );
        format!(
            "sv={VERSION}&ss=b&srt=sco&sp={permissions}&se={}&spr=https%2Chttp&sig={}",
            http::value(&end),
            http::value(&signature(&text))
        )
    }

    fn send(
        &self,
        method: &str,
        path: &str,
        query: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> io::Result<()> {
        let sas = self.account_sas("rwdlacupt", 10);
        let target = format!("/{}/{path}?{query}{sas}", Self::ACCOUNT);
        let mut all = vec![("x-ms-version", VERSION)];
        all.extend_from_slice(headers);
        http::send(self.address, method, &target, &all, body).map(drop)
    }
}

fn signature(text: &str) -> String {
    let key = STANDARD.decode(Azurite::KEY).unwrap_or_default();
    let mac = Hmac::<Sha256>::new_from_slice(&key).map(|mut mac| {
        mac.update(text.as_bytes());
        mac.finalize().into_bytes()
    });
    mac.map(|mac| STANDARD.encode(mac)).unwrap_or_default()
}

impl Drop for Azurite {
    fn drop(&mut self) {
        // Both fail only when it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
