//! Jobs on a real database: stories first, then random operations against a simple model.

mod fairness;
mod model;
mod property;

use std::time::Duration;

use super::*;
use crate::{
    domain::{ShownState, job::LeaseHolder},
    store::test_store::TestStore,
};

const LEASE: Duration = Duration::from_secs(60);
const KINDS: [JobKind; 1] = [JobKind::VideoTranscoding];

fn start() -> Timestamp {
    Timestamp::from_timestamp_millis(1_700_000_000_000).expect("a time")
}

fn job() -> NewJob {
    NewJob {
        kind: JobKind::VideoTranscoding,
        priority: 0,
        payload: serde_json::json!({ "resolution": 720 }),
        request_id: "request".to_owned(),
        parent: None,
        video: None,
        max_attempts: 2,
        run_at: None,
        waits_for_children: false,
    }
}

async fn add(test: &TestStore, job: &NewJob) -> JobId {
    let mut tx = test.store.begin().await.unwrap();
    let id = insert(&mut tx, job, start()).await.unwrap();
    tx.commit().await.unwrap();
    id
}

async fn take(test: &TestStore, lease: &str, now: Timestamp) -> Option<JobRow> {
    let mut tx = test.store.begin().await.unwrap();
    let row = claim(&mut tx, &KINDS, lease, now, now + LEASE)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    row
}

async fn look(test: &TestStore, id: JobId) -> JobRow {
    let mut tx = test.store.read().await.unwrap();
    find(&mut tx, id).await.unwrap().expect("the job is there")
}

/// Runs one change in a unit of work of its own.
macro_rules! change {
    ($test:expr, |$tx:ident| $change:expr) => {{
        let mut tx = $test.store.begin().await.unwrap();
        let $tx = &mut tx;
        let outcome = $change.await.unwrap();
        tx.commit().await.unwrap();
        outcome
    }};
}

#[tokio::test]
async fn of_many_who_claim_at_once_each_job_goes_to_one() {
    let test = TestStore::open().await;
    for _ in 0..20 {
        add(&test, &job()).await;
    }
    let workers = (0..8).map(|worker| {
        let test = &test;
        async move {
            let mut mine = Vec::new();
            while let Some(row) = take(test, &format!("{worker}/{}", mine.len()), start()).await {
                mine.push(row.id);
            }
            mine
        }
    });
    let mut claimed = futures_util::future::join_all(workers).await.concat();
    claimed.sort_unstable();
    let total = claimed.len();
    claimed.dedup();
    assert_eq!((total, claimed.len()), (20, 20));
    test.close().await;
}

#[tokio::test]
async fn a_job_whose_worker_dies_each_time_is_given_up() {
    let test = TestStore::open().await;
    let id = add(&test, &job()).await;
    assert!(take(&test, "first", start()).await.is_some());
    assert!(take(&test, "early", start()).await.is_none());
    let later = start() + LEASE;
    assert_eq!(take(&test, "second", later).await.unwrap().attempts, 2);
    assert!(!change!(test, |tx| complete(tx, id, "first", later)));
    assert!(take(&test, "third", later + LEASE).await.is_none());
    let row = look(&test, id).await;
    assert_eq!(row.state, JobState::Failed);
    assert!(row.error.unwrap().contains("silent"));
    test.close().await;
}

#[tokio::test]
async fn a_restarted_server_takes_its_jobs_back_at_once() {
    let test = TestStore::open().await;
    let id = add(&test, &job()).await;
    let (before, after) = (LeaseHolder::new("host:9000"), LeaseHolder::new("host:9000"));
    take(&test, &before.lease(), start()).await.unwrap();
    assert_eq!(change!(test, |tx| recover(tx, &before, start())), 0);
    assert_eq!(change!(test, |tx| recover(tx, &after, start())), 1);
    let row = take(&test, &after.lease(), start()).await.unwrap();
    assert_eq!((row.id, row.attempts), (id, 2));
    test.close().await;
}

#[tokio::test]
async fn two_children_that_complete_at_once_release_their_parent() {
    let test = TestStore::open().await;
    for _ in 0..10 {
        let mut tx = test.store.begin().await.unwrap();
        let mut parent = job();
        parent.waits_for_children = true;
        let parent = insert(&mut tx, &parent, start()).await.unwrap();
        for _ in 0..2 {
            let mut child = job();
            child.parent = Some(parent);
            insert(&mut tx, &child, start()).await.unwrap();
        }
        tx.commit().await.unwrap();
        let one = take(&test, "one", start()).await.unwrap().id;
        let two = take(&test, "two", start()).await.unwrap().id;
        assert!(take(&test, "three", start()).await.is_none());
        let ended = tokio::join!(
            async { change!(test, |tx| complete(tx, one, "one", start())) },
            async { change!(test, |tx| complete(tx, two, "two", start())) },
        );
        assert_eq!(ended, (true, true));
        assert_eq!(take(&test, "three", start()).await.unwrap().id, parent);
        assert!(change!(test, |tx| complete(tx, parent, "three", start())));
    }
    test.close().await;
}

#[tokio::test]
async fn a_child_that_is_given_up_gives_up_those_above() {
    let test = TestStore::open().await;
    let mut above = job();
    above.waits_for_children = true;
    let grandparent = add(&test, &above).await;
    above.parent = Some(grandparent);
    let parent = add(&test, &above).await;
    let mut child = job();
    child.parent = Some(parent);
    let child = add(&test, &child).await;
    take(&test, "lease", start()).await.unwrap();
    assert!(change!(test, |tx| fail(
        tx,
        child,
        "lease",
        "no",
        None,
        start()
    )));
    for id in [grandparent, parent] {
        let row = look(&test, id).await;
        assert_eq!(row.state, JobState::Failed);
        assert!(row.error.unwrap().contains("waits for"));
    }
    assert_eq!(look(&test, child).await.error.as_deref(), Some("no"));
    test.close().await;
}

#[tokio::test]
async fn lists_and_counts_tell_waiting_delayed_and_paused_apart() {
    let test = TestStore::open().await;
    let mut later = job();
    later.run_at = Some(start() + LEASE);
    add(&test, &later).await;
    let due = add(&test, &job()).await;
    for paused in [false, true] {
        change!(test, |tx| set_paused(tx, paused));
        let shown = if paused {
            ShownState::Paused
        } else {
            ShownState::Waiting
        };
        let mut tx = test.store.read().await.unwrap();
        let mut counts = count_by_state(&mut tx, paused, start()).await.unwrap();
        counts.sort_unstable();
        let mut expected = [(ShownState::Delayed, 1), (shown, 1)];
        expected.sort_unstable();
        assert_eq!(counts, expected);
        let filter = JobFilter {
            rows: shown.rows(paused),
            kind: Some(JobKind::VideoTranscoding),
        };
        let page = list(&mut tx, filter, JobOrder::Created, (0, 10), start()).await;
        let (total, rows) = page.unwrap();
        assert_eq!((total, rows.len(), rows[0].id), (1, 1, due));
        let all = list(
            &mut tx,
            JobFilter::default(),
            JobOrder::default(),
            (0, 1),
            start(),
        )
        .await;
        let (total, rows) = all.unwrap();
        assert_eq!((total, rows.len(), rows[0].id), (2, 1, due));
        drop(tx);
        assert_eq!(take(&test, "lease", start()).await.is_none(), paused);
        change!(test, |tx| give_back(tx, due, "lease"));
    }
    test.close().await;
}

#[tokio::test]
async fn old_jobs_are_forgotten_unless_kin_is_unfinished() {
    let test = TestStore::open().await;
    let mut above = job();
    above.waits_for_children = true;
    let parent = add(&test, &above).await;
    let mut child = job();
    child.parent = Some(parent);
    let done = add(&test, &child).await;
    let open = add(&test, &child).await;
    let alone = add(&test, &job()).await;
    for id in [done, open, alone] {
        assert_eq!(take(&test, "lease", start()).await.unwrap().id, id);
        if id == open {
            change!(test, |tx| fail(
                tx,
                id,
                "lease",
                "no",
                Some(start() + LEASE),
                start()
            ));
        } else {
            change!(test, |tx| complete(tx, id, "lease", start()));
        }
    }
    let after = start() + Duration::from_secs(1);
    assert_eq!(change!(test, |tx| remove_old(tx, start(), start(), 10)), 0);
    assert_eq!(change!(test, |tx| remove_old(tx, after, after, 10)), 1);
    for id in [parent, done, open] {
        look(&test, id).await;
    }
    test.close().await;
}
