//! Everything that S3 says of one object, and whether its bucket keeps older versions.

use super::api::Api;
use super::refusal::Asked;
use super::xml;
use crate::buckets::Dialect;
use crate::connector::SourceError;
use http::{HeaderMap, HeaderValue, Method};
use tidegate_domain::{
    context::RunContext,
    object::ObjectRef,
    transfer::{NamedValue, ObjectProperties},
};

/// What is shown of an answer's headers, under names for people.
const SHOWN: &[(&str, &str)] = &[
    ("x-amz-version-id", "Version ID"),
    ("cache-control", "Cache control"),
    ("content-disposition", "Content disposition"),
    ("content-encoding", "Content encoding"),
    ("content-language", "Content language"),
    ("expires", "Expires"),
    ("x-amz-website-redirect-location", "Redirects to"),
    ("x-amz-server-side-encryption", "Encryption"),
    ("x-amz-server-side-encryption-aws-kms-key-id", "Encryption key"),
    ("x-amz-server-side-encryption-bucket-key-enabled", "Bucket key"),
    (
        "x-amz-server-side-encryption-customer-algorithm",
        "Encryption with a key of one's own",
    ),
    ("x-amz-checksum-crc32", "Checksum (CRC32)"),
    ("x-amz-checksum-crc32c", "Checksum (CRC32C)"),
    ("x-amz-checksum-crc64nvme", "Checksum (CRC64NVME)"),
    ("x-amz-checksum-sha1", "Checksum (SHA-1)"),
    ("x-amz-checksum-sha256", "Checksum (SHA-256)"),
    ("x-amz-checksum-type", "Checksum covers"),
    ("x-amz-archive-status", "Archive"),
    ("x-amz-restore", "Restored copy"),
    ("x-amz-expiration", "Expiration"),
    ("x-amz-replication-status", "Replication"),
    ("x-amz-object-lock-mode", "Object lock"),
    ("x-amz-object-lock-retain-until-date", "Locked until"),
    ("x-amz-object-lock-legal-hold", "Legal hold"),
    ("x-amz-mp-parts-count", "Parts"),
    ("x-amz-tagging-count", "Tags"),
    ("x-amz-missing-meta", "Metadata that cannot be shown"),
];
const METADATA: &str = "x-amz-meta-";

impl Api {
    pub async fn properties_of(
        &self,
        ctx: &RunContext,
        object: &ObjectRef,
    ) -> Result<ObjectProperties, SourceError> {
        let mut headers = HeaderMap::new();
        headers.insert("x-amz-checksum-mode", HeaderValue::from_static("ENABLED"));
        let key = object.key.as_bytes();
        let answer = self
            .object(ctx, Method::HEAD, &object.bucket, key, headers)
            .await?;
        let headers = answer.headers();
        let meta = super::dialect::described(self, object, headers)?;
        let value = |name: &str| headers.get(name).map(readable);
        let system = SHOWN.iter().filter_map(|(header, name)| {
            Some(NamedValue {
                name: (*name).to_owned(),
                value: value(header)?,
            })
        });
        let mut metadata: Vec<NamedValue> = headers
            .iter()
            .filter_map(|(name, value)| {
                Some(NamedValue {
                    name: name.as_str().strip_prefix(METADATA)?.to_owned(),
                    value: readable(value),
                })
            })
            .collect();
        metadata.sort_by(|left, right| left.name.cmp(&right.name));
        Ok(ObjectProperties {
            uri: format!("s3://{}/{}", object.bucket, object.key),
            content_type: value("content-type"),
            system: system.collect(),
            metadata,
            // What cannot be told now does not keep the rest from being shown.
            exposure: self.object_exposure(ctx, object).await.ok().flatten(),
            meta,
        })
    }

    /// Suspended versioning replaces the newest version like a bucket without.
    pub async fn versions_kept(&self, ctx: &RunContext, bucket: &str) -> Option<bool> {
        let asked = Asked::Setting("s3:GetBucketVersioning");
        let body = self.text(ctx, asked, bucket, &[("versioning", b"")]).await.ok()?;
        let xml::Parsed::Answer(fields) = xml::fields(&body, "VersioningConfiguration").ok()? else {
            return None;
        };
        Some(
            fields
                .iter()
                .any(|(name, text)| name == "Status" && text == "Enabled"),
        )
    }
}

/// Metadata may be UTF-8, which header values as text are not.
fn readable(value: &HeaderValue) -> String {
    String::from_utf8_lossy(value.as_bytes()).into_owned()
}
