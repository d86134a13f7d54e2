//! `GET /api/v1/video-channels`, and what the list of an account's channels shares with it.

use std::collections::HashMap;

use actix_web::web::{Data, Json};
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use super::{
    VideoChannel,
    stats::{self, ChannelStats},
};
use crate::{
    domain::{AccountId, ChannelId},
    http::{
        error::ApiError,
        query::{Query, Sort},
        state::App,
    },
    store::{
        accounts,
        actors::ActorOrder,
        channels::{self, ChannelWindow, ChannelsOf},
    },
};

/// A page of a list of channels.
#[derive(Debug, Serialize, ToSchema)]
pub struct VideoChannelList {
    /// Channels in the whole list.
    total: i64,
    /// Those of this page.
    data: Vec<ListedChannel>,
}

/// A channel of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct ListedChannel {
    /// What everybody sees.
    #[serde(flatten)]
    channel: VideoChannel,
    /// What was watched of it.
    #[serde(flatten)]
    stats: ChannelStats,
}

/// The parameters of the document.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "names and types for the document")]
pub struct ChannelListParams {
    /// With this text in one of their names.
    search: Option<String>,
    /// Channels to skip.
    #[param(minimum = 0)]
    start: Option<i64>,
    /// Channels at most.
    #[param(minimum = 1, maximum = 100, default = 15)]
    count: Option<i64>,
    /// `id`, `name`, `-createdAt` (the default), `updatedAt`; a minus reverses.
    sort: Option<String>,
}

/// What lists of channels and of accounts can be sorted by.
pub const ORDERS: [(&str, ActorOrder); 4] = [
    ("id", ActorOrder::Id),
    ("name", ActorOrder::Name),
    ("createdAt", ActorOrder::CreatedAt),
    ("updatedAt", ActorOrder::UpdatedAt),
];

/// Lists the channels of this instance.
#[utoipa::path(
    get, path = "/api/v1/video-channels", operation_id = "getVideoChannels", tag = "Video Channels",
    params(ChannelListParams),
    responses(
        (status = 200, description = "A page of the list", body = VideoChannelList),
        (status = 400, description = "A parameter is wrong: see `invalid-params`")
    )
)]
pub async fn get(app: Data<App>, query: Query) -> Result<Json<VideoChannelList>, ApiError> {
    Ok(Json(of(&app, &query, ChannelsOf::Here, false).await?))
}

/// A page of channels; with what was watched of them, or without.
///
/// # Errors
/// 400 for a parameter that is wrong.
pub async fn of(
    app: &App,
    query: &Query,
    of: ChannelsOf,
    with_stats: bool,
) -> Result<VideoChannelList, ApiError> {
    let search = query.text("search");
    let sort = query.sort(&ORDERS).unwrap_or(Sort {
        by: ActorOrder::CreatedAt,
        descending: true,
    });
    let page = query.page();
    query.finish()?;
    let window = ChannelWindow {
        of,
        search,
        order: sort.by,
        descending: sort.descending,
        start: page.start,
        count: page.count,
    };
    let mut tx = app.store.read().await?;
    let total = channels::count(&mut tx, &window).await?;
    let rows = channels::list(&mut tx, &window).await?;
    let owners: Vec<AccountId> = rows.iter().map(|channel| channel.account_id).collect();
    let owners = accounts::list_of(&mut tx, &owners).await?.into_iter();
    let owners: HashMap<AccountId, _> = owners.map(|account| (account.id, account)).collect();
    let ids: Vec<ChannelId> = rows.iter().map(|channel| channel.id).collect();
    let asked = if with_stats { ids.as_slice() } else { &[] };
    let mut stats = stats::of(&mut tx, asked, app.clock.now()).await?;
    let own_host = app.config.webserver.host();
    let shown = rows.iter().filter_map(|channel| {
        let owner = owners.get(&channel.account_id)?;
        Some(ListedChannel {
            channel: VideoChannel::of(channel, owner, &own_host),
            stats: stats.remove(&channel.id).unwrap_or_default(),
        })
    });
    Ok(VideoChannelList {
        total,
        data: shown.collect(),
    })
}
