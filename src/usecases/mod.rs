//! What a change of the world means: one file per change, each in one unit of work.
//!
//! A use case checks with `domain`, writes with `store`, and puts the rows of what follows (jobs, outbox, files to
//! remove) into the same [`crate::store::Tx`]. It knows no HTTP; whoever calls it commits, and then wakes whom it names.

pub mod apply_schedule;
pub mod begin_live;
pub mod begin_upload;
pub mod block;
pub mod create_live;
pub mod create_user;
pub mod delete_video;
pub mod end_live;
pub mod fail_transcoding;
pub mod first_start;
pub mod follow_link;
pub mod insert_video;
pub mod issue_file_token;
pub mod load_draft;
pub mod manage_channel;
pub mod manage_user;
pub mod pause_jobs;
pub mod publish_replay;
pub mod publish_video;
pub mod record_storyboard;
pub mod record_transcoded;
pub mod record_views;
pub mod register;
pub mod rename_files;
pub mod renew_session;
pub mod replace_pictures;
pub mod reset_password;
pub mod resume_jobs;
pub mod server_secret;
pub mod session;
pub mod set_actor_picture;
pub mod sign_in;
pub mod sign_out;
pub mod subscribe;
pub mod two_factor;
pub mod update_live;
pub mod update_me;
pub mod update_video;
