//! The parameters that every list of videos takes.

use std::ops::RangeInclusive;

use crate::{
    config::Config,
    domain::{Blocker, NsfwPolicy, Privacy, UserId},
    http::{
        auth::{Session, Viewer},
        error::ApiError,
        page::Page,
        query::{self, Query},
    },
    store::{
        Read, blocks, users,
        video_list::{Scope, Sort, SortKey, VideoFilter},
    },
};

/// The bits of `include` (FACTS.md, numbers).
const NOT_PUBLISHED: i64 = 1;
const BLOCKED_OWNER: i64 = 4;
const FILES: i64 = 8;
const ALL_BITS: RangeInclusive<i64> = 0..=127;

/// Numbers of categories and licences: any that a catalogue could have.
const NUMBERS: RangeInclusive<i64> = 0..=1_000_000;

/// Stands for videos without a language.
const UNKNOWN_LANGUAGE: &str = "_unknown";

const SORTS: &[(&str, SortKey)] = &[
    ("name", SortKey::Name),
    ("duration", SortKey::Duration),
    ("createdAt", SortKey::CreatedAt),
    ("publishedAt", SortKey::PublishedAt),
    ("updatedAt", SortKey::UpdatedAt),
    ("originallyPublishedAt", SortKey::OriginallyPublishedAt),
    ("views", SortKey::Views),
    ("likes", SortKey::Likes),
    ("hot", SortKey::Hot),
    ("best", SortKey::Best(None)),
    ("trending", SortKey::Trending),
];

/// What is asked of a list.
#[derive(Debug)]
pub struct Asked {
    /// Which videos.
    pub filter: VideoFilter,
    /// In which order.
    pub sort: Sort,
    /// Which of them.
    pub page: Page,
    /// Whether the length of the whole list is of no interest.
    pub skip_count: bool,
    /// Whether what the caller has watched is of no interest.
    pub without_watched: bool,
    /// Whose progress in them is shown.
    pub user: Option<UserId>,
    /// Whether their files are wanted too.
    pub with_files: bool,
}

/// Reads the parameters, and lists what the caller may see: public videos, internal ones for who is signed in, and for
/// moderators what `include` and `privacyOneOf` say.
///
/// # Errors
/// 400 with everything that is wrong; 401 or 403 for who asks for more than they may see.
pub async fn read(
    tx: &mut impl Read,
    query: &Query,
    viewer: &Viewer,
    scope: Scope,
    config: &Config,
) -> Result<Asked, ApiError> {
    let include = query.integer("include", ALL_BITS).unwrap_or(0);
    let wanted = query.parsed_list("privacyOneOf", privacy);
    let nsfw = query.one_of(
        "nsfw",
        &[("true", Some(true)), ("false", Some(false)), ("both", None)],
    );
    let mut asked = common(query, scope, SortKey::PublishedAt);
    let user = viewer.0.as_ref().map(|session| session.user);
    if asked.sort.key == SortKey::Best(None) {
        asked.sort.key = SortKey::Best(user);
    }
    asked.user = user;
    asked.filter.unwatched_by = user.filter(|_| asked.without_watched);
    query.finish()?;
    let more = (include & !FILES) != 0 || !wanted.is_empty();
    if more
        && !viewer
            .0
            .as_ref()
            .is_some_and(|session| session.role.moderates())
    {
        return Err(refusal(viewer.0.as_ref()));
    }
    asked.filter.privacies = match (&viewer.0, wanted.is_empty()) {
        (_, false) => wanted,
        (Some(_), true) => vec![Privacy::Public, Privacy::Internal],
        (None, true) => vec![Privacy::Public],
    };
    asked.filter.unpublished = include & NOT_PUBLISHED != 0;
    let reader = user.map_or(Blocker::Server, Blocker::User);
    if include & BLOCKED_OWNER == 0 && blocks::leave_out_something(tx, reader).await? {
        asked.filter.not_blocked_by = Some(reader);
    }
    asked.filter.nsfw = match nsfw {
        Some(asked) => asked,
        None => (policy(tx, viewer, config).await? == NsfwPolicy::DoNotList).then_some(false),
    };
    asked.with_files = include & FILES != 0;
    Ok(asked)
}

/// Reads the parameters of the list of what a user has watched and may still watch, the last first.
///
/// # Errors
/// 400 with everything that is wrong.
pub fn read_watched(query: &Query, user: UserId) -> Result<Asked, ApiError> {
    let mut filter = VideoFilter::published(Scope::Everybody, Vec::new());
    filter.watched_by = Some(user);
    filter.not_blocked_by = Some(Blocker::User(user));
    filter.search = query.text("search").filter(|text| !text.trim().is_empty());
    let page = query.page();
    query.finish()?;
    Ok(Asked {
        filter,
        sort: Sort {
            key: SortKey::WatchedAt(user),
            descending: true,
        },
        page,
        skip_count: false,
        without_watched: false,
        user: Some(user),
        with_files: false,
    })
}

/// Reads the parameters of a list of the caller's own videos, in every privacy and state.
///
/// # Errors
/// 400 with everything that is wrong.
pub fn read_own(query: &Query, scope: Scope) -> Result<Asked, ApiError> {
    let mut asked = common(query, scope, SortKey::CreatedAt);
    query.finish()?;
    asked.filter.unpublished = true;
    Ok(asked)
}

fn common(query: &Query, scope: Scope, first: SortKey) -> Asked {
    let mut filter = VideoFilter::published(scope, Vec::new());
    filter.categories = query.integers("categoryOneOf", NUMBERS);
    filter.licences = query.integers("licenceOneOf", NUMBERS);
    let languages = query.list("languageOneOf");
    filter.unknown_language = languages.iter().any(|code| code == UNKNOWN_LANGUAGE);
    filter.languages = languages;
    filter.languages.retain(|code| code != UNKNOWN_LANGUAGE);
    filter.tags_one_of = query.list("tagsOneOf");
    filter.tags_all_of = query.list("tagsAllOf");
    filter.live = query.boolean("isLive");
    filter.local = query.boolean("isLocal");
    filter.hls = query.boolean("hasHLSFiles");
    filter.web_videos = query.boolean("hasWebVideoFiles");
    filter.search = query.text("search").filter(|text| !text.trim().is_empty());
    let sort = query.sort(SORTS).unwrap_or(query::Sort {
        by: first,
        descending: true,
    });
    Asked {
        filter,
        sort: Sort {
            key: sort.by,
            descending: sort.descending,
        },
        page: query.page(),
        skip_count: query.boolean("skipCount").unwrap_or(false),
        without_watched: query.boolean("excludeAlreadyWatched").unwrap_or(false),
        user: None,
        with_files: false,
    }
}

fn privacy(text: &str) -> Result<Privacy, &'static str> {
    let number: Option<i64> = text.parse().ok();
    number
        .and_then(|number| Privacy::try_from(number).ok())
        .ok_or("should be a number from 1 to 5")
}

fn refusal(session: Option<&Session>) -> ApiError {
    match session {
        None => ApiError::needs_sign_in(),
        Some(_) => ApiError::Forbidden("only moderators may list what is not public".into()),
    }
}

async fn policy(
    tx: &mut impl Read,
    viewer: &Viewer,
    config: &Config,
) -> Result<NsfwPolicy, ApiError> {
    let default = config.instance.default_nsfw_policy;
    Ok(match &viewer.0 {
        None => default,
        Some(session) => {
            let user = users::find(tx, session.user).await?;
            user.map_or(default, |user| user.nsfw_policy)
        }
    })
}
