//! People who can sign in here.

pub mod add;
pub mod autocomplete;
pub mod block;
mod checks;
pub mod delete;
pub mod delete_me;
pub mod get;
pub mod get_me;
pub mod history;
pub mod list;
pub mod mailed;
mod managing;
pub mod my_videos;
pub mod put;
pub mod put_me;
pub mod scoped_tokens;
mod shape;
pub mod two_factor;
pub mod video_quota_used;
