//! What the table's calls are about: the five callers, and things that are the owner's.

use reqwest::{Method, RequestBuilder, Response, multipart::Form};
use serde_json::{Value, json};

use super::table::{Body, Row};
use crate::support::{
    answer::{json, status},
    app::TestApp,
    client::Client,
    clip,
    person::Person,
};

/// A private live of the owner's.
async fn private_live(owner: &Person) -> String {
    let form = Form::new()
        .text("name", "A live")
        .text("privacy", "3")
        .text("channelId", owner.channel_id.to_string());
    let answer = owner.post_multipart("/api/v1/videos/live", form).await;
    let uuid = json(answer, 200).await["video"]["uuid"].clone();
    uuid.as_str().unwrap().to_owned()
}

/// A column of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Caller {
    Nobody,
    Other,
    Owner,
    Moderator,
    Administrator,
}

impl Caller {
    const ALL: [Self; 5] = [
        Self::Nobody,
        Self::Other,
        Self::Owner,
        Self::Moderator,
        Self::Administrator,
    ];

    /// For messages, and the name of the user where there is one.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Nobody => "nobody",
            Self::Other => "other",
            Self::Owner => "owner",
            Self::Moderator => "mo",
            Self::Administrator => "root",
        }
    }
}

/// A server with everything that the table names.
pub(super) struct World {
    app: TestApp,
    other: Person,
    owner: Person,
    moderator: Person,
    /// What stands for a word in braces.
    words: Vec<(&'static str, String)>,
    /// For each caller a video that may go.
    doomed: Vec<String>,
    /// For each caller an upload that may be cancelled.
    uploads: Vec<String>,
}

impl World {
    pub(super) async fn build() -> Self {
        let app = TestApp::with(|config| {
            config.transcoding.web_videos.enabled = true;
            config.live.enabled = true;
            config.live.rtmp.enabled = false;
            config.transcoding.resolutions.p720 = false;
            config.transcoding.resolutions.p360 = false;
        })
        .await;
        let owner = app.user("owner").await;
        let file = clip::tiny_mp4(app.folder());
        let mut videos = Vec::new();
        for name in ["Public", "Private", "First", "Second", "Third"] {
            let video = app.upload(&owner, &file, name).await;
            videos.push(video["uuid"].as_str().unwrap().to_owned());
        }
        app.jobs_done().await;
        let (public, private) = (videos[0].clone(), videos[1].clone());
        let path = format!("/api/v1/videos/{private}");
        status(owner.put_json(&path, &json!({ "privacy": 3 })).await, 204).await;
        let mut words = vec![
            ("name", owner.name.clone()),
            ("channelHandle", owner.channel.clone()),
            ("state", "completed".to_owned()),
            ("public", public.clone()),
            ("id", private.clone()),
        ];
        words.push(("live", private_live(&owner).await));
        words.extend(files(&owner, &public, &private).await);
        let mut uploads = Vec::new();
        for caller in Caller::ALL {
            let answer = begin_upload(&owner, owner.channel_id, caller.word()).await;
            assert_eq!(answer.status(), 201);
            let location = answer.headers()["location"].to_str().unwrap();
            uploads.push(location.to_owned());
        }
        Self {
            other: app.user("other").await,
            moderator: app.moderator("mo").await,
            // Those who may not delete need none of their own.
            doomed: [2, 2, 2, 3, 4].map(|at| videos[at].clone()).into(),
            owner,
            words,
            uploads,
            app,
        }
    }

    pub(super) const fn callers(&self) -> [Caller; 5] {
        Caller::ALL
    }

    /// Sends the call of a row in somebody's name; the status of the answer and its text.
    pub(super) async fn ask(&self, row: &Row, caller: Caller) -> (u16, String) {
        let (method, path) = row.operation.split_once(' ').unwrap();
        let call = if row.call.is_empty() { path } else { row.call };
        let path = self.fill(call, caller);
        let method: Method = method.parse().unwrap();
        let client = self.client(caller, row.body).await;
        let request = client.request(method, &path);
        let answer = match row.body {
            Body::BeginUpload => begin_upload(&client, self.owner.channel_id, "a new one").await,
            body => with_body(request, body).send().await.unwrap(),
        };
        let found = answer.status().as_u16();
        let text = answer.text().await.unwrap();
        (found, text.chars().take(300).collect())
    }

    pub(super) async fn stop(self) {
        self.app.stop().await;
    }

    fn fill(&self, call: &str, caller: Caller) -> String {
        let at = caller as usize;
        let mut path = call
            .replace("{doomed}", &self.doomed[at])
            .replace("{upload}", &self.uploads[at]);
        for (word, value) in &self.words {
            path = path.replace(&format!("{{{word}}}"), value);
        }
        assert!(!path.contains('{'), "nothing stands for a word in {path}");
        path
    }

    async fn client(&self, caller: Caller, body: Body) -> Client {
        if caller == Caller::Nobody {
            return Client::clone(&self.app);
        }
        if matches!(body, Body::SessionOfItsOwn) {
            return Client::clone(&*self.app.sign_in(caller.word()).await);
        }
        let person = match caller {
            Caller::Other => &self.other,
            Caller::Owner => &self.owner,
            Caller::Moderator => &self.moderator,
            Caller::Nobody | Caller::Administrator => self.app.root().await,
        };
        Client::clone(person)
    }
}

fn with_body(request: RequestBuilder, body: Body) -> RequestBuilder {
    match body {
        Body::None | Body::SessionOfItsOwn | Body::BeginUpload => request,
        Body::Json(text) => request
            .header("content-type", "application/json")
            .body(text),
        // reqwest ends a form without any part with nothing at all.
        Body::EmptyForm => request.multipart(Form::new().text("nothing", "asked for")),
        Body::AskUpload => request.header("content-range", "bytes */1000"),
    }
}

async fn begin_upload(client: &Client, channel: i64, name: &str) -> Response {
    let name = format!("{name} clip");
    let body = json!({ "name": name, "channelId": channel, "filename": format!("{name}.mp4") });
    let request = client.request(Method::POST, "/api/v1/videos/upload-resumable");
    let request = request
        .header("x-upload-content-length", "1000")
        .header("x-upload-content-type", "video/mp4");
    request.json(&body).send().await.unwrap()
}

/// Addresses of the files of both videos, and those of the private one without `private`.
async fn files(owner: &Person, public: &str, private: &str) -> Vec<(&'static str, String)> {
    let details = |id: &str| {
        let path = format!("/api/v1/videos/{id}");
        async move { json(owner.get(&path).await, 200).await }
    };
    let (public, private) = (details(public).await, details(private).await);
    let playlist = |video: &Value| text(&video["streamingPlaylists"][0]["playlistUrl"]);
    let file = |video: &Value| text(&video["files"][0]["fileUrl"]);
    let exposed = |address: String| address.replace("/private/", "/");
    vec![
        ("fileId", private["files"][0]["id"].to_string()),
        ("preview", text(&private["previewPath"])),
        ("thumbnail", text(&private["thumbnailPath"])),
        ("private playlist", playlist(&private)),
        ("public playlist", playlist(&public)),
        ("exposed playlist", exposed(playlist(&private))),
        ("private file", file(&private)),
        ("public file", file(&public)),
        ("exposed file", exposed(file(&private))),
    ]
}

fn text(value: &Value) -> String {
    value
        .as_str()
        .unwrap_or_else(|| panic!("no text: {value}"))
        .to_owned()
}
