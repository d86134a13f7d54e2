//! Who is told.

use crate::{
    domain::{ChannelId, UserId},
    store::{Read, StoreError, sql},
};

/// Which of those who follow a channel.
#[derive(Clone, Copy, Debug)]
pub struct Followers {
    /// The channel.
    pub channel: ChannelId,
    /// Users with larger numbers than this one's.
    pub after: UserId,
    /// Users at most.
    pub most: i64,
}

/// Users who follow a channel and may sign in, in the order of their numbers; without those who have blocked whose it is,
/// and with nobody where the server has.
pub async fn followers(tx: &mut impl Read, of: Followers) -> Result<Vec<UserId>, StoreError> {
    let users: Vec<i64> = sql!(tx, |conn| {
        sqlx::query_scalar(
            "SELECT u.id FROM channels c
             JOIN accounts o ON o.id = c.account_id
             JOIN actors oa ON oa.id = o.actor_id
             JOIN follows f ON f.following_id = c.actor_id AND f.state = 'accepted'
             JOIN accounts a ON a.actor_id = f.follower_id
             JOIN users u ON u.id = a.user_id
             WHERE c.id = $1 AND u.id > $2 AND NOT u.blocked
                 AND NOT EXISTS (
                     SELECT 1 FROM blocks b WHERE COALESCE(b.user_id, 0) IN (0, u.id)
                         AND (b.account_id = o.id OR b.host = oa.host))
             ORDER BY u.id LIMIT $3",
        )
        .bind(of.channel.get())
        .bind(of.after.get())
        .bind(of.most)
        .fetch_all(conn)
        .await?
    });
    Ok(users.into_iter().map(UserId::new).collect())
}
