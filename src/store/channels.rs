//! `channels`: where videos are published, local and remote.
