//! The least that a connector needs, as commands of gcloud that grant it. The account is left to the person
//! where the settings do not name it.

use super::config::{Auth, Config};
use crate::scope::distinct_prefixes;
use std::fmt::Write;
use tidegate_domain::{
    connector::{Scope, Use},
    key::ObjectKey,
    provider::PolicyText,
};

pub(super) fn policies(config: Option<&Config>, scope: &Scope, uses: &[Use]) -> Vec<PolicyText> {
    if config.is_some_and(|config| config.auth == Auth::Anonymous) {
        return Vec::new();
    }
    let account = match config.map(|config| &config.auth) {
        Some(Auth::WorkloadIdentity(federation)) => federation.account.as_deref(),
        _ => None,
    };
    let member = format!(
        "serviceAccount:{}",
        account.unwrap_or("<account>@<project>.iam.gserviceaccount.com")
    );
    let project = config
        .map(|config| config.project.as_str())
        .filter(|project| !project.is_empty())
        .unwrap_or("<project>");
    let to = Grant { member, project };
    let mut texts = Vec::new();
    if scope.buckets.is_empty() {
        texts.push(text(
            "To find the project's buckets",
            "A role of its own, because Google's smallest one that lists buckets can do more. Not needed when the \
             scope names the buckets.",
            format!(
                "gcloud iam roles create tidegateBuckets --project={project} --permissions=storage.buckets.list\n{}",
                to.project(&format!("projects/{project}/roles/tidegateBuckets"))
            ),
        ));
    }
    if uses.contains(&Use::Import) {
        texts.push(text(
            "To list and read",
            "With prefixes a condition keeps other objects closed, though their names can be listed; conditions \
             need uniform bucket-level access.",
            match &scope.buckets[..] {
                [] => to.project("roles/storage.objectViewer"),
                buckets => each(buckets, |bucket| {
                    to.bucket(bucket, "roles/storage.objectViewer", &reading(bucket, scope))
                }),
            },
        ));
    }
    if uses.contains(&Use::Export) {
        texts.push(text(
            "To write redacted copies",
            "Put the connector's export prefix in. The role may write and delete below that prefix only; the \
             condition needs uniform bucket-level access.",
            each(&buckets_or_placeholder(scope), |bucket| {
                let below = below(bucket, &ObjectKey::from("<prefix>/"));
                to.bucket(bucket, "roles/storage.objectUser", &below)
            }),
        ));
    }
    texts.push(text(
        "To tell who can reach the buckets",
        "Optional: without it exposure is shown as unknown.",
        format!(
            "gcloud iam roles create tidegateExposure --project={project} \
             --permissions=storage.buckets.get,storage.buckets.getIamPolicy,storage.objects.getIamPolicy\n{}",
            each(&buckets_or_placeholder(scope), |bucket| {
                to.bucket(bucket, &format!("projects/{project}/roles/tidegateExposure"), "")
            })
        ),
    ));
    texts
}

struct Grant<'a> {
    member: String,
    project: &'a str,
}

impl Grant<'_> {
    fn project(&self, role: &str) -> String {
        format!(
            "gcloud projects add-iam-policy-binding {} --member={} --role={} --condition=None",
            quoted(self.project),
            quoted(&self.member),
            quoted(role)
        )
    }

    fn bucket(&self, bucket: &str, role: &str, expression: &str) -> String {
        let mut command = format!(
            "gcloud storage buckets add-iam-policy-binding {} --member={} --role={}",
            quoted(&format!("gs://{bucket}")),
            quoted(&self.member),
            quoted(role)
        );
        if !expression.is_empty() {
            // Another separator than the usual comma, which a prefix may hold.
            let condition = format!("^;^title=tidegate;expression={expression}");
            let _ = write!(command, " --condition={}", quoted(&condition));
        }
        command
    }
}

/// Objects below the scope's prefixes; the bucket itself stays open for listing.
fn reading(bucket: &str, scope: &Scope) -> String {
    let prefixes = distinct_prefixes(&scope.prefixes);
    if prefixes.iter().all(ObjectKey::is_empty) {
        return String::new();
    }
    let each: Vec<String> = prefixes.iter().map(|prefix| below(bucket, prefix)).collect();
    format!(
        "resource.type != \"storage.googleapis.com/Object\" || {}",
        each.join(" || ")
    )
}

fn below(bucket: &str, prefix: &ObjectKey) -> String {
    let name = format!("projects/_/buckets/{bucket}/objects/{}", prefix.to_text());
    let mut literal = String::new();
    for c in name.chars() {
        match c {
            // The separator of the command, and what a string of conditions cannot hold as it is.
            ';' | '"' | '\\' => {
                let _ = write!(literal, "\\u{:04x}", c as u32);
            }
            c if c.is_control() => {
                let _ = write!(literal, "\\u{:04x}", c as u32);
            }
            c => literal.push(c),
        }
    }
    format!("resource.name.startsWith(\"{literal}\")")
}

fn buckets_or_placeholder(scope: &Scope) -> Vec<String> {
    if scope.buckets.is_empty() {
        vec!["<bucket>".to_owned()]
    } else {
        scope.buckets.clone()
    }
}

fn each(buckets: &[String], line: impl Fn(&str) -> String) -> String {
    let lines: Vec<String> = buckets.iter().map(|bucket| line(bucket)).collect();
    lines.join("\n")
}

/// One word for a shell, whatever it holds.
fn quoted(word: &str) -> String {
    format!("'{}'", word.replace('\'', "'\\''"))
}

fn text(title: &str, hint: &str, text: String) -> PolicyText {
    PolicyText {
        title: title.to_owned(),
        hint: hint.to_owned(),
        language: "text".to_owned(),
        text,
    }
}
