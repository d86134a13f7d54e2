//! The job table, for administrators.
