//! Counters, flushes, refusals and rest.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use super::model;
use super::stand::{RULES, Stand, VIDEO, a_view, hit, settings};
use crate::{FlushError, Refused, VideoKey};

#[tokio::test]
async fn one_flush_is_one_transaction_for_all_videos() {
    let stand = Stand::set_up().await;
    let mut all = Vec::new();
    for video in 0..20 {
        for viewer in 0..3 {
            let hits = a_view(viewer, viewer * 3);
            all.extend(hits.iter().map(|hit| (VideoKey(video), hit.clone())));
            stand.see(VideoKey(video), hits);
        }
    }
    stand.views.flush().await.unwrap();
    assert_eq!(stand.database.transactions.load(Ordering::SeqCst), 1);
    assert_eq!(
        *stand.database.counts.lock().unwrap(),
        model::count(&all, &RULES)
    );
    stand.views.flush().await.unwrap();
    assert_eq!(
        stand.database.transactions.load(Ordering::SeqCst),
        1,
        "nothing was left"
    );
    stand.stop().await;
}

#[tokio::test]
async fn who_watches_is_told_and_gone_after_two_minutes() {
    let stand = Stand::set_up().await;
    stand.see(VIDEO, vec![hit(1, 0, 0), hit(2, 0, 0), hit(3, 100, 0)]);
    stand.views.flush().await.unwrap();
    assert_eq!(stand.views.watching(VIDEO), 3);
    stand.see(VIDEO, vec![hit(3, 130, 0)]);
    stand.views.flush().await.unwrap();
    assert_eq!(stand.views.watching(VIDEO), 1);
    assert_eq!(stand.views.watching(VideoKey(8)), 0);
    stand.stop().await;
}

#[tokio::test]
async fn much_to_write_does_not_wait_for_its_time() {
    let folder = tempfile::tempdir().unwrap();
    let settings = crate::ViewSettings {
        flush_videos: 5,
        ..settings(folder.path())
    };
    let stand = Stand::over(Arc::default(), folder, settings).await;
    for video in 0..5 {
        stand.see(VideoKey(video), a_view(1, 0));
    }
    while stand.database.transactions.load(Ordering::SeqCst) == 0 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    stand.stop().await;
}

#[tokio::test]
async fn a_database_that_is_away_or_slow_delays_the_flush_and_counts_nothing_twice() {
    let stand = Stand::set_up().await;
    let database = &stand.database;
    stand.see(VIDEO, a_view(1, 0));
    database.away.store(true, Ordering::SeqCst);
    let failed = stand.views.flush().await.unwrap_err();
    assert!(matches!(failed, FlushError::Log(_)), "{failed}");
    stand.see(VIDEO, a_view(2, 20));
    database.away.store(false, Ordering::SeqCst);
    database.hangs.store(true, Ordering::SeqCst);
    stand.views.flush().await.unwrap_err();
    database.hangs.store(false, Ordering::SeqCst);
    database.mute.store(true, Ordering::SeqCst);
    stand.views.flush().await.unwrap_err();
    stand.see(VIDEO, a_view(3, 40));
    stand.views.flush().await.unwrap();
    assert_eq!(database.views(VIDEO), 3);
    assert!(stand.views.numbers().failed_flushes >= 3);
    stand.stop().await;
}

#[tokio::test]
async fn a_flush_that_failed_is_tried_again_by_itself() {
    let folder = tempfile::tempdir().unwrap();
    let settings = crate::ViewSettings {
        retry_after: Duration::from_millis(5),
        ..settings(folder.path())
    };
    let stand = Stand::over(Arc::default(), folder, settings).await;
    stand.see(VIDEO, a_view(1, 0));
    stand.database.away.store(true, Ordering::SeqCst);
    stand.views.flush().await.unwrap_err();
    while stand.views.numbers().failed_flushes < 3 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    stand.database.away.store(false, Ordering::SeqCst);
    while stand.database.views(VIDEO) == 0 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    stand.stop().await;
}

#[tokio::test]
async fn a_full_door_refuses_and_takes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let settings = crate::ViewSettings {
        waiting: 3,
        ..settings(folder.path())
    };
    let stand = Stand::over(Arc::default(), folder, settings).await;
    stand.see(VIDEO, vec![hit(1, 0, 0)]);
    stand.views.flush().await.unwrap();
    // The test's runtime has one thread: nothing is handled between these.
    let outcomes: Vec<_> = (0..5)
        .map(|viewer| stand.try_see(VIDEO, hit(viewer + 10, 1, 0)))
        .collect();
    assert_eq!(
        outcomes[2..],
        [Ok(()), Err(Refused::Busy), Err(Refused::Busy)]
    );
    stand.views.flush().await.unwrap();
    assert_eq!(stand.views.watching(VIDEO), 4);
    stand.stop().await;
}

#[tokio::test]
async fn a_journal_that_cannot_be_written_bounds_what_is_taken() {
    let folder = tempfile::tempdir().unwrap();
    let settings = crate::ViewSettings {
        pending_bytes: 400,
        ..settings(folder.path())
    };
    let stand = Stand::over(Arc::default(), folder, settings).await;
    let in_the_way = stand.folder.path().join("00000000000000000001.views");
    std::fs::create_dir(&in_the_way).unwrap();
    stand.see(VIDEO, a_view(1, 0));
    let failed = stand.views.flush().await.unwrap_err();
    assert!(matches!(failed, FlushError::Journal(_)), "{failed}");
    assert_eq!(stand.database.views(VIDEO), 0, "the journal comes first");
    assert!(stand.views.numbers().journal_behind >= 400);
    assert_eq!(stand.try_see(VIDEO, hit(2, 0, 0)), Err(Refused::Busy));
    std::fs::remove_dir(&in_the_way).unwrap();
    stand.views.flush().await.unwrap();
    assert_eq!(stand.database.views(VIDEO), 1);
    stand.stop().await;
}

#[tokio::test]
async fn a_counter_that_fails_is_rebuilt_from_the_journal() {
    let stand = Stand::set_up().await;
    stand.see(VIDEO, a_view(1, 0));
    stand.views.flush().await.unwrap();
    stand.see(VIDEO, a_view(2, 20));
    stand.fail(VIDEO).await;
    stand.views.flush().await.unwrap();
    stand.see(VIDEO, a_view(1, 100));
    stand.see(VIDEO, a_view(3, 120));
    stand.views.flush().await.unwrap();
    assert_eq!(stand.database.views(VIDEO), 3);
    stand.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_counter_rests_and_remembers_whose_view_counted() {
    let stand = Stand::set_up().await;
    stand.see(VIDEO, a_view(1, 0));
    stand.views.flush().await.unwrap();
    stand.see(VIDEO, a_view(2, 20));
    let alive = || {
        stand
            .root
            .counts()
            .iter()
            .map(|(_, counts)| counts.alive)
            .sum::<u64>()
    };
    assert_eq!(alive(), 1);
    tokio::time::sleep(Duration::from_secs(130)).await;
    assert_eq!(alive(), 0);
    assert_eq!(stand.views.numbers().at_rest, 1);
    assert_eq!(stand.views.watching(VIDEO), 0);
    stand.views.flush().await.unwrap();
    assert_eq!(stand.database.views(VIDEO), 2, "taken from the shelf");
    stand.see(VIDEO, a_view(1, 400));
    stand.views.flush().await.unwrap();
    assert_eq!(stand.database.views(VIDEO), 2);
    stand.see(VIDEO, a_view(1, 3_700));
    stand.views.flush().await.unwrap();
    assert_eq!(stand.database.views(VIDEO), 3);
    stand.database.clock.store(10_000, Ordering::SeqCst);
    tokio::time::sleep(Duration::from_secs(130)).await;
    stand.views.flush().await.unwrap();
    assert_eq!(stand.views.numbers().at_rest, 0, "all has expired");
    stand.stop().await;
}

#[tokio::test]
async fn a_shutdown_writes_what_is_left() {
    let stand = Stand::set_up().await;
    stand.see(VIDEO, a_view(1, 0));
    stand.stop().await;
    assert_eq!(stand.database.views(VIDEO), 1);
    assert_eq!(stand.try_see(VIDEO, hit(1, 0, 0)), Err(Refused::Stopped));
    assert!(matches!(
        stand.views.flush().await,
        Err(FlushError::Stopped)
    ));
}

#[tokio::test(start_paused = true)]
async fn a_life_that_fails_after_others_have_rested_counts_nothing_again() {
    let stand = Stand::set_up().await;
    stand.see(VIDEO, a_view(1, 0));
    stand.views.flush().await.unwrap();
    tokio::time::sleep(Duration::from_secs(130)).await;
    assert_eq!(stand.views.numbers().at_rest, 1);
    stand.see(VIDEO, vec![hit(2, 200, 0)]);
    stand.fail(VIDEO).await;
    stand.see(VIDEO, a_view(3, 220));
    stand.views.flush().await.unwrap();
    assert_eq!(stand.database.views(VIDEO), 2);
    let counts = stand.database.counts.lock().unwrap().remove(&VIDEO);
    let begun = counts.unwrap().periods.values().next_back().unwrap().begun;
    assert_eq!(begun, 3);
    stand.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_counter_that_has_counted_nothing_and_left_nothing_holds_no_flush_up() {
    let stand = Stand::set_up().await;
    stand.see(VIDEO, vec![hit(1, 0, 0)]);
    stand.views.flush().await.unwrap();
    // Said again in the next epoch, and nothing follows from it.
    stand.see(VIDEO, vec![hit(1, 0, 0)]);
    stand.database.clock.store(200, Ordering::SeqCst);
    tokio::time::sleep(Duration::from_secs(130)).await;
    assert_eq!(stand.views.numbers().at_rest, 0);
    let begun = tokio::time::Instant::now();
    stand.views.flush().await.unwrap();
    assert!(
        begun.elapsed() < Duration::from_millis(100),
        "{:?}",
        begun.elapsed()
    );
    stand.stop().await;
}

#[tokio::test(start_paused = true)]
async fn while_the_database_is_away_attempts_do_not_multiply() {
    let folder = tempfile::tempdir().unwrap();
    let settings = crate::ViewSettings {
        flush_videos: 1,
        flush_every: Duration::from_secs(3),
        retry_after: Duration::from_secs(10),
        ..settings(folder.path())
    };
    let stand = Stand::over(Arc::default(), folder, settings).await;
    stand.database.away.store(true, Ordering::SeqCst);
    for second in 0..10 {
        stand.see(VIDEO, a_view(second, second * 20));
        tokio::time::sleep(Duration::from_secs(30)).await;
    }
    // One in ten seconds and one in three, however often there was much to write.
    let attempts = stand.views.numbers().failed_flushes;
    assert!((30..=135).contains(&attempts), "{attempts}");
    stand.database.away.store(false, Ordering::SeqCst);
    stand.views.flush().await.unwrap();
    assert_eq!(stand.database.views(VIDEO), 10);
    stand.stop().await;
}

#[tokio::test]
async fn over_the_bound_of_viewers_parts_are_forgotten_and_counts_stay_exact() {
    let folder = tempfile::tempdir().unwrap();
    let settings = crate::ViewSettings {
        viewers: 20,
        ..settings(folder.path())
    };
    let stand = Stand::over(Arc::default(), folder, settings).await;
    let mut all = Vec::new();
    for second in 0..=10 {
        for viewer in 0..200 {
            let position = u32::try_from(second).unwrap();
            all.push((VIDEO, hit(viewer, second, position)));
        }
    }
    stand.see(VIDEO, all.iter().map(|(_, hit)| hit.clone()).collect());
    stand.views.flush().await.unwrap();
    let numbers = stand.views.numbers();
    assert!(numbers.folded > 100, "{numbers:?}");
    assert!(numbers.viewers <= 100, "{numbers:?}");
    let counts = stand.database.counts.lock().unwrap().remove(&VIDEO);
    assert_eq!(counts, model::count(&all, &RULES).remove(&VIDEO));
    stand.stop().await;
}
