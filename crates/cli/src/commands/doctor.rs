//! `tidegate doctor`: is everything in order on this machine?

use crate::{
    Failure, Session,
    output::{bytes, moment},
};
use tidegate_domain::settings::{HostContact, VaultBackend};

pub async fn run(session: &Session) -> Result<(), Failure> {
    let engine = session.reader().await?;
    let report = engine.diagnostics().await?;
    session.output().object(&report, |report| {
        let vault = match report.vault.backend {
            VaultBackend::OsKeychain => "system keychain",
            VaultBackend::Passphrase => "passphrase vault",
            VaultBackend::None => "not set up",
        };
        let hosts: String = report.hosts.iter().map(host).collect();
        format!(
            "Tidegate {} on {}\n  data folder {}\n  database    {}, schema {}, SQLite {}, integrity: {}\n  credentials {vault}: {}\n  providers   {}\n  formats     {}\n  detectors   {}\n  hosts       {}",
            report.version,
            report.os,
            report.data_dir,
            bytes(report.database_bytes),
            report.schema_version,
            report.sqlite_version,
            report.integrity,
            report.vault.message,
            report.providers.join(", "),
            report.formats.join(", "),
            report.detectors,
            if hosts.is_empty() { "none was ever talked to" } else { &hosts },
        )
    })?;
    if report.integrity == "ok" {
        Ok(())
    } else {
        Err(Failure::has_errors())
    }
}

/// One host of the ledger, on lines of its own.
fn host(contact: &HostContact) -> String {
    let names = if contact.connectors.is_empty() {
        String::new()
    } else {
        format!(" for {}", contact.connectors.join(", "))
    };
    format!(
        "\n    {}: {} requests, {} sent, {} received, last {}\n      {}{names}",
        contact.host,
        contact.requests,
        bytes(contact.sent),
        bytes(contact.received),
        moment(Some(contact.last_at)),
        contact.purposes.join(", "),
    )
}
