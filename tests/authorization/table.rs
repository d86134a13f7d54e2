//! The table. A column for each caller: nobody, another user, the owner, a moderator, an administrator.
//!
//! Requests are right in all but who sends them, or wrong in a way that is told only to those who may: so permission is
//! what decides. Braces are filled in by [`super::world`]; `{id}` is a private video of the owner's.

/// What is sent.
#[derive(Clone, Copy, Debug)]
pub(super) enum Body {
    None,
    /// Nothing, with a session that may end by it.
    SessionOfItsOwn,
    Json(&'static str),
    /// A form in parts with no field that anybody asks for.
    EmptyForm,
    /// The JSON that begins a resumable upload to the owner's channel, with its headers.
    BeginUpload,
    /// The question how much of an upload is there.
    AskUpload,
}

/// A call, and the status that each caller is answered.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    /// As the OpenAPI document has it.
    pub(super) operation: &'static str,
    /// What is really called; empty for the path of the operation itself.
    pub(super) call: &'static str,
    pub(super) body: Body,
    pub(super) expected: [u16; 5],
}

const EVERYBODY: [u16; 5] = [200; 5];
const SIGNED_IN: [u16; 5] = [401, 200, 200, 200, 200];
const CHANGE_ONESELF: [u16; 5] = [401, 204, 204, 204, 204];
/// Reads what is private to its owner and those who run the instance.
const PRIVATE: [u16; 5] = [401, 403, 200, 200, 200];
/// Files say 403 whoever asks: a player that shows a token is not helped by signing in.
const PRIVATE_FILE: [u16; 5] = [403, 403, 200, 200, 200];
const CHANGE_VIDEO: [u16; 5] = [401, 403, 204, 204, 204];
const MODERATORS: [u16; 5] = [401, 403, 403, 200, 200];
/// May do it to a user whom there is not.
const MODERATORS_OF_NOBODY: [u16; 5] = [401, 403, 403, 404, 404];
/// Everybody signed in may, and is told that there is no such thing.
const ABOUT_NOTHING: [u16; 5] = [401, 404, 404, 404, 404];
const ADMINISTRATORS: [u16; 5] = [401, 403, 403, 403, 200];
const ADMINISTRATORS_DO: [u16; 5] = [401, 403, 403, 403, 204];

const fn row(operation: &'static str, call: &'static str, body: Body, expected: [u16; 5]) -> Row {
    Row {
        operation,
        call,
        body,
        expected,
    }
}

/// A call without a body to the path of the operation itself.
const fn plain(operation: &'static str, expected: [u16; 5]) -> Row {
    row(operation, "", Body::None, expected)
}

/// A call without a body to another address.
const fn at(operation: &'static str, call: &'static str, expected: [u16; 5]) -> Row {
    row(operation, call, Body::None, expected)
}

pub(super) const TABLE: &[Row] = &[
    // accounts
    plain("GET /api/v1/accounts", EVERYBODY),
    plain("GET /api/v1/accounts/{name}/video-channels", EVERYBODY),
    plain("GET /api/v1/accounts/{name}", EVERYBODY),
    plain("GET /api/v1/accounts/{name}/videos", EVERYBODY),
    at(
        "GET /api/v1/accounts/{name}/videos",
        "/api/v1/accounts/{name}/videos?privacyOneOf=3",
        MODERATORS,
    ),
    plain("GET /api/v1/accounts/{name}/followers", PRIVATE),
    // actor pictures
    plain("DELETE /api/v1/users/me/avatar", CHANGE_ONESELF),
    row(
        "POST /api/v1/users/me/avatar/pick",
        "",
        Body::EmptyForm,
        [401, 400, 400, 400, 400],
    ),
    plain(
        "DELETE /api/v1/video-channels/{channelHandle}/avatar",
        CHANGE_VIDEO,
    ),
    row(
        "POST /api/v1/video-channels/{channelHandle}/avatar/pick",
        "",
        Body::EmptyForm,
        [401, 403, 400, 400, 400],
    ),
    plain(
        "DELETE /api/v1/video-channels/{channelHandle}/banner",
        CHANGE_VIDEO,
    ),
    row(
        "POST /api/v1/video-channels/{channelHandle}/banner/pick",
        "",
        Body::EmptyForm,
        [401, 403, 400, 400, 400],
    ),
    // blocks
    plain("GET /api/v1/blocklist/status", EVERYBODY),
    plain("GET /api/v1/server/blocklist/accounts", MODERATORS),
    // Who may is told that there is no such account.
    row(
        "POST /api/v1/server/blocklist/accounts",
        "",
        Body::Json(r#"{"accountName":"no_one"}"#),
        MODERATORS_OF_NOBODY,
    ),
    at(
        "DELETE /api/v1/server/blocklist/accounts/{accountName}",
        "/api/v1/server/blocklist/accounts/no_one",
        MODERATORS_OF_NOBODY,
    ),
    plain("GET /api/v1/server/blocklist/servers", MODERATORS),
    row(
        "POST /api/v1/server/blocklist/servers",
        "",
        Body::Json("{}"),
        [401, 403, 403, 400, 400],
    ),
    at(
        "DELETE /api/v1/server/blocklist/servers/{host}",
        "/api/v1/server/blocklist/servers/no.one",
        MODERATORS_OF_NOBODY,
    ),
    plain("GET /api/v1/users/me/blocklist/accounts", SIGNED_IN),
    row(
        "POST /api/v1/users/me/blocklist/accounts",
        "",
        Body::Json(r#"{"accountName":"no_one"}"#),
        ABOUT_NOTHING,
    ),
    at(
        "DELETE /api/v1/users/me/blocklist/accounts/{accountName}",
        "/api/v1/users/me/blocklist/accounts/no_one",
        ABOUT_NOTHING,
    ),
    plain("GET /api/v1/users/me/blocklist/servers", SIGNED_IN),
    row(
        "POST /api/v1/users/me/blocklist/servers",
        "",
        Body::Json(r#"{"host":"no.one"}"#),
        CHANGE_ONESELF,
    ),
    at(
        "DELETE /api/v1/users/me/blocklist/servers/{host}",
        "/api/v1/users/me/blocklist/servers/no.one",
        CHANGE_ONESELF,
    ),
    // channels
    plain(
        "GET /api/v1/video-channels/{channelHandle}/followers",
        PRIVATE,
    ),
    plain("GET /api/v1/video-channels", EVERYBODY),
    // One without a name is made by nobody.
    row(
        "POST /api/v1/video-channels",
        "",
        Body::Json("{}"),
        [401, 400, 400, 400, 400],
    ),
    plain("GET /api/v1/video-channels/{channelHandle}", EVERYBODY),
    row(
        "PUT /api/v1/video-channels/{channelHandle}",
        "",
        Body::Json("{}"),
        CHANGE_VIDEO,
    ),
    // Who may is told that it is the owner's last one.
    plain(
        "DELETE /api/v1/video-channels/{channelHandle}",
        [401, 403, 409, 409, 409],
    ),
    plain(
        "GET /api/v1/video-channels/{channelHandle}/videos",
        EVERYBODY,
    ),
    at(
        "GET /api/v1/video-channels/{channelHandle}/videos",
        "/api/v1/video-channels/{channelHandle}/videos?include=1",
        MODERATORS,
    ),
    // configuration
    plain("GET /api/v1/config", EVERYBODY),
    plain("GET /api/v1/config/about", EVERYBODY),
    // files
    at(
        "GET /lazy-static/avatars/{filename}",
        "/lazy-static/avatars/none-48.png",
        [404; 5],
    ),
    at(
        "GET /lazy-static/banners/{filename}",
        "/lazy-static/banners/none-600.png",
        [404; 5],
    ),
    at(
        "GET /lazy-static/previews/{filename}",
        "{preview}",
        EVERYBODY,
    ),
    at(
        "GET /lazy-static/storyboards/{filename}",
        "/lazy-static/storyboards/none.jpg",
        [404; 5],
    ),
    at(
        "GET /lazy-static/thumbnails/{filename}",
        "{thumbnail}",
        EVERYBODY,
    ),
    at(
        "GET /static/streaming-playlists/hls/private/{uuid}/{filename}",
        "{private playlist}",
        PRIVATE_FILE,
    ),
    at(
        "GET /static/streaming-playlists/hls/{uuid}/{filename}",
        "{public playlist}",
        EVERYBODY,
    ),
    at(
        "GET /static/streaming-playlists/hls/{uuid}/{filename}",
        "{exposed playlist}",
        [403; 5],
    ),
    at(
        "GET /static/web-videos/private/{filename}",
        "{private file}",
        PRIVATE_FILE,
    ),
    at(
        "GET /static/web-videos/{filename}",
        "{public file}",
        EVERYBODY,
    ),
    at(
        "GET /static/web-videos/{filename}",
        "{exposed file}",
        [403; 5],
    ),
    // jobs
    plain("GET /api/v1/jobs", ADMINISTRATORS),
    plain("GET /api/v1/jobs/{state}", ADMINISTRATORS),
    plain("POST /api/v1/jobs/pause", ADMINISTRATORS_DO),
    plain("POST /api/v1/jobs/resume", ADMINISTRATORS_DO),
    // metrics
    // The server of this test keeps none.
    row(
        "POST /api/v1/metrics/playback",
        "",
        Body::Json("{}"),
        [403; 5],
    ),
    // notifications
    plain("GET /api/v1/users/me/notifications", SIGNED_IN),
    // One that could not begin: a stream never ends.
    at(
        "GET /api/v1/users/me/notifications/events",
        "/api/v1/users/me/notifications/events?after=x",
        [401, 400, 400, 400, 400],
    ),
    row(
        "POST /api/v1/users/me/notifications/read",
        "",
        Body::Json(r#"{"ids":[1]}"#),
        CHANGE_ONESELF,
    ),
    plain(
        "POST /api/v1/users/me/notifications/read-all",
        CHANGE_ONESELF,
    ),
    row(
        "PUT /api/v1/users/me/notification-settings",
        "",
        Body::Json("{}"),
        CHANGE_ONESELF,
    ),
    // pages
    // The page is the same for everybody; what it shows, it asks of the API.
    plain("GET /live/{id}", EVERYBODY),
    plain("GET /w/{id}/stats", EVERYBODY),
    at(
        "GET /services/oembed",
        "/services/oembed?url=https://video.test/w/{public}",
        EVERYBODY,
    ),
    at(
        "GET /services/oembed",
        "/services/oembed?url=https://video.test/w/{id}",
        [401; 5],
    ),
    plain("GET /reset-password", EVERYBODY),
    plain("GET /verify-account/email", EVERYBODY),
    // registrations
    // Closed on this server, whoever asks.
    row(
        "POST /api/v1/users/register",
        "",
        Body::Json(r#"{"username":"n","password":"a password","email":"n@e.org"}"#),
        [403; 5],
    ),
    row(
        "POST /api/v1/users/registrations/request",
        "",
        Body::Json(
            r#"{"username":"n","password":"a password","email":"n@e.org","registrationReason":"No"}"#,
        ),
        [403; 5],
    ),
    row(
        "POST /api/v1/users/registrations/ask-send-verify-email",
        "",
        Body::Json(r#"{"email":"n@e.org"}"#),
        [204; 5],
    ),
    plain("GET /api/v1/users/registrations/challenge", EVERYBODY),
    plain("GET /api/v1/users/registrations", MODERATORS),
    at(
        "DELETE /api/v1/users/registrations/{registrationId}",
        "/api/v1/users/registrations/999999",
        MODERATORS_OF_NOBODY,
    ),
    row(
        "POST /api/v1/users/registrations/{registrationId}/accept",
        "/api/v1/users/registrations/999999/accept",
        Body::Json(r#"{"moderationResponse":"Yes"}"#),
        MODERATORS_OF_NOBODY,
    ),
    row(
        "POST /api/v1/users/registrations/{registrationId}/reject",
        "/api/v1/users/registrations/999999/reject",
        Body::Json(r#"{"moderationResponse":"No"}"#),
        MODERATORS_OF_NOBODY,
    ),
    // The link says who may.
    row(
        "POST /api/v1/users/registrations/{registrationId}/verify-email",
        "/api/v1/users/registrations/999999/verify-email",
        Body::Json(r#"{"verificationString":"none"}"#),
        [403; 5],
    ),
    // server
    plain("GET /api/v1/openapi.json", EVERYBODY),
    plain("GET /api/v1/ping", EVERYBODY),
    plain("GET /api/v1/server/debug", ADMINISTRATORS),
    row(
        "POST /api/v1/server/debug/run-command",
        "",
        Body::Json(r#"{"command":"process-video-viewers"}"#),
        ADMINISTRATORS_DO,
    ),
    plain("GET /api/v1/server/stats", EVERYBODY),
    plain("GET /health", EVERYBODY),
    // sessions
    plain("GET /api/v1/oauth-clients/local", EVERYBODY),
    row(
        "POST /api/v1/users/revoke-token",
        "",
        Body::SessionOfItsOwn,
        SIGNED_IN,
    ),
    row("POST /api/v1/users/token", "", Body::Json("{}"), [400; 5]),
    // subscriptions
    plain("GET /api/v1/users/me/subscriptions", SIGNED_IN),
    row(
        "POST /api/v1/users/me/subscriptions",
        "",
        Body::Json(r#"{"uri":"no_one"}"#),
        ABOUT_NOTHING,
    ),
    at(
        "GET /api/v1/users/me/subscriptions/exist",
        "/api/v1/users/me/subscriptions/exist?uris=no_one",
        SIGNED_IN,
    ),
    plain("GET /api/v1/users/me/subscriptions/videos", SIGNED_IN),
    at(
        "GET /api/v1/users/me/subscriptions/{subscriptionHandle}",
        "/api/v1/users/me/subscriptions/no_one",
        ABOUT_NOTHING,
    ),
    at(
        "DELETE /api/v1/users/me/subscriptions/{subscriptionHandle}",
        "/api/v1/users/me/subscriptions/no_one",
        ABOUT_NOTHING,
    ),
    // users
    row(
        "POST /api/v1/users",
        "",
        Body::Json("{}"),
        [401, 403, 403, 400, 400],
    ),
    row(
        "POST /api/v1/users",
        "",
        Body::Json(r#"{"username":"deputy","password":"a password","email":"d@e.org","role":1}"#),
        ADMINISTRATORS,
    ),
    plain("GET /api/v1/users", MODERATORS),
    at(
        "GET /api/v1/users/autocomplete",
        "/api/v1/users/autocomplete?search=r",
        EVERYBODY,
    ),
    at("GET /api/v1/users/{id}", "/api/v1/users/1", MODERATORS),
    row(
        "PUT /api/v1/users/{id}",
        "/api/v1/users/999999",
        Body::Json("{}"),
        MODERATORS_OF_NOBODY,
    ),
    row(
        "PUT /api/v1/users/{id}",
        "/api/v1/users/1",
        Body::Json("{}"),
        ADMINISTRATORS_DO,
    ),
    at(
        "DELETE /api/v1/users/{id}",
        "/api/v1/users/999999",
        MODERATORS_OF_NOBODY,
    ),
    row(
        "POST /api/v1/users/ask-reset-password",
        "",
        Body::Json(r#"{"email":"n@e.org"}"#),
        [204; 5],
    ),
    row(
        "POST /api/v1/users/ask-send-verify-email",
        "",
        Body::Json(r#"{"email":"n@e.org"}"#),
        [204; 5],
    ),
    row(
        "POST /api/v1/users/{id}/reset-password",
        "/api/v1/users/1/reset-password",
        Body::Json(r#"{"password":"a password","verificationString":"none"}"#),
        [403; 5],
    ),
    row(
        "POST /api/v1/users/{id}/verify-email",
        "/api/v1/users/1/verify-email",
        Body::Json(r#"{"verificationString":"none"}"#),
        [403; 5],
    ),
    plain("GET /api/v1/users/scoped-tokens", SIGNED_IN),
    plain("POST /api/v1/users/scoped-tokens", SIGNED_IN),
    // Root's: for root, who is asked for the password. Nobody else may.
    row(
        "POST /api/v1/users/{id}/two-factor/request",
        "/api/v1/users/1/two-factor/request",
        Body::Json("{}"),
        [401, 403, 403, 403, 400],
    ),
    row(
        "POST /api/v1/users/{id}/two-factor/confirm-request",
        "/api/v1/users/1/two-factor/confirm-request",
        Body::Json(r#"{"requestToken":"none","otpToken":"000000"}"#),
        [401, 403, 403, 403, 403],
    ),
    row(
        "POST /api/v1/users/{id}/two-factor/disable",
        "/api/v1/users/1/two-factor/disable",
        Body::Json("{}"),
        [401, 403, 403, 403, 400],
    ),
    row(
        "POST /api/v1/users/{id}/block",
        "/api/v1/users/999999/block",
        Body::Json("{}"),
        MODERATORS_OF_NOBODY,
    ),
    at(
        "POST /api/v1/users/{id}/unblock",
        "/api/v1/users/999999/unblock",
        MODERATORS_OF_NOBODY,
    ),
    plain("GET /api/v1/users/me", SIGNED_IN),
    row("PUT /api/v1/users/me", "", Body::Json("{}"), CHANGE_ONESELF),
    plain("GET /api/v1/users/me/video-quota-used", SIGNED_IN),
    plain("GET /api/v1/users/me/videos", SIGNED_IN),
    plain("GET /api/v1/users/me/history/videos", SIGNED_IN),
    at(
        "DELETE /api/v1/users/me/history/videos/{videoId}",
        "/api/v1/users/me/history/videos/1",
        CHANGE_ONESELF,
    ),
    row(
        "POST /api/v1/users/me/history/videos/remove",
        "",
        Body::EmptyForm,
        CHANGE_ONESELF,
    ),
    // videos
    plain("GET /api/v1/videos", EVERYBODY),
    at(
        "GET /api/v1/videos",
        "/api/v1/videos?privacyOneOf=3",
        MODERATORS,
    ),
    plain("GET /api/v1/videos/categories", EVERYBODY),
    plain("GET /api/v1/videos/languages", EVERYBODY),
    plain("GET /api/v1/videos/licences", EVERYBODY),
    plain("GET /api/v1/videos/privacies", EVERYBODY),
    plain("GET /api/v1/videos/{id}", PRIVATE),
    plain("GET /api/v1/videos/{id}/description", PRIVATE),
    plain("GET /api/v1/videos/{id}/metadata/{fileId}", PRIVATE),
    plain("GET /api/v1/videos/{id}/storyboards", PRIVATE),
    plain("GET /api/v1/videos/{id}/stats/overall", PRIVATE),
    plain("GET /api/v1/videos/{id}/stats/retention", PRIVATE),
    at(
        "GET /api/v1/videos/{id}/stats/timeseries/{metric}",
        "/api/v1/videos/{id}/stats/timeseries/viewers",
        PRIVATE,
    ),
    // Also of a video that everybody may watch.
    at(
        "GET /api/v1/videos/{id}/stats/overall",
        "/api/v1/videos/{public}/stats/overall",
        PRIVATE,
    ),
    row(
        "POST /api/v1/videos/{id}/views",
        "",
        Body::Json(r#"{"currentTime":0}"#),
        [401, 403, 204, 204, 204],
    ),
    row(
        "PUT /api/v1/videos/{id}/watching",
        "",
        Body::Json(r#"{"currentTime":0}"#),
        [401, 403, 204, 204, 204],
    ),
    plain("POST /api/v1/videos/{id}/token", PRIVATE),
    row(
        "POST /api/v1/videos/live",
        "",
        Body::EmptyForm,
        [401, 400, 400, 400, 400],
    ),
    at(
        "GET /api/v1/videos/live/{id}",
        "/api/v1/videos/live/{live}",
        [401, 403, 200, 200, 200],
    ),
    row(
        "PUT /api/v1/videos/live/{id}",
        "/api/v1/videos/live/{live}",
        Body::Json("{}"),
        [401, 403, 204, 403, 204],
    ),
    at(
        "GET /api/v1/videos/live/{id}/sessions",
        "/api/v1/videos/live/{live}/sessions",
        [401, 403, 200, 403, 200],
    ),
    // Made of no session: told to those who may watch it.
    plain(
        "GET /api/v1/videos/{id}/live-session",
        [401, 403, 404, 404, 404],
    ),
    // A video that is no live; the events of one never end.
    plain(
        "GET /api/v1/videos/{id}/live-events",
        [401, 403, 404, 404, 404],
    ),
    row("PUT /api/v1/videos/{id}", "", Body::EmptyForm, CHANGE_VIDEO),
    at(
        "DELETE /api/v1/videos/{id}",
        "/api/v1/videos/{doomed}",
        CHANGE_VIDEO,
    ),
    row(
        "POST /api/v1/videos/upload",
        "",
        Body::EmptyForm,
        [401, 400, 400, 400, 400],
    ),
    row(
        "POST /api/v1/videos/upload-resumable",
        "",
        Body::BeginUpload,
        [401, 403, 201, 403, 403],
    ),
    row(
        "PUT /api/v1/videos/upload-resumable",
        "{upload}",
        Body::AskUpload,
        [401, 403, 308, 403, 403],
    ),
    at(
        "DELETE /api/v1/videos/upload-resumable",
        "{upload}",
        [401, 403, 204, 403, 403],
    ),
    // well known
    plain("GET /.well-known/change-password", [302; 5]),
    plain("GET /.well-known/host-meta", EVERYBODY),
    plain("GET /.well-known/nodeinfo", EVERYBODY),
    plain("GET /.well-known/security.txt", EVERYBODY),
    at(
        "GET /.well-known/webfinger",
        "/.well-known/webfinger?resource=acct:{name}@video.test",
        EVERYBODY,
    ),
    plain("GET /manifest.webmanifest", EVERYBODY),
    plain("GET /nodeinfo/2.0.json", EVERYBODY),
    plain("GET /robots.txt", EVERYBODY),
    plain("GET /security.txt", [301; 5]),
    plain("GET /sitemap.xml", EVERYBODY),
    // The last one: who does it is gone. The administrator of the table is root, who stays.
    plain("DELETE /api/v1/users/me", [401, 204, 204, 204, 400]),
];
