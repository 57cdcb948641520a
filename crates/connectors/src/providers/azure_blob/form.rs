//! What the window asks for: settings and credential as JSON schemas, and the clouds that fill several at once.

use serde_json::{Value, json};
use tidegate_domain::provider::Preset;

pub(super) fn config_schema() -> Value {
    let app = json!({ "auth": "client_secret" });
    json!({
        "type": "object",
        "required": ["auth", "storage_account"],
        "properties": {
            "auth": {
                "type": "string",
                "title": "Sign in with",
                "description": "An app can be limited to single containers and is the safest; an account key may \
                                do everything.",
                "oneOf": [
                    { "const": "account_key", "title": "Account key" },
                    { "const": "client_secret", "title": "App registration (client secret)" },
                    { "const": "sas", "title": "Shared access signature (SAS)" },
                ],
                "default": "account_key",
                "x-example": "account_key",
            },
            "storage_account": {
                "type": "string",
                "title": "Storage account",
                "description": "The account's name, as in https://name.blob.core.windows.net.",
                "pattern": "^[a-z0-9]{3,24}$",
                "x-pattern-hint": "Write the name alone: 3 to 24 lower-case letters and digits.",
                "x-placeholder": "mystorage",
                "x-example": "contosodata",
            },
            "tenant_id": {
                "type": "string",
                "title": "Tenant ID",
                "description": "Directory (tenant) ID from the app registration's overview, or the tenant's domain.",
                "pattern": "^[A-Za-z0-9][A-Za-z0-9.-]{0,252}$",
                "x-pattern-hint": "Copy the Directory (tenant) ID: five groups of letters and digits.",
                "x-placeholder": "00000000-0000-0000-0000-000000000000",
                "x-example": "72f988bf-86f1-41af-91ab-2d7cd011db47",
                "x-show-when": app,
            },
            "client_id": {
                "type": "string",
                "title": "Client ID",
                "description": "Application (client) ID from the app registration's overview.",
                "pattern": "^[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}$",
                "x-pattern-hint": "Copy the Application (client) ID: five groups of letters and digits.",
                "x-placeholder": "00000000-0000-0000-0000-000000000000",
                "x-example": "f3b7c2d1-0a4e-4c55-9a0b-8d3c6f1e2a77",
                "x-show-when": app,
            },
            "endpoint": {
                "type": "string",
                "title": "Endpoint",
                "description": "Empty: the public cloud. An address that begins with blob. gets the account's name \
                                put before it.",
                "pattern": "^https?://[^/?#@\\s]+(/[a-z0-9]{3,24})?/?$",
                "x-pattern-hint": "Write it as https://host, or https://host/account for an emulator.",
                "x-placeholder": "https://blob.core.windows.net",
                "x-example": "https://blob.core.usgovcloudapi.net",
                "x-advanced": true,
            },
            "authority_host": {
                "type": "string",
                "title": "Authority host",
                "description": "Where the app signs in. Empty: login.microsoftonline.com. The client secret is sent \
                                there and nowhere else.",
                "pattern": "^https?://[^/?#@\\s]+/?$",
                "x-pattern-hint": "Write it as https://host.",
                "x-placeholder": "https://login.microsoftonline.com",
                "x-example": "https://login.microsoftonline.us",
                "x-advanced": true,
                "x-show-when": app,
            },
        },
    })
}

pub(super) fn credential_schema() -> Value {
    json!({
        "type": "object",
        "properties": {
            "account_key": {
                "type": "string",
                "title": "Account key",
                "description": "key1 or key2 from the storage account's access keys.",
                "pattern": "^[A-Za-z0-9+/]{22,}={0,2}$",
                "x-pattern-hint": "An account key is 88 characters of base64 and ends with ==.",
                "x-secret": true,
                "x-show-when": { "auth": "account_key" },
            },
            "client_secret": {
                "type": "string",
                "title": "Client secret",
                "description": "The secret's value, not its ID, from the app's certificates & secrets.",
                "pattern": "^\\S+$",
                "x-pattern-hint": "A client secret has no spaces.",
                "x-secret": true,
                "x-show-when": { "auth": "client_secret" },
            },
            "sas_token": {
                "type": "string",
                "title": "SAS token",
                "description": "Of the account or of a container, with the permissions read and list.",
                "pattern": "^\\?\\S*sig=\\S+$|^\\S*sig=\\S+$",
                "x-pattern-hint": "Copy the whole token: it begins with sv= or sp= and holds sig=.",
                "x-secret": true,
                "x-show-when": { "auth": "sas" },
            },
        },
    })
}

pub(super) fn presets() -> Vec<Preset> {
    let preset = |id: &str, title: &str, hint: &str, config: Value| Preset {
        id: id.into(),
        title: title.into(),
        hint: hint.into(),
        config,
    };
    vec![
        preset(
            "azure",
            "Azure",
            "The public cloud.",
            json!({ "endpoint": "", "authority_host": "" }),
        ),
        preset(
            "azure_us_government",
            "Azure US Government",
            "Accounts and tenants of the US Government cloud.",
            json!({
                "endpoint": "https://blob.core.usgovcloudapi.net",
                "authority_host": "https://login.microsoftonline.us",
            }),
        ),
        preset(
            "azure_china",
            "Azure China (21Vianet)",
            "Accounts and tenants of the China cloud.",
            json!({
                "endpoint": "https://blob.core.chinacloudapi.cn",
                "authority_host": "https://login.chinacloudapi.cn",
            }),
        ),
        preset(
            "azurite",
            "Azurite on this computer",
            "Microsoft's emulator, with the account it always has. Its key is in its documentation.",
            json!({
                "auth": "account_key",
                "storage_account": super::recognise::EMULATOR,
                "endpoint": format!("http://127.0.0.1:10000/{}", super::recognise::EMULATOR),
            }),
        ),
    ]
}
