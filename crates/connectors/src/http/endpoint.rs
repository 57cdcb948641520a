//! Addresses that people write into forms, and which of them may be talked to at all: https anywhere but at
//! link-local addresses, http on this computer only. Knows no provider.

use tidegate_domain::problem::{ErrorClass, Problem};

/// A service's address: scheme and authority (host and, where it is not the usual one, port), in lower case.
///
/// # Errors
/// [`ErrorClass::ConfigInvalid`] on `field`.
pub(crate) fn parse(endpoint: &str, field: &str) -> Result<(&'static str, String), Problem> {
    let bad = |message: &str, remedy: &str| invalid(field, message, remedy);
    let example = "Write it as https://host or https://host:port.";
    if endpoint.contains('<') {
        return Err(bad(
            "The endpoint is not filled in.",
            "Replace what stands in angle brackets by your own.",
        ));
    }
    let lower = endpoint.to_ascii_lowercase();
    let (scheme, rest) = if lower.starts_with("https://") {
        ("https", &endpoint[8..])
    } else if lower.starts_with("http://") {
        ("http", &endpoint[7..])
    } else {
        return Err(bad("The address does not start with https://.", example));
    };
    let authority = rest.strip_suffix('/').unwrap_or(rest).to_ascii_lowercase();
    if authority.contains('@') {
        return Err(bad(
            "The address holds a name or password.",
            "Put keys into the credential only, and the bare address here.",
        ));
    }
    if authority.contains(['/', '?', '#', '\\']) {
        return Err(bad(
            "The address holds more than a host and a port.",
            "Leave the path off; buckets and prefixes belong to the scope.",
        ));
    }
    let parsed: http::uri::Authority = authority
        .parse()
        .map_err(|_| bad("This is not an address.", example))?;
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
        return Err(bad("This is not an address.", example));
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
            "No service may be at a link-local address.",
            "Use the service's own address.",
        ));
    }
    let loopback = host == "localhost" || address.is_some_and(|address| address.is_loopback());
    if scheme == "http" && !loopback {
        return Err(bad(
            "Without https everybody on the way can read along.",
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

/// An address with a path and a query, whole; its host is held to the same rules.
///
/// # Errors
/// As [`parse`].
pub(crate) fn parse_with_path(address: &str, field: &str) -> Result<String, Problem> {
    let rest = address.find("://").map_or(0, |at| at + 3);
    let end = address[rest..]
        .find(['/', '?', '#', '\\'])
        .map_or(address.len(), |at| rest + at);
    let (scheme, authority) = parse(&address[..end], field)?;
    let path = &address[end..];
    let plain = !path.contains(['#', '\\']) && path.bytes().all(|b| b.is_ascii_graphic());
    let slash = if path.starts_with('/') { "" } else { "/" };
    let whole = format!("{scheme}://{authority}{slash}{path}");
    if !plain || whole.parse::<http::Uri>().is_err() {
        return Err(invalid(
            field,
            "This is not an address.",
            "Write it as https://host/path, with special characters percent-encoded.",
        ));
    }
    Ok(whole)
}

fn invalid(field: &str, message: &str, remedy: &str) -> Problem {
    Problem::new(ErrorClass::ConfigInvalid, message, remedy).on_field(field)
}
