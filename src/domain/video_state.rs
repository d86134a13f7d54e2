//! Where a video is on its way to being watched (FACTS.md, numbers).

use super::number_enum::number_enum;

number_enum! {
    /// The state of a video.
    VideoState {
        /// Ready to be watched.
        Published = 1, "Published";
        /// Its renditions are being made, and it waits for them.
        ToTranscode = 2, "To transcode";
        /// Its file is being fetched from elsewhere.
        ToImport = 3, "To import";
        /// A live nobody has pushed to so far.
        WaitingForLive = 4, "Waiting for livestream";
        /// A live that is over.
        LiveEnded = 5, "Livestream ended";
        /// Its files are on their way to external storage.
        ToMoveToExternalStorage = 6, "To move to an external storage";
        /// Its file could not be made playable.
        TranscodingFailed = 7, "Transcoding failed";
        /// Its files could not be moved to external storage.
        ToMoveToExternalStorageFailed = 8, "External storage move failed";
        /// Being cut or marked by its owner.
        ToEdit = 9, "To edit";
        /// Its files are on their way back to this machine.
        ToMoveToFileSystem = 10, "To move to file system";
        /// Its files could not be moved back.
        ToMoveToFileSystemFailed = 11, "Move to file system failed";
    }
}
