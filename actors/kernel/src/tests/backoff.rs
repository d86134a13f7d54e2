//! Back-off against a model that only multiplies.

use std::time::Duration;

use proptest::prelude::*;
use tokio::time::Instant;

use crate::Backoff;

proptest! {
    #[test]
    fn delays_double_up_to_the_cap_and_begin_anew_after_a_healthy_time(
        first in 1_u64..5_000,
        cap in 1_u64..1_000_000,
        healthy in 1_u64..100_000,
        lives in prop::collection::vec(prop::option::of(0_u64..200_000), 1..80),
    ) {
        let milliseconds = Duration::from_millis;
        let mut backoff = Backoff::new(milliseconds(first), milliseconds(cap), milliseconds(healthy));
        let mut now = Instant::now();
        let mut model = first;
        for life in lives {
            if let Some(life) = life {
                backoff.started(now);
                now += milliseconds(life);
                if life >= healthy {
                    model = first;
                }
            }
            let delay = backoff.failed(now);
            prop_assert_eq!(delay, milliseconds(model.min(cap)));
            model = model.saturating_mul(2).min(cap.max(first));
            now += delay;
        }
    }
}

#[test]
fn the_delays_of_the_design_are_one_second_up_to_ten_minutes() {
    let now = Instant::now();
    let mut backoff = Backoff::default();
    let delays: Vec<u64> = (0..12).map(|_| backoff.failed(now).as_secs()).collect();
    assert_eq!(delays, [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 600, 600]);
}
