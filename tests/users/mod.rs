//! Users: how they are made, what they change of themselves, where they are found.

mod blocks;
mod channels;
mod creating;
mod finding;
mod managing;
mod notifications;
mod oneself;
mod pictures;
mod removing;
mod secured;
mod subscriptions;
mod two_factor;
