//! Numbers that name rows, each its own type so that one cannot stand where another belongs.

macro_rules! id {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(i64);

        impl $name {
            /// Names the row with this number.
            #[must_use]
            pub const fn new(id: i64) -> Self {
                Self(id)
            }

            /// The number, for the database and for JSON.
            #[must_use]
            pub const fn get(self) -> i64 {
                self.0
            }
        }

        impl From<i64> for $name {
            fn from(id: i64) -> Self {
                Self(id)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    )+};
}

id! {
    /// A person who can sign in here.
    UserId,
    /// Who publishes and comments; local or remote.
    AccountId,
    /// Where videos are published; local or remote.
    ChannelId,
    /// The federated face of an account or a channel.
    ActorId,
    /// A video.
    VideoId,
    /// A web video or a rendition of an HLS playlist.
    VideoFileId,
    /// A playlist, local or remote.
    PlaylistId,
    /// A session of a live.
    LiveSessionId,
    /// A piece of durable background work.
    JobId,
}
