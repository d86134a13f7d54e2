//! From the last byte to the answer.

use std::sync::atomic::Ordering;
use std::time::Duration;

use super::stand::{Stand, context, upload};
use crate::{Booked, Progress, UploadError};

#[tokio::test(start_paused = true)]
async fn while_one_request_finishes_the_others_are_told_to_come_back() {
    let stand = Stand::set_up().await;
    let finishing = stand.finishing().await;
    let retry_after = match stand.turn().await {
        Err(UploadError::Finishing { retry_after }) => retry_after,
        other => panic!("not finishing but {other:?}"),
    };
    assert_eq!(retry_after, Duration::from_secs(5));
    drop(finishing);
}

#[tokio::test(start_paused = true)]
async fn a_finished_upload_has_the_same_answer_for_ever() {
    let stand = Stand::set_up().await;
    let finishing = stand.finishing().await;
    finishing.complete("video 7".to_owned()).await.unwrap();
    assert_eq!(stand.answer().await, "video 7");
    assert_eq!(stand.answer().await, "video 7");

    stand.root.shutdown(Duration::from_secs(6)).await;
    let again = Stand::over(stand.store).await;
    assert_eq!(again.answer().await, "video 7");
}

#[tokio::test(start_paused = true)]
async fn a_finished_upload_whose_record_is_gone_can_be_begun_anew() {
    let stand = Stand::set_up().await;
    let finishing = stand.finishing().await;
    finishing.complete("video 7".to_owned()).await.unwrap();
    assert_eq!(stand.answer().await, "video 7");
    // As the database does when the video is deleted, behind the session's back.
    let record = stand.store.booked.lock().unwrap().remove(&upload());
    assert!(matches!(stand.turn().await, Err(UploadError::Unknown)));
    let anew = Booked {
        answer: None,
        ..record.unwrap()
    };
    stand.store.booked.lock().unwrap().insert(upload(), anew);
    stand.store.write(0);
    assert_eq!(stand.permit().await.offset(), 0);
}

#[tokio::test(start_paused = true)]
async fn whoever_finds_all_bytes_there_may_finish_without_writing() {
    let stand = Stand::set_up().await;
    stand.store.write(100);
    let permit = stand.permit().await;
    assert_eq!(permit.offset(), permit.total());
    let progress = permit.stored(100).await.unwrap();
    assert!(matches!(progress, Progress::Complete(_)));
}

#[tokio::test(start_paused = true)]
async fn a_finish_that_fails_leaves_the_upload_to_the_next_request() {
    let stand = Stand::set_up().await;
    drop(stand.finishing().await);
    assert_eq!(stand.permit().await.offset(), 100);
    let finishing = stand.finishing().await;
    finishing.complete("video 8".to_owned()).await.unwrap();
    assert_eq!(stand.answer().await, "video 8");
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_could_not_be_written_down_is_not_given_later() {
    let stand = Stand::set_up().await;
    let finishing = stand.finishing().await;
    stand.store.away.store(true, Ordering::SeqCst);
    let completed = finishing.complete("video 9".to_owned()).await;
    assert!(matches!(completed, Err(UploadError::Port(_))));
    stand.store.away.store(false, Ordering::SeqCst);
    assert_eq!(stand.permit().await.offset(), 100);
}

#[tokio::test(start_paused = true)]
async fn what_is_no_video_is_gone() {
    let stand = Stand::set_up().await;
    stand.finishing().await.abandon().await.unwrap();
    assert!(stand.store.lengths.lock().unwrap().is_empty());
    assert!(matches!(stand.turn().await, Err(UploadError::Unknown)));
}

#[tokio::test(start_paused = true)]
async fn finishing_does_not_take_for_ever() {
    let stand = Stand::set_up().await;
    let finishing = stand.finishing().await;
    let work = finishing.within(std::future::pending::<()>()).await;
    assert!(matches!(work, Err(UploadError::Revoked)));
    drop(finishing);
    let cancelled = stand.uploads.cancel(&upload(), &context()).await;
    assert!(cancelled.is_ok());
}
