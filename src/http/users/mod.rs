//! People who can sign in here.
