//! The rules of jobs, by table and by property.

use std::{collections::HashSet, time::Duration};

use proptest::prelude::*;

use super::*;
use crate::domain::Timestamp;

const POLICY: RetryPolicy = RetryPolicy {
    first: Duration::from_secs(10),
    longest: Duration::from_secs(1800),
};

#[test]
fn the_pause_doubles_up_to_the_longest() {
    let seconds: Vec<u64> = (1..=10)
        .map(|attempts| POLICY.pause(attempts).as_secs())
        .collect();
    assert_eq!(seconds, [10, 20, 40, 80, 160, 320, 640, 1280, 1800, 1800]);
}

#[test]
fn a_job_that_had_all_its_attempts_is_not_tried_again() {
    let now = Timestamp::UNIX_EPOCH;
    assert_eq!(
        POLICY.retry_at(4, 5, now),
        Some(now + Duration::from_secs(80))
    );
    assert_eq!(POLICY.retry_at(5, 5, now), None);
    assert_eq!(POLICY.retry_at(6, 5, now), None);
}

#[test]
fn live_work_goes_before_first_rungs_and_those_before_the_rest() {
    let numbers: Vec<i64> = Priority::ALL.iter().map(|class| class.number()).collect();
    assert!(numbers.is_sorted() && Priority::ALL.is_sorted());
    assert!(Priority::Live < Priority::FirstRung && Priority::FirstRung < Priority::Rest);
}

#[test]
fn words_lead_back_to_their_kind() {
    for &kind in JobKind::ALL {
        assert_eq!(kind.word().parse(), Ok(kind));
    }
    assert!("video-cooking".parse::<JobKind>().is_err());
}

#[test]
fn each_shown_state_finds_exactly_the_rows_that_are_shown_so() {
    for paused in [false, true] {
        for &state in JobState::ALL {
            for due in [false, true] {
                let shown = ShownState::of(state, due, paused);
                for &asked in ShownState::ALL {
                    let found = asked.rows(paused).is_some_and(|rows| {
                        rows.state == state && rows.due.is_none_or(|wanted| wanted == due)
                    });
                    assert_eq!(found, asked == shown, "{asked:?} {state:?} {due} {paused}");
                }
            }
        }
    }
}

#[test]
fn leases_are_unlike_each_other_and_tell_their_holder() {
    let (one, again) = (LeaseHolder::new("host:9000"), LeaseHolder::new("host:9000"));
    let leases: HashSet<String> = (0..100).map(|_| one.lease()).collect();
    assert_eq!(leases.len(), 100);
    for lease in leases {
        assert!(lease.starts_with(&one.process_prefix()));
        assert!(lease.starts_with(&again.node_prefix()));
        assert!(!lease.starts_with(&again.process_prefix()));
    }
}

proptest! {
    #[test]
    fn no_number_of_attempts_breaks_the_pause(attempts: i64) {
        let pause = POLICY.pause(attempts);
        prop_assert!(pause >= POLICY.first && pause <= POLICY.longest);
    }
}
