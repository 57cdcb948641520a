//! S3 against moto, which we did not write: the contract, hostile keys, and signatures as somebody else reads
//! the definition.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "test code")]

mod contract;

use contract::{Fixture, context, list_all, outcomes, read};
use std::collections::BTreeSet;
use tidegate_connectors::{Connector, Http, HttpOptions, Surroundings, provider};
use tidegate_domain::{
    connector::Scope,
    object::{BrowseRequest, Node},
    problem::ErrorClass,
    secret::Credential,
};
use tidegate_test_servers::Moto;

fn connect(moto: &Moto, id: &str, secret: &str) -> Box<dyn Connector> {
    let config = serde_json::json!({ "endpoint": moto.endpoint(), "region": Moto::REGION });
    let credential = Credential::from_json(&serde_json::json!({
        "access_key_id": id,
        "secret_access_key": secret,
    }));
    let http = Http::new(HttpOptions::default());
    provider("s3")
        .unwrap()
        .connect(&config, Some(&credential), &Surroundings::bare(http))
        .unwrap()
}

fn scope(bucket: &str) -> Scope {
    Scope {
        buckets: vec![bucket.to_owned()],
        ..Scope::default()
    }
}

fn with_tree() -> (Moto, Fixture) {
    let moto = Moto::start().unwrap();
    let fixture = Fixture::tree("main");
    moto.make_bucket("main").unwrap();
    for (key, bytes) in &fixture.objects {
        moto.put("main", key, bytes).unwrap();
    }
    (moto, fixture)
}

#[tokio::test]
async fn keeps_the_contract() {
    let (moto, fixture) = with_tree();
    contract::all(connect(&moto, "any", "any").as_ref(), &fixture).await;
    let can = provider("s3").unwrap().descriptor().capabilities;
    contract::changes(connect(&moto, "any", "any").as_ref(), &fixture, can).await;
}

/// What moto cannot store. Everything else in the corpus must come back exactly.
const REFUSED: [(&str, &str); 3] = [("nl\nhere", ROUTES), ("crlf\r\nhere", ROUTES), ("\n", ROUTES)];
const ROUTES: &str = "404: its routes are regular expressions whose dot takes no line feed";

#[tokio::test]
async fn hostile_keys_go_round() {
    let corpus: Vec<String> = serde_json::from_str(include_str!("../../../tests/corpus/keys.json")).unwrap();
    let moto = Moto::start().unwrap();
    moto.make_bucket("main").unwrap();
    let mut kept = BTreeSet::new();
    for key in &corpus {
        let put = moto.put("main", key, format!("bytes of {key}"));
        match REFUSED.iter().find(|(refused, _)| refused == key) {
            None => {
                put.unwrap_or_else(|error| panic!("{key:?}: {error}"));
                kept.insert(key.as_bytes().to_vec());
            }
            // A moto that has learnt to store it must be asked to give it back.
            Some((_, reason)) => assert!(put.is_err(), "{key:?} is no longer refused ({reason})"),
        }
    }
    assert_eq!(
        kept.len() + REFUSED.len(),
        corpus.len(),
        "a key is in the corpus twice"
    );
    // Once as an open server, and once as one that works out every signature itself.
    let user = moto.make_user("reader").unwrap();
    for strict in [false, true] {
        if strict {
            moto.check_signatures().unwrap();
        }
        let s3 = connect(&moto, &user.id, &user.secret);
        let listed = list_all(s3.as_ref(), &scope("main")).await.unwrap();
        let names: Vec<_> = listed
            .iter()
            .map(|meta| meta.object.key.as_bytes().to_vec())
            .collect();
        assert_eq!(
            names,
            kept.iter().cloned().collect::<Vec<_>>(),
            "in byte order, each once"
        );
        for meta in &listed {
            let found = s3.stat(&context(), &meta.object).await.unwrap();
            assert_eq!(
                (found.size, &found.version),
                (meta.size, &meta.version),
                "{}",
                meta.object
            );
            let bytes = read(s3.as_ref(), &meta.object, Some(&meta.version), None)
                .await
                .unwrap();
            assert_eq!(
                bytes,
                [b"bytes of ", meta.object.key.as_bytes()].concat(),
                "{}",
                meta.object
            );
            let prefixed = Scope {
                prefixes: vec![meta.object.key.clone()],
                ..scope("main")
            };
            let below = list_all(s3.as_ref(), &prefixed).await.unwrap();
            assert_eq!(
                below.first().map(|first| &first.object.key),
                Some(&meta.object.key)
            );
        }
    }
    let wrong = connect(&moto, &user.id, "wrong");
    let object = Fixture::tree("main").at("a+b c");
    // A refusal of HEAD has no body, so it cannot say more than 403.
    let refused = wrong.stat(&context(), &object).await.unwrap_err();
    assert_eq!(refused.class, ErrorClass::PermissionDenied, "{refused}");
    let refused = read(wrong.as_ref(), &object, None, None).await.unwrap_err();
    assert_eq!(refused.class, ErrorClass::AuthExpired, "{refused}");
}

/// Written, listed, read and deleted by ourselves, byte for byte.
#[tokio::test]
async fn hostile_keys_are_written_and_deleted() {
    let corpus: Vec<String> = serde_json::from_str(include_str!("../../../tests/corpus/keys.json")).unwrap();
    let moto = Moto::start().unwrap();
    moto.make_bucket("main").unwrap();
    let user = moto.make_user("writer").unwrap();
    moto.check_signatures().unwrap();
    let s3 = connect(&moto, &user.id, &user.secret);
    let fixture = Fixture::tree("main");
    let mut kept = BTreeSet::new();
    for key in &corpus {
        let bytes = format!("bytes of {key}");
        let put = contract::write(s3.as_ref(), &fixture.at(key), &bytes).await;
        if REFUSED.iter().any(|(refused, _)| refused == key) {
            assert!(put.is_err(), "{key:?}");
            continue;
        }
        let put = put.unwrap_or_else(|error| panic!("{key:?}: {error}"));
        let found = s3.stat(&context(), &fixture.at(key)).await.unwrap();
        assert_eq!((put.size, put.version), (found.size, found.version), "{key:?}");
        kept.insert(key.as_bytes().to_vec());
    }
    let names = async || -> Vec<_> {
        let listed = list_all(s3.as_ref(), &scope("main")).await.unwrap();
        listed.into_iter().map(|meta| meta.object.key).collect()
    };
    let all = names().await;
    let bytes: Vec<_> = all.iter().map(|key| key.as_bytes().to_vec()).collect();
    assert_eq!(bytes, kept.iter().cloned().collect::<Vec<_>>());
    for key in &all {
        let read = read(s3.as_ref(), &fixture.at(key.as_bytes()), None, None).await;
        assert_eq!(read.unwrap(), [b"bytes of ", key.as_bytes()].concat(), "{key}");
    }
    // Every second one at first: what was not named must stay.
    let (gone, stay): (Vec<_>, Vec<_>) = all.iter().cloned().enumerate().partition(|(at, _)| at % 2 == 0);
    let [gone, stay] = [gone, stay].map(|half| half.into_iter().map(|(_, key)| key).collect::<Vec<_>>());
    for (keys, left) in [(&gone, &stay[..]), (&stay, &[])] {
        let outcomes = s3.delete(&context(), "main", keys).await;
        assert_eq!(outcomes.len(), keys.len());
        for (key, outcome) in keys.iter().zip(outcomes) {
            outcome.unwrap_or_else(|error| panic!("{key}: {error}"));
        }
        assert_eq!(names().await, left);
    }
}

#[tokio::test]
async fn buckets_are_listed_and_checked() {
    let (moto, _) = with_tree();
    for bucket in ["alpha", "beta.dots-1", "zeta"] {
        moto.make_bucket(bucket).unwrap();
    }
    moto.put("zeta", "z.txt", "z").unwrap();
    let s3 = connect(&moto, "any", "any");
    let page = s3.browse(&context(), &BrowseRequest::default()).await.unwrap();
    let names: Vec<&str> = page
        .nodes
        .iter()
        .map(|node| match node {
            Node::Bucket { name, created } => {
                assert!(created.is_some(), "{name}");
                name.as_str()
            }
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(names, ["alpha", "beta.dots-1", "main", "zeta"]);
    assert_eq!(page.next_cursor, None);

    let listed = list_all(s3.as_ref(), &Scope::default()).await.unwrap();
    assert_eq!(listed.len(), 9, "a scope without buckets is all of them");
    let report = s3.check(&context(), &Scope::default().into(), &mut |_| {}).await;
    assert!(report.connected, "{report:#?}");
    assert_eq!(report.buckets_accessible, 4);
}

#[tokio::test]
async fn every_probe_says_what_it_saw() {
    let (moto, _) = with_tree();
    moto.make_bucket("void").unwrap();
    let user = moto.make_user("reader").unwrap();
    let told = async |secret: &str, bucket: &str| {
        let (connected, letters) = outcomes(connect(&moto, &user.id, secret).as_ref(), &scope(bucket)).await;
        // Who can reach it is another test's matter.
        (connected, letters[..9].to_owned())
    };
    for strict in [false, true] {
        if strict {
            moto.check_signatures().unwrap();
        }
        assert_eq!(told(&user.secret, "main").await, (true, "PP-PPPP--".into()));
        assert_eq!(told(&user.secret, "void").await, (true, "PP-PPP---".into()));
        assert_eq!(told(&user.secret, "missing").await, (false, "PP-PPF---".into()));
    }
    assert_eq!(told("wrong", "main").await, (false, "PP-F-----".into()));
    let stranger = connect(&moto, "AKIAUNKNOWNTOANYBODY", &user.secret);
    let refused = list_all(stranger.as_ref(), &scope("main")).await.unwrap_err();
    assert_eq!(refused.class, ErrorClass::AuthExpired, "{refused}");
}
