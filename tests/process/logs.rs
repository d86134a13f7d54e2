//! What is in the log of a whole process, and what never is.

use serde_json::{Value, json};

use crate::support::{
    answer::{self, status},
    clip,
    person::oauth_client,
    server::{PASSWORD, Server},
    wait::until,
};

const JSON: &str = "log: { format: json, level: debug }\n\
    transcoding: { resolutions: { 360p: false, 720p: false, 240p: true } }";

fn parsed(log: &str) -> Vec<Value> {
    let parse = |line: &str| {
        let value: Value = serde_json::from_str(line).unwrap_or_else(|_| panic!("no JSON: {line}"));
        assert!(value.is_object(), "no object: {line}");
        value
    };
    log.lines().map(parse).collect()
}

fn span<'a>(line: &'a Value, name: &str) -> Option<&'a Value> {
    let spans = line["spans"].as_array()?;
    spans.iter().find(|span| span["name"] == name)
}

#[tokio::test(flavor = "multi_thread")]
async fn each_line_of_a_json_log_is_one_object_and_each_request_has_its_id_down_to_its_job() {
    let mut server = Server::start(JSON).await;
    let root = server.root().await;
    let file = std::fs::read(clip::tiny_mp4(server.folder())).unwrap();
    let part = reqwest::multipart::Part::bytes(file).file_name("tiny.mp4");
    let form = reqwest::multipart::Form::new()
        .text("name", "A clip")
        .text("channelId", root.channel_id.to_string())
        .part("videofile", part.mime_str("video/mp4").unwrap());
    let uploaded = root.post_multipart("/api/v1/videos/upload", form).await;
    let id = uploaded.headers()["x-request-id"]
        .to_str()
        .unwrap()
        .to_owned();
    status(uploaded, 200).await;
    until("the job is done", async || {
        server.log().contains("transcoding is done").then_some(())
    })
    .await;
    status(root.get("/api/v1/nothing").await, 404).await;
    server.terminate().await;

    let lines = parsed(&server.log());
    let answered: Vec<&Value> = lines
        .iter()
        .filter(|line| line["message"] == "answered")
        .collect();
    assert!(answered.len() >= 5, "{answered:?}");
    let mut ids: Vec<&str> = answered
        .iter()
        .map(|line| {
            span(line, "request").unwrap()["request_id"]
                .as_str()
                .unwrap()
        })
        .collect();
    assert!(ids.contains(&id.as_str()), "{id} of {ids:?}");
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all, "an id was given twice");
    for message in ["transcoding starts", "transcoding is done"] {
        let line = lines.iter().find(|line| line["message"] == message);
        let line = line.unwrap_or_else(|| panic!("no line '{message}'"));
        assert_eq!(line["request_id"], id.as_str(), "{line}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_log_line_contains_a_password_or_a_token() {
    let server = Server::start(JSON).await;
    let anyone = server.anyone();
    let (client, secret) = oauth_client(&anyone).await;
    let root = server.root().await;
    let form = |password: &str| {
        [
            ("client_id", client.clone()),
            ("client_secret", secret.clone()),
            ("grant_type", "password".to_owned()),
            ("username", "root".to_owned()),
            ("password", password.to_owned()),
        ]
    };
    let wrong = "a wrong horse battery";
    let request = anyone.request(reqwest::Method::POST, "/api/v1/users/token");
    status(request.form(&form(wrong)).send().await.unwrap(), 400).await;
    // The wrong place, where a client may put it by mistake.
    let query = format!(
        "/api/v1/users/me?access_token={}&password={wrong}",
        root.token
    );
    anyone.get(&query).await;
    let refresh = [
        ("client_id", client.as_str()),
        ("client_secret", secret.as_str()),
        ("grant_type", "refresh_token"),
        ("refresh_token", root.refresh_token.as_str()),
    ];
    let renewed = answer::json(anyone.post_form("/api/v1/users/token", &refresh).await, 200).await;
    let root = server.root().await;
    let user = json!({
        "username": "ada", "password": "ada's own secret", "email": "ada@example.org",
        "role": 2, "videoQuota": -1, "videoQuotaDaily": -1,
    });
    status(root.post_json("/api/v1/users", &user).await, 200).await;
    let change = json!({ "currentPassword": PASSWORD, "password": "a brand new secret" });
    status(root.put_json("/api/v1/users/me", &change).await, 204).await;
    let file = std::fs::read(clip::tiny_mp4(server.folder())).unwrap();
    let upload = crate::support::resumable::Resumable::begin(&root, file, "clip").await;
    let video = upload.complete(&root, 0).await;
    let path = format!("/api/v1/videos/{}/token", video["uuid"].as_str().unwrap());
    let token = answer::json(root.post(&path).await, 200).await;
    let file_token = token["files"]["token"].as_str().unwrap();
    let query = format!("/static/web-videos/private/none.mp4?videoFileToken={file_token}");
    anyone.get(&query).await;

    let log = server.log();
    assert!(log.contains("answered"), "{log}");
    for (what, text) in [
        ("password", PASSWORD),
        ("wrong password", wrong),
        ("password of a user", "ada's own secret"),
        ("new password", "a brand new secret"),
        ("secret of the client", &secret),
        ("access token", &root.token),
        ("refresh token", &root.refresh_token),
        (
            "renewed access token",
            renewed["access_token"].as_str().unwrap(),
        ),
        (
            "renewed refresh token",
            renewed["refresh_token"].as_str().unwrap(),
        ),
        ("token of files", file_token),
    ] {
        let line = log.lines().find(|line| line.contains(text));
        assert!(line.is_none(), "{what}: {line:?}");
    }
}
