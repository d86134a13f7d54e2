//! The job `notify`: finds out who wants to hear of what happened, and tells them: in their list, at once where it is open,
//! by mail later (see `mail_notifications`). Whoever was told is not told again, so that a job that was stopped begins anew.

use std::time::Duration;

use super::{Context, mail_notifications, queue};
use crate::{
    domain::{
        AccountId, Blocked, Blocker, ChannelId, JobKind, Privacy, UserId, VideoId, VideoReference,
        VideoState,
        notification::{Channels, NotificationType},
    },
    jobs::{DutyError, notify::Occurrence},
    store::{
        Read, StoreError, Tx, accounts, blocks, channels, follows,
        jobs::JobRow,
        notification_settings,
        notifications::{self, Followers, News},
        registrations, users,
        videos::{self, VideoRow},
    },
};

/// Longer than telling all followers of a channel takes.
const LEASE: Duration = Duration::from_secs(600);

/// Followers that one transaction tells.
const BATCH: i64 = 400;

/// Does it.
pub(super) async fn run(context: Context) -> Result<(), DutyError> {
    while let Some(held) = queue::next(&context, JobKind::Notify, LEASE).await? {
        let told = tell(&context, &held.job).await;
        queue::end(&context, &held, told).await?;
        mail_notifications::run(context.clone()).await?;
    }
    Ok(())
}

async fn tell(context: &Context, job: &JobRow) -> Result<(), DutyError> {
    let occurrence: Occurrence = serde_json::from_str(&job.payload)?;
    match occurrence {
        Occurrence::NewVideo { video } => {
            let kind = NotificationType::NewVideoFromSubscription;
            followers(context, video, kind, &format!("video {video}")).await
        }
        Occurrence::NewLive { video, session } => {
            let kind = NotificationType::NewLiveFromSubscription;
            followers(context, video, kind, &format!("live session {session}")).await
        }
        Occurrence::Published { video } => owner(context, video).await,
        Occurrence::Followed { follow } => followed(context, follow).await,
        Occurrence::Registered { user } => registered(context, user).await,
        Occurrence::AskedToRegister { registration } => asked(context, registration).await,
    }
}

async fn video_of(tx: &mut impl Read, id: VideoId) -> Result<Option<VideoRow>, StoreError> {
    videos::find(tx, VideoReference::Id(id)).await
}

fn is_public(video: &VideoRow) -> bool {
    video.privacy == Privacy::Public && video.state == VideoState::Published
}

async fn followers(
    context: &Context,
    video: VideoId,
    kind: NotificationType,
    subject: &str,
) -> Result<(), DutyError> {
    let mut after = UserId::new(0);
    loop {
        let mut tx = context.store.begin_unshown().await?;
        // Looked at each time: it may be private by now, or gone.
        let Some(row) = video_of(&mut tx, video).await?.filter(is_public) else {
            return Ok(());
        };
        let of = Followers {
            channel: row.channel_id,
            after,
            most: BATCH,
        };
        let some = notifications::followers(&mut tx, of).await?;
        let Some(last) = some.last().copied() else {
            return Ok(());
        };
        let news = News {
            video: Some(video),
            ..News::of(kind, subject)
        };
        let told = write(context, &mut tx, &news, &some).await?;
        tx.commit().await?;
        context.notices.tell(&told);
        after = last;
    }
}

async fn owner(context: &Context, video: VideoId) -> Result<(), DutyError> {
    let mut tx = context.store.begin_unshown().await?;
    let Some(owner) = video_of(&mut tx, video)
        .await?
        .and_then(|row| row.visibility().owner)
    else {
        return Ok(());
    };
    let subject = format!("video {video}");
    let news = News {
        video: Some(video),
        ..News::of(NotificationType::MyVideoPublished, &subject)
    };
    let told = write(context, &mut tx, &news, &[owner]).await?;
    tx.commit().await?;
    context.notices.tell(&told);
    Ok(())
}

async fn followed(context: &Context, follow: i64) -> Result<(), DutyError> {
    let mut tx = context.store.begin_unshown().await?;
    let Some(row) = follows::find_by_id(&mut tx, follow).await? else {
        return Ok(());
    };
    let channel = channels::find_by_actor(&mut tx, row.following_id).await?;
    let follower = accounts::find_by_actor(&mut tx, row.follower_id).await?;
    let (Some(channel), Some(follower)) = (channel, follower) else {
        return Ok(());
    };
    let Some(owner) = channel.owner() else {
        return Ok(());
    };
    if is_muted(&mut tx, owner, follower.id).await? || follower.owner() == Some(owner) {
        return Ok(());
    }
    // Who follows, ends it and follows again is told of once.
    let subject = subject_of_follow(follower.id, channel.id);
    let news = News {
        follow: Some(follow),
        ..News::of(NotificationType::NewFollow, &subject)
    };
    let told = write(context, &mut tx, &news, &[owner]).await?;
    tx.commit().await?;
    context.notices.tell(&told);
    Ok(())
}

fn subject_of_follow(follower: AccountId, channel: ChannelId) -> String {
    format!("account {follower} follows channel {channel}")
}

async fn registered(context: &Context, user: UserId) -> Result<(), DutyError> {
    let mut tx = context.store.begin_unshown().await?;
    let account = accounts::list_of_users(&mut tx, &[user]).await?;
    let Some(account) = account.first().map(|account| account.id) else {
        return Ok(());
    };
    let subject = format!("user {user}");
    let news = News {
        account: Some(account),
        ..News::of(NotificationType::NewUser, &subject)
    };
    moderators(context, tx, &news).await
}

async fn asked(context: &Context, registration: i64) -> Result<(), DutyError> {
    let mut tx = context.store.begin_unshown().await?;
    if registrations::find(&mut tx, registration).await?.is_none() {
        return Ok(());
    }
    let subject = format!("registration {registration}");
    let news = News {
        registration: Some(registration),
        ..News::of(NotificationType::NewUserRegistrationRequest, &subject)
    };
    moderators(context, tx, &news).await
}

async fn moderators(context: &Context, mut tx: Tx, news: &News<'_>) -> Result<(), DutyError> {
    let moderators = users::list_moderators(&mut tx).await?;
    let told = write(context, &mut tx, news, &moderators).await?;
    tx.commit().await?;
    context.notices.tell(&told);
    Ok(())
}

async fn is_muted(
    tx: &mut impl Read,
    user: UserId,
    account: AccountId,
) -> Result<bool, StoreError> {
    let account = Blocked::Account(account);
    Ok(blocks::is_blocked(tx, Blocker::Server, &account).await?
        || blocks::is_blocked(tx, Blocker::User(user), &account).await?)
}

/// Tells those of the readers who want to hear of it, in the way that each wants.
async fn write(
    context: &Context,
    tx: &mut Tx,
    news: &News<'_>,
    readers: &[UserId],
) -> Result<Vec<UserId>, StoreError> {
    let event = news.kind.event();
    let chosen = notification_settings::of_event(tx, event, readers).await?;
    let wanted = readers.iter().filter_map(|user| {
        let bits = chosen.get(user).copied();
        let channels = Channels::of(bits.unwrap_or_else(|| event.default_bits()));
        (!channels.are_none()).then_some((*user, channels))
    });
    let wanted: Vec<(UserId, Channels)> = wanted.collect();
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    notifications::insert(tx, news, &wanted, context.clock.now()).await
}
