//! Whose job is next, with real users and videos.

use super::*;
use crate::{
    domain::{Priority, Privacy, Role},
    store::served_files::fixture::{person, video},
};

/// A job of the first-rung class for a new video of each of these people, in this order.
async fn ask(test: &TestStore, people: &[crate::domain::ChannelId]) -> Vec<JobId> {
    let mut tx = test.store.begin().await.unwrap();
    let mut ids = Vec::new();
    for channel in people {
        let video = video(&mut tx, *channel, Privacy::Public, start()).await;
        let job = NewJob {
            priority: Priority::FirstRung.number(),
            video: Some(video.id),
            ..job()
        };
        ids.push(insert(&mut tx, &job, start()).await.unwrap());
    }
    tx.commit().await.unwrap();
    ids
}

async fn channels(test: &TestStore) -> [crate::domain::ChannelId; 2] {
    let mut tx = test.store.begin().await.unwrap();
    let one = person(&mut tx, Role::User, start()).await.channel;
    let other = person(&mut tx, Role::User, start()).await.channel;
    tx.commit().await.unwrap();
    [one, other]
}

async fn next(test: &TestStore) -> JobId {
    let row = take(test, &format!("{}", uuid::Uuid::new_v4()), start()).await;
    row.expect("a job is waiting").id
}

#[tokio::test]
async fn a_hundred_uploads_of_one_user_do_not_hold_up_the_first_of_another() {
    let test = TestStore::open().await;
    let [busy, other] = channels(&test).await;
    let many = ask(&test, &[busy; 100]).await;
    for job in &many[..10] {
        assert_eq!(next(&test).await, *job);
    }
    let single = ask(&test, &[other]).await;
    // The eleventh was waiting before; then it is the other's turn.
    assert_eq!(next(&test).await, many[10]);
    assert_eq!(next(&test).await, single[0]);
    assert_eq!(next(&test).await, many[11]);
    test.close().await;
}

#[tokio::test]
async fn who_uploads_one_after_the_other_never_starves_who_has_many_waiting() {
    let test = TestStore::open().await;
    let [busy, other] = channels(&test).await;
    let many = ask(&test, &[busy; 20]).await;
    let mut taken = Vec::new();
    for _ in 0..5 {
        let one = ask(&test, &[other]).await;
        for _ in 0..2 {
            taken.push(next(&test).await);
        }
        assert!(taken.contains(&one[0]), "each round serves the newcomer");
    }
    let served = many.iter().filter(|job| taken.contains(job)).count();
    assert_eq!(served, 5, "each round serves the one who waits, too");
    test.close().await;
}

#[tokio::test]
async fn classes_go_before_turns() {
    let test = TestStore::open().await;
    let [busy, _] = channels(&test).await;
    ask(&test, &[busy; 3]).await;
    let mut rest = job();
    rest.priority = Priority::Rest.number();
    add(&test, &rest).await;
    let mut live = job();
    live.priority = Priority::Live.number();
    let live = add(&test, &live).await;
    assert_eq!(next(&test).await, live);
    for _ in 0..3 {
        let row = take(&test, "lease", start()).await.unwrap();
        assert_eq!(row.priority, Priority::FirstRung.number());
    }
    let row = take(&test, "lease", start()).await.unwrap();
    assert_eq!(row.priority, Priority::Rest.number());
    test.close().await;
}
