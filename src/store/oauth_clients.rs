//! `oauth_clients`: the pair that clients name when they sign somebody in.
