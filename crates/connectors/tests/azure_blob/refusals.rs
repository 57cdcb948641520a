//! What is refused says what was wrong and what would help, and shows no secret.

use super::contract::{self, context, list_all, outcomes, read};
use super::{scope, with_key, with_sas, with_tree};
use tidegate_connectors::{PutCondition, SourceError};
use tidegate_domain::problem::ErrorClass;
use tidegate_test_servers::Azurite;

const WRONG: &str =
    "AAAAAdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

fn shows(error: &SourceError, words: &[&str]) {
    let all = format!("{} {} {:?}", error.message, error.remedy, error.permission);
    for word in words {
        assert!(all.contains(word), "{word:?} is not in {all:?}");
    }
    assert!(!all.contains("sig=") && !all.contains("AAAAAdM"), "{all:?}");
}

#[tokio::test]
async fn wrong_keys_and_containers() {
    let (server, fixture) = with_tree();
    let wrong = with_key(&server, WRONG);
    // azurite does not tell a wrong signature from a closed door; Azure says AuthenticationFailed.
    let error = list_all(wrong.as_ref(), &scope("main")).await.unwrap_err();
    assert_eq!(error.class, ErrorClass::PermissionDenied, "{error}");
    shows(&error, &["account key", "key1 or key2", "firewall"]);
    let error = read(wrong.as_ref(), &fixture.at("a.csv"), None, None)
        .await
        .unwrap_err();
    assert_eq!(error.class, ErrorClass::PermissionDenied, "{error}");
    // The refusal of a HEAD has no body; its header tells as much.
    let error = wrong.stat(&context(), &fixture.at("a.csv")).await.unwrap_err();
    shows(&error, &["account key", "key1 or key2", "firewall"]);

    let right = with_key(&server, Azurite::KEY);
    for container in [
        "missing",
        "UPPER",
        "a",
        "-x-",
        "a--b",
        "a/b",
        "..",
        "x?y=z",
        "\u{e9}\u{e9}\u{e9}",
    ] {
        let error = list_all(right.as_ref(), &scope(container)).await.unwrap_err();
        assert_eq!(error.class, ErrorClass::ConfigInvalid, "{container}: {error}");
    }
    let told = async |key: &str, container: &str| {
        let (connected, letters) = outcomes(with_key(&server, key).as_ref(), &scope(container)).await;
        (connected, letters[..7].to_owned())
    };
    assert_eq!(told(Azurite::KEY, "main").await, (true, "PP-PPPP".into()));
    assert!(!told(Azurite::KEY, "missing").await.0);
    assert!(!told(WRONG, "main").await.0);
}

#[tokio::test]
async fn sas_that_ended_or_may_not() {
    let (server, fixture) = with_tree();
    let object = fixture.at("a.csv");
    let ended = with_sas(&server, &server.account_sas("rl", -10));
    let error = list_all(ended.as_ref(), &scope("main")).await.unwrap_err();
    assert_eq!(error.class, ErrorClass::AuthExpired, "{error}");
    shows(&error, &["expired", "UTC"]);

    let forged = server.account_sas("rl", 10).replace("sp=rl", "sp=rwl");
    let error = list_all(with_sas(&server, &forged).as_ref(), &scope("main"))
        .await
        .unwrap_err();
    // azurite does not tell a wrong signature from a closed door; Azure says AuthenticationFailed.
    assert_eq!(error.class, ErrorClass::PermissionDenied, "{error}");
    shows(&error, &["not whole"]);

    let lists = with_sas(&server, &server.account_sas("l", 10));
    list_all(lists.as_ref(), &scope("main")).await.unwrap();
    let error = read(lists.as_ref(), &object, None, None).await.unwrap_err();
    assert_eq!(error.class, ErrorClass::PermissionDenied, "{error}");
    shows(&error, &["SAS permission r", "its permissions are l"]);

    let reads = with_sas(&server, &server.account_sas("r", 10));
    read(reads.as_ref(), &object, None, None).await.unwrap();
    let error = list_all(reads.as_ref(), &scope("main")).await.unwrap_err();
    assert_eq!(error.class, ErrorClass::PermissionDenied, "{error}");
    shows(&error, &["SAS permission l"]);
    let error = contract::put(reads.as_ref(), &object, "x", PutCondition::Overwrite)
        .await
        .unwrap_err();
    assert_eq!(error.class, ErrorClass::PermissionDenied, "{error}");
    shows(&error, &["SAS permissions c"]);
    let deleted = reads
        .delete(&context(), "main", std::slice::from_ref(&object.key))
        .await;
    let error = deleted.into_iter().next().unwrap().unwrap_err();
    assert_eq!(error.class, ErrorClass::PermissionDenied, "{error}");
    shows(&error, &["SAS permission d"]);
}
