//! Videos, through the API: uploads, what is said of them, how it is changed, how they end, who may see them, and their
//! lists.

mod delete;
mod details;
mod filters;
pub(crate) mod lists;
mod privacy;
mod put;
mod schedule;
mod shape;
mod sorting;
mod states;
mod uploads;
