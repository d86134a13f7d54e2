//! What each filter of a list of videos lets through.

use tributary::{
    domain::Resolution,
    store::{streaming_playlists, video_files},
};

use super::lists::{add, names};
use crate::support::{
    answer::{invalid, problem},
    app::TestApp,
    person::Person,
    videos::{draft, quick, row, set},
};

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

/// Every video of these differs in something that can be asked for.
async fn fill(app: &TestApp, by: &Person) {
    add(app, by, "Plain", |_| ()).await;
    add(app, by, "Travel", |draft| draft.category = Some(6)).await;
    add(app, by, "Music", |draft| draft.category = Some(1)).await;
    add(app, by, "Free", |draft| draft.licence = Some(7)).await;
    add(app, by, "French", |draft| {
        draft.language = Some("fr".to_owned())
    })
    .await;
    add(app, by, "German", |draft| {
        draft.language = Some("de".to_owned())
    })
    .await;
    add(app, by, "Tagged", |draft| {
        draft.tags = texts(&["Été", "walk"])
    })
    .await;
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
    streaming_playlists::insert(&mut tx, adaptive, "a.m3u8", "a.json", now)
        .await
        .unwrap();
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
        stream: None,
    };
    video_files::insert(&mut tx, &file, now).await.unwrap();
    tx.commit().await.unwrap();
}

const ALL: [&str; 13] = [
    "Adaptive",
    "Free",
    "French",
    "German",
    "Live",
    "Music",
    "Plain",
    "Remote",
    "Sensitive",
    "Tagged",
    "Travel",
    "Walked",
    "Whole",
];

fn all_but(names: &[&str]) -> Vec<&'static str> {
    ALL.into_iter()
        .filter(|name| !names.contains(name))
        .collect()
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
        (
            "categoryOneOf[]=6&categoryOneOf[]=1",
            vec!["Music", "Travel"],
        ),
        (
            "categoryOneOf[0]=6&categoryOneOf[1]=1",
            vec!["Music", "Travel"],
        ),
        ("categoryOneOf=6,1", vec!["Music", "Travel"]),
        ("categoryOneOf=17", vec![]),
        ("licenceOneOf=7", vec!["Free"]),
        ("languageOneOf=fr", vec!["French"]),
        (
            "languageOneOf=fr&languageOneOf=de",
            vec!["French", "German"],
        ),
        (
            "languageOneOf=_unknown&nsfw=both",
            all_but(&["French", "German"]),
        ),
        (
            "languageOneOf=fr&languageOneOf=_unknown&nsfw=both",
            all_but(&["German"]),
        ),
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
        (
            "isLive=false&categoryOneOf=6&nsfw=false&isLocal=true",
            vec!["Travel"],
        ),
        ("nothingThatIsKnown=1&categoryOneOf=6", vec!["Travel"]),
    ] {
        for list in [
            "videos",
            "accounts/alice/videos",
            "video-channels/alice_channel/videos",
        ] {
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
    for name in [
        "100% sure",
        "100 percent",
        "snake_case",
        "snakeXcase",
        "It's \"so\"",
        "Wow!",
        "back\\slash",
        "ÉCOLE",
    ] {
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
    // As long as an address can be for this client.
    let long = "a".repeat(60_000);
    problem(
        app.get(&format!("/api/v1/videos?search={long}")).await,
        400,
        "",
    )
    .await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_filter_that_is_none_is_refused_by_its_name() {
    let app = quick().await;
    for name in [
        "categoryOneOf",
        "licenceOneOf",
        "isLive",
        "isLocal",
        "hasHLSFiles",
        "hasWebVideoFiles",
        "skipCount",
        "nsfw",
        "include",
        "privacyOneOf",
    ] {
        for value in ["x", "-1", "1;drop", "%00", "99999999999999999999"] {
            let path = format!("/api/v1/videos?{name}={value}");
            invalid(app.get(&path).await, &[name]).await;
        }
    }
    for name in ["languageOneOf", "tagsOneOf", "tagsAllOf", "search"] {
        invalid(
            app.get(&format!("/api/v1/videos?{name}=%00")).await,
            &[name],
        )
        .await;
    }
    let wrong = "isLive=1&include=128&privacyOneOf=6&start=-1&count=0&sort=id";
    let names = [
        "isLive",
        "include",
        "privacyOneOf",
        "start",
        "count",
        "sort",
    ];
    invalid(app.get(&format!("/api/v1/videos?{wrong}")).await, &names).await;
    app.stop().await;
}
