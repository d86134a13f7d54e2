//! Being written.
#![warn(missing_docs)]
