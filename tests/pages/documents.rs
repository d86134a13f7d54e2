//! The documents at fixed addresses.

use serde_json::json;
use tributary::domain::Privacy;

use crate::support::{
    answer::{invalid, json, problem, text},
    videos::{draft, quick, row, set, word},
};

#[tokio::test(flavor = "multi_thread")]
async fn each_document_has_its_own_media_type() {
    let app = quick().await;
    for (path, kind) in [
        ("/robots.txt", "text/plain; charset=utf-8"),
        ("/sitemap.xml", "application/xml; charset=utf-8"),
        ("/manifest.webmanifest", "application/manifest+json"),
        ("/.well-known/security.txt", "text/plain; charset=utf-8"),
        ("/.well-known/nodeinfo", "application/json; charset=utf-8"),
        (
            "/nodeinfo/2.0.json",
            "application/json; profile=\"http://nodeinfo.diaspora.software/ns/schema/2.0#\"",
        ),
        (
            "/.well-known/host-meta",
            "application/xrd+xml; charset=utf-8",
        ),
        (
            "/.well-known/webfinger?resource=acct:root@video.test",
            "application/jrd+json; charset=utf-8",
        ),
        ("/", "text/html; charset=utf-8"),
    ] {
        let answer = app.get(path).await;
        assert_eq!(answer.status(), 200, "{path}");
        assert_eq!(answer.headers()["content-type"], kind, "{path}");
    }
    for (path, target) in [
        ("/security.txt", "/.well-known/security.txt"),
        ("/.well-known/change-password", "/my-account/settings"),
    ] {
        let answer = app.get(path).await;
        assert!(answer.status().is_redirection(), "{path}");
        assert_eq!(answer.headers()["location"], target);
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sitemap_has_public_videos_alone_and_robots_lead_to_it() {
    let app = quick().await;
    let alice = app.user("alice").await;
    for privacy in Privacy::ALL {
        let mut draft = draft(privacy.label());
        draft.privacy = *privacy;
        row(&app, &alice, &draft).await;
    }
    let waiting = row(&app, &alice, &draft("Waiting")).await;
    set(&app, waiting, "state = 2", app.app().clock.now()).await;
    let list = json(app.get("/api/v1/videos").await, 200).await;
    let public = word(&list["data"][0], "shortUUID").to_owned();
    let sitemap = text(app.get("/sitemap.xml").await, 200).await;
    assert_eq!(sitemap.matches("<loc>").count(), 2, "{sitemap}");
    assert!(
        sitemap.contains("<loc>https://video.test/</loc>"),
        "{sitemap}"
    );
    assert!(
        sitemap.contains(&format!("<loc>https://video.test/w/{public}</loc>")),
        "{sitemap}"
    );
    let robots = text(app.get("/robots.txt").await, 200).await;
    assert!(
        robots.contains("Sitemap: https://video.test/sitemap.xml"),
        "{robots}"
    );
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nodeinfo_counts_users_and_public_videos() {
    let app = quick().await;
    let alice = app.user("alice").await;
    let links = json(app.get("/.well-known/nodeinfo").await, 200).await;
    assert_eq!(
        links["links"][0]["href"],
        "https://video.test/nodeinfo/2.0.json"
    );
    row(&app, &alice, &draft("Public")).await;
    let mut hidden = draft("Hidden");
    hidden.privacy = Privacy::Unlisted;
    row(&app, &alice, &hidden).await;
    let info = json(app.get("/nodeinfo/2.0.json").await, 200).await;
    assert_eq!(
        (&info["version"], &info["software"]["name"]),
        (&json!("2.0"), &json!("tributary"))
    );
    assert_eq!(info["usage"]["localPosts"], 1, "{info}");
    let users = json!({ "total": 2, "activeMonth": 2, "activeHalfyear": 2 });
    assert_eq!(info["usage"]["users"], users);
    app.advance(std::time::Duration::from_secs(31 * 24 * 3600));
    let later = json(app.get("/nodeinfo/2.0.json").await, 200).await;
    let users = json!({ "total": 2, "activeMonth": 0, "activeHalfyear": 2 });
    assert_eq!(later["usage"]["users"], users);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn webfinger_finds_accounts_and_channels_of_this_server() {
    let app = quick().await;
    app.user("alice").await;
    let path = |resource: &str| format!("/.well-known/webfinger?resource={resource}");
    for name in ["alice", "alice_channel", "root"] {
        let handle = format!("acct:{name}@video.test");
        let found = json(app.get(&path(&handle)).await, 200).await;
        assert_eq!(found["subject"], handle);
        assert_eq!(found["links"][0]["rel"], "self");
        assert_eq!(found["links"][0]["type"], "application/activity+json");
        let address = word(&found["links"][0], "href");
        let again = json(app.get(&path(address)).await, 200).await;
        assert_eq!(again, found);
    }
    for nobody in [
        "acct:nobody@video.test",
        "acct:alice@elsewhere.test",
        "https://video.test/accounts/nobody",
    ] {
        problem(app.get(&path(nobody)).await, 404, "").await;
    }
    for malformed in [
        "",
        "alice",
        "acct:",
        "acct:alice",
        "acct:@video.test",
        "mailto:alice@video.test",
        "%00",
    ] {
        invalid(app.get(&path(malformed)).await, &["resource"]).await;
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn manifest_and_security_contact_carry_the_settings() {
    let app = crate::support::app::TestApp::with(|config| {
        "Our <tube>".clone_into(&mut config.instance.name);
        "guard@video.test".clone_into(&mut config.admin.email);
    })
    .await;
    let manifest = json(app.get("/manifest.webmanifest").await, 200).await;
    assert_eq!(
        (&manifest["name"], &manifest["start_url"]),
        (&json!("Our <tube>"), &json!("/"))
    );
    let icon = word(&manifest["icons"][0], "src");
    assert_eq!(
        app.get(icon).await.headers()["content-type"],
        "image/svg+xml"
    );
    let contact = text(app.get("/.well-known/security.txt").await, 200).await;
    assert!(
        contact.contains("Contact: mailto:guard@video.test\n"),
        "{contact}"
    );
    let expires = contact
        .lines()
        .find_map(|line| line.strip_prefix("Expires: "))
        .unwrap();
    let expires = chrono::DateTime::parse_from_rfc3339(expires).unwrap();
    assert!(expires > app.app().clock.now(), "{contact}");
    assert!(
        contact.contains("Canonical: https://video.test/.well-known/security.txt"),
        "{contact}"
    );
    let home = text(app.get("/").await, 200).await;
    assert!(home.contains("Our &#60;tube&#62;"), "{home}");
    app.stop().await;
}
