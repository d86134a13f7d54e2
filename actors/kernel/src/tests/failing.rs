//! What a failure costs, and whom.

use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::Instant;

use super::desk::{ClerkMsg, Office, within};
use crate::CallError;

#[tokio::test(start_paused = true)]
async fn a_panic_with_a_hundred_messages_queued_answers_every_caller_within_a_second() {
    let office = Office::<true>::open().await;
    let mut callers = JoinSet::new();
    let clerks = office.clerks.clone();
    callers.spawn(async move { clerks.call(&"a".into(), &within(60), ClerkMsg::Wait).await });
    office.desk.waiting.notified().await;
    office.tell("a", ClerkMsg::Panic).unwrap();
    for number in 0..100 {
        let clerks = office.clerks.clone();
        callers.spawn(async move {
            let echo = |reply| ClerkMsg::Echo(number, reply);
            clerks.call(&"a".into(), &within(60), echo).await
        });
    }
    office.settled().await;
    assert_eq!(office.clerks.counts().queue_depth, 102);

    let started = Instant::now();
    office.desk.released.add_permits(1);
    let answers = callers.join_all().await;
    assert!(started.elapsed() < Duration::from_secs(1));
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
    let lost = answers
        .iter()
        .filter(|answer| **answer == Err(CallError::Restarted));
    assert_eq!(lost.count(), 100);
    assert_eq!(office.echo("a", 7).await, Ok(7));
    office.settled().await;
    let counts = office.clerks.counts();
    assert_eq!((counts.queue_depth, counts.lost), (0, 101));
}

#[tokio::test(start_paused = true)]
async fn an_error_ends_the_life_and_the_next_message_begins_another() {
    let office = Office::<true>::open().await;
    office.tell("a", ClerkMsg::Fail).unwrap();
    office.settled().await;
    assert_eq!(office.clerks.counts().alive, 0);
    assert_eq!(office.echo("a", 1).await, Ok(1));
    let counts = office.clerks.counts();
    assert_eq!((counts.alive, counts.spawned, counts.restarted), (1, 2, 1));
}

#[tokio::test(start_paused = true)]
async fn a_caller_who_tries_again_at_once_never_meets_the_dead_actor() {
    let office = Office::<true>::open().await;
    for key in 0..200 {
        let key = key.to_string();
        let lost = office.ask(&key, ClerkMsg::PanicOver).await;
        assert_eq!(lost, Err(CallError::Restarted));
        assert_eq!(office.echo(&key, 1).await, Ok(1));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nor_does_one_who_tries_again_from_another_thread() {
    let office = Office::<true>::open().await;
    for key in 0..200 {
        let key = key.to_string();
        let lost = office.ask(&key, ClerkMsg::PanicOver).await;
        assert_eq!(lost, Err(CallError::Restarted));
        assert_eq!(office.echo(&key, 1).await, Ok(1));
    }
}

#[tokio::test(start_paused = true)]
async fn an_idempotent_question_is_asked_once_more() {
    let office = Office::<true>::open().await;
    let clerks = office.clerks.clone();
    let asked = std::sync::atomic::AtomicU64::new(0);
    let answer = clerks
        .call_idempotent(&"a".into(), &within(60), |reply| {
            match asked.fetch_add(1, std::sync::atomic::Ordering::SeqCst) {
                0 => ClerkMsg::PanicOver(reply),
                _ => ClerkMsg::Echo(9, reply),
            }
        })
        .await;
    assert_eq!(answer, Ok(9));
}

#[tokio::test(start_paused = true)]
async fn an_idempotent_question_is_not_asked_for_ever() {
    let office = Office::<true>::open().await;
    let (key, context) = ("a".to_owned(), within(60));
    let question = ClerkMsg::PanicOver;
    let answer = office.clerks.call_idempotent(&key, &context, question);
    assert_eq!(answer.await, Err(CallError::Restarted));
    office.settled().await;
    assert_eq!(office.clerks.counts().spawned, 2);
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_the_actor_lets_fall_is_told_at_once() {
    let office = Office::<true>::open().await;
    let started = Instant::now();
    let answer = office.ask("a", ClerkMsg::DropReply).await;
    assert_eq!(answer, Err(CallError::Restarted));
    assert!(started.elapsed() < Duration::from_secs(1));
    assert_eq!(office.clerks.counts().alive, 1);
}
