//! `users`: people who can sign in here.
