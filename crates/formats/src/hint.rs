//! What a file's name tells before it is read.

use tidegate_domain::text::SourceHint;

const EXTENSIONS: &[&str] = &[
    "env",
    "ini",
    "toml",
    "yaml",
    "yml",
    "properties",
    "tf",
    "tfvars",
    "tfstate",
    "conf",
    "cfg",
    "config",
    "cnf",
    "npmrc",
    "netrc",
    "pgpass",
    "htpasswd",
    "dockercfg",
    "pypirc",
    "boto",
    "s3cfg",
    "my.cnf",
    "kubeconfig",
    "plist",
    "reg",
    "ovpn",
    "envrc",
    "pem",
    "key",
    "ppk",
    "service",
    "hcl",
    "gradle",
];

const NAMES: &[&str] = &[
    "credentials",
    "config",
    "dockerfile",
    "wp-config.php",
    "_netrc",
    "docker-compose",
    "compose",
    "kubeconfig",
    "settings.py",
    "local_settings.py",
    "secrets",
    "id_rsa",
    "id_ed25519",
    "shadow",
    "passwd",
    "web.config",
    "settings.xml",
    "gradle.properties",
    "vault",
    "procfile",
    "jenkinsfile",
];

const WORDS: &[&str] = &[
    "config",
    "settings",
    "secret",
    "credential",
    "appsettings",
    "service-account",
];

const DATA_EXTENSIONS: &[&str] = &[
    "json", "xml", "js", "ts", "py", "rb", "php", "txt", "sh", "ps1", "bat",
];

/// What the name of a file says of it. Only its last part counts, without case and without `.gz`.
pub fn hint(name: &str) -> SourceHint {
    let last = name.rsplit(['/', '\\']).next().unwrap_or(name).to_lowercase();
    let last = last.strip_suffix(".gz").unwrap_or(&last);
    let (stem, extension) = last.rsplit_once('.').unwrap_or((last, ""));
    let configuration = EXTENSIONS.contains(&extension)
        || last == ".env"
        || last.starts_with(".env.")
        || last.ends_with(".env")
        || NAMES.contains(&last)
        || NAMES.contains(&stem)
        || DATA_EXTENSIONS.contains(&extension) && WORDS.iter().any(|word| stem.contains(word));
    SourceHint {
        name: name.to_owned(),
        configuration,
        assigned: false,
    }
}

#[cfg(test)]
mod tests {
    use super::hint;

    #[test]
    fn settings_are_told_from_data() {
        let table = [
            (".env", true),
            ("a/.env.production", true),
            ("prod.env", true),
            ("app/config.yaml", true),
            ("main.tf", true),
            ("x.tfvars", true),
            (".aws/credentials", true),
            (".kube/config", true),
            (".npmrc", true),
            (".netrc", true),
            (".pgpass", true),
            ("docker-compose.yml", true),
            ("appsettings.Production.json", true),
            ("client_secret.json", true),
            ("db.properties.gz", true),
            ("C:\\app\\web.config", true),
            ("people.csv", false),
            ("notes.txt", false),
            ("config/people.csv", false),
            ("orders.json", false),
            ("README.md", false),
            ("environment.log", false),
        ];
        for (name, wanted) in table {
            assert_eq!(hint(name).configuration, wanted, "{name}");
        }
    }
}
