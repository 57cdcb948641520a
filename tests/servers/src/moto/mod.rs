//! moto, an S3 that we did not write: it cannot share our misreadings. Runs as a child on loopback, in memory.
//!
//! It starts open, taking any credential or none. After [`Moto::check_signatures`] it refuses wrong ones.

mod http;

use crate::{AccessKey, venv};
use std::fmt;
use std::io::{self, BufRead, BufReader, Read};
use std::net::{Ipv4Addr, SocketAddr};
use std::process::{Child, Stdio};

/// A running server. It stops when it is dropped, and when this process ends in any other way.
pub struct Moto {
    child: Child,
    address: SocketAddr,
}

impl fmt::Debug for Moto {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Moto({})", self.address)
    }
}

impl Moto {
    /// Region of every bucket made here.
    pub const REGION: &'static str = "us-east-1";

    /// Starts on a free loopback port; the first start in a target directory installs moto, in some seconds.
    ///
    /// # Errors
    /// When Python, its venv module or the packages are missing, or the server does not come up.
    pub fn start() -> io::Result<Self> {
        let mut child = venv::quiet(venv::python("moto", include_str!("requirements.txt"))?)
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
            return Err(io::Error::other(format!("moto did not start: {}", said.trim())));
        };
        // What it says later is read to nowhere: a full pipe would stop it.
        if let Some(mut stderr) = child.stderr.take() {
            std::thread::spawn(move || io::copy(&mut stderr, &mut io::sink()));
        }
        let moto = Self {
            child,
            address: SocketAddr::from((Ipv4Addr::LOCALHOST, port)),
        };
        // The port is bound before it is told, so this waits in the backlog until the server answers.
        moto.send("GET", "/moto-api/", "", b"")?;
        Ok(moto)
    }

    /// `http://127.0.0.1:port`.
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Makes a bucket in [`Self::REGION`]. Only before [`Self::check_signatures`], like all that follows.
    ///
    /// # Errors
    /// When the server refuses.
    pub fn make_bucket(&self, bucket: &str) -> io::Result<()> {
        self.send("PUT", &format!("/{bucket}"), "s3", b"").map(drop)
    }

    /// Stores an object.
    ///
    /// # Errors
    /// When the server refuses.
    pub fn put(&self, bucket: &str, key: impl AsRef<[u8]>, bytes: impl AsRef<[u8]>) -> io::Result<()> {
        let path = format!("/{bucket}/{}", http::escaped(key.as_ref()));
        self.send("PUT", &path, "s3", bytes.as_ref()).map(drop)
    }

    /// Deletes an object.
    ///
    /// # Errors
    /// When the server refuses.
    pub fn remove(&self, bucket: &str, key: impl AsRef<[u8]>) -> io::Result<()> {
        let path = format!("/{bucket}/{}", http::escaped(key.as_ref()));
        self.send("DELETE", &path, "s3", b"").map(drop)
    }

    /// Makes a user who may do everything in S3, with an access key.
    ///
    /// # Errors
    /// When the server refuses.
    pub fn make_user(&self, name: &str) -> io::Result<AccessKey> {
        self.make_user_who_may(name, "s3:*")
    }

    /// Makes a user who may do one kind of action, such as `sts:AssumeRole`, with an access key.
    ///
    /// # Errors
    /// When the server refuses.
    pub fn make_user_who_may(&self, name: &str, action: &str) -> io::Result<AccessKey> {
        let policy = allow(action);
        self.ask_iam(&format!("Action=CreateUser&UserName={name}"))?;
        self.ask_iam(&format!(
            "Action=PutUserPolicy&UserName={name}&PolicyName=one&PolicyDocument={policy}"
        ))?;
        let made = self.ask_iam(&format!("Action=CreateAccessKey&UserName={name}"))?;
        Ok(AccessKey {
            id: between(&made, "<AccessKeyId>", "</AccessKeyId>")?,
            secret: between(&made, "<SecretAccessKey>", "</SecretAccessKey>")?,
            token: None,
        })
    }

    /// Makes a role that may do one kind of action, and answers its ARN. Whoever may `sts:AssumeRole` is
    /// trusted with it, unless they give another external ID (none at all passes, which Amazon would refuse).
    ///
    /// # Errors
    /// When the server refuses.
    pub fn make_role(&self, name: &str, action: &str, external_id: &str) -> io::Result<String> {
        let trust = format!(
            r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{{"AWS":"*"}},"Action":"sts:AssumeRole","Resource":"*","Condition":{{"StringEquals":{{"sts:ExternalId":"{external_id}"}}}}}}]}}"#
        );
        let trust = http::escaped(trust.as_bytes());
        let made = self.ask_iam(&format!(
            "Action=CreateRole&RoleName={name}&AssumeRolePolicyDocument={trust}"
        ))?;
        let policy = allow(action);
        self.ask_iam(&format!(
            "Action=PutRolePolicy&RoleName={name}&PolicyName=one&PolicyDocument={policy}"
        ))?;
        between(&made, "<Arn>", "</Arn>")
    }

    /// From now on only keys of [`Self::make_user`] are let in, and only with the right secret.
    ///
    /// # Errors
    /// When the server refuses.
    pub fn check_signatures(&self) -> io::Result<()> {
        self.send("POST", "/moto-api/reset-auth", "", b"0").map(drop)
    }

    fn ask_iam(&self, form: &str) -> io::Result<String> {
        self.send(
            "POST",
            "/",
            "iam",
            format!("{form}&Version=2010-05-08").as_bytes(),
        )
    }

    fn send(&self, method: &str, path: &str, service: &str, body: &[u8]) -> io::Result<String> {
        http::send(self.address, method, path, service, body)
    }
}

impl Drop for Moto {
    fn drop(&mut self) {
        // Both fail only when it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn allow(action: &str) -> String {
    let policy = format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Action":"{action}","Resource":"*"}}]}}"#
    );
    http::escaped(policy.as_bytes())
}

fn between(text: &str, open: &str, close: &str) -> io::Result<String> {
    let found = text.split_once(open).and_then(|(_, rest)| rest.split_once(close));
    found
        .map(|(inner, _)| inner.to_owned())
        .ok_or_else(|| io::Error::other(format!("moto's answer has no {open}")))
}
