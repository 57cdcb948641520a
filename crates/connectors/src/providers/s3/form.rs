//! The form as JSON Schema: what is asked, in plain words.

use serde_json::{Value, json};

pub(super) fn config_schema() -> Value {
    json!({
        "type": "object",
        "properties": {
            "auth": {
                "type": "string",
                "title": "Sign in with",
                "default": "access_keys",
                "oneOf": [
                    {
                        "const": "access_keys",
                        "title": "Access keys",
                        "description": "An access key ID and its secret, permanent or temporary.",
                    },
                    {
                        "const": "assume_role",
                        "title": "A role",
                        "description": "Keys that may do nothing but assume a role, which may read.",
                    },
                    {
                        "const": "profile",
                        "title": "An AWS profile",
                        "description": "One of the profiles that the AWS tool keeps on this computer, SSO included.",
                    },
                    {
                        "const": "anonymous",
                        "title": "Nothing",
                        "description": "The buckets are public.",
                    },
                ],
            },
            "role_arn": {
                "type": "string",
                "title": "Role",
                "description": "The ARN of the role to assume, from its page in the AWS console.",
                "x-example": "arn:aws:iam::123456789012:role/tidegate",
                "x-placeholder": "arn:aws:iam::123456789012:role/tidegate",
                "pattern": "^\\s*arn:aws(-cn|-us-gov|-eusc)?:iam::[0-9]{12}:role/[A-Za-z0-9_+=,.@/-]+\\s*$",
                "x-pattern-hint": "A role's ARN looks like arn:aws:iam::123456789012:role/name.",
                "x-show-when": { "auth": "assume_role" },
            },
            "external_id": {
                "type": "string",
                "title": "External ID",
                "description": "When the role's trust policy asks for one. It keeps others from using your role \
                                through the same tool.",
                "x-example": "tidegate-7f3a",
                "pattern": "^\\s*([A-Za-z0-9_+=,.@:/-]{2,1224})?\\s*$",
                "x-pattern-hint": "Letters, digits and _+=,.@:/- without spaces, at least two.",
                "x-show-when": { "auth": "assume_role" },
            },
            "base": {
                "type": "string",
                "title": "Assume it with",
                "default": "access_keys",
                "oneOf": [
                    { "const": "access_keys", "title": "Access keys" },
                    { "const": "profile", "title": "An AWS profile" },
                ],
                "x-show-when": { "auth": "assume_role" },
            },
            "profile": {
                "type": "string",
                "title": "Profile",
                "description": "From the AWS files in your home folder. They are read each time; nothing of them is \
                                stored.",
                "x-widget": "choice",
                "x-placeholder": "default",
                "x-show-when": [{ "auth": "profile" }, { "auth": "assume_role", "base": "profile" }],
            },
            "region": {
                "type": "string",
                "title": "Region",
                "description": "Where the buckets are. Leave it empty for Amazon: each bucket's region is then found \
                                by itself.",
                "x-example": "eu-central-1",
                "x-placeholder": "found by itself",
                "pattern": "^\\s*([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)?\\s*$",
                "x-pattern-hint": "Small letters, digits and dashes, as in eu-central-1.",
            },
            "endpoint": {
                "type": "string",
                "title": "Endpoint",
                "description": "The service's address. Leave it empty for Amazon.",
                "x-example": "https://s3.example.org",
                "x-placeholder": "https://s3.example.org",
                "pattern": "^\\s*([Hh][Tt][Tt][Pp][Ss]?://[^\\s/?#@<>]+/?)?\\s*$",
                "x-pattern-hint": "Write https://host or https://host:port, and nothing behind it.",
            },
            "path_style": {
                "type": "boolean",
                "title": "Bucket in the path",
                "description": "Most compatible services want https://host/bucket and not https://bucket.host. \
                                On by default when there is an endpoint.",
                "x-advanced": true,
            },
            "requester_pays": {
                "type": "boolean",
                "title": "Requester pays",
                "description": "For buckets whose owner makes readers pay: requests then say that this account does. \
                                Reading costs you money there.",
                "default": false,
                "x-show-when": { "auth": ["access_keys", "assume_role", "profile"] },
                "x-advanced": true,
            },
            "session_name": {
                "type": "string",
                "title": "Session name",
                "description": "How this connector shows up in the log of the role's owner.",
                "x-placeholder": "tidegate",
                "pattern": "^\\s*([A-Za-z0-9_+=,.@-]{2,64})?\\s*$",
                "x-pattern-hint": "2 to 64 letters, digits or _+=,.@- without spaces.",
                "x-show-when": { "auth": "assume_role" },
                "x-advanced": true,
            },
            "sts_endpoint": {
                "type": "string",
                "title": "STS endpoint",
                "description": "The address that hands out roles. Leave it empty for Amazon's.",
                "x-example": "https://sts.example.org",
                "x-placeholder": "https://sts.example.org",
                "pattern": "^\\s*([Hh][Tt][Tt][Pp][Ss]?://[^\\s/?#@<>]+/?)?\\s*$",
                "x-pattern-hint": "Write https://host or https://host:port, and nothing behind it.",
                "x-show-when": { "auth": ["assume_role", "profile"] },
                "x-advanced": true,
            },
        },
    })
}

pub(super) fn credential_schema() -> Value {
    let shown = json!({ "auth": ["access_keys", "assume_role"], "base": "access_keys" });
    json!({
        "type": "object",
        "required": ["access_key_id", "secret_access_key"],
        "properties": {
            "access_key_id": {
                "type": "string",
                "title": "Access key ID",
                "description": "You can paste both keys at once, in any form that Amazon hands them out in.",
                "x-placeholder": "AKIA…",
                "pattern": "^\\s*[^\\s/,=]{1,256}\\s*$",
                "x-pattern-hint": "Copy it again; it has no spaces.",
                "x-show-when": shown,
            },
            "secret_access_key": {
                "type": "string",
                "title": "Secret access key",
                "x-secret": true,
                "x-show-when": shown,
            },
            "session_token": {
                "type": "string",
                "title": "Session token",
                "description": "Only with temporary keys, whose ID begins with ASIA. They end after some hours.",
                "x-secret": true,
                "x-advanced": true,
                "x-show-when": shown,
            },
        },
    })
}
