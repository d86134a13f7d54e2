//! How much a user may upload.

/// What stands for no limit, in the database and in the API.
pub const UNLIMITED: i64 = -1;

/// Limits in bytes; [`UNLIMITED`] for none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    /// In all.
    pub total: i64,
    /// In 24 hours.
    pub daily: i64,
}

impl Quota {
    /// Nothing at all: what somebody has who is no user any more.
    pub const NOTHING: Self = Self { total: 0, daily: 0 };

    /// Whether `more` bytes fit beside what is used in all and in the last 24 hours.
    #[must_use]
    pub fn allows(self, used: (i64, i64), more: i64) -> bool {
        let within =
            |limit: i64, used: i64| limit == UNLIMITED || used.saturating_add(more) <= limit;
        within(self.total, used.0) && within(self.daily, used.1)
    }
}

/// The number is no quota.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("should be a number of bytes, or -1 for no limit")]
pub struct NotAQuota;

/// Checks one of the two numbers.
///
/// # Errors
/// When it is below -1.
pub fn check_quota(bytes: i64) -> Result<i64, NotAQuota> {
    if bytes >= UNLIMITED {
        Ok(bytes)
    } else {
        Err(NotAQuota)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_limits_count_and_either_may_be_missing() {
        let quota = |total, daily| Quota { total, daily };
        assert!(quota(10, 5).allows((5, 0), 5));
        assert!(!quota(10, 5).allows((6, 0), 5));
        assert!(!quota(10, 5).allows((5, 1), 5));
        assert!(quota(-1, -1).allows((i64::MAX, i64::MAX), i64::MAX));
        assert!(!quota(-1, 0).allows((0, 0), 1));
        assert!(!quota(i64::MAX - 1, -1).allows((i64::MAX - 1, 0), i64::MAX));
        assert!(!Quota::NOTHING.allows((0, 0), 1));
    }
}
