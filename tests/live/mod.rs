//! Lives as their streamers, viewers and clients meet them: the API, real encoders over RTMP, real players over HLS.

mod api;
mod broadcast;
mod encoders;
mod events;
mod faults;
mod ingest;
mod ladder;
mod pages;
mod privacy;
mod recovery;
mod stage;
