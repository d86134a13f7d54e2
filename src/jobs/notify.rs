//! The job `notify`: something happened that users may want to hear of. Who does is looked up when it is worked on, a few
//! hundred in each transaction.

use serde::{Deserialize, Serialize};

use crate::{
    domain::{JobKind, LiveSessionId, Timestamp, UserId, VideoId},
    store::{
        StoreError, Tx,
        jobs::{self, NewJob},
    },
};

/// The database may be away.
const ATTEMPTS: u32 = 8;

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "occurrence", rename_all = "kebab-case")]
pub enum Occurrence {
    /// A video can be seen by everybody: who follows its channel hears of it.
    NewVideo {
        /// Which.
        video: VideoId,
    },
    /// A live is on air that can be seen by everybody.
    NewLive {
        /// Which.
        video: VideoId,
        /// Each time it is on air is another.
        session: LiveSessionId,
    },
    /// A video that waited can be seen: its owner hears of it.
    Published {
        /// Which.
        video: VideoId,
    },
    /// Somebody follows a channel: its owner hears of it.
    Followed {
        /// The number of the follow.
        follow: i64,
    },
    /// Somebody has become a user by themselves: moderators hear of it.
    Registered {
        /// Who.
        user: UserId,
    },
    /// Somebody asks to become a user: moderators hear of it.
    AskedToRegister {
        /// The number of the registration.
        registration: i64,
    },
}

/// Has users told; wake the duty after the commit.
///
/// # Errors
/// When the database fails.
pub async fn order(
    tx: &mut Tx,
    occurrence: Occurrence,
    request_id: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let video = match occurrence {
        Occurrence::NewVideo { video }
        | Occurrence::NewLive { video, .. }
        | Occurrence::Published { video } => Some(video),
        Occurrence::Followed { .. }
        | Occurrence::Registered { .. }
        | Occurrence::AskedToRegister { .. } => None,
    };
    let job = NewJob {
        kind: JobKind::Notify,
        priority: 0,
        payload: serde_json::to_value(occurrence).unwrap_or_default(),
        request_id: request_id.to_owned(),
        parent: None,
        video,
        max_attempts: ATTEMPTS,
        run_at: None,
        waits_for_children: false,
    };
    jobs::insert(tx, &job, now).await.map(drop)
}
