//! Rules of the source tree, executed instead of remembered.

mod claims;
mod documents;
mod layers;
mod migrations;
mod paths;
mod tree;
mod workspace;
