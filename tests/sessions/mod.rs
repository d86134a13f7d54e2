//! Sessions: how they begin, go on and end, and what is kept of them.

mod kept;
mod lifetime;
mod renewing;
mod signing_in;

use reqwest::Response;

use crate::support::{app::TestApp, person::oauth_client};

/// `POST /api/v1/users/token` with the client of this server and these fields.
async fn ask(app: &TestApp, fields: &[(&str, &str)]) -> Response {
    let (id, secret) = oauth_client(app).await;
    let mut form = vec![
        ("client_id", id.as_str()),
        ("client_secret", secret.as_str()),
    ];
    form.extend_from_slice(fields);
    app.post_form("/api/v1/users/token", &form).await
}

async fn with_password(app: &TestApp, name: &str, password: &str) -> Response {
    let fields = [
        ("grant_type", "password"),
        ("username", name),
        ("password", password),
    ];
    ask(app, &fields).await
}

/// Renews a session.
pub(crate) async fn renew(app: &TestApp, refresh_token: &str) -> Response {
    let fields = [
        ("grant_type", "refresh_token"),
        ("refresh_token", refresh_token),
    ];
    ask(app, &fields).await
}
