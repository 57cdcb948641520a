//! Whether a connector may write or delete at a place: asked before any request, by everything that writes.
//!
//! A place counts as inside the export base only when it is so under every reading of its key that some
//! server or disk may take: as it is, percent-decoded once and twice, and with `\` for `/`.

use tidegate_domain::{
    connector::{Connector, Use},
    key::ObjectKey,
    object::ObjectRef,
    problem::{ErrorClass, Problem},
};

/// # Errors
/// [`ErrorClass::PermissionDenied`] with what would allow it; [`ErrorClass::ConfigInvalid`] when nothing says
/// where this connector may write.
pub(crate) fn may_write(connector: &Connector, buckets: bool, object: &ObjectRef) -> Result<(), Problem> {
    if !connector.scopes.contains(&Use::Export) {
        return Err(Problem::new(
            ErrorClass::PermissionDenied,
            format!(
                "\u{201c}{}\u{201d} is for import only: nothing is written to it or deleted from it.",
                connector.name
            ),
            "To allow it, open the connector's settings, add Export to what it may be used for, and choose \
             where it may write.",
        ));
    }
    let Some(base) = connector.export_base(buckets) else {
        return Err(nowhere(
            connector,
            "has no place to write to: it covers several buckets and none is chosen",
        ));
    };
    let prefix = base.key.as_bytes();
    let prefix = prefix.strip_suffix(b"/").unwrap_or(prefix);
    if !prefix.is_empty() && (leads_elsewhere(prefix) || prefix.split(is_slash).any(<[u8]>::is_empty)) {
        return Err(nowhere(
            connector,
            "has a place to write to that is no plain path",
        ));
    }
    if buckets && (base.bucket.is_empty() || object.bucket.is_empty()) {
        return Err(outside(connector, &base, object));
    }
    let inside = object.bucket == base.bucket && readings(&object.key).iter().all(|key| below(prefix, key));
    if inside {
        return Ok(());
    }
    if readings(&object.key).iter().any(|key| leads_elsewhere(key)) {
        return Err(Problem::new(
            ErrorClass::PermissionDenied,
            format!(
                "{object} is not touched: some services would read its name as a path to somewhere outside the place that is allowed."
            ),
            "Choose a name without \u{201c}.\u{201d} and \u{201c}..\u{201d} between slashes, however they are spelled.",
        ));
    }
    Err(outside(connector, &base, object))
}

/// The key as it is, and what others may make of it.
fn readings(key: &ObjectKey) -> Vec<Vec<u8>> {
    let plain = key.as_bytes().to_vec();
    let once = decoded(&plain);
    let twice = decoded(&once);
    let turned = twice
        .iter()
        .map(|byte| if *byte == b'\\' { b'/' } else { *byte })
        .collect();
    vec![plain, once, twice, turned]
}

fn below(prefix: &[u8], key: &[u8]) -> bool {
    let rest = match prefix {
        [] => Some(key),
        _ => key.strip_prefix(prefix).and_then(|rest| rest.strip_prefix(b"/")),
    };
    rest.is_some() && !leads_elsewhere(key)
}

fn leads_elsewhere(path: &[u8]) -> bool {
    path.split(is_slash).any(|name| name == b"." || name == b"..")
}

fn is_slash(byte: &u8) -> bool {
    *byte == b'/'
}

fn decoded(text: &[u8]) -> Vec<u8> {
    let digit = |at: usize| {
        text.get(at)
            .and_then(|byte| char::from(*byte).to_digit(16))
            .and_then(|digit| u8::try_from(digit).ok())
    };
    let mut bytes = Vec::with_capacity(text.len());
    let mut at = 0;
    while let Some(byte) = text.get(at) {
        match (*byte, digit(at + 1), digit(at + 2)) {
            (b'%', Some(high), Some(low)) => {
                bytes.push(high * 16 + low);
                at += 3;
            }
            _ => {
                bytes.push(*byte);
                at += 1;
            }
        }
    }
    bytes
}

fn nowhere(connector: &Connector, what: &str) -> Problem {
    Problem::new(
        ErrorClass::ConfigInvalid,
        format!("\u{201c}{}\u{201d} {what}.", connector.name),
        "Set where it may write in the connector's settings: a bucket, or a bucket and a prefix.",
    )
    .on_field("export_base_path")
}

fn outside(connector: &Connector, base: &ObjectRef, object: &ObjectRef) -> Problem {
    Problem::new(
        ErrorClass::PermissionDenied,
        format!(
            "{object} is outside the place that \u{201c}{}\u{201d} may write to and delete from ({base}).",
            connector.name
        ),
        "Choose a place inside it, or change it in the connector's settings.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn connector(scopes: &[&str], base: Option<&str>, scope_buckets: &[&str]) -> Connector {
        serde_json::from_value(json!({
            "id": "con_01j9zzzzzzzzzzzzzzzzzzzzzz", "name": "Vault", "provider": "s3", "config": {},
            "has_credential": true, "buckets": scope_buckets, "scopes": scopes, "export_base_path": base,
            "import_mode": "all", "schedule_cron": null, "timezone": "UTC", "policy_id": null, "active": true,
            "status": "active", "status_message": null, "collection": null, "findings_count": 0,
            "risk_score": 0, "last_sync_at": null, "next_sync_at": null,
            "created_at": "2026-01-01T00:00:00Z", "updated_at": "2026-01-01T00:00:00Z", "deleted_at": null,
        }))
        .unwrap()
    }

    fn object(bucket: &str, key: &str) -> ObjectRef {
        ObjectRef {
            bucket: bucket.into(),
            key: key.into(),
        }
    }

    #[test]
    fn only_what_lies_inside_under_every_reading_is_allowed() {
        let inside = [
            ("vault", "out/x"),
            ("vault", "out/"),
            ("vault", "out/a/b c"),
            ("vault", "out//x"),
            ("vault", "out/100%"),
            ("vault", "out/a%2Fb"),
            ("vault", "out/..x"),
            ("vault", "out/x..y/z"),
            ("vault", "out/-rf"),
        ];
        let outside = [
            ("vault", "out"),
            ("vault", ""),
            ("vault", "outside/x"),
            ("vault", "out.txt"),
            ("vault", "Out/x"),
            ("vault", "/out/x"),
            ("vault", "//out/x"),
            ("vault", "x/out/y"),
            ("vault", "out/../x"),
            ("vault", "out/.."),
            ("vault", "out/./x"),
            ("vault", "out/a/../../x"),
            ("vault", "out/%2e%2e/x"),
            ("vault", "out/%2E%2E%2Fx"),
            ("vault", "out/%252e%252e/x"),
            ("vault", "out/..%5cx"),
            ("vault", "out/..\\x"),
            ("vault", "out\\x"),
            ("vault", "out%2Fx"),
            ("vault", "%6Fut/x"),
            ("vaults", "out/x"),
            ("Vault", "out/x"),
            ("", "out/x"),
            ("", "vault/out/x"),
            ("vault/out", "x"),
            ("vault/", "out/x"),
            ("other", "out/x"),
        ];
        for base in ["vault/out", "vault/out/", "/vault/out"] {
            let exporting = connector(&["import", "export"], Some(base), &["other", "vault"]);
            for (bucket, key) in inside {
                assert_eq!(
                    may_write(&exporting, true, &object(bucket, key)),
                    Ok(()),
                    "{bucket} {key}"
                );
            }
            for (bucket, key) in outside {
                let refused = may_write(&exporting, true, &object(bucket, key)).unwrap_err();
                assert_eq!(refused.class, ErrorClass::PermissionDenied, "{bucket} {key}");
            }
        }
    }

    #[test]
    fn a_folder_has_no_bucket() {
        let exporting = connector(&["export"], Some("out"), &[]);
        assert!(may_write(&exporting, false, &object("", "out/x")).is_ok());
        assert!(may_write(&exporting, false, &object("", "outside/x")).is_err());
        assert!(may_write(&exporting, false, &object("x", "out/x")).is_err());
        let anywhere = connector(&["export"], None, &[]);
        assert!(may_write(&anywhere, false, &object("", "x")).is_ok());
        assert!(may_write(&anywhere, false, &object("", "../x")).is_err());
    }

    #[test]
    fn without_the_right_settings_nothing_is_allowed() {
        let import = connector(&["import"], Some("vault/out"), &["vault"]);
        let refused = may_write(&import, true, &object("vault", "out/x")).unwrap_err();
        assert_eq!(refused.class, ErrorClass::PermissionDenied);
        assert!(refused.remedy.contains("add Export"), "{refused}");
        for base in [None, Some("vault/../x"), Some("vault/a//b"), Some("vault/.")] {
            let vague = connector(&["export"], base, &["vault", "other"]);
            let refused = may_write(&vague, true, &object("vault", "a/b")).unwrap_err();
            assert_eq!(refused.class, ErrorClass::ConfigInvalid, "{base:?}");
            assert_eq!(refused.field.as_deref(), Some("export_base_path"));
        }
        let only = connector(&["export"], None, &["vault"]);
        assert!(may_write(&only, true, &object("vault", "x")).is_ok());
        assert!(may_write(&only, true, &object("other", "x")).is_err());
    }
}
