//! What the instance says of itself and what it allows.
