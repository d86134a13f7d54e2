//! Rules of the source tree, executed instead of remembered.

mod claims;
mod commands;
mod documents;
mod hashing;
mod layers;
mod migrations;
mod paths;
mod prose;
mod tree;
mod workspace;
