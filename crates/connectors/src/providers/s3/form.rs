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
                    { "const": "access_keys", "title": "Access keys" },
                    { "const": "assume_role", "title": "A role" },
                    { "const": "anonymous", "title": "Nothing: the buckets are public" },
                ],
            },
            "role_arn": {
                "type": "string",
                "title": "Role",
                "description": "The ARN of the role to assume, from its page in the AWS console.",
                "x-example": "arn:aws:iam::123456789012:role/tidegate",
                "x-placeholder": "arn:aws:iam::…:role/…",
                "pattern": "^\\s*arn:aws(-cn|-us-gov|-eusc)?:iam::[0-9]{12}:role/[A-Za-z0-9_+=,.@/-]+\\s*$",
                "x-pattern-hint": "A role's ARN looks like arn:aws:iam::123456789012:role/name.",
                "x-show-when": { "auth": "assume_role" },
            },
            "external_id": {
                "type": "string",
                "title": "External ID",
                "description": "Only when the role's owner gave you one: its trust policy asks for it.",
                "pattern": "^\\s*([A-Za-z0-9_+=,.@:/-]{2,1224})?\\s*$",
                "x-pattern-hint": "Letters, digits and _+=,.@:/- without spaces.",
                "x-show-when": { "auth": "assume_role" },
            },
            "session_name": {
                "type": "string",
                "title": "Session name",
                "description": "How this connector shows up in the role owner's log. Empty: tidegate.",
                "pattern": "^\\s*([A-Za-z0-9_+=,.@-]{2,64})?\\s*$",
                "x-pattern-hint": "2 to 64 letters, digits or _+=,.@- without spaces.",
                "x-placeholder": "tidegate",
                "x-show-when": { "auth": "assume_role" },
                "x-advanced": true,
            },
            "region": {
                "type": "string",
                "title": "Region",
                "description": "Where the buckets are.",
                "default": "us-east-1",
                "x-placeholder": "us-east-1",
            },
            "endpoint": {
                "type": "string",
                "title": "Endpoint",
                "description": "The service's address. Leave it empty for Amazon.",
                "x-placeholder": "https://s3.example.org",
            },
            "path_style": {
                "type": "boolean",
                "title": "Bucket in the path",
                "description": "Most compatible services want https://host/bucket and not https://bucket.host. \
                                On by default when there is an endpoint.",
                "x-advanced": true,
            },
            "sts_endpoint": {
                "type": "string",
                "title": "STS endpoint",
                "description": "The address that hands out roles. Leave it empty for Amazon's.",
                "x-placeholder": "https://sts.example.org",
                "x-show-when": { "auth": "assume_role" },
                "x-advanced": true,
            },
        },
    })
}

pub(super) fn credential_schema() -> Value {
    json!({
        "type": "object",
        "required": ["access_key_id", "secret_access_key"],
        "properties": {
            "access_key_id": {
                "type": "string",
                "title": "Access key ID",
                "x-placeholder": "AKIA…",
            },
            "secret_access_key": {
                "type": "string",
                "title": "Secret access key",
                "x-secret": true,
            },
            "session_token": {
                "type": "string",
                "title": "Session token",
                "description": "Only with temporary keys.",
                "x-secret": true,
                "x-advanced": true,
            },
        },
    })
}
