//! Lists of videos: the one builder behind every list of the API and the pages.
//!
//! A statement is built in the common dialect and runs on either database (both take `$1`). Every value is bound.

use sea_query::{
    Expr, ExprTrait as _, JoinType, Order, PostgresQueryBuilder, Query, SelectStatement, Value,
};
use sea_query_sqlx::SqlxBinder as _;
use sqlx::AssertSqlSafe;

use super::{
    Read, StoreError, like, sql,
    videos::{COLUMNS, VideoRow},
};
use crate::domain::{AccountId, Blocker, ChannelId, Privacy, UserId, VideoState, text::fold};

/// Whose videos are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Everybody's.
    Everybody,
    /// One account's.
    Account(AccountId),
    /// One channel's.
    Channel(ChannelId),
    /// Those of the channels that an account follows.
    FollowedBy(AccountId),
}

/// Which videos are wanted; an empty list or `None` filters nothing.
#[derive(Clone, Debug)]
pub struct VideoFilter {
    /// Whose.
    pub scope: Scope,
    /// Of these privacies alone.
    pub privacies: Vec<Privacy>,
    /// Also those that are not published.
    pub unpublished: bool,
    /// In one of these categories.
    pub categories: Vec<i64>,
    /// Under one of these licences.
    pub licences: Vec<i64>,
    /// In one of these languages.
    pub languages: Vec<String>,
    /// Also, or only, those without a language.
    pub unknown_language: bool,
    /// With one of these tags.
    pub tags_one_of: Vec<String>,
    /// With each of these tags.
    pub tags_all_of: Vec<String>,
    /// Lives, or no lives.
    pub live: Option<bool>,
    /// Sensitive ones, or the others.
    pub nsfw: Option<bool>,
    /// Ours, or other instances'.
    pub local: Option<bool>,
    /// With HLS, or without.
    pub hls: Option<bool>,
    /// With web videos, or without.
    pub web_videos: Option<bool>,
    /// With this text in their title.
    pub search: Option<String>,
    /// Watched by this user, who may still watch them.
    pub watched_by: Option<UserId>,
    /// Not watched by this user.
    pub unwatched_by: Option<UserId>,
    /// Without what this one has blocked, or the server.
    pub not_blocked_by: Option<Blocker>,
}

impl VideoFilter {
    /// The published videos of these privacies.
    #[must_use]
    pub fn published(scope: Scope, privacies: Vec<Privacy>) -> Self {
        Self {
            scope,
            privacies,
            unpublished: false,
            categories: Vec::new(),
            licences: Vec::new(),
            languages: Vec::new(),
            unknown_language: false,
            tags_one_of: Vec::new(),
            tags_all_of: Vec::new(),
            live: None,
            nsfw: None,
            local: None,
            hls: None,
            web_videos: None,
            search: None,
            watched_by: None,
            unwatched_by: None,
            not_blocked_by: None,
        }
    }
}

/// What a list is sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SortKey {
    /// The title.
    Name,
    /// The length.
    Duration,
    /// When it was made.
    CreatedAt,
    /// When it became public.
    PublishedAt,
    /// When it was changed.
    UpdatedAt,
    /// When it was first published elsewhere.
    OriginallyPublishedAt,
    /// How often it was viewed.
    Views,
    /// How many like it.
    Likes,
    /// Views, likes and dislikes against age.
    Hot,
    /// The same; what the user has watched comes later.
    Best(Option<UserId>),
    /// Views of the last days.
    Trending,
    /// When the user last watched it.
    WatchedAt(UserId),
}

/// The order of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sort {
    /// By what.
    pub key: SortKey,
    /// Whether the largest comes first.
    pub descending: bool,
}

/// A part of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// Rows to skip.
    pub start: i64,
    /// Rows at most.
    pub count: i64,
}

/// One part of the list, sorted.
pub async fn list(
    tx: &mut impl Read,
    filter: &VideoFilter,
    sort: Sort,
    window: Window,
) -> Result<Vec<VideoRow>, StoreError> {
    let mut select = Query::select();
    select.expr(Expr::cust(COLUMNS)).from_as("videos", "v");
    join(&mut select, JOINED);
    join(&mut select, [("actors", "ca", "ca.id = c.actor_id")]);
    let scheduled = Expr::cust("s.video_id = v.id");
    select.join_as(JoinType::LeftJoin, "scheduled_updates", "s", scheduled);
    for condition in conditions(filter) {
        select.and_where(condition);
    }
    let order = if sort.descending {
        Order::Desc
    } else {
        Order::Asc
    };
    for by in orders_of(sort.key) {
        select.order_by_expr(by, order.clone());
    }
    select
        .order_by_expr(Expr::cust("v.id"), order)
        .limit(unsigned(window.count))
        .offset(unsigned(window.start));
    let (text, values) = select.build_sqlx(PostgresQueryBuilder);
    Ok(sql!(tx, |conn| {
        sqlx::query_as_with(AssertSqlSafe(text), values)
            .fetch_all(conn)
            .await?
    }))
}

/// How long the whole list is.
pub async fn count(tx: &mut impl Read, filter: &VideoFilter) -> Result<i64, StoreError> {
    let mut select = Query::select();
    // Every video has a channel with an account: nothing is joined that no condition asks about.
    select.expr(Expr::cust("COUNT(*)")).from_as("videos", "v");
    let owned = matches!(filter.scope, Scope::Account(_)) || filter.watched_by.is_some();
    let joined = match (owned, filter.not_blocked_by) {
        (false, None) => 0,
        (true, None) => 2,
        (_, Some(_)) => JOINED.len(),
    };
    join(&mut select, JOINED.into_iter().take(joined));
    for condition in conditions(filter) {
        select.and_where(condition);
    }
    let (text, values) = select.build_sqlx(PostgresQueryBuilder);
    Ok(sql!(tx, |conn| {
        sqlx::query_scalar_with(AssertSqlSafe(text), values)
            .fetch_one(conn)
            .await?
    }))
}

type Join = (&'static str, &'static str, &'static str);

/// Whose a video is: each needs the one before.
const JOINED: [Join; 3] = [
    ("channels", "c", "c.id = v.channel_id"),
    ("accounts", "a", "a.id = c.account_id"),
    ("actors", "aa", "aa.id = a.actor_id"),
];

fn join(select: &mut SelectStatement, joins: impl IntoIterator<Item = Join>) {
    for (table, alias, on) in joins {
        select.join_as(JoinType::InnerJoin, table, alias, Expr::cust(on));
    }
}

fn conditions(filter: &VideoFilter) -> Vec<Expr> {
    let mut all = Vec::new();
    match filter.scope {
        Scope::Everybody => {}
        Scope::Account(account) => all.push(bound("c.account_id = $1", [account.get()])),
        Scope::Channel(channel) => all.push(bound("v.channel_id = $1", [channel.get()])),
        Scope::FollowedBy(account) => {
            all.push(bound(
                format!("v.channel_id IN ({FOLLOWED})"),
                [account.get()],
            ));
        }
    }
    // Numbers of ours and not bound ones: a partial index is used only where its condition is seen to hold.
    match filter.privacies.as_slice() {
        [] => {}
        [one] => all.push(Expr::cust(format!("v.privacy = {}", one.number()))),
        several => {
            let numbers = several.iter().map(|privacy| privacy.number());
            all.push(one_of("v.privacy", numbers.collect()));
        }
    }
    if !filter.unpublished {
        let published = VideoState::Published.number();
        all.push(Expr::cust(format!("v.state = {published}")));
    }
    if !filter.categories.is_empty() {
        all.push(one_of("v.category", filter.categories.clone()));
    }
    if !filter.licences.is_empty() {
        all.push(one_of("v.licence", filter.licences.clone()));
    }
    if !filter.languages.is_empty() {
        let known = one_of("v.language", filter.languages.clone());
        all.push(if filter.unknown_language {
            known.or(Expr::cust("v.language IS NULL"))
        } else {
            known
        });
    } else if filter.unknown_language {
        all.push(Expr::cust("v.language IS NULL"));
    }
    let tagged = |tags: Vec<String>| {
        let tags = one_of("g.tag_folded", tags);
        Expr::cust_with_expr(
            "EXISTS (SELECT 1 FROM video_tags g WHERE g.video_id = v.id AND $1)",
            tags,
        )
    };
    if !filter.tags_one_of.is_empty() {
        all.push(tagged(folded(&filter.tags_one_of)));
    }
    all.extend(
        folded(&filter.tags_all_of)
            .into_iter()
            .map(|tag| tagged(vec![tag])),
    );
    let flag = |yes, text: &'static str, no: &'static str| Expr::cust(if yes { text } else { no });
    all.extend(filter.live.map(|yes| bound("v.is_live = $1", [yes])));
    all.extend(filter.nsfw.map(|yes| bound("v.nsfw = $1", [yes])));
    all.extend(filter.local.map(|yes| bound("v.remote = $1", [!yes])));
    all.extend(filter.hls.map(|yes| {
        flag(
            yes,
            "EXISTS (SELECT 1 FROM streaming_playlists p WHERE p.video_id = v.id)",
            "NOT EXISTS (SELECT 1 FROM streaming_playlists p WHERE p.video_id = v.id)",
        )
    }));
    all.extend(filter.web_videos.map(|yes| {
        flag(
            yes,
            "EXISTS (SELECT 1 FROM video_files f WHERE f.video_id = v.id AND f.playlist_id IS NULL)",
            "NOT EXISTS (SELECT 1 FROM video_files f WHERE f.video_id = v.id AND f.playlist_id IS NULL)",
        )
    }));
    all.extend(filter.watched_by.into_iter().flat_map(|user| {
        let own = format!(
            "(v.privacy <> {} OR a.user_id = $1)",
            Privacy::Private.number()
        );
        [
            bound(format!("EXISTS ({WATCHED})"), [user.get()]),
            bound(own, [user.get()]),
        ]
    }));
    all.extend(
        filter
            .unwatched_by
            .map(|user| bound(format!("NOT EXISTS ({WATCHED})"), [user.get()])),
    );
    all.extend(filter.not_blocked_by.map(|blocker| {
        let user = blocker.user().map_or(0, UserId::get);
        bound(format!("NOT EXISTS ({BLOCKED})"), [user])
    }));
    all.extend(filter.search.as_deref().map(|text| {
        bound(
            "v.name_folded LIKE $1 ESCAPE '!'",
            [like::anywhere(&fold(text))],
        )
    }));
    all
}

/// What the list is sorted by, the most important first; the number of the video comes last by itself.
fn orders_of(key: SortKey) -> Vec<Expr> {
    vec![Expr::cust(match key {
        SortKey::Name => "v.name_folded",
        SortKey::Duration => "v.duration",
        SortKey::CreatedAt => "v.created_at",
        SortKey::PublishedAt => "v.published_at",
        SortKey::UpdatedAt => "v.updated_at",
        SortKey::OriginallyPublishedAt => "COALESCE(v.originally_published_at, v.published_at)",
        SortKey::Views => "v.views",
        SortKey::Likes => "v.likes",
        SortKey::Hot | SortKey::Best(None) => "v.hot",
        SortKey::Trending => return vec![Expr::cust("v.recent_views"), Expr::cust("v.views")],
        SortKey::Best(Some(user)) => {
            let watched = format!("EXISTS ({WATCHED})");
            let order = format!("v.hot - CASE WHEN {watched} THEN {WATCHED_PENALTY} ELSE 0.0 END");
            return vec![bound(order, [user.get()])];
        }
        SortKey::WatchedAt(user) => {
            let at = "(SELECT h.updated_at FROM user_video_history h WHERE h.video_id = v.id AND h.user_id = $1)";
            return vec![bound(at, [user.get()])];
        }
    })]
}

/// The row that is there when a user has watched the video at hand.
const WATCHED: &str =
    "SELECT 1 FROM user_video_history h WHERE h.video_id = v.id AND h.user_id = $1";
/// The rows that are there when a user, or the server, has blocked who published the video at hand.
const BLOCKED: &str = "SELECT 1 FROM blocks b WHERE COALESCE(b.user_id, 0) IN (0, $1)
    AND (b.account_id = a.id OR b.host = aa.host)";
/// The channels that an account follows.
const FOLLOWED: &str = "SELECT fc.id FROM follows f
    JOIN accounts fa ON fa.actor_id = f.follower_id
    JOIN channels fc ON fc.actor_id = f.following_id
    WHERE fa.id = $1 AND f.state = 'accepted'";
/// What has been watched is as good as what has a tenth of its points.
const WATCHED_PENALTY: &str = "1.0";

fn bound<V: Into<Value>>(
    text: impl Into<std::borrow::Cow<'static, str>>,
    values: impl IntoIterator<Item = V>,
) -> Expr {
    Expr::cust_with_values(text, values)
}

fn one_of<V: Into<Value>>(column: &'static str, values: Vec<V>) -> Expr {
    let marks: Vec<String> = (1..=values.len())
        .map(|number| format!("${number}"))
        .collect();
    bound(format!("{column} IN ({})", marks.join(", ")), values)
}

fn folded(texts: &[String]) -> Vec<String> {
    texts.iter().map(|text| fold(text)).collect()
}

fn unsigned(number: i64) -> u64 {
    u64::try_from(number).unwrap_or_default()
}
