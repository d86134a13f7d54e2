//! Keys that fail again and again.

use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio::task::JoinSet;

use super::desk::{ClerkMsg, Office, pass, within};
use crate::CallError;

fn parked(seconds: u64) -> Result<u64, CallError> {
    Err(CallError::Parked {
        retry_after: Duration::from_secs(seconds),
    })
}

#[tokio::test(start_paused = true)]
async fn a_message_that_always_panics_parks_its_key_and_no_other() {
    let office = Office::<true>::open().await;
    assert_eq!(office.echo("sibling", 1).await, Ok(1));
    office.park("bad").await;
    assert!(matches!(
        office.echo("bad", 2).await,
        Err(CallError::Parked { .. })
    ));
    assert_eq!(
        office.tell("bad", ClerkMsg::Note(2)),
        Err(CallError::Parked {
            retry_after: Duration::from_millis(999)
        })
    );
    assert_eq!(office.echo("sibling", 3).await, Ok(3));
    let counts = office.clerks.counts();
    assert_eq!((counts.alive, counts.spawned, counts.parked), (1, 4, 1));
}

#[tokio::test(start_paused = true)]
async fn failures_more_than_a_minute_apart_do_not_park() {
    let office = Office::<true>::open().await;
    for _ in 0..5 {
        let lost = office.ask("a", ClerkMsg::PanicOver).await;
        assert_eq!(lost, Err(CallError::Restarted));
        pass(31).await;
    }
    assert_eq!(office.clerks.counts().parked, 0);
}

#[tokio::test(start_paused = true)]
async fn one_probe_reopens_a_parked_key() {
    let office = Office::<true>::open().await;
    office.park("a").await;
    pass(1).await;
    let clerks = office.clerks.clone();
    let mut probe = JoinSet::new();
    probe.spawn(async move { clerks.call(&"a".into(), &within(60), ClerkMsg::Wait).await });
    office.desk.waiting.notified().await;
    assert_eq!(office.echo("a", 1).await, parked(1));
    office.desk.released.add_permits(1);
    assert_eq!(probe.join_all().await, [Ok(0)]);
    assert_eq!(office.echo("a", 2).await, Ok(2));
    assert_eq!(office.clerks.counts().parked, 0);
}

#[tokio::test(start_paused = true)]
async fn a_probe_that_fails_parks_the_key_for_twice_as_long() {
    let office = Office::<true>::open().await;
    office.park("a").await;
    for seconds in [2, 4, 8] {
        pass(seconds / 2).await;
        let lost = office.ask("a", ClerkMsg::PanicOver).await;
        assert_eq!(lost, Err(CallError::Restarted));
        assert_eq!(office.clerks.counts().parked, 1);
        let answer = office.echo("a", 1).await;
        assert_eq!(answer, parked(seconds));
    }
}

#[tokio::test(start_paused = true)]
async fn a_probe_that_comes_too_late_leaves_the_next_one_its_chance() {
    let office = Office::<true>::open().await;
    office.park("a").await;
    pass(1).await;
    let late = office.ask_within(0, "a", ClerkMsg::Wait);
    assert_eq!(late.await, Err(CallError::Expired));
    office.settled().await;
    assert_eq!(office.echo("a", 1).await, Ok(1));
    assert_eq!(office.clerks.counts().parked, 0);
}

#[tokio::test(start_paused = true)]
async fn an_unparked_key_takes_messages_at_once() {
    let office = Office::<true>::open().await;
    office.park("a").await;
    assert!(!office.clerks.unpark(&"b".to_owned()));
    assert!(office.root.unpark("clerks", "a"));
    office.settled().await;
    assert_eq!(office.echo("a", 1).await, Ok(1));
    assert_eq!(office.clerks.counts().parked, 0);
    assert!(!office.root.unpark("clerks", "a"));
}

#[tokio::test(start_paused = true)]
async fn an_actor_that_cannot_start_is_parked_too() {
    let office = Office::<true>::open().await;
    office.desk.refuses_to_start.store(true, Ordering::SeqCst);
    for _ in 0..3 {
        assert_eq!(office.echo("a", 1).await, Err(CallError::Restarted));
        office.settled().await;
    }
    assert_eq!(office.clerks.counts().parked, 1);
    office.desk.refuses_to_start.store(false, Ordering::SeqCst);
    pass(1).await;
    assert_eq!(office.echo("a", 2).await, Ok(2));
}

#[tokio::test(start_paused = true)]
async fn a_parked_key_that_nobody_asks_for_is_forgotten() {
    let office = Office::<true>::open().await;
    office.park("a").await;
    pass(620).await;
    assert_eq!(office.clerks.counts().parked, 0);
    assert!(office.root.tree().children[0].children.is_empty());
}
