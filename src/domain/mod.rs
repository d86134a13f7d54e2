//! Types and rules without I/O: what a video, a user or a privacy is, and who may do what.
//!
//! Depends on nothing else of the application.

pub mod actor_picture;
pub mod blocker;
pub mod catalog;
pub mod email;
pub mod file_kind;
pub mod follow_state;
pub mod hexadecimal;
pub mod hls;
pub mod host;
pub mod id;
pub mod job;
pub mod keyed_hash;
pub mod ladder;
mod languages;
pub mod live;
pub mod mail_language;
pub mod name;
pub mod notification;
pub mod number_enum;
pub mod password;
pub mod permission;
pub mod place;
pub mod playlist;
pub mod policy;
pub mod popularity;
pub mod privacy;
pub mod proof_of_work;
pub mod quota;
pub mod random;
pub mod registration;
pub mod reserved_names;
pub mod resolution;
pub mod role;
pub mod sealed;
pub mod signed_link;
pub mod text;
pub mod two_factor;
pub mod user_rights;
pub mod uuid;
pub mod video_draft;
pub mod video_reference;
pub mod video_state;
pub mod viewer;
pub mod watching;

pub use blocker::{Blocked, Blocker};
pub use email::Email;
pub use follow_state::FollowState;
pub use host::Host;
pub use id::{
    AccountId, ActorId, ChannelId, JobId, LiveSessionId, PlaylistId, UserId, VideoFileId, VideoId,
};
pub use job::{JobKind, JobState, LeaseHolder, Priority, RetryPolicy, ShownState};
pub use live::{LatencyMode, LiveError, LiveWishes, StreamKey};
pub use mail_language::MailLanguage;
pub use place::Place;
pub use playlist::{PlaylistPrivacy, PlaylistType};
pub use policy::{CommentsPolicy, NsfwPolicy};
pub use privacy::Privacy;
pub use quota::Quota;
pub use registration::RegistrationState;
pub use resolution::Resolution;
pub use role::Role;
pub use sealed::SealingKey;
pub use signed_link::{Claim, LinkPurpose, LinkSecret};
pub use uuid::PublicUuid;
pub use video_draft::{Schedule, VideoDraft};
pub use video_reference::VideoReference;
pub use video_state::VideoState;
pub use viewer::ViewerSecret;
pub use watching::{Granularity, ViewerTrait};

/// A moment in UTC, whole milliseconds; made by [`crate::clock::Clock`] or parsed from input.
pub type Timestamp = chrono::DateTime<chrono::Utc>;
