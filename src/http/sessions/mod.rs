//! Signing in and out.
