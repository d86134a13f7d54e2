//! What a crash leaves, and what a start makes of it.

use std::sync::atomic::Ordering;

use super::model;
use super::stand::{RULES, Stand, VIDEO, a_view, hit};
use crate::VideoKey;

#[tokio::test]
async fn what_was_committed_is_counted_after_a_crash_and_nothing_twice() {
    let stand = Stand::set_up().await;
    let mut all = Vec::new();
    let mut see = |stand: &Stand, viewer: u64, from: u64| {
        let hits = a_view(viewer, from);
        all.extend(hits.iter().map(|hit| (VIDEO, hit.clone())));
        stand.see(VIDEO, hits);
    };
    see(&stand, 1, 0);
    stand.views.flush().await.unwrap();
    see(&stand, 2, 20);
    stand.committed().await;
    let second = stand.after_a_crash().await;
    second.views.flush().await.unwrap();
    see(&second, 3, 40);
    see(&second, 1, 60);
    second.committed().await;
    let third = second.after_a_crash().await;
    third.views.flush().await.unwrap();
    assert_eq!(third.database.views(VIDEO), 3);
    let counts = third.database.counts.lock().unwrap().remove(&VIDEO);
    assert_eq!(counts, model::count(&all, &RULES).remove(&VIDEO));
    third.stop().await;
}

#[tokio::test]
async fn a_crash_between_the_database_and_its_answer_counts_once() {
    let stand = Stand::set_up().await;
    stand.see(VIDEO, a_view(1, 0));
    stand.database.mute.store(true, Ordering::SeqCst);
    stand.views.flush().await.unwrap_err();
    assert_eq!(stand.database.views(VIDEO), 1);
    let after = stand.after_a_crash().await;
    after.views.flush().await.unwrap();
    after.see(VIDEO, a_view(1, 20));
    after.views.flush().await.unwrap();
    assert_eq!(after.database.views(VIDEO), 1);
    after.stop().await;
}

#[tokio::test]
async fn who_was_watching_goes_on_after_a_crash() {
    let stand = Stand::set_up().await;
    stand.see(
        VIDEO,
        (0..6).map(|second| hit(1, second, second as u32)).collect(),
    );
    stand.views.flush().await.unwrap();
    let after = stand.after_a_crash().await;
    after.see(
        VIDEO,
        (6..11)
            .map(|second| hit(1, second, second as u32))
            .collect(),
    );
    after.views.flush().await.unwrap();
    assert_eq!(after.database.views(VIDEO), 1);
    let counts = after
        .database
        .counts
        .lock()
        .unwrap()
        .remove(&VIDEO)
        .unwrap();
    assert_eq!(counts.periods.values().next().unwrap().begun, 1);
    after.stop().await;
}

#[tokio::test]
async fn segments_go_when_they_are_written_and_too_old_to_matter() {
    let stand = Stand::set_up().await;
    let segments = || {
        let entries = std::fs::read_dir(stand.folder.path()).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.filter(|name| name.ends_with(".views")).count()
    };
    stand.see(VIDEO, a_view(1, 0));
    stand.views.flush().await.unwrap();
    stand.see(VideoKey(8), a_view(1, 0));
    stand.views.flush().await.unwrap();
    assert_eq!(segments(), 2);
    stand.database.clock.store(3_601, Ordering::SeqCst);
    stand.see(VIDEO, a_view(1, 3_700));
    stand.views.flush().await.unwrap();
    assert_eq!(segments(), 1);
    stand.stop().await;
}

#[tokio::test]
async fn an_epoch_from_which_nothing_follows_does_not_stop_the_flushes_after_a_crash() {
    let stand = Stand::set_up().await;
    stand.see(VIDEO, a_view(1, 0));
    stand.views.flush().await.unwrap();
    // The same thing again; and a segment that was made and not written.
    stand.written(VIDEO, hit(1, 10, 10)).await;
    std::fs::write(stand.folder.path().join("00000000000000000009.views"), "").unwrap();
    let after = stand.after_a_crash().await;
    after.see(VIDEO, a_view(2, 20));
    after.views.flush().await.unwrap();
    assert_eq!(after.database.views(VIDEO), 2);
    after.stop().await;
}

#[tokio::test]
async fn a_counter_that_fails_after_a_start_counts_nothing_again() {
    let stand = Stand::set_up().await;
    stand.see(VIDEO, a_view(1, 0));
    stand.committed().await;
    let after = stand.after_a_crash().await;
    after.see(VIDEO, vec![hit(2, 20, 0)]);
    after.fail(VIDEO).await;
    after.see(VIDEO, a_view(3, 40));
    after.views.flush().await.unwrap();
    assert_eq!(after.database.views(VIDEO), 2);
    after.stop().await;
}
