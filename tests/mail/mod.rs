//! Mail: how it goes out, and what the links in it do.

mod links;
mod registering;
mod sending;
