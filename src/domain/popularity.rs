//! How popular a video is, for the lists that show the popular first.

use super::Timestamp;

/// So many seconds of age weigh as much as ten times the points.
const SECONDS_A_TENFOLD: f64 = 45_000.0;
/// A like is worth so many views.
const LIKE: i64 = 5;

/// The score of `-hot`: points (views, likes, dislikes) on a logarithmic scale, and how young the video is on a linear
/// one, so that it changes only when a video is viewed or rated and never with time.
#[must_use]
pub fn hot(views: i64, likes: i64, dislikes: i64, published_at: Timestamp) -> f64 {
    let rates = likes.saturating_sub(dislikes).saturating_mul(LIKE);
    let points = views.saturating_add(rates) as f64;
    let order = points.abs().max(1.0).log10() * points.signum();
    order + published_at.timestamp() as f64 / SECONDS_A_TENFOLD
}

#[cfg(test)]
mod tests {
    use chrono::{TimeDelta, Utc};

    use super::*;

    #[test]
    fn ten_times_the_points_outweigh_half_a_day() {
        let now = chrono::DateTime::<Utc>::from_timestamp(1_795_785_851, 0).unwrap();
        let ago = |hours| now - TimeDelta::hours(hours);
        assert!(hot(1000, 0, 0, ago(12)) > hot(100, 0, 0, now));
        assert!(hot(1000, 0, 0, ago(13)) < hot(100, 0, 0, now));
        assert!(hot(0, 1, 0, now) > hot(4, 0, 0, now));
        assert!(hot(0, 0, 2, now) < hot(0, 0, 0, now));
        assert!(hot(i64::MAX, i64::MAX, 0, now).is_finite());
    }
}
