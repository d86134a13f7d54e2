//! Who may fetch what is on air: the same as of any other video.

use serde_json::json;

use super::stage::{Encoder, Live, server};
use crate::support::answer::{json as body, status};

#[tokio::test(flavor = "multi_thread")]
async fn a_privacy_change_cuts_off_and_private_lives_ask_for_a_token() {
    let app = server(|_| {}).await;
    let owner = app.user("owner").await;
    let live = Live::create(&owner, &[]).await;
    let encoder = Encoder::start(&live.address(), None);
    let (path, text) = live.playlist(&app).await;
    let segment = text.lines().rfind(|line| line.ends_with(".m4s")).unwrap();
    let segment = format!("{}/{segment}", path.rsplit_once('/').unwrap().0);
    status(
        owner
            .put_json(
                &format!("/api/v1/videos/{}", live.uuid),
                &json!({ "privacy": 3 }),
            )
            .await,
        204,
    )
    .await;
    for file in [&path, &segment] {
        assert_eq!(app.get(file).await.status(), 403, "{file}");
        let private = file.replace("/hls/", "/hls/private/");
        assert_eq!(app.get(&private).await.status(), 403, "{private}");
    }
    let video = live.video(&owner).await;
    let master = video["streamingPlaylists"][0]["playlistUrl"]
        .as_str()
        .unwrap();
    assert!(master.contains("/hls/private/"), "{master}");
    let token = body(
        owner
            .post(&format!("/api/v1/videos/{}/token", live.uuid))
            .await,
        200,
    )
    .await;
    let token = token["files"]["token"].as_str().unwrap();
    let query = format!("videoFileToken={token}&reinjectVideoFileToken=true");
    let answer = app.get(&format!("{master}?{query}")).await;
    let text = answer.text().await.unwrap();
    let name = text.lines().find(|line| !line.starts_with('#')).unwrap();
    assert!(name.contains("videoFileToken="), "{text}");
    let folder = master.rsplit_once('/').unwrap().0;
    let answer = app.get(&format!("{folder}/{name}")).await;
    assert_eq!(answer.headers()["cache-control"], "private, no-store");
    let text = answer.text().await.unwrap();
    let segment = text.lines().rfind(|line| line.contains(".m4s")).unwrap();
    assert_eq!(
        app.get(&format!("{folder}/{segment}")).await.status(),
        200,
        "{text}"
    );
    encoder.stop();
    live.is(&owner, 5).await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn internal_lives_ask_for_a_login_and_others_for_their_password() {
    let app = server(|_| {}).await;
    let (owner, other) = (app.user("owner").await, app.user("other").await);
    let live = Live::create(&owner, &[]).await;
    let encoder = Encoder::start(&live.address(), None);
    let (path, _) = live.playlist(&app).await;
    let private = path.replace("/hls/", "/hls/private/");
    let video = format!("/api/v1/videos/{}", live.uuid);

    status(owner.put_json(&video, &json!({ "privacy": 4 })).await, 204).await;
    assert_eq!(app.get(&path).await.status(), 403);
    assert_eq!(app.get(&private).await.status(), 403);
    assert_eq!(other.get(&private).await.status(), 200);

    let protected = json!({ "privacy": 5, "videoPasswords": ["open sesame"] });
    status(owner.put_json(&video, &protected).await, 204).await;
    assert_eq!(app.get(&path).await.status(), 403);
    assert_eq!(other.get(&private).await.status(), 403);
    for (password, expected) in [("open sesame", 200), ("wrong", 403)] {
        let request = app.request(reqwest::Method::GET, &private);
        let answer = request.header("x-peertube-video-password", password).send();
        assert_eq!(answer.await.unwrap().status(), expected, "{password}");
    }
    encoder.stop();
    app.stop().await;
}
