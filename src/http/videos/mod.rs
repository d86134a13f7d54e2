//! Videos: lists, details, changes and uploads.
