//! What users can be told of (FACTS.md, numbers), and how they want to be.

use super::{job::word_enum, number_enum::number_enum};

number_enum! {
    /// What a notification says.
    NotificationType {
        /// A channel that they follow has a new video.
        NewVideoFromSubscription = 1, "New video of a subscription";
        /// Somebody commented a video of theirs.
        NewCommentOnMyVideo = 2, "Comment on a video";
        /// Something was reported; to moderators.
        NewAbuseForModerators = 3, "Report";
        /// A video of theirs was blocked.
        BlockedMyVideo = 4, "Video blocked";
        /// It is not any more.
        UnblockedMyVideo = 5, "Video unblocked";
        /// A video of theirs that waited is published.
        MyVideoPublished = 6, "Video published";
        /// An import of theirs is done.
        MyVideoImportSuccess = 7, "Import done";
        /// An import of theirs failed.
        MyVideoImportError = 8, "Import failed";
        /// Somebody has become a user; to moderators.
        NewUser = 9, "New user";
        /// Somebody follows a channel of theirs.
        NewFollow = 10, "New follower";
        /// Somebody mentions them.
        CommentMention = 11, "Mention";
        /// A video waits for moderators.
        VideoAutoBlockForModerators = 12, "Video to review";
        /// Another instance follows this one.
        NewInstanceFollower = 13, "New instance follower";
        /// This instance follows another by itself.
        AutoInstanceFollowing = 14, "Instance followed";
        /// What became of a report of theirs.
        AbuseStateChange = 15, "Report decided";
        /// Somebody answers about a report.
        AbuseNewMessage = 16, "Message on a report";
        /// A plugin has a new version.
        NewPluginVersion = 17, "New plugin version";
        /// The server has a new version.
        NewServerVersion = 18, "New server version";
        /// A video of theirs was edited.
        MyVideoStudioEditionFinished = 19, "Video edited";
        /// Somebody asks to become a user; to moderators.
        NewUserRegistrationRequest = 20, "Registration to review";
        /// A channel that they follow is live.
        NewLiveFromSubscription = 21, "Live of a subscription";
        /// A video of theirs has subtitles.
        MyVideoTranscriptionGenerated = 22, "Subtitles made";
    }
}

word_enum! {
    /// What users choose how to be told of: the names of the contract.
    NotificationEvent {
        /// New videos and lives of channels that they follow.
        NewVideoFromSubscription = "newVideoFromSubscription";
        /// Comments on their videos.
        NewCommentOnMyVideo = "newCommentOnMyVideo";
        /// Reports, as moderators.
        AbuseAsModerator = "abuseAsModerator";
        /// Videos that wait for them, as moderators.
        VideoAutoBlacklistAsModerator = "videoAutoBlacklistAsModerator";
        /// Blocks of their videos.
        BlacklistOnMyVideo = "blacklistOnMyVideo";
        /// Videos that waited and are published.
        MyVideoPublished = "myVideoPublished";
        /// The end of their imports.
        MyVideoImportFinished = "myVideoImportFinished";
        /// Followers.
        NewFollow = "newFollow";
        /// New users and registrations, as moderators.
        NewUserRegistration = "newUserRegistration";
        /// Mentions.
        CommentMention = "commentMention";
        /// Followers of the instance, as administrators.
        NewInstanceFollower = "newInstanceFollower";
        /// Instances followed by themselves, as administrators.
        AutoInstanceFollowing = "autoInstanceFollowing";
        /// Messages about reports.
        AbuseNewMessage = "abuseNewMessage";
        /// What becomes of their reports.
        AbuseStateChange = "abuseStateChange";
        /// New versions of the server, as administrators.
        NewPeerTubeVersion = "newPeerTubeVersion";
        /// New versions of plugins, as administrators.
        NewPluginVersion = "newPluginVersion";
        /// The end of editing.
        MyVideoStudioEditionFinished = "myVideoStudioEditionFinished";
        /// Subtitles of their videos.
        MyVideoTranscriptionGenerated = "myVideoTranscriptionGenerated";
    }
}

/// How somebody wants to be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Channels {
    /// In the list, and at once where it is open.
    pub web: bool,
    /// By mail.
    pub mail: bool,
}

impl Channels {
    /// The largest sum of bits.
    pub const ALL: i64 = 3;

    /// What a sum of bits says (FACTS.md: 1 web, 2 e-mail).
    #[must_use]
    pub const fn of(bits: i64) -> Self {
        Self {
            web: bits & 1 != 0,
            mail: bits & 2 != 0,
        }
    }

    /// Whether they do not want to be told at all.
    #[must_use]
    pub const fn are_none(self) -> bool {
        !self.web && !self.mail
    }
}

impl NotificationEvent {
    /// The bits of who has not chosen.
    #[must_use]
    pub const fn default_bits(self) -> i64 {
        match self {
            Self::AbuseAsModerator
            | Self::VideoAutoBlacklistAsModerator
            | Self::BlacklistOnMyVideo
            | Self::AbuseNewMessage
            | Self::AbuseStateChange
            | Self::NewPeerTubeVersion
            // Who waits to be let in should not wait until a moderator happens to come by.
            | Self::NewUserRegistration => 3,
            _ => 1,
        }
    }
}

impl NotificationType {
    /// What decides how they are told.
    #[must_use]
    pub const fn event(self) -> NotificationEvent {
        use NotificationEvent as Event;
        match self {
            Self::NewVideoFromSubscription | Self::NewLiveFromSubscription => {
                Event::NewVideoFromSubscription
            }
            Self::NewCommentOnMyVideo => Event::NewCommentOnMyVideo,
            Self::NewAbuseForModerators => Event::AbuseAsModerator,
            Self::BlockedMyVideo | Self::UnblockedMyVideo => Event::BlacklistOnMyVideo,
            Self::MyVideoPublished => Event::MyVideoPublished,
            Self::MyVideoImportSuccess | Self::MyVideoImportError => Event::MyVideoImportFinished,
            Self::NewUser | Self::NewUserRegistrationRequest => Event::NewUserRegistration,
            Self::NewFollow => Event::NewFollow,
            Self::CommentMention => Event::CommentMention,
            Self::VideoAutoBlockForModerators => Event::VideoAutoBlacklistAsModerator,
            Self::NewInstanceFollower => Event::NewInstanceFollower,
            Self::AutoInstanceFollowing => Event::AutoInstanceFollowing,
            Self::AbuseStateChange => Event::AbuseStateChange,
            Self::AbuseNewMessage => Event::AbuseNewMessage,
            Self::NewPluginVersion => Event::NewPluginVersion,
            Self::NewServerVersion => Event::NewPeerTubeVersion,
            Self::MyVideoStudioEditionFinished => Event::MyVideoStudioEditionFinished,
            Self::MyVideoTranscriptionGenerated => Event::MyVideoTranscriptionGenerated,
        }
    }
}
