//! Messages that go on together.

use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::desk::{ClerkMsg, Office, within};
use crate::{CallError, RouterSettings, Shutdown};

fn gather(office: &Office, key: &str, number: u64) -> Result<(), CallError> {
    let note = ClerkMsg::Note(number);
    office.clerks.gather(&key.to_owned(), &within(60), note)
}

#[tokio::test(start_paused = true)]
async fn what_is_gathered_goes_on_together_and_in_order() {
    let office = Office::open().await;
    assert_eq!(office.echo("a", 0).await, Ok(0));
    let began = Instant::now();
    for number in 0..100 {
        gather(&office, "a", number).unwrap();
    }
    sleep(Duration::from_millis(4)).await;
    assert_eq!(office.desk.notes(), [0; 0]);
    while office.desk.notes().is_empty() {
        office.settled().await;
    }
    assert_eq!(office.desk.notes(), (0..100).collect::<Vec<_>>());
    assert!(began.elapsed() < Duration::from_millis(10));
}

#[tokio::test(start_paused = true)]
async fn very_many_do_not_wait() {
    let settings = RouterSettings {
        gather_for: Duration::from_secs(9),
        gather_most: 10,
        ..RouterSettings::default()
    };
    let office = Office::open_with(settings).await;
    assert_eq!(office.echo("a", 0).await, Ok(0));
    for number in 0..10 {
        gather(&office, "a", number).unwrap();
    }
    office.settled().await;
    assert_eq!(office.desk.notes(), (0..10).collect::<Vec<_>>());
    gather(&office, "a", 10).unwrap();
    office.settled().await;
    assert_eq!(office.desk.notes().len(), 10);
    sleep(Duration::from_secs(10)).await;
    assert_eq!(office.desk.notes(), (0..11).collect::<Vec<_>>());
}

#[tokio::test(start_paused = true)]
async fn a_key_without_an_actor_gets_one() {
    let office = Office::open().await;
    gather(&office, "a", 1).unwrap();
    office.settled().await;
    assert_eq!(office.desk.notes(), [1]);
}

#[tokio::test(start_paused = true)]
async fn a_full_door_refuses_what_would_be_gathered() {
    let settings = RouterSettings {
        door_bound: 3,
        ..RouterSettings::default()
    };
    let office = Office::open_with(settings).await;
    assert_eq!(office.echo("a", 0).await, Ok(0));
    for number in 0..3 {
        gather(&office, "a", number).unwrap();
    }
    assert_eq!(gather(&office, "a", 3), Err(CallError::Full));
    assert_eq!(office.clerks.counts().queue_depth, 3);
    sleep(Duration::from_millis(10)).await;
    assert_eq!(gather(&office, "a", 4), Ok(()));
    sleep(Duration::from_millis(10)).await;
    assert_eq!(office.desk.notes(), [0, 1, 2, 4]);
}

#[tokio::test(start_paused = true)]
async fn a_shutdown_handles_what_was_gathered() {
    let office = Office::open().await;
    for key in ["a", "b"] {
        assert_eq!(office.echo(key, 0).await, Ok(0));
        gather(&office, key, 1).unwrap();
    }
    let outcome = office.root.shutdown(Duration::from_secs(6)).await;
    assert_eq!(outcome, Shutdown::default());
    assert_eq!(office.desk.notes(), [1, 1]);
    assert_eq!(gather(&office, "a", 2), Err(CallError::Stopped));
}

#[tokio::test(start_paused = true)]
async fn the_next_life_has_what_was_gathered_for_one_that_failed() {
    let office = Office::open().await;
    let failed = office.ask("a", ClerkMsg::PanicOver);
    gather(&office, "b", 0).unwrap();
    office.settled().await;
    assert_eq!(failed.await, Err(CallError::Restarted));
    assert_eq!(office.echo("a", 0).await, Ok(0));
    gather(&office, "a", 1).unwrap();
    office.tell("a", ClerkMsg::Fail).unwrap();
    sleep(Duration::from_millis(10)).await;
    assert_eq!(office.desk.notes(), [0, 1]);
    let counts = office.clerks.counts();
    assert_eq!((counts.lost, counts.queue_depth), (2, 0));
}
