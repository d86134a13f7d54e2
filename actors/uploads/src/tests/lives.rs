//! Rest, restart and shutdown of a session.

use std::sync::atomic::Ordering;
use std::time::Duration;

use super::stand::{Stand, context, pass, upload};
use crate::{Progress, UploadError};

#[tokio::test(start_paused = true)]
async fn a_quiet_session_rests_and_the_next_one_goes_on_where_the_file_ends() {
    let stand = Stand::set_up().await;
    let permit = stand.permit().await;
    stand.store.write(30);
    permit.stored(30).await.unwrap();
    pass(14 * 60).await;
    assert_eq!(stand.awake(), 1);
    pass(6 * 60).await;
    assert_eq!(stand.awake(), 0);
    assert_eq!(stand.permit().await.offset(), 30);
}

#[tokio::test(start_paused = true)]
async fn a_session_does_not_rest_while_its_permit_is_out() {
    let stand = Stand::set_up().await;
    let permit = stand.permit().await;
    pass(50 * 60).await;
    assert_eq!(stand.awake(), 1);
    assert!(matches!(stand.turn().await, Err(UploadError::Busy)));
    drop(permit);
    pass(20 * 60).await;
    assert_eq!(stand.awake(), 0);
}

/// The session fails over a question of another request, and the next question begins a new life.
async fn restart(stand: &Stand) {
    stand.store.panics.store(true, Ordering::SeqCst);
    let cancelled = stand.uploads.cancel(&upload(), &context()).await;
    assert!(cancelled.is_ok(), "{cancelled:?}");
}

#[tokio::test(start_paused = true)]
async fn a_session_that_fails_is_followed_by_one_that_reads_the_ports() {
    let stand = Stand::set_up().await;
    let permit = stand.permit().await;
    stand.store.write(30);
    permit.stored(30).await.unwrap();
    let booked = stand.store.booked.lock().unwrap().clone();
    restart(&stand).await;
    *stand.store.booked.lock().unwrap() = booked;
    stand.store.write(30);
    assert_eq!(stand.permit().await.offset(), 30);
    assert_eq!(stand.root.counts()[0].1.restarted, 1);
}

#[tokio::test(start_paused = true)]
async fn the_answer_to_a_question_that_the_session_failed_over_comes_from_the_next_life() {
    let stand = Stand::set_up().await;
    stand.store.write(12);
    stand.store.panics.store(true, Ordering::SeqCst);
    assert_eq!(stand.permit().await.offset(), 12);
}

#[tokio::test(start_paused = true)]
async fn a_permit_of_an_earlier_life_still_keeps_others_out_and_then_does_no_harm() {
    let stand = Stand::set_up().await;
    let old = stand.permit().await;
    end_life_of_session(&stand).await;
    assert!(matches!(stand.turn().await, Err(UploadError::Busy)));
    stand.store.write(50);
    assert!(matches!(old.stored(50).await, Err(UploadError::Session(_))));
    let permit = stand.permit().await;
    assert_eq!(permit.offset(), 50);
    stand.store.write(100);
    let progress = permit.stored(100).await.unwrap();
    assert!(matches!(progress, Progress::Complete(_)));
}

#[tokio::test(start_paused = true)]
async fn an_upload_whose_session_failed_while_it_was_finished_is_complete_all_the_same() {
    let stand = Stand::set_up().await;
    let finishing = stand.finishing().await;
    end_life_of_session(&stand).await;
    assert!(matches!(
        stand.turn().await,
        Err(UploadError::Finishing { .. })
    ));
    finishing.complete("video 7".to_owned()).await.unwrap();
    assert_eq!(stand.answer().await, "video 7");
}

/// Ends the session's life while somebody else holds its permit or finishes it.
async fn end_life_of_session(stand: &Stand) {
    stand.uploads.fail(&upload(), &context());
    pass(1).await;
    assert_eq!(stand.awake(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_shutdown_answers_every_request_and_a_new_server_goes_on_from_the_ports() {
    let stand = Stand::set_up().await;
    let mut requests = tokio::task::JoinSet::new();
    for _ in 0..10 {
        let uploads = stand.uploads.clone();
        requests.spawn(async move { uploads.turn(&upload(), &context()).await.is_ok() });
    }
    tokio::task::yield_now().await;
    let outcome = stand.root.shutdown(Duration::from_secs(6)).await;
    assert!(outcome.killed.is_empty());
    assert_eq!(requests.join_all().await.len(), 10);
    let late = stand.turn().await;
    assert!(matches!(late, Err(UploadError::Session(_))));

    stand.store.write(77);
    let again = Stand::over(stand.store.clone()).await;
    assert_eq!(again.permit().await.offset(), 77);
}
