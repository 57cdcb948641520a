//! An endpoint's address: what may be one, and what is an address in disguise.

use super::config::invalid;
use tidegate_domain::problem::Problem;

/// Scheme and authority of an address that a person has typed into `field`: https, or http on loopback.
pub(super) fn parse(field: &str, endpoint: &str) -> Result<(&'static str, String), Problem> {
    let bad = |message: &str, remedy: &str| invalid(field, message, remedy);
    let example = "Write it as https://host or https://host:port.";
    let lower = endpoint.to_ascii_lowercase();
    let (scheme, rest) = if lower.starts_with("https://") {
        ("https", &endpoint[8..])
    } else if lower.starts_with("http://") {
        ("http", &endpoint[7..])
    } else {
        return Err(bad("The endpoint does not start with https://.", example));
    };
    let authority = rest.strip_suffix('/').unwrap_or(rest).to_ascii_lowercase();
    if authority.contains('@') {
        return Err(bad(
            "The endpoint holds a name or password.",
            "Put keys into the credential only, and the bare address here.",
        ));
    }
    if authority.contains(['/', '?', '#', '\\']) {
        return Err(bad(
            "The endpoint holds more than a host and a port.",
            "Leave the path off; buckets and prefixes belong to the scope.",
        ));
    }
    let parsed: http::uri::Authority = authority
        .parse()
        .map_err(|_| bad("The endpoint is not an address.", example))?;
    let host = parsed.host();
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let port_ok = match authority.strip_prefix(host) {
        Some("") => true,
        Some(port) => port
            .strip_prefix(':')
            .is_some_and(|port| port.parse::<u16>().is_ok_and(|port| port > 0)),
        None => false,
    };
    let host_ok = bare.parse::<std::net::IpAddr>().is_ok()
        || (!host.is_empty()
            && host
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_')));
    // A host that a URL type spells otherwise (127.1, 2130706433, 0x7f.1, xn--…) is an address in disguise,
    // or one that the signer could not take.
    let plain =
        url::Url::parse(&format!("{scheme}://{authority}/")).is_ok_and(|url| url.host_str() == Some(host));
    if !port_ok || !host_ok || !plain {
        return Err(bad("The endpoint is not an address.", example));
    }
    let address = bare
        .parse::<std::net::IpAddr>()
        .ok()
        .map(|address| match address {
            std::net::IpAddr::V6(six) => six.to_ipv4_mapped().map_or(address, std::net::IpAddr::V4),
            std::net::IpAddr::V4(_) => address,
        });
    // Instance metadata lives there and hands out other credentials; no bucket does.
    let metadata = match address {
        Some(std::net::IpAddr::V4(four)) => four.is_link_local() || four.is_unspecified(),
        Some(std::net::IpAddr::V6(six)) => six.is_unicast_link_local() || six.is_unspecified(),
        None => false,
    };
    if metadata {
        return Err(bad(
            "No bucket service may be at a link-local address.",
            "Use the service's own address.",
        ));
    }
    let loopback = host == "localhost" || address.is_some_and(|address| address.is_loopback());
    if scheme == "http" && !loopback {
        return Err(bad(
            "Without https everybody on the way can read the objects.",
            "Use https. Plain http is only for services on this computer.",
        ));
    }
    let default_port = if scheme == "https" { ":443" } else { ":80" };
    // Clients leave the default port out of the Host header, and the header is signed.
    let authority = authority
        .strip_suffix(default_port)
        .unwrap_or(&authority)
        .to_owned();
    Ok((scheme, authority))
}
