//! Users: how they are made, what they change of themselves, where they are found.

mod creating;
mod finding;
mod oneself;
mod secured;
