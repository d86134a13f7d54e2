//! The documents at fixed addresses, as crawlers, browsers and other servers get them.

use std::time::Duration;

use reqwest::Response;
use serde_json::json;

use crate::support::{
    answer::{invalid, json, problem, status, text},
    app::{ORIGIN, TestApp},
    clip,
};

fn header<'a>(answer: &'a Response, name: &str) -> &'a str {
    answer.headers()[name].to_str().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn documents_have_their_types_and_may_be_kept_for_a_while() {
    let app = TestApp::start().await;
    for (path, kind, part) in [
        (
            "/robots.txt",
            "text/plain; charset=utf-8",
            "Sitemap: https://video.test/sitemap.xml",
        ),
        (
            "/sitemap.xml",
            "application/xml; charset=utf-8",
            "<loc>https://video.test/</loc>",
        ),
        (
            "/manifest.webmanifest",
            "application/manifest+json",
            "\"start_url\":\"/\"",
        ),
        (
            "/.well-known/security.txt",
            "text/plain; charset=utf-8",
            "Contact: mailto:admin@example.com\nExpires: ",
        ),
        (
            "/.well-known/host-meta",
            "application/xrd+xml; charset=utf-8",
            "template=\"https://video.test/.well-known/webfinger?resource={uri}\"",
        ),
        (
            "/.well-known/nodeinfo",
            "application/json; charset=utf-8",
            "https://video.test/nodeinfo/2.0.json",
        ),
        (
            "/nodeinfo/2.0.json",
            "application/json; profile=\"http://nodeinfo.diaspora.software/ns/schema/2.0#\"",
            "\"name\":\"tributary\"",
        ),
    ] {
        let answer = app.get(path).await;
        assert_eq!(header(&answer, "content-type"), kind, "{path}");
        assert_eq!(
            header(&answer, "cache-control"),
            "public, max-age=300",
            "{path}"
        );
        let body = text(answer, 200).await;
        assert!(body.contains(part), "{path}: {body}");
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn old_and_foreign_addresses_lead_on() {
    let app = TestApp::start().await;
    for (path, code, target) in [
        ("/security.txt", 301, "/.well-known/security.txt"),
        ("/.well-known/change-password", 302, "/my-account/settings"),
    ] {
        let answer = app.get(path).await;
        assert_eq!(header(&answer, "location"), target);
        status(answer, code).await;
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn webfinger_finds_accounts_and_channels_of_ours_by_handle_and_by_address() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    for (name, actor) in [
        ("alice", format!("{ORIGIN}/accounts/alice")),
        (
            alice.channel.as_str(),
            format!("{ORIGIN}/video-channels/{}", alice.channel),
        ),
    ] {
        for resource in [format!("acct:{name}@video.test"), actor.clone()] {
            let path = format!("/.well-known/webfinger?resource={resource}");
            let answer = app.get(&path).await;
            assert_eq!(
                header(&answer, "content-type"),
                "application/jrd+json; charset=utf-8"
            );
            let found = json(answer, 200).await;
            assert_eq!(found["subject"], format!("acct:{name}@video.test"));
            let own =
                json!([{ "rel": "self", "type": "application/activity+json", "href": actor }]);
            assert_eq!(found["links"], own);
        }
    }
    let other = "/.well-known/webfinger?resource=acct:alice@video.test&rel=avatar&rel=icon";
    assert_eq!(json(app.get(other).await, 200).await["links"], json!([]));
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn webfinger_does_not_know_others_and_refuses_nonsense() {
    let app = TestApp::start().await;
    for resource in [
        "acct:nobody@video.test",
        "acct:root@elsewhere.test",
        "https://elsewhere.test/a",
    ] {
        let path = format!("/.well-known/webfinger?resource={resource}");
        problem(app.get(&path).await, 404, "").await;
    }
    for query in ["", "?resource=", "?resource=root", "?resource=acct:root"] {
        let path = format!("/.well-known/webfinger{query}");
        invalid(app.get(&path).await, &["resource"]).await;
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nodeinfo_counts_users_by_when_they_signed_in() {
    let app = TestApp::start().await;
    app.user("alice").await;
    let node = json(app.get("/nodeinfo/2.0.json").await, 200).await;
    let users = json!({ "total": 2, "activeMonth": 2, "activeHalfyear": 2 });
    assert_eq!(node["usage"]["users"], users);
    app.advance(Duration::from_secs(100 * 24 * 60 * 60));
    let node = json(app.get("/nodeinfo/2.0.json").await, 200).await;
    let users = json!({ "total": 2, "activeMonth": 0, "activeHalfyear": 2 });
    assert_eq!(node["usage"]["users"], users);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sitemap_lists_public_videos_alone() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let file = clip::tiny_mp4(app.folder());
    let mut shorts = Vec::new();
    for changes in [json!({}), json!({ "privacy": 2 }), json!({ "nsfw": true })] {
        let video = app.upload(&alice, &file, "A clip").await;
        let path = format!("/api/v1/videos/{}", video["uuid"].as_str().unwrap());
        status(alice.put_json(&path, &changes).await, 204).await;
        shorts.push(video["shortUUID"].as_str().unwrap().to_owned());
    }
    app.jobs_done().await;
    let sitemap = text(app.get("/sitemap.xml").await, 200).await;
    let listed: Vec<bool> = shorts
        .iter()
        .map(|short| sitemap.contains(&format!("<loc>{ORIGIN}/w/{short}</loc><lastmod>2")))
        .collect();
    assert_eq!(listed, [true, false, false], "{sitemap}");
    let node = json(app.get("/nodeinfo/2.0.json").await, 200).await;
    assert_eq!(node["usage"]["localPosts"], 2);
    app.stop().await;
}
