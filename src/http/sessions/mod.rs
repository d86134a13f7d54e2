//! Signing in and out.

pub mod oauth_client;
pub mod revoke;
pub mod token;
