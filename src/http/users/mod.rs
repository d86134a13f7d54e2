//! People who can sign in here.

pub mod add;
mod checks;
pub mod get_me;
pub mod history;
pub mod my_videos;
pub mod put_me;
pub mod video_quota_used;
