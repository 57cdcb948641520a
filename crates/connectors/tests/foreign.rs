//! Connections of other tools: what is found in their files, what is refused, and that nothing secret shows.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "test code")]

use serde_json::{Value, json};
use std::fs;
use std::path::PathBuf;
use tempfile::TempDir;
use tidegate_connectors::{
    Http, HttpOptions, Surroundings,
    foreign::{Foreign, Found, connections},
};

const SECRET: &str = "canaryCANARYcanaryCANARYcanaryCANARY1234";

/// A home folder with files of other tools.
struct Home {
    dir: TempDir,
}

impl Home {
    fn new(files: &[(&str, &str)]) -> Self {
        let home = Self {
            dir: tempfile::tempdir().unwrap(),
        };
        for (path, text) in files {
            home.write(path, text.as_bytes());
        }
        home
    }

    fn path(&self) -> PathBuf {
        self.dir.path().join("home")
    }

    fn write(&self, path: &str, bytes: &[u8]) {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    fn look(&self) -> Foreign {
        self.look_with(&[])
    }

    fn look_with(&self, variables: &[(&str, &str)]) -> Foreign {
        let mut around = Surroundings::bare(Http::new(HttpOptions::default()));
        around.home = Some(self.path());
        around.variables = variables
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        let foreign = connections(&around);
        let shown: Vec<_> = foreign
            .connections
            .iter()
            .map(|found| &found.connection)
            .collect();
        let told = format!(
            "{}{:?}",
            serde_json::to_string(&(shown, &foreign.files)).unwrap(),
            foreign
        );
        assert!(!told.contains(SECRET), "a secret shows: {told}");
        foreign
    }
}

fn named<'a>(foreign: &'a Foreign, name: &str) -> &'a Found {
    foreign
        .connections
        .iter()
        .find(|found| found.connection.name == name)
        .unwrap_or_else(|| panic!("{name} is not in {:?}", foreign.connections))
}

fn why_not<'a>(foreign: &'a Foreign, name: &str) -> &'a str {
    let found = named(foreign, name);
    assert!(found.credential.is_none(), "{name} keeps its secret");
    assert_eq!(found.connection.config, json!({}), "{name}");
    found
        .connection
        .refused
        .as_deref()
        .unwrap_or_else(|| panic!("{name} is taken"))
}

fn credential(found: &Found) -> Value {
    serde_json::from_str(found.credential.as_ref().unwrap().expose()).unwrap()
}

fn problem<'a>(foreign: &'a Foreign, end: &str) -> &'a str {
    let file = foreign
        .files
        .iter()
        .find(|file| file.path.ends_with(end))
        .unwrap();
    assert!(file.found, "{end}");
    file.problem
        .as_deref()
        .unwrap_or_else(|| panic!("{end} was read"))
}

#[test]
fn nothing_there_is_told_as_such() {
    let foreign = Home::new(&[("notes.txt", "")]).look();
    assert!(foreign.connections.is_empty());
    assert!(foreign.files.len() >= 4);
    assert!(
        foreign
            .files
            .iter()
            .all(|file| !file.found && file.problem.is_none())
    );
    let nowhere = connections(&Surroundings::bare(Http::new(HttpOptions::default())));
    assert!(nowhere.connections.is_empty() && nowhere.files.is_empty());
}

#[test]
fn aws_profiles_with_keys_bring_them() {
    let keys = format!(
        "[default]\naws_access_key_id = AKIAEXAMPLE1\naws_secret_access_key = {SECRET}  # mine\n\
         [backup]\naws_access_key_id=AKIAEXAMPLE2\naws_secret_access_key={SECRET}\naws_session_token=tok{SECRET}\n"
    );
    let home = Home::new(&[
        (
            ".aws/config",
            "[default]\nregion = eu-central-1\noutput = json\n[profile backup]\nregion=us-west-2\n\
             s3 =\n  addressing_style = path\n[sso-session corp]\nsso_region = us-east-1\n",
        ),
        (".aws/credentials", &keys),
    ]);
    let foreign = home.look();
    assert_eq!(foreign.connections.len(), 2);
    let default = named(&foreign, "default");
    assert_eq!(default.connection.refused, None);
    assert_eq!(default.connection.provider, "s3");
    assert_eq!(
        default.connection.config,
        json!({ "auth": "access_keys", "region": "eu-central-1" })
    );
    assert!(default.connection.has_credential);
    assert_eq!(default.connection.summary, "Amazon S3, eu-central-1, access keys");
    assert_eq!(
        credential(default),
        json!({ "access_key_id": "AKIAEXAMPLE1", "secret_access_key": SECRET })
    );
    assert_eq!(
        credential(named(&foreign, "backup"))["session_token"],
        json!(format!("tok{SECRET}"))
    );
}

#[test]
fn aws_profiles_that_cannot_be_taken_say_why() {
    let keys = format!("aws_access_key_id = AKIAEXAMPLE1\naws_secret_access_key = {SECRET}\n");
    let home = Home::new(&[(
        ".aws/config",
        &format!(
            "[profile program]\ncredential_process = /bin/echo {SECRET}\n\
             [profile elsewhere]\n{keys}endpoint_url = http://169.254.169.254/\n\
             [profile nested]\n{keys}s3 =\n  endpoint_url = https://evil.example\n\
             [profile services]\n{keys}services = mine\n\
             [profile code]\nrole_arn = arn:aws:iam::123456789012:role/x\nsource_profile = a\nmfa_serial = arn:x\n\
             [profile machine]\nrole_arn = arn:aws:iam::123456789012:role/x\ncredential_source = Ec2InstanceMetadata\n\
             [profile empty]\nregion = us-east-1\n\
             [profile odd]\n{keys}region = ../../{SECRET}\n"
        ),
    )]);
    let foreign = home.look();
    for (name, word) in [
        ("program", "credential_process"),
        ("elsewhere", "endpoint_url"),
        ("nested", "endpoint_url"),
        ("services", "endpoint_url"),
        ("code", "mfa_serial"),
        ("machine", "credential_source"),
        ("empty", "no keys"),
        ("odd", "region"),
    ] {
        assert!(
            why_not(&foreign, name).contains(word),
            "{}",
            why_not(&foreign, name)
        );
    }
}

#[test]
fn a_named_aws_file_may_lie_elsewhere() {
    let home = Home::new(&[(".aws/config", "[default]\nregion = us-east-1\n")]);
    let other = home.dir.path().join("other.ini");
    fs::write(
        &other,
        format!("[default]\naws_access_key_id = AKIAEXAMPLE1\naws_secret_access_key = {SECRET}\n"),
    )
    .unwrap();
    let foreign = home.look_with(&[("AWS_SHARED_CREDENTIALS_FILE", other.to_str().unwrap())]);
    assert!(named(&foreign, "default").credential.is_some());
}

#[test]
fn rclone_remotes() {
    let home = Home::new(&[(
        ".config/rclone/rclone.conf",
        &format!(
            "# a comment\n[amazon]\ntype = s3\nprovider = AWS\naccess_key_id = AKIAEXAMPLE1\n\
             secret_access_key = {SECRET}\nregion = eu-west-1\n\
             [minio]\ntype = s3\nprovider = Minio\naccess_key_id = minio\nsecret_access_key = {SECRET}\n\
             endpoint = http://127.0.0.1:9000\n\
             [wasabi]\ntype = s3\nprovider = Wasabi\naccess_key_id = w\nsecret_access_key = {SECRET}\nregion = eu-central-1\n\
             [oss]\ntype = s3\nprovider = Alibaba\naccess_key_id = w\nsecret_access_key = {SECRET}\n\
             endpoint = oss-cn-hangzhou.aliyuncs.com\n\
             [letters]\ntype = alias\nremote = amazon:letters/2026\n\
             [papers]\ntype = alias\nremote = ~/papers\n\
             [circle]\ntype = alias\nremote = circle:\n\
             [here]\ntype = local\n\
             [drive]\ntype = drive\ntoken = {{\"access_token\":\"{SECRET}\"}}\n\
             [lost]\ntype = s3\nprovider = Minio\naccess_key_id = m\nsecret_access_key = {SECRET}\n\
             [old]\ntype = s3\nprovider = Ceph\nendpoint = https://ceph.example\nv2_auth = true\n\
             access_key_id = m\nsecret_access_key = {SECRET}\n"
        ),
    )]);
    let foreign = home.look();
    assert_eq!(
        named(&foreign, "amazon").connection.config,
        json!({ "auth": "access_keys", "region": "eu-west-1" })
    );
    assert_eq!(
        named(&foreign, "minio").connection.config,
        json!({ "auth": "access_keys", "endpoint": "http://127.0.0.1:9000" })
    );
    assert_eq!(
        named(&foreign, "wasabi").connection.config["endpoint"],
        "https://s3.eu-central-1.wasabisys.com"
    );
    assert_eq!(
        named(&foreign, "oss").connection.config,
        json!({ "auth": "access_keys", "endpoint": "https://oss-cn-hangzhou.aliyuncs.com", "path_style": false })
    );
    let letters = named(&foreign, "letters");
    assert_eq!(letters.connection.buckets, ["letters/2026"]);
    assert_eq!(credential(letters)["secret_access_key"], SECRET);
    let papers = fs::canonicalize(home.path()).unwrap().join("papers");
    assert_eq!(
        named(&foreign, "papers").connection.config,
        json!({ "path": papers.to_str().unwrap() })
    );
    for (name, word) in [
        ("circle", "circle"),
        ("here", "folder"),
        ("drive", "kind of remote"),
        ("lost", "endpoint"),
        ("old", "version 2"),
    ] {
        assert!(
            why_not(&foreign, name).contains(word),
            "{}",
            why_not(&foreign, name)
        );
    }
}

#[test]
fn hostile_addresses_are_refused_and_not_shown() {
    let addresses = [
        ("userinfo", format!("https://me:{SECRET}@storage.example")),
        ("metadata", "http://169.254.169.254".to_owned()),
        ("disguised", "https://2852039166".to_owned()),
        ("plain", "http://storage.example".to_owned()),
        ("path", format!("https://storage.example/?token={SECRET}")),
        ("scheme", format!("file:///etc/{SECRET}")),
        ("mapped", "https://[::ffff:169.254.169.254]".to_owned()),
    ];
    let mut rclone = String::new();
    let mut aliases = serde_json::Map::new();
    for (name, address) in &addresses {
        rclone.push_str(&format!(
            "[{name}]\ntype = s3\nprovider = Other\naccess_key_id = a\nsecret_access_key = {SECRET}\nendpoint = {address}\n"
        ));
        let alias =
            json!({ "url": address, "accessKey": "a", "secretKey": SECRET, "api": "S3v4", "path": "auto" });
        aliases.insert(format!("mc-{name}"), alias);
    }
    let home = Home::new(&[
        (".rclone.conf", &rclone),
        (
            ".mc/config.json",
            &json!({ "version": "10", "aliases": aliases }).to_string(),
        ),
    ]);
    let foreign = home.look();
    for (name, _) in &addresses {
        assert!(!why_not(&foreign, name).is_empty());
        assert!(!why_not(&foreign, &format!("mc-{name}")).is_empty());
    }
}

#[test]
fn mc_aliases() {
    let home = Home::new(&[(
        ".mc/config.json",
        &json!({ "version": "10", "aliases": {
            "office": { "url": "https://minio.example:9000", "accessKey": "office", "secretKey": SECRET, "api": "S3v4", "path": "on" },
            "s3": { "url": "https://s3.amazonaws.com", "accessKey": "YOUR-ACCESS-KEY-HERE", "secretKey": "YOUR-SECRET-KEY-HERE", "api": "S3v4", "path": "dns" },
            "old": { "url": "https://old.example", "accessKey": "a", "secretKey": SECRET, "api": "S3v2", "path": "auto" },
        } })
        .to_string(),
    )]);
    let foreign = home.look();
    let office = named(&foreign, "office");
    assert_eq!(
        office.connection.config,
        json!({ "auth": "access_keys", "endpoint": "https://minio.example:9000", "path_style": true })
    );
    assert_eq!(office.connection.summary, "minio.example:9000, access keys");
    assert!(why_not(&foreign, "s3").contains("mc alias set"));
    assert!(why_not(&foreign, "old").contains("S3v2"));
}

fn bookmark(entries: &[(&str, &str)]) -> String {
    let entries: String = entries
        .iter()
        .map(|(key, value)| format!("<key>{key}</key><string>{value}</string>"))
        .collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" \
         \"http://www.apple.com/DTDs/PropertyList-1.0.dtd\"><plist version=\"1.0\"><dict>{entries}\
         <key>Custom</key><dict><key>Hostname</key><string>inner.example</string></dict></dict></plist>"
    )
}

#[cfg(target_os = "linux")]
#[test]
fn cyberduck_bookmarks_come_without_their_secret() {
    let home = Home::new(&[
        (
            ".duck/bookmarks/a.duck",
            &bookmark(&[
                ("Protocol", "s3"),
                ("Nickname", "Tom &amp; Ann"),
                ("Hostname", "storage.example"),
                ("Port", "443"),
                ("Username", "AKIAEXAMPLE1"),
                ("Path", "/letters"),
            ]),
        ),
        (
            ".duck/bookmarks/b.duck",
            &bookmark(&[
                ("Protocol", "sftp"),
                ("Nickname", "server"),
                ("Hostname", "h.example"),
            ]),
        ),
        (
            ".duck/bookmarks/c.duck",
            "<!DOCTYPE plist [<!ENTITY a \"b\">]><plist><dict></dict></plist>",
        ),
        (".duck/bookmarks/d.duck", "not a property list"),
    ]);
    let foreign = home.look();
    let found = &named(&foreign, "Tom & Ann").connection;
    assert_eq!(found.refused, None);
    assert_eq!(
        found.config,
        json!({ "auth": "access_keys", "endpoint": "https://storage.example" })
    );
    assert_eq!(found.buckets, ["letters"]);
    assert!(!found.has_credential);
    assert!(found.summary.contains("keychain"), "{}", found.summary);
    assert!(why_not(&foreign, "server").contains("kind of bookmark"));
    assert!(problem(&foreign, "c.duck").contains("not a bookmark"));
    assert!(problem(&foreign, "d.duck").contains("not a bookmark"));
}

#[test]
fn broken_files_are_told_one_by_one() {
    let home = Home::new(&[
        (
            ".rclone.conf",
            "# Encrypted rclone configuration File\n\nRCLONE_ENCRYPT_V0:\nAAAA\n",
        ),
        (
            ".mc/config.json",
            &format!("{{\"aliases\": {{\"x\": \"{SECRET}\"}}"),
        ),
        (
            ".aws/credentials",
            &format!(
                "no section = {SECRET}\n[ok]\naws_access_key_id = a\naws_secret_access_key = {SECRET}\n[broken\n"
            ),
        ),
    ]);
    home.write(".aws/config", &[0xff, 0xfe, 0x00, 0x41]);
    let foreign = home.look();
    assert!(problem(&foreign, ".rclone.conf").contains("encrypted"));
    assert!(problem(&foreign, ".mc/config.json").contains("not what mc writes"));
    assert!(problem(&foreign, ".aws/config").contains("UTF-8"));
    assert!(problem(&foreign, ".aws/credentials").contains("Line 1"));
    assert!(named(&foreign, "ok").credential.is_some());

    home.write(".rclone.conf", &vec![b'#'; 1024 * 1024 + 1]);
    assert!(problem(&home.look(), ".rclone.conf").contains("1 MiB"));
    let many: String = (0..600).map(|n| format!("[r{n}]\ntype = local\n")).collect();
    home.write(".rclone.conf", many.as_bytes());
    let foreign = home.look();
    assert!(problem(&foreign, ".rclone.conf").contains("500"));
}

#[cfg(unix)]
#[test]
fn links_are_followed_only_inside_the_home_folder() {
    use std::os::unix::fs::symlink;
    let keys = format!("[default]\naws_access_key_id = a\naws_secret_access_key = {SECRET}\n");
    let home = Home::new(&[("kept/aws", &keys), (".aws/x", ""), (".mc/x", "")]);
    symlink("../kept/aws", home.path().join(".aws/credentials")).unwrap();
    let outside = home.dir.path().join("outside.json");
    fs::write(&outside, "{}").unwrap();
    symlink(&outside, home.path().join(".mc/config.json")).unwrap();
    fs::create_dir_all(home.path().join(".aws/config")).unwrap();
    symlink("/dev/zero", home.path().join(".rclone.conf")).unwrap();
    let foreign = home.look();
    assert!(named(&foreign, "default").credential.is_some());
    assert!(problem(&foreign, ".mc/config.json").contains("out of the home folder"));
    assert!(problem(&foreign, ".aws/config").contains("not a file"));
    assert!(problem(&foreign, ".rclone.conf").contains("out of the home folder"));
}

#[test]
fn aws_profiles_that_sign_in_otherwise_are_used_by_name() {
    let home = Home::new(&[
        (
            ".aws/config",
            "[profile auditor]\nrole_arn = arn:aws:iam::123456789012:role/auditor\nsource_profile = default\n\
             region = eu-west-1\n[profile \"my company\"]\nsso_session = corp\nsso_account_id = 123456789012\n\
             sso_role_name = reader\n[sso-session corp]\nsso_region = us-east-1\n\
             sso_start_url = https://corp.example/start\n",
        ),
        (
            ".aws/credentials",
            &format!("[default]\n  aws_access_key_id = AKIAEXAMPLE1\n  aws_secret_access_key = {SECRET}\n"),
        ),
    ]);
    let foreign = home.look();
    let auditor = &named(&foreign, "auditor").connection;
    assert_eq!(auditor.refused, None);
    assert_eq!(
        auditor.config,
        json!({ "auth": "profile", "profile": "auditor", "region": "eu-west-1" })
    );
    assert!(!auditor.has_credential);
    let company = &named(&foreign, "my company").connection;
    assert_eq!(
        company.config,
        json!({ "auth": "profile", "profile": "my company" })
    );
    assert_eq!(company.summary, "Amazon S3, single sign-on, by its profile");
    // Indented settings of a section are settings like others.
    assert!(named(&foreign, "default").credential.is_some());
}

#[tokio::test]
async fn rclone_remotes_of_other_clouds() {
    let google = tidegate_test_servers::Gcs::start().await.unwrap();
    let key = google.service_account();
    let home = Home::new(&[
        ("keys/archive.json", &key),
        (
            "keys/other.json",
            &format!("{{\"private_key\": \"{SECRET}\", \"type\": \"x\"}}"),
        ),
        (
            ".config/rclone/rclone.conf",
            &format!(
                "[archive]\ntype = google cloud storage\nservice_account_file = ~/keys/archive.json\n\
                 [inline]\ntype = google cloud storage\nservice_account_credentials = {}\n\
                 [open]\ntype = google cloud storage\nanonymous = true\n\
                 [broken]\ntype = google cloud storage\nservice_account_file = ~/keys/other.json\n\
                 [gone]\ntype = google cloud storage\nservice_account_file = ~/keys/nothing.json\n\
                 [outside]\ntype = google cloud storage\nservice_account_file = /etc/hostname\n\
                 [person]\ntype = google cloud storage\ntoken = {{\"access_token\":\"{SECRET}\"}}\n\
                 [role]\ntype = s3\nprovider = AWS\naccess_key_id = AKIAEXAMPLE1\nsecret_access_key = {SECRET}\n\
                 role_arn = arn:aws:iam::123456789012:role/auditor\nrole_external_id = ext-1\n\
                 [computer]\ntype = s3\nprovider = AWS\nenv_auth = true\nprofile = auditor\n\
                 [somewhere]\ntype = s3\nprovider = Minio\nendpoint = https://m.example\nenv_auth = true\n",
                key.replace('\n', " ")
            ),
        ),
    ]);
    let foreign = home.look();
    for name in ["archive", "inline"] {
        let found = named(&foreign, name);
        assert_eq!(found.connection.refused, None, "{name}");
        assert_eq!(found.connection.config["auth"], "service_account");
        assert_eq!(
            found.connection.config["project_id"],
            tidegate_test_servers::Gcs::PROJECT
        );
        let taken = credential(found)["service_account"].as_str().unwrap().to_owned();
        assert!(taken.contains("PRIVATE KEY"), "{name}");
        let shown = serde_json::to_string(&found.connection).unwrap();
        assert!(!shown.contains("PRIVATE KEY"), "{name}");
    }
    assert_eq!(
        named(&foreign, "open").connection.config,
        json!({ "auth": "anonymous" })
    );
    for (name, word) in [
        ("broken", "service account"),
        ("gone", "not there"),
        ("outside", "out of the home folder"),
        ("person", "as a person"),
        ("somewhere", "env_auth"),
    ] {
        assert!(
            why_not(&foreign, name).contains(word),
            "{}",
            why_not(&foreign, name)
        );
    }
    let role = named(&foreign, "role");
    assert_eq!(role.connection.refused, None);
    assert_eq!(
        role.connection.config,
        json!({
            "auth": "assume_role", "base": "access_keys", "external_id": "ext-1",
            "role_arn": "arn:aws:iam::123456789012:role/auditor",
        })
    );
    assert_eq!(
        named(&foreign, "computer").connection.config,
        json!({ "auth": "profile", "profile": "auditor" })
    );
}

#[test]
fn rclone_remotes_of_azure() {
    let key = "Y2FuYXJ5Y2FuYXJ5Y2FuYXJ5Y2FuYXJ5Y2FuYXJ5Y2FuYXJ5Y2FuYXJ5Y2FuYXJ5Y2FuYXJ5Y2FuYXJ5Y2E=";
    let home = Home::new(&[(
        ".config/rclone/rclone.conf",
        &format!(
            "[key]\ntype = azureblob\naccount = northwind\nkey = {key}\n\
             [sas]\ntype = azureblob\nsas_url = https://northwind.blob.core.windows.net/papers?sv=2024-11-04&sp=rl&sig={SECRET}\n\
             [az]\ntype = azureblob\naccount = northwind\nuse_az = true\n"
        ),
    )]);
    let foreign = home.look();
    assert!(!why_not(&foreign, "az").is_empty());
    if tidegate_connectors::provider("azure_blob").is_none() {
        assert!(why_not(&foreign, "key").contains("azure_blob"));
        return;
    }
    let found = named(&foreign, "key");
    assert_eq!(found.connection.refused, None);
    assert_eq!(
        found.connection.config,
        json!({ "auth": "account_key", "storage_account": "northwind" })
    );
    assert_eq!(credential(found), json!({ "account_key": key }));
    let found = named(&foreign, "sas");
    assert_eq!(
        found.connection.config,
        json!({ "auth": "sas", "storage_account": "northwind" })
    );
    assert_eq!(found.connection.buckets, ["papers"]);
}
