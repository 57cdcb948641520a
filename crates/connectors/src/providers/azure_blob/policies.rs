//! The least that a connector needs, as commands of the Azure CLI that grant it. Roles are given on containers,
//! never on the account, wherever the scope names them.

use super::config::{Auth, Config};
use std::fmt::Write;
use tidegate_domain::{
    connector::{Scope, Use},
    provider::PolicyText,
};

const READER: &str = "Storage Blob Data Reader";
const CONTRIBUTOR: &str = "Storage Blob Data Contributor";

pub(super) fn policies(config: Option<&Config>, scope: &Scope, uses: &[Use]) -> Vec<PolicyText> {
    let account = config.map_or("<account>", |config| config.account.as_str());
    match config.map(|config| &config.auth) {
        Some(Auth::Sas) => sas(account, scope, uses),
        Some(Auth::ClientSecret(app)) => roles(account, &app.client, scope, uses),
        _ => {
            let mut texts = vec![text(
                "An app instead of the account key",
                "An account key may do everything in the account and cannot be limited. An app with the roles below \
                 can; afterwards sign in with its client secret.",
                "az ad app create --display-name Tidegate\n\
                 az ad sp create --id <client-id>\n\
                 az ad app credential reset --id <client-id> --display-name Tidegate --years 1"
                    .into(),
            )];
            texts.extend(roles(account, "<client-id>", scope, uses));
            texts
        }
    }
}

fn roles(account: &str, client: &str, scope: &Scope, uses: &[Use]) -> Vec<PolicyText> {
    let on_account = format!(
        "/subscriptions/<subscription>/resourceGroups/<resource-group>/providers/Microsoft.Storage/storageAccounts/\
         {account}"
    );
    let grant = |role: &str, container: Option<&str>| {
        let place = match container {
            None => on_account.clone(),
            Some(container) => format!("{on_account}/blobServices/default/containers/{container}"),
        };
        format!(
            "az role assignment create --assignee {} --role {} --scope {}",
            quoted(client),
            quoted(role),
            quoted(&place)
        )
    };
    let mut texts = Vec::new();
    if uses.contains(&Use::Import) {
        let (hint, commands) = if scope.buckets.is_empty() {
            (
                "The scope takes every container, so the role is on the account. Name the containers in the scope to \
                 limit it to them. Plain Reader is not enough: it does not reach the data.",
                grant(READER, None),
            )
        } else {
            (
                "One role for each container. Plain Reader is not enough: it does not reach the data. It also tells \
                 who else can reach the container.",
                lines(scope, |container| grant(READER, Some(container))),
            )
        };
        texts.push(text("To list and read", hint, commands));
    }
    if uses.contains(&Use::Export) {
        texts.push(text(
            "To write redacted copies",
            "On the container that redacted copies go to, and on no other.",
            lines(scope, |container| grant(CONTRIBUTOR, Some(container))),
        ));
    }
    texts.push(text(
        "To make temporary links",
        "Optional: it lets the app ask for a key that signs links to what it can read itself.",
        grant("Storage Blob Delegator", None),
    ));
    texts
}

fn sas(account: &str, scope: &Scope, uses: &[Use]) -> Vec<PolicyText> {
    let make = |permissions: &str, container: &str| {
        format!(
            "az storage container generate-sas --account-name {} --name {} --permissions {permissions} \
             --expiry <yyyy-mm-ddThh:mmZ> --https-only --auth-mode login --as-user",
            quoted(account),
            quoted(container)
        )
    };
    let mut texts = Vec::new();
    if uses.contains(&Use::Import) {
        texts.push(text(
            "To list and read",
            "A SAS of one container, for reading and listing. A connector with several containers needs one of the \
             account.",
            lines(scope, |container| make("rl", container)),
        ));
    }
    if uses.contains(&Use::Export) {
        texts.push(text(
            "To write redacted copies",
            "A SAS of the container that redacted copies go to; d is for deleting the copy that a test writes.",
            lines(scope, |container| make("rlcwd", container)),
        ));
    }
    texts
}

fn lines(scope: &Scope, line: impl Fn(&str) -> String) -> String {
    let mut text = String::new();
    for container in &scope.buckets {
        let _ = writeln!(text, "{}", line(container));
    }
    if text.is_empty() {
        text = line("<container>");
    }
    text.trim_end().to_owned()
}

/// As one word of a shell, whatever it holds.
fn quoted(word: &str) -> String {
    format!("'{}'", word.replace('\'', r"'\''"))
}

fn text(title: &str, hint: &str, text: String) -> PolicyText {
    PolicyText {
        title: title.into(),
        hint: hint.into(),
        language: "text".into(),
        text,
    }
}
