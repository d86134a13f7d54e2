//! `POST /api/v1/videos/{id}/token`: a right to the files that fits into an address.

use std::time::Duration;

use reqwest::Method;

use super::{
    files::addresses,
    viewers::{PRIVACIES, Scene, Viewer},
};
use crate::{
    sessions::renew,
    support::{
        answer::{invalid, json, problem, status, text},
        app::TestApp,
        videos::{api, complete, details, put, tiny, word},
    },
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
    let path = format!("{}/token", api(&scene.video));
    for privacy in PRIVACIES {
        scene.change(privacy).await;
        let addresses = addresses(&details(&scene.owner, &scene.video).await);
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
async fn a_token_ends_with_the_privacy_that_it_was_given_under() {
    let app = complete().await;
    let scene = Scene::set(&app, "Token and privacy").await;
    scene.change(4).await;
    let private = &addresses(&details(&scene.owner, &scene.video).await)[1].1;
    let others = token(&scene, scene.viewer("other")).await;
    let owners = token(&scene, scene.viewer("owner")).await;
    assert_eq!(status_with(&app, private, &others).await, 200);
    scene.change(3).await;
    assert_eq!(status_with(&app, private, &others).await, 403);
    assert_eq!(status_with(&app, private, &owners).await, 403);
    scene.change(5).await;
    let known = token(&scene, scene.viewer("password")).await;
    assert_eq!(status_with(&app, private, &known).await, 200);
    // Another password ends what the old ones opened.
    scene.change(5).await;
    put(
        &scene.owner,
        &scene.video,
        serde_json::json!({ "videoPasswords": ["a new one"] }),
    )
    .await;
    assert_eq!(status_with(&app, private, &known).await, 403);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_for_one_video_and_for_a_time() {
    let app = TestApp::with(|config| {
        config.oauth2.token_lifetime.video_file_token = Duration::from_secs(2 * 3600);
    })
    .await;
    let scene = Scene::set(&app, "Token and time").await;
    scene.change(3).await;
    let private = &word(
        &details(&scene.owner, &scene.video).await["streamingPlaylists"][0],
        "playlistUrl",
    )
    .to_owned();
    let owners = token(&scene, scene.viewer("owner")).await;
    assert_eq!(status_with(&app, private, &owners).await, 200);
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
    app.advance(Duration::from_secs(2 * 3600 - 1));
    assert_eq!(status_with(&app, private, &owners).await, 200);
    app.advance(Duration::from_secs(1));
    assert_eq!(status_with(&app, private, &owners).await, 403);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_ends_with_the_session_the_password_and_the_freedom_of_its_user() {
    let app = TestApp::start().await;
    let scene = Scene::set(&app, "Token and user").await;
    scene.change(4).await;
    let playlist = details(&scene.owner, &scene.video).await["streamingPlaylists"][0].clone();
    let private = word(&playlist, "playlistUrl");
    let path = format!("{}/token", api(&scene.video));
    let ask = async |by: &crate::support::person::Person| {
        let answer = json(by.post(&path).await, 200).await;
        word(&answer["files"], "token").to_owned()
    };
    // Each session has tokens of its own, and they end with it.
    let (one, other) = (app.sign_in("other").await, app.sign_in("other").await);
    let (of_one, of_other) = (ask(&one).await, ask(&other).await);
    status(one.post("/api/v1/users/revoke-token").await, 200).await;
    assert_eq!(status_with(&app, private, &of_one).await, 403);
    assert_eq!(status_with(&app, private, &of_other).await, 200);
    // A new password ends those of all sessions.
    let change = serde_json::json!({
        "currentPassword": crate::support::person::PASSWORD, "password": "another password",
    });
    status(other.put_json("/api/v1/users/me", &change).await, 204).await;
    assert_eq!(status_with(&app, private, &of_other).await, 403);
    // Who is blocked has nothing any more.
    let of_this = ask(&other).await;
    assert_eq!(status_with(&app, private, &of_this).await, 200);
    app.execute("UPDATE users SET blocked = TRUE WHERE username = 'other'")
        .await;
    assert_eq!(status_with(&app, private, &of_this).await, 403);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_lives_on_when_its_session_is_renewed() {
    let app = TestApp::start().await;
    let scene = Scene::set(&app, "Token and renewal").await;
    scene.change(3).await;
    let playlist = details(&scene.owner, &scene.video).await["streamingPlaylists"][0].clone();
    let private = word(&playlist, "playlistUrl");
    let before = token(&scene, scene.viewer("owner")).await;
    let renewed = renew(&app, &scene.owner.refresh_token).await;
    let renewed = json(renewed, 200).await;
    assert_eq!(status_with(&app, private, &before).await, 200);
    let renewed = app.with_token(word(&renewed, "access_token"));
    status(renewed.post("/api/v1/users/revoke-token").await, 200).await;
    assert_eq!(status_with(&app, private, &before).await, 403);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_address_of_a_reinjected_playlist_opens_with_its_token() {
    let app = complete().await;
    let scene = Scene::set(&app, "Reinjected").await;
    let mut master = String::new();
    for (privacy, who) in [(3, "owner"), (4, "other"), (5, "password")] {
        scene.change(privacy).await;
        master.clone_from(&addresses(&details(&scene.owner, &scene.video).await)[1].1);
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
