//! `tidegate doctor`: is everything in order on this machine?

use crate::{Failure, Session, output::bytes};
use tidegate_domain::settings::VaultBackend;

pub async fn run(session: &Session) -> Result<(), Failure> {
    let engine = session.reader().await?;
    let report = engine.diagnostics().await?;
    session.output().object(&report, |report| {
        let vault = match report.vault.backend {
            VaultBackend::OsKeychain => "system keychain",
            VaultBackend::Passphrase => "passphrase vault",
            VaultBackend::None => "not set up",
        };
        format!(
            "Tidegate {} on {}\n  data folder {}\n  database    {}, schema {}, SQLite {}, integrity: {}\n  credentials {vault}: {}\n  providers   {}\n  formats     {}\n  detectors   {}",
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
            report.detectors
        )
    })?;
    if report.integrity == "ok" {
        Ok(())
    } else {
        Err(Failure::has_errors())
    }
}
