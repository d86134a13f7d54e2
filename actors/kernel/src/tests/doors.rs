//! Bounds and deadlines.

use tokio::task::JoinSet;

use super::desk::{ClerkMsg, Office, pass, within};
use crate::{CallError, RouterSettings};

#[tokio::test(start_paused = true)]
async fn a_full_door_refuses_and_takes_again() {
    let settings = RouterSettings {
        door_bound: 3,
        ..RouterSettings::default()
    };
    let office = Office::<true>::open_with(settings).await;
    let clerks = office.clerks.clone();
    let mut caller = JoinSet::new();
    caller.spawn(async move { clerks.call(&"a".into(), &within(60), ClerkMsg::Wait).await });
    office.desk.waiting.notified().await;
    office.tell("a", ClerkMsg::Note(1)).unwrap();
    office.tell("a", ClerkMsg::Note(2)).unwrap();
    assert_eq!(office.tell("a", ClerkMsg::Note(3)), Err(CallError::Full));
    assert_eq!(office.echo("a", 3).await, Err(CallError::Full));
    assert_eq!(office.echo("b", 3).await, Ok(3));
    assert_eq!(office.clerks.counts().refused, 2);

    office.desk.released.add_permits(1);
    office.settled().await;
    office.tell("a", ClerkMsg::Note(4)).unwrap();
    office.settled().await;
    assert_eq!(office.desk.notes(), [1, 2, 4]);
}

#[tokio::test(start_paused = true)]
async fn one_key_too_many_is_refused_until_another_has_rested() {
    let settings = RouterSettings {
        actors_bound: 2,
        ..RouterSettings::default()
    };
    let office = Office::<true>::open_with(settings).await;
    assert_eq!(office.echo("a", 1).await, Ok(1));
    assert_eq!(office.echo("b", 1).await, Ok(1));
    assert_eq!(office.echo("c", 1).await, Err(CallError::Full));
    assert_eq!(office.echo("a", 2).await, Ok(2));
    pass(80).await;
    assert_eq!(office.echo("c", 2).await, Ok(2));
}

#[tokio::test(start_paused = true)]
async fn a_message_past_its_deadline_is_not_handled() {
    let office = Office::<true>::open().await;
    let clerks = office.clerks.clone();
    let mut caller = JoinSet::new();
    caller.spawn(async move { clerks.call(&"a".into(), &within(60), ClerkMsg::Wait).await });
    office.desk.waiting.notified().await;
    let key = "a".to_owned();
    let note = ClerkMsg::Note(1);
    office.clerks.try_send(&key, &within(5), note).unwrap();
    let echo = |reply| ClerkMsg::Echo(1, reply);
    let answer = office.clerks.call(&key, &within(5), echo).await;
    assert_eq!(answer, Err(CallError::Expired));

    office.desk.released.add_permits(1);
    office.settled().await;
    assert!(office.desk.notes().is_empty());
    let counts = office.clerks.counts();
    assert_eq!((counts.expired, counts.handled), (2, 1));
}

#[tokio::test(start_paused = true)]
async fn a_deadline_that_passes_while_the_actor_is_at_work_is_told_apart() {
    let office = Office::<true>::open().await;
    let answer = office.ask_within(5, "a", ClerkMsg::Wait);
    assert_eq!(answer.await, Err(CallError::TimedOut));
    office.desk.released.add_permits(1);
    assert_eq!(office.echo("a", 1).await, Ok(1));
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_of_one_sender_keep_their_order_while_their_actor_is_born() {
    for round in 0..200 {
        let office = Office::<true>::open().await;
        for number in 0..100 {
            office.tell("a", ClerkMsg::Note(number)).unwrap();
        }
        assert_eq!(office.echo("a", 1).await, Ok(1));
        let expected: Vec<u64> = (0..100).collect();
        assert_eq!(office.desk.notes(), expected, "round {round}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_taken_while_an_actor_is_born_is_handled_even_beyond_its_bound() {
    let settings = RouterSettings {
        door_bound: 3,
        ..RouterSettings::default()
    };
    let office = Office::<true>::open_with(settings).await;
    let taken = (0..1000).filter(|number| office.tell("a", ClerkMsg::Note(*number)).is_ok());
    let taken: Vec<u64> = taken.collect();
    office.settled().await;
    while office.echo("a", 1).await != Ok(1) {}
    assert_eq!(office.desk.notes(), taken);
}
