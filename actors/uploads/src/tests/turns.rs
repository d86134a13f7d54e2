//! Who may write, where, and until when.

use std::sync::atomic::Ordering;

use super::stand::{Stand, context, pass};
use crate::{Progress, UploadError, UploadId};

#[tokio::test(start_paused = true)]
async fn a_permit_says_where_to_go_on_and_how_much_is_to_come() {
    let stand = Stand::set_up().await;
    stand.store.write(40);
    let permit = stand.permit().await;
    assert_eq!((permit.offset(), permit.total()), (40, 100));
}

#[tokio::test(start_paused = true)]
async fn there_is_one_permit_at_a_time() {
    let stand = Stand::set_up().await;
    let permit = stand.permit().await;
    assert!(matches!(stand.turn().await, Err(UploadError::Busy)));
    drop(permit);
    stand.permit().await;
}

#[tokio::test(start_paused = true)]
async fn of_many_requests_at_once_one_gets_the_permit() {
    let stand = Stand::set_up().await;
    let mut requests = tokio::task::JoinSet::new();
    for _ in 0..10 {
        let uploads = stand.uploads.clone();
        requests.spawn(async move { uploads.turn(&super::stand::upload(), &context()).await });
    }
    let turns = requests.join_all().await;
    assert_eq!(turns.iter().filter(|turn| turn.is_ok()).count(), 1);
}

#[tokio::test(start_paused = true)]
async fn after_a_chunk_the_next_request_goes_on_behind_it_without_asking_the_ports() {
    let stand = Stand::set_up().await;
    let permit = stand.permit().await;
    stand.store.write(60);
    let progress = permit.stored(60).await.unwrap();
    assert!(matches!(progress, Progress::More { length: 60 }));
    assert_eq!(stand.permit().await.offset(), 60);
    assert_eq!(stand.store.reads.load(Ordering::SeqCst), 1);
}

#[tokio::test(start_paused = true)]
async fn a_permit_ends_with_its_connection_and_the_offset_is_what_reached_the_shelf() {
    let stand = Stand::set_up().await;
    let permit = stand.permit().await;
    stand.store.write(37);
    drop(permit);
    assert_eq!(stand.permit().await.offset(), 37);
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_nobody_waits_for_any_more_gives_the_permit_back() {
    let stand = Stand::set_up().await;
    let mut request = tokio::task::JoinSet::new();
    let uploads = stand.uploads.clone();
    request.spawn(async move { uploads.turn(&super::stand::upload(), &context()).await });
    tokio::task::yield_now().await;
    request.shutdown().await;
    stand.permit().await;
}

#[tokio::test(start_paused = true)]
async fn a_permit_that_is_held_too_long_is_revoked() {
    let stand = Stand::set_up().await;
    let permit = stand.permit().await;
    let writing = permit.within(std::future::pending::<()>()).await;
    assert!(matches!(writing, Err(UploadError::Revoked)));
    stand.store.write(10);
    assert!(matches!(permit.stored(10).await, Err(UploadError::Revoked)));
    assert_eq!(stand.permit().await.offset(), 10);
}

#[tokio::test(start_paused = true)]
async fn more_bytes_than_the_total_are_refused() {
    let stand = Stand::set_up().await;
    let permit = stand.permit().await;
    let progress = permit.stored(101).await;
    assert!(matches!(progress, Err(UploadError::TooLong { total: 100 })));
    assert_eq!(stand.permit().await.offset(), 0);
}

#[tokio::test(start_paused = true)]
async fn an_unknown_upload_is_told_as_such() {
    let stand = Stand::set_up().await;
    let unknown = UploadId::from("unknown");
    let turn = stand.uploads.turn(&unknown, &context()).await;
    assert!(matches!(turn, Err(UploadError::Unknown)));
    let cancelled = stand.uploads.cancel(&unknown, &context()).await;
    assert!(matches!(cancelled, Err(UploadError::Unknown)));
}

#[tokio::test(start_paused = true)]
async fn a_port_that_is_away_is_told_and_tried_again_by_the_next_request() {
    let stand = Stand::set_up().await;
    stand.store.away.store(true, Ordering::SeqCst);
    assert!(matches!(stand.turn().await, Err(UploadError::Port(_))));
    stand.store.away.store(false, Ordering::SeqCst);
    stand.permit().await;
    assert_eq!(stand.root.counts()[0].1.spawned, 1);
}

#[tokio::test(start_paused = true)]
async fn a_port_that_hangs_is_given_up() {
    let stand = Stand::set_up().await;
    stand.store.hangs.store(true, Ordering::SeqCst);
    assert!(matches!(stand.turn().await, Err(UploadError::Port(_))));
    stand.store.hangs.store(false, Ordering::SeqCst);
    pass(1).await;
    stand.permit().await;
}
