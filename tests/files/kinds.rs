//! What each kind of file says it is.

use std::collections::HashSet;

use super::ranges::header;
use crate::support::videos::{complete, details, quick, tiny, word};

#[tokio::test(flavor = "multi_thread")]
async fn each_kind_of_file_says_what_it_is_and_how_long_it_may_be_kept() {
    let app = complete().await;
    let alice = app.user("alice").await;
    let found = details(&app, &tiny(&app, &alice, "Kinds").await).await;
    let playlist = &found["streamingPlaylists"][0];
    let rendition = &playlist["files"][0];
    for (address, kind, age) in [
        (
            word(&found["files"][0], "fileUrl"),
            "video/mp4",
            "immutable",
        ),
        (word(rendition, "fileUrl"), "video/mp4", "immutable"),
        (
            word(playlist, "playlistUrl"),
            "application/vnd.apple.mpegurl",
            "no-cache",
        ),
        (
            word(rendition, "playlistUrl"),
            "application/vnd.apple.mpegurl",
            "no-cache",
        ),
        (
            word(playlist, "segmentsSha256Url"),
            "application/json",
            "public",
        ),
        (word(&found, "thumbnailPath"), "image/jpeg", "immutable"),
        (word(&found, "previewPath"), "image/jpeg", "immutable"),
    ] {
        let answer = app.get(address).await;
        assert_eq!(answer.status(), 200, "{address}");
        assert_eq!(header(&answer, "content-type"), kind, "{address}");
        assert_eq!(
            header(&answer, "x-content-type-options"),
            "nosniff",
            "{address}"
        );
        assert!(header(&answer, "cache-control").contains(age), "{address}");
        assert_eq!(header(&answer, "accept-ranges"), "bytes", "{address}");
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_of_one_place_is_not_at_another() {
    let app = complete().await;
    let alice = app.user("alice").await;
    let found = details(&app, &tiny(&app, &alice, "Places").await).await;
    let name = |address: &str| address.rsplit('/').next().unwrap().to_owned();
    let playlist = &found["streamingPlaylists"][0];
    let (uuid, other) = (word(&found, "uuid"), "fbbaeaa6-a991-46e1-975a-0e0c9a5ae576");
    let web = name(word(&found["files"][0], "fileUrl"));
    let master = name(word(playlist, "playlistUrl"));
    let thumbnail = name(word(&found, "thumbnailPath"));
    for path in [
        format!("/static/web-videos/{master}"),
        format!("/static/web-videos/{thumbnail}"),
        format!("/static/streaming-playlists/hls/{uuid}/{web}"),
        format!("/static/streaming-playlists/hls/{other}/{master}"),
        format!("/static/streaming-playlists/hls/private/{other}/{master}"),
        format!("/static/streaming-playlists/hls/{uuid}/"),
        format!("/lazy-static/previews/{thumbnail}"),
        format!("/lazy-static/storyboards/{thumbnail}"),
        format!("/lazy-static/thumbnails/{web}"),
    ] {
        assert_eq!(app.get(&path).await.status(), 404, "{path}");
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_this_server_has_none_of_is_not_found() {
    let app = quick().await;
    for path in [
        "/lazy-static/avatars/fbbaeaa6.jpg",
        "/lazy-static/banners/fbbaeaa6.jpg",
        "/lazy-static/video-captions/fbbaeaa6-en.vtt",
        "/lazy-static/torrents/fbbaeaa6-720.torrent",
        "/static/torrents/fbbaeaa6-720.torrent",
    ] {
        let answer = app.get(path).await;
        assert_eq!(answer.status(), 404, "{path}");
        assert_eq!(
            header(&answer, "content-type"),
            "application/problem+json; charset=utf-8",
            "{path}"
        );
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_names_of_media_are_random_and_say_nothing_of_their_video() {
    let app = complete().await;
    let alice = app.user("alice").await;
    let mut of_each = Vec::new();
    for title in ["One", "Other"] {
        let found = details(&app, &tiny(&app, &alice, title).await).await;
        let playlist = &found["streamingPlaylists"][0];
        let addresses = [
            word(&found["files"][0], "fileUrl"),
            word(playlist, "playlistUrl"),
            word(playlist, "segmentsSha256Url"),
            word(&playlist["files"][0], "fileUrl"),
            word(&playlist["files"][0], "playlistUrl"),
            word(&found, "thumbnailPath"),
            word(&found, "previewPath"),
        ];
        let mut random_parts = HashSet::new();
        for address in addresses {
            let name = address.rsplit('/').next().unwrap();
            for told in [word(&found, "uuid"), word(&found, "shortUUID"), title] {
                assert!(!name.contains(told), "{name} tells {told}");
            }
            // The random part comes first; what follows says what the file is.
            let random = name.get(..36).unwrap();
            assert!(uuid::Uuid::parse_str(random).is_ok(), "{name}");
            random_parts.insert(random.to_owned());
        }
        of_each.push(random_parts);
    }
    // The same film again has other names.
    assert!(of_each[0].is_disjoint(&of_each[1]), "{of_each:?}");
    app.stop().await;
}
