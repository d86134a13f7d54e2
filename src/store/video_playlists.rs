//! `video_playlists`: playlists; so far the watch-later one that each user has.
