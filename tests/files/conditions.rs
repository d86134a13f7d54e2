//! Conditional requests, and HEAD.

use reqwest::Method;

use super::ranges::{header, served, with};
use crate::support::videos::{complete, details, tiny, word};

const LONG_AGO: &str = "Mon, 07 Nov 1994 08:48:37 GMT";

#[tokio::test(flavor = "multi_thread")]
async fn who_has_the_file_already_is_told_so() {
    let (app, address, bytes) = served().await;
    let first = app.get(&address).await;
    let (tag, modified) = (header(&first, "etag"), header(&first, "last-modified"));
    assert!(
        tag.starts_with('"') && tag.ends_with('"') && tag.len() > 10,
        "{tag}"
    );
    assert_eq!(header(&first, "accept-ranges"), "bytes");
    assert!(first.bytes().await.unwrap() == bytes);
    let weak = format!("W/{tag}");
    let among = format!("\"other\", {tag}");
    for (name, value, expected) in [
        ("if-none-match", tag.as_str(), 304),
        ("if-none-match", &weak, 304),
        ("if-none-match", &among, 304),
        ("if-none-match", "*", 304),
        ("if-none-match", "\"other\"", 200),
        ("if-modified-since", &modified, 304),
        ("if-modified-since", LONG_AGO, 200),
        ("if-match", &tag, 200),
        ("if-match", "\"other\"", 412),
        ("if-unmodified-since", &modified, 200),
        ("if-unmodified-since", LONG_AGO, 412),
    ] {
        let answer = with(&app, &address, &[(name, value)]).await;
        assert_eq!(answer.status(), expected, "{name}: {value}");
        if expected == 304 {
            assert_eq!(header(&answer, "etag"), tag);
        }
        if expected != 200 {
            assert!(answer.bytes().await.unwrap().is_empty(), "{name}: {value}");
        }
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_range_is_sent_only_of_the_version_that_the_caller_has() {
    let (app, address, bytes) = served().await;
    let first = app.head(&address).await;
    let (tag, modified) = (header(&first, "etag"), header(&first, "last-modified"));
    let weak = format!("W/{tag}");
    for (value, expected) in [
        (tag.as_str(), 206),
        (&modified, 206),
        ("\"other\"", 200),
        (&weak, 200),
        (LONG_AGO, 200),
        ("nonsense", 200),
    ] {
        let answer = with(
            &app,
            &address,
            &[("range", "bytes=3-9"), ("if-range", value)],
        )
        .await;
        assert_eq!(answer.status(), expected, "{value}");
        let sent = answer.bytes().await.unwrap();
        assert!(
            if expected == 206 {
                sent == bytes[3..10]
            } else {
                sent == bytes
            },
            "{value}"
        );
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn head_says_what_get_would_and_sends_nothing() {
    let app = complete().await;
    let alice = app.user("alice").await;
    let found = details(&app, &tiny(&app, &alice, "Headed").await).await;
    let playlist = &found["streamingPlaylists"][0];
    let short = format!("/w/{}", word(&found, "shortUUID"));
    for address in [
        word(&found["files"][0], "fileUrl"),
        word(playlist, "playlistUrl"),
        word(playlist, "segmentsSha256Url"),
        word(&playlist["files"][0], "fileUrl"),
        word(&found, "thumbnailPath"),
        word(&found, "previewPath"),
        "/",
        &short,
        "/robots.txt",
        "/sitemap.xml",
        "/api/v1/videos",
        "/nothing",
    ] {
        let get = app.get(address).await;
        let head = app.request(Method::HEAD, address).send().await.unwrap();
        assert_eq!(head.status(), get.status(), "{address}");
        for name in [
            "content-type",
            "content-length",
            "etag",
            "last-modified",
            "cache-control",
            "accept-ranges",
        ] {
            assert_eq!(
                header(&head, name),
                header(&get, name),
                "{name} of {address}"
            );
        }
        assert!(!get.bytes().await.unwrap().is_empty(), "{address}");
        assert!(head.bytes().await.unwrap().is_empty(), "{address}");
    }
    app.stop().await;
}
