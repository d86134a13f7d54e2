//! Every route of the API, grouped by resource, one line a path: the whole API on one page.

use actix_web::web::{self, ServiceConfig};

use super::route_tree::{Fill, RouteTree};
use crate::http::error::ApiError;

/// Routes each path to its handlers. HEAD is answered wherever GET is; another method is
/// answered 405 with what is allowed.
macro_rules! paths {
    ($($path:literal => { $($method:ident: $handler:expr),+ $(,)? })+) => {
        /// Each path with its methods, for the tests that compare them with the OpenAPI document.
        pub const ROUTES: &[(&str, &[&str])] = &[
            $(($path, &[$(method_name!($method)),+])),+
        ];

        const FILLS: &[(&str, Fill)] = &[
            $(($path, |resource| {
                $(let resource = resource.route(web::$method().to($handler));)+
                $(let resource = with_head!(resource, $method, $handler);)+
                resource.default_service(web::to(|| async {
                    Err::<actix_web::HttpResponse, _>(ApiError::MethodNotAllowed(&[
                        $(allowed!($method)),+
                    ]))
                }))
            })),+
        ];

        /// Adds every route.
        pub fn routes(config: &mut ServiceConfig) {
            RouteTree::of(FILLS.iter().copied()).configure(config);
        }
    };
}

macro_rules! method_name {
    (get) => {
        "GET"
    };
    (post) => {
        "POST"
    };
    (put) => {
        "PUT"
    };
    (delete) => {
        "DELETE"
    };
}

macro_rules! allowed {
    (get) => {
        "GET, HEAD"
    };
    ($other:ident) => {
        method_name!($other)
    };
}

/// The handler of GET answers HEAD too: the server leaves the body out and keeps its length.
macro_rules! with_head {
    ($resource:ident, get, $handler:expr) => {
        $resource.route(web::head().to($handler))
    };
    ($resource:ident, $other:ident, $handler:expr) => {
        $resource
    };
}

paths! {
    // accounts
    "/api/v1/accounts" => { get: super::accounts::list::get }
    "/api/v1/accounts/{name}/followers" => { get: super::accounts::followers::get }
    "/api/v1/accounts/{name}/video-channels" => { get: super::accounts::channels::get }
    "/api/v1/accounts/{name}/videos" => { get: super::accounts::videos::get }
    "/api/v1/accounts/{name}" => { get: super::accounts::get::get }
    // actor pictures
    "/api/v1/users/me/avatar" => { delete: super::actor_pictures::mine::delete }
    "/api/v1/users/me/avatar/pick" => { post: super::actor_pictures::mine::pick }
    "/api/v1/video-channels/{channelHandle}/avatar" => { delete: super::actor_pictures::channel::delete_avatar }
    "/api/v1/video-channels/{channelHandle}/avatar/pick" => { post: super::actor_pictures::channel::pick_avatar }
    "/api/v1/video-channels/{channelHandle}/banner" => { delete: super::actor_pictures::channel::delete_banner }
    "/api/v1/video-channels/{channelHandle}/banner/pick" => { post: super::actor_pictures::channel::pick_banner }
    // blocks
    "/api/v1/blocklist/status" => { get: super::blocks::status::get }
    "/api/v1/server/blocklist/accounts" => {
        get: super::blocks::server_accounts::get,
        post: super::blocks::server_accounts::post,
    }
    "/api/v1/server/blocklist/accounts/{accountName}" => { delete: super::blocks::server_accounts::delete }
    "/api/v1/server/blocklist/servers" => {
        get: super::blocks::server_servers::get,
        post: super::blocks::server_servers::post,
    }
    "/api/v1/server/blocklist/servers/{host}" => { delete: super::blocks::server_servers::delete }
    "/api/v1/users/me/blocklist/accounts" => {
        get: super::blocks::my_accounts::get,
        post: super::blocks::my_accounts::post,
    }
    "/api/v1/users/me/blocklist/accounts/{accountName}" => { delete: super::blocks::my_accounts::delete }
    "/api/v1/users/me/blocklist/servers" => {
        get: super::blocks::my_servers::get,
        post: super::blocks::my_servers::post,
    }
    "/api/v1/users/me/blocklist/servers/{host}" => { delete: super::blocks::my_servers::delete }
    // channels
    "/api/v1/video-channels/{channelHandle}/followers" => { get: super::channels::followers::get }
    "/api/v1/video-channels/{channelHandle}/videos" => { get: super::channels::videos::get }
    "/api/v1/video-channels" => {
        get: super::channels::list::get,
        post: super::channels::create::post,
    }
    "/api/v1/video-channels/{channelHandle}" => {
        get: super::channels::get::get,
        put: super::channels::put::put,
        delete: super::channels::delete::delete,
    }
    // configuration
    "/api/v1/config" => { get: super::configuration::get::get }
    "/api/v1/config/about" => { get: super::configuration::about::get }
    // files
    "/lazy-static/avatars/{filename}" => { get: super::files::actor_pictures::avatar }
    "/lazy-static/banners/{filename}" => { get: super::files::actor_pictures::banner }
    "/lazy-static/previews/{filename}" => { get: super::files::previews::get }
    "/lazy-static/storyboards/{filename}" => { get: super::files::storyboards::get }
    "/lazy-static/thumbnails/{filename}" => { get: super::files::thumbnails::get }
    "/static/streaming-playlists/hls/private/{uuid}/{filename}" => { get: super::files::private_hls::get }
    "/static/streaming-playlists/hls/{uuid}/{filename}" => { get: super::files::hls::get }
    "/static/web-videos/private/{filename}" => { get: super::files::private_web_videos::get }
    "/static/web-videos/{filename}" => { get: super::files::web_videos::get }
    // jobs
    "/api/v1/jobs" => { get: super::jobs::list::get }
    "/api/v1/jobs/pause" => { post: super::jobs::pause::post }
    "/api/v1/jobs/resume" => { post: super::jobs::resume::post }
    "/api/v1/jobs/{state}" => { get: super::jobs::list_by_state::get }
    // metrics
    "/api/v1/metrics/playback" => { post: super::metrics::playback::post }
    // notifications
    "/api/v1/users/me/notification-settings" => { put: super::notifications::settings::put }
    "/api/v1/users/me/notifications" => { get: super::notifications::list::get }
    "/api/v1/users/me/notifications/events" => { get: super::notifications::events::get }
    "/api/v1/users/me/notifications/read" => { post: super::notifications::read::some }
    "/api/v1/users/me/notifications/read-all" => { post: super::notifications::read::all }
    // pages
    "/" => { get: super::pages::home::get }
    "/client/{release}/{name}" => { get: crate::web::assets::get }
    "/live/{id}" => { get: super::pages::live::get }
    "/reset-password" => { get: super::pages::reset_password::get }
    "/services/oembed" => { get: super::pages::oembed::get }
    "/verify-account/email" => { get: super::pages::verify_email::get }
    "/videos/embed/{id}" => { get: super::pages::embed::get }
    "/videos/watch/{id}" => { get: super::pages::old_watch::get }
    "/w/{id}/stats" => { get: super::pages::stats::get }
    "/w/{id}" => { get: super::pages::watch::get }
    // registrations
    "/api/v1/users/register" => { post: super::registrations::register::post }
    "/api/v1/users/registrations" => { get: super::registrations::list::get }
    "/api/v1/users/registrations/ask-send-verify-email" => { post: super::registrations::ask_verify_email::post }
    "/api/v1/users/registrations/challenge" => { get: super::registrations::challenge::get }
    "/api/v1/users/registrations/request" => { post: super::registrations::request::post }
    "/api/v1/users/registrations/{registrationId}" => { delete: super::registrations::delete::delete }
    "/api/v1/users/registrations/{registrationId}/accept" => { post: super::registrations::decide::accept }
    "/api/v1/users/registrations/{registrationId}/reject" => { post: super::registrations::decide::reject }
    "/api/v1/users/registrations/{registrationId}/verify-email" => {
        post: super::registrations::verify_email::post,
    }
    // server
    "/api/docs" => { get: super::server::docs::redirect }
    "/api/docs/{asset:.*}" => { get: super::server::docs::get }
    "/api/v1/openapi.json" => { get: super::server::openapi::get }
    "/api/v1/ping" => { get: super::server::ping::get }
    "/api/v1/server/debug" => { get: super::server::debug::get }
    "/api/v1/server/debug/run-command" => { post: super::server::run_command::post }
    "/api/v1/server/stats" => { get: super::server::stats::get }
    "/health" => { get: super::server::health::get }
    // sessions
    "/api/v1/oauth-clients/local" => { get: super::sessions::oauth_client::get }
    "/api/v1/users/revoke-token" => { post: super::sessions::revoke::post }
    "/api/v1/users/token" => { post: super::sessions::token::post }
    // subscriptions
    "/api/v1/users/me/subscriptions" => {
        get: super::subscriptions::list::get,
        post: super::subscriptions::add::post,
    }
    "/api/v1/users/me/subscriptions/exist" => { get: super::subscriptions::exist::get }
    "/api/v1/users/me/subscriptions/videos" => { get: super::subscriptions::videos::get }
    "/api/v1/users/me/subscriptions/{subscriptionHandle}" => {
        get: super::subscriptions::get::get,
        delete: super::subscriptions::delete::delete,
    }
    // users
    "/api/v1/users/me/history/videos" => { get: super::users::history::list::get }
    "/api/v1/users/me/history/videos/remove" => { post: super::users::history::remove::post }
    "/api/v1/users/me/history/videos/{videoId}" => { delete: super::users::history::delete::delete }
    "/api/v1/users/me/videos" => { get: super::users::my_videos::get }
    "/api/v1/users" => { get: super::users::list::get, post: super::users::add::post }
    "/api/v1/users/autocomplete" => { get: super::users::autocomplete::get }
    "/api/v1/users/me" => {
        get: super::users::get_me::get,
        put: super::users::put_me::put,
        delete: super::users::delete_me::delete,
    }
    "/api/v1/users/{id}" => {
        get: super::users::get::get,
        put: super::users::put::put,
        delete: super::users::delete::delete,
    }
    "/api/v1/users/scoped-tokens" => {
        get: super::users::scoped_tokens::get,
        post: super::users::scoped_tokens::post,
    }
    "/api/v1/users/ask-reset-password" => { post: super::users::mailed::ask_reset_password }
    "/api/v1/users/ask-send-verify-email" => { post: super::users::mailed::ask_verify_email }
    "/api/v1/users/{id}/reset-password" => { post: super::users::mailed::reset_password }
    "/api/v1/users/{id}/verify-email" => { post: super::users::mailed::verify_email }
    "/api/v1/users/{id}/two-factor/confirm-request" => { post: super::users::two_factor::confirm::post }
    "/api/v1/users/{id}/two-factor/disable" => { post: super::users::two_factor::disable::post }
    "/api/v1/users/{id}/two-factor/request" => { post: super::users::two_factor::request::post }
    "/api/v1/users/{id}/block" => { post: super::users::block::block }
    "/api/v1/users/{id}/unblock" => { post: super::users::block::unblock }
    "/api/v1/users/me/video-quota-used" => { get: super::users::video_quota_used::get }
    // videos
    "/api/v1/videos" => { get: super::videos::list::get }
    "/api/v1/videos/upload" => { post: super::videos::upload::post }
    "/api/v1/videos/upload-resumable" => {
        post: super::videos::upload_resumable::post::post,
        put: super::videos::upload_resumable::put::put,
        delete: super::videos::upload_resumable::delete::delete,
    }
    "/api/v1/videos/live" => { post: super::videos::live::create::post }
    "/api/v1/videos/live/{id}" => {
        get: super::videos::live::get::get,
        put: super::videos::live::put::put,
    }
    "/api/v1/videos/live/{id}/sessions" => { get: super::videos::live::sessions::get }
    "/api/v1/videos/{id}/live-events" => { get: super::videos::live::events::get }
    "/api/v1/videos/{id}/live-session" => { get: super::videos::live::session::get }
    "/api/v1/videos/{id}/stats/overall" => { get: super::videos::stats::overall::get }
    "/api/v1/videos/{id}/stats/retention" => { get: super::videos::stats::retention::get }
    "/api/v1/videos/{id}/stats/timeseries/{metric}" => { get: super::videos::stats::timeseries::get }
    "/api/v1/videos/{id}/views" => { post: super::videos::views::post }
    "/api/v1/videos/{id}/watching" => { put: super::videos::watching::put }
    "/api/v1/videos/{id}/token" => { post: super::videos::token::post }
    "/api/v1/videos/categories" => { get: super::videos::categories::get }
    "/api/v1/videos/languages" => { get: super::videos::languages::get }
    "/api/v1/videos/licences" => { get: super::videos::licences::get }
    "/api/v1/videos/privacies" => { get: super::videos::privacies::get }
    "/api/v1/videos/{id}" => {
        get: super::videos::get::get,
        put: super::videos::put::put,
        delete: super::videos::delete::delete,
    }
    "/api/v1/videos/{id}/description" => { get: super::videos::description::get }
    "/api/v1/videos/{id}/metadata/{fileId}" => { get: super::videos::metadata::get }
    "/api/v1/videos/{id}/storyboards" => { get: super::videos::storyboards::get }
    // well known
    "/.well-known/change-password" => { get: super::well_known::change_password::get }
    "/.well-known/host-meta" => { get: super::well_known::host_meta::get }
    "/.well-known/nodeinfo" => { get: super::well_known::node_info_links::get }
    "/.well-known/security.txt" => { get: super::well_known::security::get }
    "/.well-known/webfinger" => { get: super::well_known::webfinger::get }
    "/manifest.webmanifest" => { get: super::well_known::manifest::get }
    "/nodeinfo/2.0.json" => { get: super::well_known::node_info::get }
    "/robots.txt" => { get: super::well_known::robots::get }
    "/security.txt" => { get: super::well_known::security::redirect }
    "/sitemap.xml" => { get: super::well_known::sitemap::get }
}
