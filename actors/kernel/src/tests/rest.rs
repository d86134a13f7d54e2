//! Quiet actors rest; nobody notices.

use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio::task::JoinSet;

use super::desk::{ClerkMsg, Office, pass, within};
use crate::RouterSettings;

#[tokio::test(start_paused = true)]
async fn a_quiet_actor_rests_in_order_and_wakes_for_the_next_message() {
    let office = Office::<true>::open().await;
    assert_eq!(office.echo("a", 1).await, Ok(1));
    pass(55).await;
    assert_eq!(office.clerks.counts().alive, 1);
    pass(15).await;
    assert_eq!(office.clerks.counts().alive, 0);
    assert_eq!(office.desk.finished.load(Ordering::SeqCst), 1);
    assert_eq!(office.echo("a", 2).await, Ok(2));
    let counts = office.clerks.counts();
    assert_eq!((counts.alive, counts.spawned, counts.restarted), (1, 2, 0));
}

#[tokio::test(start_paused = true)]
async fn an_actor_that_is_asked_now_and_then_does_not_rest() {
    let office = Office::<true>::open().await;
    for number in 0..10 {
        assert_eq!(office.echo("a", number).await, Ok(number));
        pass(50).await;
    }
    assert_eq!(office.clerks.counts().spawned, 1);
}

#[tokio::test(start_paused = true)]
async fn an_actor_that_is_kept_awake_does_not_rest() {
    let office = Office::<true>::open().await;
    let awake = office.ask("a", ClerkMsg::StayAwake).await.unwrap();
    pass(600).await;
    assert_eq!(office.clerks.counts().alive, 1);
    drop(awake);
    pass(70).await;
    assert_eq!(office.clerks.counts().alive, 0);
}

#[tokio::test(start_paused = true)]
async fn an_actor_at_work_does_not_rest() {
    let office = Office::<true>::open().await;
    let clerks = office.clerks.clone();
    let mut caller = JoinSet::new();
    caller.spawn(async move { clerks.call(&"a".into(), &within(900), ClerkMsg::Wait).await });
    pass(600).await;
    office.desk.released.add_permits(1);
    assert_eq!(caller.join_all().await, [Ok(0)]);
    assert_eq!(office.clerks.counts().spawned, 1);
}

#[tokio::test(start_paused = true)]
async fn messages_for_an_exclusive_actor_wait_until_its_last_life_has_ended() {
    let office = Office::<true>::open().await;
    put_to_a_slow_rest(&office).await;
    for number in 0..5 {
        office.tell("a", ClerkMsg::Note(number)).unwrap();
    }
    office.settled().await;
    assert!(office.desk.notes().is_empty());
    assert_eq!(office.clerks.counts().spawned, 1);
    office.desk.may_finish.add_permits(1);
    office.settled().await;
    assert_eq!(office.desk.notes(), [0, 1, 2, 3, 4]);
    assert_eq!(office.desk.most_lives.load(Ordering::SeqCst), 1);
}

#[tokio::test(start_paused = true)]
async fn an_overlapping_actor_begins_anew_while_its_last_life_still_finishes() {
    let office = Office::<false>::open().await;
    put_to_a_slow_rest(&office).await;
    assert_eq!(office.echo("a", 1).await, Ok(1));
    assert_eq!(office.desk.most_lives.load(Ordering::SeqCst), 2);
    office.desk.may_finish.add_permits(1);
    office.settled().await;
    assert_eq!(office.clerks.counts().alive, 1);
    assert_eq!(office.echo("a", 2).await, Ok(2));
    assert_eq!(office.clerks.counts().spawned, 2);
}

/// The life of "a" has been told to end and is at it until the desk lets it.
async fn put_to_a_slow_rest<const EXCLUSIVE: bool>(office: &Office<EXCLUSIVE>) {
    office.desk.may_finish.forget_permits(usize::MAX);
    assert_eq!(office.echo("a", 0).await, Ok(0));
    office.desk.finishing.notified().await;
}

#[tokio::test(start_paused = true)]
async fn messages_sent_around_the_moment_of_rest_are_all_handled() {
    let settings = RouterSettings {
        rest_after: Duration::from_secs(5),
        tick: Duration::from_secs(1),
        ..RouterSettings::default()
    };
    let office = Office::<true>::open_with(settings).await;
    let mut sent = Vec::new();
    for number in 0..200 {
        office.tell("a", ClerkMsg::Note(number)).unwrap();
        sent.push(number);
        // Before, at and after the tick that puts the actor to rest.
        tokio::time::sleep(Duration::from_millis(4_900 + number * 6)).await;
    }
    office.settled().await;
    assert_eq!(office.desk.notes(), sent);
    assert!(office.desk.finished.load(Ordering::SeqCst) > 10);
    assert_eq!(office.desk.most_lives.load(Ordering::SeqCst), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn resting_all_the_time_under_load_from_four_threads_loses_nothing() {
    let settings = RouterSettings {
        rest_after: Duration::ZERO,
        tick: Duration::from_millis(1),
        ..RouterSettings::default()
    };
    let office = Office::<true>::open_with(settings).await;
    let mut callers = JoinSet::new();
    for caller in 0..8_u64 {
        let clerks = office.clerks.clone();
        callers.spawn(async move {
            for number in 0..500 {
                let echo = |reply| ClerkMsg::Echo(number, reply);
                let key = (caller % 4).to_string();
                let answer = clerks.call(&key, &within(60), echo).await;
                assert_eq!(answer, Ok(number));
                tokio::task::yield_now().await;
            }
        });
    }
    callers.join_all().await;
    assert_eq!(office.clerks.counts().lost, 0);
    assert_eq!(office.desk.most_lives.load(Ordering::SeqCst), 1);
}
