//! `accounts`: who publishes, local and remote.
