//! Names that nobody who registers gets: they are, or look like, parts of the server.

/// Folded, sorted.
const RESERVED: &[&str] = &[
    "about",
    "abuse",
    "account",
    "accounts",
    "admin",
    "administrator",
    "api",
    "client",
    "download",
    "feeds",
    "inbox",
    "instance",
    "lazy-static",
    "live",
    "login",
    "moderator",
    "my-account",
    "my-library",
    "nodeinfo",
    "outbox",
    "peertube",
    "plugins",
    "postmaster",
    "register",
    "registration",
    "reset-password",
    "root",
    "search",
    "server",
    "services",
    "signup",
    "static",
    "stats",
    "support",
    "system",
    "tracker",
    "tributary",
    "verify-account",
    "video-channels",
    "video-playlists",
    "videos",
    "webmaster",
    "webseed",
];

/// Whether a name, whatever its case, is one of them.
#[must_use]
pub fn is_reserved(name: &str) -> bool {
    let name = super::text::fold(name);
    RESERVED.binary_search(&name.as_str()).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_the_server_are_nobodys_names() {
        assert!(RESERVED.is_sorted());
        assert!(is_reserved("Admin") && is_reserved("static"));
        assert!(!is_reserved("ada"));
    }
}
