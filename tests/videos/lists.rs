//! Lists of videos: what each filter lets through, and for whom.

use serde_json::{Value, json};
use tributary::{
    domain::{Privacy, Resolution, VideoDraft},
    store::{streaming_playlists, video_files},
};

use super::shape::{self, has};
use crate::support::{
    answer::{self, invalid, problem},
    app::TestApp,
    client::Client,
    person::Person,
    videos::{draft, quick, row, set, tiny},
};

/// The names of the videos that a list shows, in its order.
pub(super) async fn names(client: &Client, path: &str) -> Vec<String> {
    let list = answer::json(client.get(path).await, 200).await;
    let videos = list["data"].as_array().unwrap();
    if let Some(total) = list["total"].as_u64().filter(|total| *total <= 15) {
        assert_eq!(total, videos.len() as u64, "{path}: {list}");
    }
    let name = |video: &Value| video["name"].as_str().unwrap().to_owned();
    videos.iter().map(name).collect()
}

async fn add(app: &TestApp, by: &Person, name: &str, change: impl FnOnce(&mut VideoDraft)) {
    let mut draft = draft(name);
    change(&mut draft);
    row(app, by, &draft).await;
}

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

/// Every video of these differs in something that can be asked for.
async fn fill(app: &TestApp, by: &Person) {
    add(app, by, "Plain", |_| ()).await;
    add(app, by, "Travel", |draft| draft.category = Some(6)).await;
    add(app, by, "Music", |draft| draft.category = Some(1)).await;
    add(app, by, "Free", |draft| draft.licence = Some(7)).await;
    add(app, by, "French", |draft| draft.language = Some("fr".to_owned())).await;
    add(app, by, "German", |draft| draft.language = Some("de".to_owned())).await;
    add(app, by, "Tagged", |draft| draft.tags = texts(&["Été", "walk"])).await;
    add(app, by, "Walked", |draft| draft.tags = texts(&["walk"])).await;
    add(app, by, "Sensitive", |draft| draft.nsfw = true).await;
    let live = row(app, by, &draft("Live")).await;
    let remote = row(app, by, &draft("Remote")).await;
    let now = app.app().clock.now();
    set(app, live, "is_live = TRUE", now).await;
    set(app, remote, "remote = TRUE", now).await;
    let adaptive = row(app, by, &draft("Adaptive")).await;
    let whole = row(app, by, &draft("Whole")).await;
    let mut tx = app.app().store.begin().await.unwrap();
    streaming_playlists::insert(&mut tx, adaptive, "a.m3u8", "a.json", now).await.unwrap();
    let file = video_files::NewVideoFile {
        video: whole,
        playlist: None,
        resolution: Resolution::new(240),
        picture: Some((320, 240)),
        fps: 25.0,
        size: 1,
        has_audio: true,
        filename: "whole.mp4".to_owned(),
        playlist_filename: None,
        metadata: None,
    };
    video_files::insert(&mut tx, &file, now).await.unwrap();
    tx.commit().await.unwrap();
}

const ALL: [&str; 13] = [
    "Adaptive", "Free", "French", "German", "Live", "Music", "Plain", "Remote", "Sensitive", "Tagged", "Travel",
    "Walked", "Whole",
];

fn all_but(names: &[&str]) -> Vec<&'static str> {
    ALL.into_iter().filter(|name| !names.contains(name)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_filter_lets_through_what_it_names() {
    let app = quick().await;
    let alice = app.user("alice").await;
    fill(&app, &alice).await;
    for (query, expected) in [
        ("nsfw=both", ALL.to_vec()),
        ("categoryOneOf=6", vec!["Travel"]),
        ("categoryOneOf=6&categoryOneOf=1", vec!["Music", "Travel"]),
        ("categoryOneOf[]=6&categoryOneOf[]=1", vec!["Music", "Travel"]),
        ("categoryOneOf[0]=6&categoryOneOf[1]=1", vec!["Music", "Travel"]),
        ("categoryOneOf=6,1", vec!["Music", "Travel"]),
        ("categoryOneOf=17", vec![]),
        ("licenceOneOf=7", vec!["Free"]),
        ("languageOneOf=fr", vec!["French"]),
        ("languageOneOf=fr&languageOneOf=de", vec!["French", "German"]),
        ("languageOneOf=_unknown&nsfw=both", all_but(&["French", "German"])),
        ("languageOneOf=fr&languageOneOf=_unknown&nsfw=both", all_but(&["German"])),
        ("tagsOneOf=walk", vec!["Tagged", "Walked"]),
        ("tagsOneOf=%C3%A9t%C3%A9", vec!["Tagged"]),
        ("tagsOneOf=WALK&tagsOneOf=none", vec!["Tagged", "Walked"]),
        ("tagsAllOf=walk&tagsAllOf=%C3%89T%C3%89", vec!["Tagged"]),
        ("tagsAllOf=walk&tagsAllOf=none", vec![]),
        ("nsfw=true", vec!["Sensitive"]),
        ("nsfw=false", all_but(&["Sensitive"])),
        ("isLive=true", vec!["Live"]),
        ("isLive=false&nsfw=both", all_but(&["Live"])),
        ("isLocal=false", vec!["Remote"]),
        ("isLocal=true&nsfw=both", all_but(&["Remote"])),
        ("hasHLSFiles=true", vec!["Adaptive"]),
        ("hasHLSFiles=false&nsfw=both", all_but(&["Adaptive"])),
        ("hasWebVideoFiles=true", vec!["Whole"]),
        ("hasWebVideoFiles=false&nsfw=both", all_but(&["Whole"])),
        ("search=RE", vec!["Free", "French", "Remote"]),
        ("search=fr&languageOneOf=_unknown", vec!["Free"]),
        ("isLive=false&categoryOneOf=6&nsfw=false&isLocal=true", vec!["Travel"]),
        ("nothingThatIsKnown=1&categoryOneOf=6", vec!["Travel"]),
    ] {
        for list in ["videos", "accounts/alice/videos", "video-channels/alice_channel/videos"] {
            let path = format!("/api/v1/{list}?sort=name&count=100&{query}");
            assert_eq!(names(&app, &path).await, expected, "{path}");
        }
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_takes_its_text_literally() {
    let app = quick().await;
    let alice = app.user("alice").await;
    for name in ["100% sure", "100 percent", "snake_case", "snakeXcase", "It's \"so\"", "Wow!", "back\\slash", "ÉCOLE"] {
        add(&app, &alice, name, |_| ()).await;
    }
    for (text, expected) in [
        ("%25", vec!["100% sure"]),
        ("0%25+s", vec!["100% sure"]),
        ("_", vec!["snake_case"]),
        ("e_c", vec!["snake_case"]),
        ("%27s", vec!["It's \"so\""]),
        ("%22", vec!["It's \"so\""]),
        ("!", vec!["Wow!"]),
        ("%5C", vec!["back\\slash"]),
        ("%C3%A9cole", vec!["ÉCOLE"]),
        ("%27+OR+1=1--", vec![]),
        ("*", vec![]),
        ("NEAR(a+b)", vec![]),
    ] {
        let path = format!("/api/v1/videos?sort=name&search={text}");
        assert_eq!(names(&app, &path).await, expected, "{path}");
    }
    assert_eq!(names(&app, "/api/v1/videos?search=").await.len(), 8);
    let long = "a".repeat(100_000);
    let answer = app.get(&format!("/api/v1/videos?search={long}")).await.status();
    assert!(answer == 400 || answer == 414, "{answer}");
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_filter_that_is_none_is_refused_by_its_name() {
    let app = quick().await;
    for name in [
        "categoryOneOf", "licenceOneOf", "isLive", "isLocal", "hasHLSFiles", "hasWebVideoFiles", "skipCount", "nsfw",
        "include", "privacyOneOf",
    ] {
        for value in ["x", "-1", "1;drop", "%00", "99999999999999999999"] {
            let path = format!("/api/v1/videos?{name}={value}");
            invalid(app.get(&path).await, &[name]).await;
        }
    }
    for name in ["languageOneOf", "tagsOneOf", "tagsAllOf", "search"] {
        invalid(app.get(&format!("/api/v1/videos?{name}=%00")).await, &[name]).await;
    }
    let wrong = "isLive=1&include=128&privacyOneOf=6&start=-1&count=0&sort=id";
    let names = ["isLive", "include", "privacyOneOf", "start", "count", "sort"];
    invalid(app.get(&format!("/api/v1/videos?{wrong}")).await, &names).await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn moderators_alone_list_what_is_not_public() {
    let app = quick().await;
    let (alice, mo) = (app.user("alice").await, app.moderator("mo").await);
    for privacy in Privacy::ALL {
        add(&app, &alice, privacy.label(), |draft| draft.privacy = *privacy).await;
    }
    let waiting = row(&app, &alice, &draft("Waiting")).await;
    set(&app, waiting, "state = 2", app.app().clock.now()).await;
    for query in ["privacyOneOf=3", "privacyOneOf=1", "include=1", "include=9", "include=2", "include=64"] {
        for list in ["videos", "accounts/alice/videos", "video-channels/alice_channel/videos"] {
            let path = format!("/api/v1/{list}?{query}");
            problem(app.get(&path).await, 401, "").await;
            problem(alice.get(&path).await, 403, "").await;
            answer::status(mo.get(&path).await, 200).await;
        }
    }
    for (query, expected) in [
        ("", vec!["Internal", "Public"]),
        ("&privacyOneOf=3", vec!["Private"]),
        ("&privacyOneOf=2&privacyOneOf=5", vec!["Password protected", "Unlisted"]),
        ("&include=1", vec!["Internal", "Public", "Waiting"]),
        ("&include=1&privacyOneOf=1", vec!["Public", "Waiting"]),
    ] {
        let path = format!("/api/v1/videos?sort=name{query}");
        assert_eq!(names(&mo, &path).await, expected, "{path}");
    }
    assert_eq!(names(&app, "/api/v1/videos?include=8").await, ["Public"]);
    assert_eq!(names(&alice, "/api/v1/videos?sort=name").await, ["Internal", "Public"]);
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
    for list in ["accounts/bob", "accounts/bob@video.test", "video-channels/bob_channel", "video-channels/bob_channel@video.test"] {
        let path = format!("/api/v1/{list}/videos");
        assert_eq!(names(&app, &path).await, ["By bob"], "{path}");
        assert_eq!(names(&alice, &path).await, ["By bob"], "{path}");
    }
    assert_eq!(names(&alice, "/api/v1/users/me/videos").await, ["By alice"]);
    for list in ["accounts/nobody", "accounts/bob@elsewhere.test", "video-channels/nobody", "video-channels/bob"] {
        problem(app.get(&format!("/api/v1/{list}/videos")).await, 404, "").await;
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_listed_video_has_every_field_and_its_files_when_asked() {
    let app = quick().await;
    let alice = app.user("alice").await;
    let video = tiny(&app, &alice, "Listed").await;
    for list in ["videos", "accounts/alice/videos", "video-channels/alice_channel/videos", "users/me/videos"] {
        let path = format!("/api/v1/{list}");
        let found = answer::json(alice.get(&path).await, 200).await["data"][0].clone();
        has(&found, shape::VIDEO);
        has(&found["account"], shape::SUMMARY);
        has(&found["channel"], shape::SUMMARY);
        assert_eq!(found["uuid"], video["uuid"]);
        assert!(found.get("files").is_none() && found.get("description").is_none(), "{found}");
    }
    let found = answer::json(app.get("/api/v1/videos?include=8").await, 200).await["data"][0].clone();
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
    assert_eq!(names(&app, "/api/v1/videos?nsfw=both&sort=name").await, ["Plain", "Sensitive"]);
    for (policy, expected) in [("display", 2), ("blur", 2), ("do_not_list", 1)] {
        let body = json!({ "nsfwPolicy": policy });
        answer::status(alice.put_json("/api/v1/users/me", &body).await, 204).await;
        assert_eq!(names(&alice, "/api/v1/videos").await.len(), expected, "{policy}");
    }
    let home = answer::text(app.get("/").await, 200).await;
    assert!(home.contains("Plain") && !home.contains("Sensitive"));
    let sitemap = answer::text(app.get("/sitemap.xml").await, 200).await;
    assert_eq!(sitemap.matches("/w/").count(), 1);
    app.stop().await;
}
