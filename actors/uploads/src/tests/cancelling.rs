//! Uploads that are given up.

use std::time::Duration;

use tokio::task::JoinSet;

use super::stand::{Stand, context, pass, upload};
use crate::UploadError;

#[tokio::test(start_paused = true)]
async fn a_cancelled_upload_is_forgotten_with_its_bytes() {
    let stand = Stand::set_up().await;
    stand.store.write(40);
    drop(stand.permit().await);
    stand.uploads.cancel(&upload(), &context()).await.unwrap();
    assert!(stand.store.lengths.lock().unwrap().is_empty());
    assert!(stand.store.booked.lock().unwrap().is_empty());
    assert!(matches!(stand.turn().await, Err(UploadError::Unknown)));
}

#[tokio::test(start_paused = true)]
async fn cancelling_waits_for_the_request_at_work() {
    let stand = Stand::set_up().await;
    let permit = stand.permit().await;
    let mut cancelling = JoinSet::new();
    let uploads = stand.uploads.clone();
    cancelling.spawn(async move { uploads.cancel(&upload(), &context()).await });
    pass(1).await;
    assert!(!stand.store.booked.lock().unwrap().is_empty());
    let second = stand.uploads.cancel(&upload(), &context()).await;
    assert!(matches!(second, Err(UploadError::Busy)));
    stand.store.write(20);
    permit.stored(20).await.unwrap();
    assert!(cancelling.join_all().await.iter().all(Result::is_ok));
    assert!(stand.store.lengths.lock().unwrap().is_empty());
}

#[tokio::test(start_paused = true)]
async fn cancelling_waits_no_longer_than_its_deadline() {
    let stand = Stand::set_up().await;
    let permit = stand.permit().await;
    let cancelled = stand.uploads.cancel(&upload(), &context()).await;
    assert!(matches!(cancelled, Err(UploadError::Session(_))));
    drop(permit);
    stand.root.shutdown(Duration::from_secs(6)).await;
    assert!(stand.store.booked.lock().unwrap().is_empty());
}
