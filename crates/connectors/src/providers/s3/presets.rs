//! Services that speak S3's language, and how each wants to be spoken to.

use serde_json::{Value, json};
use tidegate_domain::provider::Preset;

pub(super) fn presets() -> Vec<Preset> {
    vec![
        preset(
            "minio",
            "MinIO",
            "Replace <host> by your server's address. It hands out roles at the same address, as STS endpoint.",
            json!({ "endpoint": "https://<host>:9000", "region": "us-east-1", "path_style": true }),
        ),
        preset(
            "cloudflare_r2",
            "Cloudflare R2",
            "Replace <account> by the account ID from the R2 page. For a jurisdiction add it behind the ID, as in \
             <account>.eu.",
            json!({
                "endpoint": "https://<account>.r2.cloudflarestorage.com", "region": "auto", "path_style": true,
            }),
        ),
        preset(
            "backblaze_b2",
            "Backblaze B2",
            "The bucket's page tells the endpoint; <region> is its part such as eu-central-003. The keyID is the \
             access key ID, the applicationKey its secret.",
            json!({
                "endpoint": "https://s3.<region>.backblazeb2.com", "region": "<region>", "path_style": true,
            }),
        ),
        preset(
            "wasabi",
            "Wasabi",
            "Replace <region> by the bucket's, such as eu-central-1.",
            json!({
                "endpoint": "https://s3.<region>.wasabisys.com", "region": "<region>", "path_style": true,
            }),
        ),
        preset(
            "digitalocean_spaces",
            "DigitalOcean Spaces",
            "Replace <region> by the Space's, such as fra1. The region field stays us-east-1, whatever the Space's.",
            json!({
                "endpoint": "https://<region>.digitaloceanspaces.com", "region": "us-east-1", "path_style": false,
            }),
        ),
        preset(
            "ceph",
            "Ceph",
            "Replace <host> by the address of the object gateway. Most gateways take any region.",
            json!({ "endpoint": "https://<host>", "region": "us-east-1", "path_style": true }),
        ),
        preset(
            "garage",
            "Garage",
            "Replace <host> by your server's address. The region is the one in its settings, garage by default.",
            json!({ "endpoint": "https://<host>", "region": "garage", "path_style": true }),
        ),
    ]
}

fn preset(id: &str, title: &str, hint: &str, config: Value) -> Preset {
    Preset {
        id: id.into(),
        title: title.into(),
        hint: hint.into(),
        config,
    }
}
