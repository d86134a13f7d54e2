//! Jobs: good, crashing, hanging, lying, cancelled, returned.

use std::sync::atomic::Ordering;
use std::time::Duration;

use actors_kernel::Service;

use super::support::{Shelf, Stage, done, failure};
use crate::{JobId, Outcome};

/// Progress of a script, `number` frames far.
fn progress(number: u32) -> String {
    format!(
        r#"echo '{{"event":"progress","frames":{number},"mediaMs":0,"bytes":{number},"percent":0}}'"#
    )
}

#[tokio::test]
async fn a_waiting_job_is_done_without_any_wake_up() {
    let stage = Stage::with(
        Shelf::with([7]),
        &format!("{}\n{}", progress(3), done()),
        |_| {},
    )
    .await;
    let diary = stage.shelf.until(|diary| !diary.finished.is_empty()).await;
    assert!(
        matches!(diary.finished.as_slice(), [(JobId(7), Outcome::Done(_))]),
        "{diary:?}"
    );
    assert_eq!(stage.transcoding.job_counts().jobs_done, 1);
    stage.end().await;
}

#[tokio::test]
async fn a_wake_up_finds_a_new_job_and_one_in_vain_is_harmless() {
    let stage = Stage::with(Shelf::with([]), &done(), |_| {}).await;
    stage.shelf.until(|diary| diary.looks == 1).await;
    for _ in 0..1000 {
        stage.transcoding.wake();
    }
    stage.shelf.until(|diary| diary.looks >= 2).await;
    stage.shelf.put(1);
    stage.transcoding.wake();
    let diary = stage.shelf.until(|diary| !diary.finished.is_empty()).await;
    assert!(
        diary.looks < 100,
        "{} looks for a thousand wake-ups",
        diary.looks
    );
    stage.end().await;
}

#[tokio::test(start_paused = true)]
async fn a_job_without_a_wake_up_is_found_by_the_poll() {
    let stage = Stage::without_executable(Shelf::with([])).await;
    std::fs::copy("/bin/true", stage.path("tributary-media")).unwrap();
    stage.shelf.until(|diary| diary.looks >= 3).await;
    stage.end().await;
}

#[tokio::test]
async fn a_crash_costs_one_job_and_the_pool_goes_on() {
    let script = format!(
        "if mkdir $folder/first 2>/dev/null; then echo 'out of luck' >&2; kill -SEGV $$; fi\n{}",
        done()
    );
    let stage = Stage::with(Shelf::with([1, 2]), &script, |_| {}).await;
    let diary = stage.shelf.until(|diary| diary.finished.len() == 2).await;
    let [
        (
            JobId(1),
            Outcome::Failed {
                reason,
                retry: true,
                ..
            },
        ),
        (JobId(2), Outcome::Done(_)),
    ] = diary.finished.as_slice()
    else {
        panic!("{diary:?}")
    };
    assert!(
        reason.contains("signal 11") && reason.contains("out of luck"),
        "{reason}"
    );
    stage.end().await;
}

#[tokio::test(start_paused = true)]
async fn a_hang_is_killed_after_the_stall_time() {
    let script = format!("echo $$ >> $folder/pids\n{}\nsleep 1000", progress(1));
    let stage = Stage::with(Shelf::with([1]), &script, |settings| {
        settings.heartbeat = Duration::from_secs(5)
    })
    .await;
    let started = tokio::time::Instant::now();
    let diary = stage.shelf.until(|diary| !diary.finished.is_empty()).await;
    let (reason, retry) = failure(&diary);
    assert!(reason.contains("no progress for 60 s") && retry, "{reason}");
    assert!(started.elapsed() >= Duration::from_secs(60));
    assert!(stage.all_gone());
    stage.end().await;
}

#[tokio::test]
async fn rubbish_on_stdout_ends_the_child() {
    let stage = Stage::with(Shelf::with([1]), "echo hello\nsleep 1000", |_| {}).await;
    let diary = stage.shelf.until(|diary| !diary.finished.is_empty()).await;
    assert!(failure(&diary).0.contains("no event"));
    stage.end().await;
}

#[tokio::test]
async fn an_endless_line_ends_the_child() {
    let stage = Stage::with(Shelf::with([1]), "exec tr '\\0' 'a' < /dev/zero", |_| {}).await;
    let diary = stage.shelf.until(|diary| !diary.finished.is_empty()).await;
    assert!(failure(&diary).0.contains("longer than"));
    stage.end().await;
}

#[tokio::test]
async fn endless_last_words_are_cut() {
    let script = "head -c 3000000 /dev/zero | tr '\\0' 'b' >&2\necho end >&2\nexit 3";
    let stage = Stage::with(Shelf::with([1]), script, |settings| {
        settings.stderr_tail = 100
    })
    .await;
    let (reason, _) = failure(&stage.shelf.until(|diary| !diary.finished.is_empty()).await);
    assert!(
        reason.contains("status 3") && reason.ends_with("end") && reason.len() < 300,
        "{reason}"
    );
    stage.end().await;
}

#[tokio::test]
async fn a_memory_hog_is_killed() {
    // tail keeps everything since it never meets a newline.
    let script = "exec tail -n 1 < /dev/zero";
    let stage = Stage::with(Shelf::with([1]), script, |settings| {
        settings.memory = 64 << 20
    })
    .await;
    let (reason, retry) = failure(&stage.shelf.until(|diary| !diary.finished.is_empty()).await);
    assert!(
        reason.contains("more than 64 MiB of memory") && !retry,
        "{reason}"
    );
    stage.end().await;
}

#[tokio::test]
async fn an_endless_calculation_is_killed() {
    let stage = Stage::with(Shelf::with([1]), "while :; do :; done", |settings| {
        settings.cpu_base = Duration::from_millis(300);
        settings.cpu_factor = 0.0;
    })
    .await;
    let (reason, retry) = failure(&stage.shelf.until(|diary| !diary.finished.is_empty()).await);
    assert!(reason.contains("CPU time") && !retry, "{reason}");
    stage.end().await;
}

#[tokio::test]
async fn too_many_written_bytes_end_the_child() {
    let script = format!("{}\nsleep 1000", progress(2_000_000_000));
    let stage = Stage::with(Shelf::with([1]), &script, |_| {}).await;
    assert!(
        failure(&stage.shelf.until(|diary| !diary.finished.is_empty()).await)
            .0
            .contains("it wrote more than")
    );
    stage.end().await;
}

#[tokio::test]
async fn a_cancelled_job_ends_its_child_and_is_not_finished() {
    let stage = Stage::with(
        Shelf::with([1]),
        "echo $$ >> $folder/pids\nsleep 1000",
        |_| {},
    )
    .await;
    stage.shelf.until(|diary| diary.beats.len() > 2).await;
    stage.shelf.cancelled.store(true, Ordering::SeqCst);
    // The worker is free again when it looks once more.
    let diary = stage.shelf.until(|diary| diary.looks == 2).await;
    assert!(diary.finished.is_empty());
    assert_eq!(diary.abandoned, [JobId(1)]);
    assert!(stage.all_gone());
    assert_eq!(stage.transcoding.job_counts().jobs_lost, 1);
    stage.end().await;
}

#[tokio::test]
async fn a_shutdown_kills_the_child_and_returns_the_job() {
    let stage = Stage::with(
        Shelf::with([1]),
        "echo $$ >> $folder/pids\nsleep 1000 & wait",
        |_| {},
    )
    .await;
    stage.shelf.until(|diary| diary.beats.len() > 3).await;
    stage.transcoding.shutdown().await;
    let diary = stage.shelf.until(|_| true).await;
    assert!(
        matches!(diary.finished.as_slice(), [(JobId(1), Outcome::Returned)]),
        "{diary:?}"
    );
    assert!(stage.all_gone());
    assert_eq!(stage.transcoding.counts().alive, 0);
    stage.end().await;
}

#[tokio::test]
async fn a_shutdown_does_not_wait_for_a_child_that_closed_its_output() {
    let script = "exec >&-\necho $$ >> $folder/pids\nsleep 1000 & wait";
    let stage = Stage::with(Shelf::with([1]), script, |_| {}).await;
    while stage.pids().is_empty() {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    stage.transcoding.shutdown().await;
    let diary = stage.shelf.until(|_| true).await;
    assert!(
        matches!(diary.finished.as_slice(), [(JobId(1), Outcome::Returned)]),
        "{diary:?}"
    );
    stage.end().await;
}

#[tokio::test]
async fn two_workers_share_the_jobs_and_never_one_job() {
    let script = format!("sleep 0.02\n{}", done());
    let stage = Stage::with(Shelf::with(1..=8), &script, |settings| {
        settings.concurrency = 2
    })
    .await;
    let diary = stage.shelf.until(|diary| diary.finished.len() == 8).await;
    let mut jobs: Vec<JobId> = diary.claimed.iter().map(|(job, _)| *job).collect();
    jobs.sort();
    assert_eq!(jobs, (1..=8).map(JobId).collect::<Vec<_>>());
    assert!(
        diary.claimed.iter().any(|(_, worker)| *worker == 0)
            && diary.claimed.iter().any(|(_, worker)| *worker == 1)
    );
    stage.end().await;
}

#[tokio::test(start_paused = true)]
async fn a_shelf_that_fails_is_asked_again_and_no_outcome_is_lost() {
    let shelf = Shelf::with([]);
    let stage = Stage::without_executable(shelf).await;
    stage.shelf.put(1);
    stage.shelf.failing.store(3, Ordering::SeqCst);
    // No shell here: a paused clock leaves it no time. Every run of this one fails, which is an outcome, too.
    std::fs::copy("/bin/false", stage.path("tributary-media")).unwrap();
    stage.transcoding.wake();
    stage.shelf.until(|diary| !diary.claimed.is_empty()).await;
    stage.shelf.failing.store(2, Ordering::SeqCst);
    let diary = stage.shelf.until(|diary| !diary.finished.is_empty()).await;
    assert_eq!(diary.finished.len(), 1);
    stage.end().await;
}

#[tokio::test(start_paused = true)]
async fn a_worker_that_panics_is_started_anew() {
    let shelf = Shelf::with([1]);
    shelf.panicking.store(true, Ordering::SeqCst);
    let stage = Stage::without_executable(shelf).await;
    std::fs::copy("/bin/false", stage.path("tributary-media")).unwrap();
    stage.transcoding.wake();
    stage.shelf.until(|diary| !diary.finished.is_empty()).await;
    assert_eq!(stage.transcoding.counts().restarted, 1);
    assert_eq!(stage.transcoding.counts().alive, 1);
    stage.end().await;
}

#[tokio::test]
async fn without_the_executable_jobs_stay_on_the_shelf() {
    let stage = Stage::without_executable(Shelf::with([1])).await;
    let reason = stage.transcoding.available().await.unwrap_err().reason;
    assert!(reason.contains("tributary-media"), "{reason}");
    stage.transcoding.wake();
    stage.transcoding.shutdown().await;
    assert_eq!(stage.shelf.until(|_| true).await.looks, 0);
    stage.end().await;
}

#[tokio::test]
async fn the_tree_tells_what_a_worker_does() {
    let stage = Stage::with(
        Shelf::with([5]),
        &format!("{}\nsleep 1000", progress(9)),
        |_| {},
    )
    .await;
    stage
        .shelf
        .until(|diary| diary.beats.iter().any(|(_, progress)| progress.frames == 9))
        .await;
    let tree = stage.transcoding.tree();
    assert_eq!(tree.children.len(), 1);
    assert!(tree.children[0].state.contains("job 5"), "{tree:?}");
    stage.end().await;
}
