//! `POST /api/v1/videos/{id}/token`: a right to the files that fits into an address.

use std::time::Duration;

use reqwest::Method;

use super::{
    files::addresses,
    viewers::{PRIVACIES, Scene, Viewer},
};
use crate::support::{
    answer::{invalid, json, problem, text},
    app::TestApp,
    videos::{api, complete, details, put, tiny, word},
};

async fn token(scene: &Scene, viewer: &Viewer) -> String {
    let path = format!("{}/token", api(&scene.video));
    let answer = json(viewer.ask(Method::POST, &path).await, 200).await;
    assert!(word(&answer["files"], "expires").ends_with('Z'), "{answer}");
    word(&answer["files"], "token").to_owned()
}

async fn status_with(app: &TestApp, address: &str, token: &str) -> u16 {
    app.get(&format!("{address}?videoFileToken={token}"))
        .await
        .status()
        .as_u16()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_given_to_those_who_may_watch_and_opens_the_files() {
    let app = complete().await;
    let scene = Scene::set(&app, "By token").await;
    let addresses = addresses(&details(&app, &scene.video).await);
    let path = format!("{}/token", api(&scene.video));
    for privacy in PRIVACIES {
        scene.change(privacy).await;
        for viewer in &scene.viewers {
            let knows = privacy == 5 && viewer.name == "password";
            if !(viewer.may(privacy) && viewer.is_signed_in() || knows) {
                let answer = viewer.ask(Method::POST, &path).await;
                let expected = if privacy <= 2 {
                    (401, "")
                } else {
                    viewer.refusal(privacy)
                };
                problem(answer, expected.0, expected.1).await;
                continue;
            }
            let token = token(&scene, viewer).await;
            for (plain, private) in &addresses {
                let about = format!("privacy {privacy}, {}, {private}", viewer.name);
                assert_eq!(status_with(&app, private, &token).await, 200, "{about}");
                let plain = status_with(&app, plain, &token).await;
                assert_eq!(plain, if privacy <= 2 { 200 } else { 403 }, "{about}");
            }
        }
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_worth_what_its_holder_may_watch_now() {
    let app = complete().await;
    let scene = Scene::set(&app, "Token and time").await;
    let private = &addresses(&details(&app, &scene.video).await)[1].1;
    scene.change(4).await;
    let others = token(&scene, scene.viewer("other")).await;
    let owners = token(&scene, scene.viewer("owner")).await;
    assert_eq!(status_with(&app, private, &others).await, 200);
    scene.change(3).await;
    assert_eq!(status_with(&app, private, &others).await, 403);
    assert_eq!(status_with(&app, private, &owners).await, 200);
    scene.change(5).await;
    let known = token(&scene, scene.viewer("password")).await;
    assert_eq!(status_with(&app, private, &known).await, 200);
    scene.change(3).await;
    assert_eq!(status_with(&app, private, &known).await, 403);
    for wrong in ["", "x", "%00", &"a".repeat(5000), &owners.to_uppercase()] {
        assert_eq!(status_with(&app, private, wrong).await, 403, "{wrong}");
    }
    // Of another video, and of another time.
    let another = tiny(&app, &scene.owner, "Another").await;
    put(&scene.owner, &another, serde_json::json!({ "privacy": 3 })).await;
    let path = format!("{}/token", api(&another));
    let foreign = json(scene.owner.post(&path).await, 200).await;
    assert_eq!(
        status_with(&app, private, word(&foreign["files"], "token")).await,
        403
    );
    app.advance(Duration::from_secs(4 * 3600));
    assert_eq!(status_with(&app, private, &owners).await, 403);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_address_of_a_reinjected_playlist_opens_with_its_token() {
    let app = complete().await;
    let scene = Scene::set(&app, "Reinjected").await;
    let master = addresses(&details(&app, &scene.video).await)[1].1.clone();
    for (privacy, who) in [(3, "owner"), (4, "other"), (5, "password")] {
        scene.change(privacy).await;
        let token = token(&scene, scene.viewer(who)).await;
        let query = format!("?videoFileToken={token}&reinjectVideoFileToken=true");
        let text_of = |address: String| {
            let app = &app;
            async move { text(app.get(&address).await, 200).await }
        };
        let playlist = text_of(format!("{master}{query}")).await;
        let renditions = uris(&master, &playlist);
        assert_eq!(renditions.len(), 1, "{playlist}");
        for address in renditions {
            let rendition = text_of(address.clone()).await;
            let segments = uris(&address, &rendition);
            assert!(segments.len() >= 2, "{rendition}");
            for segment in segments {
                let request = app
                    .request(Method::GET, &segment)
                    .header("range", "bytes=0-99");
                let answer = request.send().await.unwrap();
                assert_eq!(
                    (answer.status().as_u16(), answer.content_length()),
                    (206, Some(100)),
                    "{segment}"
                );
            }
        }
        // Without being asked, nothing is written into it.
        let plain = text_of(format!("{master}?videoFileToken={token}")).await;
        assert!(!plain.contains("videoFileToken"), "{plain}");
    }
    let path = format!("{master}?reinjectVideoFileToken=perhaps");
    invalid(scene.owner.get(&path).await, &["reinjectVideoFileToken"]).await;
    app.stop().await;
}

/// The addresses in a playlist, beside the one it was fetched from.
fn uris(playlist_address: &str, playlist: &str) -> Vec<String> {
    let base = url::Url::parse(playlist_address).unwrap();
    let quoted = playlist
        .split("URI=\"")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap());
    let lines = playlist
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    quoted
        .chain(lines)
        .map(|uri| base.join(uri).unwrap().to_string())
        .collect()
}
