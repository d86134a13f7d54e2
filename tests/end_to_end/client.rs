//! A client of the API as a person's app would be one.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use reqwest::{Client, Response, StatusCode, header};
use serde_json::{Value, json};

use crate::support::server::{PASSWORD, Server};

const MEBIBYTE: usize = 1024 * 1024;
/// Long enough for two cores that do other things too.
const PATIENCE: Duration = Duration::from_secs(300);

/// Somebody signed in as root.
pub(super) struct Person {
    client: Client,
    token: String,
    channel: i64,
}

impl Person {
    pub(super) async fn sign_in(server: &Server) -> Self {
        let client = Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap();
        let oauth = json_of(
            client
                .get(server.url("/api/v1/oauth-clients/local"))
                .send()
                .await
                .unwrap(),
        )
        .await;
        let form = [
            ("client_id", oauth["client_id"].as_str().unwrap()),
            ("client_secret", oauth["client_secret"].as_str().unwrap()),
            ("grant_type", "password"),
            ("username", "root"),
            ("password", PASSWORD),
        ];
        let answer = client
            .post(server.url("/api/v1/users/token"))
            .form(&form)
            .send()
            .await
            .unwrap();
        let token = json_of(answer).await["access_token"]
            .as_str()
            .unwrap()
            .to_owned();
        let me = client
            .get(server.url("/api/v1/users/me"))
            .bearer_auth(&token)
            .send()
            .await
            .unwrap();
        let channel = json_of(me).await["videoChannels"][0]["id"]
            .as_i64()
            .unwrap();
        Self {
            client,
            token,
            channel,
        }
    }

    /// Begins a resumable upload; its address.
    pub(super) async fn begin_upload(&self, server: &Server, file: &Path, name: &str) -> String {
        let total = std::fs::metadata(file).unwrap().len();
        let answer = self
            .client
            .post(server.url("/api/v1/videos/upload-resumable"))
            .bearer_auth(&self.token)
            .header("X-Upload-Content-Length", total)
            .header("X-Upload-Content-Type", "video/mp4")
            .json(&json!({
                "channelId": self.channel, "filename": "clip.mp4", "name": name,
                "privacy": 1, "waitTranscoding": true,
            }))
            .send()
            .await
            .unwrap();
        assert_eq!(
            answer.status(),
            StatusCode::CREATED,
            "{}",
            answer.text().await.unwrap()
        );
        let location = answer.headers()[header::LOCATION]
            .to_str()
            .unwrap()
            .to_owned();
        let query = location.split_once('?').unwrap().1;
        server.url(&format!("/api/v1/videos/upload-resumable?{query}"))
    }

    /// Sends the bytes from `start` on in chunks of 1 MiB, at most `chunks` of them;
    /// where it stopped, and the answer of the last one.
    pub(super) async fn send_chunks(
        &self,
        upload: &str,
        bytes: &[u8],
        start: usize,
        chunks: usize,
    ) -> (usize, Response) {
        let mut sent = start;
        let mut last = None;
        for chunk in bytes[start..].chunks(MEBIBYTE).take(chunks) {
            let range = format!("bytes {sent}-{}/{}", sent + chunk.len() - 1, bytes.len());
            let answer = self
                .client
                .put(upload)
                .bearer_auth(&self.token)
                .header(header::CONTENT_RANGE, range)
                .header(header::CONTENT_TYPE, "application/octet-stream")
                .body(chunk.to_vec())
                .send()
                .await
                .unwrap();
            sent += chunk.len();
            last = Some(answer);
        }
        (sent, last.unwrap())
    }

    /// How many bytes the server says that it has.
    pub(super) async fn stored(&self, upload: &str, total: usize) -> usize {
        let answer = self
            .client
            .put(upload)
            .bearer_auth(&self.token)
            .header(header::CONTENT_RANGE, format!("bytes */{total}"))
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), StatusCode::PERMANENT_REDIRECT);
        let range = answer.headers()[header::RANGE].to_str().unwrap();
        let last: usize = range.strip_prefix("bytes=0-").unwrap().parse().unwrap();
        last + 1
    }

    pub(super) async fn video(&self, server: &Server, uuid: &str) -> Value {
        let url = server.url(&format!("/api/v1/videos/{uuid}"));
        json_of(
            self.client
                .get(url)
                .bearer_auth(&self.token)
                .send()
                .await
                .unwrap(),
        )
        .await
    }

    /// Waits until the video is published and all its jobs are done.
    pub(super) async fn finished(&self, server: &Server, uuid: &str) -> Value {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let jobs = self.jobs(server).await;
            let all = jobs["data"].as_array().unwrap();
            assert!(
                all.iter().all(|job| job["state"]["id"] != "failed"),
                "{jobs}"
            );
            let video = self.video(server, uuid).await;
            let done = all.iter().all(|job| {
                job["state"]["id"].as_str().or(job["state"].as_str()) == Some("completed")
            });
            if video["state"]["id"] == 1 && done {
                return video;
            }
            assert!(Instant::now() < deadline, "never finished: {video} {jobs}");
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }

    /// Waits until some transcoding job is being worked on and has come some way.
    pub(super) async fn transcoding_under_way(&self, server: &Server) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let jobs = self.jobs(server).await;
            let under_way = jobs["data"].as_array().unwrap().iter().any(|job| {
                job["type"] == "video-transcoding"
                    && job["state"]["id"].as_str().or(job["state"].as_str()) == Some("active")
                    && job["progress"]
                        .as_f64()
                        .is_some_and(|progress| progress > 0.0)
            });
            if under_way {
                return;
            }
            assert!(Instant::now() < deadline, "no job came under way: {jobs}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    async fn jobs(&self, server: &Server) -> Value {
        let url = server.url("/api/v1/jobs?count=100");
        json_of(
            self.client
                .get(url)
                .bearer_auth(&self.token)
                .send()
                .await
                .unwrap(),
        )
        .await
    }

    pub(super) async fn text(&self, url: &str) -> String {
        let answer = self.client.get(url).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK, "{url}");
        answer.text().await.unwrap()
    }
}

/// The JSON of a successful answer.
pub(super) async fn json_of(answer: Response) -> Value {
    let status = answer.status();
    let text = answer.text().await.unwrap();
    assert!(status.is_success(), "{status}: {text}");
    serde_json::from_str(&text).unwrap()
}
