//! Folders of everything that is a file.

use super::{section::section, value::Folder};

section! {
    /// Folders; relative ones start at the working directory. They are created at start.
    pub struct Storage {
        /// Files that do not survive a restart.
        pub tmp: Folder = Folder::new("data/tmp/"),
        /// Files of work in progress that survive a restart.
        pub tmp_persistent: Folder = Folder::new("data/tmp-persistent/"),
        /// Programs that the server fetches. Read by imports.
        pub bin: Folder = Folder::new("data/bin/"),
        /// Pictures of accounts and channels.
        pub avatars: Folder = Folder::new("data/avatars/"),
        /// Web videos: whole files that play by themselves; private ones in a folder of their own inside.
        pub web_videos: Folder = Folder::new("data/web-videos/"),
        /// HLS playlists and their files; private ones in a folder of their own inside.
        pub streaming_playlists: Folder = Folder::new("data/streaming-playlists/"),
        /// Uploaded files as they came, where transcoding.original_file.keep says so.
        pub original_video_files: Folder = Folder::new("data/original-video-files/"),
        /// Copies of other instances' videos. Read by redundancy.
        pub redundancy: Folder = Folder::new("data/redundancy/"),
        /// Log files. Read by the log API.
        pub logs: Folder = Folder::new("data/logs/"),
        /// Large pictures of videos.
        pub previews: Folder = Folder::new("data/previews/"),
        /// Small pictures of videos.
        pub thumbnails: Folder = Folder::new("data/thumbnails/"),
        /// Sheets of pictures for the player's time line.
        pub storyboards: Folder = Folder::new("data/storyboards/"),
        /// Torrent files. Read by the torrent job.
        pub torrents: Folder = Folder::new("data/torrents/"),
        /// Subtitles.
        pub captions: Folder = Folder::new("data/captions/"),
        /// Copies of small files of other instances. Read by federation.
        pub cache: Folder = Folder::new("data/cache/"),
        /// Plugins and themes. Read by the plugins.
        pub plugins: Folder = Folder::new("data/plugins/"),
        /// Files served below /.well-known. Read by federation.
        pub well_known: Folder = Folder::new("data/well-known/"),
        /// Uploads that are not complete.
        pub uploads: Folder = Folder::new("data/uploads/"),
    }
}
