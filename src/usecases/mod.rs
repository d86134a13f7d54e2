//! What a change of the world means: one file per change, each in one unit of work.
//!
//! A use case checks with `domain`, writes with `store`, and puts the rows of what follows (jobs, outbox, files to
//! remove) into the same [`crate::store::Tx`]. It knows no HTTP; whoever calls it commits, and then wakes whom it names.
