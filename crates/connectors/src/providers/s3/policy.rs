//! The least that a connector needs, as IAM policies ready to be pasted. MinIO and Ceph read the same language.

use super::region::Partition;
use crate::scope::distinct_prefixes;
use serde::Serialize;
use serde_json::{Value, json};
use tidegate_domain::{
    connector::{Scope, Use},
    key::ObjectKey,
    provider::PolicyText,
};

pub(super) fn policies(config: &Value, scope: &Scope, uses: &[Use]) -> Vec<PolicyText> {
    let given = |name: &str| {
        let text = config.get(name).and_then(Value::as_str).map(str::trim);
        text.filter(|text| !text.is_empty())
    };
    let named = given("role_arn").and_then(|role| Partition::named(role.split(':').nth(1)?));
    let arn = Arn {
        partition: named
            .unwrap_or_else(|| Partition::of(given("region").unwrap_or_default()))
            .name,
    };
    let attach = "Attach it to the user or role whose keys Tidegate signs with.";
    let mut texts = Vec::new();
    if uses.contains(&Use::Import) {
        texts.push(text("To list and read", attach, &reading(&arn, scope)));
    }
    if uses.contains(&Use::Export) {
        let (base, hint) = match &scope.buckets[..] {
            [only] => (
                only.as_str(),
                "To allow less, put the connector's export folder before the star.",
            ),
            _ => (
                "<export bucket>/<export folder>",
                "Put the connector's export bucket and folder where the angle brackets are.",
            ),
        };
        let hint = format!("{attach} {hint} Deleting is for the connection test's own object.");
        let elsewhere = given("endpoint").is_some();
        texts.push(text(
            "To write redacted copies",
            &hint,
            &writing(&arn, base, elsewhere),
        ));
    }
    texts.push(text(
        "To tell who else can reach it",
        &format!("{attach} Nothing else depends on it."),
        &telling(&arn, scope),
    ));
    if given("auth") == Some("assume_role") {
        texts.push(text(
            "To let Tidegate assume the role",
            "Make it the role's trust policy. The angle brackets are the account and the name of the user whose \
             keys assume the role.",
            &trusting(&arn, given("external_id")),
        ));
    }
    texts
}

fn text(title: &str, hint: &str, statements: &[Statement]) -> PolicyText {
    let policy = Policy {
        version: "2012-10-17",
        statements,
    };
    PolicyText {
        title: title.to_owned(),
        hint: hint.to_owned(),
        language: "json".into(),
        text: serde_json::to_string_pretty(&policy).unwrap_or_default(),
    }
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Policy<'a> {
    version: &'static str,
    #[serde(rename = "Statement")]
    statements: &'a [Statement],
}

/// What is allowed.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Statement {
    sid: &'static str,
    effect: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    principal: Option<Value>,
    action: Vec<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    resource: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    condition: Option<Value>,
}

fn allow(sid: &'static str, action: &[&'static str], resource: Vec<String>) -> Statement {
    Statement {
        sid,
        effect: "Allow",
        principal: None,
        action: action.to_vec(),
        resource,
        condition: None,
    }
}

/// Names of resources.
struct Arn {
    partition: &'static str,
}

impl Arn {
    fn buckets(&self, scope: &Scope) -> Vec<String> {
        self.each(scope, |bucket| vec![bucket.to_owned()])
    }

    fn objects(&self, scope: &Scope) -> Vec<String> {
        let prefixes = distinct_prefixes(&scope.prefixes);
        self.each(scope, |bucket| {
            let below = |prefix: &ObjectKey| format!("{bucket}/{}*", literal(prefix));
            prefixes.iter().map(below).collect()
        })
    }

    /// A scope without buckets means all of them.
    fn each(&self, scope: &Scope, name: impl Fn(&str) -> Vec<String>) -> Vec<String> {
        let all = ["*".to_owned()];
        let buckets = if scope.buckets.is_empty() {
            &all[..]
        } else {
            &scope.buckets
        };
        let names = buckets.iter().flat_map(|bucket| name(bucket));
        names.map(|name| self.of(&name)).collect()
    }

    fn of(&self, name: &str) -> String {
        format!("arn:{}:s3:::{name}", self.partition)
    }
}

/// A prefix as it stands in a policy, where `*`, `?` and `$` mean something else.
fn literal(prefix: &ObjectKey) -> String {
    let mut text = String::new();
    for c in prefix.to_text().chars() {
        match c {
            '*' | '?' | '$' => text.extend(['$', '{', c, '}']),
            c => text.push(c),
        }
    }
    text
}

fn reading(arn: &Arn, scope: &Scope) -> Vec<Statement> {
    let mut statements = Vec::new();
    if scope.buckets.is_empty() {
        statements.push(allow("FindBuckets", &["s3:ListAllMyBuckets"], vec!["*".into()]));
    }
    let prefixes: Vec<String> = distinct_prefixes(&scope.prefixes)
        .iter()
        .filter(|prefix| !prefix.is_empty())
        .map(|prefix| format!("{}*", literal(prefix)))
        .collect();
    statements.push(Statement {
        condition: (!prefixes.is_empty()).then(|| json!({ "StringLike": { "s3:prefix": prefixes } })),
        ..allow("ListObjects", &["s3:ListBucket"], arn.buckets(scope))
    });
    statements.push(allow("ReadObjects", &["s3:GetObject"], arn.objects(scope)));
    statements
}

fn writing(arn: &Arn, base: &str, elsewhere: bool) -> Vec<Statement> {
    let mut actions = vec!["s3:PutObject", "s3:AbortMultipartUpload", "s3:DeleteObject"];
    // Other services may overwrite what they were asked to leave alone, so it is looked for first.
    if elsewhere {
        actions.push("s3:GetObject");
    }
    vec![allow("WriteCopies", &actions, vec![arn.of(&format!("{base}/*"))])]
}

fn telling(arn: &Arn, scope: &Scope) -> Vec<Statement> {
    let settings = [
        "s3:GetBucketPublicAccessBlock",
        "s3:GetBucketPolicyStatus",
        "s3:GetBucketOwnershipControls",
        "s3:GetBucketAcl",
        "s3:GetBucketVersioning",
    ];
    vec![
        allow("TellWhoReachesBuckets", &settings, arn.buckets(scope)),
        allow("TellWhoReachesObjects", &["s3:GetObjectAcl"], arn.objects(scope)),
    ]
}

fn trusting(arn: &Arn, external_id: Option<&str>) -> Vec<Statement> {
    let user = format!("arn:{}:iam::<account>:user/<user>", arn.partition);
    vec![Statement {
        principal: Some(json!({ "AWS": user })),
        condition: external_id.map(|id| json!({ "StringEquals": { "sts:ExternalId": id } })),
        ..allow("LetTidegateAssumeIt", &["sts:AssumeRole"], Vec::new())
    }]
}

#[cfg(test)]
mod tests;
