//! A resumable upload as a client drives it.

use std::time::{Duration, Instant};

use reqwest::{Body, Method, RequestBuilder, Response};
use serde_json::{Value, json};

use crate::support::{
    answer::{problem, status},
    app::{ORIGIN, TestApp},
    person::Person,
};

pub(super) const INIT: &str = "/api/v1/videos/upload-resumable";

/// The fields of an init that is right.
pub(super) fn fields(by: &Person) -> Value {
    json!({ "name": "A clip", "channelId": by.channel_id, "filename": "clip.mp4", "privacy": 1 })
}

/// An init of a file of so many bytes, without its body.
pub(super) fn declared(by: &Person, total: usize) -> RequestBuilder {
    by.request(Method::POST, INIT)
        .header("X-Upload-Content-Length", total)
        .header("X-Upload-Content-Type", "video/mp4")
}

/// Sends an init.
pub(super) async fn init(by: &Person, total: usize, fields: &Value) -> Response {
    declared(by, total).json(fields).send().await.unwrap()
}

/// A session that was begun.
#[derive(Clone)]
pub(super) struct Session {
    by: Person,
    total: usize,
    /// Its address at this server.
    pub(super) path: String,
}

impl Session {
    /// Begins one for a file of so many bytes.
    pub(super) async fn begin(by: &Person, total: usize) -> Self {
        Self::with(by, total, &fields(by)).await
    }

    /// The same with other fields.
    pub(super) async fn with(by: &Person, total: usize, fields: &Value) -> Self {
        let answer = init(by, total, fields).await;
        Self::begun(by, total, answer).await
    }

    /// The one that an init was answered with.
    pub(super) async fn begun(by: &Person, total: usize, answer: Response) -> Self {
        let path = location(&answer);
        status(answer, 201).await;
        let by = by.clone();
        Self { by, total, path }
    }

    /// The same session in somebody else's hands.
    pub(super) fn of(&self, other: &Person) -> Self {
        Self {
            by: other.clone(),
            ..self.clone()
        }
    }

    /// The name of its file in the folder of uploads.
    pub(super) fn file(&self) -> String {
        let (_, id) = self.path.split_once("upload_id=").unwrap();
        format!("data/uploads/{id}")
    }

    /// A part with this Content-Range.
    pub(super) async fn put(&self, range: &str, body: impl Into<Body>) -> Response {
        self.part(range).body(body).send().await.unwrap()
    }

    /// The same, not sent yet.
    pub(super) fn part(&self, range: &str) -> RequestBuilder {
        let request = self.by.request(Method::PUT, &self.path);
        request.header("Content-Range", range)
    }

    /// The bytes of `file` from `first` on, `count` of them, as they should be sent.
    pub(super) async fn send(&self, file: &[u8], first: usize, count: usize) -> Response {
        let end = first + count;
        let range = format!("bytes {first}-{}/{}", end - 1, self.total);
        self.put(&range, file[first..end].to_vec()).await
    }

    /// Asks how much is there.
    pub(super) async fn ask(&self) -> Response {
        let range = format!("bytes */{}", self.total);
        self.put(&range, Vec::new()).await
    }

    /// Asks until no other request is at work on it.
    pub(super) async fn settled(&self) -> Response {
        let deadline = Instant::now() + Duration::from_secs(20);
        loop {
            let answer = self.ask().await;
            if answer.status() != 429 {
                return answer;
            }
            assert!(Instant::now() < deadline, "somebody is still at work on it");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// Waits until the first part is at work on it. Its file tells: a question would be in the part's way.
    pub(super) async fn busy(&self, app: &TestApp) {
        let deadline = Instant::now() + Duration::from_secs(20);
        while !app.folder().join(self.file()).exists() {
            assert!(Instant::now() < deadline, "nobody is at work on it");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        problem(self.ask().await, 429, "upload_busy").await;
    }

    /// The head of a part as it goes over the wire.
    pub(super) fn head(&self, range: &str, length: usize) -> String {
        let (path, token) = (&self.path, &self.by.token);
        format!(
            "PUT {path} HTTP/1.1\r\nHost: video.test\r\nAuthorization: Bearer {token}\r\n\
             Content-Range: {range}\r\nContent-Length: {length}\r\n\r\n"
        )
    }
}

/// Where an init says that the session is.
pub(super) fn location(answer: &Response) -> String {
    let location = answer.headers().get("location");
    let location = location.map(|value| value.to_str().unwrap());
    let path = location.and_then(|link| link.strip_prefix(ORIGIN));
    let path = path.unwrap_or_else(|| panic!("{}: {location:?}", answer.status()));
    assert!(path.starts_with(&format!("{INIT}?upload_id=")), "{path}");
    path.to_owned()
}

/// Fails unless the answer has this status and says that so many bytes are stored.
pub(super) async fn stored(answer: Response, expected: u16, bytes: usize) {
    let range = answer.headers().get("range").cloned();
    status(answer, expected).await;
    let range = range.map(|value| value.to_str().unwrap().to_owned());
    let last = bytes.checked_sub(1);
    assert_eq!(range, last.map(|last| format!("bytes=0-{last}")));
}

/// A new user with these limits, `(in all, in a day)`.
pub(super) async fn limited(app: &TestApp, name: &str, quota: (i64, i64)) -> Person {
    let body = json!({
        "username": name, "password": crate::support::person::PASSWORD, "role": 2,
        "email": format!("{name}@example.org"),
        "videoQuota": quota.0, "videoQuotaDaily": quota.1,
    });
    let made = app.root().await.post_json("/api/v1/users", &body).await;
    status(made, 200).await;
    app.sign_in(name).await
}
