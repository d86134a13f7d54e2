//! Somebody with an account, signed in.

use std::ops::Deref;

use serde_json::{Value, json};

use super::{answer, client::Client};

/// Sends requests in somebody's name: everything that a [`Client`] can.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    client: Client,
    pub(crate) name: String,
    pub(crate) token: String,
    pub(crate) refresh_token: String,
    pub(crate) user_id: i64,
    pub(crate) account_id: i64,
    /// The channel that came with the account.
    pub(crate) channel_id: i64,
    /// That channel's name.
    pub(crate) channel: String,
}

impl Person {
    pub(super) async fn sign_in(anyone: &Client, name: &str, password: &str) -> Self {
        let answer = token(anyone, name, password).await;
        let word = |name: &str| answer[name].as_str().unwrap().to_owned();
        let client = anyone.with_token(&word("access_token"));
        let me = answer::json(client.get("/api/v1/users/me").await, 200).await;
        let channel = &me["videoChannels"][0];
        Self {
            name: name.to_owned(),
            token: word("access_token"),
            refresh_token: word("refresh_token"),
            user_id: me["id"].as_i64().unwrap(),
            account_id: me["account"]["id"].as_i64().unwrap(),
            channel_id: channel["id"].as_i64().unwrap(),
            channel: channel["name"].as_str().unwrap().to_owned(),
            client,
        }
    }

    /// Creates a user with this role (0 administrator, 1 moderator, 2 user) and signs in; for administrators.
    pub(super) async fn create(&self, anyone: &Client, name: &str, role: i64) -> Self {
        let body = json!({
            "username": name, "password": PASSWORD, "email": format!("{name}@example.org"),
            "role": role, "videoQuota": -1, "videoQuotaDaily": -1,
        });
        answer::json(self.post_json("/api/v1/users", &body).await, 200).await;
        Self::sign_in(anyone, name, PASSWORD).await
    }
}

/// The password of everybody in tests.
pub(crate) const PASSWORD: &str = "correct horse battery";

/// The OAuth client that this server's own pages sign in with: id and secret.
pub(crate) async fn oauth_client(anyone: &Client) -> (String, String) {
    let answer = answer::json(anyone.get("/api/v1/oauth-clients/local").await, 200).await;
    let word = |name: &str| answer[name].as_str().unwrap().to_owned();
    (word("client_id"), word("client_secret"))
}

/// What signing in is answered.
pub(crate) async fn sign_in(anyone: &Client, name: &str, password: &str) -> reqwest::Response {
    let (id, secret) = oauth_client(anyone).await;
    let form = [
        ("client_id", id.as_str()),
        ("client_secret", secret.as_str()),
        ("grant_type", "password"),
        ("username", name),
        ("password", password),
    ];
    anyone.post_form("/api/v1/users/token", &form).await
}

async fn token(anyone: &Client, name: &str, password: &str) -> Value {
    answer::json(sign_in(anyone, name, password).await, 200).await
}

impl Deref for Person {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.client
    }
}
