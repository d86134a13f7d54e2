//! Who follows whom, as lists of followers show it.

use std::collections::HashMap;

use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use crate::{
    domain::{ActorId, actor_picture::ActorPictureKind},
    http::{
        error::ApiError,
        image::ActorImage,
        query::{Query, Sort},
        state::App,
        time::Moment,
    },
    store::{
        actors::{self, ActorRow},
        follows::{self, FollowRow, Followed, FollowerWindow},
    },
};

/// A page of the list.
#[derive(Debug, Serialize, ToSchema)]
pub struct FollowerList {
    /// Followers in the whole list.
    total: i64,
    /// Those of this page.
    data: Vec<Follow>,
}

/// Somebody follows somebody.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Follow {
    /// Its number.
    id: i64,
    /// Who follows.
    follower: Actor,
    /// Who is followed.
    following: Actor,
    /// How well who follows can be reached; kept for clients.
    score: i64,
    /// `accepted`, or `pending` until who is followed has agreed.
    #[schema(value_type = String)]
    state: &'static str,
    /// Since when.
    created_at: Moment,
    /// When it was changed last.
    updated_at: Moment,
}

/// The federated face of an account or a channel.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Actor {
    /// Its number here.
    id: i64,
    /// Its address in the federation.
    url: String,
    /// Its name in handles.
    name: String,
    /// The host of its instance.
    host: String,
    /// Whether its instance may keep copies of our videos.
    host_redundancy_allowed: bool,
    /// Its picture in several sizes.
    avatars: Vec<ActorImage>,
    /// How many actors it follows.
    following_count: i64,
    /// How many follow it.
    followers_count: i64,
    /// When it was made.
    created_at: Moment,
    /// When it was changed last.
    updated_at: Moment,
}

/// Everybody can be reached as well as can be.
const SCORE: i64 = 10_000;

impl Actor {
    fn of(row: &ActorRow, own_host: &str) -> Self {
        Self {
            id: row.id.get(),
            url: row.url.clone(),
            name: row.username.clone(),
            host: row.host.clone().unwrap_or_else(|| own_host.to_owned()),
            host_redundancy_allowed: false,
            avatars: ActorImage::of(row.avatar().as_ref(), ActorPictureKind::Avatar),
            following_count: row.following_count,
            followers_count: row.followers_count,
            created_at: row.created_at.into(),
            updated_at: row.updated_at.into(),
        }
    }
}

/// The parameters of the document.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "names and types for the document")]
pub struct FollowerListParams {
    /// With this text in their name or host.
    search: Option<String>,
    /// Followers to skip.
    #[param(minimum = 0)]
    start: Option<i64>,
    /// Followers at most.
    #[param(minimum = 1, maximum = 100, default = 15)]
    count: Option<i64>,
    /// `-createdAt` (the default) or `createdAt`.
    sort: Option<String>,
}

/// A page of followers.
///
/// # Errors
/// 400 for a parameter that is wrong.
pub async fn followers(app: &App, query: &Query, of: Followed) -> Result<FollowerList, ApiError> {
    let search = query.text("search");
    let sort = query.sort(&[("createdAt", ())]);
    let page = query.page();
    query.finish()?;
    let window = FollowerWindow {
        of,
        search,
        descending: sort.is_none_or(|Sort { descending, .. }| descending),
        start: page.start,
        count: page.count,
    };
    let mut tx = app.store.read().await?;
    let total = follows::count_followers(&mut tx, &window).await?;
    let rows = follows::list_followers(&mut tx, &window).await?;
    let sides = |row: &FollowRow| [row.follower_id, row.following_id];
    let ids: Vec<ActorId> = rows.iter().flat_map(sides).collect();
    let known = actors::list_of(&mut tx, &ids).await?.into_iter();
    let known: HashMap<ActorId, ActorRow> = known.map(|actor| (actor.id, actor)).collect();
    let own_host = app.config.webserver.host();
    let shown = rows.iter().filter_map(|row| {
        Some(Follow {
            id: row.id,
            follower: Actor::of(known.get(&row.follower_id)?, &own_host),
            following: Actor::of(known.get(&row.following_id)?, &own_host),
            score: SCORE,
            state: row.state.word(),
            created_at: row.created_at.into(),
            updated_at: row.updated_at.into(),
        })
    });
    Ok(FollowerList {
        total,
        data: shown.collect(),
    })
}
