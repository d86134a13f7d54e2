//! Views, viewers, statistics and history, as players, owners and users see them.

mod counting;
mod crash;
mod history;
mod hostile;
mod metrics;
mod nodes;
mod pages;
mod scores;
mod stage;
mod stats;
mod trace;
