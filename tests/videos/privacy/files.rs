//! The files: at the plain address for everybody or nobody, at the private one for those with the right.

use serde_json::Value;

use super::viewers::{PRIVACIES, Scene};
use crate::support::{
    answer::{problem, status},
    videos::{complete, details, word},
};

/// Each kind of file of a video as `(plain, private)`, as it is called now.
pub(super) fn addresses(details: &Value) -> Vec<(String, String)> {
    let playlist = &details["streamingPlaylists"][0];
    let rendition = &playlist["files"][0];
    let plain = [
        word(&details["files"][0], "fileUrl"),
        word(playlist, "playlistUrl"),
        word(playlist, "segmentsSha256Url"),
        word(rendition, "playlistUrl"),
        word(rendition, "fileUrl"),
    ];
    let plain = plain.map(|address| address.replace("/private/", "/"));
    let private = |address: &str| {
        address
            .replace("/web-videos/", "/web-videos/private/")
            .replace("/hls/", "/hls/private/")
    };
    plain
        .iter()
        .map(|address| (address.clone(), private(address)))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn files_are_sent_to_those_who_may_watch_and_at_once() {
    let app = complete().await;
    let scene = Scene::set(&app, "Its files").await;
    // There and back again, so that each privacy follows a wider and a narrower one.
    for privacy in PRIVACIES.into_iter().chain([1, 5, 4, 3, 2, 1]) {
        scene.change(privacy).await;
        let addresses = addresses(&details(&scene.owner, &scene.video).await);
        for viewer in &scene.viewers {
            for (plain, private) in &addresses {
                let about = format!("privacy {privacy}, {}, {plain}", viewer.name);
                let expected = if privacy <= 2 { 200 } else { 403 };
                assert_eq!(viewer.get(plain).await.status(), expected, "{about}");
                let expected = if viewer.may(privacy) { 200 } else { 403 };
                let answer = viewer.get(private).await;
                assert_eq!(answer.status(), expected, "{about}");
                if expected == 403 {
                    let code = if privacy == 5 {
                        viewer.refusal(5).1
                    } else {
                        ""
                    };
                    problem(answer, 403, code).await;
                } else {
                    let caching = answer.headers()["cache-control"].to_str().unwrap();
                    assert_eq!(caching.contains("private"), privacy > 2, "{about}");
                }
            }
        }
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn details_give_the_address_that_the_privacy_asks_for() {
    let app = complete().await;
    let scene = Scene::set(&app, "Its addresses").await;
    for privacy in PRIVACIES {
        scene.change(privacy).await;
        let found = details(&scene.owner, &scene.video).await;
        let addresses = addresses(&found);
        let found = found.to_string();
        for (plain, private) in &addresses {
            assert_eq!(found.contains(plain), privacy <= 2, "{privacy} {plain}");
            assert_eq!(found.contains(private), privacy > 2, "{privacy} {private}");
        }
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_are_sent_to_whoever_knows_their_random_name() {
    let app = complete().await;
    let scene = Scene::set(&app, "Its pictures").await;
    let found = details(&app, &scene.video).await;
    for privacy in PRIVACIES {
        scene.change(privacy).await;
        for path in ["thumbnailPath", "previewPath"] {
            let answer = app.get(word(&found, path)).await;
            assert_eq!(answer.headers()["content-type"], "image/jpeg");
            status(app.head(word(&found, path)).await, 200).await;
            assert_eq!(answer.status(), 200, "privacy {privacy}");
        }
    }
    app.stop().await;
}
