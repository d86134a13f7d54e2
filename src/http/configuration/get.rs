//! `GET /api/v1/config`: what clients must know before they show anything.

use std::net::IpAddr;

use actix_web::web::{Data, Json};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    exchange::{ExportConfig, FollowingsConfig, ImportConfig, SearchConfig},
    files::{AvatarConfig, VideoCaptionConfig, VideoConfig},
    instance::{BroadcastMessageConfig, InstanceConfig, PluginConfig, ThemeConfig, WebadminConfig},
    media::{LiveConfig, TranscodingConfig},
    people::{SignupConfig, UserConfig, VideoChannelsConfig},
    publishing::{AutoBlacklistConfig, DefaultsConfig, VideoFileConfig},
    switch::{RemoteSwitch, Switch},
    watching::{ClientConfig, OpenTelemetryConfig, TrendingConfig, ViewsConfig},
};
use crate::{
    config::Config,
    http::{client_address::ClientAddress, error::ApiError, state::App},
    store::instance,
};

/// The version of the reference whose API this is. Clients choose what they use by it; our own
/// version is in nodeinfo.
const API_LEVEL: &str = "7.0.0";

/// The commit that was built, where whoever built it said so.
const COMMIT: Option<&str> = option_env!("TRIBUTARY_COMMIT");

/// What the instance is, allows and can do.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ServerConfig {
    client: ClientConfig,
    defaults: DefaultsConfig,
    webadmin: WebadminConfig,
    instance: InstanceConfig,
    search: SearchConfig,
    plugin: PluginConfig,
    theme: ThemeConfig,
    email: Switch,
    contact_form: Switch,
    /// The version of the reference whose API this server speaks.
    #[schema(example = "7.0.0")]
    server_version: &'static str,
    /// The commit that was built; empty where unknown.
    server_commit: &'static str,
    signup: SignupConfig,
    transcoding: TranscodingConfig,
    live: LiveConfig,
    video_studio: RemoteSwitch,
    video_file: VideoFileConfig,
    video_transcription: RemoteSwitch,
    import: ImportConfig,
    export: ExportConfig,
    auto_blacklist: AutoBlacklistConfig,
    avatar: AvatarConfig,
    banner: AvatarConfig,
    video: VideoConfig,
    video_caption: VideoCaptionConfig,
    user: UserConfig,
    video_channels: VideoChannelsConfig,
    trending: TrendingConfig,
    tracker: Switch,
    followings: FollowingsConfig,
    federation: Switch,
    broadcast_message: BroadcastMessageConfig,
    homepage: Switch,
    open_telemetry: OpenTelemetryConfig,
    views: ViewsConfig,
    storyboards: Switch,
}

impl ServerConfig {
    pub(super) fn of(config: &Config, users: i64, address: IpAddr) -> Self {
        Self {
            client: ClientConfig::of(&config.upload),
            defaults: DefaultsConfig::of(&config.defaults),
            webadmin: WebadminConfig::FILES_ALONE,
            instance: InstanceConfig::of(&config.instance),
            search: SearchConfig::ABSENT,
            plugin: PluginConfig::default(),
            theme: ThemeConfig {
                registered: Vec::new(),
                default: config.theme.default.clone(),
            },
            email: Switch::of(config.smtp.enabled()),
            contact_form: Switch::ABSENT,
            server_version: API_LEVEL,
            server_commit: COMMIT.unwrap_or(""),
            signup: SignupConfig::of(&config.signup, users, address),
            transcoding: TranscodingConfig::of(&config.transcoding),
            live: LiveConfig::of(&config.live),
            video_studio: RemoteSwitch::ABSENT,
            video_file: VideoFileConfig {
                update: Switch::ABSENT,
            },
            video_transcription: RemoteSwitch::ABSENT,
            import: ImportConfig::ABSENT,
            export: ExportConfig::of(&config.export.users),
            auto_blacklist: AutoBlacklistConfig::ABSENT,
            avatar: AvatarConfig::of(&config.upload),
            banner: AvatarConfig::of(&config.upload),
            video: VideoConfig::of(config),
            video_caption: VideoCaptionConfig::of(&config.upload),
            user: UserConfig::of(&config.user),
            video_channels: VideoChannelsConfig {
                max_per_user: config.video_channels.max_per_user,
            },
            trending: TrendingConfig::of(&config.trending.videos),
            tracker: Switch::ABSENT,
            followings: FollowingsConfig::of(&config.followings),
            federation: Switch::of(config.federation.enabled),
            broadcast_message: BroadcastMessageConfig::NONE,
            homepage: Switch::ABSENT,
            open_telemetry: OpenTelemetryConfig::of(&config.open_telemetry.metrics),
            views: ViewsConfig::of(&config.views.videos.watching_interval),
            storyboards: Switch::of(config.storyboards.enabled),
        }
    }
}

/// Answers the configuration as clients may see it.
///
/// # Errors
/// When the database fails.
#[utoipa::path(
    get, path = "/api/v1/config", operation_id = "getConfig", tag = "Config",
    responses((status = 200, description = "What the instance is, allows and can do", body = ServerConfig))
)]
pub async fn get(app: Data<App>, client: ClientAddress) -> Result<Json<ServerConfig>, ApiError> {
    let mut tx = app.store.read().await?;
    let users = instance::count_users(&mut tx).await?;
    drop(tx);
    Ok(Json(ServerConfig::of(&app.config, users, client.0)))
}
