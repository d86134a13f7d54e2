//! The pages for people, and the documents at fixed addresses.

mod documents;
mod home;
mod live;
mod oembed;
mod watch;
