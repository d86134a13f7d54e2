//! Several servers that count the same videos.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::stand::{Database, Sessions, Stand, VIDEO, a_view};

async fn two() -> (Stand, Stand, Arc<Sessions>) {
    let (database, sessions) = (Arc::<Database>::default(), Arc::<Sessions>::default());
    let first = Stand::among(Arc::clone(&database), &sessions).await;
    let second = Stand::among(database, &sessions).await;
    (first, second, sessions)
}

#[tokio::test]
async fn a_session_counts_on_one_of_two_servers() {
    let (first, second, _) = two().await;
    first.see(VIDEO, a_view(1, 0));
    first.views.flush().await.unwrap();
    second.see(VIDEO, a_view(1, 20));
    second.see(VIDEO, a_view(2, 40));
    second.views.flush().await.unwrap();
    assert_eq!(first.database.views(VIDEO), 2);
    // The hour runs from the view that counted, also where it did not.
    second.see(VIDEO, a_view(1, 3_615));
    second.views.flush().await.unwrap();
    assert_eq!(first.database.views(VIDEO), 3);
    first.stop().await;
    second.stop().await;
}

#[tokio::test]
async fn while_the_others_cannot_be_asked_each_server_counts_for_itself() {
    let (first, second, sessions) = two().await;
    sessions.away.store(true, Ordering::SeqCst);
    first.see(VIDEO, a_view(1, 0));
    first.views.flush().await.unwrap();
    assert_eq!(first.database.views(VIDEO), 1);
    let asked = sessions.asked.load(Ordering::SeqCst);
    first.see(VIDEO, a_view(2, 20));
    first.views.flush().await.unwrap();
    assert_eq!(
        sessions.asked.load(Ordering::SeqCst),
        asked,
        "not again at once"
    );
    sessions.away.store(false, Ordering::SeqCst);
    first.see(VIDEO, a_view(1, 40));
    first.views.flush().await.unwrap();
    assert_eq!(first.database.views(VIDEO), 2, "its own are known");
    second.see(VIDEO, a_view(1, 60));
    second.views.flush().await.unwrap();
    assert_eq!(first.database.views(VIDEO), 3, "the window that was missed");
    second.see(VIDEO, a_view(1, 80));
    second.views.flush().await.unwrap();
    assert_eq!(first.database.views(VIDEO), 3);
    first.stop().await;
    second.stop().await;
}

#[tokio::test]
async fn shared_views_survive_a_crash_and_are_not_claimed_away() {
    let (first, second, sessions) = two().await;
    first.see(VIDEO, a_view(1, 0));
    first.views.flush().await.unwrap();
    first.see(VIDEO, a_view(2, 20));
    while sessions.counted.lock().unwrap().len() < 2 {
        tokio::task::yield_now().await;
    }
    first.committed().await;
    let after = first.after_a_crash_among(Some(Arc::clone(&sessions))).await;
    after.views.flush().await.unwrap();
    assert_eq!(after.database.views(VIDEO), 2);
    after.see(VIDEO, a_view(1, 40));
    after.see(VIDEO, a_view(2, 60));
    after.views.flush().await.unwrap();
    assert_eq!(after.database.views(VIDEO), 2);
    after.stop().await;
    second.stop().await;
}

#[tokio::test]
async fn what_was_claimed_and_not_written_down_is_claimed_again_by_who_watches_on() {
    let (first, second, sessions) = two().await;
    // Claimed by the first server, which died before it heard so.
    let view = a_view(1, 0);
    let (watched, last) = view.split_at(10);
    first.see(VIDEO, watched.to_vec());
    first.committed().await;
    let name = std::fs::read_to_string(first.folder.path().join("name")).unwrap();
    let claimed = (name, last[0].at);
    sessions
        .counted
        .lock()
        .unwrap()
        .insert((VIDEO, last[0].viewer), claimed);
    let after = first.after_a_crash_among(Some(Arc::clone(&sessions))).await;
    after.see(VIDEO, last.to_vec());
    after.views.flush().await.unwrap();
    assert_eq!(after.database.views(VIDEO), 1);
    after.stop().await;
    second.stop().await;
}
