//! The kinds of viewers, and what the contract lets each of them do.

use reqwest::{Method, Response};
use serde_json::{Value, json};

use crate::support::{
    app::TestApp,
    client::Client,
    person::Person,
    videos::{put, tiny},
};

/// The password that the video is given, here and there not plain ASCII as nothing asks for that.
pub(super) const PASSWORD: &str = "été 1234";

/// The privacies of the contract: public, unlisted, private, internal, password.
pub(super) const PRIVACIES: [u8; 5] = [1, 2, 3, 4, 5];

/// Somebody who asks.
#[derive(Clone)]
pub(super) struct Viewer {
    pub(super) name: &'static str,
    client: Client,
    password: Option<&'static str>,
}

impl Viewer {
    /// Sends a request with everything that this viewer has to show.
    pub(super) async fn ask(&self, method: Method, path: &str) -> Response {
        let mut request = self.client.request(method, path);
        if let Some(password) = self.password {
            request = request.header("x-peertube-video-password", password.as_bytes());
        }
        request.send().await.unwrap()
    }

    pub(super) async fn get(&self, path: &str) -> Response {
        self.ask(Method::GET, path).await
    }

    pub(super) fn is_signed_in(&self) -> bool {
        !matches!(self.name, "anonymous" | "wrong password" | "password")
    }

    fn manages(&self) -> bool {
        matches!(self.name, "owner" | "moderator" | "administrator")
    }

    /// Whether this viewer may watch a video of this privacy.
    pub(super) fn may(&self, privacy: u8) -> bool {
        match privacy {
            1 | 2 => true,
            3 => self.manages(),
            4 => self.is_signed_in(),
            _ => self.manages() || self.name == "password",
        }
    }

    /// Status and code of the refusal, where they may not.
    pub(super) fn refusal(&self, privacy: u8) -> (u16, &'static str) {
        match privacy {
            5 if self.password.is_some() => (403, "incorrect_video_password"),
            5 => (403, "video_requires_password"),
            _ if self.is_signed_in() => (403, ""),
            _ => (401, ""),
        }
    }
}

/// A video, its owner, and everybody who might look at it.
pub(super) struct Scene {
    pub(super) owner: Person,
    pub(super) video: Value,
    pub(super) viewers: Vec<Viewer>,
}

impl Scene {
    /// With the video called `name` published and transcoded.
    pub(super) async fn set(app: &TestApp, name: &str) -> Self {
        let owner = app.user("owner").await;
        let (other, moderator) = (app.user("other").await, app.moderator("mo").await);
        let video = tiny(app, &owner, name).await;
        let viewer = |name, client: &Client, password| Viewer {
            name,
            client: client.clone(),
            password,
        };
        let viewers = vec![
            viewer("anonymous", app, None),
            viewer("wrong password", app, Some("wrong")),
            viewer("password", app, Some(PASSWORD)),
            viewer("other", &other, None),
            viewer("owner", &owner, None),
            viewer("moderator", &moderator, None),
            viewer("administrator", app.root().await, None),
        ];
        Self {
            owner,
            video,
            viewers,
        }
    }

    /// Gives the video this privacy.
    pub(super) async fn change(&self, privacy: u8) {
        let mut fields = json!({ "privacy": privacy });
        if privacy == 5 {
            fields["videoPasswords"] = json!(["another", PASSWORD]);
        }
        put(&self.owner, &self.video, fields).await;
    }

    /// The viewer of this name.
    pub(super) fn viewer(&self, name: &str) -> &Viewer {
        self.viewers
            .iter()
            .find(|viewer| viewer.name == name)
            .unwrap()
    }
}
