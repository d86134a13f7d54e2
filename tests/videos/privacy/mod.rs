//! Who may see a video: each privacy, each kind of viewer, each operation that shows anything of it.

mod api;
mod files;
mod pages;
mod renaming;
mod tokens;
mod viewers;
