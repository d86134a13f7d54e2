//! When people may register by themselves, and what becomes of those who ask.

use super::number_enum::number_enum;

number_enum! {
    /// What became of a registration.
    RegistrationState {
        /// Nobody has decided.
        Pending = 1, "Pending";
        /// They do not become a user.
        Rejected = 2, "Rejected";
        /// They are one.
        Accepted = 3, "Accepted";
    }
}

/// Whether registration is open while there are so many users; no limit is none.
#[must_use]
pub fn is_open(enabled: bool, limit: Option<u32>, users: i64) -> bool {
    enabled && limit.is_none_or(|limit| users < i64::from(limit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn registration_closes_at_its_limit_of_users() {
        assert!(is_open(true, Some(10), 9));
        assert!(!is_open(true, Some(10), 10));
        assert!(is_open(true, None, 1_000_000));
        assert!(!is_open(false, None, 0));
    }
}
