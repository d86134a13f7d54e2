//! The kinds of jobs: the words of the contract's jobs API (FACTS.md), all of them, since clients
//! may filter by one that this server has no work for yet.

use super::word_enum;

word_enum! {
    /// What a job is about.
    JobKind {
        /// Makes a rendition of a video.
        VideoTranscoding = "video-transcoding";
        /// Decides which renditions a video needs.
        TranscodingJobBuilder = "transcoding-job-builder";
        /// Takes in a further file of a video.
        VideoFileImport = "video-file-import";
        /// Fetches a video from elsewhere.
        VideoImport = "video-import";
        /// Turns an ended live stream into a video.
        VideoLiveEnding = "video-live-ending";
        /// Copies videos of other instances.
        VideoRedundancy = "video-redundancy";
        /// Cuts a video and puts pictures on it.
        VideoStudioEdition = "video-studio-edition";
        /// Writes subtitles of what is said.
        VideoTranscription = "video-transcription";
        /// Adds up views.
        VideosViewsStats = "videos-views-stats";
        /// Draws the pictures under the seek bar.
        GenerateVideoStoryboard = "generate-video-storyboard";
        /// Writes torrent files.
        ManageVideoTorrent = "manage-video-torrent";
        /// Moves files of a video to a bucket.
        MoveToObjectStorage = "move-to-object-storage";
        /// Moves files of a video back to the disk.
        MoveToFileSystem = "move-to-file-system";
        /// Tells other instances of a video.
        FederateVideo = "federate-video";
        /// Sends an activity to one instance.
        ActivitypubHttpUnicast = "activitypub-http-unicast";
        /// Sends an activity to many, one after another.
        ActivitypubHttpBroadcast = "activitypub-http-broadcast";
        /// Sends an activity to many at once.
        ActivitypubHttpBroadcastParallel = "activitypub-http-broadcast-parallel";
        /// Fetches what other instances list.
        ActivitypubHttpFetcher = "activitypub-http-fetcher";
        /// Follows an actor.
        ActivitypubFollow = "activitypub-follow";
        /// Removes what is gone elsewhere.
        ActivitypubCleaner = "activitypub-cleaner";
        /// Renews what is kept of other instances.
        ActivitypubRefresher = "activitypub-refresher";
        /// Makes the key pair of an actor.
        ActorKeys = "actor-keys";
        /// Sends an e-mail.
        Email = "email";
        /// Writes notifications.
        Notify = "notify";
        /// Ends the import of a channel.
        AfterVideoChannelImport = "after-video-channel-import";
        /// Imports a channel from elsewhere.
        VideoChannelImport = "video-channel-import";
        /// Packs everything of a user.
        CreateUserExport = "create-user-export";
        /// Unpacks everything of a user.
        ImportUserArchive = "import-user-archive";
    }
}
