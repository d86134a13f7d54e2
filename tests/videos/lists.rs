//! Lists of videos: for whom, whose, and with which fields.

use serde_json::{Value, json};
use tributary::domain::{Privacy, VideoDraft};

use super::shape::{self, has};
use crate::support::{
    answer::{self, problem},
    app::TestApp,
    client::Client,
    person::Person,
    videos::{draft, quick, row, set, tiny},
};

/// The names of the videos that a list shows, in its order.
pub(crate) async fn names(client: &Client, path: &str) -> Vec<String> {
    let list = answer::json(client.get(path).await, 200).await;
    let videos = list["data"].as_array().unwrap();
    if let Some(total) = list["total"].as_u64().filter(|total| *total <= 15) {
        assert_eq!(total, videos.len() as u64, "{path}: {list}");
    }
    let name = |video: &Value| video["name"].as_str().unwrap().to_owned();
    videos.iter().map(name).collect()
}

/// Adds a video with something changed.
pub(super) async fn add(
    app: &TestApp,
    by: &Person,
    name: &str,
    change: impl FnOnce(&mut VideoDraft),
) {
    let mut draft = draft(name);
    change(&mut draft);
    row(app, by, &draft).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn moderators_alone_list_what_is_not_public() {
    let app = quick().await;
    let (alice, mo) = (app.user("alice").await, app.moderator("mo").await);
    for privacy in Privacy::ALL {
        add(&app, &alice, privacy.label(), |draft| {
            draft.privacy = *privacy
        })
        .await;
    }
    let waiting = row(&app, &alice, &draft("Waiting")).await;
    set(&app, waiting, "state = 2", app.app().clock.now()).await;
    for query in [
        "privacyOneOf=3",
        "privacyOneOf=1",
        "include=1",
        "include=9",
        "include=2",
        "include=64",
    ] {
        for list in [
            "videos",
            "accounts/alice/videos",
            "video-channels/alice_channel/videos",
        ] {
            let path = format!("/api/v1/{list}?{query}");
            problem(app.get(&path).await, 401, "").await;
            problem(alice.get(&path).await, 403, "").await;
            answer::status(mo.get(&path).await, 200).await;
        }
    }
    for (query, expected) in [
        ("", vec!["Internal", "Public"]),
        ("&privacyOneOf=3", vec!["Private"]),
        (
            "&privacyOneOf=2&privacyOneOf=5",
            vec!["Password protected", "Unlisted"],
        ),
        ("&include=1", vec!["Internal", "Public", "Waiting"]),
        ("&include=1&privacyOneOf=1", vec!["Public", "Waiting"]),
    ] {
        let path = format!("/api/v1/videos?sort=name{query}");
        assert_eq!(names(&mo, &path).await, expected, "{path}");
    }
    assert_eq!(names(&app, "/api/v1/videos?include=8").await, ["Public"]);
    assert_eq!(
        names(&alice, "/api/v1/videos?sort=name").await,
        ["Internal", "Public"]
    );
    assert_eq!(names(&alice, "/api/v1/users/me/videos").await.len(), 6);
    assert!(names(&mo, "/api/v1/users/me/videos").await.is_empty());
    problem(app.get("/api/v1/users/me/videos").await, 401, "").await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_of_accounts_and_channels_have_their_own_videos_alone() {
    let app = quick().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    add(&app, &alice, "By alice", |_| ()).await;
    add(&app, &bob, "By bob", |_| ()).await;
    for list in [
        "accounts/bob",
        "accounts/bob@video.test",
        "video-channels/bob_channel",
        "video-channels/bob_channel@video.test",
    ] {
        let path = format!("/api/v1/{list}/videos");
        assert_eq!(names(&app, &path).await, ["By bob"], "{path}");
        assert_eq!(names(&alice, &path).await, ["By bob"], "{path}");
    }
    assert_eq!(names(&alice, "/api/v1/users/me/videos").await, ["By alice"]);
    for list in [
        "accounts/nobody",
        "accounts/bob@elsewhere.test",
        "video-channels/nobody",
        "video-channels/bob",
    ] {
        problem(app.get(&format!("/api/v1/{list}/videos")).await, 404, "").await;
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_listed_video_has_every_field_and_its_files_when_asked() {
    let app = quick().await;
    let alice = app.user("alice").await;
    let video = tiny(&app, &alice, "Listed").await;
    for list in [
        "videos",
        "accounts/alice/videos",
        "video-channels/alice_channel/videos",
        "users/me/videos",
    ] {
        let path = format!("/api/v1/{list}");
        let found = answer::json(alice.get(&path).await, 200).await["data"][0].clone();
        has(&found, shape::VIDEO);
        has(&found["account"], shape::SUMMARY);
        has(&found["channel"], shape::SUMMARY);
        assert_eq!(found["uuid"], video["uuid"]);
        assert!(
            found.get("files").is_none() && found.get("description").is_none(),
            "{found}"
        );
    }
    let found =
        answer::json(app.get("/api/v1/videos?include=8").await, 200).await["data"][0].clone();
    has(&found["files"][0], shape::FILE);
    assert_eq!(found["streamingPlaylists"], json!([]));
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sensitive_videos_are_listed_as_instance_and_viewer_want() {
    let app = TestApp::with(|config| {
        config.transcoding.enabled = false;
        config.instance.default_nsfw_policy = tributary::domain::NsfwPolicy::DoNotList;
    })
    .await;
    let alice = app.user("alice").await;
    add(&app, &alice, "Plain", |_| ()).await;
    add(&app, &alice, "Sensitive", |draft| draft.nsfw = true).await;
    assert_eq!(names(&app, "/api/v1/videos").await, ["Plain"]);
    assert_eq!(
        names(&app, "/api/v1/videos?nsfw=both&sort=name").await,
        ["Plain", "Sensitive"]
    );
    for (policy, expected) in [("display", 2), ("blur", 2), ("do_not_list", 1)] {
        let body = json!({ "nsfwPolicy": policy });
        answer::status(alice.put_json("/api/v1/users/me", &body).await, 204).await;
        assert_eq!(
            names(&alice, "/api/v1/videos").await.len(),
            expected,
            "{policy}"
        );
    }
    let home = answer::text(app.get("/").await, 200).await;
    assert!(home.contains("Plain") && !home.contains("Sensitive"));
    let sitemap = answer::text(app.get("/sitemap.xml").await, 200).await;
    assert_eq!(sitemap.matches("/w/").count(), 1);
    app.stop().await;
}
