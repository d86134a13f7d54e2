//! The files of videos: who may have them, and how they are sent.
//!
//! Who: [`right`], by the rules of `domain::permission`. How: [`send`] opens the file that a row
//! names, [`answer`] decides from [`conditions`] and [`range`] what of it is sent.

mod accel;
pub mod actor_pictures;
pub mod answer;
pub mod caching;
pub mod conditions;
pub mod content;
pub mod name;
mod picture;
pub mod range;
pub mod reinjection;
pub mod right;
pub mod send;
pub mod version;

pub mod hls;
pub mod live;
pub mod previews;
pub mod private_hls;
pub mod private_web_videos;
pub mod storyboards;
pub mod thumbnails;
pub mod web_videos;

#[cfg(test)]
mod tests;
