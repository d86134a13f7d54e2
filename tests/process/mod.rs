//! The real process and its faults: commands, first starts, neighbours, logs, ends of every kind, media workers that
//! misbehave.

mod admin;
mod clock;
mod commands;
mod descriptors;
mod first_start;
mod kills;
mod logs;
mod many_jobs;
mod media_faults;
mod media_retries;
mod media_worker;
mod neighbours;
mod old_schema;
mod priority;
mod random_kills;
mod shutdown;
