//! What is granted, as it is pasted.

use super::*;

fn texts(config: Value, buckets: &[&str], prefixes: &[&str], uses: &[Use]) -> Vec<PolicyText> {
    let scope = Scope {
        buckets: buckets.iter().map(|bucket| (*bucket).to_owned()).collect(),
        prefixes: prefixes.iter().copied().map(ObjectKey::from).collect(),
        ..Scope::default()
    };
    let texts = policies(&config, &scope, uses);
    for text in &texts {
        let policy: Value = serde_json::from_str(&text.text).unwrap();
        assert_eq!(policy["Version"], "2012-10-17", "{}", text.title);
        assert!(!text.hint.is_empty());
    }
    texts
}

fn joined(texts: &[PolicyText]) -> String {
    let one = |text: &PolicyText| format!("# {}\n{}", text.title, text.text);
    texts.iter().map(one).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_least_for_named_buckets() {
    let config = json!({
        "auth": "assume_role",
        "region": "eu-central-1",
        "role_arn": "arn:aws:iam::123456789012:role/tidegate",
        "external_id": "between-us",
    });
    let texts = texts(
        config,
        &["logs"],
        &["2026/", "2026/05/", "a*b?${c}/"],
        &[Use::Import, Use::Export],
    );
    insta::assert_snapshot!(joined(&texts), @r#"
    # To list and read
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Sid": "ListObjects",
          "Effect": "Allow",
          "Action": [
            "s3:ListBucket"
          ],
          "Resource": [
            "arn:aws:s3:::logs"
          ],
          "Condition": {
            "StringLike": {
              "s3:prefix": [
                "2026/*",
                "a${*}b${?}${$}{c}/*"
              ]
            }
          }
        },
        {
          "Sid": "ReadObjects",
          "Effect": "Allow",
          "Action": [
            "s3:GetObject"
          ],
          "Resource": [
            "arn:aws:s3:::logs/2026/*",
            "arn:aws:s3:::logs/a${*}b${?}${$}{c}/*"
          ]
        }
      ]
    }
    # To write redacted copies
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Sid": "WriteCopies",
          "Effect": "Allow",
          "Action": [
            "s3:PutObject",
            "s3:AbortMultipartUpload",
            "s3:DeleteObject"
          ],
          "Resource": [
            "arn:aws:s3:::logs/*"
          ]
        }
      ]
    }
    # To tell who else can reach it
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Sid": "TellWhoReachesBuckets",
          "Effect": "Allow",
          "Action": [
            "s3:GetBucketPublicAccessBlock",
            "s3:GetBucketPolicyStatus",
            "s3:GetBucketOwnershipControls",
            "s3:GetBucketAcl",
            "s3:GetBucketVersioning"
          ],
          "Resource": [
            "arn:aws:s3:::logs"
          ]
        },
        {
          "Sid": "TellWhoReachesObjects",
          "Effect": "Allow",
          "Action": [
            "s3:GetObjectAcl"
          ],
          "Resource": [
            "arn:aws:s3:::logs/2026/*",
            "arn:aws:s3:::logs/a${*}b${?}${$}{c}/*"
          ]
        }
      ]
    }
    # To let Tidegate assume the role
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Sid": "LetTidegateAssumeIt",
          "Effect": "Allow",
          "Principal": {
            "AWS": "arn:aws:iam::<account>:user/<user>"
          },
          "Action": [
            "sts:AssumeRole"
          ],
          "Condition": {
            "StringEquals": {
              "sts:ExternalId": "between-us"
            }
          }
        }
      ]
    }
    "#);
}

#[test]
fn the_least_for_a_whole_account_elsewhere() {
    let config = json!({"endpoint": "https://storage.example.org", "region": "cn-north-1"});
    let texts = texts(config, &[], &[], &[Use::Import, Use::Export]);
    insta::assert_snapshot!(joined(&texts), @r#"
    # To list and read
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Sid": "FindBuckets",
          "Effect": "Allow",
          "Action": [
            "s3:ListAllMyBuckets"
          ],
          "Resource": [
            "*"
          ]
        },
        {
          "Sid": "ListObjects",
          "Effect": "Allow",
          "Action": [
            "s3:ListBucket"
          ],
          "Resource": [
            "arn:aws-cn:s3:::*"
          ]
        },
        {
          "Sid": "ReadObjects",
          "Effect": "Allow",
          "Action": [
            "s3:GetObject"
          ],
          "Resource": [
            "arn:aws-cn:s3:::*/*"
          ]
        }
      ]
    }
    # To write redacted copies
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Sid": "WriteCopies",
          "Effect": "Allow",
          "Action": [
            "s3:PutObject",
            "s3:AbortMultipartUpload",
            "s3:DeleteObject",
            "s3:GetObject"
          ],
          "Resource": [
            "arn:aws-cn:s3:::<export bucket>/<export folder>/*"
          ]
        }
      ]
    }
    # To tell who else can reach it
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Sid": "TellWhoReachesBuckets",
          "Effect": "Allow",
          "Action": [
            "s3:GetBucketPublicAccessBlock",
            "s3:GetBucketPolicyStatus",
            "s3:GetBucketOwnershipControls",
            "s3:GetBucketAcl",
            "s3:GetBucketVersioning"
          ],
          "Resource": [
            "arn:aws-cn:s3:::*"
          ]
        },
        {
          "Sid": "TellWhoReachesObjects",
          "Effect": "Allow",
          "Action": [
            "s3:GetObjectAcl"
          ],
          "Resource": [
            "arn:aws-cn:s3:::*/*"
          ]
        }
      ]
    }
    "#);
}

#[test]
fn only_what_is_used() {
    let titles = |uses: &[Use]| -> Vec<String> {
        let texts = texts(json!({}), &["a", "b"], &[], uses);
        texts.into_iter().map(|text| text.title).collect()
    };
    assert_eq!(
        titles(&[Use::Import]),
        ["To list and read", "To tell who else can reach it"]
    );
    assert_eq!(
        titles(&[Use::Export]),
        ["To write redacted copies", "To tell who else can reach it"]
    );
}
