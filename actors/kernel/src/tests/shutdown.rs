//! The end: what was taken is handled, nothing new is taken, nothing lasts for ever.

use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::Instant;

use super::desk::{ClerkMsg, Office, within};
use crate::{CallError, RootError, Router, RouterSettings, Shutdown};

const BUDGET: Duration = Duration::from_secs(6);

#[tokio::test(start_paused = true)]
async fn everything_taken_is_handled_and_every_life_ends_in_order() {
    let office = Office::<true>::open().await;
    for number in 0..500 {
        let key = (number % 50).to_string();
        office.tell(&key, ClerkMsg::Note(number)).unwrap();
    }
    let outcome = office.root.shutdown(BUDGET).await;
    assert_eq!(outcome, Shutdown::default());
    let mut notes = office.desk.notes();
    notes.sort_unstable();
    assert_eq!(notes, (0..500).collect::<Vec<_>>());
    assert_eq!(office.desk.finished.load(Ordering::SeqCst), 50);
    let counts = office.clerks.counts();
    assert_eq!((counts.alive, counts.queue_depth, counts.lost), (0, 0, 0));
}

#[tokio::test(start_paused = true)]
async fn messages_that_wait_for_the_next_life_are_handled_too() {
    let office = Office::<true>::open().await;
    office.desk.may_finish.forget_permits(usize::MAX);
    assert_eq!(office.echo("a", 0).await, Ok(0));
    office.desk.finishing.notified().await;
    office.tell("a", ClerkMsg::Note(1)).unwrap();
    let root = office.root.clone();
    let mut shutdown = JoinSet::new();
    shutdown.spawn(async move { root.shutdown(BUDGET).await });
    office.settled().await;
    office.desk.may_finish.add_permits(2);
    assert_eq!(shutdown.join_all().await, [Shutdown::default()]);
    assert_eq!(office.desk.notes(), [1]);
    assert_eq!(office.desk.most_lives.load(Ordering::SeqCst), 1);
}

#[tokio::test(start_paused = true)]
async fn nothing_new_is_taken() {
    let office = Office::<true>::open().await;
    assert_eq!(office.echo("a", 1).await, Ok(1));
    office.root.shutdown(BUDGET).await;
    assert_eq!(office.echo("a", 2).await, Err(CallError::Stopped));
    assert_eq!(office.echo("b", 2).await, Err(CallError::Stopped));
    assert_eq!(office.tell("a", ClerkMsg::Note(2)), Err(CallError::Stopped));
    let settings = RouterSettings::default();
    let desk = office.desk.clone();
    let late = Router::<super::desk::Clerk<true>>::start(&office.root, "late", settings, desk);
    assert!(matches!(late.await, Err(RootError::Stopped)));
    assert_eq!(office.root.shutdown(BUDGET).await, Shutdown::default());
}

#[tokio::test(start_paused = true)]
async fn what_does_not_finish_within_the_budget_is_killed_and_named() {
    let office = Office::<true>::open().await;
    let clerks = office.clerks.clone();
    let mut caller = JoinSet::new();
    caller.spawn(async move { clerks.call(&"a".into(), &within(600), ClerkMsg::Wait).await });
    office.desk.waiting.notified().await;
    let started = Instant::now();
    let outcome = office.root.shutdown(BUDGET).await;
    assert_eq!(started.elapsed().as_secs(), BUDGET.as_secs());
    assert_eq!(outcome.killed, ["clerks"]);
    assert_eq!(caller.join_all().await, [Err(CallError::Restarted)]);
}
