//! Counts each answered request in the metrics.
