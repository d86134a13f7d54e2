//! Limits of our own: uploads, jobs, media workers, the pool for blocking work, and the end.

use std::time::Duration;

use crate::domain::RetryPolicy;

use super::{
    section::section,
    value::{
        ByteSize, Folder, Limit, days, gibibytes, hours, mebibytes, milliseconds, minutes, seconds,
    },
};

section! {
    /// Uploads.
    pub struct Upload {
        /// The largest video file; -1 for no limit.
        pub max_file_size: Limit<ByteSize> = Limit::AtMost(gibibytes(100)),
        /// The largest picture of a video.
        pub max_image_size: ByteSize = mebibytes(4),
        /// The largest picture of an account or channel.
        pub max_avatar_size: ByteSize = mebibytes(4),
        /// Widths of the pictures of accounts and channels that are made of one that is sent, in pixels.
        pub avatar_widths: Vec<u32> = vec![48, 120, 600, 1500],
        /// Widths of the banners of channels.
        pub banner_widths: Vec<u32> = vec![600, 1920],
        /// The largest file of subtitles.
        pub max_caption_size: ByteSize = mebibytes(20),
        /// An incomplete upload is dropped so long after its last byte.
        pub session_expiry: Duration = hours(1) => minutes(1)..=days(30),
        /// Incomplete uploads that one user may have.
        pub max_sessions_per_user: u32 = 10 => 1..=100_000,
        /// The largest part that one request may carry.
        pub max_chunk_size: ByteSize = gibibytes(1) => mebibytes(1)..=gibibytes(1024),
        /// So much is written between two times that the disk must have it; a power cut loses no more.
        pub sync_every: ByteSize = mebibytes(32) => mebibytes(1)..=gibibytes(1),
        /// An upload without requests for so long leaves memory; its file stays.
        pub rest_after: Duration = minutes(15) => seconds(1)..=hours(24),
    }
}

section! {
    /// Work that is kept in the database.
    pub struct Jobs {
        /// A job whose worker was silent for so long is given to another.
        pub lease: Duration = minutes(1) => seconds(5)..=hours(1),
        /// How often a worker says that it is alive; at most a third of the lease.
        pub heartbeat: Duration = seconds(15) => seconds(1)..=minutes(20),
        /// How often the table is looked at for work that nobody was woken for.
        pub poll_interval: Duration = seconds(5) => milliseconds(100)..=minutes(10),
        /// A job that fails so often is parked with its reason.
        pub max_attempts: u32 = 5 => 1..=1000,
        /// The pause before the second attempt; it doubles with each further one.
        pub retry_delay: Duration = seconds(10) => milliseconds(100)..=hours(24),
        /// The longest pause between two attempts.
        pub max_retry_delay: Duration = minutes(30) => milliseconds(100)..=days(7),
        /// Completed jobs are forgotten after this.
        pub completed_retention: Duration = days(2) => minutes(1)..=days(3650),
        /// Failed and parked jobs are forgotten after this.
        pub failed_retention: Duration = days(10) => minutes(1)..=days(3650),
    }
}

impl Jobs {
    /// When a job that failed is tried again.
    #[must_use]
    pub const fn retry_policy(&self) -> RetryPolicy {
        RetryPolicy {
            first: self.retry_delay,
            longest: self.max_retry_delay,
        }
    }
}

section! {
    /// Media workers: child processes that open videos.
    pub struct Worker {
        /// The program; null for `tributary-media` beside the server's own.
        pub program: Option<Folder> = None,
        /// A worker without progress for so long is killed.
        pub stall: Duration = seconds(60) => seconds(1)..=hours(1),
        /// A worker with more memory than this is killed.
        pub memory: ByteSize = gibibytes(2) => mebibytes(256)..=gibibytes(1024),
        /// CPU time that every job has, whatever the length of its video.
        pub cpu_base: Duration = seconds(60) => seconds(1)..=hours(24),
        /// CPU seconds for each second of video and each rendition, on top of that.
        pub cpu_factor: f64 = 20.0 => 0.1..=10_000.0,
        /// How much further behind other programs workers stand when the CPU is short: 0 to 19.
        pub nice: u8 = 10 => 0..=19,
    }
}

section! {
    /// The pool for blocking work in the server's own process: passwords, headers of pictures.
    pub struct Crunch {
        /// Threads.
        pub threads: usize = 2 => 1..=1024,
        /// Pieces of work that may wait; beyond, requests are answered 503.
        pub queue: usize = 64 => 1..=100_000,
    }
}

section! {
    /// The end of the server.
    pub struct Shutdown {
        /// From SIGTERM to the end; what is unfinished then is resumed at the next start.
        pub budget: Duration = seconds(10) => seconds(1)..=minutes(10),
    }
}
