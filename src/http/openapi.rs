//! The API's own description (OpenAPI 3.1), gathered from the annotations on the handlers.
//!
//! One line per operation, sorted by resource. `tributary openapi` writes it to docs/openapi.json,
//! and a test compares that file, the routes and the authorization table with it.

mod common;

use std::sync::LazyLock;

use utoipa::{
    Modify, OpenApi,
    openapi::security::{Flow, OAuth2, Password, Scopes, SecurityScheme},
};

use common::CommonStatuses;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Tributary",
        description = "A federated video server that speaks the PeerTube 7 REST API. Errors are problem documents (RFC 9457).",
        license(name = "Apache-2.0 OR MIT", identifier = "Apache-2.0 OR MIT")
    ),
    paths(
        // accounts
        crate::http::accounts::videos::get,
        crate::http::accounts::get::get,
        crate::http::accounts::followers::get,
        // actor pictures
        crate::http::actor_pictures::channel::delete_avatar,
        crate::http::actor_pictures::channel::delete_banner,
        crate::http::actor_pictures::channel::pick_avatar,
        crate::http::actor_pictures::channel::pick_banner,
        crate::http::actor_pictures::mine::delete,
        crate::http::actor_pictures::mine::pick,
        // blocks
        crate::http::blocks::my_accounts::get,
        crate::http::blocks::my_accounts::post,
        crate::http::blocks::my_accounts::delete,
        crate::http::blocks::my_servers::get,
        crate::http::blocks::my_servers::post,
        crate::http::blocks::my_servers::delete,
        crate::http::blocks::server_accounts::get,
        crate::http::blocks::server_accounts::post,
        crate::http::blocks::server_accounts::delete,
        crate::http::blocks::server_servers::get,
        crate::http::blocks::server_servers::post,
        crate::http::blocks::server_servers::delete,
        crate::http::blocks::status::get,
        // channels
        crate::http::channels::followers::get,
        crate::http::channels::videos::get,
        crate::http::channels::get::get,
        // configuration
        crate::http::configuration::about::get,
        crate::http::configuration::get::get,
        // files
        crate::http::files::actor_pictures::avatar,
        crate::http::files::actor_pictures::banner,
        crate::http::files::hls::get,
        crate::http::files::previews::get,
        crate::http::files::private_hls::get,
        crate::http::files::private_web_videos::get,
        crate::http::files::storyboards::get,
        crate::http::files::thumbnails::get,
        crate::http::files::web_videos::get,
        // jobs
        crate::http::jobs::list::get,
        crate::http::jobs::list_by_state::get,
        crate::http::jobs::pause::post,
        crate::http::jobs::resume::post,
        // notifications
        crate::http::notifications::events::get,
        crate::http::notifications::list::get,
        crate::http::notifications::read::all,
        crate::http::notifications::read::some,
        crate::http::notifications::settings::put,
        // pages
        crate::http::pages::live::get,
        crate::http::pages::stats::get,
        crate::http::pages::oembed::get,
        crate::http::pages::reset_password::get,
        crate::http::pages::verify_email::get,
        // registrations
        crate::http::registrations::ask_verify_email::post,
        crate::http::registrations::challenge::get,
        crate::http::registrations::decide::accept,
        crate::http::registrations::decide::reject,
        crate::http::registrations::delete::delete,
        crate::http::registrations::list::get,
        crate::http::registrations::register::post,
        crate::http::registrations::request::post,
        crate::http::registrations::verify_email::post,
        // server
        crate::http::server::debug::get,
        crate::http::server::health::get,
        crate::http::server::openapi::get,
        crate::http::server::ping::get,
        crate::http::server::run_command::post,
        // sessions
        crate::http::sessions::oauth_client::get,
        crate::http::sessions::revoke::post,
        crate::http::sessions::token::post,
        // subscriptions
        crate::http::subscriptions::add::post,
        crate::http::subscriptions::delete::delete,
        crate::http::subscriptions::exist::get,
        crate::http::subscriptions::get::get,
        crate::http::subscriptions::list::get,
        crate::http::subscriptions::videos::get,
        // users
        crate::http::users::my_videos::get,
        crate::http::users::add::post,
        crate::http::accounts::list::get,
        crate::http::accounts::channels::get,
        crate::http::channels::list::get,
        crate::http::channels::create::post,
        crate::http::channels::put::put,
        crate::http::channels::delete::delete,
        crate::http::users::list::get,
        crate::http::users::get::get,
        crate::http::users::put::put,
        crate::http::users::delete::delete,
        crate::http::users::block::block,
        crate::http::users::block::unblock,
        crate::http::users::autocomplete::get,
        crate::http::users::mailed::ask_reset_password,
        crate::http::users::mailed::ask_verify_email,
        crate::http::users::mailed::reset_password,
        crate::http::users::mailed::verify_email,
        crate::http::users::scoped_tokens::get,
        crate::http::users::scoped_tokens::post,
        crate::http::users::two_factor::confirm::post,
        crate::http::users::two_factor::disable::post,
        crate::http::users::two_factor::request::post,
        crate::http::users::delete_me::delete,
        crate::http::users::get_me::get,
        crate::http::users::put_me::put,
        crate::http::users::video_quota_used::get,
        // videos
        crate::http::videos::delete::delete,
        crate::http::videos::description::get,
        crate::http::videos::get::get,
        crate::http::videos::list::get,
        crate::http::videos::live::create::post,
        crate::http::videos::live::events::get,
        crate::http::videos::live::get::get,
        crate::http::videos::live::put::put,
        crate::http::videos::live::session::get,
        crate::http::videos::live::sessions::get,
        crate::http::videos::metadata::get,
        crate::http::videos::put::put,
        crate::http::videos::storyboards::get,
        crate::http::videos::upload::post,
        crate::http::videos::upload_resumable::delete::delete,
        crate::http::videos::upload_resumable::post::post,
        crate::http::videos::upload_resumable::put::put,
        crate::http::videos::token::post,
        crate::http::metrics::playback::post,
        crate::http::server::stats::get,
        crate::http::users::history::list::get,
        crate::http::users::history::remove::post,
        crate::http::users::history::delete::delete,
        crate::http::videos::stats::overall::get,
        crate::http::videos::stats::retention::get,
        crate::http::videos::stats::timeseries::get,
        crate::http::videos::views::post,
        crate::http::videos::watching::put,
        crate::http::videos::categories::get,
        crate::http::videos::languages::get,
        crate::http::videos::licences::get,
        crate::http::videos::privacies::get,
        // well known
        crate::http::well_known::change_password::get,
        crate::http::well_known::host_meta::get,
        crate::http::well_known::manifest::get,
        crate::http::well_known::node_info::get,
        crate::http::well_known::node_info_links::get,
        crate::http::well_known::robots::get,
        crate::http::well_known::security::get,
        crate::http::well_known::security::redirect,
        crate::http::well_known::sitemap::get,
        crate::http::well_known::webfinger::get,
    ),
    // Reached only through a generic shape, where the derive does not find them.
    components(schemas(
        crate::http::accounts::AccountSummary,
        crate::http::channels::VideoChannelSummary
    )),
    modifiers(&Security, &CommonStatuses)
)]
struct Operations;

/// How one signs in, for the operations that say `security(("OAuth2" = []))`.
struct Security;

impl Modify for Security {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let flow = Flow::Password(Password::new("/api/v1/users/token", Scopes::new()));
        document
            .components
            .get_or_insert_default()
            .add_security_scheme("OAuth2", SecurityScheme::OAuth2(OAuth2::new([flow])));
    }
}

static DOCUMENT: LazyLock<utoipa::openapi::OpenApi> = LazyLock::new(Operations::openapi);

/// The document.
#[must_use]
pub fn document() -> &'static utoipa::openapi::OpenApi {
    &DOCUMENT
}

/// The document as docs/openapi.json holds it: indented, with a newline at the end.
///
/// # Errors
/// When it cannot be serialized.
pub fn text() -> Result<String, serde_json::Error> {
    let mut text = serde_json::to_string_pretty(document())?;
    text.push('\n');
    Ok(text)
}
