//! `jobs`: durable background work with leases.
