//! Signed links: the request that was signed is written down again from what arrived, and its signature
//! checked.

use super::Gcs;
use super::identity::Identity;
use super::listing::{hex, unhex};
use aws_lc_rs::digest::{SHA256, digest};

/// Whether a path and a query are those of a link that this server's account signed and that has not ended.
pub(super) fn holds(
    identity: &Identity,
    host: &str,
    path: &str,
    query: &str,
    now: i64,
) -> Result<(), (u16, &'static str)> {
    let wrong = (403, "SignatureDoesNotMatch");
    let (signed, signature) = query.split_once("&X-Goog-Signature=").ok_or(wrong)?;
    let find = |name: &str| {
        signed
            .split('&')
            .find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
            .ok_or(wrong)
    };
    let stamp = find("X-Goog-Date")?;
    let begun = chrono::NaiveDateTime::parse_from_str(stamp, "%Y%m%dT%H%M%SZ").map_err(|_| wrong)?;
    let lasts: i64 = find("X-Goog-Expires")?.parse().map_err(|_| wrong)?;
    let scope = format!("{}/auto/storage/goog4_request", &stamp[..8]);
    let who = format!("{}/{scope}", Gcs::ACCOUNT)
        .replace('@', "%40")
        .replace('/', "%2F");
    let sorted = {
        let mut pairs: Vec<&str> = signed.split('&').collect();
        pairs.sort_unstable();
        pairs.join("&")
    };
    if find("X-Goog-Algorithm")? != "GOOG4-RSA-SHA256"
        || find("X-Goog-Credential")? != who
        || find("X-Goog-SignedHeaders")? != "host"
        || !(1..=604_800).contains(&lasts)
    {
        return Err(wrong);
    }
    let asked = format!("GET\n{path}\n{sorted}\nhost:{host}\n\nhost\nUNSIGNED-PAYLOAD");
    let asked = hex(digest(&SHA256, asked.as_bytes()).as_ref());
    let message = format!("GOOG4-RSA-SHA256\n{stamp}\n{scope}\n{asked}");
    let signature = unhex(signature).ok_or(wrong)?;
    if !identity.verifies(message.as_bytes(), &signature) {
        return Err(wrong);
    }
    if now >= begun.and_utc().timestamp() + lasts {
        return Err((400, "ExpiredToken"));
    }
    Ok(())
}
